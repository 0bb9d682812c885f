"""From what leads have told and done to their scores, appended to lead_events whenever the points have changed.

Runs for leads that have just taken something in, and every ten minutes for those that still may become customers. What
is read is all that is stored by then, so whatever the order in which it arrived, the last score is the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from collector.lead_summary import sum_leads
from collector.prepare import DAY_MS, in_parts, line, statement
from collector.score import Behaviour, Points, ScoreRule, Scoring, reasons, score
from collector.session import session_bound
from collector.store import Store

SCORED_DAYS = 180
"""How long after it was made a lead is scored anew."""
BEHAVIOUR_DAYS = 365
"""How far before its first submission a lead's behaviour counts: as far as its touches are looked for."""
AUTHOR = "score"

Query = Callable[[str, Mapping[str, Any]], Sequence[Mapping[str, Any]]]
"""Runs a statement of this package; gives its rows."""
Scorings = Callable[[], Mapping[str, Scoring]]
"""How each site scores its leads, by name; sites without rules are not there."""


def score_leads(store: Store, now_ms: int, site: str, scoring: Scoring, leads: Iterable[UUID] | None = None) -> int:
    """Score a site's leads, or these of them; how many facts were appended. Raises StoreUnavailable or StoreRefused."""
    since = now_ms - SCORED_DAYS * DAY_MS
    parts: Iterable[Sequence[str]] = [[]] if leads is None else in_parts(sorted(map(str, leads)))
    appended = 0
    for part in parts:
        found = store.query(statement("leads_to_score"), {"site": site, "since": since, "leads": part})
        for rows in in_parts(found):
            appended += score_part(store, now_ms, site, scoring, rows)
    return appended


def why(query: Query, now_ms: int, site: str, scoring: Scoring, leads: Iterable[UUID]) -> dict[str, list[ScoreRule]]:
    """The rules that hold for each of these leads now, by the lead's id; those that are spam are not there."""
    held: dict[str, list[ScoreRule]] = {}
    for part in in_parts(sorted(map(str, leads))):
        rows = query(statement("leads_to_score"), {"site": site, "since": 0, "leads": part})
        if not rows:
            continue
        sessions = sessions_of(query, site, rows, now_ms, scoring.pages())
        for row in rows:
            held[row["lead_id"]] = reasons(scoring.rules, row["answers"], row["magnets"], behaviour_of(row, sessions))
    return held


def score_part(store: Store, now_ms: int, site: str, scoring: Scoring, leads: Sequence[Mapping[str, Any]]) -> int:
    """The same for leads as leads_to_score.sql gives them."""
    sessions = sessions_of(store.query, site, leads, now_ms, scoring.pages())
    made: list[dict[str, Any]] = []
    for lead in leads:
        behaviour = behaviour_of(lead, sessions)
        points = score(scoring.rules, lead["answers"], lead["magnets"], behaviour)
        if points != Points(lead["interesting"], lead["interested"]):
            made.append(score_row(site, lead, points, now_ms))
        if scoring.qualifies and scoring.passes(points) and lead["may_qualify"] and not lead["rule_stage"]:
            made.append(stage_row(site, lead, now_ms))
    if made:
        lines = b"".join(map(line, made))
        store.insert_lines("lead_events", lines, f"scores-{hashlib.sha256(lines).hexdigest()[:32]}")
        sum_leads(store, site, {UUID(row["lead_id"]) for row in made})
    return len(made)


def sessions_of(
    query: Query, site: str, leads: Sequence[Mapping[str, Any]], now_ms: int, pages: Sequence[str]
) -> dict[int, list[Mapping[str, Any]]]:
    """The sessions of the leads' visitors, by visitor."""
    found: dict[int, list[Mapping[str, Any]]] = {}
    bounds = {
        "first_session": session_bound(min(lead["first_ms"] for lead in leads) - (BEHAVIOUR_DAYS + 1) * DAY_MS),
        "last_session": session_bound(now_ms + DAY_MS),
    }
    asked = bounds | {"site": site, "pages": pages}
    for part in in_parts(sorted({visitor for lead in leads for visitor in lead["visitors"]})):
        for row in query(statement("behaviour_of"), asked | {"visitors": part}):
            found.setdefault(row["visitor_id"], []).append(row)
    return found


def behaviour_of(lead: Mapping[str, Any], sessions: Mapping[int, Sequence[Mapping[str, Any]]]) -> Behaviour:
    """What the lead's visitors did, together."""
    first = lead["first_ms"] - BEHAVIOUR_DAYS * DAY_MS
    own = [row for visitor in lead["visitors"] for row in sessions.get(visitor, ()) if row["ms"] >= first]
    return Behaviour(
        page_views=sum(row["page_views"] for row in own),
        engaged_seconds=sum(row["engaged_seconds"] for row in own),
        sessions=len(own),
        magnets=len({magnet for row in own for magnet in row["magnets"]}),
        pages=frozenset(page for row in own for page in row["pages"]),
    )


def score_row(site: str, lead: Mapping[str, Any], points: Points, now_ms: int) -> dict[str, Any]:
    """The row of new points. It is later than the one before, whatever the clock says: the last one counts."""
    before = lead["scored_ms"]
    said = f"score {lead['lead_id']} {before} {points.interesting} {points.interested}"
    own = {"kind": "score", "interesting": points.interesting, "interested": points.interested}
    return fact(site, lead, said, max(now_ms, before + 1)) | own


def stage_row(site: str, lead: Mapping[str, Any], now_ms: int) -> dict[str, Any]:
    """The row by which a lead becomes a marketing-qualified one; one id a lead, so that whoever withdraws it has the
    last word.
    """
    return fact(site, lead, f"score mql {lead['lead_id']}", max(now_ms, lead["first_ms"])) | {
        "kind": "stage",
        "stage": "mql",
    }


def fact(site: str, lead: Mapping[str, Any], said: str, ts: int) -> dict[str, Any]:
    """What any fact of a rule has. said: what it says, from which its id is derived."""
    return {
        "site": site,
        "lead_id": lead["lead_id"],
        "ts": ts / 1000,
        "received": ts / 1000,
        "id": uuid5(NAMESPACE_OID, said),
        "via": "rule",
        "author": AUTHOR,
    }
