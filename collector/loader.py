"""One loader per spool: sealed segments become one insert per table and month, exactly once.

spool/NAME.ready      sealed, waiting
spool/replay/         segments to look through once more, handed in by `leadpump replay`
spool/prepared/NAME/  the finished rows of some segments, written before the first attempt
spool/done/NAME/      inserted, with their segments; kept some hours beside ClickHouse
spool/rejected/       what cannot be stored, each with its reason
"""

from __future__ import annotations

import fcntl
import logging
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from collector import record
from collector.batch import Batch, DamagedBatch, prepared_folders, read_batch, throw_away
from collector.forget import forget_silent
from collector.insert import Inserter
from collector.judge import judge_all_forms, judge_forms
from collector.lead import MergeDays, follow_all_agreed, make_leads
from collector.lead_score import Scorings, score_leads
from collector.lead_summary import sum_all_leads
from collector.loader_state import LoaderState, write_state
from collector.prepare import (
    DAY_MS,
    WHOLE_FRAME,
    forget_copies,
    known_lost,
    known_new,
    known_replayed,
    prepare,
    read_segment,
    work_out,
)
from collector.preparing import preparing
from collector.record import Record
from collector.rejected import Rejected, SetAside, now_text
from collector.replay import RESULTS, note_result
from collector.site import MERGE_DAYS
from collector.spool import Damage, ready_segments, sync_folder
from collector.store import Store, StoreRefused, StoreUnavailable
from collector.summary import sum_all_again
from collector.verdict import OF_THE_MOMENT, find_bad, tell

log = logging.getLogger(__name__)

LOST_BATCH = "lost-batch"
"""A file of this name says that some rows of what waits may be stored already, and not what goes in after them."""
LOOK_SECONDS = 0.2
ROUND_SECONDS = 1.0
"""Rounds begin this far apart at least: what comes meanwhile goes in together, and costs the engine less."""
BATCH_BYTES = 8 * 1024 * 1024
COUNT_SECONDS = 5.0
LEFT_SECONDS = 86_400.0
SCORE_SECONDS = 600.0
COMPARE_SECONDS = 3600.0
FORGET_SECONDS = 86_400.0
FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
CLOCK_JUMP = 120.0
"""Seconds by which the clock must have left the time that passed to be said to have jumped."""


