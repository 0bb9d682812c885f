"""From submissions to leads: who is new, who is known already, and which touches are frozen on a new one.

Runs after a batch is stored, on what the tables hold: submitted forms and reported leads that no lead has taken in yet
are either taken in by a lead of the same person or the same session, or make a lead of their own. What is decided is
appended to lead_events and never changed. A repeat finds nothing waiting; rows of a lead that was made twice say the
same, and the first counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from collector.lead_spam import FASTEST_MS
from collector.lead_summary import sum_leads
from collector.prepare import DAY_MS, LEADS_AT_ONCE, in_parts, line, statement
from collector.session import session_bound
from collector.site import MERGE_DAYS
from collector.store import Store

JOURNEY_DAYS = 365
PATIENCE_MS = 120_000
"""How long a reported lead waits for the form it names: its event may still be on the way."""
HALF = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Submission:
    """A submitted form or a reported lead. id: its own; named: the submission it is about. ts, received: Unix
    milliseconds.

    filled_ms: from first touch to submission, -1 if not seen. channel and what follows: where a reported lead came
    from. of_any_age: it belongs to whatever lead of the person there is, however old that is.
    """

    site: str
    id: UUID
    named: UUID
    ts: int
    received: int
    session_id: int
    visitor_id: int
    person: int
    via: str
    form: str
    magnet: str
    path: str
    answers: Mapping[str, str]
    consent: str
    spam: str
    filled_ms: int
    channel: str
    source: str
    medium: str
    campaign: str
    author: str
    of_any_age: bool

    @property
    def verdict(self) -> str:
        """Why it is taken for spam; empty if it is not."""
        return self.spam or ("too_fast" if 0 <= self.filled_ms < FASTEST_MS else "")


@dataclass(frozen=True, slots=True)
class Touch:
    """An arrival of a visitor. ts: Unix milliseconds."""

    ts: int
    channel: str
    source: str
    medium: str
    campaign: str
    landing_path: str


@dataclass(slots=True)
class KnownLead:
    """A lead that is there. created: Unix milliseconds. spam: why it is taken for that. persons: of its submissions
    that name one.
    """

    id: UUID
    created: int
    spam: str = ""
    submissions: set[UUID] = field(default_factory=set)
    persons: set[int] = field(default_factory=set)


class KnownLeads:
    """The leads that may take a submission in, by what they are known by."""

    def __init__(self) -> None:
        self._leads: dict[UUID, KnownLead] = {}
        self._of_submission: dict[UUID, set[UUID]] = {}
        self._of_session: dict[int, set[UUID]] = {}
        self._of_person: dict[int, set[UUID]] = {}

    def lead(self, lead_id: UUID, created: int) -> KnownLead:
        """The lead of this id: the one that is known, or a new one."""
        return self._leads.setdefault(lead_id, KnownLead(lead_id, created))

    def remember(self, lead: KnownLead, session_id: int, submission_id: UUID, person: int) -> None:
        """Note a submission on the lead that took it in."""
        lead.submissions.add(submission_id)
        self._of_submission.setdefault(submission_id, set()).add(lead.id)
        if session_id:
            self._of_session.setdefault(session_id, set()).add(lead.id)
        if person:
            lead.persons.add(person)
            self._of_person.setdefault(person, set()).add(lead.id)

    def find(self, item: Submission, merge_days: int) -> KnownLead | None:
        """The lead that takes the submission in: one it names, else one of its person, else one of its session without
        another person; the latest of several. None if it is a lead of its own.

        What is taken for spam hides nobody: unless it is named, it takes in only what is taken for spam too.
        """
        window = merge_days * DAY_MS

        def takes(lead: KnownLead) -> bool:
            return bool(item.verdict) or not lead.spam

        named = self._latest({item.named, *self._of_submission.get(item.named, ())}, lambda _: True)
        return (
            named
            or self._latest(
                self._of_person.get(item.person, ()),
                lambda lead: takes(lead) and (bool(item.of_any_age) or abs(item.ts - lead.created) <= window),
            )
            or self._latest(
                self._of_session.get(item.session_id, ()),
                lambda lead: takes(lead) and (not item.person or not lead.persons or item.person in lead.persons),
            )
        )

    def _latest(self, leads: Iterable[UUID], holds: Callable[[KnownLead], bool]) -> KnownLead | None:
        """The one that was made last of those that are known and for which this holds."""
        known = (self._leads[lead_id] for lead_id in leads if lead_id in self._leads)
        return max(filter(holds, known), key=lambda lead: (lead.created, lead.id), default=None)


MergeDays = Callable[[str], int]
"""For a site: how long after a lead was made another submission of the same person still belongs to it, in days."""


@dataclass(slots=True)
class Made:
    """leads: those that took something in, by site. spam: those of them that are taken for spam. more: whether
    submissions may wait, left for the next time.
    """

    leads: dict[str, set[UUID]]
    spam: set[UUID]
    more: bool


def make_leads(store: Store, now_ms: int, merge_days: MergeDays = lambda _: MERGE_DAYS, since_ms: int = 0) -> Made:
    """Take in what is waiting, the oldest LEADS_AT_ONCE of it. Raises StoreUnavailable or StoreRefused.

    since_ms: look only at sessions that began no earlier than a day before; 0 looks at all, which reads much more.
    """
    since = session_bound(since_ms - DAY_MS)
    rows = store.query(statement("waiting_submissions"), {"most": LEADS_AT_ONCE, "since": since})
    waiting = as_known(store, [submission_of(row) for row in rows])
    leads: dict[str, set[UUID]] = {}
    spam: set[UUID] = set()
    lines: list[bytes] = []
    for site in sorted({item.site for item in waiting}):
        own = [item for item in waiting if item.site == site]
        for lead, row in take_in_site(store, site, own, now_ms, merge_days(site)):
            leads.setdefault(site, set()).add(lead.id)
            if lead.spam:
                spam.add(lead.id)
            lines.append(line(row))
    if lines:
        made = b"".join(lines)
        store.insert_lines("lead_events", made, f"leads-{hashlib.sha256(made).hexdigest()[:32]}")
    for site, own_leads in leads.items():
        sum_leads(store, site, own_leads)
    return Made(leads, spam, more=bool(lines) and len(waiting) == LEADS_AT_ONCE)


def take_in_site(
    store: Store, site: str, waiting: Sequence[Submission], now_ms: int, merge_days: int
) -> Iterator[tuple[KnownLead, dict[str, Any]]]:
    """The rows to append for what is waiting on one site, each with its lead."""
    known = known_leads(store, site, waiting)
    touches = touches_of(store, site, [item for item in waiting if item.via == "form"])
    # Forms first: a report may be about one of them.
    for item in sorted(waiting, key=lambda item: (item.via != "form", item.ts, item.id)):
        lead = known.find(item, merge_days)
        if lead is None and item.named != item.id and now_ms - item.received < PATIENCE_MS:
            continue
        if lead is None:
            lead = known.lead(item.named, item.ts)
            lead.spam = item.verdict
            yield lead, birth(item, lead.id, touches.get(item.visitor_id, []), now_ms)
        else:
            yield lead, joining(item, lead.id, now_ms)
        known.remember(lead, item.session_id, item.id, item.person)
        known.remember(lead, 0, item.named, 0)


def birth(item: Submission, lead_id: UUID, seen: Sequence[Touch], now_ms: int) -> dict[str, Any]:
    """The row that makes a lead, with its touches frozen."""
    touches = [touch for touch in seen if item.ts - JOURNEY_DAYS * DAY_MS <= touch.ts <= item.ts]
    if item.via != "form":
        touches = [Touch(item.ts, item.channel, item.source, item.medium, item.campaign, item.path)]
    session_id, visitor_id = item.session_id, item.visitor_id
    if not session_id:
        session_id, visitor_id = numbers_of(lead_id, item.ts)
    row = joining(item, lead_id, now_ms) | {
        "id": uuid5(NAMESPACE_OID, f"lead {item.id}"),
        "kind": "created",
        "session_id": session_id,
        "visitor_id": visitor_id,
        "spam": item.verdict,
        "touches": len(touches),
    }
    for name, touch in frozen(touches).items():
        row |= {
            f"{name}_touched": touch.ts / 1000,
            f"{name}_channel": touch.channel,
            f"{name}_source": touch.source,
            f"{name}_medium": touch.medium,
            f"{name}_campaign": touch.campaign,
            f"{name}_landing_path": touch.landing_path,
        }
    return row


def frozen(touches: Sequence[Touch]) -> dict[str, Touch]:
    """First, last non-direct and converting touch, of touches in order of time; nothing of none.

    A journey of direct touches alone has its last one as its last non-direct touch.
    """
    if not touches:
        return {}
    indirect = [touch for touch in touches if touch.channel != "Direct"]
    return {"first": touches[0], "last": (indirect or touches)[-1], "converting": touches[-1]}


def joining(item: Submission, lead_id: UUID, now_ms: int) -> dict[str, Any]:
    """The row by which a lead takes a submission in."""
    return {
        "site": item.site,
        "lead_id": lead_id,
        "ts": item.ts / 1000,
        "received": now_ms / 1000,
        "id": uuid5(NAMESPACE_OID, f"submission {item.id}"),
        "kind": "submission",
        "subject_id": item.id,
        "person": item.person,
        "via": item.via,
        "session_id": item.session_id,
        "visitor_id": item.visitor_id,
        "form": item.form,
        "magnet": item.magnet,
        "path": item.path,
        "answers": item.answers,
        "consent": item.consent,
        "author": item.author,
    }


def numbers_of(lead_id: UUID, ts: int) -> tuple[int, int]:
    """Session and visitor of a lead that no visit made: numbers of its own, the session's sorted by time as others
    are.
    """
    return ((ts // 1000) << 32) | (lead_id.int & HALF), (lead_id.int >> 64) or 1


def known_leads(store: Store, site: str, waiting: Sequence[Submission]) -> KnownLeads:
    """The leads that may take some of the submissions in."""
    marks: dict[str, list[Any]] = {
        "persons": sorted({item.person for item in waiting if item.person}),
        "sessions": sorted({item.session_id for item in waiting if item.session_id}),
        "submissions": sorted({str(item.named) for item in waiting}),
    }
    known = KnownLeads()
    for parts in zip_longest(*(in_parts(values, LEADS_AT_ONCE) for values in marks.values()), fillvalue=[]):
        for row in store.query(statement("leads_near"), {"site": site} | dict(zip(marks, parts, strict=True))):
            lead = known.lead(UUID(row["lead_id"]), row["ms"])
            if row["kind"] == "created" and UUID(row["submission_id"]) not in lead.submissions:
                lead.created = min(lead.created, row["ms"])
            lead.spam = lead.spam or row["spam"]
            known.remember(lead, row["session_id"], UUID(row["submission_id"]), row["person"])
    return known


def as_known(store: Store, waiting: Sequence[Submission]) -> list[Submission]:
    """The submissions, each under the number that the visitor of its session goes by: see session_summing.sql."""
    visitors: dict[tuple[str, int], int] = {}
    for site in sorted({item.site for item in waiting}):
        sessions = sorted({item.session_id for item in waiting if item.site == site and item.via == "form"})
        for part in in_parts(sessions, LEADS_AT_ONCE):
            for row in store.query(statement("visitors_of"), {"site": site, "sessions": part}):
                visitors[site, row["session_id"]] = row["visitor_id"]
    return [replace(item, visitor_id=visitors.get((item.site, item.session_id), item.visitor_id)) for item in waiting]


def touches_of(store: Store, site: str, waiting: Sequence[Submission]) -> dict[int, list[Touch]]:
    """The touches of the submissions' visitors, by visitor, in order of time."""
    found: dict[int, list[Touch]] = {}
    if not waiting:
        return found
    first = min(item.ts for item in waiting) - JOURNEY_DAYS * DAY_MS
    last = max(item.ts for item in waiting)
    bounds = {"first_session": session_bound(first), "last_session": session_bound(last + DAY_MS)}
    for part in in_parts(sorted({item.visitor_id for item in waiting}), LEADS_AT_ONCE):
        for row in store.query(statement("touches_of"), {"site": site, "visitors": part} | bounds):
            touch = Touch(row["ms"], row["channel"], row["source"], row["medium"], row["campaign"], row["landing_path"])
            found.setdefault(row["visitor_id"], []).append(touch)
    return found


