"""Accepted means on disk: records are appended to a file and synced before anybody is told 202.

A segment is a file of frames (magic, length, CRC-32, payload). Each worker writes its own: `<time>-<random>.open`,
which it keeps locked, and seals it by renaming it to `.ready`. collector/commit.py joins what arrives together into
one append, and so into one sync.
"""

from __future__ import annotations

import fcntl
import logging
import os
import secrets
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

log = logging.getLogger(__name__)

MAGIC = b"LPS1"
HEADER = struct.Struct("<4sII")
MAX_FRAME = 16 * 1024 * 1024
SEAL_BYTES = 4 * 1024 * 1024
SEAL_SECONDS = 1.0
LOOK_SECONDS = 1.0


class SpoolFull(Exception):
    """There is no room to promise anything: ask the sender to come again."""


class Spool:
    """One worker's way to the disk. Safe for many threads; make it after the fork."""

    def __init__(
        self,
        folder: Path,
        *,
        limit_bytes: int,
        min_free_bytes: int,
        seal_seconds: float = SEAL_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._limit_bytes = limit_bytes
        self._min_free_bytes = min_free_bytes
        self._clock = clock
        self._file = threading.Lock()
        self._descriptor = -1
        self._path = folder
        self._size = 0
        self._opened_at = 0.0
        self._next_look = float("-inf")
        self._full = ""
        self._seal_seconds = seal_seconds
        self._closed = threading.Event()
        threading.Thread(target=self._seal_in_time, name="spool-seal", daemon=True).start()

    def append(self, payloads: Sequence[bytes]) -> None:
        """Return once every payload is on disk. Raises SpoolFull, and then none of them was promised."""
        data = b"".join(map(frame, payloads))
        try:
            if reason := self.why_full():
                raise SpoolFull(reason)
            with self._file:
                self._write(data)
        except OSError as error:
            log.error("the spool cannot be written: %s", error)
            raise SpoolFull("the spool cannot be written; the log says why") from error

    def seal(self) -> None:
        """Hand what was written so far to the loader."""
        with self._file:
            self._seal()

    def close(self) -> None:
        """Seal and stop."""
        self._closed.set()
        self.seal()

    def _write(self, data: bytes) -> None:
        """Append and sync; on an error give the segment up, for what a disk holds after one is anybody's guess."""
        if self._descriptor < 0:
            self._open()
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(self._descriptor, view) :]
            os.fdatasync(self._descriptor)
        except BaseException:
            self._give_up()
            raise
        self._size += len(data)
        if self._size >= SEAL_BYTES:
            self._try_to_seal()

    def _open(self) -> None:
        """Start a segment. It is locked before it gets the name the loader looks for."""
        name = f"{time.time_ns():020d}-{secrets.token_hex(6)}"
        fresh = self._folder / f".{name}.new"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            path = self._folder / f"{name}.open"
            fresh.rename(path)
            sync_folder(self._folder)
        except OSError:
            os.close(descriptor)
            raise
        self._path, self._descriptor, self._size, self._opened_at = path, descriptor, 0, self._clock()

    def _give_up(self) -> None:
        """Leave a segment whose last write failed: cut what was not promised, and let the loader take the rest.

        Where even the cut fails, the rest of that write may be found and counted; nothing that was promised is lost.
        """
        descriptor, self._descriptor = self._descriptor, -1
        try:
            os.ftruncate(descriptor, self._size)
        except OSError as error:
            log.error("the end of %s cannot be cut: %s", self._path, error)
        finally:
            # Closing gives the lock back: the loader takes the segment over.
            os.close(descriptor)

    def _seal(self) -> None:
        if self._descriptor < 0:
            return
        self._path.rename(self._path.with_suffix(".ready"))
        descriptor, self._descriptor = self._descriptor, -1
        os.close(descriptor)
        sync_folder(self._folder)

    def _try_to_seal(self) -> None:
        """Seal now if that works; the records are safe either way, and the next turn of the clock tries again."""
        try:
            self._seal()
        except OSError as error:
            log.error("a segment cannot be sealed now: %s", error)

    def _seal_in_time(self) -> None:
        while not self._closed.wait(self._seal_seconds / 4):
            if self._descriptor >= 0 and self._clock() - self._opened_at >= self._seal_seconds:
                with self._file:
                    self._try_to_seal()

    def why_full(self) -> str:
        """Why nothing more is accepted now, or "": the folder's limit, or the disk's low-water mark."""
        now = self._clock()
        if now >= self._next_look:
            self._full = why_full(self._folder, self._limit_bytes, self._min_free_bytes)
            # With tens of thousands of segments waiting, a look takes a tenth of a second: then rarer ones.
            done = self._clock()
            self._next_look = done + max(LOOK_SECONDS, 20 * (done - now))
        return self._full


