"""By which interval a rate is drawn while nobody asks for one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from reports.figure import Figure, Measure, Report, Unit, series
from reports.period import read_period
from reports.question import Question
from reports.statement import Counted
from reports.steady import drawn_first, steady_interval
from tests.reports.conftest import NOW, SITE, Database, Story, application

PERIOD = read_period({}, SITE.timezone, NOW)


def drawn(a_day: int, unit: Unit = "percent", period: str = "30d", *others: Measure) -> Report:
    """A rate of so many things a day, half of which did it."""
    asked = read_period({"period": period, "interval": "day"}, SITE.timezone, NOW)
    asked = replace(asked, interval="day")
    rows = [{"bucket": begin.isoformat(), "done": a_day / 2, "things": a_day} for begin, _, _ in asked.spans()]
    counted = Counted(rows, None, "select 1", {})
    measures = (Measure("rate", unit, "done", "things", 100), *others)
    figures: tuple[Figure, ...] = ()
    return Report("x", Question(SITE, asked), figures, tuple(series(one, counted, asked) for one in measures), ())


@pytest.mark.parametrize(
    ("a_day", "unit", "period", "interval"),
    [
        (20, "percent", "30d", "day"),
        (19, "percent", "30d", "week"),
        (10, "score", "30d", "day"),
        (2, "score", "30d", "week"),  # fourteen answers a week
        (1, "score", "90d", "month"),  # seven a week, thirty a month
        (1, "score", "30d", "week"),  # of two months no line is left
        (1, "percent", "7d", "day"),  # nor of two weeks
        (19, "seconds", "30d", "day"),  # no rate
        (0, "percent", "30d", "day"),
    ],
)
def test_the_shortest_interval_that_has_enough(a_day: int, unit: Unit, period: str, interval: str) -> None:
    assert steady_interval(drawn(a_day, unit, period), "rate") == interval


def test_what_is_drawn_first_can_be_steady() -> None:
    answers = Measure("answers", "count", "things")
    assert drawn_first(drawn(1, "score", "30d", answers)) == "answers"
    assert drawn_first(drawn(2, "score", "30d", answers)) == "rate"
    # Where nothing else is known, it is drawn all the same.
    assert drawn_first(drawn(1, "score")) == "rate"


def test_the_page_draws_it_so_unless_its_reader_asks_otherwise(database: Database, story: Story) -> None:
    """Two leads a day for thirty days, half of them qualified."""
    stages = []
    for day in range(60):
        moment = datetime.fromtimestamp(NOW.timestamp() - day * 86_400 / 2 - 3600, UTC)
        event = story.session(day + 1, moment)
        event(0, "pageview")
        lead = event(60, "form_submit", form="devis", interaction=True)
        if day % 2:
            stages.append({"lead_id": lead, "ts": NOW, "id": UUID(int=day + 1), "stage": "mql"})
    database.insert_events(story.events)
    database.insert_lead_events(stages)
    reader = application(database.query, {SITE.name: SITE}, lambda: NOW).test_client()
    address = "/sites/atelier.fr/lead_funnel"

    def points(**asked: str) -> int:
        return reader.get(address, query_string=asked).text.count('class="place"')

    assert points() == 5
    assert points(interval="day") == 30
    # The page's own files have what it draws; programs get the period's own intervals.
    assert "interval=week" in reader.get(address).text
    assert reader.get(f"{address}.json").get_json()["period"]["interval"] == "day"
