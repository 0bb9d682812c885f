"""The schema: numbered migrations applied once and checked, and views brought to what their files say."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from collector.store import Store

SCHEMA = Path(__file__).with_name("schema")
VIEWS = (
    "session_summing",
    "sessions",
    "page_views",
    "visitor_events",
    "lead_changes",
    "permissions",
    "lead_summing",
    "all_leads",
    "leads",
    "touches",
    "conversions",
    "lead_journeys",
    "spend",
    "emails",
    "email_conversions",
    "metric_days",
)
LEDGER = """
create table if not exists schema_migrations
(
    name     String                          comment 'File of the migration or the view',
    checksum String                          comment 'SHA-256 of its text',
    applied  DateTime64(3, 'UTC') default now64(3, 'UTC') comment 'When it was applied'
)
engine = MergeTree
order by (name, applied)
comment 'What was applied to this schema'
"""


class SchemaChanged(Exception):
    """A migration that was applied no longer reads as it did: the text tells which."""


@dataclass(frozen=True, slots=True)
class Script:
    """A file of the schema."""

    name: str
    text: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def migrate(store: Store, only: Collection[str] | None = None) -> list[str]:
    """Bring the database to the schema of this version; the names of what was applied. Safe to repeat.

    only: apply just these migrations and no views, for rows that were written under them.
    Raises SchemaChanged for an applied migration whose file was edited.
    """
    store.command(LEDGER)
    applied = {
        row["name"]: row["checksum"]
        for row in store.query(
            "select name, argMax(checksum, applied) as checksum from schema_migrations group by name"
        )
    }
    done: list[str] = []
    for script in migrations():
        if script.name in applied:
            refuse_edited(script, applied[script.name])
            continue
        if only is not None and script.name not in only:
            continue
        run(script, store)
        note([script], store)
        done.append(script.name)
    if only is not None:
        return done
    due = [script for script in views() if done or applied.get(script.name) != script.checksum]
    for script in due:
        run(script, store)
    if due:
        # Each bears repeating, so that all are noted at once.
        note(due, store)
    return done + [script.name for script in due]


def migrations() -> list[Script]:
    """The numbered files, in order."""
    return [Script(path.name, path.read_text("utf-8")) for path in sorted(SCHEMA.glob("[0-9]*.sql"))]


def views() -> list[Script]:
    """The views, each after those it reads."""
    return [Script(f"views/{name}.sql", (SCHEMA / "views" / f"{name}.sql").read_text("utf-8")) for name in VIEWS]


def refuse_edited(script: Script, checksum: str) -> None:
    """An applied migration is history: raise unless it still reads the same."""
    if script.checksum != checksum:
        raise SchemaChanged(
            f"{script.name} was applied in another form than this version has. Migrations are never edited: "
            "restore the file, or add a new one."
        )


def run(script: Script, store: Store) -> None:
    """Run a script's statements. A half-applied one runs again whole: statements bear repeating."""
    for statement in statements(script.text):
        store.command(re.sub(r"^create table (?!if not exists)", "create table if not exists ", statement, flags=re.I))


def note(scripts: Sequence[Script], store: Store) -> None:
    """Write down that scripts were applied."""
    store.command(
        "insert into schema_migrations (name, checksum)"
        " select name, checksum from (select {names:Array(String)} as name, {checksums:Array(String)} as checksum)"
        " array join name, checksum",
        {"names": [script.name for script in scripts], "checksums": [script.checksum for script in scripts]},
    )


def statements(text: str) -> list[str]:
    """The statements of a script, without its comment lines. A statement ends with a semicolon at a line's end."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("--")]
    return [part.strip() for part in re.split(r";\s*(?:\n|$)", "\n".join(lines)) if part.strip()]
