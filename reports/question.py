"""The question a report answers: of which site, over which period, of which of its sessions, in which way."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from reports.filter import Filter
from reports.period import Period
from reports.segment import Segment
from reports.site import Site


@dataclass(frozen=True, slots=True)
class Question:
    """filters: what narrows the sessions that are counted, beside the filters of the segment. options: what else this
    report can be asked, by name."""

    site: Site
    period: Period
    filters: tuple[Filter, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    segment: Segment | None = None

    @property
    def narrowing(self) -> tuple[Filter, ...]:
        """All filters, the segment's first; every one must hold."""
        return (*(self.segment.filters if self.segment else ()), *self.filters)
