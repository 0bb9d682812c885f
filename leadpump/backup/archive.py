"""The file of a backup: a zip archive whose manifest says what every part of it must be.

A zip is written in one go without knowing sizes beforehand, its parts can be read one by one, and any system opens it.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from collections.abc import Generator, Iterable
from pathlib import Path, PurePosixPath

import msgspec

MANIFEST = "manifest.json"
FORMAT = 1
PIECE_BYTES = 1 << 20
LEVEL = 1
"""Of compression: the next ones take twice as long for a tenth less."""


class BadBackup(Exception):
    """The file is no whole backup; the text says what is wrong with it."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A member of the archive. table, rows: of what came from ClickHouse."""

    name: str
    size: int
    sha256: str
    table: str = ""
    rows: int = 0


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What the archive holds. made: UTC. migrations: those that the tables had seen, in order."""

    format: int = FORMAT
    id: str
    made: str
    version: str
    migrations: list[str]
    parts: list[Part]

    def rows(self) -> dict[str, int]:
        """How many rows of each table."""
        counts: dict[str, int] = {}
        for part in self.parts:
            if part.table:
                counts[part.table] = counts.get(part.table, 0) + part.rows
        return counts


class ArchiveWriter:
    """Writes an archive that only its owner can read, under another name until it is whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._beside = path.with_name(f".{path.name}.{os.getpid()}.part")
        descriptor = os.open(self._beside, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file = os.fdopen(descriptor, "w+b")
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)
        self.parts: list[Part] = []

    def add(self, name: str, pieces: Iterable[bytes], *, table: str = "", rows: int = 0) -> Part:
        """Write one part, a piece at a time."""
        digest = hashlib.sha256()
        size = 0
        with self._zip.open(zipfile.ZipInfo(name), "w", force_zip64=True) as member:
            for piece in pieces:
                member.write(piece)
                digest.update(piece)
                size += len(piece)
        part = Part(name=name, size=size, sha256=digest.hexdigest(), table=table, rows=rows)
        self.parts.append(part)
        return part

    def disown(self) -> None:
        """Leave the last part out of the manifest: what was written stays in the file, and nobody reads it."""
        self.parts.pop()

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, wait for the disk, and give the archive its name."""
        self._zip.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1))
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._beside.rename(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def give_up(self) -> None:
        """Leave nothing behind of an archive that was not finished."""
        self._file.close()
        self._beside.unlink(missing_ok=True)


class ArchiveReader:
    """Reads an archive. Raises BadBackup where it is none or of a later format."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
            self.manifest = msgspec.json.decode(self._zip.read(MANIFEST), type=Manifest)
        except (zipfile.BadZipFile, KeyError, msgspec.MsgspecError, EOFError) as error:
            raise BadBackup(f"{path} is not a backup of Leadpump, or not a whole one.") from error
        if self.manifest.format > FORMAT:
            raise BadBackup(f"{path} was made by a newer version ({self.manifest.version}): install that one.")
        for part in self.manifest.parts:
            refuse_path(part.name)

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def pieces(self, part: Part) -> Generator[bytes]:
        """The content of a part. Raises BadBackup at its end if it is not what the manifest says."""
        digest = hashlib.sha256()
        size = 0
        try:
            with self._zip.open(part.name) as member:
                while piece := member.read(PIECE_BYTES):
                    digest.update(piece)
                    size += len(piece)
                    yield piece
        except (zipfile.BadZipFile, KeyError, EOFError, OSError, NotImplementedError, zlib.error) as error:
            raise BadBackup(f"{self.path} is damaged at {part.name}: {error}") from error
        if (size, digest.hexdigest()) != (part.size, part.sha256):
            raise BadBackup(f"{self.path} is damaged: {part.name} is not what was written.")

    def verify(self, part: Part) -> None:
        """Read a part and compare. Raises BadBackup."""
        for _ in self.pieces(part):
            pass


def refuse_path(name: str) -> None:
    """Raise BadBackup for a name that would lead out of the folder that a part is written to."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\\" in name or "\0" in name:
        raise BadBackup(f"the backup holds a part of a name that is not allowed: {name!r}")
