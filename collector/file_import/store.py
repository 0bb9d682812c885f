"""The rows of a file into `events`, a slice of time after the other: each id once, sessions joined to what is stored.

A slice is worked out from what is stored and then stored, with nothing in between (collector/preparing.py). Its rows
are written into a table like `events`, whose parts become parts of `events`, those of a month in one step. So whatever
is killed, and whenever: an import that is repeated finds what is stored, leaves it out, and goes on. The sessions of a
slice are summed while the next one is worked out; some slices are a turn, in which nobody else stores anything.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from threading import Semaphore
from typing import Any, TypeVar

import msgspec

from collector import record
from collector.batch import prepared_folders
from collector.file_import.staging import Staging
from collector.prepare import DAY_MS
from collector.preparing import preparing
from collector.record import EventRecord
from collector.session import GAP_MS, session_bound
from collector.spool import Spool, SpoolFull
from collector.store import StoreRefused
from collector.verdict import MEMORY_LIMIT

T = TypeVar("T")
HOUR_MS = 3_600_000
SLICE_ROWS = 250_000
STATEMENTS_AT_ONCE = 2
"""One thread writes what a statement gives. More of them would take more memory, on two processors for nothing."""
EVENTS_AT_ONCE = SLICE_ROWS // STATEMENTS_AT_ONCE
FEW_EVENTS = 50_000
"""Of a month. To take rows of several months apart costs 1.2 µs of processor time an event, another statement 60 ms."""
IDS_AT_ONCE = 2_000_000
SMALLEST_SLICE = 5_000
"""Rows: a slice of fewer needs hardly less memory."""
RECORDS_AT_ONCE = 1000
LOOK_SECONDS = 0.2
PATIENCE_SECONDS = 300.0
"""How long ClickHouse, the loader or the spool may keep an import waiting."""


class StoringFailed(Exception):
    """The rows could not all be stored; the message says why. What is stored stays, and a repeated import goes on."""


@dataclass(frozen=True, slots=True)
class Slice:
    """A time: first to end (Unix milliseconds, end not included). share of shares: of the visitors."""

    first: int
    end: int
    rows: int
    share: int = 0
    shares: int = 1

    @property
    def place(self) -> dict[str, int]:
        """Where its rows are in the file's table."""
        return {"first": self.first, "end": self.end, "share": self.share, "shares": self.shares}

    def halves(self) -> tuple[Slice, ...]:
        """The same in two, each with half of the visitors; a slice that is small enough as it stands."""
        if self.rows <= SMALLEST_SLICE:
            return (self,)
        shares = 2 * self.shares
        return tuple(
            replace(self, rows=rows, share=share, shares=shares)
            for rows, share in ((self.rows // 2, self.share), (-(-self.rows // 2), self.share + self.shares))
        )

    @property
    def around(self) -> dict[str, int]:
        """Where stored events are that may share a session with its rows."""
        first, last = self.first - GAP_MS, self.end + GAP_MS
        return {
            "first": first,
            "last": last,
            "first_session": session_bound(first - DAY_MS),
            "end_session": session_bound(last + DAY_MS),
        }


@dataclass(slots=True)
class Stored:
    """What became of the rows. known: counted before. left: handed to the loader, which stores them in a moment."""

    stored: int = 0
    known: int = 0
    left: int = 0


class Storing:
    """One import's way into events. at_work: held while tables change, so that a backup finds them still.

    min_free_bytes: of the disk; with less an import ends.
    """

    def __init__(
        self,
        staging: Staging,
        spool: Path,
        open_spool: Callable[[], Spool],
        at_work: Callable[[], AbstractContextManager[object]],
        received: int,
        min_free_bytes: int,
        sleep: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._staging = staging
        self._spool = spool
        self._open_spool = open_spool
        self._at_work = at_work
        self._received = received
        self._min_free_bytes = min_free_bytes
        self._sleep = sleep
        self._clock = clock
        self._events_at_once = EVENTS_AT_ONCE
        self._statements = Semaphore(STATEMENTS_AT_ONCE)
        self._summing: Executor | None = None
        self._sums: Future[None] | None = None

    def wait_for_rest(self) -> None:
        """Wait until nothing runs on tables of this name: an import that was killed may have left a statement."""
        self.patiently(
            self._staging.busy, lambda busy: not busy, "a statement of an import that was cut off still runs"
        )

    def look_at_disk(self) -> None:
        """Raise StoringFailed where going on would fill the disk."""
        free = shutil.disk_usage(self._spool).free
        if free < self._min_free_bytes:
            raise StoringFailed(
                f"the disk of the data folder has {free // 1_000_000:,} MB left; with "
                f"{self._min_free_bytes // 1_000_000:,} MB an import ends, before events of visitors are refused"
            )

    def mend_summaries(self) -> None:
        """Sum the sessions that an import before stored and, being cut off, did not sum."""
        with self._at_work():
            self._staging.mend_summaries(self._alone)

    def leave_out(self, rows: int, sites: Sequence[str], first: int, last: int) -> None:
        """Note the copies within the file, the events that are stored, and the visitors who share page views."""
        run = self._staging.run

        def in_file(ids: int) -> None:
            parts = -(-rows // ids)
            for part in range(parts):
                run("import_copies", part=part, parts=parts)
                run("import_entangled", part=part, parts=parts)

        within_memory(in_file, IDS_AT_ONCE)
        around = {"sites": list(sites), "first": first, "last": last}
        (found,) = self._staging.query("import_stored_count", **around)
        if not found["events"]:
            return

        def in_events(ids: int) -> None:
            parts = -(-max(rows, int(found["events"]), int(found["ids"])) // ids)
            for part in range(parts):
                run("import_stored", part=part, parts=parts, **around)
                run("import_stored_ids", part=part, parts=parts)

        within_memory(in_events, IDS_AT_ONCE)

    def slices(self) -> list[Slice]:
        """The file's time in slices of a size that is handled well."""
        return list(cut([(int(row["hour"]), int(row["events"])) for row in self._staging.query("import_hours")]))

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Let nobody else store anything meanwhile. At the end the sessions of all that was stored are summed.

        Raises StoreUnavailable or StoreRefused where they cannot be.
        """
        with self._at_work(), self._alone(), ThreadPoolExecutor(1) as self._summing:
            self._sums = None
            yield
            self._wait_for_sums()

    def store(self, part: Slice) -> Stored:
        """Store a slice, in a turn. What is left of it to the loader is still to be handed over, after the turn.

        Raises StoreUnavailable or StoreRefused, also where the sessions of the slice before could not be summed: then
        leave_out has to look again before a retry.
        """
        staging = self._staging
        with self._statements:
            for table in ("slice", "places"):
                staging.empty(table)
            staging.run("import_slice", **part.place)
            fresh = staging.count("slice")
            if not fresh:
                return Stored(0, part.rows, 0)
            staging.run("import_entangled_stored", **part.around)
            staging.run("import_places", **part.around)
            staging.create_part()
            staging.run("import_part", first=part.first, end=part.end, received=self._received)
            stored = staging.count("part")
        if stored:
            self._wait_for_sums()
            staging.attach_part()
            staging.run("import_ids")
            staging.set_aside()
            self._sum(part)
        return Stored(stored, part.rows - fresh, fresh - stored)

    def _sum(self, part: Slice) -> None:
        """Begin to sum the sessions of the rows that were set aside."""

        def sums() -> None:
            end = part.around["end_session"]
            self._events_at_once = within_memory(partial(self._sum_to, end), self._events_at_once)

        if self._summing is None:
            raise ValueError("a slice is stored in a turn")
        self._sums = self._summing.submit(sums)

    def _sum_to(self, end_session: int, events: int) -> None:
        """Sum the sessions of the rows that were set aside, those of so many events in a statement."""
        bounds = divided(self._staging.query("import_bounds", events=events), events)

        def sum_between(first: int, end: int) -> None:
            with self._statements:
                self._staging.run("import_sums", first_session=first, end_session=end)

        with ThreadPoolExecutor(STATEMENTS_AT_ONCE) as pool:
            for summed in [pool.submit(sum_between, *pair) for pair in pairwise((*bounds, end_session))]:
                summed.result()

    def _wait_for_sums(self) -> None:
        """Wait until the sessions of the slice before are summed."""
        if self._sums is not None:
            self._sums.result()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """The lock of preparing, once the loader has no prepared batch under way: its sessions are not stored yet."""
        end = self._clock() + PATIENCE_SECONDS
        while True:
            with preparing(self._spool):
                if not self._batch_under_way():
                    yield
                    return
            if self._clock() > end:
                raise StoringFailed("the loader has a batch under way that it cannot store; is Leadpump running?")
            self._sleep(LOOK_SECONDS)

    def _batch_under_way(self) -> bool:
        prepared = self._spool / "prepared"
        return prepared.is_dir() and bool(prepared_folders(prepared))

    def hand_to_loader(self, part: Slice) -> None:
        """Put what is left of the slice stored last into the spool, as if it had come by HTTP."""
        self._hand_over(map(self._record, self._staging.stream("import_for_loader", first=part.first, end=part.end)))

    def hand_forms(self, sites: Sequence[str], first: int, last: int) -> int:
        """Put the file's forms that are not stored into the spool, once its rows are; how many they are."""
        forms = self._staging.stream("import_forms", sites=list(sites), first=first, last=last)
        return self._hand_over(
            msgspec.json.decode(msgspec.json.decode(form)["record"], type=EventRecord) for form in forms
        )

    def _hand_over(self, records: Iterable[EventRecord]) -> int:
        spool = self._open_spool()
        handed = 0
        try:
            batch: list[bytes] = []
            for one in records:
                batch.append(record.encode(one))
                handed += 1
                if len(batch) == RECORDS_AT_ONCE:
                    self._append(spool, batch)
                    batch = []
            self._append(spool, batch)
        finally:
            spool.close()
        return handed

    def _record(self, line: bytes) -> EventRecord:
        row = msgspec.json.decode(line)
        return msgspec.convert(row | {"received": self._received, "via": "import"}, EventRecord, strict=False)

    def _append(self, spool: Spool, batch: Sequence[bytes]) -> None:
        """Append records, waiting for room."""

        def try_it() -> str:
            try:
                spool.append(batch)
            except SpoolFull as error:
                return str(error)
            return ""

        if batch:
            self.patiently(try_it, lambda reason: not reason, "the spool is full")

    def patiently(self, ask: Callable[[], T], good: Callable[[T], bool], otherwise: str) -> T:
        """Ask until the answer is good. Raises StoringFailed when that takes too long."""
        end = self._clock() + PATIENCE_SECONDS
        while not good(answer := ask()):
            if self._clock() > end:
                raise StoringFailed(otherwise)
            self._sleep(LOOK_SECONDS)
        return answer


def within_memory(work: Callable[[int], object], at_once: int) -> int:
    """Do some work, so much of it at once, or less where ClickHouse lacks the memory; how much it was.

    work: may be begun again after it failed. Raises StoreRefused where even a little is too much.
    """
    while True:
        try:
            work(at_once)
            return at_once
        except StoreRefused as error:
            if error.code != MEMORY_LIMIT or at_once <= SMALLEST_SLICE:
                raise
            at_once //= 2


def divided(months: Sequence[Mapping[str, Any]], events: int) -> list[int]:
    """Where sessions are divided between statements of so many events: by months, unless these have few.

    months: rows of import_bounds.sql.
    """
    bounds: list[int] = []
    room = 0
    for month in months:
        few = month["events"] < FEW_EVENTS
        if few and month["events"] <= room:
            room -= month["events"]
        else:
            bounds += month["bounds"]
            room = events - month["events"] if few else 0
    return bounds


def cut(hours: Sequence[tuple[int, int]]) -> Iterator[Slice]:
    """Slices of whole hours, given how many rows each hour has. A very full hour is divided among the visitors."""
    first, rows = 0, 0
    for place, (hour, here) in enumerate(hours, 1):
        if not rows:
            first = hour * HOUR_MS
        rows += here
        end = (hour + 1) * HOUR_MS
        if place < len(hours) and rows + hours[place][1] <= SLICE_ROWS:
            continue
        shares = -(-rows // SLICE_ROWS)
        for share in range(shares):
            yield Slice(first, end, rows // shares, share, shares)
        rows = 0
