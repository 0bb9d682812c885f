"""Which session an event belongs to, whatever the order in which events arrive.

A session is a run of one visitor's events on one site without a gap of more than 30 minutes. Events that are stored
already and events of the batch are laid on one line of time per visitor; the line is cut at the gaps; a run takes the
session its earliest stored event has. A late event that closes a gap joins two stored sessions into one: the younger
is moved into the older. Events of one page view are one visitor's, even if their network changed while they read.
Nothing here touches a database: the same input always gives the same answer.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from collector.record import EventRecord

GAP_MS = 30 * 60 * 1000


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event ClickHouse has. ts: Unix milliseconds."""

    site: str
    visitor_id: int
    session_id: int
    ts: int
    page_id: UUID


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


Moment = tuple[int, int, str, StoredEvent | EventRecord]


def assign_sessions(batch: Sequence[EventRecord], stored: Iterable[StoredEvent]) -> Assignment:
    """The session of every event of the batch.

    stored: the events of the batch's visitors (see visitors_of) and page views from 30 minutes before the batch's
    first to 30 minutes after its last event.
    """
    assignment = Assignment()
    for line in lines_of_time(batch, stored):
        for run in cut_at_gaps(sorted(line, key=lambda moment: moment[:3])):
            settle(run, assignment)
    return assignment


def visitors_of(batch: Iterable[EventRecord]) -> dict[str, set[int]]:
    """By site, every number under which the batch's visitors may be stored."""
    visitors: dict[str, set[int]] = defaultdict(set)
    for event in batch:
        visitors[event.site].update(filter(None, (event.visitor_id, event.visitor_before)))
    return dict(visitors)


def lines_of_time(batch: Sequence[EventRecord], stored: Iterable[StoredEvent]) -> Iterator[list[Moment]]:
    """One line per person. The numbers of today and of the day before, and those on one page view, are one person's."""
    known = list(stored)
    people = People()
    for event in batch:
        people.join((event.site, event.visitor_id), (event.site, event.page_id))
        if event.visitor_before:
            people.join((event.site, event.visitor_id), (event.site, event.visitor_before))
    for item in known:
        people.join((item.site, item.visitor_id), (item.site, item.page_id))
    lines: dict[Mark, list[Moment]] = defaultdict(list)
    for event in batch:
        lines[people.who((event.site, event.visitor_id))].append((event.ts, 1, str(event.id), event))
    for item in known:
        line = lines.get(people.who((item.site, item.visitor_id)))
        if line is not None:
            line.append((item.ts, 0, "", item))
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
    for moment in line:
        if run and moment[0] - run[-1][0] > GAP_MS:
            yield run
            run = []
        run.append(moment)
    if run:
        yield run


def settle(run: Sequence[Moment], assignment: Assignment) -> None:
    """Give a run its one session: the earliest stored one, else a new one of its first event."""
    stored = [moment[3] for moment in run if isinstance(moment[3], StoredEvent)]
    fresh = [moment[3] for moment in run if isinstance(moment[3], EventRecord)]
    if not fresh:
        return
    place = Place(stored[0].visitor_id, stored[0].session_id) if stored else first_place(fresh[0])
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
