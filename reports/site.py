"""What a report must know of the site it speaks of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Site:
    """name: as in the tag and the address. timezone: IANA name; days are cut in it. currency: ISO 4217."""

    name: str
    title: str
    timezone: str
    currency: str
