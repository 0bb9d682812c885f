"""Rows in the order that a reader wants: by any column, either way, no data last."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from flask.testing import FlaskClient

from reports.figure import Column, Measure, Table, table
from reports.order import Order, in_order
from reports.statement import Counted
from reports.words import Words
from tests.reports.conftest import Database, Story

RATE = Measure("bounce_rate", "percent", "bounces", "sessions", 100)
SESSIONS = Measure("sessions", "count", "sessions")
ADDRESS = "/sites/atelier.fr/bounce_rate"
DAY = {"from": "2026-11-10", "to": "2026-11-10"}


def pages() -> Table:
    """/b: 1 of 4 left, /Ä: none came, /a: 2 of 2, /c: 0 of 3."""
    rows = [
        {"entry_page": page, "sessions": sessions, "bounces": bounces}
        for page, sessions, bounces in (("/b", 4, 1), ("/Z", 0, 0), ("/a", 2, 2), ("/c", 3, 0))
    ]
    counted = Counted(rows, None, "select 1", {})
    shown = ["sessions", "bounce_rate"]
    return table("pages", [Column("entry_page", "path")], (SESSIONS, RATE), counted, shown=shown, bar="sessions")


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (None, ["/b", "/Z", "/a", "/c"]),
        (Order("others", "sessions"), ["/b", "/Z", "/a", "/c"]),
        (Order("pages", "sessions"), ["/b", "/c", "/a", "/Z"]),
        (Order("pages", "sessions", turned=True), ["/Z", "/a", "/c", "/b"]),
        (Order("pages", "bounce_rate"), ["/a", "/b", "/c", "/Z"]),
        (Order("pages", "bounce_rate", turned=True), ["/c", "/b", "/a", "/Z"]),
        (Order("pages", "entry_page"), ["/a", "/b", "/c", "/Z"]),
        (Order("pages", "entry_page", turned=True), ["/Z", "/c", "/b", "/a"]),
    ],
)
def test_rows_are_put_in_order(order: Order | None, expected: list[str]) -> None:
    assert [row["entry_page"] for row in in_order(pages(), order, Words("fr", "EUR"))] == expected


def test_a_page_is_sorted_by_its_links_and_the_files_are_not(
    database: Database, story: Story, reader: FlaskClient
) -> None:
    """Twelve pages, /p00 to /p11, on which one session each begins, and a second one on /p11: it stands first."""
    for visitor, number in enumerate([*range(12), 11], start=1):
        story.session(visitor, datetime(2026, 11, 10, 9, visitor, tzinfo=UTC))(0, "pageview", path=f"/p{number:02}")
    database.insert_events(story.events)

    def shown(**asked: str) -> tuple[list[str], str, str]:
        """Its pages in their order; the head of their column, and where the arrow there leads."""
        page = reader.get(ADDRESS, query_string=DAY | asked).text
        card = page.partition('id="entry_pages"')[2].partition("</section>")[0]
        (head,) = re.findall(r'<th scope="col" class="label-head"[^>]*>.*?</th>', card)
        (arrow,) = re.findall(r'href="([^"]*)"', head)
        return re.findall(r">(/p\d\d)</a>", card), head, unescape(arrow)

    rows, head, arrow = shown()
    assert rows[0] == "/p11"
    assert "aria-sort" not in head
    assert arrow.endswith("sort=entry_pages:entry_path#entry_pages")
    rows, head, arrow = shown(sort="entry_pages:entry_path")
    assert rows == [f"/p{number:02}" for number in range(10)]
    assert 'aria-sort="ascending"' in head
    rows, head, _ = shown(sort="entry_pages:-entry_path", all="entry_pages")
    assert rows == [f"/p{number:02}" for number in reversed(range(12))]
    assert 'aria-sort="descending"' in head
    asked = DAY | {"sort": "entry_pages:-entry_path", "part": "entry_pages"}
    file = reader.get(f"{ADDRESS}.csv", query_string=asked).text
    assert file == reader.get(f"{ADDRESS}.csv", query_string=DAY | {"part": "entry_pages"}).text


@pytest.mark.usefixtures("three_days")
@pytest.mark.parametrize("sort", ["nonsense", "entry_pages:nonsense", "entry_pages:--sessions", "<script>"])
def test_what_is_no_column_is_refused(reader: FlaskClient, sort: str) -> None:
    answer = reader.get(ADDRESS, query_string=DAY | {"sort": sort})
    assert answer.status_code == 400
    assert "<script>" not in answer.text
