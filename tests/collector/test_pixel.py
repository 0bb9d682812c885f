"""The pixel of pages read without JavaScript: a page view like any other, on disk before the image is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from collector.limit import create_limits
from collector.pixel import GIF
from collector.record import EventRecord
from collector.spool import ready_segments
from tests.collector.conftest import CHROME, Intaker
from tests.collector.test_receive import stored

PAGE = "https://example.fr/prix?utm_source=lettre"


@pytest.fixture
def intaker(tmp_path: Path) -> Intaker:
    return Intaker(tmp_path)


def spooled(intaker: Intaker) -> list[EventRecord]:
    """What is on disk."""
    return [one for one in stored(intaker) if isinstance(one, EventRecord)]


def ask(intaker: Intaker, query: str = "site=example.fr", referer: str = PAGE, **how: Any) -> TestResponse:
    headers = {"User-Agent": CHROME, "Accept-Language": "fr"} | ({"Referer": referer} if referer else {})
    return intaker.client.open(f"/api/pixel.gif?{query}", headers=headers, **how)


def test_the_image_is_a_page_view(intaker: Intaker) -> None:
    answer = ask(intaker)
    assert (answer.status_code, answer.content_type, answer.data) == (200, "image/gif", GIF)
    assert answer.headers["Cache-Control"] == "no-store"
    (event,) = spooled(intaker)
    assert (event.site, event.name, event.hostname, event.path) == ("example.fr", "pageview", "example.fr", "/prix")
    assert (event.utm_source, event.language, event.browser) == ("lettre", "fr", "Chrome")
    assert event.id == event.page_id
    assert event.scroll is None


def test_each_image_is_a_page_view_of_its_own(intaker: Intaker) -> None:
    ask(intaker)
    ask(intaker)
    first, second = spooled(intaker)
    assert first.id != second.id
    assert first.visitor_id == second.visitor_id


def test_a_page_may_name_its_address(intaker: Intaker) -> None:
    ask(intaker, "site=example.fr&url=https%3A%2F%2Fexample.fr%2Foffres%2Fcombles", "https://example.fr/")
    ask(intaker, "site=example.fr&url=https%3A%2F%2Fexample.fr%2Fsans", "")
    assert [event.path for event in spooled(intaker)] == ["/offres/combles", "/sans"]


@pytest.mark.parametrize(
    ("query", "referer", "status", "reason"),
    [
        ("site=nobody.fr", PAGE, 403, "unknown_site"),
        ("", PAGE, 400, "bad_field"),
        ("site=example.fr", "https://thief.example/", 403, "foreign_origin"),
        ("site=example.fr&url=https%3A%2F%2Fexample.fr%2F", "https://thief.example/", 403, "foreign_origin"),
        ("site=example.fr", "", 400, "bad_field"),
        ("site=example.fr&url=javascript:alert(1)", PAGE, 400, "bad_field"),
        ("site=" + "x" * 300, PAGE, 400, "bad_field"),
        ("site=example.fr&url=https://example.fr/" + "x" * 9000, PAGE, 400, "bad_field"),
        ("site=%ff%fe&url=%00", PAGE, 403, "unknown_site"),
        ("&".join(["site"] * 2000), PAGE, 400, "bad_field"),
    ],
)
def test_what_the_collector_refuses_of_the_tag_it_refuses_here(
    intaker: Intaker, query: str, referer: str, status: int, reason: str
) -> None:
    answer = ask(intaker, query, referer)
    assert (answer.status_code, answer.json["reason"]) == (status, reason)  # type: ignore[index]
    assert spooled(intaker) == []


@pytest.mark.parametrize("method", ["POST", "HEAD", "OPTIONS", "PUT"])
def test_only_get_counts(intaker: Intaker, method: str) -> None:
    answer = ask(intaker, method=method)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")
    assert spooled(intaker) == []


def test_a_flood_of_images_is_held_off(tmp_path: Path) -> None:
    intaker = Intaker(tmp_path, create_limits(1, 0), trusted_proxies=1)
    headers = {"Referer": PAGE, "X-Forwarded-For": "203.0.113.9"}
    statuses = [intaker.client.get("/api/pixel.gif?site=example.fr", headers=headers).status_code for _ in range(30)]
    assert (statuses[0], statuses[-1]) == (200, 429)


def test_without_room_on_disk_there_is_no_image(intaker: Intaker) -> None:
    intaker.spool._limit_bytes = -1
    intaker.spool._next_look = 0
    answer = ask(intaker)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")


def test_a_page_that_is_only_prepared_is_marked_as_a_machines(intaker: Intaker) -> None:
    headers = {"Referer": PAGE, "User-Agent": CHROME, "Sec-Purpose": "prefetch;prerender"}
    assert intaker.client.get("/api/pixel.gif?site=example.fr", headers=headers).status_code == 200
    assert (
        intaker.post({"site": "example.fr", "name": "pageview", "url": PAGE}, Sec_Purpose="prefetch").status_code == 202
    )
    by_image, by_tag = spooled(intaker)
    assert by_image.bot == by_tag.bot != ""


def test_the_query_of_the_page_is_nowhere_in_the_spool(intaker: Intaker) -> None:
    ask(intaker, referer="https://example.fr/prix?email=marie@example.org&secret=1234")
    intaker.spool.seal()
    everything = b"".join(path.read_bytes() for path in ready_segments(intaker.folder / "spool"))
    assert everything
    assert b"1234" not in everything
    assert b"marie" not in everything
