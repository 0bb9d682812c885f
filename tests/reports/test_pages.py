"""What the pages refuse, what they say when something is wrong, and what they never contain."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from reports.query import DatabaseAskedTooMuch, DatabaseShortOfMemory, DatabaseUnavailable, Rows
from reports.registry import REPORTS
from reports.site import Site
from tests.reports.conftest import NOW, SITE, Database, Story, application
from tests.reports.test_walk import squeezed

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "=cmd()",
    "+1+1",
    "@SUM(A1)",
    "-2+3",
    "'; drop table events; --",
    "{{ 7 * 7 }}",
    "%(n)s %s %",
    "é" * 200,
    "a b",
]


def test_an_unknown_site_or_report_is_not_found(reader: FlaskClient) -> None:
    assert reader.get("/sites/unknown.fr/").status_code == 404
    assert reader.get("/sites/atelier.fr/no_such_report").status_code == 404
    assert reader.get("/sites/atelier.fr/no_such_report.json").status_code == 404


@pytest.mark.parametrize(
    ("parameter", "given"),
    [
        ("period", "fortnight"),
        ("from", "yesterday"),
        ("interval", "hour"),
        ("compare", "1"),
        ("chart", "<script>"),
    ],
)
def test_a_bad_parameter_is_refused_by_name(reader: FlaskClient, parameter: str, given: str) -> None:
    response = reader.get("/sites/atelier.fr/", query_string={parameter: given}, headers={"Accept-Language": "en"})
    assert response.status_code == 400
    assert f"“{parameter}”" in response.text
    assert "Allowed: " in response.text
    assert "<script>" not in response.text


def test_days_in_the_wrong_order_are_said_in_words_and_can_be_corrected(reader: FlaskClient) -> None:
    page = reader.get("/sites/atelier.fr/?from=2026-11-10&to=2026-11-01").text
    assert "La date de fin (1er nov. 2026) précède la date de début (10 nov. 2026)." in page
    assert 'name="from" required value="2026-11-10"' in page
    assert 'name="to" required value="2026-11-01"' in page
    # No other report is asked with the same mistake.
    assert "/sites/atelier.fr/bounce_rate" in page
    assert "bounce_rate?from=" not in page
    assert reader.get("/sites/atelier.fr/overview.json?from=2026-11-10&to=2026-11-01").get_json() == {
        "error": "to='2026-11-01': allowed is YYYY-MM-DD >= from (2026-11-10)",
        "parameter": "to",
        "given": "2026-11-01",
        "allowed": "YYYY-MM-DD >= from (2026-11-10)",
    }


def test_a_bad_parameter_is_refused_in_json(reader: FlaskClient) -> None:
    response = reader.get("/sites/atelier.fr/overview.json?period=fortnight")
    assert response.status_code == 400
    answer = response.get_json()
    assert (answer["parameter"], answer["given"]) == ("period", "fortnight")
    assert "30d" in answer["allowed"]


def test_an_unknown_part_of_a_csv_is_refused(reader: FlaskClient) -> None:
    response = reader.get("/sites/atelier.fr/overview.csv?part=everything")
    assert response.status_code == 400
    assert response.get_json()["allowed"] == "figures, trend, channels, lead_steps, pages, magnets"


@pytest.mark.parametrize(
    ("fault", "said"), [(DatabaseUnavailable, "does not answer"), (DatabaseShortOfMemory, "lacks the memory")]
)
@pytest.mark.parametrize("address", ["", "bounce_rate", "overview.json", "overview.csv"])
def test_an_unreachable_database_is_said_kindly(address: str, fault: type[DatabaseUnavailable], said: str) -> None:
    def query(sql: str, params: Mapping[str, Any]) -> Rows:
        raise fault(f"{len(sql)} {len(params)}")

    reader = application(query, {SITE.name: SITE}, lambda: NOW).test_client()
    response = reader.get(f"/sites/atelier.fr/{address}", headers={"Accept-Language": "en"})
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"
    assert said in response.text


@pytest.mark.parametrize(
    ("address", "said", "more"),
    [
        ("", "This is too much to count at once", False),
        ("attribution?conversion=page:/*", "Choose a shorter period", True),
        ("overview.json", "Ask for a shorter period.", False),
        ("attribution.csv", "Ask for a shorter period. Every conversion", True),
    ],
)
def test_what_is_too_much_is_said_with_what_to_ask_for(address: str, said: str, more: bool) -> None:
    def query(sql: str, params: Mapping[str, Any]) -> Rows:
        raise DatabaseAskedTooMuch(f"{len(sql)} {len(params)}")

    reader = application(query, {SITE.name: SITE}, lambda: NOW).test_client()
    response = reader.get(f"/sites/atelier.fr/{address}", headers={"Accept-Language": "en"})
    assert response.status_code == 503
    assert "Retry-After" not in response.headers
    assert said in response.text
    assert ("look back fewer days" in response.text) == more


def test_a_comparison_up_to_the_hour_of_now_says_so(reader: FlaskClient, database: Database, story: Story) -> None:
    for day in (1, 20, 21):
        story.session(day, datetime(2026, 11, day, 9, tzinfo=UTC))(0, "pageview")
    database.insert_events(story.events)
    english = {"Accept-Language": "en"}
    running = reader.get("/sites/atelier.fr/?period=today", headers=english).text
    assert "20 Nov 2026, until the same time of day" in running
    over = reader.get("/sites/atelier.fr/?from=2026-11-20&to=2026-11-20", headers=english).text
    assert "19 Nov 2026" in over
    assert "until the same time of day" not in over


def test_the_return_of_the_follow_up_asks_first_for_what_it_lacks(reader: FlaskClient) -> None:
    page = reader.get("/sites/atelier.fr/follow_up_roi", headers={"Accept-Language": "en"}).text
    form = page.index('id="options" open')
    assert page.index("Enter what you sold in a month before") > form
    assert form < page.index('class="tiles')
    told = reader.get("/sites/atelier.fr/follow_up_roi?baseline=5000", headers={"Accept-Language": "en"}).text
    assert "Enter what you sold in a month before" not in told


@pytest.fixture
def young(database: Database, story: Story) -> Database:
    """A site measured since yesterday: 2 sessions then, 1 today."""
    if database.holds == "young":
        return database
    for visitor, (day, hour) in enumerate([(20, 10), (20, 11), (21, 9)]):
        story.session(visitor, datetime(2026, 11, day, hour, tzinfo=UTC))(0, "pageview")
    database.insert_events(story.events)
    database.hold("young")
    return database


@pytest.mark.usefixtures("young")
def test_what_was_not_measured_is_not_compared_with(reader: FlaskClient) -> None:
    query = {"period": "12m"}
    answer = reader.get("/sites/atelier.fr/overview.json", query_string=query).get_json()
    assert answer["period"]["previous"] is None
    assert answer["period"]["measured_from"] == "2026-11-20"
    assert squeezed(answer["period"]["no_previous"]) == "Pas de comparaison : mesure commencée le 20 novembre 2026."
    assert {figure["previous"] for figure in answer["figures"].values()} == {None}
    assert [point["value"] for point in answer["series"]["visitors"]["points"]] == [None] * 11 + [3]
    page = reader.get("/sites/atelier.fr/", query_string=query).text
    assert answer["period"]["no_previous"] in page
    assert 'class="line-before"' not in page
    assert "avant\xa0:" not in page


@pytest.mark.usefixtures("young")
@pytest.mark.parametrize("chart", ["visitors", "bounce_rate"])
def test_a_day_that_has_hardly_begun_is_a_dot_without_a_line_to_it(reader: FlaskClient, chart: str) -> None:
    page = reader.get("/sites/atelier.fr/", query_string={"period": "7d", "chart": chart}).text
    assert page.count("dot-apart") == 1
    assert "line-tail" not in page


def test_a_site_without_events_is_not_offered_its_past(reader: FlaskClient) -> None:
    for kind in REPORTS:
        page = reader.get(f"/sites/atelier.fr/{kind.name}", follow_redirects=True).text
        # in the list of periods alone, which a report of a time of its own does not have
        assert page.count("period=12m") == (1 if kind.window is None else 0)
        assert "avant\xa0:" not in page


@pytest.mark.usefixtures("three_days")
def test_a_french_spreadsheet_opens_the_links_of_the_page(reader: FlaskClient, days: dict[str, str]) -> None:
    page = reader.get("/sites/atelier.fr/session_time", query_string=days).text
    links = [unescape(link) for link in re.findall(r'href="([^"]*\.csv[^"]*)"', page)]
    assert len(links) == 5
    sheets = {link: reader.get(link).text for link in links}
    assert all(text.startswith("\ufeff") and ";" in text for text in sheets.values())
    everything = "".join(sheets.values())
    assert "Durée moyenne des visites;48;s;10;381;8\r\n" in everything
    assert "Pages par visite;1,38;;1;11;8\r\n" in everything
    assert "\ufeffPage d’entrée;Visites;Durée moyenne des visites (s);Temps passé par visite (s)\r\n/;6;" in everything
    assert "2026-11-11;2026-11-11;;" in everything  # no data is an empty cell


@pytest.mark.usefixtures("three_days")
def test_programs_and_english_readers_get_the_plain_csv(reader: FlaskClient, days: dict[str, str]) -> None:
    english = {"Accept-Language": "en"}
    assert "format=excel" not in reader.get("/sites/atelier.fr/overview", query_string=days, headers=english).text
    sheet = reader.get("/sites/atelier.fr/overview.csv", query_string=days | {"format": "excel"}, headers=english).text
    assert "\r\nScroll depth,58.3,%,30,350,6\r\n" in sheet
    assert reader.get("/sites/atelier.fr/overview.csv", query_string={"format": "xml"}).status_code == 400


@pytest.mark.usefixtures("three_days")
def test_numbers_below_zero_stay_numbers_in_a_sheet(reader: FlaskClient, days: dict[str, str]) -> None:
    query = days | {"part": "changes", "format": "excel"}
    sheet = reader.get("/sites/atelier.fr/overview.csv", query_string=query).text
    # One visit by a referral the day before the three, and none in them; no lead in either.
    assert "\r\nSites référents;Canal;0;0;0;0;1;-1\r\n" in sheet


@pytest.fixture
def hostile(database: Database, story: Story) -> Database:
    """A site on which every word of a visitor is an attack."""
    if database.holds == "hostile":
        return database
    for number, word in enumerate(HOSTILE, start=1):
        event = story.session(
            number,
            datetime(2026, 11, 20, 10, number, tzinfo=UTC),
            channel=word,
            source=word,
            medium=word,
            utm_campaign=word,
            path=word,
            title=word,
            magnet=word,
        )
        event(0, "pageview")
        event(1, "magnet_view")
        event(2, "form_submit", form=word, interaction=True)
    database.insert_events(story.events)
    database.hold("hostile")
    return database


def pages(reader: FlaskClient) -> list[str]:
    everything = [f"/sites/atelier.fr/{kind.name}" for kind in REPORTS] + ["/sites/atelier.fr/?period=no"]
    everything.append("/sites/atelier.fr/?all=pages")
    return [reader.get(address, follow_redirects=True).text for address in everything]


@pytest.mark.usefixtures("hostile")
def test_hostile_words_are_only_text(reader: FlaskClient) -> None:
    for page in pages(reader):
        assert "<script>" not in page
        assert "<img src=x" not in page
        assert not re.search(r'href="(?!/|#|\?)', page)
        assert "49" not in re.findall(r"title=\"([^\"]*)\"", page)


@pytest.mark.usefixtures("hostile")
def test_pages_need_nothing_inline(reader: FlaskClient) -> None:
    """The content security policy allows no inline style and no inline script."""
    inline = re.compile(r"\sstyle=|<style|\son\w+=|<script(?! defer src=./assets/(?:page|chart)\.js.>)")
    for page in pages(reader):
        assert not inline.search(re.sub(r"&[#\w]+;", "", strip_texts(page)))


def strip_texts(page: str) -> str:
    """The page's tags alone, their attribute values that are texts of visitors left out."""
    return re.sub(r'(title|aria-label|value)="[^"]*"', "", " ".join(re.findall(r"<[^>]*>", page)))


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("part", ["channels", "pages", "magnets"])
def test_no_cell_of_a_csv_is_a_formula(reader: FlaskClient, part: str) -> None:
    lines = reader.get(f"/sites/atelier.fr/overview.csv?part={part}").text.splitlines()[1:]
    assert len(lines) == len(HOSTILE)
    assert not [line for line in lines if line.lstrip('"').startswith(("=", "+", "-", "@"))]
    assert any(line.startswith("'=cmd()") for line in lines)
    sheet = reader.get(f"/sites/atelier.fr/overview.csv?part={part}&format=excel").text.splitlines()[1:]
    assert not [line for line in sheet if line.lstrip('"').startswith(("=", "+", "-", "@"))]


