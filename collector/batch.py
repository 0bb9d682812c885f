"""A prepared batch: the finished rows of some sealed segments, on disk before the first attempt to insert them.

prepared/NAME/batch.json     which segments, which inserts in which order, which sessions to forget afterwards
prepared/NAME/….jsonl        the rows of one insert each
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from collector.spool import sync_folder, write_synced

MANIFEST = "batch.json"


class DamagedBatch(Exception):
    """What was written is not what can be read: its segments have to be prepared anew."""


class Insert(msgspec.Struct, frozen=True):
    """One insert: the file of its rows and the table they go into."""

    table: str
    file: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a batch is made of.

    segments: names of the sealed files. moved: sessions by site whose rows are deleted once their copies, which are
    among the inserts, are stored. records, fresh: how many were read, and how many of them were not counted before.
    """

    segments: list[str]
    inserts: list[Insert]
    moved: dict[str, list[int]]
    records: int
    fresh: int


@dataclass(frozen=True, slots=True)
class Batch:
    """A prepared folder."""

    folder: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        return self.folder.name

    def rows(self, insert: Insert) -> bytes:
        """The rows of an insert, one JSON object a line."""
        return (self.folder / insert.file).read_bytes()

    def replace_rows(self, insert: Insert, rows: bytes) -> None:
        """Put other rows in place of an insert's, in one step."""
        path = self.folder / insert.file
        beside = path.with_suffix(".new")
        write_synced(beside, [rows])
        beside.rename(path)
        sync_folder(self.folder)


def write_batch(folder: Path, manifest: Manifest, rows: dict[str, Sequence[bytes]]) -> Batch:
    """Write a batch, complete or not at all. rows: by the file of their insert."""
    beside = folder.with_name(f".{folder.name}")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    for name, lines in rows.items():
        write_synced(beside / name, lines)
    write_synced(beside / MANIFEST, [msgspec.json.encode(manifest)])
    sync_folder(beside)
    beside.rename(folder)
    sync_folder(folder.parent)
    return Batch(folder, manifest)


def read_batch(folder: Path) -> Batch:
    """A batch that was prepared. Raises DamagedBatch."""
    try:
        return Batch(folder, msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest))
    except (FileNotFoundError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise DamagedBatch(f"{folder / MANIFEST}: {error}") from error


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
