"""What could not be stored is set aside with its reason, for somebody to look at: rows that ClickHouse refuses, records
that this version cannot read, and damaged bytes. The folder has a limit; what no longer fits is only counted.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec

from collector.spool import sync_folder, write_synced

log = logging.getLogger(__name__)

LIMIT_BYTES = 256 * 1024 * 1024
LIMIT_FILES = 20_000
NOT_KEPT = "not-kept.json"


class SetAside(msgspec.Struct, frozen=True, kw_only=True):
    """One file of the folder.

    kind: row (ClickHouse refused it), record (a whole frame that cannot be worked with) or bytes (damage).
    at: when, in ISO 8601. segment: where it comes from. row: the JSON of a row; data: the bytes of the other kinds.
    """

    kind: Literal["row", "record", "bytes"]
    at: str
    segment: str
    reason: str
    code: int = 0
    table: str = ""
    row: msgspec.Raw = msgspec.Raw(b"null")
    data: bytes = b""

    @property
    def content(self) -> bytes:
        return bytes(self.row) if self.kind == "row" else self.data


class CutFile(ValueError):
    """A file of the folder that is not what was written."""


class NotKept(msgspec.Struct, frozen=True):
    """What was refused when the folder was full."""

    files: int = 0
    bytes: int = 0


class Rejected:
    """The folder of what was set aside. Only the loader adds to it."""

    def __init__(self, folder: Path, limit_bytes: int = LIMIT_BYTES, limit_files: int = LIMIT_FILES) -> None:
        self._folder = folder
        self._limit_bytes = limit_bytes
        self._limit_files = limit_files

    def add(self, items: Iterable[SetAside]) -> None:
        """Set items aside. The same content set aside again takes the place of its older copy."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sizes = [path.stat().st_size for path in self._paths()]
        files, size = len(sizes), sum(sizes)
        for item in items:
            path = self._folder / name_of(item)
            text = msgspec.json.encode(item)
            if not path.exists() and (files >= self._limit_files or size + len(text) > self._limit_bytes):
                self._count_only(item)
                continue
            beside = path.with_suffix(".new")
            write_synced(beside, [text])
            beside.rename(path)
            files, size = files + 1, size + len(text)
            log.error("set aside %s of segment %s, ClickHouse error %d: %s", item.kind, item.segment, item.code, path)
        sync_folder(self._folder)

    def names(self) -> list[str]:
        """What is kept, oldest first."""
        return [path.stem for path in sorted(self._paths(), key=lambda path: path.stat().st_mtime)]

    def read(self, name: str) -> SetAside:
        """One of them. Raises KeyError for a name that is not there, CutFile for one whose file is damaged."""
        try:
            return msgspec.json.decode(self._path(name).read_bytes(), type=SetAside)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise CutFile(f"its file is damaged: {error}") from error

    def written(self, name: str) -> int:
        """When it was last set aside, in nanoseconds. Raises KeyError for a name that is not there."""
        return self._path(name).stat().st_mtime_ns

    def drop(self, name: str, written: int | None = None) -> None:
        """Remove one of them; where written is given, only if it was not set aside again since.

        Raises KeyError for a name that is not there.
        """
        path = self._path(name)
        if written is None or path.stat().st_mtime_ns == written:
            path.unlink()

    def count(self) -> int:
        """How many are kept."""
        return sum(1 for _ in self._paths())

    def not_kept(self) -> NotKept:
        """How much was only counted, since the folder was first full."""
        path = self._folder / NOT_KEPT
        return msgspec.json.decode(path.read_bytes(), type=NotKept) if path.exists() else NotKept()

    def _count_only(self, item: SetAside) -> None:
        before = self.not_kept()
        after = NotKept(before.files + 1, before.bytes + len(item.content))
        write_synced(self._folder / f"{NOT_KEPT}.new", [msgspec.json.encode(after)])
        (self._folder / f"{NOT_KEPT}.new").rename(self._folder / NOT_KEPT)
        log.error(
            "%s is full: %s of segment %s was refused and is not kept there; its segment stays in done for a while",
            self._folder,
            item.kind,
            item.segment,
        )

    def _path(self, name: str) -> Path:
        path = self._folder / f"{name}.json"
        if path.parent != self._folder or "-" not in name or path.name == NOT_KEPT or not path.is_file():
            raise KeyError(name)
        return path

    def _paths(self) -> Iterator[Path]:
        return (path for path in self._folder.glob("*-*.json") if path.name != NOT_KEPT)


def name_of(item: SetAside) -> str:
    """Its file: a row goes by its table and id, so that it has one name however often it is tried."""
    mark = item.content
    if item.kind == "row":
        id_ = msgspec.json.decode(item.row).get("id")
        mark = f"{item.table}\0{id_}".encode() if id_ else mark
    return f"{item.kind}-{hashlib.sha256(mark).hexdigest()[:16]}.json"


def now_text() -> str:
    """The time now, as SetAside has it."""
    return datetime.now(UTC).isoformat(timespec="seconds")
