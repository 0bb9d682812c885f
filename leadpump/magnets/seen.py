"""Magnets, forms and files that visitors met, declared or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from posixpath import splitext
from typing import Literal
from urllib.parse import unquote

from reports.magnet import parameters_of
from reports.query import Query
from reports.site import Site

DAYS = 90
MOST_SUGGESTED = 50
FAMILIAR = {
    "quote": ("devis", "quote", "estimate"),
    "checklist": ("checklist", "check-list"),
    "newsletter": ("newsletter", "infolettre"),
    "webinar": ("webinar", "webinaire"),
    "simulator": ("simulat", "calculat"),
    "consultation": ("consult", "rendez-vous", "rdv", "appointment"),
    "sample": ("sample", "echantillon", "échantillon"),
    "ebook": ("ebook", "e-book", "guide", "livre-blanc", "whitepaper", "white-paper"),
}
"""Parts of names, in French and English, that tell a kind."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was met. name: that of the magnet to declare; met: what the page calls it, for a file its address."""

    met_as: Literal["magnet", "form", "file"]
    met: str
    name: str
    kind: str
    completes: str
    path: str
    shown: int
    completed: int


def look(query: Query, site: Site, since: datetime) -> list[Seen]:
    """What was met since then, the most completed first."""
    asked = {"site": site.name, "since": since, **parameters_of(site.magnets)}
    found = (_seen_of(**row) for row in query(statement(), asked))
    return [seen for seen in found if seen.name]


def _seen_of(
    met_as: Literal["magnet", "form", "file"],
    met: str,
    shown_visitors: int,
    completed_visitors: int,
    submissions: int,
    downloads: int,
    path: str,
) -> Seen:
    name = name_of_file(met) if met_as == "file" else met
    completes = "download" if downloads > submissions else "form"
    return Seen(met_as, met, name, guess_kind(name), completes, path, shown_visitors, completed_visitors)


def name_of_file(address: str) -> str:
    """guide-cuisine for https://exemple.fr/docs/guide-cuisine.pdf."""
    return splitext(unquote(address.rpartition("/")[2]).strip())[0]


def guess_kind(name: str) -> str:
    """What a name says of the magnet's kind."""
    plain = name.casefold().replace("_", "-").replace(" ", "-")
    return next((kind for kind, parts in FAMILIAR.items() if any(part in plain for part in parts)), "other")


@cache
def statement() -> str:
    """The statement beside this module."""
    return Path(__file__).with_suffix(".sql").read_text("utf-8")
