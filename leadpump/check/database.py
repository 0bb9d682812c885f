"""ClickHouse: is it there, is it new enough, are the tables what this version needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from collector.migrate import migrations
from collector.retention import Retention, kept_months
from collector.store import StoreRefused, StoreUnavailable
from leadpump.backup.tables import schema_tables
from leadpump.check.clock import check_clock_of
from leadpump.check.finding import Finding, fail, ok, warn
from leadpump.clickhouse import ClickHouse
from leadpump.settings import Settings

TRIED = (26, 3)
"""Oldest release that the settings of the inserts were written for."""
WINDOW = 10_000
MANY_PARTS = 300
ACCESS_DENIED = 497
WINDOW_SETTING = re.compile(r"\b(?:non_)?replicated_deduplication_window = (\d+)")


def check_database(settings: Settings) -> Iterator[Finding]:
    """Everything about ClickHouse that can be asked."""
    clickhouse = ClickHouse(settings.clickhouse_address())
    where = f"{clickhouse.address.host}:{clickhouse.address.port}"
    try:
        yield from check_version(clickhouse, where)
        yield from check_schema(clickhouse)
        yield from check_tables(clickhouse)
        yield from check_retention(clickhouse, settings.retention)
        yield from check_clock_of(clickhouse)
    except StoreUnavailable:
        yield fail(
            "ClickHouse", f"It does not answer at {where}. Events are accepted and wait; see its log, or the engine's."
        )
    except StoreRefused as error:
        yield fail(
            "ClickHouse", f"It refused a question (error {error.code}): see docs/install.md for the rights it takes."
        )


def check_version(clickhouse: ClickHouse, where: str) -> Iterator[Finding]:
    """Its release, and whether it lets us write with the settings that exactness needs."""
    (row,) = clickhouse.query("select version() as version, getSetting('readonly') as readonly")
    release = tuple(int(part) for part in row["version"].split(".")[:2])
    if release < TRIED:
        oldest = ".".join(map(str, TRIED))
        yield warn("ClickHouse", f"{where} is {row['version']}, older than any release tried ({oldest}): upgrade it.")
    else:
        yield ok("ClickHouse", f"{where} is {row['version']}.")
    if row["readonly"]:
        yield fail("ClickHouse", "The user may only read: give it the rights of docs/install.md.")
        return
    (kept,) = clickhouse.query("select getSetting('async_insert') as value settings async_insert = 0")
    if kept["value"]:
        yield fail(
            "ClickHouse", "It forces async_insert on, which confirms rows before they are stored: allow it to be 0."
        )


def check_schema(clickhouse: ClickHouse) -> Iterator[Finding]:
    """Which migrations were applied."""
    (there,) = clickhouse.query("exists table schema_migrations")
    if not next(iter(there.values())):
        yield fail(
            "schema", "The tables are not made yet: start Leadpump; its loader makes them, or logs why it cannot."
        )
        return
    rows = clickhouse.query("select name, argMax(checksum, applied) as checksum from schema_migrations group by name")
    applied = {row["name"]: row["checksum"] for row in rows if not row["name"].startswith("views/")}
    known = {script.name: script.checksum for script in migrations()}
    if missing := sorted(known.keys() - applied.keys()):
        yield fail("schema", f"{', '.join(missing)} is not applied: start this version, whose loader does it.")
    if newer := sorted(applied.keys() - known.keys()):
        yield fail("schema", f"{', '.join(newer)} is of a newer version: install that one, or restore an older backup.")
    if edited := sorted(name for name in known.keys() & applied.keys() if known[name] != applied[name]):
        yield fail("schema", f"{', '.join(edited)} was edited after it was applied: restore the file.")
    if not missing and not newer and not edited:
        yield ok("schema", f"All {len(known)} migrations are applied.")


def check_tables(clickhouse: ClickHouse) -> Iterator[Finding]:
    """The settings of the tables by which a repeated insert is recognised, and how many parts they are in."""
    tables = sorted(schema_tables())
    rows = clickhouse.query(
        "select name, engine_full from system.tables "
        "where database = currentDatabase() and name in {tables:Array(String)}",
        {"tables": tables},
    )
    weak = [row["name"] for row in rows if window_of(row["engine_full"]) < WINDOW]
    for name in weak:
        yield fail(
            "tables",
            f"{name} remembers too few inserts to recognise a repeated one: "
            f"alter table {name} modify setting non_replicated_deduplication_window = {WINDOW}",
        )
    parts = parts_of(clickhouse)
    for row in parts:
        yield warn(
            "tables", f"{row['table']} {row['partition']} is in {row['n']} parts: ClickHouse falls behind merging."
        )
    if not weak and not parts:
        yield ok("tables", "They recognise a repeated insert, and are merged.")


def check_retention(clickhouse: ClickHouse, retention: Retention) -> Iterator[Finding]:
    """Whether rows are kept as long as the settings say, which is set at the start."""
    kept = kept_months(clickhouse)
    other = {table: months for table, months in retention.by_table().items() if kept.get(table) != months}
    for table, months in other.items():
        now = f"for {kept[table]} months" if table in kept else "for ever, or by a rule of its own"
        yield warn("retention", f"{table} keeps rows {now}, not for {months} as set: start Leadpump again.")
    if not other:
        yield ok(
            "retention",
            f"Events go after {retention.events} months, and persons are forgotten {retention.contacts} months after "
            "the last contact; leads, stages and costs stay, as counts.",
        )


def parts_of(clickhouse: ClickHouse) -> list[dict[str, Any]]:
    """Partitions in too many parts; none where a server does not let the user see that."""
    try:
        return clickhouse.query(
            "select table, partition, count() as n from system.parts where database = currentDatabase() and active "
            "group by table, partition having n > {many:UInt32}",
            {"many": MANY_PARTS},
        )
    except StoreRefused as error:
        if error.code == ACCESS_DENIED:
            return []
        raise


def window_of(engine: str) -> int:
    """How many inserts a table remembers, from the text of its engine; 0 is ClickHouse's default."""
    found = WINDOW_SETTING.findall(engine)
    return int(found[-1]) if found else 0
