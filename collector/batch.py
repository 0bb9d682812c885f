"""A prepared batch: the finished rows of some sealed segments, on disk before the first attempt to insert them.

prepared/NAME/batch.json     which segments, which inserts in which order, which sessions to forget afterwards
prepared/NAME/….jsonl        the rows of one insert each
"""

from __future__ import annotations

import errno
import shutil
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from collector.spool import sync_folder, write_synced

MANIFEST = "batch.json"
LOST = (errno.ENOENT, errno.ENOTDIR, errno.EIO)
"""Why a file may be unreadable for good; anything else passes."""


class DamagedBatch(Exception):
    """What was written is not what can be read: its segments have to be prepared anew."""


class Insert(msgspec.Struct, frozen=True):
    """One insert: the table, and the file of its rows with their length and checksum, which tell damage from rows."""

    table: str
    file: str
    size: int
    crc: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a batch is made of.

    segments: names of the sealed files. moved: sessions by site whose rows are deleted once their copies, which are
    among the inserts, are stored. records, fresh: how many were read, and of how many of them something was missing.
    leads_since: when the earliest of them happened that may make a lead, in Unix milliseconds; None without any.
    """

    segments: list[str]
    inserts: list[Insert]
    moved: dict[str, list[int]]
    records: int
    fresh: int
    leads_since: int | None = None


class Checked(msgspec.Struct, frozen=True):
    """A manifest and its checksum: a digit that turns over in `moved` would delete another session."""

    crc: int
    manifest: msgspec.Raw


@dataclass(slots=True)
class Batch:
    """A prepared folder."""

    folder: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        return self.folder.name

    def rows(self, insert: Insert) -> bytes:
        """The rows of an insert, one JSON object a line. Raises DamagedBatch."""
        path = self.folder / insert.file
        try:
            rows = path.read_bytes()
        except OSError as error:
            if error.errno not in LOST:
                raise
            raise DamagedBatch(f"{path}: {error}") from error
        if (len(rows), zlib.crc32(rows)) != (insert.size, insert.crc):
            raise DamagedBatch(f"{path}: {len(rows)} bytes are not the {insert.size} that were written")
        return rows

    def replace_rows(self, insert: Insert, rows: bytes) -> Insert:
        """Put other rows in place of an insert's, in one step: the insert as it is now."""
        stem = insert.file.partition(".")[0]
        new = Insert(insert.table, f"{stem}.{zlib.crc32(rows):08x}.jsonl", len(rows), zlib.crc32(rows))
        write_synced(self.folder / new.file, [rows])
        inserts = [new if other == insert else other for other in self.manifest.inserts]
        self.manifest = msgspec.structs.replace(self.manifest, inserts=inserts)
        beside = self.folder / f"{MANIFEST}.new"
        write_synced(beside, [encode_manifest(self.manifest)])
        beside.rename(self.folder / MANIFEST)
        sync_folder(self.folder)
        return new


def write_batch(folder: Path, manifest: Manifest, rows: Mapping[Insert, Sequence[bytes]]) -> Batch:
    """Write a batch, complete or not at all. rows: those of each insert of the manifest."""
    beside = folder.with_name(f".{folder.name}")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    for insert, lines in rows.items():
        write_synced(beside / insert.file, lines)
    write_synced(beside / MANIFEST, [encode_manifest(manifest)])
    sync_folder(beside)
    beside.rename(folder)
    sync_folder(folder.parent)
    return Batch(folder, manifest)


def insert_of(table: str, file: str, lines: Sequence[bytes]) -> Insert:
    """The insert of these rows."""
    crc = 0
    for line in lines:
        crc = zlib.crc32(line, crc)
    return Insert(table, file, sum(map(len, lines)), crc)


def encode_manifest(manifest: Manifest) -> bytes:
    """A manifest as it is written."""
    text = msgspec.json.encode(manifest)
    return msgspec.json.encode(Checked(zlib.crc32(text), msgspec.Raw(text)))


def read_batch(folder: Path) -> Batch:
    """A batch that was prepared. Raises DamagedBatch."""
    path = folder / MANIFEST
    try:
        checked = msgspec.json.decode(path.read_bytes(), type=Checked)
        if zlib.crc32(checked.manifest) != checked.crc:
            raise DamagedBatch(f"{path}: it is not what was written")
        return Batch(folder, msgspec.json.decode(checked.manifest, type=Manifest))
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise DamagedBatch(f"{path}: {error}") from error
    except OSError as error:
        if error.errno not in LOST:
            raise
        raise DamagedBatch(f"{path}: {error}") from error


def prepared_folders(folder: Path) -> list[Path]:
    """Where the batches are that were prepared and are not finished: one, unless somebody put another there."""
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def prepared_batches(folder: Path) -> Iterator[Batch]:
    """The batches that were prepared and are not finished."""
    return map(read_batch, prepared_folders(folder))


def throw_away(folder: Path) -> None:
    """Remove a batch: out of sight first, so that no half of one is ever taken for a batch."""
    hidden = folder.with_name(f".{folder.name}.gone")
    folder.rename(hidden)
    sync_folder(folder.parent)
    shutil.rmtree(hidden)
