"""What was noted on a day, where the charts, their tables and the JSON have it."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from flask import Flask, g, request
from flask.testing import FlaskClient

from reports.annotation import Annotation, of_intervals
from reports.chart import lanes
from reports.pages import create_reports
from reports.shared import Shared
from tests.reports.conftest import NOW, SITE, Database, application
from tests.reports.test_walk import squeezed

HOSTILE = '"><script>alert(1)</script></title><svg onload=x>{{ 7*7 }}%(n)s'
NOTES = (
    Annotation(date(2026, 11, 10), "Nouvelle page d’accueil"),
    Annotation(date(2026, 11, 10), "Salon à Nantes"),
    Annotation(date(2026, 11, 11), HOSTILE),
    Annotation(date(2026, 12, 24), "Beyond"),
)
NOTED = replace(SITE, annotations=NOTES)
TOKEN = "t" * 43
DAYS = {"from": "2026-11-09", "to": "2026-11-11", "interval": "day"}


def noted_application(database: Database, role: str = "viewer") -> Flask:
    app = application(database.query, {SITE.name: NOTED}, lambda: NOW)
    app.register_blueprint(
        create_reports(database.query, {SITE.name: NOTED}.get, lambda _: (), lambda: NOW, shared=True)
    )

    @app.before_request
    def enter() -> None:
        g.role = role
        if "token" in (request.view_args or {}):
            g.site, g.shared = NOTED, Shared(TOKEN, "", ())

    return app


@pytest.fixture
def reader(three_days: Database) -> FlaskClient:
    return noted_application(three_days).test_client()


def flags(page: str) -> list[str]:
    """What each flag is called for who does not see it."""
    return [squeezed(unescape(one)) for one in re.findall(r'<a href="#chart-note-\d+" aria-label="([^"]*)"', page)]


def test_an_interval_holds_the_notes_of_its_days() -> None:
    first, second, third = date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 10)
    weeks = [(first, date(2026, 11, 8)), (second, date(2026, 11, 15))]
    assert of_intervals(NOTES, weeks, "week") == [(), NOTES[:3]]
    assert of_intervals(NOTES, [(second, second), (third, third)], "day") == [(), NOTES[:2]]
    hours = [datetime(2026, 11, 10, tzinfo=UTC) + timedelta(hours=hour) for hour in range(48)]
    by_hour = of_intervals(NOTES, [(hour, hour) for hour in hours], "hour")
    assert {hour: held for hour, held in enumerate(by_hour) if held} == {0: NOTES[:2], 24: NOTES[2:3]}
    assert of_intervals(NOTES, [(hour, hour) for hour in hours], "minute") == [()] * 48


def test_flags_side_by_side_stand_in_lanes() -> None:
    assert lanes([]) == []
    assert lanes([5, 50, 95]) == [0, 0, 0]
    assert lanes([5, 6, 7, 8, 30]) == [0, 1, 2, 0, 0]


@pytest.mark.parametrize(
    ("report", "charts"), [("", 1), ("bounce_rate", 1), ("channel_attribution", 1), ("awareness", 2)]
)
def test_charts_flag_the_days_and_say_what_was_noted(reader: FlaskClient, report: str, charts: int) -> None:
    page = reader.get(f"/sites/{SITE.name}/{report}", query_string=DAYS).text
    assert flags(page) == charts * [
        "Note 1, 10 nov. 2026 : Nouvelle page d’accueil · Salon à Nantes",
        f"Note 2, 11 nov. 2026 : {HOSTILE}",
    ]
    assert page.count('<ol class="notes"') == 1
    beneath = page.partition('<ol class="notes"')[2].partition("</ol>")[0]
    assert 'id="chart-note-1"' in beneath
    assert "Nouvelle page d’accueil · Salon à Nantes" in beneath
    assert "Beyond" not in page
    assert "<script>alert" not in page
    assert "<svg onload" not in page
    assert "{{ 7*7 }}%(n)s" in page


def test_the_table_of_the_chart_has_the_notes_in_their_rows(reader: FlaskClient) -> None:
    page = reader.get(f"/sites/{SITE.name}/", query_string=DAYS).text
    rows = page.partition('<section class="card" id="chart">')[2].partition("<tbody>")[2].partition("</tbody>")[0]
    cells = [re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r'<td class="note-cell">(.*?)</td>', rows)]
    assert [unescape(cell) for cell in cells] == ["", "Nouvelle page d’accueil · Salon à Nantes", HOSTILE]


def test_a_week_shares_one_flag_that_says_each_day(reader: FlaskClient) -> None:
    page = reader.get(f"/sites/{SITE.name}/?from=2026-11-01&to=2026-11-15&interval=week").text
    (flag,) = flags(page)
    assert flag.startswith("Note 1, 10 nov. 2026 : Nouvelle page")
    assert "11 nov. 2026 : " in flag


def test_without_notes_nothing_is_drawn(reader: FlaskClient) -> None:
    page = reader.get(f"/sites/{SITE.name}/?from=2026-11-12&to=2026-11-15").text
    assert "chart-flags" not in page
    assert "note-cell" not in page


def test_json_has_the_notes_of_the_period(reader: FlaskClient) -> None:
    answer = reader.get(f"/sites/{SITE.name}/overview.json", query_string=DAYS).get_json()
    assert answer["annotations"] == [{"day": one.day.isoformat(), "text": one.text} for one in NOTES[:3]]


def test_only_who_may_is_led_to_the_form_and_a_shared_link_shows_the_flags(three_days: Database) -> None:
    for role, led in (("owner", True), ("editor", True), ("viewer", False)):
        page = noted_application(three_days, role).test_client().get(f"/sites/{SITE.name}/?period=30d").text
        assert ('class="notes-foot"' in page) is led
    shared = noted_application(three_days, "").test_client().get(f"/shared/{TOKEN}/", query_string=DAYS).text
    assert len(flags(shared)) == 2
    assert "annotations.index" not in shared
