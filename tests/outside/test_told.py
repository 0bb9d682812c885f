"""Exports of tools and counters, as they come, become values of days; what cannot be right is told by its line."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from collector.metric import KNOWN
from leadpump.outside.names import FIELDS, WIDE, metric_of
from leadpump.outside.names import KNOWN as KNOWN_NAMES
from leadpump.outside.opened import Opened, open_table
from leadpump.outside.told import Reading, guess_choice, read_values
from leadpump.sheet.problem import Fault, Problem
from leadpump.sheet.read import Sheet, read_sheet

FILES = Path(__file__).parent / "files"
TODAY = date(2026, 3, 20)
Told = list[tuple[str, str, str, float]]


def opened(name: str) -> Opened:
    found = open_table((FILES / name).read_bytes(), "Europe/Paris")
    assert isinstance(found, Opened)
    return found


def read(name: str) -> Reading:
    table = opened(name)
    return read_values(table.sheet, guess_choice(table.sheet, table.counter), TODAY)


def told(name: str) -> Told:
    reading = read(name)
    assert reading.problems == ()
    return [(one.metric, one.dimension, f"{one.day}", float(one.value)) for one in reading.values]


def history(counter: str, *days: tuple[str, int | None, int | None, int | None, int | None]) -> Told:
    """Of each day visitors, sessions, page views and bounces."""
    names = ("history_visitors", "history_sessions", "history_page_views", "history_bounces")
    return sorted(
        (name, counter, day, float(value))
        for day, *values in days
        for name, value in zip(names, values, strict=True)
        if value is not None
    )


def test_a_metric_a_column_as_french_excel_writes_it() -> None:
    assert told("reseaux_fr_cp1252.csv") == [
        ("likes", "", "2026-03-01", 85),
        ("likes", "", "2026-03-02", 61),
        ("reach", "", "2026-03-01", 2400),
        ("reach", "", "2026-03-02", 1980),
        ("review_rating", "", "2026-03-01", 4.5),
        ("review_rating", "", "2026-03-15", 4),
        ("reviews", "", "2026-03-01", 4),
        ("reviews", "", "2026-03-15", 2),
        ("social_followers", "Instagram", "2026-03-01", 1250),
        ("social_followers", "Instagram", "2026-03-02", 1262),
        ("social_followers", "Instagram", "2026-03-15", 1301),
        ("social_followers", "LinkedIn", "2026-03-01", 310),
        ("social_followers", "LinkedIn", "2026-03-02", 310),
        ("social_followers", "LinkedIn", "2026-03-15", 318),
    ]
    reading = read("reseaux_fr_cp1252.csv")
    assert (reading.totals, reading.empty) == ((5,), 4)


def test_a_metric_a_line_with_names_of_ones_own() -> None:
    assert told("long_en.csv") == [
        ("phone_calls_answered", "Paris", "2026-03-02", 7.5),
        ("social_followers", "Instagram", "2026-03-01", 1250),
        ("support_tickets", "", "2026-03-01", 3),
        ("support_tickets", "", "2026-03-02", 1),
    ]


def test_a_value_of_a_month_counts_on_its_last_day_and_never_after_today() -> None:
    assert told("positions_fr.csv") == [
        ("seo_positions", "devis toiture", "2026-03-20", 12),
        ("seo_positions", "isolation combles", "2026-02-28", 8.4),
        ("seo_positions", "isolation combles", "2026-03-20", 5.2),
    ]


def test_a_total_beside_its_parts_is_not_read() -> None:
    header = "Date,Impressions (organic),Impressions (sponsored),Impressions (total),Followers (total)"
    sheet = read_sheet(f"{header}\n2026-03-01,100,20,120,310\n".encode(), KNOWN_NAMES)
    assert isinstance(sheet, Sheet)
    found = read_values(sheet, guess_choice(sheet), TODAY).values
    assert [(one.metric, one.dimension, float(one.value)) for one in found] == [
        ("impressions", "organic", 100),
        ("impressions", "sponsored", 20),
        ("social_followers", "total", 310),
    ]


@pytest.mark.parametrize("header", ["Mois", "Semaine"])
def test_what_adds_up_counts_once_its_week_or_month_is_over(header: str) -> None:
    """Told on two days of the running month, it would count on both."""
    days = ("2026-02", "2026-03") if header == "Mois" else ("2026-03-09", "2026-03-16")
    sheet = read_sheet(f"{header};Portée\n{days[0]};500\n{days[1]};900\n".encode(), KNOWN_NAMES)
    assert isinstance(sheet, Sheet)
    readings = [read_values(sheet, guess_choice(sheet), date(2026, 3, day)) for day in (18, 20)]
    assert readings[0] == readings[1]
    assert [float(one.value) for one in readings[0].values] == [500]
    assert (readings[0].running, readings[0].problems) == ((3,), ())


def test_the_history_of_plausible_from_its_archive_and_from_the_file_within() -> None:
    days = history(
        "Plausible", ("2026-01-01", 12, 15, 40, 5), ("2026-01-02", 9, 11, 21, 6), ("2026-01-03", 30, 34, 77, 12)
    )
    assert told("plausible_export.zip") == days
    assert told("plausible_visitors.csv") == days


def test_the_history_of_umami_is_counted_from_its_events_in_the_sites_days() -> None:
    # 3 March: visitors a and b, visits va, vb and vc, four page views. The last event is of 4 March in Paris.
    assert told("umami_export.zip") == history("Umami", ("2026-03-03", 2, 3, 4, None), ("2026-03-04", 1, 1, 1, None))


def test_the_history_of_ga4_by_number_of_day_and_by_date() -> None:
    assert told("ga4_snapshot_en.csv") == history(
        "Google Analytics",
        ("2026-03-01", 120, 150, None, None),
        ("2026-03-02", 98, 121, None, None),
        ("2026-03-03", 131, 160, None, None),
    )
    assert told("ga4_dates_fr.csv") == history(
        "Google Analytics", ("2026-03-01", 120, 150, 410, None), ("2026-03-02", 98, 121, 300, None)
    )


def test_the_history_of_matomo_from_its_page_and_from_its_address() -> None:
    days = (("2026-03-01", 80, 95), ("2026-03-02", 71, 83))
    assert told("matomo_visites_fr_utf16.csv") == history("Matomo", (*days[0], 231, None), (*days[1], 180, None))
    assert told("matomo_api_en.csv") == history("Matomo", (*days[0], None, 46), (*days[1], None, 43))


@pytest.mark.parametrize(
    ("name", "fault", "line"),
    [
        ("broken_value.csv", Fault.NO_NUMBER, 2),
        ("broken_future.csv", Fault.FUTURE, 2),
        ("broken_either.csv", Fault.DAY_ORDER, 2),
        ("broken_metric.csv", Fault.NO_METRIC, 2),
        ("broken_nothing.csv", Fault.NO_COLUMN, 0),
    ],
)
def test_what_cannot_be_right_is_told_by_its_line(name: str, fault: Fault, line: int) -> None:
    reading = read(name)
    assert reading.values == ()
    assert [(problem.fault, problem.line) for problem in reading.problems] == [(fault, line)]


@pytest.mark.parametrize("name", ["broken_archive.zip", "plausible_export.zip"])
def test_an_archive_of_something_else_or_cut_short_is_refused(name: str) -> None:
    data = (FILES / name).read_bytes()
    found = open_table(data if name.startswith("broken") else data[:-40], "Europe/Paris")
    assert isinstance(found, Problem)
    assert found.fault is Fault.ARCHIVE


def archive(name: str, data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, data)
    return file.getvalue()


def test_an_archive_that_holds_much_more_than_it_says_is_not_unpacked() -> None:
    plausible = archive("imported_visitors.csv", b"date,visitors\n" + b"2026-01-01,1\n" * 100_000)
    assert open_table(plausible, "Europe/Paris", 2_000_000) == Problem(Fault.TOO_LONG, 0, {"most": "50000"})
    found = open_table(plausible, "Europe/Paris", 1_000_000)
    assert isinstance(found, Problem)
    assert (found.fault, found.values) == (Fault.UNPACKED, {"most": "1"})


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"date,visitors\n2026-01-01,1\nx" + b"," * 200_000, Fault.QUOTES),
        (b"session_id;visit_id;created_at;event_type\na;b;2026-01-01 00:00:00;1\n", Fault.ONE_COLUMN),
        (archive("website_event.csv", b"session_id,visit_id\na,b\n"), Fault.ONE_COLUMN),
        (b"# Start date: 20269999\nNth day,Users\n1,2\n", Fault.NO_LINES),
        (b"# Start date: 99990101\nNth day,Users\n99999,2\n", Fault.NO_LINES),
        (b'# Start date: 20260101\nNth day,Users\n1,"' + b"x" * 140_000 + b'"\n', Fault.QUOTES),
    ],
)
def test_whatever_a_file_holds_it_is_read_or_refused_in_words(
    data: bytes, fault: Fault, request: pytest.FixtureRequest
) -> None:
    # So high it stands in a process that has imported a file of events.
    request.addfinalizer(partial(csv.field_size_limit, csv.field_size_limit(1_000_000)))
    found = open_table(data, "Europe/Paris")
    assert isinstance(found, Problem)
    assert found.fault is fault


def test_every_known_metric_has_names_and_a_field() -> None:
    assert set(WIDE) == set(KNOWN)
    assert set(KNOWN) <= set(FIELDS)
    assert [metric_of(text) for text in ("J’aime", "NPS interne (%)", "42", "=cmd()", "")] == [
        "likes",
        "nps_interne",
        "",
        "cmd",
        "",
    ]
