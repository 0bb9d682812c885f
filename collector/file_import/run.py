"""One file from its first line to the last row in `events`."""

from __future__ import annotations

import secrets
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace

from collector.file_import.lines import Chunk
from collector.file_import.pieces import Piece, Work, pieces_of
from collector.file_import.refused import RefusedFile
from collector.file_import.source import Source
from collector.file_import.staging import Staging
from collector.file_import.store import Slice, Stored, Storing, StoringFailed
from collector.prepare import DAY_MS
from collector.store import StoreRefused, StoreUnavailable
from collector.verdict import MEMORY_LIMIT, OF_THE_MOMENT

ROWS_AT_ONCE = 100_000
"""Sent to ClickHouse together, about."""
MOST_COUNTED = 4_000_000
"""Ids that an import keeps in memory, to know events that were counted: 64 MB. ClickHouse finds the others."""
TURN_SECONDS = 8.0
"""Slices are stored one after the other for so long: what comes in meanwhile waits in the spool."""
BREATH_SECONDS = 0.15
"""Between turns: long enough for a backup, which looks every tenth of a second, to get its own."""
FIRST_WAIT = 0.5
LONGEST_WAIT = 10.0
PATIENCE_SECONDS = 300.0

Progress = Callable[[str, int, int, int], None]
"""progress(phase, done, total, rows): phase is reading (done and total in bytes) or storing (in rows)."""
MakePieces = Callable[[Iterable[Chunk], Work], Iterator[Piece]]


@dataclass(slots=True)
class Summary:
    """What a file held and what became of it. sites, days: events by site and by day (counted from 1970, UTC).

    known: how many events were seen to have been counted before while they were read. forms: how many are left to the
    loader, so that who sent them is known.
    """

    sites: Counter[str] = field(default_factory=Counter)
    days: Counter[int] = field(default_factory=Counter)
    refused: int = 0
    known: int = 0
    forms: int = 0
    stored: Stored = field(default_factory=Stored)

    @property
    def events(self) -> int:
        return self.sites.total()

    @property
    def rows(self) -> int:
        """How many events were brought to ClickHouse as rows."""
        return self.events - self.known - self.forms


def read_only(source: Source, work: Work, refused: RefusedFile, progress: Progress) -> Summary:
    """Read a file as an import would, and store nothing."""
    summary = Summary()
    for _ in read(source, work, refused, progress, summary):
        pass
    return summary


def read(
    source: Source,
    work: Work,
    refused: RefusedFile,
    progress: Progress,
    summary: Summary,
    make: MakePieces = pieces_of,
) -> Iterator[Piece]:
    """The pieces of a file, counted."""
    for piece in make(source.chunks(), work):
        summary.sites += piece.sites
        summary.days += piece.days
        summary.refused += len(piece.refused)
        summary.known += piece.known
        summary.forms += len(piece.forms)
        refused.add(piece.refused)
        progress("reading", source.position(), source.size, summary.events)
        yield piece


def import_file(
    source: Source,
    work: Work,
    staging: Staging,
    storing: Storing,
    refused: RefusedFile,
    progress: Progress,
    sleep: Callable[[float], object] = time.sleep,
    make: MakePieces = pieces_of,
) -> Summary:
    """Store the events of a file. Raises ReadingFailed, StoringFailed, StoreUnavailable and StoreRefused."""
    summary = Summary()
    storing.wait_for_rest()
    storing.mend_summaries()
    try:
        staging.create()
        work = replace(work, counted=staging.counted(MOST_COUNTED))
        fill(staging, storing, read(source, work, refused, progress, summary, make))
        if (staging.count("rows"), staging.count("forms")) != (summary.rows, summary.forms):
            raise StoringFailed("ClickHouse does not have the rows it confirmed")
        if summary.rows:
            store_all(storing, summary, progress, sleep)
        if summary.forms:
            # Last: by now their visitors' page views are stored, and the loader finds their sessions.
            summary.stored.left += storing.hand_forms(list(summary.sites), *bounds(summary))
    except BaseException:
        # A repeated import begins anew; meanwhile they would only fill the disk.
        with suppress(StoreUnavailable, StoreRefused):
            staging.drop()
        raise
    staging.drop()
    summary.stored.known = summary.events - summary.stored.stored - summary.stored.left
    return summary


