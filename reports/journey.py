"""How journeys to a conversion are put into words: their routes, steps, lengths and lags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.format import NO_DATA, readable
from reports.language import N_

if TYPE_CHECKING:
    from reports.figure import Column, Row
    from reports.words import Words

ARROW = " → "
KINDS = ("route", "channel_route", "step", "channel_step", "touches", "lag", "conversion")
_UNNAMED = ("", "(direct)", "(none)")
_DAY = 86400
_MOST_TOUCHES = 10
_LAGS = (0, 1, 2, 7, 14, 30, 60, 90, 180)
"""Where the ranges of attribution/journeys.sql begin, in days."""


def write(row: Row, column: Column, words: Words) -> str:
    """A cell of a column whose kind is one of KINDS."""
    value = row[column.key]
    if column.kind == "touches":
        return _touches(_whole(value), words)
    if column.kind == "lag":
        return _lag(_whole(value) // _DAY, words)
    if column.kind == "conversion":
        return conversion_name(str(value), words)
    of_channels = column.kind.startswith("channel")
    if column.kind.endswith("step"):
        return _end_of_step(str(row["step"]), column.key, _touch(str(value), words, of_channels), words)
    return ARROW.join(_touch(part, words, of_channels) for part in str(value).split(ARROW))


def is_end(row: Row) -> bool:
    """Whether a row says where journeys begin, or end without a conversion: many more than go on."""
    return row.get("step") in ("start", "lost")


def _touch(name: str, words: Words, of_channels: bool) -> str:
    if of_channels:
        return words.channel(name)
    return NO_DATA if name in _UNNAMED else name


def _end_of_step(step: str, side: str, touch: str, words: Words) -> str:
    if side == "from_value":
        return words.say(N_("Beginning")) if step == "start" else touch
    if step == "converted":
        return words.say(N_("Conversion"))
    return words.say(N_("No conversion")) if step == "lost" else touch


def _touches(n: int, words: Words) -> str:
    if n >= _MOST_TOUCHES:
        return words.say(N_("%(n)s touches or more"), n=_MOST_TOUCHES)
    return words.say_count("%(n)s touch", "%(n)s touches", n)


def _lag(days: int, words: Words) -> str:
    """The range that begins with that many whole days."""
    if not days:
        return words.say(N_("less than 24 hours"))
    following = next((begin for begin in _LAGS if begin > days), None)
    if following is None:
        return words.say(N_("%(n)s days or more"), n=days)
    if following == days + 1:
        return words.say_count("%(n)s day", "%(n)s days", days)
    return words.say(N_("%(first)s to %(last)s days"), first=days, last=following - 1)


def _whole(value: object) -> int:
    return int(value) if isinstance(value, int | float) else 0


_CONVERSIONS = {
    "leads": N_("Leads"),
    "mql": N_("Qualified leads (MQL)"),
    "sql": N_("Sales-qualified leads (SQL)"),
    "customers": N_("Customers"),
    "revenue": N_("Revenue"),
}


def conversion_name(conversion: str, words: Words) -> str:
    """A conversion as the reader calls it: Leads, Magnet: guide, Event: download, Page: /merci; as named, if it is."""
    if conversion in words.conversions:
        return words.conversions[conversion]
    kind, colon, name = conversion.partition(":")
    if not colon:
        return words.say(_CONVERSIONS.get(kind, kind))
    if kind == "magnet":
        return words.say(N_("Magnet: %(name)s"), name=words.magnet(name))
    if kind == "page":
        return words.say(N_("Page: %(name)s"), name=name)
    act = words.act(name)
    return words.say(N_("Event: %(name)s"), name=readable(name) if act == name else act)
