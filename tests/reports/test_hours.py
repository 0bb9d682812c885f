"""When visitors come: the hours of the site's clock, also in the night when it is put back."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from reports.display import FIRST_ROWS, breakdown
from reports.figure import Column, Table
from reports.order import Order
from reports.words import Words
from tests.reports.conftest import Database, Story
from tests.reports.test_walk import squeezed, text_of


def test_the_hour_that_the_clock_shows_twice_is_one(database: Database, story: Story, reader: FlaskClient) -> None:
    """Paris, 25 October 2026: at 01:00 UTC the clock goes back from 3 h to 2 h. A Sunday.

    Visitor 1 comes at 00:30 UTC (2 h 30, summer time), visitor 2 at 01:30 UTC (2 h 30, winter time) and sends a form;
    visitor 3 on Monday at 22:30 UTC, which is 23 h 30; visitor 4 at 23:30 UTC, which is Tuesday, 0 h 30.
    """
    moments = [(25, 0), (25, 1), (26, 22), (26, 23)]
    for visitor, (day, hour) in enumerate(moments, start=1):
        visit = story.session(visitor, datetime(2026, 10, day, hour, 30, tzinfo=UTC))
        visit(0, "pageview")
        if visitor == 2:
            visit(20, "form_submit", form="contact", interaction=True)
    database.insert_events(story.events)
    query = {"from": "2026-10-24", "to": "2026-10-28"}
    answer = reader.get("/sites/atelier.fr/audience.json", query_string=query).get_json()
    rows = answer["tables"]["hours"]["rows"]
    assert [(row["weekday"], row["hour"], row["hour_visitors"], row["hour_leads"]) for row in rows] == [
        (7, 2, 2, 1),
        (1, 23, 1, 0),
        (2, 0, 1, 0),
    ]
    page = reader.get("/sites/atelier.fr/audience", query_string=query).text
    assert page.count('class="heat-5"') == 2
    assert page.count('class="heat-3"') == 2
    text = squeezed(text_of(page))
    for said in (
        "C’est le dimanche à 2 h que vous avez le plus de visiteurs.",
        "C’est le dimanche à 2 h que vous recevez le plus de prospects.",
    ):
        assert said in text


@pytest.mark.usefixtures("three_days")
def test_whoever_came_back_is_said_to_be_in_both_lines(reader: FlaskClient, days: dict[str, str]) -> None:
    """Of seven visitors six were new and two came back: visitor 5 did both."""
    answer = reader.get("/sites/atelier.fr/audience.json", query_string=days).get_json()
    kinds = {row["visitor_kind"]: row["visitors"] for row in answer["tables"]["visitor_kinds"]["rows"]}
    assert (kinds, answer["figures"]["visitors"]["value"]) == ({"new": 6, "returning": 2}, 7)
    said = "1 visitor is in both lines: new, and back again within the period."
    english = {"Accept-Language": "en"}
    assert said in reader.get("/sites/atelier.fr/audience", query_string=days, headers=english).text
    first = {"from": "2026-11-10", "to": "2026-11-10"}
    assert "in both lines" not in reader.get("/sites/atelier.fr/audience", query_string=first, headers=english).text


def test_bars_keep_their_scale_in_any_order() -> None:
    """From the fewest up, the tenth hour of twelve fills its part of the line and not all of it."""
    rows = tuple({"hour": hour, "hour_visitors": 2 * hour} for hour in range(12))
    columns = (Column("hour", "hour"),), (Column("hour_visitors", "count"),)
    hours = Table("hours", *columns, "hour_visitors", rows, False, "select 1", {})
    shown = breakdown(hours, Words("en", "EUR"), order=Order("hours", "hour_visitors", turned=True))
    assert [line.share for line in shown.lines] == [round(100 * hour / 11, 1) for hour in range(FIRST_ROWS)]


@pytest.mark.usefixtures("three_days")
def test_the_table_of_hours_says_its_order_while_it_has_it(reader: FlaskClient, days: dict[str, str]) -> None:
    address, order = "/sites/atelier.fr/audience", {"sort": "hours:hour_leads"}
    said = "The hours with most visitors first."
    assert said in reader.get(address, query_string=days, headers={"Accept-Language": "en"}).text
    assert said not in reader.get(address, query_string=days | order, headers={"Accept-Language": "en"}).text
