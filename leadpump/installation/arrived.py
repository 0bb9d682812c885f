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
Verdict = Literal["works", "no_consent", "elsewhere", "silent", "refused", "nothing"]
"""elsewhere: the tag sends nothing, and visits arrive by a program or a file."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """hosts, refusals: rows of arrived.sql and refused.sql."""

    verdict: Verdict
    hosts: Rows
    refusals: Rows


def look(query: Query, site: str, now: datetime, *, asks_for_consent: bool) -> Arrived:
    """What is known of the tag. asks_for_consent: the site keeps nothing much of a visit without it."""
    asked: dict[str, Any] = {"site": site, "since": now - timedelta(days=DAYS)}
    hosts, refusals = query(_statement("arrived"), asked), query(_statement("refused"), asked)
    told, others = _by_the_tag(hosts, True), _by_the_tag(hosts, False)
    was_refused = any(row["reason"] in OF_THE_TAG for row in refusals)
    consents = sum(row["consents"] for row in told)
    tag_silence, silence = _silence(told, now), _silence(others, now)
    return Arrived(judge(tag_silence, silence, consents, was_refused, asks_for_consent), hosts, refusals)


def judge(
    of_the_tag: timedelta | None, of_others: timedelta | None, consents: int, was_refused: bool, asks_for_consent: bool
) -> Verdict:
    """The one thing that matters most. of_the_tag, of_others: since when nothing came; None if nothing ever did.

    >>> hour, day = timedelta(hours=1), timedelta(hours=25)
    >>> judge(hour, None, 0, True, False), judge(hour, hour, 0, True, True)
    ('works', 'no_consent')
    >>> judge(day, None, 0, False, False), judge(None, hour, 0, True, False), judge(None, None, 0, False, True)
    ('silent', 'refused', 'nothing')

    A site whose visits are told by a program needs no tag:

    >>> judge(None, hour, 0, False, True), judge(day, hour, 0, False, False), judge(None, day, 0, False, False)
    ('elsewhere', 'elsewhere', 'silent')
    """
    if of_the_tag is not None and of_the_tag <= SILENT_AFTER:
        return "no_consent" if asks_for_consent and not consents else "works"
    if was_refused:
        return "refused"
    if of_others is not None and of_others <= SILENT_AFTER:
        return "elsewhere"
    return "nothing" if of_the_tag is None and of_others is None else "silent"


def _by_the_tag(hosts: Rows, is_so: bool) -> Rows:
    return [row for row in hosts if bool(row["is_tag"]) is is_so]


def _silence(hosts: Rows, now: datetime) -> timedelta | None:
    """How long ago the last of them came."""
    return min((now - row["latest"].replace(tzinfo=UTC) for row in hosts), default=None)


def _statement(name: str) -> str:
    return Path(__file__).with_name(f"{name}.sql").read_text(encoding="utf-8")
