"""The path diagram: where its columns stand and how wide its bands are."""

import re
from datetime import UTC, datetime
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from reports.paths.flow import ALL, HEAD, Node, flow
from tests.reports.conftest import Database, Story
from tests.reports.test_walk import text_of

START = (0, "start", "")
HOME, PRICES, OTHER, LEFT = (1, "page", "/"), (1, "page", "/prices"), (1, "other", ""), (1, "left", "")
GONE = (2, "left", "")


def test_columns_are_stacked_from_the_most_frequent_and_what_is_no_page_stands_at_the_foot() -> None:
    """100 sessions: 10 to the prices, 50 to the home page, 25 to other pages, 15 leave; then 60 leave these."""
    drawn = flow(
        [
            (START, PRICES, 10),
            (START, LEFT, 15),
            (START, OTHER, 25),
            (START, HOME, 50),
            (HOME, GONE, 50),
            (PRICES, GONE, 10),
        ]
    )
    boxes = {box.node: (box.left, box.top, box.height, box.sessions) for box in drawn.boxes}
    first = ALL * 50 / 100
    assert boxes == {
        START: (0, HEAD, ALL, 100),
        HOME: (33.33, HEAD, first, 50),
        # a page of few has room for its two lines of text, 36 pixels, and 8 lie between
        PRICES: (33.33, HEAD + first + 8, 24, 10),
        OTHER: (33.33, HEAD + first + 8 + 36 + 8, 60, 25),
        LEFT: (33.33, HEAD + first + 8 + 36 + 8 + 60 + 8, 36, 15),
        GONE: (66.67, HEAD, 144, 60),
    }
    assert drawn.columns == 3
    assert drawn.height == HEAD + 120 + 8 + 36 + 8 + 60 + 8 + 36


def test_a_band_leaves_where_the_one_above_it_ends() -> None:
    drawn = flow([(START, HOME, 75), (START, PRICES, 25), (PRICES, GONE, 25), (HOME, GONE, 75)])
    starts = {(band.origin, band.target): re.findall(r"[-\d.]+", band.path)[:8] for band in drawn.bands}
    # 180 of 240 pixels go to the home page: the band to the prices leaves at 24 + 180 and arrives at 24 + 180 + 8
    assert starts[START, HOME][1] == "24"
    assert (starts[START, PRICES][1], starts[START, PRICES][7]) == ("204", "212")
    # both leave the site: in the order of the pages they come from
    assert (starts[HOME, GONE][7], starts[PRICES, GONE][7]) == ("24", "204")


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
