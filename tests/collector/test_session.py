"""Sessions do not depend on the order in which events arrive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations
from random import Random
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collector.record import EventRecord
from collector.session import (
    GAP_MS,
    LONGEST_MS,
    MOST_STRETCHES,
    Place,
    Reader,
    Stored,
    StoredSession,
    assign_sessions,
    session_bound,
    stretches,
    visitors_of,
)
from collector.visitor import Numbers, Salts, cookieless_ids

MINUTE = 60_000
START = 1_770_000_000_000


def event(
    minute: float, visitor: int = 1, before: int = 0, site: str = "a", page: UUID | None = None, after: int = 0
) -> EventRecord:
    id_ = uuid4()
    ts = START + int(minute * MINUTE)
    return EventRecord(
        site=site,
        ts=ts,
        received=ts,
        id=id_,
        name="pageview",
        page_id=page or id_,
        visitor_id=visitor,
        visitor_before=before,
        visitor_after=after,
    )


class Ledger:
    """Keeps rows as ClickHouse would: each batch sees what is stored, and moves are carried out."""

    def __init__(self) -> None:
        self.rows: dict[UUID, tuple[EventRecord, Place]] = {}

    def add(self, batch: Sequence[EventRecord]) -> None:
        if not batch:
            return
        assignment = assign_sessions(batch, self.stored(batch))
        for id_, (item, place) in self.rows.items():
            moved = assignment.moved.get((item.site, place.session_id))
            if moved:
                self.rows[id_] = (item, moved)
        for item in batch:
            self.rows[item.id] = (item, assignment.places[item.id])

    def stored(self, batch: Sequence[EventRecord]) -> Stored:
        """What collector/sql would find around each stretch of the batch."""
        stored = Stored()
        for site in {item.site for item in batch}:
            for stretch in stretches(item for item in batch if item.site == site):
                first, last = stretch[0].ts - GAP_MS, stretch[-1].ts + GAP_MS
                near = [
                    (item, place)
                    for item, place in self.rows.values()
                    if item.site == site and first <= item.ts <= last
                ]
                pages = {item.page_id for item in stretch}
                lasting = {item.lasting_id for item in stretch} - {0}
                stored.readers += [
                    Reader(site, item.page_id, place.visitor_id, item.lasting_id)
                    for item, place in near
                    if item.page_id in pages or item.lasting_id in lasting
                ]
                visitors = visitors_of(stretch) | {reader.visitor_id for reader in stored.readers}
                for found in {place for _, place in near if place.visitor_id in visitors}:
                    times = [item.ts for item, place in near if place == found]
                    stored.sessions.append(
                        StoredSession(site, found.visitor_id, found.session_id, min(times), max(times))
                    )
        return stored

    def sessions(self) -> set[frozenset[UUID]]:
        """Which events go together, whatever the sessions are called."""
        by_session: dict[tuple[str, int], set[UUID]] = {}
        for item, place in self.rows.values():
            by_session.setdefault((item.site, place.session_id), set()).add(item.id)
        return set(map(frozenset, by_session.values()))

    def visitors(self) -> dict[UUID, int]:
        """Under which number each event is stored."""
        return {id_: place.visitor_id for id_, (_, place) in self.rows.items()}


def together(events: Iterable[EventRecord]) -> frozenset[UUID]:
    return frozenset(item.id for item in events)


@pytest.mark.parametrize(
    ("minutes", "sessions"),
    [
        ([0, 30], [2]),
        ([0, 30 + 1 / 60_000], [1, 1]),
        ([0, 29, 58, 87], [4]),
        ([0, 31, 62], [1, 1, 1]),
        ([0, 0, 0], [3]),
        # Across the two nights on which clocks change in Paris time goes on as ever: 30 minutes are 30 minutes.
        ([0, 25, 60], [2, 1]),
    ],
)
def test_a_gap_of_more_than_30_minutes_ends_a_session(minutes: list[float], sessions: list[int]) -> None:
    ledger = Ledger()
    ledger.add([event(minute) for minute in minutes])
    assert sorted(map(len, ledger.sessions())) == sorted(sessions)


@pytest.mark.parametrize("size", [1, 7, 216])
def test_what_goes_on_for_days_is_cut_after_each_however_it_arrives(size: int) -> None:
    """A screen in a shop, which loads its page every 20 minutes for three days."""
    ledger = Ledger()
    events = [event(20 * number) for number in range(216)]
    for start in range(0, 216, size):
        ledger.add(events[start : start + size])
    assert ledger.sessions() == {together(events[start : start + 72]) for start in (0, 72, 144)}
    for item, place in ledger.rows.values():
        assert session_bound(item.ts - LONGEST_MS) <= place.session_id < session_bound(item.ts + LONGEST_MS)


def test_visitors_and_sites_are_kept_apart() -> None:
    ledger = Ledger()
    ledger.add([event(0), event(1, visitor=2), event(1, site="b")])
    assert len(ledger.sessions()) == 3


def test_a_late_event_between_two_sessions_joins_them_under_the_elder() -> None:
    ledger = Ledger()
    elder, younger, between = event(0), event(50), event(25)
    ledger.add([elder])
    ledger.add([younger])
    before = ledger.rows[elder.id][1]
    ledger.add([between])
    assert ledger.sessions() == {together([elder, younger, between])}
    assert {place for _, place in ledger.rows.values()} == {before}


def test_an_event_before_the_first_one_known_keeps_the_session() -> None:
    ledger = Ledger()
    known, earlier = event(10), event(0)
    ledger.add([known])
    ledger.add([earlier])
    assert ledger.sessions() == {together([known, earlier])}


def test_the_next_days_number_goes_on_with_a_session_of_the_day_before() -> None:
    ledger = Ledger()
    yesterday, today, later = event(0, visitor=1), event(20, visitor=2, before=1), event(45, visitor=2, before=1)
    for item in (yesterday, today, later):
        ledger.add([item])
    assert ledger.sessions() == {together([yesterday, today, later])}
    assert {place.visitor_id for _, place in ledger.rows.values()} == {1}
    much_later = event(300, visitor=2, before=1)
    ledger.add([much_later])
    assert ledger.rows[much_later.id][1].visitor_id == 2


def test_a_session_over_midnight_is_the_day_befores_visitors_whichever_event_arrives_first() -> None:
    """23:50, 00:10 and 00:35 of one person, whose number is 1 until midnight, and 22:00 to 23:20 of a visit before."""
    evening = [event(minute, visitor=1) for minute in (-110, -80, -50, -25)]
    crossing = [event(-10, visitor=1, after=2), event(10, visitor=2, before=1), event(35, visitor=2, before=1)]
    for order in permutations([*evening[-2:], *crossing]):
        ledger = Ledger()
        for item in [*order, *evening[:2]]:
            ledger.add([item])
        assert ledger.sessions() == {together([*evening, *crossing])}
        assert set(ledger.visitors().values()) == {1}


def test_a_page_view_is_one_visitors_although_their_network_changes_while_they_read() -> None:
    ledger = Ledger()
    page = event(0, visitor=1)
    engagement = event(5, visitor=9, page=page.page_id)
    ledger.add([page])
    ledger.add([engagement])
    assert ledger.sessions() == {together([page, engagement])}
    assert {place.visitor_id for _, place in ledger.rows.values()} == {1}


def test_a_session_id_sorts_by_the_second_it_began() -> None:
    ledger = Ledger()
    item = event(0)
    ledger.add([item])
    assert ledger.rows[item.id][1].session_id >> 32 == START // 1000
    assert session_bound(START) <= ledger.rows[item.id][1].session_id < session_bound(START + 1000)


def test_a_batch_is_cut_where_nothing_happened_for_long_and_never_into_many_pieces() -> None:
    near, late = [event(0), event(30), event(89)], event(-72 * 60)
    assert stretches([*reversed(near), late]) == [[late], near]
    far_apart = [event(100 * hour) for hour in range(50)]
    cut = stretches(far_apart)
    assert len(cut) == MOST_STRETCHES
    assert [item for stretch in cut for item in stretch] == far_apart


def test_a_session_that_two_stretches_see_is_one_and_moves_as_one() -> None:
    # Two hours' reading, an hour after another visit. A batch brings the event between the two, and one that follows.
    reading = [event(minute) for minute in range(60, 200, 20)]
    ledger = Ledger()
    ledger.add([event(0)])
    ledger.add(reading)
    assert len(ledger.sessions()) == 2
    ledger.add([event(30), event(210)])
    assert len(ledger.sessions()) == 1
    assert len({place for _, place in ledger.rows.values()}) == 1


MIDNIGHT = datetime(2026, 3, 11, tzinfo=UTC)
PEOPLE = ("203.0.113.5", "198.51.100.7")


@pytest.fixture(scope="module")
def numbers_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str, int], Numbers]:
    """The real numbers of a person on a site, so many minutes after midnight. Keys are made as time goes by."""
    salts = Salts(tmp_path_factory.mktemp("salts"))

    def number(site: str, address: str, moment: datetime) -> Numbers:
        return cookieless_ids(salts, site=site, address=address, user_agent="", happened=moment, now=moment)

    # Two moments of each day tell all: one in its last half hour, and one before.
    moments = [MIDNIGHT + timedelta(days=day, minutes=minute) for day in (-1, 0, 1) for minute in (0, 1410)]
    known = {(site, one, moment): number(site, one, moment) for moment in moments for site in "ab" for one in PEOPLE}

    def look_up(site: str, address: str, minute: int) -> Numbers:
        day, rest = divmod(minute, 1440)
        return known[site, address, MIDNIGHT + timedelta(days=day, minutes=1410 if rest >= 1410 else 0)]

    return look_up


near_midnight = st.integers(-75, 75)
visits = st.lists(
    st.tuples(
        st.one_of(near_midnight, near_midnight, st.integers(-1440, 2700)),
        st.sampled_from(PEOPLE),
        st.sampled_from("ab"),
    ),
    min_size=1,
    max_size=16,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(visits=visits, random=st.randoms(use_true_random=False))
def test_any_order_and_any_split_into_batches_gives_the_same_sessions_and_visitors(
    numbers_of: Callable[[str, str, int], Numbers], visits: list[tuple[int, str, str]], random: Random
) -> None:
    """Also across midnight, where a person's number changes."""
    events = []
    for minute, person, site in visits:
        own, before, after = numbers_of(site, person, minute)
        ts = int(MIDNIGHT.timestamp() * 1000) + minute * MINUTE
        events.append(event((ts - START) / MINUTE, own, before, site, after=after))
    at_once = Ledger()
    at_once.add(events)
    shuffled = random.sample(events, len(events))
    in_parts = Ledger()
    while shuffled:
        size = random.randint(1, 4)
        in_parts.add(shuffled[:size])
        shuffled = shuffled[size:]
    assert in_parts.sessions() == at_once.sessions() == sessions_by_hand(visits, events)
    assert in_parts.visitors() == at_once.visitors()


def sessions_by_hand(visits: Sequence[tuple[int, str, str]], events: Sequence[EventRecord]) -> set[frozenset[UUID]]:
    """Each person's events on a site in order, cut where more than 30 minutes passed."""
    found: list[set[UUID]] = []
    last: tuple[str, str, int] | None = None
    for (site, person, minute), item in sorted(
        (((site, person, minute), item) for (minute, person, site), item in zip(visits, events, strict=True)),
        key=lambda pair: pair[0],
    ):
        if last is None or last[:2] != (site, person) or minute - last[2] > 30:
            found.append(set())
        found[-1].add(item.id)
        last = (site, person, minute)
    return set(map(frozenset, found))
