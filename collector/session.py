"""Which session an event belongs to, whatever the order in which events arrive.

A session is a run of one visitor's events on one site without a gap of more than 30 minutes. Sessions that are stored
already and events of the batch are laid on one line of time per visitor; the line is cut at the gaps, and a run that
lasts over a day after each day; a run takes the oldest session in it. A late event that closes a gap joins two stored
sessions into one: the younger is moved into the older. A session is stored under the number of its first event. Events
of one page view are one visitor's, even if their network changed while they read.
Nothing here touches a database: the same input always gives the same answer.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from heapq import nlargest
from itertools import groupby, pairwise
from uuid import UUID

from collector.record import EventRecord

GAP_MS = 30 * 60 * 1000
LONGEST_MS = 24 * 60 * 60 * 1000
MOST_STRETCHES = 8
"""Each costs two look-ups a batch."""


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session ClickHouse has, or what of it lies near the batch. first, last: of its events, Unix milliseconds.

    Between the two there is no gap of more than 30 minutes, or it would be two sessions: a busy visitor's thousands of
    events are as good as these two.
    """

    site: str
    visitor_id: int
    session_id: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody a page view is stored under: a visitor's number. lasting_id: another that they came with, or 0."""

    site: str
    page_id: UUID
    visitor_id: int
    lasting_id: int = 0


@dataclass(slots=True)
class Stored:
    """What ClickHouse has around a batch."""

    sessions: list[StoredSession] = field(default_factory=list)
    readers: list[Reader] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event belongs."""

    visitor_id: int
    session_id: int


@dataclass(slots=True)
class Assignment:
    """The place of every event of the batch, by id, and the stored sessions to move: (site, session) to a Place."""

    places: dict[UUID, Place] = field(default_factory=dict)
    moved: dict[tuple[str, int], Place] = field(default_factory=dict)


Moment = tuple[int, int, str, StoredSession | EventRecord]
"""When it begins, and under which visitor's number; and what tells it from others of that moment."""


def assign_sessions(batch: Sequence[EventRecord], stored: Stored) -> Assignment:
    """The session of every event of the batch.

    stored: the sessions of the batch's visitors (see visitors_of) and of those who read its page views, as far as they
    lie within 30 minutes of an event of the batch.
    """
    assignment = Assignment()
    for line in lines_of_time(batch, stored):
        for run in cut_at_gaps(sorted(line, key=lambda moment: moment[:3])):
            for part in cut_at_days(run):
                settle(part, assignment)
    return assignment


def visitors_of(batch: Iterable[EventRecord]) -> set[int]:
    """Every number under which the visitors of some events may be stored."""
    return {number for event in batch for number in numbers_of(event)}


def numbers_of(event: EventRecord) -> list[int]:
    """The numbers of the person, of the event's day and of those beside it."""
    return [number for number in (event.visitor_id, event.visitor_before, event.visitor_after) if number]


def stretches(batch: Iterable[EventRecord]) -> list[list[EventRecord]]:
    """Events in order of time, cut at the widest gaps between them.

    What is stored is looked for around each stretch: one event of three days ago makes nobody look through three days.
    """
    in_order = sorted(batch, key=lambda event: event.ts)
    gaps = [(event.ts - before.ts, place) for place, (before, event) in enumerate(pairwise(in_order), 1)]
    widest = nlargest(MOST_STRETCHES - 1, (gap for gap in gaps if gap[0] > 2 * GAP_MS))
    cuts = [0, *sorted(place for _, place in widest), len(in_order)]
    return [in_order[start:end] for start, end in pairwise(cuts)]


def whole(sessions: Iterable[StoredSession]) -> list[StoredSession]:
    """Each session once, though it was seen from several stretches: it must not be settled here so and there so."""
    by_id: dict[tuple[str, int], StoredSession] = {}
    for one in sessions:
        same = by_id.setdefault((one.site, one.session_id), one)
        if same is not one:
            both = replace(same, first=min(same.first, one.first), last=max(same.last, one.last))
            by_id[one.site, one.session_id] = both
    return list(by_id.values())


