"""How many different values of a dimension a site may have in a day; what goes beyond becomes "(other)".

Campaigns, names and paths are text that anybody may send. A hundred thousand of them are no campaigns but an attack or
a mistake, and would bury the real ones in every report and swell the dictionaries of ClickHouse.
docs/decisions/0031-variety.md says why this is done here and not in the loader.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

import msgspec

from collector.enrich import PASSIVE
from collector.record import EventRecord

OTHER = "(other)"
MOST_VALUES = 2_000
MOST_PATHS = 20_000
"""Sites of tens of thousands of pages are real; campaigns of such a number are not."""
MOST_IN_ALL = 200_000
"""Values remembered over all sites, about 15 MB: beyond it the site with most of them starts anew."""
DAY_MS = 86_400_000
OWN_NAMES = PASSIVE | {"form_start", "form_submit", "download", "outbound"}
"""The tag's own events: a flood of invented names must not take a lead's away."""
LABELS = (
    "hostname", "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term", "source", "medium", "form",
    "magnet", "section", "language", "browser", "os",
)  # fmt: skip
labels_of = attrgetter(*LABELS)
MOST_COMBINATIONS = 5_000
"""Combinations of labels remembered for each site, so that what was all seen before is told at one look."""


@dataclass(slots=True)
class Seen:
    """Values of one dimension, as their hashes: of today, and of the day before, which cost nothing today."""

    most: int
    today: set[int] = field(default_factory=set)
    before: set[int] = field(default_factory=set)

    def has_room_for(self, value: str) -> bool:
        """Whether the value may stand as it is; it is remembered then."""
        mark = hash(value)
        if mark in self.today:
            return True
        if mark not in self.before and len(self.today) >= self.most:
            return False
        self.today.add(mark)
        return True


class SiteValues:
    """The values of one site."""

    __slots__ = ("combinations", "labels", "names", "paths", "properties")

    def __init__(self, most_values: int, most_paths: int) -> None:
        self.labels = tuple((name, Seen(most_values)) for name in LABELS)
        self.combinations: set[int] = set()
        self.names = Seen(most_values)
        self.paths = Seen(most_paths)
        self.properties = Seen(most_values)

    def turn(self) -> None:
        """A new day."""
        self.combinations = set()
        for seen in self.all():
            seen.before, seen.today = seen.today, set()

    def all(self) -> Iterator[Seen]:
        """Every dimension."""
        yield from (seen for _, seen in self.labels)
        yield from (self.names, self.paths, self.properties)

    def count(self) -> int:
        """How many values are remembered."""
        return len(self.combinations) + sum(len(seen.today) + len(seen.before) for seen in self.all())

    def bound_labels(self, labels: Sequence[str]) -> dict[str, Any]:
        """Which of the labels, in the order of LABELS, are to be "(other)"."""
        combination = hash(labels)
        if combination in self.combinations:
            return {}
        other = {
            name: OTHER
            for (name, seen), value in zip(self.labels, labels, strict=True)
            if value and not seen.has_room_for(value)
        }
        if not other:
            if len(self.combinations) >= MOST_COMBINATIONS:
                self.combinations.clear()
            self.combinations.add(combination)
        return other


class Variety:
    """What one worker has seen of each site today. Not safe for threads."""

    def __init__(
        self, most_values: int = MOST_VALUES, most_paths: int = MOST_PATHS, most_in_all: int = MOST_IN_ALL
    ) -> None:
        self._most_values = most_values
        self._most_paths = most_paths
        self._most_in_all = most_in_all
        self._day = 0
        self._sites: dict[str, SiteValues] = {}
        self._until_look = 0

    def bound(self, event: EventRecord) -> EventRecord:
        """The event, with "(other)" for every value beyond what its site may have in a day (UTC, of receiving)."""
        day = event.received // DAY_MS
        if day != self._day:
            self._day = day
            self._turn()
        values = self._sites.get(event.site)
        if values is None:
            values = self._sites[event.site] = SiteValues(self._most_values, self._most_paths)
        self._until_look -= 1
        if self._until_look < 0:
            self._look()
        changes: dict[str, Any] = values.bound_labels(labels_of(event))
        if event.name not in OWN_NAMES and not values.names.has_room_for(event.name):
            changes["name"] = OTHER
        if not values.paths.has_room_for(event.path):
            changes["path"] = OTHER
        if event.props:
            props = {key if values.properties.has_room_for(key) else OTHER: text for key, text in event.props.items()}
            if OTHER in props:
                changes["props"] = props
        return msgspec.structs.replace(event, **changes) if changes else event

    def _turn(self) -> None:
        """Keep of each site what was seen on the day that ends; forget sites that were not."""
        for values in self._sites.values():
            values.turn()
        self._sites = {site: values for site, values in self._sites.items() if values.count()}

    def _look(self) -> None:
        """See now and then whether too much is remembered; between two looks an event adds some 50 values at most."""
        self._until_look = 1000
        counts = {site: values.count() for site, values in self._sites.items()}
        while sum(counts.values()) > self._most_in_all:
            largest = max(counts, key=lambda site: counts[site])
            del counts[largest], self._sites[largest]