@pytest.mark.usefixtures("three_days")
def test_a_page_is_light(reader: FlaskClient, days: dict[str, str]) -> None:
    for kind in REPORTS:
        page = reader.get(f"/sites/atelier.fr/{kind.name}", query_string=days, follow_redirects=True)
        assert len(page.data) < 150_000


def test_the_language_switch_keeps_the_place_and_goes_nowhere_else(reader: FlaskClient) -> None:
    response = reader.get("/language/en?next=/sites/atelier.fr/?period=7d")
    assert response.headers["Location"] == "/sites/atelier.fr/?period=7d"
    assert "leadpump_language=en" in response.headers["Set-Cookie"]
    assert '<html lang="en">' in reader.get("/sites/atelier.fr/").text
    for elsewhere in ("https://example.org/", "//example.org", "/\\example.org", "/\t/example.org", "", "x"):
        assert reader.get("/language/fr", query_string={"next": elsewhere}).headers["Location"] == "/"
    assert "Set-Cookie" not in reader.get("/language/tlh").headers


def test_a_site_with_a_hostile_name_is_only_text(database: Database) -> None:
    site = Site("it's\\<b>.fr", "<b>L'atelier</b>", "Europe/Paris", "EUR")
    reader = application(database.query, {site.name: site}, lambda: NOW).test_client()
    answer = reader.get(f"/sites/{site.name}/overview.json").get_json()
    assert "site = 'it\\'s\\\\<b>.fr'" in answer["figures"]["visitors"]["sql"]
    assert database.query(answer["figures"]["visitors"]["sql"]) == [
        {"bucket": "", "visitors": 0, "converting_visitors": 0, "sessions": 0, "bounces": 0, "total_seconds": 0.0}
    ]
    assert "<b>L'" not in reader.get(f"/sites/{site.name}/").text


def test_what_waits_to_be_counted_is_said_of_the_days_that_it_belongs_to(database: Database) -> None:
    late = datetime(2026, 11, 21, 13, 4, 30, tzinfo=UTC)
    reader = application(database.query, {SITE.name: SITE}, lambda: NOW, waiting_since=lambda: late).test_client()
    past = {"from": "2026-11-01", "to": "2026-11-20"}
    for days, since in ({}, "2026-11-21T13:04:30.000Z"), (past, None):
        answer = reader.get("/sites/atelier.fr/content.json", query_string=days).get_json()
        assert answer["period"]["uncounted_since"] == since
        for language, said in (
            ("en", "since 14:04 on 21 Nov is not counted"),
            ("fr", "depuis le 21 nov. à 14 h 04 n’est pas"),
        ):
            page = reader.get("/sites/atelier.fr/content", query_string=days, headers={"Accept-Language": language})
            assert (said in squeezed(unescape(page.text))) == (since is not None)