def why_full(folder: Path, limit_bytes: int, min_free_bytes: int) -> str:
    """Why nothing more may be accepted, or ""."""
    disk = os.statvfs(folder)
    if disk.f_bavail * disk.f_frsize < min_free_bytes:
        return f"less than {min_free_bytes // 1_000_000} MB are free on the disk of the spool"
    waiting = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith((".open", ".ready")):
                try:
                    waiting += entry.stat().st_size
                except FileNotFoundError:
                    continue
    return f"{waiting // 1_000_000} MB wait in the spool" if waiting > limit_bytes else ""


def frame(payload: bytes) -> bytes:
    """A payload with its length and checksum."""
    return HEADER.pack(MAGIC, len(payload), zlib.crc32(payload)) + payload


def read_frames(data: bytes) -> Iterator[bytes | Damage]:
    """The payloads of a segment, in order; a Damage in place of each stretch that cannot be read.

    A torn end, shorter than its own length says, is the rest of a write nobody was told 202 for.
    """
    position = 0
    while position < len(data):
        payload = payload_at(data, position)
        if payload is not None:
            yield payload
            position += HEADER.size + len(payload)
            continue
        following = next_frame(data, position + 1)
        yield Damage(position, data[position:following], torn=following == len(data) and is_cut_off(data, position))
        position = following


class Damage:
    """A stretch of a segment that is no whole frame. torn: it is the last, and shorter than it says it is."""

    __slots__ = ("data", "offset", "torn")

    def __init__(self, offset: int, data: bytes, *, torn: bool) -> None:
        self.offset, self.data, self.torn = offset, data, torn


def payload_at(data: bytes, position: int) -> bytes | None:
    """The payload of the frame at position, if one stands there whole and unhurt."""
    if position + HEADER.size > len(data):
        return None
    magic, length, checksum = HEADER.unpack_from(data, position)
    start = position + HEADER.size
    if magic != MAGIC or length > MAX_FRAME or start + length > len(data):
        return None
    payload = data[start : start + length]
    return payload if zlib.crc32(payload) == checksum else None


def is_cut_off(data: bytes, position: int) -> bool:
    """Whether the frame at position ends after the data does."""
    if position + HEADER.size > len(data):
        return data[position:].startswith(MAGIC[: len(data) - position])
    magic, length, _ = HEADER.unpack_from(data, position)
    return magic == MAGIC and position + HEADER.size + int(length) > len(data)


def next_frame(data: bytes, position: int) -> int:
    """Where the next whole frame begins, or the end of the data."""
    while (position := data.find(MAGIC, position)) >= 0:
        if payload_at(data, position) is not None:
            return position
        position += 1
    return len(data)


def ready_segments(folder: Path) -> list[Path]:
    """Sealed segments, oldest first, after taking over those whose worker is gone."""
    for path in folder.glob("*.open"):
        take_over(path)
    return sorted(folder.glob("*.ready"))


def take_over(path: Path) -> None:
    """Seal an open segment whose worker no longer holds it; leave it if the worker lives."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # The worker may have sealed it between the listing and the lock.
        if path.exists():
            path.rename(path.with_suffix(".ready"))
            sync_folder(path.parent)
    except BlockingIOError:
        pass
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_synced(path: Path, parts: Iterable[bytes]) -> None:
    """Write a new file and wait for the disk."""
    with path.open("wb") as file:
        for part in parts:
            file.write(part)
        file.flush()
        os.fsync(file.fileno())
