"""Funnels drawn: how wide the bars are, what is said to be lost between them, and whose names they carry."""

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from reports.funnel_chart import BAR, GAP, Step, funnel
from reports.words import Words
from tests.reports.conftest import NOW, Database, Story
from tests.reports.test_walk import squeezed, text_of

ENGLISH = Words("en", "EUR")


def steps(*people: int) -> Sequence[Step]:
    return [Step(f"Step {number}", number_of, f"{number_of} people") for number, number_of in enumerate(people, 1)]


def test_bars_are_as_wide_as_their_share_of_the_first_and_slopes_join_them() -> None:
    """200 begin, 50 go on, and all of these to the end."""
    drawn = funnel(steps(200, 50, 50), ENGLISH)
    assert drawn is not None
    assert [(bar.top, bar.width) for bar in drawn.bars] == [(0, 100), (BAR + GAP, 25), (2 * (BAR + GAP), 25)]
    assert drawn.height == 3 * BAR + 2 * GAP
    assert [bar.slope for bar in drawn.bars] == [
        "",
        f"M0 {BAR}H1000L250 {BAR + GAP}H0Z",
        f"M0 {2 * BAR + GAP}H250L250 {2 * BAR + 2 * GAP}H0Z",
    ]
    assert [bar.loss for bar in drawn.bars] == ["", "150 go no further (75.0%)", "All go on."]
    assert [bar.said for bar in drawn.bars] == [
        "200 people",
        "50 people, 25.0% of the first step",
        "50 people, 25.0% of the first step",
    ]


def test_where_nobody_is_left_nothing_is_said_to_be_lost() -> None:
    drawn = funnel(steps(9, 0, 0), ENGLISH)
    assert drawn is not None
    assert [bar.loss for bar in drawn.bars] == ["", "9 go no further (100.0%)", ""]
    assert [bar.width for bar in drawn.bars] == [100, 0, 0]


def test_without_anybody_there_is_no_drawing() -> None:
    assert funnel(steps(0, 0), ENGLISH) is None
    assert funnel([], ENGLISH) is None


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=8))
def test_every_bar_lies_within_the_drawing_and_is_seen_if_it_speaks_of_anybody(people: list[int]) -> None:
    drawn = funnel(steps(*people), ENGLISH)
    for bar, number in zip(drawn.bars if drawn else (), people, strict=False):
        assert bar.width <= 100
        assert (bar.width > 0) is (number > 0)


def drawing(page: str, named: str) -> str:
    return page.partition(f'id="{named}-drawn"')[2].partition("</section>")[0]


@pytest.mark.usefixtures("three_days")
def test_a_funnel_is_drawn_with_the_numbers_of_its_table_and_hostile_steps_are_text(
    reader: FlaskClient, days: dict[str, str]
) -> None:
    hostile = "/<script>alert(1)</script>"
    query = days | {"step1": "event:pageview", "step2": "event:form_submit", "step3": f"page:{hostile}"}
    rows = reader.get("/sites/atelier.fr/funnel.json", query_string=query).get_json()["tables"]["steps"]["rows"]
    assert [row["step_visitors"] for row in rows] == [7, 4, 0]
    page = reader.get("/sites/atelier.fr/funnel", query_string=query, headers={"Accept-Language": "en"}).text
    assert hostile not in page
    drawn = drawing(page, "steps")
    assert re.findall(r'class="funnel-bar" y="\d+" width="([\d.]+)%"', drawn) == ["100.0", "57.14", "0.0"]
    text = squeezed(text_of(drawn))
    for said in (
        "1. page seen 7 visitors",
        "3 go no further (42.9%)",
        "2. form sent 4 visitors, 57.1% of the first step",
        "Most are lost here: 4 go no further (100.0%)",
        f"3. page {hostile} 0 visitors, 0.0% of the first step",
    ):
        assert said in text
    assert drawn.count("funnel-warned") == 1


