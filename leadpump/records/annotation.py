"""What a site's people have noted on its days: checked once, kept by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from leadpump.records.errors import NotFound
from leadpump.records.site import annotation_of, get_row
from leadpump.records.tables import AnnotationRow, SiteRow
from reports.annotation import Annotation

LONGEST_TEXT = 120
MOST_ANNOTATIONS = 500
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


class AnnotationProblem(StrEnum):
    """Why a note was not taken: the closed set; the page puts each into words."""

    BAD_DAY = "bad_day"
    NO_TEXT = "no_text"
    BAD_TEXT = "bad_text"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class KeptAnnotation:
    """A note with its number, by which it is changed."""

    id: int
    annotation: Annotation


def check_annotation(day: str, text: str) -> Annotation | AnnotationProblem:
    """The note as it will be kept, or what is wrong. day: as YYYY-MM-DD."""
    text = " ".join(text.split())
    try:
        noted = date.fromisoformat(day.strip())
    except ValueError:
        return AnnotationProblem.BAD_DAY
    if not EARLIEST <= noted <= LATEST:
        return AnnotationProblem.BAD_DAY
    if not text:
        return AnnotationProblem.NO_TEXT
    if len(text) > LONGEST_TEXT or not text.isprintable():
        return AnnotationProblem.BAD_TEXT
    return Annotation(noted, text)


def list_annotations(db: Session, site: str) -> list[KeptAnnotation]:
    """The site's notes, the latest day first. Errors: NotFound when there is no such site."""
    kept = [KeptAnnotation(row.id, annotation_of(row)) for row in get_row(db, site).annotations]
    return sorted(kept, key=lambda one: (one.annotation.day, one.id), reverse=True)


def add_annotation(db: Session, site: str, annotation: Annotation) -> AnnotationProblem | None:
    """Keep the note; what is wrong, if anything. Errors: NotFound."""
    row = get_row(db, site)
    if len(row.annotations) >= MOST_ANNOTATIONS:
        return AnnotationProblem.TOO_MANY
    row.annotations.append(AnnotationRow(day=annotation.day, text=annotation.text))
    return None


def change_annotation(db: Session, site: str, number: int, annotation: Annotation) -> None:
    """Put it in the place of the one of that number. Errors: NotFound."""
    kept = _find(get_row(db, site), number)
    kept.day, kept.text = annotation.day, annotation.text


def remove_annotation(db: Session, site: str, number: int) -> None:
    """Keep the note no longer. Errors: NotFound."""
    row = get_row(db, site)
    row.annotations.remove(_find(row, number))


def _find(site: SiteRow, number: int) -> AnnotationRow:
    for row in site.annotations:
        if row.id == number:
            return row
    raise NotFound(f"The site {site.name} has no note {number}.")
