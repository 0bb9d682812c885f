"""The page that says what is kept of visitors, as the tables themselves keep it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from collector.retention import Retention, keep
from collector.spool import Spool
from leadpump.clickhouse import ClickHouse
from leadpump.facts import Facts
from leadpump.pages.given import give_facts, give_retention
from tests.pages.conftest import Browser
from tests.reports.test_walk import text_of

PAGE = "/sites/fleurs.fr/privacy"


@pytest.fixture(autouse=True)
def stored(app: Flask, clickhouse: ClickHouse, tmp_path: Path) -> ClickHouse:
    give_retention(app, Retention())
    give_facts(app, Facts(Spool(tmp_path / "spool", limit_bytes=10**9, min_free_bytes=0), clickhouse.query))
    return clickhouse


def test_the_times_are_those_of_the_tables(app: Flask, stored: ClickHouse, owner: Browser) -> None:
    text = text_of(owner.get(PAGE).text)
    for said in (
        "Visits: pages, scrolling, clicks, forms sent 25 months",
        "What each visit came to 25 months",
        "encrypted, and their answers 36 months after the last contact",
        "without a name or an address until you erase it",
        "E-mails sent, opened and clicked 25 months",
        "What other tools delivered, encrypted 30 days",
        "What was refused, and why 13 months",
        "so that none counts twice 40 days",
    ):
        assert said in text
    keep(stored, Retention(events=1))
    text = text_of(owner.get(PAGE).text)
    assert "forms sent 1 month " in text
    give_retention(app, Retention(contacts=7))
    assert "7 months after the last contact" in text_of(owner.get(PAGE).text)


def test_what_only_the_server_knows_is_folded(owner: Browser) -> None:
    page = re.sub(r"<details.*?</details>", "", owner.get(PAGE).text, flags=re.S)
    assert not re.search(r"session_summaries|LEADPUMP_|leadpump[\w/ .-]* person ", page)
    assert "person erase --email" in owner.get(PAGE).text


def test_what_to_tell_depends_on_the_mode(owner: Browser) -> None:
    assert "The campaign that brought you is kept" in owner.get(PAGE).text
    owner.submit("/sites/fleurs.fr/mode", mode="consent")
    page = owner.get(PAGE).text
    assert 'value="consent" checked' in page
    assert "Only if you agree" in page
    assert "until our server has received them" in page, "what the tag writes below the identifier"
    owner.submit("/sites/fleurs.fr/mode", mode="exempt")
    assert "no campaign is kept" in owner.get(PAGE).text


def test_who_only_reads_sees_the_mode_and_does_not_change_it(member: Browser) -> None:
    page = member.get(PAGE).text
    assert "As the tag says" in page
    assert 'name="mode"' not in page
    assert member.submit("/sites/fleurs.fr/mode", mode="exempt").status_code == 403
