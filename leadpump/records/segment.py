"""A site's segments: named sets of filters, checked once, in the order of their names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy.orm import Session

from leadpump.records.errors import NotFound
from leadpump.records.site import get_row
from leadpump.records.tables import SegmentRow, SiteRow
from reports.filter import read_filters
from reports.parameter import BadParameter
from reports.segment import Segment

LONGEST_NAME = 60
MOST_SEGMENTS = 50


class SegmentProblem(StrEnum):
    """Why a segment was not taken: the closed set; the pages put each into words."""

    NO_NAME = "no_name"
    BAD_NAME = "bad_name"
    NAME_TAKEN = "name_taken"
    NO_FILTER = "no_filter"
    BAD_FILTER = "bad_filter"
    TOO_MANY = "too_many"


def list_segments(db: Session, site: str) -> list[Segment]:
    """The site's segments by name. Errors: NotFound when there is no such site."""
    return sorted(map(_segment_of, get_row(db, site).segments), key=lambda segment: segment.name.casefold())


def add_segment(db: Session, site: str, name: str, filters: Iterable[str]) -> Segment | SegmentProblem:
    """Keep the filters, written as in an address, under that name; or what is wrong. Errors: NotFound."""
    row = get_row(db, site)
    checked = _check_filters(filters)
    if isinstance(checked, SegmentProblem):
        return checked
    if len(row.segments) >= MOST_SEGMENTS:
        return SegmentProblem.TOO_MANY
    name = _plain(name)
    problem = _find_name_problem(row, name)
    if problem is not None:
        return problem
    kept = SegmentRow(slug=_free_slug(row, name), name=name, filters=checked)
    row.segments.append(kept)
    return _segment_of(kept)


def rename_segment(db: Session, site: str, slug: str, name: str) -> SegmentProblem | None:
    """Call the segment so; its slug stays, and with it the addresses people have kept. Errors: NotFound."""
    row = get_row(db, site)
    kept = _find(row, slug)
    name = _plain(name)
    problem = _find_name_problem(row, name, besides=kept)
    if problem is None:
        kept.name = name
    return problem


def remove_segment(db: Session, site: str, slug: str) -> None:
    """Keep the segment no longer. Errors: NotFound."""
    row = get_row(db, site)
    row.segments.remove(_find(row, slug))


def _segment_of(row: SegmentRow) -> Segment:
    return Segment(row.slug, row.name, read_filters(row.filters))


def _check_filters(given: Iterable[str]) -> list[str] | SegmentProblem:
    try:
        filters = read_filters(given)
    except BadParameter:
        return SegmentProblem.BAD_FILTER
    return [text for item in filters for text in item.parameters] or SegmentProblem.NO_FILTER


def _plain(name: str) -> str:
    return " ".join(name.split())


def _find_name_problem(site: SiteRow, name: str, besides: SegmentRow | None = None) -> SegmentProblem | None:
    if not name:
        return SegmentProblem.NO_NAME
    if len(name) > LONGEST_NAME or not name.isprintable():
        return SegmentProblem.BAD_NAME
    taken = {kept.name.casefold() for kept in site.segments if kept is not besides}
    return SegmentProblem.NAME_TAKEN if name.casefold() in taken else None


def _free_slug(site: SiteRow, name: str) -> str:
    """The name in plain letters, with a number behind it if another segment of the site has that slug."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "segment"
    taken = {kept.slug for kept in site.segments}
    numbered = (f"{slug}-{number}" for number in range(2, MOST_SEGMENTS + 2))
    return slug if slug not in taken else next(free for free in numbered if free not in taken)


def _find(site: SiteRow, slug: str) -> SegmentRow:
    for row in site.segments:
        if row.slug == slug:
            return row
    raise NotFound(f"The site {site.name} has no segment {slug}.")
