"""Funnels in a story each: who has taken which steps, in which order, in which time."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from tests.reports.conftest import IN_BOTH, Database, Story

pytestmark = IN_BOTH

START = datetime(2026, 11, 10, 9, tzinfo=UTC)
DAYS = {"from": "2026-11-10", "to": "2026-11-12"}
HOUR = 3600.0


def reached(reader: FlaskClient, *steps: str, **options: str) -> list[int]:
    """The visitors of each step."""
    asked = {f"step{number}": step for number, step in enumerate(steps, start=1)}
    answer = reader.get("/sites/atelier.fr/funnel.json", query_string=DAYS | asked | options).get_json()
    return [row["step_visitors"] for row in answer["tables"]["steps"]["rows"]]


def test_of_the_same_millisecond_the_earlier_step_comes_first(
    database: Database, story: Story, reader: FlaskClient
) -> None:
    event = story.session(1, START)
    # Stored, and numbered, before the page view that it happened with.
    event(0, "form_view", form="contact")
    event(0, "pageview")
    database.insert_events(story.events)
    assert reached(reader, "event:pageview", "event:form_view") == [1, 1]
    assert reached(reader, "event:pageview", "event:form_view", order="strict") == [1, 1]
    assert reached(reader, "event:form_view", "event:pageview") == [1, 1]


@pytest.mark.parametrize(
    ("pages", "open_order", "strict_order"),
    [
        ("abc", [1, 1, 1], [1, 1, 1]),
        # A walk that is broken off does not go on, nor does it count for less than it was.
        ("abac", [1, 1, 1], [1, 1, 0]),
        ("abacabc", [1, 1, 1], [1, 1, 1]),
        ("acb", [1, 1, 0], [1, 0, 0]),
        ("aaxb", [1, 1, 0], [1, 1, 0]),
        ("ba", [1, 0, 0], [1, 0, 0]),
        ("bc", [0, 0, 0], [0, 0, 0]),
        ("x", [0, 0, 0], [0, 0, 0]),
    ],
)
def test_ways_through_three_pages(
    pages: str,
    open_order: list[int],
    strict_order: list[int],
    database: Database,
    story: Story,
    reader: FlaskClient,
) -> None:
    event = story.session(1, START)
    for number, page in enumerate(pages):
        event(60 * number, "pageview", number, path=f"/{page}")
    database.insert_events(story.events)
    steps = ("page:/a", "page:/b", "page:/c")
    assert reached(reader, *steps) == open_order
    assert reached(reader, *steps, order="strict") == strict_order


def test_the_time_runs_from_the_latest_first_step(database: Database, story: Story, reader: FlaskClient) -> None:
    early, late, never = story.session(1, START), story.session(2, START), story.session(3, START)
    early(0, "pageview")
    early(HOUR, "form_submit", form="contact")
    late(0, "pageview")
    late(0.001, "pageview", 2)
    late(HOUR + 0.001, "form_submit", form="contact")
    never(0, "pageview")
    never(HOUR + 0.001, "form_submit", form="contact")
    database.insert_events(story.events)
    assert reached(reader, "event:pageview", "event:form_submit", within="3600") == [3, 2]
    assert reached(reader, "event:pageview", "event:pageview", "event:form_submit", within="3600") == [3, 1, 0]


def test_nobody_is_nought_of_every_step(reader: FlaskClient) -> None:
    assert reached(reader, "event:pageview", "event:form_view", "event:form_submit") == [0, 0, 0]
