"""The schema is applied once, in both backends, and history is not rewritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from collector import migrate as migrate_module
from collector.migrate import SchemaChanged, migrate, statements
from leadpump.clickhouse import ClickHouse

pytestmark = pytest.mark.through_http


def test_applying_the_schema_again_does_nothing(clickhouse: ClickHouse) -> None:
    assert migrate(clickhouse) == []


def test_every_table_and_column_says_what_it_is(clickhouse: ClickHouse) -> None:
    params = {"database": clickhouse.address.database}
    without = clickhouse.query(
        "select table, name from system.columns where database = {database:String} and comment = ''", params
    )
    assert without == []
    tables = clickhouse.query(
        "select name, comment from system.tables where database = {database:String} and engine like '%MergeTree'",
        params,
    )
    assert {row["name"] for row in tables} == {
        "events",
        "event_ids",
        "session_summaries",
        "lead_events",
        "lead_summaries",
        "contacts",
        "costs",
        "metrics",
        "email_events",
        "deliveries",
        "refusals",
        "schema_migrations",
    }
    assert all(row["comment"] for row in tables)


def test_an_edited_migration_is_refused(
    clickhouse: ClickHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in migrate_module.SCHEMA.rglob("*.sql"):
        copy = tmp_path / path.relative_to(migrate_module.SCHEMA)
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(path.read_text())
    monkeypatch.setattr(migrate_module, "SCHEMA", tmp_path)
    assert migrate(clickhouse) == []
    (tmp_path / "views" / "sessions.sql").write_text((tmp_path / "views" / "sessions.sql").read_text() + "-- changed\n")
    (tmp_path / "0099_later.sql").write_text(
        "create table later (x UInt8 comment 'x') engine = MergeTree order by x;\n"
    )
    applied = migrate(clickhouse)
    assert applied[0] == "0099_later.sql"
    assert "views/sessions.sql" in applied
    (tmp_path / "0001_events.sql").write_text("create table events (x UInt8) engine = MergeTree order by x;\n")
    with pytest.raises(SchemaChanged, match="0001_events"):
        migrate(clickhouse)


def test_a_script_is_cut_at_semicolons_that_end_a_line() -> None:
    assert statements("-- a; b\nselect ';' as x;\n\nselect 2;\n-- end\n") == ["select ';' as x", "select 2"]
