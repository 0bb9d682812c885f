"""What is read of pages, where the tag could not tell all of it."""

import re
from datetime import timedelta
from itertools import pairwise

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from reports.content.outline import LABEL, apart
from tests.reports.conftest import IN_BOTH, NOW, SITE, Database, Story
from tests.reports.test_walk import squeezed, text_of


@IN_BOTH
def test_a_section_of_which_no_seconds_were_told_has_no_time(
    database: Database, story: Story, reader: FlaskClient
) -> None:
    visit = story.session(1, NOW - timedelta(hours=5))
    visit(0, "pageview")
    visit(2, "section", section="avis-clients")
    visit(3, "section", section="prix", props={"seconds": "2.5"})
    visit(6, "section", section="prix")
    database.insert_events(story.events)
    page = f"/sites/{SITE.name}/content"
    answer = reader.get(f"{page}.json").get_json()
    rows = answer["tables"]["sections"]["rows"]
    assert [(row["section"], row["section_time"]) for row in rows] == [("avis-clients", None), ("prix", 2.5)]
    sheet = reader.get(f"{page}.csv?part=sections").text
    assert [line.split(",")[-1] for line in sheet.splitlines()[1:]] == ["", "2.5"]
    assert ">Avis clients<" in reader.get(page).text, "a code is made readable; JSON has it as it was sent"


@IN_BOTH
def test_a_section_is_measured_by_the_showings_of_its_own_days(
    database: Database, story: Story, reader: FlaskClient
) -> None:
    """Four of the day are told of, two with the prices; of the day before and of the day after, one each, with them."""
    for visitor, (days, is_seen) in enumerate(
        [(0, True), (1, True), (1, False), (1, True), (1, False), (2, True)], start=1
    ):
        visit = story.session(visitor, NOW - timedelta(days=days, minutes=visitor))
        visit(0, "pageview")
        if is_seen:
            visit(6, "section", section="prix", props={"seconds": "2"})
    database.insert_events(story.events)
    day = (NOW - timedelta(days=1)).date().isoformat()
    answer = reader.get(f"/sites/{SITE.name}/content.json", query_string={"from": day, "to": day}).get_json()
    (row,) = answer["tables"]["sections"]["rows"]
    assert (row["section_showings"], row["page_views"], row["section_reach"]) == (2, 4, 50)


def test_a_page_is_drawn_as_far_as_it_is_read_with_its_sections_where_their_first_reader_stopped(
    database: Database, story: Story, reader: FlaskClient
) -> None:
    """Four showings of /guide: read down to 15, 40, 80 and, of one, unknown; the prices were seen by the last three."""
    hostile = "<b>prix</b>"
    for visitor, scroll in enumerate((15, 80, 40, None), start=1):
        visit = story.session(visitor, NOW - timedelta(hours=visitor))
        visit(0, "pageview", path="/guide")
        visit(5, "engagement", path="/guide", scroll=scroll, engaged_ms=4000)
        if scroll != 15:
            visit(6, "section", path="/guide", section=hostile, props={"seconds": "2"})
    for visitor in (11, 12, 13, 14):
        visit = story.session(visitor, NOW - timedelta(hours=visitor))
        visit(0, "pageview")
        visit(5, "engagement", scroll=100, engaged_ms=4000)
    database.insert_events(story.events)
    address = f"/sites/{SITE.name}/content"
    (row,) = reader.get(f"{address}.json").get_json()["tables"]["sections"]["rows"]
    assert (row["section_depth"], row["section_showings"], row["page_views"]) == (40, 3, 4)

    page = reader.get(address, query_string={"page": "/guide"}, headers={"Accept-Language": "en"}).text
    assert hostile not in page
    drawn = page.partition('id="outline"')[2].partition("</section>")[0]
    shares = re.findall(r'class="outline-share"[^>]*>([^<]+)<', drawn)
    assert shares == ["100.0%", *["66.7%"] * 3, *["33.3%"] * 4, "0.0%", "0.0%"]
    shades = [float(shade) for shade in re.findall(r'fill-opacity="([\d.]+)"', drawn)]
    assert shades == sorted(shades, reverse=True)
    (place,) = re.findall(r'class="outline-place"[^>]* y1="([\d.]+)"', drawn)
    (height,) = re.findall(r'class="outline"[^>]* height="([\d.]+)"', drawn)
    assert float(place) / float(height) == pytest.approx(0.4)
    text = squeezed(text_of(drawn))
    assert f"{hostile} 75.0%" in text
    assert "Of 3 page views measured" in text
    assert "2 of 3 page views were read down to 20% or further" in text
    assert re.findall(r"<option( selected)?>([^<]+)<", drawn) == [("", "/"), (" selected", "/guide")]

    # Unless one is chosen, the page most read; one of which nothing is known is said to be unknown.
    first = reader.get(address, headers={"Accept-Language": "en"}).text
    assert "<option selected>/</option>" in first
    unknown = reader.get(address, query_string={"page": "/nowhere"}, headers={"Accept-Language": "en"}).text
    assert "How far this page is read was not measured in this period." in text_of(unknown)


@given(st.lists(st.floats(0, 360), max_size=15).map(sorted))
def test_names_of_sections_never_lie_on_each_other(places: list[float]) -> None:
    labels = apart(places, 360)
    assert all(below - above >= LABEL - 0.01 for above, below in pairwise(labels))
    assert all(LABEL / 2 - 0.01 <= label <= 360 - LABEL / 2 + 0.01 for label in labels)
