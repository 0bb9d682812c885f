"""What a report must know of the site it speaks of."""

from dataclasses import dataclass, field

from reports.annotation import Annotation
from reports.conversion import Conversion
from reports.goal import Goal
from reports.magnet import Magnet


@dataclass(frozen=True, slots=True)
class Site:
    """name: as in the tag and the address. timezone: IANA name; days are cut in it. currency: ISO 4217.

    magnets: those that its people have declared, by title. interesting_from, interested_from: points from which a lead
    is so. board: the figures they chose for it; empty for those that are suggested.
    annotations: what they noted on days, by day. conversions: what they count as a success beside leads, by title.
    """

    name: str
    title: str
    timezone: str
    currency: str
    magnets: tuple[Magnet, ...] = field(default=(), kw_only=True)
    interesting_from: int = field(default=30, kw_only=True)
    interested_from: int = field(default=30, kw_only=True)
    board: tuple[Goal, ...] = field(default=(), kw_only=True)
    annotations: tuple[Annotation, ...] = field(default=(), kw_only=True)
    conversions: tuple[Conversion, ...] = field(default=(), kw_only=True)
