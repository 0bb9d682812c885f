"""The visitor's country, from the time zone their browser tells: no address is looked up or kept."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def country_of(timezone: str) -> str:
    """ISO 3166 code of the country a time zone is named for; "" if it is none's or unknown."""
    zones, links = _tables()
    return zones.get(timezone) or zones.get(links.get(timezone, ""), "")


@cache
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    """Countries by zone and canonical zones by older name, from the IANA database that tzdata ships."""
    folder = files("tzdata") / "zoneinfo"
    zones: dict[str, str] = {}
    for line in (folder / "zone.tab").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            code, _, name = line.split("\t")[:3]
            zones[name] = code
    links: dict[str, str] = {}
    for line in (folder / "tzdata.zi").read_text("utf-8").splitlines():
        if line.startswith("L "):
            _, target, name = line.split()
            links[name] = target
    return zones, links
