"""A segment: filters that a site keeps together under a name, to be chosen in any report."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.filter import Filter
from reports.parameter import BadParameter

SEGMENT = "segment"
"""The parameter of the address that chooses one, by its slug."""


@dataclass(frozen=True, slots=True)
class Segment:
    """slug: as the address calls it. name: as people called it. Several filters must all hold."""

    slug: str
    name: str
    filters: tuple[Filter, ...]


def choose_segment(segments: Sequence[Segment], slug: str) -> Segment | None:
    """The site's segment of that slug; None if none is asked for. Raises BadParameter if the site has no such one."""
    if not slug:
        return None
    found = {segment.slug: segment for segment in segments}
    if slug not in found:
        raise BadParameter(SEGMENT, slug, ", ".join(found) or "none: the site keeps no segment")
    return found[slug]
