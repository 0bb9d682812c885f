"""docs/sql.md: its columns are the schema's, and its queries give what a person would count."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec
import pytest

from collector.lead import make_leads
from collector.lead_summary import sum_all_leads
from collector.migrate import migrate
from collector.session import session_bound
from collector.summary import sum_all_again
from leadpump.clickhouse import ClickHouse
from tests.conftest import EmbeddedClickHouse, EngineProcess, filled_with_schema
from tests.docs.page import blocks, read_page, section, table

PAGE = read_page("sql.md")
TABLES = [line.removeprefix("### ") for line in section(PAGE, "## Tables and views").splitlines() if line[:4] == "### "]
QUERIES = {part.splitlines()[0]: blocks(part, "sql")[0] for part in section(PAGE, "## Ten queries").split("\n### ")[1:]}
PARIS = ZoneInfo("Europe/Paris")
SITE = "example.fr"
DEMO = "toits-de-loire.example"
MARCH = {
    DEMO: SITE,
    "toStartOfDay(now('Europe/Paris')) - interval 30 day as since": "toDateTime('2026-03-01', 'Europe/Paris') as since",
    "now('Europe/Paris') as until": "toDateTime('2026-04-01', 'Europe/Paris') as until",
    "now() - interval 30 day": "toDateTime('2026-03-01', 'UTC')",
    "now() - interval 31 day": "toDateTime('2026-02-28', 'UTC')",
}
"""What a reader changes in the page's examples to ask for March 2026 on example.fr."""


@pytest.fixture(scope="module")
def filled(chdb_path: Path) -> Iterator[ClickHouse]:
    """March 2026 on example.fr, in Europe/Paris; every expectation below is counted from this by hand.

    visitor 1, Mon 2 March 09:00, phone, Google ad "toiture": /guide, 80 % and 30 s; sees, starts, sends the checklist
                                  at 09:05; a customer three days later for 1,000 euros
    visitor 2, Tue 3 March 10:00, desktop, Google search: /guide, 40 % and 5 s; sees the checklist and
                                  sends spam with it
    visitor 1, Tue 10 March 10:00, phone, direct: /contact; sends the contact form at 10:02; a customer a day later
                                  for 500 euros; at 10:03 somebody else sends it there, too
    visitor 3, Tue 10 March 10:30, desktop, Google search: /guide, 60 % and 20 s; sees and starts the checklist
    Thu 12 March 11:00, told by the API: a lead of a fair
    a crawler that sends the checklist, and a visitor of another site: neither counts
    costs: Paid Search 30 + 20, Paid Social 10 and Salons 40 in March; Paid Search 99 in April; Paid Search 7 on
           another site
    """
    clickhouse = EmbeddedClickHouse(chdb_path, "march")
    with filled_with_schema(clickhouse):
        clickhouse.insert_lines("events", lines(events()), "events")
        clickhouse.insert_lines("lead_events", lines(told()), "told")
        clickhouse.insert_lines("lead_events", lines(stages()), "stages")
        clickhouse.insert_lines("costs", lines(costs()), "costs")
        sum_all_again(clickhouse)
        make_leads(clickhouse, NOW_MS)
        sum_all_leads(clickhouse)
        yield clickhouse


NOW_MS = 1_775_000_000_000
LEAD_OF_THE_AD = UUID(int=1)
LEAD_OF_THE_DIRECT_VISIT = UUID(int=2)