def submission_of(row: Mapping[str, Any]) -> Submission:
    """A row of waiting_submissions.sql as a value."""
    names = Submission.__dataclass_fields__.keys() - {"id", "named", "ts", "received"}
    return Submission(
        id=UUID(row["submission_id"]),
        named=UUID(row["named_id"]),
        ts=row["ms"],
        received=row["received_ms"],
        **{name: row[name] for name in names},
    )


def follow_moved(store: Store, site: str, sessions: Sequence[int]) -> None:
    """Put leads whose session has been joined to another under that one. Once the copies of its events are stored."""
    bounds = {"first_session": max(0, min(sessions) - MARGIN), "last_session": max(sessions) + MARGIN}
    for part in in_parts(sessions):
        move(store, store.query(statement("moved_leads"), {"site": site, "sessions": part} | bounds))


def follow_agreed(store: Store, sessions: Sequence[int]) -> None:
    """Put leads of visitors who agreed after their form was sent under the lasting number of their visit. Once the
    sessions are summed.
    """
    for part in in_parts(sessions):
        move(store, store.query(statement("renamed_leads"), {"sessions": part}))


def follow_all_agreed(store: Store) -> None:
    """The same for all leads there are: for somebody was stopped, or sessions were summed anew."""
    move(store, store.query(statement("renamed_leads"), {"sessions": []}))


def move(store: Store, submissions: Sequence[Mapping[str, Any]]) -> None:
    """Bring submissions, and so their leads, to another session and visitor."""
    places: dict[str, dict[str, tuple[int, int]]] = {}
    for row in submissions:
        places.setdefault(row["site"], {})[row["submission"]] = row["session"], row["visitor"]
    for site, moved in places.items():
        for part in in_parts(sorted(moved), MOVED_AT_ONCE):
            sessions, visitors = zip(*(moved[submission] for submission in part), strict=True)
            now = {"submissions": part, "sessions": list(sessions), "visitors": list(visitors)}
            store.command(statement("move_leads"), {"site": site} | now)
        sum_leads(store, site, set(map(UUID, moved)))


MOVED_AT_ONCE = 500
"""Of every row that stands in a part of the table with one of them, all of these are looked through."""
MARGIN = 3 * 86_400 << 32
"""In session ids: how far from a session the one that it is joined to may lie."""
