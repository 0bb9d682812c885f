"""What is said beside every explanation, and how it is opened; that its statement gives the number is in test_walk."""

from html import unescape

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page

from reports.glossary import TERMS
from tests.reports.conftest import HOME
from tests.reports.explained import EXPLANATION, OFFER
from tests.reports.test_walk import FRENCH, squeezed, text_of

BOARD = "/sites/atelier.fr/"


@pytest.mark.usefixtures("three_days")
def test_days_and_filters_and_what_a_bad_value_means_are_said(reader: FlaskClient, days: dict[str, str]) -> None:
    page = reader.get(BOARD, query_string=days | {"filter": "channel:is:Email", "explain": "chart"}).text
    text = squeezed(text_of(page))
    assert (
        "Période : 10 – 12 nov. 2026, dans le fuseau horaire Europe/Paris. Comparée avec : 7 – 9 nov. 2026. "
        "Filtres : Canal est E-mail."
    ) in text
    assert TERMS["bounce_rate"].warning
    assert squeezed(FRENCH.term("bounce_rate").warning) in text
    assert [key for key, _ in EXPLANATION.findall(page)] == ["chart"]


@pytest.mark.usefixtures("three_days")
def test_a_page_offers_its_explanations_and_carries_none_until_asked_for(
    reader: FlaskClient, days: dict[str, str]
) -> None:
    page = reader.get(BOARD, query_string=days).text
    offers = OFFER.findall(page)
    assert [key for key, _ in offers[:2]] == ["figures", "chart"] and len(offers) > 4
    assert not EXPLANATION.findall(page) and "select" not in text_of(page)
    for key, href in offers:
        followed = reader.get(BOARD + unescape(href)).text
        assert [opened for opened, _ in EXPLANATION.findall(followed)] == [key]
        assert "select" in text_of(followed) and "Filtres : aucun." in squeezed(text_of(followed))


def test_a_script_puts_an_explanation_where_it_was_asked_for(page: Page, days: dict[str, str]) -> None:
    page.goto(f"{HOME}{BOARD}?from={days['from']}&to={days['to']}")
    page.evaluate("window.isSamePage = true")
    page.locator("#pages .more-link").click()
    page.wait_for_selector("#explain-pages-all[open] pre")
    assert page.evaluate("window.isSamePage && location.search.includes('explain=pages')")
    assert page.evaluate("location.hash") == "#explain-pages-all"
    page.locator("#pages thead .term-link").first.click()
    page.wait_for_function("location.hash.startsWith('#explain-pages-') && location.hash != '#explain-pages-all'")
    assert page.evaluate("window.isSamePage")
