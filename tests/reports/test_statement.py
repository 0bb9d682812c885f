"""SQL is whole in its file, and what is shown can be pasted and run."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.filter import NARROWED
from reports.statement import instant, literal, pasteable
from tests.reports.conftest import Database

REPORTS = Path(__file__).parents[2] / "reports"
FILES = sorted(REPORTS.rglob("*.sql"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_statement_says_what_it_is_and_reads_little(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.startswith("-- ")
    assert "-- Grain: " in text
    assert "site = {site:String}" in text
    # the sorting key is (site, session_id, ts): without these bounds the whole site would be read
    reads = len(re.findall(rf"^\s*from ({'|'.join(NARROWED)})$", text, re.MULTILINE))
    refusals = len(re.findall(r"^\s*from refusals$", text, re.MULTILINE))
    emails = len(re.findall(r"^\s*from (emails|email_conversions)$", text, re.MULTILINE))
    days = len(re.findall(r"^\s*from metric_days$", text, re.MULTILINE))
    assert reads + refusals + emails + days >= 1
    if file.stem != "counters":  # which speaks of all days, whatever the period
        assert len(re.findall(r"\bday >= ", text)) >= days
    assert text.count("received >= {start:") == text.count("received < {end:") == refusals
    if file.stem == "first_event":
        assert "order by\n    session_id,\n    ts\nlimit 1" in text  # the key's own order: reading stops at once
        return
    # What reads a history asks of each session once more whether it is one of the period.
    bounds = reads + text.count("as is_counted")
    assert text.count("session_id >= bitShiftLeft(") == text.count("session_id < bitShiftLeft(") == bounds
    code = re.sub(r"^--.*$|'[^']*'", "", text, flags=re.MULTILINE)
    assert not re.search(r"\b(SELECT|FROM|WHERE|GROUP BY)\b|/", code)  # lower case; no ratio is made in SQL


def test_places_are_filled_by_literals() -> None:
    sql = "select {site:String}, {start:DateTime64(3,'UTC')}, {shift_days:Int32}"
    assert pasteable(sql, {"site": "l'été", "start": "2026-11-21 00:00:00.000", "shift_days": -3}) == (
        "select 'l\\'été', toDateTime64('2026-11-21 00:00:00.000', 3, 'UTC'), -3"
    )


def test_a_value_is_not_read_as_a_place() -> None:
    assert pasteable("select {a:String}, {b:String}", {"a": "{b:String}", "b": "x"}) == "select '{b:String}', 'x'"


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(ValueError, match=r"Array\(UUID\)"):
        literal("x", "Array(UUID)")


def test_an_instant_is_written_in_utc_with_milliseconds() -> None:
    assert instant(datetime(2026, 11, 21, 1, 2, 3, 4567, tzinfo=UTC)) == "2026-11-21 01:02:03.004"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_text_comes_back_from_its_literal(embedded_database: Database, text: str) -> None:
    assert embedded_database.query(f"select {literal(text, 'String')} as text") == [{"text": text}]
