"""Tables on a phone: every figure with its name, and none where there is none."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.reports.conftest import HOME

DAYS = "from=2026-11-10&to=2026-11-12"


@pytest.fixture
def phone(page: Page) -> Page:
    page.set_viewport_size({"width": 390, "height": 900})
    return page


def test_what_there_is_none_of_is_left_out(phone: Page) -> None:
    phone.goto(f"{HOME}/sites/atelier.fr/acquisition_cost?{DAYS}")
    none = phone.locator(".table-labelled td.none")
    assert none.count() > 0
    assert not any(cell.is_visible() for cell in none.all())
    assert phone.locator(".table-labelled td.number:not(.none)").first.is_visible()


def test_the_name_of_a_text_stands_apart_from_it(phone: Page) -> None:
    phone.goto(f"{HOME}/sites/atelier.fr/data_quality?{DAYS}")
    name = phone.locator("#samples td.text-cell[data-name]").first
    assert name.evaluate("cell => getComputedStyle(cell, '::before').content") == '"Field or name: "'
