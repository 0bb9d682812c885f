"""One loader per spool: every sealed segment becomes one insert per table, exactly once.

spool/NAME.ready      sealed, waiting
spool/prepared/NAME/  the finished rows, written before the first attempt
spool/done/NAME/      inserted; kept some hours beside ClickHouse
spool/rejected/       what ClickHouse refused as data, and damaged bytes, each with its reason
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from collector.prepare import TABLES, in_parts, prepare, read_segment, statement
from collector.spool import Damage, ready_segments, sync_folder, write_synced
from collector.store import Store, StoreRefused, StoreUnavailable

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.2
FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
DATA_ERRORS = frozenset({6, 25, 26, 27, 33, 34, 38, 41, 53, 69, 70, 72, 117, 130, 131, 349, 376, 407, 441, 467})
"""ClickHouse's error numbers that blame a row's content. All others are of the moment: wait and try again."""


class Loader:
    """Works through a spool folder.

    keep_hours: how long what was inserted is kept. short_bytes: free disk space below which it is kept no longer.
    """

    def __init__(self, spool: Path, store: Store, keep_hours: float = 24, short_bytes: int = 0) -> None:
        self._spool = spool
        self._store = store
        self._keep_seconds = keep_hours * 3600
        self._short_bytes = short_bytes
        self._prepared = spool / "prepared"
        self._done = spool / "done"
        self._rejected = spool / "rejected"
        for folder in (spool, self._prepared, self._done, self._rejected):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def run(
        self,
        stopped: Callable[[], bool],
        sleep: Callable[[float], object] = time.sleep,
        each_minute: Callable[[], object] = lambda: None,
    ) -> None:
        """Load until stopped; back off while ClickHouse is away. each_minute: other upkeep that goes by the clock."""
        wait = FIRST_WAIT
        next_minute = float("-inf")
        while not stopped():
            try:
                if time.monotonic() >= next_minute:
                    next_minute = time.monotonic() + 60
                    self.clear_done(time.time())
                    each_minute()
                loaded = self.load_waiting(stopped)
                wait = FIRST_WAIT
            except (StoreUnavailable, StoreRefused, OSError) as error:
                log.warning("cannot load now, trying again in %.1f s: %s", wait, error)
                sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)
                continue
            if not loaded:
                sleep(LOOK_SECONDS)

    def load_waiting(self, stopped: Callable[[], bool] = lambda: False) -> int:
        """Load every sealed segment; how many were loaded. Raises what stopped it; all else stays for later.

        What was prepared is finished first, and nothing is prepared before it is: ids and sessions are looked up in
        what is stored, and a segment on its way is not.
        """
        count = 0
        waiting = ready_segments(self._spool)
        for segment in sorted(waiting, key=lambda path: not (self._prepared / path.stem).exists()):
            if stopped():
                break
            self.load(segment)
            count += 1
        return count

    def load(self, segment: Path) -> None:
        """Prepare a segment unless that was done, insert it, and put it away."""
        prepared = self._prepared / segment.stem
        done = self._done / segment.stem
        if not done.exists():
            if not prepared.exists():
                content = read_segment(segment)
                for damage in content.damaged:
                    self._set_damage_aside(segment.stem, damage)
                prepare(content.records, self._store, prepared)
            self.insert(prepared)
            os.utime(prepared)
            prepared.rename(done)
            sync_folder(self._done)
        segment.rename(done / "segment")
        sync_folder(self._spool)

    def insert(self, prepared: Path) -> None:
        """Send the finished rows; harmless to repeat.

        Rows of sessions that were moved go only once their copies are there: for a moment they count twice, but no
        event is ever missing, whatever stops the loader in between.
        """
        for table in TABLES:
            path = prepared / f"{table}.jsonl"
            # A version before this one may have prepared it, and known fewer tables.
            rows = path.read_bytes() if path.exists() else b""
            if rows.strip():
                self._insert_rows(table, rows, prepared.name)
        moved = msgspec.json.decode((prepared / "moved.json").read_bytes(), type=dict[str, list[int]])
        for site, sessions in moved.items():
            for part in in_parts(sessions):
                self._store.command(statement("forget_sessions"), {"site": site, "sessions": part})

    def _insert_rows(self, table: str, rows: bytes, segment: str) -> None:
        """Insert rows under a token made of their bytes; halve them to find the ones ClickHouse cannot take."""
        token = f"{segment}-{table}-{hashlib.sha256(rows).hexdigest()[:32]}"
        try:
            self._store.insert_lines(table, rows, token)
        except StoreRefused as error:
            if error.code not in DATA_ERRORS:
                raise
            lines = rows.splitlines(keepends=True)
            if len(lines) == 1:
                self._set_row_aside(table, rows, error, segment)
                return
            half = len(lines) // 2
            self._insert_rows(table, b"".join(lines[:half]), segment)
            self._insert_rows(table, b"".join(lines[half:]), segment)

    def _set_row_aside(self, table: str, row: bytes, error: StoreRefused, segment: str) -> None:
        """Keep a row that cannot be stored, with the reason. Setting it aside twice writes the same file."""
        log.error("set a row of %s aside in %s: ClickHouse error %d", table, self._rejected, error.code)
        entry = {"table": table, "code": error.code, "reason": str(error), "row": msgspec.Raw(row)}
        name = f"{segment}-{hashlib.sha256(row).hexdigest()[:16]}.json"
        write_synced(self._rejected / name, [msgspec.json.encode(entry)])

    def _set_damage_aside(self, segment: str, damage: Damage) -> None:
        log.error("%d bytes of segment %s are damaged; kept in %s", len(damage.data), segment, self._rejected)
        digest = hashlib.sha256(damage.data).hexdigest()[:16]
        write_synced(self._rejected / f"{segment}-{digest}.damaged", [damage.data])

    def clear_done(self, now: float) -> None:
        """Remove what was inserted longer ago than it is kept; the oldest sooner, where the disk gets short."""
        kept = sorted(folder for folder in self._done.iterdir() if folder.is_dir())
        for folder in kept:
            disk = os.statvfs(self._done)
            short = disk.f_bavail * disk.f_frsize < self._short_bytes
            if short or now - folder.stat().st_mtime > self._keep_seconds:
                shutil.rmtree(folder)


@contextmanager
def only_loader(spool: Path) -> Iterator[bool]:
    """Hold the spool's loader lock; gives False at once if another process holds it."""
    spool.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(spool / "loader.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(descriptor)
