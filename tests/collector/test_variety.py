"""A site may have so many different values a day, and memory stays flat whatever strangers invent."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from collector.record import EventRecord
from collector.variety import DAY_MS, LABELS, OTHER, Variety
from tests.collector.conftest import Intaker
from tests.collector.test_receive import GOOD, stored

NOBODY = UUID(int=0)


def event(**fields: Any) -> EventRecord:
    """An event with little in it."""
    given: dict[str, Any] = {
        "site": "example.fr",
        "ts": 0,
        "received": 0,
        "name": "pageview",
        "path": "/",
        "visitor_id": 1,
    }
    return EventRecord(**given | {"id": NOBODY, "page_id": NOBODY} | fields)


@pytest.mark.parametrize("field", [*LABELS, "name", "path"])
def test_what_comes_beyond_the_most_is_other(field: str) -> None:
    variety = Variety(most_values=3, most_paths=3)
    shown = [getattr(variety.bound(event(**{field: f"v{number}"})), field) for number in (1, 2, 3, 4, 1, 5, 3)]
    assert shown == ["v1", "v2", "v3", OTHER, "v1", OTHER, "v3"]


def test_names_of_properties_are_bounded_and_their_values_are_not() -> None:
    variety = Variety(most_values=2)
    for number in range(10):
        assert variety.bound(event(props={"plan": f"p{number}"})).props == {"plan": f"p{number}"}
    assert variety.bound(event(props={"a": "1", "b": "2"})).props == {"a": "1", OTHER: "2"}


def test_nothing_else_of_the_event_changes() -> None:
    variety = Variety(most_values=0, most_paths=0)
    whole = event(name="form_submit", utm_campaign="x", form="contact", title="T", value="3.0000", channel="Direct")
    bound = variety.bound(whole)
    changed = {name for name in whole.__struct_fields__ if getattr(whole, name) != getattr(bound, name)}
    assert changed == {"utm_campaign", "form", "path"}


def test_a_flood_of_names_takes_no_lead_away() -> None:
    variety = Variety(most_values=5)
    for number in range(100):
        variety.bound(event(name=f"invented {number}"))
    for name in ("pageview", "engagement", "form_view", "form_start", "form_submit", "magnet_view", "download"):
        assert variety.bound(event(name=name)).name == name


def test_the_values_of_the_day_before_are_known_and_a_new_day_has_room() -> None:
    variety = Variety(most_values=2)
    for name in ("spring", "summer"):
        variety.bound(event(utm_campaign=name))
    shown = [
        variety.bound(event(utm_campaign=name, received=DAY_MS)).utm_campaign
        for name in ("a", "b", "c", "spring", "summer")
    ]
    assert shown == ["a", "b", OTHER, "spring", "summer"]


def test_one_site_takes_nothing_from_another() -> None:
    variety = Variety(most_values=3, most_in_all=5_000)
    for number in range(20_000):
        variety.bound(event(site="flooded.fr", utm_campaign=str(number), path=f"/{number}"))
    assert variety.bound(event(utm_campaign="hiver")).utm_campaign == "hiver"


def test_memory_is_flat_over_a_hundred_thousand_campaigns_and_a_thousand_sites() -> None:
    variety = Variety()
    tracemalloc.start()
    for number in range(100_000):
        text = f"{number:0200}"
        variety.bound(event(utm_campaign=text, path=f"/{text}"))
    one_site = tracemalloc.get_traced_memory()[0]
    for number in range(50_000):
        text = f"{number:0200}"
        variety.bound(event(site=f"s{number % 1000}", utm_campaign=text, path=f"/{text}"))
    many_sites, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert one_site < 4_000_000
    assert many_sites < 40_000_000
    assert peak < 50_000_000


def test_a_hundred_thousand_campaigns_become_two_thousand_and_other(tmp_path: Path) -> None:
    intaker = Intaker(tmp_path)
    for start in range(0, 4000, 100):
        urls = [f"https://example.fr/?utm_campaign=c{number}" for number in range(start, start + 100)]
        assert intaker.post([GOOD | {"url": url} for url in urls]).status_code == 202
    campaigns = [item.utm_campaign for item in stored(intaker) if isinstance(item, EventRecord)]
    assert len(campaigns) == 4000
    assert len(set(campaigns)) == 2001
    assert campaigns.count(OTHER) == 2000
    intaker.spool.close()


def test_an_import_may_be_as_various_as_it_is(tmp_path: Path) -> None:
    intaker = Intaker(tmp_path, variety=Variety(most_values=2))
    past = [
        GOOD | {"ts": 1_770_000_000_000, "visitor": "v", "url": f"https://example.fr/?utm_campaign=c{number}"}
        for number in range(50)
    ]
    intaker.import_("events", past)
    assert len({item.utm_campaign for item in stored(intaker) if isinstance(item, EventRecord)}) == 50
    intaker.spool.close()
