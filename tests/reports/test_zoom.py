"""Fewer days than a chart shows: by pointer, by keyboard, and without a script by the table beneath."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page

from reports.language import translate
from tests.reports.conftest import HOME

BOARD = f"{HOME}/sites/atelier.fr/"
WEEK = f"{BOARD}?from=2026-11-09&to=2026-11-15&chart=sessions"


def days_of(address: str) -> tuple[str, ...]:
    asked = parse_qs(urlsplit(address).query)
    return tuple(asked[key][0] for key in ("from", "to", "chart"))


def test_days_are_chosen_by_drawing_over_them(page: Page, reader: FlaskClient) -> None:
    page.goto(WEEK)
    said = page.locator(".chart-said")
    bands = page.locator(".place-band")
    bands.nth(1).hover()
    answer = reader.get("/sites/atelier.fr/overview.json", query_string={"from": "2026-11-10", "to": "2026-11-10"})
    sessions = answer.get_json()["figures"]["sessions"]["value"]
    assert said.inner_text().startswith(f"10 Nov 2026: {sessions}")
    page.mouse.down()
    bands.nth(3).hover()
    assert said.inner_text() == "10 Nov 2026 → 12 Nov 2026. " + translate(
        "en", "Let go, or press Enter, to see these days only."
    )
    with page.expect_navigation():
        page.mouse.up()
    assert days_of(page.url) == ("2026-11-10", "2026-11-12", "sessions")
    # A click is no stretch: it leads nowhere.
    page.locator(".place-band").nth(1).click()
    assert days_of(page.url) == ("2026-11-10", "2026-11-12", "sessions")


def test_days_are_chosen_by_arrows(page: Page) -> None:
    page.goto(WEEK)
    chart = page.get_by_role("figure")
    chart.focus()
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowLeft"):
        page.keyboard.press(key)
    assert page.locator(".place-chosen").count() == 2
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert days_of(page.url) == ("2026-11-10", "2026-11-11", "sessions")
    page.get_by_role("figure").focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator(".chart-said").inner_text().startswith("11 Nov 2026: ")
    page.keyboard.press("Escape")
    assert page.locator(".chart-said").inner_text() == ""


@pytest.mark.usefixtures("three_days")
def test_without_a_script_the_weeks_of_the_table_lead_to_their_days(reader: FlaskClient) -> None:
    asked = {"from": "2026-11-01", "to": "2026-11-15", "interval": "week", "chart": "sessions"}
    page = reader.get("/sites/atelier.fr/", query_string=asked).text
    found = [
        parse_qs(unescape(query))
        for query in re.findall(r'<th scope="row"><a class="row-link" rel="nofollow" href="\?([^"]*)"', page)
    ]
    days = [(query["from"][0], query["to"][0]) for query in found]
    assert days == [("2026-11-01", "2026-11-01"), ("2026-11-02", "2026-11-08"), ("2026-11-09", "2026-11-15")]
