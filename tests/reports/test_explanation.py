"""What is said beside every explanation, and how it is opened; that its statement gives the number is in test_walk."""

import pytest
from flask.testing import FlaskClient

from reports.glossary import TERMS
from tests.reports.explained import EXPLANATION
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
    assert [key for key, is_open, _ in EXPLANATION.findall(page) if is_open] == ["chart"]


@pytest.mark.usefixtures("three_days")
def test_nothing_is_open_and_no_filter_is_said_until_asked_for(reader: FlaskClient, days: dict[str, str]) -> None:
    page = reader.get(BOARD, query_string=days).text
    opened = [is_open for _, is_open, _ in EXPLANATION.findall(page)]
    assert opened and not any(opened)
    assert "Filtres : aucun." in squeezed(text_of(page))
