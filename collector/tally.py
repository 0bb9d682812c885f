"""What a process counts for /metrics: kept in memory, written to a small file by the clock, added up by whoever asks.

Each process of a kind (web, loader) has a file of its own, which the next one that takes its place goes on with, so
that a count never falls. A process that is killed takes the last second of its counts with it: they are for graphs and
alarms; what was accepted is in the spool.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import msgspec

WRITE_SECONDS = 1.0
BEAT_SECONDS = 5.0
SILENT_SECONDS = 20.0
Key = tuple[str, str]
"""A name, and a label that tells its counts apart ("" where there is one only)."""


class Written(msgspec.Struct):
    """The file. at: Unix seconds of the writing."""

    pid: int
    at: float
    counts: list[tuple[str, str, float]]


class Tally:
    """The counts of one process. Safe for threads; make it after the fork."""

    def __init__(self, folder: Path, kind: str, clock: Callable[[], float] = time.time) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._clock = clock
        self._held, self._path = take_place(folder, kind)
        written = read_written(self._path)
        self._counts: dict[Key, float] = {(name, label): n for name, label, n in written.counts} if written else {}
        self._lock = threading.Lock()
        self._changed = False
        self._next_beat = 0.0
        self._closed = threading.Event()
        self.write()
        threading.Thread(target=self._run, name="tally", daemon=True).start()

    def add(self, name: str, label: str = "", number: float = 1) -> None:
        """Count something. A dictionary and a lock: a fraction of a microsecond."""
        key = name, label
        with self._lock:
            self._counts[key] = self._counts.get(key, 0) + number
            self._changed = True

    def write(self) -> None:
        """Put the file in place in one step. It need not survive a power cut."""
        with self._lock:
            counts = [(name, label, number) for (name, label), number in self._counts.items()]
            self._changed = False
        beside = self._path.with_suffix(".new")
        beside.write_bytes(msgspec.json.encode(Written(os.getpid(), self._clock(), counts)))
        beside.rename(self._path)

    def close(self) -> None:
        """Write the last counts and give the place back."""
        if not self._closed.is_set():
            self._closed.set()
            self._write_if_possible()
            os.close(self._held)

    def _run(self) -> None:
        while not self._closed.wait(WRITE_SECONDS):
            now = time.monotonic()
            if self._changed or now >= self._next_beat:
                self._next_beat = now + BEAT_SECONDS
                self._write_if_possible()

    def _write_if_possible(self) -> None:
        try:
            self.write()
        except OSError:
            # A full disk is told by the spool; counting goes on.
            self._changed = True


def take_place(folder: Path, kind: str) -> tuple[int, Path]:
    """The first place of a kind that no living process holds: the descriptor that holds it, and its file."""
    for number in count():
        descriptor = os.open(folder / f"{kind}-{number}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            continue
        return descriptor, folder / f"{kind}-{number}.json"
    raise AssertionError


@dataclass(frozen=True, slots=True)
class Tallies:
    """The counts of all processes together, and how many of each kind are alive."""

    counts: dict[Key, float]
    alive: dict[str, int]

    def of(self, name: str) -> dict[str, float]:
        """The counts of a name by label."""
        return {label: number for (found, label), number in self.counts.items() if found == name}


def read_tallies(folder: Path, now: float) -> Tallies:
    """Add the files up. A process is alive if it wrote lately and its number is still given."""
    counts: dict[Key, float] = {}
    alive: dict[str, int] = {}
    for path in sorted(folder.glob("*.json")):
        written = read_written(path)
        if written is None:
            continue
        for name, label, number in written.counts:
            counts[name, label] = counts.get((name, label), 0) + number
        kind = path.stem.rpartition("-")[0]
        alive[kind] = alive.get(kind, 0) + (abs(now - written.at) < SILENT_SECONDS and is_running(written.pid))
    return Tallies(counts, alive)


def read_written(path: Path) -> Written | None:
    """A file, or None where there is none that can be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Written)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def is_running(pid: int) -> bool:
    """Whether a process of that number is there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
