"""What a site's people count as a success: a page reached or an event, checked once, under a name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from collector.enrich import PASSIVE
from leadpump.records.errors import NotFound
from leadpump.records.magnet import plain_path
from leadpump.records.site import conversion_of, get_row
from leadpump.records.tables import ConversionRow, SiteRow
from reports.conversion import EVENT, PAGE, Conversion

LONGEST_TITLE = 60
LONGEST_MARK = 300
MOST_CONVERSIONS = 50
NO_SUCCESS = PASSIVE | {"form_submit"}
"""Events that say what was seen; and a form sent, which is a lead or completes a magnet."""


class ConversionProblem(StrEnum):
    """Why a conversion was not taken: the closed set; the page puts each into words."""

    NO_TITLE = "no_title"
    BAD_TITLE = "bad_title"
    BAD_PAGE = "bad_page"
    BAD_EVENT = "bad_event"
    TAKEN = "taken"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class KeptConversion:
    """A conversion with its number, by which it is changed."""

    id: int
    conversion: Conversion


def check_conversion(kind: str, what: str, title: str) -> Conversion | ConversionProblem:
    """The conversion as it will be kept, or what is wrong. kind: "page", or any other word for an event.

    what: a path, for which a pasted address stands, with * at the end for all that begin so; or an event's name.
    """
    title, what = " ".join(title.split()), what.strip()
    if not title:
        return ConversionProblem.NO_TITLE
    if len(title) > LONGEST_TITLE or not title.isprintable():
        return ConversionProblem.BAD_TITLE
    if kind == "page":
        path = plain_path(what)
        is_path = path.startswith("/") and path.isprintable() and len(path) <= LONGEST_MARK
        return Conversion(f"{PAGE}{path}", title) if is_path else ConversionProblem.BAD_PAGE
    is_event = what and what.isprintable() and len(what) <= LONGEST_MARK and what not in NO_SUCCESS
    return Conversion(f"{EVENT}{what}", title) if is_event else ConversionProblem.BAD_EVENT


def list_conversions(db: Session, site: str) -> list[KeptConversion]:
    """The site's conversions by title. Errors: NotFound when there is no such site."""
    kept = [KeptConversion(row.id, conversion_of(row)) for row in get_row(db, site).conversions]
    return sorted(kept, key=lambda one: (one.conversion.title.casefold(), one.conversion.mark))


def add_conversion(db: Session, site: str, conversion: Conversion) -> ConversionProblem | None:
    """Keep the conversion; what is wrong, if anything. Errors: NotFound."""
    row = get_row(db, site)
    if len(row.conversions) >= MOST_CONVERSIONS:
        return ConversionProblem.TOO_MANY
    if any(kept.mark == conversion.mark for kept in row.conversions):
        return ConversionProblem.TAKEN
    row.conversions.append(ConversionRow(mark=conversion.mark, title=conversion.title))
    return None


def change_conversion(db: Session, site: str, number: int, conversion: Conversion) -> ConversionProblem | None:
    """Put it in the place of the one of that number; what is wrong, if anything. Errors: NotFound."""
    row = get_row(db, site)
    kept = _find(row, number)
    if any(other.mark == conversion.mark for other in row.conversions if other is not kept):
        return ConversionProblem.TAKEN
    kept.mark, kept.title = conversion.mark, conversion.title
    return None


def remove_conversion(db: Session, site: str, number: int) -> None:
    """Keep the conversion no longer. Errors: NotFound."""
    row = get_row(db, site)
    row.conversions.remove(_find(row, number))


def _find(site: SiteRow, number: int) -> ConversionRow:
    for row in site.conversions:
        if row.id == number:
            return row
    raise NotFound(f"The site {site.name} has no conversion {number}.")
