"""The style page shows every component; the glossary every term."""

import re
from pathlib import Path

import pytest
from flask import g
from flask.testing import FlaskClient

from reports.glossary import TERMS
from reports.language import translate
from reports.lexicon import lexicon
from reports.registry import BY_NAME
from tests.reports.conftest import NOW, SITE, application
from tests.reports.test_walk import squeezed, text_of

REPORTS = Path(__file__).parents[2] / "reports"
PAGES = REPORTS.parent / "leadpump" / "pages" / "templates"
FOLDERS = (REPORTS / "templates", REPORTS, PAGES)
"""Where a template is looked for, as the product does."""


@pytest.fixture(scope="module")
def anybody() -> FlaskClient:
    """A reader of a site without a single event."""
    return application(lambda _sql, _params: [], {SITE.name: SITE}, lambda: NOW).test_client()


def drawn_by(name: str) -> set[str]:
    """The partial templates that a template draws, and those that these draw."""
    file = next(folder / name for folder in FOLDERS if (folder / name).exists())
    found = set(re.findall(r'{%-? ?(?:include|from|extends) "([\w./]+)"', file.read_text(encoding="utf-8")))
    return found.union(*(drawn_by(one) for one in found))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_style_page_draws_every_component(anybody: FlaskClient, language: str) -> None:
    components = {file.name for file in FOLDERS[0].glob("_*.html")} | {
        f"{file.parent.name}/{file.name}"
        for folder in FOLDERS[1:]
        for file in folder.glob("*/_*.html")
        if file.parent != FOLDERS[0]
    }
    assert len(components) > 30
    assert components - drawn_by("style.html") == set()
    answer = anybody.get("/sites/atelier.fr/style", headers={"Accept-Language": language})
    assert answer.status_code == 200
    states = (
        "tile-none",
        "tile-target-reached",
        "change-good",
        "change-bad",
        "notice-error",
        "field-error",
        "dot-apart",
        "funnel-warning",
        "flow-left",
        "outline-place",
        "heat-5",
        "matrix-best",
        "<optgroup",
    )
    for state in states:
        assert state in answer.text
    for said in ("Nothing to list in this period.", "No session of this period passes the filters", "not over yet"):
        assert translate(language, said) in answer.text


def test_each_cell_of_many_says_its_name_for_a_phone_and_the_bars_whose_they_are(anybody: FlaskClient) -> None:
    page = anybody.get("/sites/atelier.fr/style", headers={"Accept-Language": "en"}).text
    wide = page.partition('id="read_pages"')[2].partition("</section>")[0]
    first, second = re.findall(r"<tr role=\"row\">(?:(?!</tr>).)*</td></tr>", wide, re.DOTALL)
    named = re.compile(r'class="number( barred)?( none)?" data-name="([^"]+)">([^<]+)<')
    heads = [" ".join(head.split()) for head in re.findall(r'class="term-link"[^>]*>([^<]+)<', wide)]
    assert [name for _, _, name, _ in named.findall(first)] == heads
    assert [name for barred, _, name, _ in named.findall(first) if barred] == ["Page views"]
    assert {cell for _, none, _, cell in named.findall(second) if none} == {"–"}
    assert "–" not in {cell for _, none, _, cell in named.findall(second) if not none}
    assert "The bars show this column." in wide
    assert "data-name" not in page.partition('id="lead_steps"')[2].partition("</section>")[0]


def test_a_quadrant_without_leads_has_neither_rate_nor_revenue(anybody: FlaskClient) -> None:
    page = anybody.get("/sites/atelier.fr/style", headers={"Accept-Language": "en"}).text
    cells = re.findall(r'<td class="matrix-cell.*?</td>', page, re.DOTALL)
    said = [squeezed(text_of(cell)) for cell in cells]
    assert [("of revenue" in one, "customers," in one) for one in said[:3]] == [(True, True)] * 2 + [(True, False)]
    assert said[3].endswith("0 customers")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_glossary_says_every_term_once_and_where_it_is_shown(anybody: FlaskClient, language: str) -> None:
    page = anybody.get("/sites/atelier.fr/glossary", headers={"Accept-Language": language}).text
    assert sorted(re.findall(r'id="term-(\w+)"', page)) == sorted(TERMS)
    text = squeezed(text_of(page))
    for term in TERMS.values():
        assert squeezed(f"{translate(language, term.label)} {translate(language, term.definition)}") in text
        assert squeezed(translate(language, term.warning) if term.warning else "") in text
    assert len(page.encode()) < 150_000
    where = {key: kind.name for kind, keys in lexicon() if kind for key in keys}
    assert (where["bounce_rate"], where["nps"], where["magnet_conversion"]) == (
        "bounce_rate",
        "loyalty",
        "magnet_conversion",
    )
    assert all(
        f'href="/sites/atelier.fr/{name}"' in page or name == "overview" for name in set(where.values()) & set(BY_NAME)
    )


def test_what_an_answer_cost_is_told_to_owners_alone(anybody: FlaskClient) -> None:
    assert "Answered in" not in anybody.get("/sites/atelier.fr/", headers={"Accept-Language": "en"}).text
    app = application(lambda _sql, _params: [], {SITE.name: SITE}, lambda: NOW)

    @app.before_request
    def come_as_the_owner() -> None:
        g.role = "owner"

    page = app.test_client().get("/sites/atelier.fr/bounce_rate", headers={"Accept-Language": "en"}).text
    # The first event, and what the report itself asks, figures with their course.
    # Without an event there is nothing to compare with.
    statements = re.search(r"Answered in \d+ ms; \d+ ms of it for (\d+) statements\.", page)
    assert statements
    assert int(statements[1]) == 1 + len({"bounce_rate", "entry_pages", "channels"})
