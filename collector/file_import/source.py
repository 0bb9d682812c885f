"""What a file is, and its bytes without their compression."""

from __future__ import annotations

import bz2
import csv
import gzip
import lzma
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import msgspec

from collector.event import ImportedEvent
from collector.file_import.lines import MARK, MAX_LINE, Chunk, chunks_of

KINDS = {
    ".jsonl": "json",
    ".ndjson": "json",
    ".json": "json",
    ".csv": "csv",
    ".parquet": "table",
    ".arrow": "table",
    ".feather": "table",
    ".orc": "table",
    ".avro": "table",
}
COMPRESSED = {".gz": "gzip", ".bz2": "bz2", ".xz": "xz", ".zst": "zstd", ".zstd": "zstd", ".lz4": "lz4"}
HERE: dict[str, Callable[[IO[bytes]], Any]] = {
    "": lambda raw: raw,
    "gzip": lambda raw: gzip.GzipFile(fileobj=raw),
    "bz2": bz2.BZ2File,
    "xz": lzma.LZMAFile,
}
"""The compressions that Python reads; the engine reads the others."""


class NotReadable(Exception):
    """A file cannot be imported; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Kind:
    """form: json, csv or table. compression: gzip, bz2, xz, zstd, lz4 or "" for none."""

    form: str
    compression: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """An opened file. size: in bytes, 0 if unknown. position: how many of them were read. names, delimiter: of a CSV.

    first_line: the number of the first line of the stream. ended: called at the end; raises NotReadable if it is none.
    """

    stream: IO[bytes]
    form: str
    size: int
    position: Callable[[], int]
    names: tuple[str, ...] = ()
    delimiter: str = ""
    first_line: int = 1
    ended: Callable[[], None] = lambda: None

    def chunks(self) -> Iterator[Chunk]:
        """The lines. Raises NotReadable, and OSError and its like, where the file breaks off."""
        try:
            yield from chunks_of(self.stream, first_line=self.first_line, delimiter=self.delimiter)
        except (EOFError, zlib.error, lzma.LZMAError) as error:
            raise NotReadable(f"The file is cut off or damaged: {error}") from error
        self.ended()


def kind_of(name: str) -> Kind:
    """What a file is, by its name: history.csv.gz is a CSV in gzip. Raises NotReadable."""
    path = Path(name.lower())
    compression = COMPRESSED.get(path.suffix, "")
    form = KINDS.get((path.with_suffix("") if compression else path).suffix)
    if form is None:
        raise NotReadable(
            f"{name}: its name does not say what it is. Names end in {', '.join(KINDS)}, and then perhaps in "
            f"{', '.join(COMPRESSED)}; or say --format."
        )
    return Kind(form, compression)


@contextmanager
def opened(path: Path, kind: Kind) -> Iterator[Source]:
    """A file of JSON lines or CSV. Raises NotReadable, OSError."""
    with path.open("rb") as raw, HERE[kind.compression](raw) as stream:
        yield source_of(stream, kind.form, os.fstat(raw.fileno()).st_size, raw.tell)


def source_of(
    stream: IO[bytes],
    form: str,
    size: int = 0,
    position: Callable[[], int] = lambda: 0,
    ended: Callable[[], None] = lambda: None,
) -> Source:
    """The source in a stream; of a CSV, the header is read. Raises NotReadable."""
    if form != "csv":
        return Source(stream, form, size, position, ended=ended)
    header = stream.readline(MAX_LINE).removeprefix(MARK).decode("utf-8", "replace")
    delimiter = next((mark for mark in (",", ";", "\t") if mark in header), ",")
    names = tuple(name.strip() for name in next(csv.reader([header], delimiter=delimiter), []))
    required = [field.name for field in msgspec.structs.fields(ImportedEvent) if field.required]
    if missing := [name for name in required if name not in names]:
        raise NotReadable(f"The first line must name the fields; it lacks {', '.join(missing)}.")
    return Source(stream, form, size, position, names, delimiter, first_line=2, ended=ended)
