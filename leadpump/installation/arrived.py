"""Whether a site's tag works, from what has arrived and what was refused in the last week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from reports.query import Query, Rows

DAYS = 7
OF_THE_TAG = ("unknown_site", "foreign_origin")
"""Reasons for which a tag's every event is refused; of others a program may be the cause, or a single event."""
SILENT_AFTER = timedelta(hours=24)
Verdict = Literal["works", "no_consent", "silent", "refused", "nothing"]


@dataclass(frozen=True, slots=True)
class Arrived:
    """hosts, refusals: rows of arrived.sql and refused.sql. latest: when the last event came, if any did."""

    verdict: Verdict
    latest: datetime | None
    hosts: Rows
    refusals: Rows


def look(query: Query, site: str, now: datetime, *, asks_for_consent: bool) -> Arrived:
    """What is known of the tag. asks_for_consent: the site keeps nothing much of a visit without it."""
    asked: dict[str, Any] = {"site": site, "since": now - timedelta(days=DAYS)}
    hosts, refusals = query(_statement("arrived"), asked), query(_statement("refused"), asked)
    latest = max((row["latest"].replace(tzinfo=UTC) for row in hosts), default=None)
    consents = sum(row["consents"] for row in hosts)
    was_refused = any(row["reason"] in OF_THE_TAG for row in refusals)
    return Arrived(judge(latest, consents, was_refused, now, asks_for_consent), latest, hosts, refusals)


def judge(latest: datetime | None, consents: int, was_refused: bool, now: datetime, asks_for_consent: bool) -> Verdict:
    """The one thing that matters most.

    >>> noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    >>> judge(noon - timedelta(hours=1), 0, True, noon, False), judge(noon - timedelta(hours=1), 0, True, noon, True)
    ('works', 'no_consent')
    >>> judge(noon - timedelta(hours=25), 0, False, noon, False), judge(None, 0, True, noon, False)
    ('silent', 'refused')
    >>> judge(None, 0, False, noon, True)
    'nothing'
    """
    if latest is None:
        return "refused" if was_refused else "nothing"
    if now - latest > SILENT_AFTER:
        return "refused" if was_refused else "silent"
    return "no_consent" if asks_for_consent and not consents else "works"


def _statement(name: str) -> str:
    return Path(__file__).with_name(f"{name}.sql").read_text(encoding="utf-8")
