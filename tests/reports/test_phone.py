"""Tables on a phone: every figure with its name, and none where there is none."""

from __future__ import annotations

from typing import Literal

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


def test_heads_stand_over_their_figures(phone: Page) -> None:
    phone.goto(f"{HOME}/sites/atelier.fr/audience?{DAYS}")
    edge = "cells => cells.map(cell => cell.getBoundingClientRect().right)"
    heads = phone.locator("#hours.card-table thead .number").evaluate_all(edge)
    figures = phone.locator("#hours.card-table tbody tr:first-child .number").evaluate_all(edge)
    assert len(heads) > 1
    assert heads == figures


def test_figures_beside_each_other_do_not_run_together(phone: Page) -> None:
    """A text of an unhappy length was as near to the figure before it as two words of a sentence."""
    phone.goto(f"{HOME}/sites/atelier.fr/style")
    cell = phone.locator(".table-stacked td.number + td.number").first
    assert cell.evaluate("cell => getComputedStyle(cell).paddingLeft") == "8px"


def test_the_share_of_a_section_is_not_cut_off_with_its_long_name(phone: Page) -> None:
    phone.goto(f"{HOME}/sites/atelier.fr/style")
    names = phone.locator(".outline-name")
    assert any(
        names.locator("span:first-child").evaluate_all("all => all.map(one => one.scrollWidth > one.clientWidth)")
    )
    edge = phone.locator("svg.outline").evaluate("drawing => drawing.getBoundingClientRect().right")
    shares = names.locator(".quiet").evaluate_all("all => all.map(one => one.getBoundingClientRect().right)")
    assert len(shares) > 1
    assert max(shares) <= edge


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_a_field_suggests_is_as_readable_as_a_hint(page: Page, theme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=theme)
    page.goto(f"{HOME}/sites/atelier.fr/style")
    field = page.locator("#plain-field")
    field.evaluate("field => (field.placeholder = 'https://…')")
    suggested = field.evaluate("field => getComputedStyle(field, '::placeholder').color")
    assert suggested == page.locator(".card-form .hint").first.evaluate("hint => getComputedStyle(hint).color")


def test_a_figure_stays_at_the_right_where_the_last_text_is_missing(phone: Page) -> None:
    phone.goto(f"{HOME}/sites/atelier.fr/data_quality?{DAYS}")
    figures = phone.locator("#samples td.number")
    assert figures.count() > 1
    phone.locator("#samples td.text-cell:has(+ .number)").first.evaluate("cell => cell.classList.add('text-none')")
    boxes = [figure.bounding_box() for figure in figures.all()]
    assert len({round(box["x"] + box["width"]) for box in boxes if box}) == 1


def test_the_medium_tells_two_sources_of_one_name_apart(phone: Page) -> None:
    phone.goto(f"{HOME}/sites/atelier.fr/lead_sources?{DAYS}")
    assert phone.locator("#lead_campaigns td.column-medium:not(.text-none)").first.is_visible()


def test_a_form_called_like_its_magnet_is_named_once(phone: Page) -> None:
    phone.goto(f"{HOME}/sites/atelier.fr/lead_sources?{DAYS}")
    row = phone.locator("#lead_forms tbody tr", has=phone.locator("th", has_text="checklist"))
    assert row.locator("td.column-form").text_content() == "checklist"
    assert row.inner_text().split()[0] == "checklist"
    assert "checklist" not in row.inner_text().split()[1:]