@pytest.mark.usefixtures("three_days")
@pytest.mark.parametrize("page", ["lead_funnel", ""])
def test_leads_are_drawn_apart_from_visitors_on_the_report_and_on_the_board(
    page: str, reader: FlaskClient, days: dict[str, str]
) -> None:
    """Four of seven visitors became leads; of the four leads two were qualified, and became customers."""
    answer = reader.get(f"/sites/atelier.fr/{page}", query_string=days, headers={"Accept-Language": "en"})
    drawn = drawing(answer.text, "lead_steps")
    assert drawn.count('class="funnel"') == 2
    text = squeezed(text_of(drawn))
    for said in (
        "Visitors 7 visitors",
        "3 go no further (42.9%)",
        "Visitors who became leads 4 visitors, 57.1% of the first step",
        "Leads 4 leads",
        "Qualified leads (MQL) 2 leads, 50.0% of the first step",
        "Customers 2 leads, 50.0% of the first step",
    ):
        assert said in text


def test_a_site_without_visitors_has_no_funnel_drawn(database: Database, reader: FlaskClient) -> None:
    database.clear()
    assert "funnel-bar" not in reader.get("/sites/atelier.fr/lead_funnel").text


def lines_of(page: str) -> list[tuple[str, str]]:
    """Of each line of the form of steps, the step chosen and how it is called."""
    chosen = re.compile(r'<option value="([^"]*)" selected>([^<]*)<')
    lists = re.findall(r'<select name="step\d".*?</select>', page, re.DOTALL)
    return [(found[1], found[2]) if (found := chosen.search(one)) else ("", "") for one in lists]


@pytest.mark.usefixtures("three_days")
def test_steps_are_chosen_from_what_the_site_has_and_typed_ones_are_kept(
    reader: FlaskClient, days: dict[str, str]
) -> None:
    address, english = "/sites/atelier.fr/funnel", {"Accept-Language": "en"}
    page = reader.get(address, query_string=days, headers=english).text
    assert lines_of(page) == [
        ("event:pageview", "page seen"),
        ("event:form_start", "form begun"),
        ("event:form_submit", "form sent"),
        ("", ""),
        ("", ""),
    ]
    groups = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', page, re.DOTALL)
    offered = {label: re.findall(r'value="([^"]+)"', options) for label, options in groups}
    assert set(offered["A page seen"]) == {"page:/", "page:/guide", "page:/merci", "page:/promo"}
    assert set(offered["A magnet completed"]) == {"magnet:guide", "magnet:checklist"}
    assert set(offered["A form sent"]) == {"form:guide", "form:checklist", "form:contact"}

    typed = {"step1": "page:/g*", "step2": 'form:"><script>', "step3": "magnet:guide"}
    page = reader.get(address, query_string=days | typed, headers=english).text
    assert "<script>" not in page.partition('class="steps"')[2]
    assert lines_of(page)[0] == ("page:/g*", "page /g*")
    assert lines_of(page)[2] == ("magnet:guide", "guide")
    eight = {f"step{number}": "page:/" for number in range(1, 9)}
    assert len(lines_of(reader.get(address, query_string=days | eight, headers=english).text)) == 8

    alone = reader.get(address, query_string=days | {"step1": "page:/", "step2": ""}, headers=english)
    assert alone.status_code == 400
    assert "A funnel has two steps at least." in alone.text


def test_pages_of_a_folder_are_offered_together(database: Database, story: Story, reader: FlaskClient) -> None:
    for visitor, path in enumerate(("/blog/toit", "/blog/combles", "/prix/toit"), start=1):
        story.session(visitor, NOW - timedelta(hours=visitor))(0, "pageview", path=path)
    database.insert_events(story.events)
    page = reader.get("/sites/atelier.fr/funnel", headers={"Accept-Language": "en"}).text
    assert '<option value="page:/blog/*">all that begin with /blog/</option>' in page
    assert "page:/prix/*" not in page
    asked = {"step1": "page:/blog/*", "step2": "page:/prix/toit"}
    answer = reader.get("/sites/atelier.fr/funnel.json", query_string=asked).get_json()
    assert [row["step_visitors"] for row in answer["tables"]["steps"]["rows"]] == [2, 0]
