"""`leadpump import metrics` and `import history`: what others counted, by the same way in as the page for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import click

from collector.metric import HISTORY
from leadpump.command.opened import note_one
from leadpump.command.sheet_file import MARKS, ORDERS, find_site, mapping, query_of, refuse, store
from leadpump.outside.book import Book, Plan, records_of
from leadpump.outside.names import DAY, FIELDS
from leadpump.outside.opened import open_table
from leadpump.outside.told import Choice, Reading, guess_choice, read_values
from leadpump.settings import Settings
from leadpump.sheet.problem import Fault, Problem
from leadpump.sheet.read import Sheet
from leadpump.terminal import printable
from reports.query import DatabaseUnavailable
from reports.words import Words

AUTHOR = "leadpump import"
Command = Callable[..., Any]


def options(command: Command) -> Command:
    """What both commands are told."""
    for option in (
        click.option("--language", type=click.Choice(["en", "fr"]), default="en", help="Of what is said."),
        click.option("--decimal", type=click.Choice(sorted(MARKS)), help="The mark before the fraction."),
        click.option("--dates", type=click.Choice(sorted(ORDERS)), help="Day or month first, where both may be."),
        click.option(
            "--map", "mapped", multiple=True, metavar="FIELD=COLUMN", help=f"Which column is what: {', '.join(FIELDS)}."
        ),
        click.option("--dry-run", is_flag=True, help="Check everything, say what would change, store nothing."),
        click.option("--site", "name", required=True, help="Of which site."),
        click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
    ):
        command = option(command)
    return command


@click.command()
@options
@click.option("--metric", default="", help="What was measured, where no column says it.")
@click.option("--of", "dimension", default="", help="Network, keyword or page, where no column says it.")
@click.option("--levels", is_flag=True, help="Days of metrics of your own do not add up: each says how things stood.")
@click.pass_obj
def metrics(settings: Settings, /, **given: Any) -> None:
    """Store what FILE says was measured outside the site, while Leadpump runs: a CSV of days and values.

    The same days again are corrected, and a file imported twice counts once. If a line is wrong, nothing is stored,
    each is named, and the exit code is 3.
    """
    run(settings, **given)


@click.command()
@options
@click.option("--counter", "dimension", default="", help="What counted: Matomo, Plausible … If the file does not tell.")
@click.pass_obj
def history(settings: Settings, /, **given: Any) -> None:
    """Store the daily totals that FILE holds, of another counter: an export of GA4, Matomo, Plausible or Umami.

    They are shown in the report "history" and in no other figure.
    """
    run(settings, metric="", levels=False, only_history=True, **given)


@click.command("undo-metrics")
@click.argument("number", required=False, type=click.UUID)
@click.option("--site", "name", required=True, help="Of which site.")
@click.pass_obj
def undo_metrics(settings: Settings, number: UUID | None, name: str) -> None:
    """Take back the import of metrics or of a history of that NUMBER; list the imports without it."""
    find_site(settings, name)
    query = query_of(settings)
    try:
        book = Book(query, name)
        if number is None:
            list_imports(book)
            return
        gone = book.undoing(number, book.writing(AUTHOR, now_ms(), via="csv"))
        store(settings, query, gone)
        if gone:
            note_one(settings, "outside.undo", str(number), name)
    except DatabaseUnavailable as error:
        raise click.ClickException(f"{error}\nStart Leadpump first, then give the same command again.") from None
    click.echo(f"values taken back: {len(gone)}")


def list_imports(book: Book) -> None:
    """Say what was imported."""
    for row in book.imports():
        at = datetime.fromtimestamp(int(row["received_ms"]) / 1000, UTC)
        undone = ", undone" if row["undone"] else ""
        what = printable(f"{row['file']}: {', '.join(row['metrics'])}, {row['stored']} values{undone}")
        click.echo(f"{row['import']}  {at:%Y-%m-%d %H:%M} UTC  {row['writer']}  {what}")


def run(
    settings: Settings, *, file: Path, name: str, dry_run: bool, language: str, only_history: bool = False, **given: Any
) -> None:
    """Read, plan, say, and store."""
    site = find_site(settings, name)
    words = Words(language, site.currency)
    opened = open_table(file.read_bytes(), site.timezone)
    if isinstance(opened, Problem):
        refuse(file, [opened], words)
    choice = corrected(guess_choice(opened.sheet, opened.counter), opened.sheet, given)
    if only_history:
        choice = replace(
            choice,
            columns={place: field for place, field in choice.columns.items() if field == DAY or field in HISTORY},
        )
        if not set(choice.columns.values()) & set(HISTORY):
            refuse(file, [Problem(Fault.NO_COLUMN, 0, {"column": FIELDS["history_visitors"]})], words)
    reading = read_values(opened.sheet, choice, datetime.now(ZoneInfo(site.timezone)).date())
    if reading.problems:
        refuse(file, reading.problems, words)
    query = query_of(settings)
    try:
        book = Book(query, name)
        plan = book.plan(reading.values)
        tell(file, reading, plan, choice)
        if dry_run:
            click.echo("  nothing was stored: this was a dry run")
        elif plan.writes:
            writing = book.writing(AUTHOR, now_ms(), via="csv", origin=file.name[:200], import_id=uuid4())
            store(settings, query, records_of(plan.writes, writing))
            note_one(settings, "outside.bring_in", site=name)
            click.echo(f"  to take it back: leadpump import undo-metrics {writing.import_id} --site {name}")
    except DatabaseUnavailable as error:
        raise click.ClickException(f"{error}\nStart Leadpump first, then give the same command again.") from None


def corrected(choice: Choice, sheet: Sheet, given: dict[str, Any]) -> Choice:
    """The guess with what the command says otherwise."""
    columns = dict(choice.columns)
    for text in given["mapped"]:
        field, place = mapping(sheet, text, FIELDS)
        columns[place] = field
    return replace(
        choice,
        columns=columns,
        order=ORDERS.get(given["dates"], ""),
        mark=MARKS.get(given["decimal"], ""),
        metric=given["metric"],
        dimension=given["dimension"] or choice.dimension,
        adds=not given["levels"],
    )


def tell(file: Path, reading: Reading, plan: Plan, choice: Choice) -> None:
    """Say what the file holds and what it changes."""
    days = sorted(one.day for one in reading.values)
    span = f", {days[0]} to {days[-1]}" if days else ""
    named = sorted({one.metric for one in reading.values})
    click.echo(f"{file}: {len(reading.values)} values of {printable(', '.join(named)) or 'nothing'}{span}")
    if choice.dimension:
        click.echo(f"  of {choice.dimension}, where the file says nothing else")
    click.echo(f"  new: {len(plan.fresh)}, replaced: {len(plan.changed)}, as they were: {plan.same}")
    if reading.totals:
        click.echo(f"  left out as totals: lines {', '.join(map(str, reading.totals))}")
    if reading.running:
        click.echo(f"  left out, for their week or month is not over: lines {', '.join(map(str, reading.running))}")


def now_ms() -> int:
    """Unix milliseconds."""
    return int(datetime.now(UTC).timestamp() * 1000)
