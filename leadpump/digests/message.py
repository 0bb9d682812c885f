"""What a digest says: the dashboard of its days in short, as an e-mail of text and of HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any
from urllib.parse import quote, urlencode

from leadpump.digests.rhythm import WEEK, Days
from leadpump.outbox.message import Envelope, in_subject, write
from leadpump.records.digest import Digest
from reports import display
from reports import format as written
from reports.figure import Report
from reports.language import N_
from reports.overview.next_step import say_next
from reports.overview.overview import answer, moved
from reports.site import Site
from reports.words import Words, words_of

CHANNELS = 5
COLUMNS = ("sessions", "leads_last", "cpl")
"""As many as a phone has room for."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a digest leads. report: to the dashboard of the same days. check: whether the tag works."""

    report: str
    check: str


def parameters_of(days: Days) -> dict[str, str]:
    """The days as an address of a report has them."""
    return {"from": days.first.isoformat(), "to": days.last.isoformat()}


def addresses_of(digest: Digest, days: Days, public: str) -> Addresses:
    """public: the product's own address, without a slash at the end."""
    site = f"{public}/sites/{quote(digest.site, safe='')}"
    return Addresses(f"{site}/overview?{urlencode(parameters_of(days))}", f"{site}/check")


def write_message(
    digest: Digest, site: Site, report: Report, days: Days, *, public: str, sender: str, now: datetime
) -> EmailMessage:
    """The e-mail. Its id is that of the digest and its days, also if it is sent again after a crash."""
    words = words_of(site, digest.language)
    values = values_of(report, words, days, addresses_of(digest, days, public), digest.rhythm)
    envelope = Envelope(sender, digest.address, digest.language, public, digest.key, mark_of(digest, days), now)
    return write(envelope, subject(report, words, days, digest.rhythm), "digest", values)


def mark_of(digest: Digest, days: Days) -> str:
    """Another one where somebody asked for it: that is wanted twice."""
    asked = f".{digest.asked:%Y%m%d%H%M%S}" if digest.asked else ""
    return f"{digest.rhythm}.{days.first}{asked}.{digest.key[:16]}"


def subject(report: Report, words: Words, days: Days, rhythm: str) -> str:
    """The site, its leads and the days: all that many read."""
    return words.say(
        N_("%(title)s: %(leads)s, %(days)s"),
        title=in_subject(report.site.title),
        leads=words.leads(report.figure("leads").value or 0),
        days=days_in_words(words, days, rhythm),
    )


def days_in_words(words: Words, days: Days, rhythm: str) -> str:
    """The week by its days, a month by its name."""
    return words.days(days.first, days.last) if rhythm == WEEK else written.month(days.first, words.language)


def values_of(report: Report, words: Words, days: Days, addresses: Addresses, rhythm: str) -> Mapping[str, Any]:
    """What the templates print: nothing but texts."""
    channels = display.breakdown(report.table("channels"), words)
    places = [channels.column_keys.index(key) for key in COLUMNS]
    heads = [channels.columns[place].short or channels.columns[place].label for place in places]
    return {
        "title": report.site.title,
        "days": days_in_words(words, days, rhythm),
        "rhythm": rhythm,
        "answer": answer(report, words),
        "before_days": display.before_days(report, words),
        "uncompared": words.uncompared(report.period),
        "tiles": display.tiles(report, words),
        "moved": moved(report, words),
        "next_steps": [say_next(step, words) for step in report.next_steps],
        "heads": heads,
        "channels": [
            (line.labels[0].text, list(zip(heads, [line.cells[place] for place in places], strict=True)))
            for line in channels.lines[:CHANNELS]
        ],
        "is_empty": report.is_empty,
        "addresses": addresses,
    }