def events() -> Iterator[dict[str, Any]]:
    """The events of `filled`."""
    ad = {"channel": "Paid Search", "source": "Google", "medium": "cpc", "utm_campaign": "toiture", "device": "mobile"}
    search = {"channel": "Organic Search", "source": "Google", "medium": "organic", "device": "desktop"}
    direct = {"channel": "Direct", "source": "(direct)", "medium": "(none)", "device": "mobile"}
    checklist = {"magnet": "checklist", "form": "checklist"}
    guide = {"path": "/guide"}

    visit = Visit(1, local(2, 9, 0), ad | guide)
    yield visit.event("pageview", 0)
    yield visit.event("magnet_view", 1, magnet="checklist")
    yield visit.event("form_view", 1, **checklist)
    yield visit.event("form_start", 4, interaction=True, **checklist)
    yield visit.event("form_submit", 5, interaction=True, id=LEAD_OF_THE_AD, **checklist)
    yield visit.event("engagement", 6, scroll=80, engaged_ms=30_000)

    visit = Visit(2, local(3, 10, 0), search | guide)
    yield visit.event("pageview", 0)
    yield visit.event("magnet_view", 1, magnet="checklist")
    yield visit.event("engagement", 2, scroll=40, engaged_ms=5_000)
    yield visit.event("form_submit", 3, interaction=True, spam="honeypot", **checklist)

    visit = Visit(1, local(10, 10, 0), direct | {"path": "/contact"})
    yield visit.event("pageview", 0)
    yield visit.event("form_submit", 2, interaction=True, id=LEAD_OF_THE_DIRECT_VISIT, form="contact", person=71)
    yield visit.event("form_submit", 3, interaction=True, form="contact", person=72)

    visit = Visit(3, local(10, 10, 30), search | guide)
    yield visit.event("pageview", 0)
    yield visit.event("magnet_view", 1, magnet="checklist")
    yield visit.event("form_view", 1, **checklist)
    yield visit.event("form_start", 2, interaction=True, **checklist)
    yield visit.event("engagement", 3, scroll=60, engaged_ms=20_000)

    visit = Visit(4, local(11, 3, 0), search | guide | {"bot": "crawler"})
    yield visit.event("pageview", 0)
    yield visit.event("form_submit", 0, interaction=True, **checklist)

    visit = Visit(5, local(11, 12, 0), search | guide | {"site": "other.fr"})
    yield visit.event("pageview", 0)
    yield visit.event("form_submit", 1, interaction=True, **checklist)


class Visit:
    """A session: who, since when, and what all its events share."""

    def __init__(self, visitor: int, started: datetime, shared: dict[str, Any]) -> None:
        self._started = started.timestamp()
        self._page = uuid4()
        session_id = session_bound(int(self._started * 1000)) | visitor
        self._shared = {"site": SITE, "visitor_id": visitor, "session_id": session_id} | shared

    def event(self, name: str, minutes: int, **fields: Any) -> dict[str, Any]:
        ts = self._started + 60 * minutes
        own = {"id": self._page if name == "pageview" else uuid4(), "name": name, "page_id": self._page}
        return self._shared | own | {"ts": ts, "received": ts} | fields


def told() -> Iterator[dict[str, Any]]:
    """The lead of `filled` that no form of the site made."""
    ts = local(12, 11, 0).timestamp()
    yield {
        "site": SITE, "kind": "reported", "lead_id": uuid4(), "ts": ts, "received": ts, "id": uuid4(), "person": 73,
        "via": "api", "converting_channel": "Salons", "converting_source": "Salon de Lyon",
    }  # fmt: skip


def stages() -> Iterator[dict[str, Any]]:
    """The stages of `filled`."""
    for lead, when, value in (
        (LEAD_OF_THE_AD, local(5, 9, 5), "1000"),
        (LEAD_OF_THE_DIRECT_VISIT, local(11, 10, 2), "500"),
    ):
        ts = when.timestamp()
        yield {
            "site": SITE, "lead_id": lead, "ts": ts, "received": ts, "id": uuid4(),
            "stage": "customer", "value": value, "currency": "EUR",
        }  # fmt: skip


def costs() -> Iterator[dict[str, Any]]:
    """The costs of `filled`."""
    for site, day, channel, amount in (
        (SITE, date(2026, 3, 2), "Paid Search", "30"),
        (SITE, date(2026, 3, 31), "Paid Search", "20"),
        (SITE, date(2026, 3, 9), "Paid Social", "10"),
        (SITE, date(2026, 3, 12), "Salons", "40"),
        (SITE, date(2026, 4, 1), "Paid Search", "99"),
        ("other.fr", date(2026, 3, 2), "Paid Search", "7"),
    ):
        yield {
            "site": site, "day": day, "received": 1_772_000_000, "id": uuid4(),
            "channel": channel, "amount": amount, "currency": "EUR",
        }  # fmt: skip


