"""What is past its time is gone from the tables, by the real engine; what is not stays."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from collector.retention import Retention, keep, kept_months
from leadpump.clickhouse import ClickHouse
from tests.collector.conftest import Pipeline
from tests.conftest import wait_until

NOW = datetime.now(UTC)
MONTH = timedelta(days=30.44)
AGES = {
    # table: its time, in months, under the settings of the test
    "events": 10.0,
    "session_summaries": 10.0,
    "email_events": 10.0,
    "event_ids": 40 / 30.44,
    "refusals": 13.0,
}


def ago(months: float) -> datetime:
    return NOW - MONTH * months


def row_of(table: str, months: float) -> dict[str, Any]:
    """A row as it was stored so long ago; other columns are those of nobody."""
    moment = ago(months)
    seconds = moment.timestamp()
    match table:
        case "session_summaries":
            return {"site": "example.fr", "session_id": int(seconds) << 32, "page_views": 1}
        case "event_ids":
            return {"id": str(uuid4()), "received": int(seconds)}
        case "refusals":
            return {"site": "example.fr", "received": seconds, "id": str(uuid4()), "refused": 1}
        case _:
            return {"site": "example.fr", "ts": seconds, "received": seconds, "id": str(uuid4())}


def count(clickhouse: ClickHouse, table: str) -> int:
    return int(clickhouse.query(f"select count() as n from {table}")[0]["n"])


@pytest.mark.through_http
def test_rows_past_their_time_disappear(clickhouse: ClickHouse) -> None:
    """A row a month too old and one that is not yet: the settings take the first at once, a merge the rest."""
    clickhouse.command("alter table event_ids modify ttl received + interval 500 month")
    clickhouse.command("alter table refusals modify ttl received + interval 500 month")
    for table, months in AGES.items():
        for age in (months * 1.1 + 0.1, months * 0.9):
            clickhouse.insert_lines(table, json.dumps(row_of(table, age)).encode(), f"{table}{age}")
        assert count(clickhouse, table) == 2, table
    assert sorted(keep(clickhouse, Retention(events=10))) == ["email_events", "events", "session_summaries"]
    for table in ("events", "session_summaries", "email_events"):
        wait_until(lambda table=table: count(clickhouse, table) == 1, what=f"removal from {table}")
    clickhouse.command("alter table event_ids modify ttl received + interval 40 day")
    clickhouse.command("alter table refusals modify ttl toDateTime(received) + interval 13 month")
    for table in AGES:
        clickhouse.command(f"optimize table {table} final")
        wait_until(lambda table=table: count(clickhouse, table) == 1, what=f"removal from {table}")


def test_what_comes_in_too_old_goes_with_the_next_merge(pipeline: Pipeline) -> None:
    """An import of a year ago where ten months are kept: neither events nor what they come to stay."""
    pipeline.now = NOW
    keep(pipeline.clickhouse, Retention(events=10))
    old, young = (
        {
            "site": "example.fr",
            "name": "pageview",
            "url": f"https://example.fr/{months}",
            "visitor": "a",
            "id": str(uuid4()),
            "ts": int(ago(months).timestamp() * 1000),
        }
        for months in (12, 2)
    )
    assert pipeline.import_("events", [old, young]).status_code == 202
    pipeline.load()
    for table in ("events", "session_summaries"):
        pipeline.clickhouse.command(f"optimize table {table} final")
    assert pipeline.rows("select path from events") == [{"path": "/2"}]
    assert pipeline.rows("select path from page_views") == [{"path": "/2"}]


def test_a_start_changes_nothing_that_is_as_it_should_be(clickhouse: ClickHouse) -> None:
    assert keep(clickhouse, Retention()) == []
    assert kept_months(clickhouse) == {"events": 25, "session_summaries": 25, "email_events": 25}
    assert keep(clickhouse, Retention(events=13)) == ["events", "session_summaries", "email_events"]
    assert keep(clickhouse, Retention(events=13)) == []
    clickhouse.command("alter table email_events remove ttl")
    assert keep(clickhouse, Retention(events=13)) == ["email_events"]
