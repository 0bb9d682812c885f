"""How the product stands: what waits, what lags, what is away. Health pages, metrics and `leadpump check` read it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from msgspec import MsgspecError

from collector.loader_state import LoaderState, read_state
from collector.site import SITES, KnownSites
from collector.tally import Tallies, read_tallies
from leadpump.pause import Pause
from leadpump.settings import Settings

TALLIES = Path("run", "tally")
BEHIND_SECONDS = 60.0
REFUSALS = 3
"""In a row: one or two are of the moment."""
NEARLY_FULL = 2
"""Times the low-water mark: below, the disk is nearly full."""
LOOK_SECONDS = 2.0
PING_SECONDS = 2.0
DIRECTLY = build_opener(ProxyHandler({}))


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is in the spool. oldest, oldest_sealed: ages in seconds, 0 where there is none."""

    segments: int
    bytes: int
    oldest: float
    oldest_sealed: float


@dataclass(frozen=True, slots=True)
class Condition:
    """Everything that was found at one moment."""

    waiting: Waiting
    disk_free: int
    disk_min_free: int
    spool_limit: int
    loader: LoaderState
    tallies: Tallies
    clickhouse_up: bool
    backup_running: bool
    sites_readable: bool

    @property
    def full(self) -> bool:
        """Whether new events are refused: the disk's low-water mark, or the spool's limit."""
        return self.disk_free < self.disk_min_free or self.waiting.bytes > self.spool_limit

    def degraded(self) -> list[str]:
        """What is not as it should be while events can be accepted, in words of docs/operations.md."""
        return [word for word, holds in DEGRADED.items() if holds(self)]


DEGRADED: dict[str, Callable[[Condition], bool]] = {
    "backup_running": lambda it: it.backup_running,
    "clickhouse_away": lambda it: not it.clickhouse_up,
    "clickhouse_refuses": lambda it: it.loader.code > 0 and it.loader.tries >= REFUSALS,
    "loader_stopped": lambda it: not it.tallies.alive.get("loader"),
    "loader_behind": lambda it: it.waiting.oldest_sealed > BEHIND_SECONDS and not it.backup_running,
    "sites_unreadable": lambda it: not it.sites_readable,
    "records_set_aside": lambda it: it.loader.rejected > 0,
    "disk_nearly_full": lambda it: it.disk_free < NEARLY_FULL * it.disk_min_free,
    "spool_filling": lambda it: it.waiting.bytes * 2 > it.spool_limit,
}
"""What may be wrong while events are accepted, in words of docs/operations.md, and when it is."""


class Observer:
    """Looks for those who may ask: everybody gets what was seen a moment ago, the owner what is so now."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: Condition | None = None
        self._next_look = float("-inf")

    def condition(self) -> Condition:
        """How it stands, two seconds old at most; while another thread looks, what was seen before.

        A silent ClickHouse makes a look last as long as PING_SECONDS, and that may hold up one who asks, not all.
        """
        seen = self._seen
        if seen is not None and time.monotonic() < self._next_look:
            return seen
        if not self._lock.acquire(blocking=seen is None):
            return seen or self.look()
        try:
            if self._seen is None or time.monotonic() >= self._next_look:
                self._seen = self.look()
                self._next_look = time.monotonic() + LOOK_SECONDS
            return self._seen
        finally:
            self._lock.release()

    def waiting_since(self) -> datetime | None:
        """Since when something waits that ought to be counted by now; None while the loader keeps up."""
        age = self.condition().waiting.oldest_sealed
        return datetime.fromtimestamp(self._clock() - age, UTC) if age > BEHIND_SECONDS else None

    def look(self) -> Condition:
        """How it stands now."""
        return find_condition(self._settings, self._clock())


def find_condition(settings: Settings, now: float) -> Condition:
    """Look at the data folder and ask ClickHouse whether it is there. now: Unix seconds."""
    spool = settings.data / "spool"
    disk = os.statvfs(spool)
    return Condition(
        waiting=find_waiting(spool, now),
        disk_free=disk.f_bavail * disk.f_frsize,
        disk_min_free=settings.min_free_mb * 1_000_000,
        spool_limit=settings.spool_limit_mb * 1_000_000,
        loader=read_state(spool) or LoaderState(),
        tallies=read_tallies(settings.data / TALLIES, now),
        clickhouse_up=answers_ping(settings),
        backup_running=Pause(settings.data / "run").is_asked(),
        sites_readable=are_readable(settings.data / SITES),
    )


def are_readable(sites: Path) -> bool:
    """Whether the collector can read which sites there are; there may be none yet."""
    try:
        KnownSites(sites).find("")
    except (OSError, MsgspecError):
        return False
    return True


def find_waiting(spool: Path, now: float) -> Waiting:
    """What waits for the loader; a segment's name begins with the time in nanoseconds at which it was begun."""
    sizes: list[int] = []
    begun: list[float] = []
    sealed: list[float] = []
    with os.scandir(spool) as entries:
        for entry in entries:
            if not entry.name.endswith((".open", ".ready")):
                continue
            try:
                stat = entry.stat()
            except FileNotFoundError:
                continue
            start = entry.name.partition("-")[0]
            since = int(start) / 1e9 if start.isdecimal() and len(start) == 20 else stat.st_mtime
            sizes.append(stat.st_size)
            begun.append(since)
            if entry.name.endswith(".ready"):
                sealed.append(since)
    return Waiting(len(sizes), sum(sizes), age(begun, now), age(sealed, now))


def age(times: list[float], now: float) -> float:
    """Seconds since the earliest of them; 0 for none, and for a clock that was put back."""
    return max(0.0, now - min(times)) if times else 0.0


def answers_ping(settings: Settings) -> bool:
    """Whether ClickHouse answers at all. Its /ping needs no password."""
    try:
        address = settings.clickhouse_address()
    except (FileNotFoundError, ValueError):
        return False
    scheme = "https" if address.secure else "http"
    host = f"[{address.host}]" if ":" in address.host else address.host
    try:
        with DIRECTLY.open(f"{scheme}://{host}:{address.port}/ping", timeout=PING_SECONDS) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError, ValueError):
        return False
