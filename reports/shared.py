"""Reports as they are shown to whoever has a link to them: no log-in, no other page, and filters that always hold."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.filter import Filter
from reports.registry import REPORTS, SETTINGS, Kind


@dataclass(frozen=True, slots=True)
class Shared:
    """token: of the address. report: the only one it shows; empty for all.

    filters: hold whatever else is asked.
    """

    token: str
    report: str
    filters: tuple[Filter, ...]

    @property
    def home(self) -> str:
        """The address it begins with."""
        return f"/shared/{self.token}/"

    @property
    def kinds(self) -> Sequence[Kind]:
        """The reports it shows: the one, or all that its filters narrow."""
        if self.report:
            return [kind for kind in SHAREABLE if kind.name == self.report]
        return [kind for kind in SHAREABLE if not (self.filters and kind.name in UNNARROWED)]


SHAREABLE: tuple[Kind, ...] = tuple(kind for kind in REPORTS if kind.group != SETTINGS)
"""How well a site is measured is its people's own business."""
UNNARROWED = frozenset({"awareness", "history", "email_follow_up"})
"""Reports on what no filter of visits narrows: a link to a part of the visits would show all of it."""
