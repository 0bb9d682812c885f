"""What the commands that import a table share: its site, how it is read, and the word on what is wrong with it."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click

from collector.record import Record
from collector.spool import Spool, SpoolFull
from collector.store import StoreRefused, StoreUnavailable
from leadpump.clickhouse import ClickHouse
from leadpump.command.opened import opened_records
from leadpump.command.started import refuse_unstarted
from leadpump.facts import Facts
from leadpump.records.site import SiteRecord
from leadpump.settings import Settings
from leadpump.sheet.day import DAY_FIRST, MONTH_FIRST
from leadpump.sheet.header import bare
from leadpump.sheet.problem import Fault, Problem
from leadpump.sheet.read import Sheet
from leadpump.terminal import printable
from reports.query import DatabaseUnavailable, Query, Rows
from reports.words import Words

AT_ONCE = 2000
"""Facts in one write."""
WAIT_SECONDS = 60
WRONG = 3
"""Exit code where lines were not imported because of what they hold."""
ORDERS = {"dmy": DAY_FIRST, "mdy": MONTH_FIRST}
MARKS = {"comma": ",", "point": "."}
HINTS = {
    Fault.DAY_ORDER: "--dates dmy or --dates mdy",
    Fault.AMOUNT_MARK: "--decimal comma or --decimal point",
    Fault.NO_COLUMN: "--map FIELD=COLUMN",
    Fault.NO_PERIOD: "--first DAY --last DAY, or --map day=COLUMN",
    Fault.NO_WHO: "--map email=COLUMN",
    Fault.NO_WHAT: "--map what=COLUMN, or --what sale",
}
"""What stands for the page's “below” here."""


def find_site(settings: Settings, name: str) -> SiteRecord:
    """The site of that name."""
    refuse_unstarted(settings)
    with opened_records(settings) as records:
        sites = {site.name: site for site in records.all_sites()}
    if name not in sites:
        raise click.ClickException(f"There is no site {name}. There are: {', '.join(sorted(sites)) or 'none'}.")
    return sites[name]


def query_of(settings: Settings) -> Query:
    """The way to read, with the failures that the ledger knows."""
    clickhouse = ClickHouse(settings.clickhouse_address())

    def query(sql: str, params: Mapping[str, Any]) -> Rows:
        try:
            return clickhouse.query(sql, params)
        except (StoreUnavailable, StoreRefused) as error:
            raise DatabaseUnavailable(str(error)) from error

    return query


@contextmanager
def spool_of(settings: Settings) -> Iterator[Spool]:
    """The way to the disk."""
    spool = Spool(
        settings.data / "spool",
        limit_bytes=settings.spool_limit_mb * 1_000_000,
        min_free_bytes=settings.min_free_mb * 1_000_000,
    )
    try:
        yield spool
    finally:
        spool.close()


def mappings(sheet: Sheet, texts: Sequence[str], fields: Collection[str]) -> dict[str, int]:
    """What --map says: of each field the place of its column."""
    return dict(mapping(sheet, text, fields) for text in texts)


def mapping(sheet: Sheet, text: str, fields: Collection[str]) -> tuple[str, int]:
    """The field and the place of its column."""
    field, _, header = text.partition("=")
    if field not in fields:
        raise click.UsageError(f"--map {text}: fields are {', '.join(fields)}.")
    places = [place for place, name in enumerate(sheet.header) if bare(name) == bare(header) or name == header]
    if not places:
        raise click.UsageError(f"--map {text}: the columns are {printable(', '.join(sheet.header))}.")
    return field, places[0]


def say_wrong(file: Path, problems: Iterable[Problem], words: Words) -> None:
    """Say what is wrong with lines of the file."""
    for problem in problems:
        hint = f" ({HINTS[problem.fault]})" if problem.fault in HINTS else ""
        click.echo(f"{file}: {printable(problem.say(words))}{hint}", err=True)


def refuse(file: Path, problems: Iterable[Problem], words: Words) -> NoReturn:
    """Say what is wrong with the file, and end."""
    say_wrong(file, problems, words)
    click.echo("Nothing was stored.", err=True)
    sys.exit(WRONG)


def store(settings: Settings, query: Query, records: Sequence[Record]) -> None:
    """Append the facts piece by piece, say how far it is, and wait until they are counted."""
    stored = True
    done = 0
    try:
        with spool_of(settings) as spool:
            facts = Facts(spool, query)
            for start in range(0, len(records), AT_ONCE):
                part = records[start : start + AT_ONCE]
                stored = facts.keep(part, WAIT_SECONDS)
                done += len(part)
                if len(records) > AT_ONCE:
                    click.echo(f"  {done:,} of {len(records):,}", err=True)
    except SpoolFull as error:
        raise click.ClickException(
            f"{done} of {len(records)} are stored: {error}\nGive the same command again: nothing counts twice."
        ) from None
    if records:
        click.echo("  stored" if stored else "  on disk, and stored as soon as the loader gets to it")
