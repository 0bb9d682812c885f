"""Which files of the data folder belong into a backup, and how each is read while the product writes."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from collector.file_import.refused import REFUSED_LINES
from collector.site import SITES
from leadpump.records.records import FILE as RECORDS

PIECE_BYTES = 1 << 20
LEFT_OUT = frozenset(
    {"clickhouse", "salts", "tmp", "run", "backups", "uploads", "engine.xml", "lost+found", SITES, RECORDS}
)
"""clickhouse: taken as rows. salts: keys that must be destroyed, so no copy of them may be. The rest is made anew."""
LEFT_OUT_OF_SPOOL = frozenset({"done", "prepared"})
"""What is in ClickHouse already, or made anew of the segments: see make.finish_batch for what is half inserted."""
OPEN, READY = ".open", ".ready"


def kept_files(data: Path) -> Iterator[tuple[str, Path]]:
    """Name in the backup and path of every file that is copied as it is; records and segments come by themselves."""
    for path in sorted(data.iterdir()):
        if path.name in LEFT_OUT or is_of_the_moment(path.name):
            continue
        if path.name == "spool":
            for inside in sorted(path.iterdir()):
                if inside.is_dir() and inside.name not in LEFT_OUT_OF_SPOOL:
                    yield from files_below(data, inside)
        else:
            yield from files_below(data, path)


def files_below(data: Path, path: Path) -> Iterator[tuple[str, Path]]:
    """The file itself, or those in the folder."""
    found = sorted(path.rglob("*")) if path.is_dir() else [path]
    for file in found:
        if file.is_file() and not file.is_symlink() and not is_of_the_moment(file.name):
            yield file.relative_to(data).as_posix(), file


def is_of_the_moment(name: str) -> bool:
    """Locks, files that are being written beside their name, and what an import refused, which is for its owner."""
    return name.startswith(".") or name.endswith((".lock", "-wal", "-shm", ".new", ".part", REFUSED_LINES))


def waiting_segments(spool: Path) -> Iterator[tuple[str, Path]]:
    """Name in the backup and path of each segment that is not loaded.

    The open ones are listed first: one that is sealed meanwhile is found again among the sealed, never missed. What is
    written to an open one later is left out, and a torn end was never acknowledged.
    """
    found = {path.stem: path for suffix in (OPEN, READY) for path in spool.glob(f"*{suffix}")}
    for stem in sorted(found):
        yield f"spool/{stem}{READY}", found[stem]


def read_pieces(path: Path) -> Iterator[bytes]:
    """The content of a file at this moment; a segment is followed to its new name when it is sealed meanwhile."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        file = path.with_suffix(READY).open("rb")
    with file:
        left = os.fstat(file.fileno()).st_size
        while left and (piece := file.read(min(left, PIECE_BYTES))):
            left -= len(piece)
            yield piece


def copy_of_records(data: Path) -> Iterator[bytes]:
    """The records as one consistent file, whoever writes to them meanwhile."""
    with tempfile.TemporaryDirectory(dir=data / "tmp") as folder:
        copy = Path(folder) / RECORDS
        with (
            closing(sqlite3.connect(f"file:{data / RECORDS}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
            target.execute("pragma journal_mode = delete")
        yield from read_pieces(copy)
