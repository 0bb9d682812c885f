"""What others count, and the history of another counter: each figure worked out with pencil and paper."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from collector.metric import METRICS as COLLECTED
from leadpump.clickhouse import ClickHouse
from reports.metric import METRICS
from tests.conftest import EmbeddedClickHouse, EngineProcess
from tests.reports.conftest import NOW, SITE, Database, Story, application, opened
from tests.reports.test_walk import squeezed, text_of

ONCE = ("comments", "direct_requests", "impressions", "mentions", "post_opens", "reach", "shares")
WEEK = {"from": "2026-11-09", "to": "2026-11-15"}
NOTHING = UUID(int=0)


def told(metric: str, dimension: str, values: dict[str, float], **fields: Any) -> list[dict[str, Any]]:
    """Rows of a metric: a value a day of the year 2026, named as 11-09."""
    return [
        {
            "site": SITE.name, "day": f"2026-{day}", "received": NOW, "id": uuid4(), "metric": metric,
            "dimension": dimension, "adds_up": COLLECTED.get(metric, True), "value": value, "via": "csv", "author": "",
            "origin": "export.csv", "import_id": NOTHING, "removed": False,
        } | fields
        for day, value in values.items()
    ]  # fmt: skip


def everything() -> list[dict[str, Any]]:
    """The week of 9 November and a little around, and the totals of two other counters in March."""
    return [
        # 200 before the week, 230 at its end; 50 and 60 of which nothing was known before; one last told in spring.
        *told("social_followers", "Instagram", {"11-01": 190, "11-08": 200, "11-10": 220, "11-12": 230, "11-20": 900}),
        *told("social_followers", "LinkedIn", {"11-11": 50, "11-15": 60}),
        *told("social_followers", "Viadeo", {"04-01": 5000}),
        *told("likes", "Instagram", {"11-03": 4, "11-09": 5, "11-15": 6}),
        *told("likes", "LinkedIn", {"11-09": 1}),
        *told("reach", "Instagram", {"11-08": 1000, "11-09": 300, "11-16": 1000}),
        # 4 reviews of 4.5 and 2 of 3.0 on average; one rating of which the number is not known.
        *told("reviews", "Google", {"11-10": 4, "11-12": 2, "11-13": 1}),
        *told("review_rating", "Google", {"11-10": 4.5, "11-12": 3}),
        *told("review_rating", "Trustpilot", {"11-14": 5}),
        *told("review_rating", "Pages Jaunes", {"07-01": 4.364, "07-08": 4.667}),
        *told("support_tickets", "", {"11-02": 4, "11-09": 2, "11-11": 1}),
        *told("seo_positions", "isolation", {"11-05": 9, "11-10": 4}),
        *told("seo_positions", "combles", {"11-14": 7}),
        *told("impressions", "Instagram", {"11-09": 500, "11-10": 700}),
        *told("shares", "Instagram", {"11-10": 3}),
        *told("comments", "Instagram", {"11-11": 2}),
        *told("mentions", "Presse", {"11-09": 1}),
        *told("direct_requests", "Google", {"11-13": 4}),
        *told("post_opens", "LinkedIn", {"11-12": 80}),
        *told("calls", "", {"11-10": 2.5}),
        *told("stock", "", {"11-07": 8, "11-12": 6}, adds_up=False),
        *told("likes", "Instagram", {"11-09": 99}, site="other.example"),
        # Two counters told of 2 March; what was received last is taken of that day, as a whole.
        *told("history_visitors", "Matomo", {"03-01": 10, "03-02": 12}),
        *told("history_sessions", "Matomo", {"03-01": 15, "03-02": 20}),
        *told("history_page_views", "Matomo", {"03-01": 40, "03-02": 50}),
        *told("history_bounces", "Matomo", {"03-01": 5}),
        *told("history_visitors", "Plausible", {"03-02": 9}, received=NOW + timedelta(seconds=1)),
        *told("history_sessions", "Plausible", {"03-02": 11}, received=NOW + timedelta(seconds=1)),
    ]


def visits() -> list[dict[str, Any]]:
    """A visitor in the week who came without a link, and one by a search; one before, so that it is measured."""
    story = Story()
    for visitor, day, origin in (
        (1, 10, {}),
        (2, 12, {"channel": "Organic Search", "source": "Google", "medium": "organic"}),
        (3, 1, {}),
    ):
        event = story.session(visitor, datetime(2026, 11, day, 9, tzinfo=UTC), **origin)
        event(0, "pageview")
    return story.events


@pytest.fixture(scope="module")
def reader(chdb_path: Path) -> FlaskClient:
    return reader_of(EmbeddedClickHouse(chdb_path, "awareness"))


@pytest.fixture(scope="module")
def reader_through_http(engine: EngineProcess) -> FlaskClient:
    return reader_of(ClickHouse(engine.address("awareness")))


def reader_of(store: ClickHouse) -> FlaskClient:
    database: Database = opened(store)
    database.insert_events(visits())
    database.insert_metrics(everything())
    return application(database.query, {SITE.name: SITE}, lambda: NOW).test_client()


IN_BOTH = pytest.mark.parametrize("backend", ["reader", "reader_through_http"])


def read(reader: FlaskClient, report: str, **options: str) -> dict[str, Any]:
    answer = reader.get(f"/sites/atelier.fr/{report}.json", query_string=WEEK | options)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def parts(answer: dict[str, Any], key: str) -> tuple[Any, ...]:
    return tuple(answer["figures"][key][part] for part in ("value", "numerator", "denominator", "previous"))


def test_the_names_are_the_collectors() -> None:
    assert set(METRICS) == set(COLLECTED)


@IN_BOTH
def test_what_others_count_of_a_week(request: pytest.FixtureRequest, backend: str) -> None:
    reader = request.getfixturevalue(backend)
    answer = read(reader, "awareness")
    found = {key: parts(answer, key) for key in answer["figures"]}
    assert found == {
        # 230 + 60; before: 200 of Instagram.
        "social_followers": (290, 290, None, 200),
        # 30 of 200, and 10 of the 50 that LinkedIn had when it was first told; before: 10 of the 190 told first.
        "follower_growth": (16, 40, 250, pytest.approx(1000 / 190)),
        "reach": (300, 300, None, 1000),
        "impressions": (1200, 1200, None, None),
        "likes": (12, 12, None, 4),
        "shares": (3, 3, None, None),
        "comments": (2, 2, None, None),
        "mentions": (1, 1, None, None),
        "direct_requests": (4, 4, None, None),
        "post_opens": (80, 80, None, None),
        "reviews": (7, 7, None, None),
        # (4 × 4.5 + 2 × 3 + 1 × 5) / 7
        "review_rating": (pytest.approx(29 / 7), 29, 7, None),
        "support_tickets": (3, 3, None, 4),
        "seo_positions": (5.5, 11, 2, 9),
        "visitors": (2, 2, None, 0),
        "direct_sessions": (1, 1, None, 0),
    }


@IN_BOTH
def test_what_was_measured_by_name_and_network(request: pytest.FixtureRequest, backend: str) -> None:
    reader = request.getfixturevalue(backend)
    rows = read(reader, "awareness")["tables"]["outside_series"]["rows"]
    keys = ("metric", "dimension", "metric_value", "metric_change", "metric_growth", "told_days")
    positions = {row["dimension"]: row["metric_value"] for row in rows if row["metric"] == "seo_positions"}
    assert positions == {"isolation": 4, "combles": 7}
    found = [tuple(row[key] for key in keys) for row in rows]
    assert [row for row in found if row[0] not in ONCE] == [
        ("calls", "", 2.5, None, None, 1),
        ("likes", "Instagram", 11, 7, 175, 2),
        ("likes", "LinkedIn", 1, None, None, 1),
        ("review_rating", "Trustpilot", 5, None, None, 1),
        # (4 × 4.5 + 2 × 3) / 6
        ("review_rating", "Google", 4, None, None, 2),
        ("reviews", "Google", 7, None, None, 3),
        ("seo_positions", "combles", 7, None, None, 1),
        # from 9 to 4: five places, and no share of anything
        ("seo_positions", "isolation", 4, -5, None, 1),
        ("social_followers", "Instagram", 230, 30, 15, 2),
        ("social_followers", "LinkedIn", 60, None, None, 2),
        ("stock", "", 6, -2, -25, 1),
        ("support_tickets", "", 3, -1, -25, 2),
    ]


def test_what_stands_on_a_scale_moves_by_places(reader: FlaskClient) -> None:
    """The mean position went from 9 to 5.5, that of "isolation" from 9 to 4: no fall by half."""
    page = squeezed(
        text_of(reader.get("/sites/atelier.fr/awareness", query_string=WEEK | {"all": "outside_series"}).text)
    )
    assert "5,50 ▲ 3,5 places gagnées" in page
    assert "isolation 4,0 5 places gagnées – 1 " in page
    assert "Google 4,00 – – 2" in page


@IN_BOTH
def test_a_rating_moves_from_one_number_that_is_read_to_the_other(request: pytest.FixtureRequest, backend: str) -> None:
    """From 4.364 to 4.667 are 0.303; who reads 4.36 and 4.67 finds 0.31, as the tile says it."""
    reader = request.getfixturevalue(backend)
    week = {"from": "2026-07-06", "to": "2026-07-12"}
    (row,) = read(reader, "awareness", **week)["tables"]["outside_series"]["rows"]
    assert row["metric_change"] == 0.31
    assert "Pages Jaunes 4,67 +0,31" in squeezed(
        text_of(reader.get("/sites/atelier.fr/awareness", query_string=week).text)
    )


def test_over_time_what_nobody_told_is_unknown_and_what_stood_stands(reader: FlaskClient) -> None:
    series = read(reader, "awareness")["series"]
    assert [point["value"] for point in series["social_followers"]["points"]] == [200, 220, 270, 280, 280, 280, 290]
    assert [point["value"] for point in series["likes"]["points"]] == [6, None, None, None, None, None, 6]
    assert [point["previous"] for point in series["likes"]["points"]] == [None, 4, None, None, None, None, None]
    assert [point["value"] for point in series["seo_positions"]["points"]] == [9, 4, 4, 4, 4, 5.5, 5.5]
    assert [point["value"] for point in series["review_rating"]["points"]] == [None, 4.5, None, 3, None, 5, None]
    assert [point["value"] for point in series["visitors"]["points"]] == [0, 1, 0, 1, 0, 0, 0]
    weeks = read(reader, "awareness", interval="week")["series"]
    assert [point["value"] for point in weeks["social_followers"]["points"]] == [290]
    (point,) = weeks["review_rating"]["points"]
    assert (point["numerator"], point["denominator"]) == (29, 7)


def test_a_day_by_the_hour_stands_at_midnight(reader: FlaskClient) -> None:
    day = {"from": "2026-11-10", "to": "2026-11-10"}
    points = read(reader, "awareness", **day)["series"]["social_followers"]["points"]
    assert [point["value"] for point in points] == [220] + [None] * 23


def test_the_traffic_beside_is_drawn_as_the_chart_above_it(reader: FlaskClient) -> None:
    """Which line is which, and the day that is not over: both charts have them alike."""
    page = reader.get("/sites/atelier.fr/awareness", query_string={"period": "30d"}).text
    chart, beside = (page.partition(f'{start}"')[2].partition("</section>")[0] for start in ('id="chart', 'id="beside'))
    keys = re.findall(r'class="key-item">.*?</svg>([^<]+)<', beside)
    assert keys
    assert keys == re.findall(r'class="key-item">.*?</svg>([^<]+)<', chart)
    assert beside.count('class="unfinished"') == chart.count('class="unfinished"') == 1
    assert "dot-apart" in beside


def test_the_page_shows_what_is_known_and_the_traffic_beside_it(reader: FlaskClient) -> None:
    page = reader.get("/sites/atelier.fr/awareness", query_string=WEEK, headers={"Accept-Language": "en"}).text
    assert "290 followers on your networks, +16.0% over the period." in page
    assert "Visitors on the same days" in page
    assert "Mean rating" in page
    assert "What could be told too" not in page
    empty = {"from": "2025-06-01", "to": "2025-06-07"}
    page = reader.get("/sites/atelier.fr/awareness", query_string=empty, headers={"Accept-Language": "en"}).text
    assert "Nothing was told of what others count" in page
    assert (
        page.index("<summary>Visitors</summary>")
        < page.index("What could be told too")
        < page.index("<summary>Reach</summary>")
    )


@IN_BOTH
def test_a_history_counts_each_day_once_and_in_no_other_figure(request: pytest.FixtureRequest, backend: str) -> None:
    reader = request.getfixturevalue(backend)
    march = {"from": "2026-03-01", "to": "2026-03-03"}
    answer = read(reader, "history", **march)
    assert {key: parts(answer, key)[:3] for key in answer["figures"]} == {
        # Matomo's 1 March, and Plausible's 2 March.
        "imported_visitors": (19, 19, None),
        "imported_sessions": (26, 26, None),
        "imported_page_views": (40, 40, None),
        "imported_bounce_rate": (pytest.approx(500 / 15), 5, 15),
    }
    points = answer["series"]["imported_visitors"]["points"]
    assert [point["value"] for point in points] == [10, 9, None]
    assert [tuple(row.values())[:6] for row in answer["tables"]["counters"]["rows"]] == [
        ("Matomo", "2026-03-01", "2026-03-02", 22, 35, 90),
        ("Plausible", "2026-03-02", "2026-03-02", 9, 11, None),
    ]
    assert parts(read(reader, "overview", **march), "visitors")[0] == 0


def test_a_period_without_a_history_leads_to_the_days_of_it(reader: FlaskClient) -> None:
    page = reader.get("/sites/atelier.fr/history", query_string=WEEK, headers={"Accept-Language": "en"}).text
    assert "No imported data for these days. What Matomo, Plausible recorded is listed below." in page
    assert "from=2026-03-01&amp;to=2026-03-02" in page
