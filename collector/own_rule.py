"""A site's own rules: which arrivals get a channel of the site's choosing, before any rule of ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

from collector.address import is_within
from collector.source import Source

Field = Literal["source", "medium", "campaign", "referrer", "click_id"]
How = Literal["is", "contains", "starts_with"]


class Condition(msgspec.Struct, frozen=True, cache_hash=True):
    """One condition of a rule: a field, how it is compared, and with what. Upper and lower case are the same.

    source: as reports name it, or as utm_source writes it. medium: as reports show it. campaign: utm_campaign.
    referrer: its host, and "is" holds for what lies under it too. click_id: its name, such as gclid.
    """

    field: Field
    how: How
    value: str

    def holds(self, source: Source, medium: str) -> bool:
        """Whether it holds for a source with this medium."""
        value = self.value.casefold()
        if self.field == "referrer" and self.how == "is":
            return is_within(source.referrer, value)
        return any(COMPARISONS[self.how](text.casefold(), value) for text in self._texts(source, medium))

    def _texts(self, source: Source, medium: str) -> tuple[str, ...]:
        if self.field == "source":
            return source.name, source.written
        if self.field == "medium":
            return (medium,)
        if self.field == "campaign":
            return (source.campaign,)
        return (source.referrer,) if self.field == "referrer" else (source.click_id,)


COMPARISONS: dict[How, Callable[[str, str], bool]] = {
    "is": lambda text, value: text == value,
    "contains": lambda text, value: value in text,
    "starts_with": lambda text, value: text.startswith(value),
}


class OwnRule(msgspec.Struct, frozen=True, cache_hash=True):
    """The channel of arrivals for which all conditions hold."""

    channel: str
    conditions: tuple[Condition, ...]

    def holds(self, source: Source, medium: str) -> bool:
        """Whether all conditions hold; a rule without conditions holds for nothing."""
        return bool(self.conditions) and all(condition.holds(source, medium) for condition in self.conditions)