def lines_of_time(batch: Sequence[EventRecord], stored: Stored) -> Iterator[list[Moment]]:
    """One line per person: the numbers of a day and of those beside it, and those on one page view, are one's."""
    people = People()
    for event in batch:
        people.join((event.site, event.visitor_id), (event.site, event.page_id))
        for number in numbers_of(event)[1:]:
            people.join((event.site, event.visitor_id), (event.site, number))
    for reader in stored.readers:
        people.join((reader.site, reader.page_id), (reader.site, reader.visitor_id))
        if reader.lasting_id:
            people.join((reader.site, reader.page_id), (reader.site, reader.lasting_id))
    lines: dict[Mark, list[Moment]] = defaultdict(list)
    for event in batch:
        lines[people.who((event.site, event.visitor_id))].append((event.ts, event.visitor_id, str(event.id), event))
    for one in whole(stored.sessions):
        line = lines.get(people.who((one.site, one.visitor_id)))
        if line is not None:
            line.append((one.first, one.visitor_id, f"{one.session_id:020}", one))
    yield from lines.values()


Mark = tuple[str, int | UUID]
"""Something a person is known by on a site: a visitor's number or a page view."""


class People:
    """Which marks are one person's: disjoint sets, joined one by one."""

    def __init__(self) -> None:
        self._same_as: dict[Mark, Mark] = {}

    def who(self, mark: Mark) -> Mark:
        """The one mark that stands for the person."""
        root = mark
        while self._same_as.setdefault(root, root) != root:
            root = self._same_as[root]
        while self._same_as[mark] != root:
            self._same_as[mark], mark = root, self._same_as[mark]
        return root

    def join(self, one: Mark, other: Mark) -> None:
        """Both marks are one person's."""
        self._same_as[self.who(other)] = self.who(one)


def cut_at_gaps(line: Sequence[Moment]) -> Iterator[list[Moment]]:
    """The runs of a line of time that is in order."""
    run: list[Moment] = []
    end = 0
    for moment in line:
        if run and moment[0] - end > GAP_MS:
            yield run
            run = []
        end = max(end, end_of(moment)) if run else end_of(moment)
        run.append(moment)
    if run:
        yield run


def cut_at_days(run: Sequence[Moment]) -> Iterator[list[Moment]]:
    """A run of more than a day in its days, counted from its beginning: a session lies within a day of its number, by
    which it is looked for here and in the reports.
    """
    known = [moment[3].session_id for moment in run if isinstance(moment[3], StoredSession)]
    begun = (min(known) >> 32) * 1000 if known else run[0][0]
    for _, part in groupby(run, key=lambda moment: max(0, moment[0] - begun) // LONGEST_MS):
        yield list(part)


def end_of(moment: Moment) -> int:
    """When it ends: at once, unless it is a session."""
    return moment[3].last if isinstance(moment[3], StoredSession) else moment[0]


def settle(run: Sequence[Moment], assignment: Assignment) -> None:
    """Give a run its one session: the oldest stored one under the number of its first event, else a new one.

    Whichever events arrive first, the session ends under one number, by which later ones find it. That of the first
    event is the one that no earlier day's events miss.
    """
    stored = [moment[3] for moment in run if isinstance(moment[3], StoredSession)]
    fresh = [moment[3] for moment in run if isinstance(moment[3], EventRecord)]
    if not fresh:
        return
    visitor = run[0][3].visitor_id
    oldest = min((one.session_id for one in stored if one.visitor_id == visitor), default=None)
    place = Place(visitor, oldest) if oldest is not None else first_place(fresh[0])
    for event in fresh:
        assignment.places[event.id] = place
    for known in stored:
        if known.session_id != place.session_id:
            assignment.moved[known.site, known.session_id] = place


def first_place(event: EventRecord) -> Place:
    """A new session: the second of its first event in the upper 32 bits, so that it sorts by time, and a hash."""
    text = f"{event.site}\0{event.visitor_id}\0{event.id}".encode()
    low = int.from_bytes(hashlib.blake2b(text, digest_size=4).digest(), "big")
    return Place(event.visitor_id, session_bound(event.ts) | low)


def session_bound(ts: int) -> int:
    """The smallest session id of the second of ts (Unix milliseconds)."""
    return max(0, ts // 1000) << 32
