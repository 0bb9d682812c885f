"""`leadpump import leads` and `import changes`: a customer file, by the same way in as the pages for it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from leadpump.command.opened import note_one, opened_records
from leadpump.command.sheet_file import (
    MARKS,
    ORDERS,
    WRONG,
    find_site,
    mappings,
    query_of,
    refuse,
    say_wrong,
    store,
)
from leadpump.emails import import_plan as email_plan
from leadpump.emails.statement import statement as of_emails_statement
from leadpump.identity import open_identity
from leadpump.leads.form import Writer, writer_of
from leadpump.leads.import_names import CHANGES, FIELDS, KNOWN, LEADS
from leadpump.leads.import_plan import Plan, plan_import, plan_undoing, records_of_import
from leadpump.leads.imported import ALL_ARE, Choice, Reading, guess_choice, read_facts
from leadpump.leads.statement import statement
from leadpump.settings import Settings
from leadpump.sheet.problem import Problem
from leadpump.sheet.read import Sheet, read_sheet
from reports.query import DatabaseUnavailable, Query
from reports.words import Words

Command = Callable[..., Any]


def options(about: str) -> Callable[[Command], Command]:
    """What both commands are told."""

    def add(command: Command) -> Command:
        for option in (
            click.option("--language", type=click.Choice(["en", "fr"]), default="en", help="Of what is said."),
            click.option("--decimal", type=click.Choice(sorted(MARKS)), help="The mark before the cents."),
            click.option("--dates", type=click.Choice(sorted(ORDERS)), help="Day or month first, where both may be."),
            click.option(
                "--map",
                "mapped",
                multiple=True,
                metavar="FIELD=COLUMN",
                help=f"Which column is what: {', '.join(FIELDS[about])}.",
            ),
            click.option("--dry-run", is_flag=True, help="Check everything, say what would be added, store nothing."),
            click.option("--site", "name", required=True, help="Whose leads they are."),
            click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
        ):
            command = option(command)
        return command

    return add


@click.command()
@options(LEADS)
@click.pass_obj
def leads(settings: Settings, /, **given: Any) -> None:
    """Store the leads of FILE, while Leadpump runs: a CSV of contacts of HubSpot, Pipedrive, Brevo, or your own.

    Somebody known stays one lead. The same line never counts twice. Lines that are wrong are named and left out, and
    the exit code is then 3.
    """
    run(settings, LEADS, "", **given)


@click.command()
@options(CHANGES)
@click.option("--what", type=click.Choice(ALL_ARE[1:]), help="What all lines are about.")
@click.pass_obj
def changes(settings: Settings, /, what: str | None, **given: Any) -> None:
    """Store what FILE says of leads, while Leadpump runs: stages, sales, calls, NPS answers …, each with its day.

    The same line never counts twice. Lines that are wrong are named and left out, and the exit code is then 3.
    """
    run(settings, CHANGES, what or "", **given)


@click.command()
@click.argument("moment", required=False, type=int)
@click.option("--site", "name", required=True, help="Whose leads they are.")
@click.pass_obj
def undo(settings: Settings, moment: int | None, name: str) -> None:
    """Take back the import of leads, changes or e-mails of that MOMENT; list the imports without it."""
    writer = writer_for(settings, name)
    try:
        query = query_of(settings)
        if moment is None:
            list_imports(query, name)
            return
        undoing = plan_undoing(moment, query, writer)
        of_emails = email_plan.plan_undoing(moment, query, writer)
        store(settings, query, [*undoing.facts, *of_emails.facts])
        for what, facts in (("lead_import.undo", undoing.facts), ("email_import.undo", of_emails.facts)):
            if facts:
                note_one(settings, what, str(moment), name)
    except DatabaseUnavailable as error:
        raise click.ClickException(f"{error}\nStart Leadpump first, then give the same command again.") from None
    click.echo(f"leads that count no more: {undoing.leads}, changes withdrawn: {undoing.changes}, stay: {undoing.kept}")
    if of_emails.facts:
        click.echo(f"facts of e-mails taken back: {of_emails.taken_back}, as before: {of_emails.restored}")


def list_imports(query: Query, name: str) -> None:
    """Say what was imported."""
    for row in query(statement("imports"), {"site": name}):
        at = datetime.fromtimestamp(int(row["received_ms"]) / 1000, UTC)
        held = f"{row['leads']} leads, {row['changes']} changes, {row['withdrawn']} taken back"
        click.echo(f"{row['received_ms']}  {at:%Y-%m-%d %H:%M} UTC  {row['writer']}: {held}")
    for row in query(of_emails_statement("imports"), {"site": name}):
        at = datetime.fromtimestamp(int(row["received_ms"]) / 1000, UTC)
        held = f"{row['told']} facts of {row['mailings']} e-mails, {row['held']} of them hold"
        click.echo(f"{row['received_ms']}  {at:%Y-%m-%d %H:%M} UTC  {row['writer']}: {held}")


def run(
    settings: Settings, about: str, what: str, *, file: Path, name: str, dry_run: bool, language: str, **given: Any
) -> None:
    """Read, plan, say, and store."""
    writer = writer_for(settings, name)
    words = Words(language, writer.site.currency)
    sheet = read_sheet(file.read_bytes(), KNOWN[about])
    if isinstance(sheet, Problem):
        refuse(file, [sheet], words)
    reading = read_facts(sheet, corrected(sheet, about, what, given), writer)
    if reading.wrong:
        refuse(file, reading.wrong, words)
    try:
        query = query_of(settings)
        plan = plan_import(reading.told, query, name)
        tell(file, reading, plan)
        if dry_run:
            click.echo("  nothing was stored: this was a dry run")
        else:
            facts = records_of_import(plan, writer)
            store(settings, query, facts)
            if facts:
                note_one(settings, "lead_import.bring_in", about, name)
    except DatabaseUnavailable as error:
        raise click.ClickException(f"{error}\nStart Leadpump first, then give the same command again.") from None
    say_wrong(file, reading.refused, words)
    if reading.refused:
        sys.exit(WRONG)


def corrected(sheet: Sheet, about: str, what: str, given: dict[str, Any]) -> Choice:
    """The guess with what the command says otherwise."""
    choice = guess_choice(sheet, about)
    columns = {**choice.columns, **mappings(sheet, given["mapped"], FIELDS[about])}
    said = "" if "what" in columns else choice.what
    return Choice(about, columns, ORDERS.get(given["dates"], ""), MARKS.get(given["decimal"], ""), what or said)


def writer_for(settings: Settings, name: str) -> Writer:
    """Who writes: the command, for what is written now."""
    site = find_site(settings, name)
    with opened_records(settings) as records:
        rules = [kept.rule for kept in records.channel_rules_of(name)]
    # To the millisecond, for it is by this moment that the import is known.
    now = datetime.fromtimestamp(int(datetime.now(UTC).timestamp() * 1000) / 1000, UTC)
    return writer_of(site, rules, open_identity(settings), "leadpump import", now)


def tell(file: Path, reading: Reading, plan: Plan) -> None:
    """Say what the file holds and what it adds."""
    click.echo(f"{file}: new: {len(plan.fresh)}, again after an undo: {len(plan.back)}, known already: {plan.same}")
    click.echo(f"  said twice: {reading.same}, nothing new: {reading.empty}, refused: {len(reading.refused)}")
    if plan.strange:
        listed = ", ".join(map(str, plan.strange[:20])) + (" …" if len(plan.strange) > 20 else "")
        click.echo(f"  about people unknown so far, counted once they are leads: lines {listed}")
