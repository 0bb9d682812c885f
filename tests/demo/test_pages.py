"""The demo site's pages answer, carry the real tag, and hold nothing that their policy forbids."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from leadpump.demo.page import ARTICLE, HOME, LEGAL, PRICES, QUOTE_RECEIVED, THANKS, Page
from leadpump.demo.pages import create_demo
from reports.pages import install_language
from tests.docs.page import read_page

PAGES = (HOME, PRICES, ARTICLE, THANKS, QUOTE_RECEIVED, LEGAL)
TAG = '<script defer src="/leadpump.js" data-site="toits-de-loire.example"></script>'
TRIALS = ("/demo/essais", "/demo/essais/application", "/demo/essais/application/toit", "/demo/essais/consentement")
NOT_SHOWN = {"data-api"}
PDF = "/demo/static/checklist-combles.pdf"


@pytest.fixture
def client() -> FlaskClient:
    app = Flask(__name__)
    install_language(app)
    app.register_blueprint(create_demo())
    return app.test_client()


def text_of(client: FlaskClient, page: Page) -> str:
    response = client.get(page.path)
    assert response.status_code == 200
    return response.text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_a_page_carries_the_tag_as_any_site_would(client: FlaskClient, page: Page) -> None:
    assert TAG in text_of(client, page)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_a_page_has_the_title_and_the_marks_that_the_simulation_gives_it(client: FlaskClient, page: Page) -> None:
    text = text_of(client, page)
    titles = re.findall(r"<title>(.*?)</title>", text)
    assert [title.replace("\u00a0:", " :") for title in titles] == [page.title]
    sections = [mark.section for mark in page.marks if mark.section]
    assert re.findall(r'data-leadpump-section="(.*?)"', text) == sections
    magnets = [mark.magnet for mark in page.marks if mark.magnet]
    assert re.findall(r'data-leadpump-magnet="(.*?)"', text) == magnets
    assert re.findall(r'data-leadpump-form="(.*?)"', text) == [page.form] * bool(page.form)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_a_page_keeps_to_its_policy(client: FlaskClient, page: Page) -> None:
    response = client.get(page.path)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<style" not in response.text
    assert not re.search(r"\sstyle=|\son[a-z]+=", response.text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", response.text)
    assert not re.search(r'(?:src|srcset)="(?:https?:)?//', response.text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_every_link_leads_somewhere(client: FlaskClient, page: Page) -> None:
    for address in re.findall(r'(?:href|src|srcset)="(/demo/[^"#?]*)', text_of(client, page)):
        with client.get(address) as response:
            assert response.status_code == 200, address


def test_links_outwards_go_to_example_hosts_only(client: FlaskClient) -> None:
    for page in PAGES:
        hosts = re.findall(r'href="https?://([^/"]+)', text_of(client, page))
        assert hosts
        assert all(host.endswith(".example") for host in hosts)


def test_the_ribbon_offers_a_campaign_and_the_reports(client: FlaskClient) -> None:
    text = text_of(client, HOME)
    assert 'href="/demo/?utm_source=google&amp;utm_medium=cpc&amp;utm_campaign=isolation-combles"' in text
    assert 'href="/sites/toits-de-loire.example/"' in text


@pytest.mark.parametrize(("form", "thanks"), [("checklist", "/demo/merci"), ("devis", "/demo/devis-recu")])
def test_a_form_keeps_nothing_and_thanks(client: FlaskClient, form: str, thanks: str) -> None:
    response = client.post(f"/demo/{form}", data={"email": "marie@example.org", "leadpump_id": "x"})
    assert response.status_code == 303
    assert response.location == thanks


@pytest.mark.parametrize("path", TRIALS)
@pytest.mark.parametrize(("language", "words"), [("fr", "Ce que la balise voit"), ("en", "What the tag sees")])
def test_a_trial_speaks_the_readers_language_under_the_same_policy(
    client: FlaskClient, path: str, language: str, words: str
) -> None:
    response = client.get(path, headers={"Accept-Language": language})
    assert f'<html lang="{language}">' in response.text
    assert words in response.text
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", response.text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", response.text)


def test_the_trials_show_every_attribute_of_the_tag(client: FlaskClient) -> None:
    text = "".join(client.get(path).text for path in TRIALS)
    named = set(re.findall(r"`(data-[a-z-]+)", read_page("tag.md"))) | {"data-leadpump-field", "data-leadpump-answer"}
    shown = set(re.findall(r"\s(data-[a-z-]+)", text + text_of(client, HOME)))
    assert named - shown == NOT_SHOWN


def test_the_forms_fields_are_required(client: FlaskClient) -> None:
    for page in (HOME, PRICES, ARTICLE):
        form = re.search(r"<form.*?</form>", text_of(client, page), re.S)
        assert form
        assert 'method="post"' in form[0]
        fields = re.findall(r'<(?:input(?! type="hidden")|select)[^>]*>', form[0])
        assert len(fields) >= 4
        assert all("required" in field for field in fields)


def test_the_checklist_is_a_small_pdf_of_two_pages(client: FlaskClient) -> None:
    with client.get(PDF) as response:
        body = response.data
    assert body.startswith(b"%PDF-")
    assert len(body) < 200_000
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", body)) == 2


def test_the_legal_notice_says_what_the_forms_do(client: FlaskClient) -> None:
    text = text_of(client, LEGAL)
    assert "Ce site est une démonstration." in text
    assert "Les formulaires n’envoient rien nulle part" in text