def fill(staging: Staging, storing: Storing, pieces: Iterator[Piece]) -> None:
    """Bring the rows of a file to ClickHouse."""
    run = secrets.token_hex(8)
    waiting: list[Piece] = []
    sent = 0

    def send() -> None:
        nonlocal sent
        storing.look_at_disk()
        if rows := [piece.rows for piece in waiting if piece.rows]:
            insert(staging, rows, f"{run}-{sent}")
        if forms := [form for piece in waiting for form in piece.forms]:
            staging.insert_forms(forms, f"{run}-{sent}")
        sent += 1
        waiting.clear()

    for piece in pieces:
        waiting.append(piece)
        if sum(item.fresh + len(item.forms) for item in waiting) >= ROWS_AT_ONCE:
            send()
    send()


def insert(staging: Staging, rows: list[bytes], token: str) -> None:
    """Bring rows of some pieces to ClickHouse, a piece at a time where it lacks the memory for all of them."""
    try:
        staging.insert(rows, token)
    except StoreRefused as error:
        if error.code != MEMORY_LIMIT or len(rows) == 1:
            raise
        for number, piece in enumerate(rows):
            insert(staging, [piece], f"{token}-{number}")


def store_all(storing: Storing, summary: Summary, progress: Progress, sleep: Callable[[float], object]) -> None:
    """Bring the rows of a file into events, in order of time, again while ClickHouse is away.

    What was stored after all is summed then, and left out. A slice that the memory is too small for is halved.
    """
    first, last = bounds(summary)

    def look() -> None:
        storing.leave_out(summary.rows, list(summary.sites), first, last)

    look()
    waiting = deque(storing.slices())
    total = sum(part.rows for part in waiting)
    done = 0
    end, wait = time.monotonic() + PATIENCE_SECONDS, FIRST_WAIT
    failed = too_large = False

    def tell(part: Slice, stored: Stored) -> None:
        nonlocal done, end, wait
        done += part.rows
        summary.stored.stored += stored.stored
        summary.stored.left += stored.left
        progress("storing", done, total, done)
        end, wait = time.monotonic() + PATIENCE_SECONDS, FIRST_WAIT

    while waiting or failed:
        try:
            if failed:
                storing.wait_for_rest()
                storing.mend_summaries()
                look()
                failed = False
            if too_large:
                # Those to come are as large as the one that found too little memory.
                waiting = deque(half for large in waiting for half in large.halves())
                too_large = False
            store_some(storing, waiting, tell)
        except (StoreUnavailable, StoreRefused) as error:
            failed = True
            passing = isinstance(error, StoreUnavailable) or error.code in OF_THE_MOMENT
            if not passing or time.monotonic() > end:
                raise
            short = isinstance(error, StoreRefused) and error.code == MEMORY_LIMIT
            too_large = short and bool(waiting) and len(waiting[0].halves()) > 1
            sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)
        else:
            sleep(BREATH_SECONDS)


def bounds(summary: Summary) -> tuple[int, int]:
    """Of the file's days, in Unix milliseconds."""
    return min(summary.days) * DAY_MS, (max(summary.days) + 1) * DAY_MS


def store_some(storing: Storing, waiting: deque[Slice], tell: Callable[[Slice, Stored], None]) -> None:
    """Store slices in a turn of some seconds; those that are stored wait no more."""
    end = time.monotonic() + TURN_SECONDS
    with storing.turn():
        while waiting and time.monotonic() < end:
            storing.look_at_disk()
            stored = storing.store(waiting[0])
            if stored.left:
                break
            tell(waiting.popleft(), stored)
        else:
            return
    # The spool may be full until the loader, which waits for the end of the turn, has emptied it.
    storing.hand_to_loader(waiting[0])
    tell(waiting.popleft(), stored)
