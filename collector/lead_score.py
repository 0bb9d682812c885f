"""From what leads have told and done to their scores, appended to lead_events whenever the points have changed.

Runs for leads that have just taken something in, and every ten minutes for those that still may become customers. What
is read is all that is stored by then, so whatever the order in which it arrived, the last score is the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

import msgspec

from collector.lead_summary import sum_leads, sum_scores
from collector.prepare import DAY_MS, LEADS_AT_ONCE, in_parts, line, statement
from collector.score import Behaviour, Points, ScoreRule, Scoring, reasons, score
from collector.session import session_bound
from collector.store import Store

SCORED_DAYS = 180
"""How long after it was made a lead is scored anew."""
BEHAVIOUR_DAYS = 365
"""How far before its first submission a lead's behaviour counts: as far as its touches are looked for."""
AUTHOR = "score"
NO_BEHAVIOUR = Behaviour()

Query = Callable[[str, Mapping[str, Any]], Sequence[Mapping[str, Any]]]
"""Runs a statement of this package; gives its rows."""
Scorings = Callable[[], Mapping[str, Scoring]]
"""How each site scores its leads, by name; sites without rules are not there."""


def score_leads(store: Store, now_ms: int, site: str, scoring: Scoring, leads: Iterable[UUID] | None = None) -> int:
    """Score a site's leads, or these of them; how many facts were appended. Raises StoreUnavailable or StoreRefused."""
    asked = Asked(site, scoring.pages(), now_ms - SCORED_DAYS * DAY_MS)
    parts: Iterable[Sequence[str]] = [[]] if leads is None else in_parts(sorted(map(str, leads)), LEADS_AT_ONCE)
    scored: set[UUID] = set()
    qualified: set[UUID] = set()
    appended = 0
    for part in parts:
        found = asked.leads(store.query, part)
        behaviours = asked.behaviours(partial(one_by_one, store), part, found)
        for rows in in_parts(found, LEADS_AT_ONCE):
            if made := new_facts(site, scoring, rows, behaviours, now_ms):
                lines = b"".join(map(line, made))
                store.insert_lines("lead_events", lines, f"scores-{hashlib.sha256(lines).hexdigest()[:32]}")
                for row in made:
                    (scored if row["kind"] == "score" else qualified).add(UUID(row["lead_id"]))
                appended += len(made)
    sum_scores(store, site, scored - qualified)
    sum_leads(store, site, qualified)
    return appended


def why(query: Query, site: str, scoring: Scoring, leads: Iterable[UUID]) -> dict[str, list[ScoreRule]]:
    """The rules that hold for each of these leads now, by the lead's id; those that are spam are not there."""
    asked = Asked(site, scoring.pages(), since=0)
    held: dict[str, list[ScoreRule]] = {}
    for part in in_parts(sorted(map(str, leads)), LEADS_AT_ONCE):
        rows = asked.leads(query, part)
        behaviours = asked.behaviours(query, part, rows)
        for row in rows:
            held[row["lead_id"]] = reasons(
                scoring.rules, row["answers"], row["magnets"], behaviours.get(row["lead_id"], NO_BEHAVIOUR)
            )
    return held


@dataclass(frozen=True, slots=True)
class Asked:
    """What is read of a site's leads: those that are named, or where none is, all that were made since then.

    pages: that rules ask for.
    """

    site: str
    pages: Sequence[str]
    since: int

    def leads(self, query: Query, leads: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        """What they told, and their last score."""
        return query(statement("leads_to_score"), {"site": self.site, "since": self.since, "leads": leads})

    def behaviours(
        self,
        query: Callable[[str, Mapping[str, Any]], Iterable[Mapping[str, Any]]],
        leads: Sequence[str],
        found: Sequence[Mapping[str, Any]],
    ) -> dict[str, Behaviour]:
        """What their visitors did, by the lead's id. found: those leads."""
        if not found:
            return {}
        first = min(lead["first_ms"] for lead in found) - (BEHAVIOUR_DAYS + 1) * DAY_MS
        rows = query(
            statement("behaviour_of"),
            {
                "site": self.site,
                "since": self.since,
                "leads": leads,
                "pages": self.pages,
                "days": BEHAVIOUR_DAYS,
                "first_session": session_bound(first),
            },
        )
        return {
            row["lead_id"]: Behaviour(
                page_views=int(row["page_views"]),
                engaged_seconds=row["engaged_seconds"],
                sessions=int(row["sessions"]),
                magnets=int(row["magnets"]),
                pages=frozenset(row["pages"]),
            )
            for row in rows
        }


def one_by_one(store: Store, sql: str, params: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The rows of a statement, of which there may be a hundred thousand."""
    return map(msgspec.json.decode, BytesIO(store.lines(sql, params)))


def new_facts(
    site: str,
    scoring: Scoring,
    leads: Iterable[Mapping[str, Any]],
    behaviours: Mapping[str, Behaviour],
    now_ms: int,
) -> list[dict[str, Any]]:
    """The rows to append: points that have changed, and stages reached by them."""
    made: list[dict[str, Any]] = []
    for lead in leads:
        behaviour = behaviours.get(lead["lead_id"], NO_BEHAVIOUR)
        points = score(scoring.rules, lead["answers"], lead["magnets"], behaviour)
        if points != Points(lead["interesting"], lead["interested"]):
            made.append(score_row(site, lead, points, now_ms))
        if scoring.qualifies and scoring.passes(points) and lead["may_qualify"] and not lead["rule_stage"]:
            made.append(stage_row(site, lead, now_ms))
    return made


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
