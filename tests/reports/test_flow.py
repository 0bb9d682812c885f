"""The path diagram: where its columns stand and how wide its bands are."""

import re
from datetime import UTC, datetime
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page

from reports.paths.flow import ALL, HEAD, Node, flow
from tests.reports.conftest import HOME, Database, Story
from tests.reports.test_walk import text_of

START = (0, "start", "")
ROOT, PRICES, OTHER, LEFT = (1, "page", "/"), (1, "page", "/prices"), (1, "other", ""), (1, "left", "")
GONE = (2, "left", "")


def test_columns_are_stacked_from_the_most_frequent_and_what_is_no_page_stands_at_the_foot() -> None:
    """100 sessions: 10 to the prices, 50 to the home page, 25 to other pages, 15 leave; then 60 leave these."""
    drawn = flow(
        [
            (START, PRICES, 10),
            (START, LEFT, 15),
            (START, OTHER, 25),
            (START, ROOT, 50),
            (ROOT, GONE, 50),
            (PRICES, GONE, 10),
        ]
    )
    boxes = {box.node: (box.left, box.top, box.height, box.sessions) for box in drawn.boxes}
    first = ALL * 50 / 100
    assert boxes == {
        START: (0, HEAD, ALL, 100),
        ROOT: (33.33, HEAD, first, 50),
        # a page of few has room for its two lines of text, 36 pixels, and 8 lie between
        PRICES: (33.33, HEAD + first + 8, 24, 10),
        OTHER: (33.33, HEAD + first + 8 + 36 + 8, 60, 25),
        LEFT: (33.33, HEAD + first + 8 + 36 + 8 + 60 + 8, 36, 15),
        GONE: (66.67, HEAD, 144, 60),
    }
    assert drawn.columns == 3
    assert drawn.height == HEAD + 120 + 8 + 36 + 8 + 60 + 8 + 36


def test_a_band_leaves_where_the_one_above_it_ends() -> None:
    drawn = flow([(START, ROOT, 75), (START, PRICES, 25), (PRICES, GONE, 25), (ROOT, GONE, 75)])
    starts = {(band.origin, band.target): re.findall(r"[-\d.]+", band.path)[:8] for band in drawn.bands}
    # 180 of 240 pixels go to the home page: the band to the prices leaves at 24 + 180 and arrives at 24 + 180 + 8
    assert starts[START, ROOT][1] == "24"
    assert (starts[START, PRICES][1], starts[START, PRICES][7]) == ("204", "212")
    # both leave the site: in the order of the pages they come from
    assert (starts[ROOT, GONE][7], starts[PRICES, GONE][7]) == ("24", "204")


def test_nothing_is_no_drawing() -> None:
    assert flow([]).boxes == ()


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=7))
def test_the_bands_of_a_page_take_what_the_page_takes(sizes: list[int]) -> None:
    links: list[tuple[Node, Node, int]] = [(START, (1, "page", f"/{n}"), size) for n, size in enumerate(sizes)]
    drawn = flow(links)
    column = [box for box in drawn.boxes if box.node[0] == 1]
    assert sum(box.height for box in column) == pytest.approx(ALL, abs=0.1)
    for above, below in pairwise(column):
        assert below.top >= above.top + above.height
    assert max(box.top + box.height for box in column) <= drawn.height + 0.01


HOSTILE = '/<script>alert(1)</script>"&page1=/no'


def test_five_pages_are_named_the_rest_is_together_and_a_hostile_path_is_text_and_a_link(
    database: Database, story: Story, reader: FlaskClient
) -> None:
    """Seven sessions begin on "/": two go on to the hostile path, one each to /a to /e, of which /e is one too many."""
    for visitor, page in enumerate((HOSTILE, HOSTILE, "/a", "/b", "/c", "/d", "/e"), start=1):
        visit = story.session(visitor, datetime(2026, 11, 10, 9, visitor, tzinfo=UTC))
        visit(0, "pageview")
        visit(10, "pageview", 2, path=page)
    database.insert_events(story.events)
    query = {"from": "2026-11-10", "to": "2026-11-10", "page1": "/"}
    rows = reader.get("/sites/atelier.fr/paths.json", query_string=query).get_json()["tables"]["flows"]["rows"]
    reached = {(row["to_kind"], row["flow_to"]): row["flow_sessions"] for row in rows if row["flow_step"] == 1}
    named = {("page", page): 1 for page in ("/a", "/b", "/c", "/d")}
    assert reached == {("page", HOSTILE): 2, **named, ("other", ""): 1}

    page = reader.get("/sites/atelier.fr/paths", query_string=query).text
    assert HOSTILE not in page
    assert f"{HOSTILE} 2 visites" in text_of(page)
    assert "/ → (autres pages) : 1 visite (14,3 %)" in text_of(page)
    (room,) = re.findall(r'<foreignObject[^>]*><p class="flow-label" title="/&lt;script.*?</foreignObject>', page, re.S)
    (address,) = re.findall(r'href="([^"]*)"', room)
    assert parse_qs(urlsplit(address.replace("&amp;", "&")).query)["page2"] == [HOSTILE]
    sheet = reader.get("/sites/atelier.fr/paths.csv", query_string=query | {"part": "flows", "format": "excel"}).text
    assert "(autres pages)" in sheet


@pytest.mark.usefixtures("three_days")
def test_before_a_page_is_chosen_only_the_sessions_are_told(reader: FlaskClient, days: dict[str, str]) -> None:
    """That all of all sessions are on the way, and none has ended, says nothing."""
    tiles = [
        reader.get("/sites/atelier.fr/paths", query_string=days | asked).text.count('class="tile-value')
        for asked in ({}, {"page1": "/"})
    ]
    assert tiles == [1, 3]


def test_on_a_phone_the_second_step_is_in_sight_and_lists_are_as_wide_as_their_form(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{HOME}/sites/atelier.fr/paths?from=2026-11-10&to=2026-11-12")
    seen = page.locator(".scroll:has(.flow)").bounding_box()
    second = page.locator(".flow > text").nth(1).bounding_box()
    assert seen and second
    assert second["x"] + second["width"] < seen["x"] + seen["width"]
    page.goto(f"{HOME}/sites/atelier.fr/content?from=2026-11-10&to=2026-11-12")
    for form in page.locator("form.options").all():
        for chosen in form.locator("select").all():
            (box, room) = (chosen.bounding_box(), form.bounding_box())
            assert box and room and box["width"] == room["width"]