def local(day: int, hour: int, minute: int) -> datetime:
    """A moment of March 2026 in Paris."""
    return datetime(2026, 3, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


def lines(rows: Iterator[dict[str, Any]]) -> bytes:
    """Rows as ClickHouse's JSONEachRow."""
    return msgspec.json.Encoder().encode_lines(list(rows))


def answer(clickhouse: ClickHouse, query: str) -> list[tuple[Any, ...]]:
    """The rows of one of the page's queries; decimals as numbers."""
    return cells_of(clickhouse.query(in_march(QUERIES[query])))


def in_march(text: str) -> str:
    """An example of the page, asked of the site and the month of `filled`."""
    for written, meant in MARCH.items():
        text = text.replace(written, meant)
    assert "now(" not in text
    return text


def cells_of(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """The cells of each row; decimals as numbers."""
    return [tuple(float(cell) if isinstance(cell, Decimal) else cell for cell in row.values()) for row in rows]


def test_every_table_and_view_is_documented(clickhouse: ClickHouse) -> None:
    found = clickhouse.query("select name from system.tables where database = currentDatabase()")
    assert {row["name"] for row in found} == set(TABLES)


def test_every_column_is_documented_in_the_words_of_the_schema(clickhouse: ClickHouse) -> None:
    found = clickhouse.query(
        "select table, name, type, comment from system.columns"
        " where database = currentDatabase() and table not in ('all_leads', 'lead_summing', 'session_summing')"
        " order by table, position"
    )
    documented = [
        {"table": name, "name": column, "type": cells[0].strip("`"), "comment": cells[1]}
        for name in sorted(TABLES)
        if name not in ("all_leads", "lead_summing", "session_summing")
        for column, cells in table(section(PAGE, f"### {name}")).items()
    ]
    assert documented == found


def test_there_are_ten_queries() -> None:
    assert len(QUERIES) == 10


def test_the_queries_give_nothing_from_empty_tables(clickhouse: ClickHouse) -> None:
    assert {query: clickhouse.query(QUERIES[query]) for query in QUERIES} == {query: [] for query in QUERIES}


def test_as_they_stand_the_queries_speak_of_the_demos_last_days(clickhouse: ClickHouse) -> None:
    """The month of `filled`, moved to the last days of the demo; 40 days ago lies before them."""
    now = datetime.now(UTC)
    fresh: list[dict[str, Any]] = []
    for visitor, days in ((1, 2), (2, 20), (3, 40)):
        visit = Visit(visitor, now - timedelta(days=days), {"site": DEMO, "channel": "Direct", "path": "/demo/"})
        magnet = {"magnet": "checklist", "form": "checklist"}
        fresh += [
            visit.event("pageview", 0),
            visit.event("form_submit", 1, interaction=True, id=UUID(int=visitor), **magnet),
        ]
    sale = {"site": DEMO, "lead_id": UUID(int=1), "stage": "customer", "value": "9", "currency": "EUR", "id": uuid4()}
    at = (now - timedelta(days=1)).timestamp()
    clickhouse.insert_lines("events", lines(iter(fresh)), "events")
    sum_all_again(clickhouse)
    clickhouse.insert_lines("lead_events", lines(iter([sale | {"ts": at, "received": at}])), "stages")
    make_leads(clickhouse, int(now.timestamp() * 1000))
    sum_all_leads(clickhouse)

    found = {query: cells_of(clickhouse.query(QUERIES[query])) for query in QUERIES}
    assert all(found.values()), found
    assert found["Landing pages that convert"] == [("/demo/", 2, 2, 100.0)]
    assert found["First and last touch"] == [("Direct", 2, 2)]
    assert found["Time from lead to customer"] == [("checklist", 1, 1.0, 1.0, 9.0)]
    bounded = section(PAGE, "## What to know before the first query").split("  ```sql\n")[1].split("  ```")[0]
    assert clickhouse.query(bounded) == [{"count()": 2}]


def test_leads_by_channel_and_week(filled: ClickHouse) -> None:
    assert answer(filled, "Leads by channel and week") == [
        (date(2026, 3, 2), "Paid Search", 1, 1),
        (date(2026, 3, 9), "Direct", 2, 1),
        (date(2026, 3, 9), "Salons", 1, 0),
    ]


def test_landing_pages_that_convert(filled: ClickHouse) -> None:
    assert answer(filled, "Landing pages that convert") == [("/guide", 3, 1, 33.3), ("/contact", 1, 1, 100.0)]


def test_cost_per_lead_by_channel(filled: ClickHouse) -> None:
    assert answer(filled, "Cost per lead by channel") == [
        ("Direct", 0.0, 2, None),
        ("Paid Search", 50.0, 1, 50.0),
        ("Salons", 40.0, 1, 40.0),
        ("Paid Social", 10.0, 0, None),
    ]


def test_first_and_last_touch(filled: ClickHouse) -> None:
    # Visitor 1 came by the ad first; the second and the third of their leads were made on a direct visit.
    assert answer(filled, "First and last touch") == [("Direct", 0, 2), ("Paid Search", 3, 1), ("Salons", 1, 1)]


def test_time_from_lead_to_customer(filled: ClickHouse) -> None:
    assert answer(filled, "Time from lead to customer") == [
        ("checklist", 1, 3.0, 3.0, 1000.0),
        ("", 1, 1.0, 1.0, 500.0),
    ]


def test_hours_of_the_week(filled: ClickHouse) -> None:
    assert answer(filled, "Hours of the week") == [(1, 9, 1, 1), (2, 10, 3, 1)]


def test_lead_magnets_by_device(filled: ClickHouse) -> None:
    assert answer(filled, "Lead magnets by device") == [
        ("checklist", "desktop", 2, 0, 0.0),
        ("checklist", "mobile", 1, 1, 100.0),
    ]


def test_forms_seen_started_sent(filled: ClickHouse) -> None:
    assert answer(filled, "Forms: seen, started, sent") == [("checklist", 2, 2, 1), ("contact", 0, 0, 1)]


def test_how_far_and_how_long_pages_are_read(filled: ClickHouse) -> None:
    assert answer(filled, "How far and how long pages are read") == [
        ("/guide", 3, 60, 20.0),
        ("/contact", 1, None, 0.0),
    ]


def test_campaigns_to_the_end(filled: ClickHouse) -> None:
    assert answer(filled, "Campaigns to the end") == [
        ("Google", "cpc", "toiture", 1, 1, 1, 1000.0),
        ("(direct)", "(none)", "", 1, 2, 1, 500.0),
        ("Google", "organic", "", 2, 0, 0, 0.0),
    ]


def test_the_example_of_a_bounded_session_id_runs(filled: ClickHouse) -> None:
    indented = section(PAGE, "## What to know before the first query").split("  ```sql\n")[1].split("  ```")[0]
    assert filled.query(in_march(indented)) == [{"count()": 4}]


def test_the_python_example_runs(engine: EngineProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    store = ClickHouse(engine.address("leadpump"))
    store.create_database()
    migrate(store)
    store.insert_lines("events", lines(events()), os.urandom(8).hex())
    sum_all_again(store)
    example = blocks(PAGE, "python")[0].replace("8124", str(engine.port)).replace("data/", "").replace(DEMO, SITE)
    monkeypatch.chdir(engine.data)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(example, "sql.md", "exec"), {})
    assert sorted(printed.getvalue().splitlines()) == ["Direct 1", "Organic Search 2", "Paid Search 1"]


def test_the_readme_shows_the_same_python_example() -> None:
    readme = Path(__file__).resolve().parents[2] / "README.md"
    assert blocks(PAGE, "python")[0] in readme.read_text("utf-8")