class Loader:
    """Works through a spool folder.

    keep_hours: how long what was inserted is kept. short_bytes: free disk space below which it is kept no longer.
    clock: Unix time. ticks: time that passes, whatever the clock says. merge_days: see collector/lead.py.
    scorings: see collector/lead_score.py. forget_months: see collector/forget.py; 0 to forget nobody.
    importing: whether a file of past events is being imported now.
    """

    def __init__(
        self,
        spool: Path,
        store: Store,
        keep_hours: float = 24,
        short_bytes: int = 0,
        *,
        clock: Callable[[], float] = time.time,
        ticks: Callable[[], float] = time.monotonic,
        merge_days: MergeDays = lambda _: MERGE_DAYS,
        scorings: Scorings = dict,
        forget_months: int = 0,
        importing: Callable[[], bool] = lambda: False,
    ) -> None:
        self._spool = spool
        self._store = store
        self._keep_seconds = keep_hours * 3600
        self._short_bytes = short_bytes
        self._clock = clock
        self._ticks = ticks
        self._merge_days = merge_days
        self._scorings = scorings
        self._next_scores = float("-inf")
        self._next_comparing = float("-inf")
        self._was_stopped = False
        self._forget_months = forget_months
        self._importing = importing
        self._next_forgetting = float("-inf")
        self._leads_since: int | None = None
        self._leads_left = False
        self._replay = spool / "replay"
        self._prepared = spool / "prepared"
        self._done = spool / "done"
        self._looked = (clock(), ticks())
        self._state = LoaderState()
        self._next_count = float("-inf")
        self._lost = spool / LOST_BATCH
        self._unreadable: set[Path] = set()
        for folder in (spool, self._replay, self._prepared, self._done):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in [*self._prepared.glob(".*"), *self._done.glob(".*")]:
            shutil.rmtree(left)
        self._rejected = Rejected(spool / "rejected")
        self._inserter = Inserter(store, self._rejected, ticks)

    def sum_again_soon(self) -> None:
        """Compare sessions with their events at the next look for what was left, an hour from now at most."""
        self._was_stopped = True

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
            started = self._ticks()
            try:
                if started >= next_minute:
                    next_minute = started + 60
                    # First, for it must not wait until ClickHouse is back.
                    each_minute()
                    self.clear_done()
                    # Leads of the past wait until their file is read, which they would make a fifth slower.
                    self._make_leads(since_ms=self._now_ms() - DAY_MS if self._importing() else 0)
                    self._score_all(started)
                loaded = self.load_waiting(stopped)
                self._forget_silent(started)
                wait = FIRST_WAIT
            except (StoreUnavailable, StoreRefused, DamagedBatch, OSError) as error:
                log.warning("cannot load now, trying again in %.1f s: %s", wait, tell(error))
                self._was_stopped = True
                self._tell_of(error)
                sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)
                continue
            self._tell_working(loaded)
            sleep(max(LOOK_SECONDS, started + ROUND_SECONDS - self._ticks()) if loaded else LOOK_SECONDS)

    def load_waiting(self, stopped: Callable[[], bool] = lambda: False) -> int:
        """Load every sealed segment; how many were loaded. Raises what stopped it; all else stays for later.

        What was prepared is finished first, and nothing is prepared before it is: ids and sessions are looked up in
        what is stored, and a batch on its way is not.
        """
        count = 0
        for folder in prepared_folders(self._prepared):
            with self._alone():
                count += self._finish_left(folder)
        for group in in_groups(ready_segments(self._spool)):
            if stopped():
                return count
            with self._alone():
                count += self._load(group, replayed=False)
        if self._lost.exists():
            # Copies that a lost batch left were taken back: sessions they had been counted in are summed anew.
            sum_all_again(self._store, alone=self._alone)
            self._lost.unlink()
        for group in in_groups(ready_segments(self._replay)):
            if not stopped():
                with self._alone():
                    count += self._load(group, replayed=True)
            # What came in meanwhile goes first.
            break
        if self._leads_since is not None:
            self._make_leads(self._leads_since)
        elif self._leads_left and not self._importing():
            # Some thousands a round: what comes in meanwhile goes first, and so do its leads.
            self._make_leads(since_ms=0)
        return count

    def _make_leads(self, since_ms: int) -> None:
        """Make leads of what was stored. What is missed here, for the loader was stopped, is found within a minute."""
        self._leads_since = None
        now = self._now_ms()
        try:
            made = make_leads(self._store, now, self._merge_days, since_ms)
            if made.spam:
                with self._alone():
                    judge_forms(self._store, made.spam)
            scorings = self._scorings()
            for site in made.leads.keys() & scorings.keys():
                score_leads(self._store, now, site, scorings[site], made.leads[site])
        except (StoreUnavailable, StoreRefused):
            # Some may be made, and neither summed, judged nor scored; whoever looks for leads to make finds none there.
            self._next_scores = self._next_comparing = float("-inf")
            raise
        self._leads_left = made.more if since_ms == 0 else self._leads_left or made.more

    def _score_all(self, ticks: float) -> None:
        """Score all leads anew, if the last time is long enough ago: visitors come back, and rules change. Before that,
        mend what of them does not follow its visit, or (which takes far longer to find out) was not summed, for
        somebody was stopped.
        """
        if ticks < self._next_scores:
            return
        follow_all_agreed(self._store)
        compared, self._next_comparing = self._next_comparing, float("-inf")
        if is_time := ticks >= compared:
            sum_all_leads(self._store)
            with self._alone():
                judge_all_forms(self._store)
            compared = ticks + COMPARE_SECONDS
        for site, scoring in self._scorings().items():
            score_leads(self._store, self._now_ms(), site, scoring)
        # Whatever stopped this before its end may have left scores that are not summed.
        self._next_comparing = compared
        self._next_scores = ticks + SCORE_SECONDS
        if is_time and self._was_stopped:
            # The event of a form may have been judged, and its session not summed: nobody would look at it again.
            self._was_stopped = False
            sum_all_again(self._store, alone=self._alone)

    def _forget_silent(self, ticks: float) -> None:
        """Once a day, with nothing prepared: forget whoever has not been in touch for long."""
        if not self._forget_months or ticks < self._next_forgetting or any(self._prepared.iterdir()):
            return
        try:
            with self._alone():
                forgotten = forget_silent(self._store, datetime.fromtimestamp(self._clock(), UTC), self._forget_months)
        except StoreRefused as error:
            # Events go on being loaded all the same.
            log.error("who is to be forgotten cannot be told, trying again tomorrow: %s", error)
        else:
            if forgotten:
                log.info("%d persons were forgotten: no contact for %d months", forgotten, self._forget_months)
        self._next_forgetting = ticks + FORGET_SECONDS

    def _alone(self) -> AbstractContextManager[None]:
        """The lock under which sessions are looked up and stored."""
        return preparing(self._spool)

    def _now_ms(self) -> int:
        return int(self._clock() * 1000)

    def _load(self, group: Sequence[Path], *, replayed: bool) -> int:
        """Prepare a group of segments and insert it; how many of them could be read and are stored."""
        records: list[Record] = []
        segments: list[str] = []
        for path in group:
            try:
                content = read_segment(path)
            except OSError as error:
                if path not in self._unreadable:
                    log.error("%s cannot be read, and is left for later: %s", path, error)
                self._unreadable.add(path)
                continue
            self._unreadable.discard(path)
            if content.damaged:
                self._rejected.add(damage_set_aside(path.stem, damage) for damage in content.damaged)
            records += content.records
            segments.append(path.name)
        if not segments:
            return 0
        # A segment can be replayed again and again: a name of its own keeps the tokens apart.
        name = f"{REPLAY}{time.time_ns():020d}-{secrets.token_hex(4)}" if replayed else Path(segments[0]).stem
        folder = self._prepared / name
        known_of = known_replayed if replayed else known_lost if self._lost.exists() else known_new
        try:
            if self._lost.exists():
                forget_copies(records, self._store)
            batch = prepare(segments, records, self._store, folder, known_of)
        except (StoreUnavailable, StoreRefused, OSError, MemoryError):
            raise
        except Exception:
            log.exception("records of %s cannot be worked with; looking which", name)
            batch = prepare(segments, self._set_unsound_aside(records, name), self._store, folder, known_of)
        return self._finish(batch, repeated=False)

    def _set_unsound_aside(self, records: Sequence[Record], segment: str) -> list[Record]:
        """Set the records aside that this program fails on; the others."""

        def fails(part: Sequence[Record]) -> Exception | None:
            try:
                work_out(part, self._store, known_new)
            except (StoreUnavailable, StoreRefused, OSError, MemoryError):
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, the record is at fault
                return error
            return None

        bad = find_bad(records, fails)
        self._rejected.add(
            SetAside(kind="record", at=now_text(), segment=segment, reason=repr(error), data=record.encode(item))
            for item, error in bad
        )
        unsound = {id(item) for item, _ in bad}
        return [item for item in records if id(item) not in unsound]

    def _finish_left(self, folder: Path) -> int:
        """Finish a batch that was left; where its files are damaged, have its segments prepared anew."""
        try:
            return self._finish(read_batch(folder), repeated=True)
        except DamagedBatch as error:
            log.error("a prepared batch is damaged; its segments are prepared anew: %s", error)
            self._lost.touch()
            # It may have been put away already but for its name.
            for path in folder.glob("*.ready"):
                path.rename(self._spool / path.name)
            sync_folder(self._spool)
            throw_away(folder)
            return 0

    def _finish(self, batch: Batch, *, repeated: bool) -> int:
        """Insert a batch and put it away with its segments; how many these are."""
        started = self._ticks()
        self._inserter.insert(batch, repeated=repeated)
        self._state.insert_seconds = round(self._ticks() - started, 3)
        self._state.records += batch.manifest.records
        if batch.manifest.leads_since is not None:
            self._leads_since = min(batch.manifest.leads_since, self._leads_since or batch.manifest.leads_since)
        if batch.name.startswith(REPLAY):
            note_result(self._spool, batch)
            for name in batch.manifest.segments:
                (self._replay / name).unlink(missing_ok=True)
            sync_folder(self._replay)
            throw_away(batch.folder)
        else:
            self._put_away(batch)
        return len(batch.manifest.segments)

    def _put_away(self, batch: Batch) -> None:
        """Keep an inserted batch. Its segments go first, so that it is done only once none of them waits any more."""
        for name in batch.manifest.segments:
            path = self._spool / name
            if path.exists():
                path.rename(batch.folder / name)
        sync_folder(batch.folder)
        sync_folder(self._spool)
        now = self._clock()
        os.utime(batch.folder, (now, now))
        batch.folder.rename(self._done / batch.name)
        sync_folder(self._done)
        sync_folder(self._prepared)

    def clear_done(self) -> None:
        """Remove what was inserted longer ago than it is kept; the oldest sooner, where the disk gets short."""
        now = self._clock()
        jump = self._clock_jump(now)
        for folder in sorted(folder for folder in self._done.iterdir() if folder.is_dir()):
            inserted = folder.stat().st_mtime + jump
            if jump:
                os.utime(folder, (inserted, inserted))
            disk = os.statvfs(self._done)
            short = disk.f_bavail * disk.f_frsize < self._short_bytes
            if short or now - inserted > self._keep_seconds:
                throw_away(folder)
        # Files that a killed process was about to rename, and what old replays said.
        for path in [*self._spool.glob(".*.new"), *self._replay.glob(".*.new"), self._replay / RESULTS]:
            if path.exists() and now - path.stat().st_mtime > LEFT_SECONDS:
                path.unlink(missing_ok=True)

    def _clock_jump(self, now: float) -> float:
        """By how many seconds the clock was put forward or back since the last look; 0 for small differences."""
        clock, ticks = self._looked
        self._looked = (now, self._ticks())
        jump = (now - clock) - (self._looked[1] - ticks)
        if abs(jump) < CLOCK_JUMP:
            return 0.0
        log.warning("the clock was put %.0f s %s", abs(jump), "forward" if jump > 0 else "back")
        return jump

    def _tell_of(self, error: Exception) -> None:
        """Write down why nothing is loaded now."""
        code = error.code if isinstance(error, StoreRefused) else 0
        self._state.stopped_by(tell(error), code, known=not code or code in OF_THE_MOMENT, now=self._clock())
        self._write_state()

    def _tell_working(self, loaded: int) -> None:
        if self._state.reason or loaded or self._clock() - self._state.at > 10:
            self._state.going_on()
            self._write_state()

    def _write_state(self) -> None:
        self._state.at = self._clock()
        if self._ticks() >= self._next_count:
            self._next_count = self._ticks() + COUNT_SECONDS
            self._state.rejected = self._rejected.count()
        try:
            write_state(self._spool, self._state)
        except OSError as error:
            log.error("the loader's state cannot be written: %s", error)


REPLAY = "replay-"


def damage_set_aside(segment: str, damage: Damage) -> SetAside:
    """A stretch of a segment that could not be read, as it is kept."""
    if damage.offset == WHOLE_FRAME:
        return SetAside(
            kind="record",
            at=now_text(),
            segment=segment,
            reason="this version knows no such record",
            data=damage.data,
        )
    reason = f"{len(damage.data)} damaged bytes at {damage.offset}"
    return SetAside(kind="bytes", at=now_text(), segment=segment, reason=reason, data=damage.data)


def in_groups(segments: Iterable[Path]) -> Iterator[list[Path]]:
    """The segments in groups of a size that makes a good batch."""
    group: list[Path] = []
    size = 0
    for path in segments:
        own = path.stat().st_size
        if group and size + own > BATCH_BYTES:
            yield group
            group, size = [], 0
        group.append(path)
        size += own
    if group:
        yield group


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
