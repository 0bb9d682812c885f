"""`leadpump import emails`: what an e-mail tool exports, by the same way in as the page for it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from leadpump.command.import_leads import writer_for
from leadpump.command.opened import note_one
from leadpump.command.sheet_file import ORDERS, WRONG, mappings, query_of, refuse, say_wrong, store
from leadpump.emails.import_names import FIELDS, KIND_NAMES, KNOWN
from leadpump.emails.import_plan import Plan, plan_import
from leadpump.emails.imported import Choice, Reading, guess_choice, read_emails
from leadpump.settings import Settings
from leadpump.sheet.problem import Problem
from leadpump.sheet.read import Sheet, read_sheet
from reports.query import DatabaseUnavailable
from reports.words import Words


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--site", "name", required=True, help="Whose e-mails they are.")
@click.option("--what", type=click.Choice([kind for kind in KIND_NAMES if kind]), help="What all lines are about.")
@click.option("--campaign", default="", help="The mailing that all lines are about.")
@click.option(
    "--map", "mapped", multiple=True, metavar="FIELD=COLUMN", help=f"Which column is what: {', '.join(FIELDS)}."
)
@click.option("--dates", type=click.Choice(sorted(ORDERS)), help="Day or month first, where both may be.")
@click.option("--language", type=click.Choice(["en", "fr"]), default="en", help="Of what is said.")
@click.option("--dry-run", is_flag=True, help="Check everything, say what would be added, store nothing.")
@click.pass_obj
def emails(settings: Settings, /, file: Path, name: str, dry_run: bool, language: str, **given: Any) -> None:
    """Store what FILE says of e-mails, while Leadpump runs: figures of mailings, or a log of single e-mails.

    The same line never counts twice; totals that have grown take the place of the earlier ones. Lines that are wrong
    are named and left out, and the exit code is then 3.
    """
    writer = writer_for(settings, name)
    words = Words(language, writer.site.currency)
    sheet = read_sheet(file.read_bytes(), KNOWN)
    if isinstance(sheet, Problem):
        refuse(file, [sheet], words)
    reading = read_emails(sheet, corrected(sheet, given), writer)
    if reading.wrong:
        refuse(file, reading.wrong, words)
    try:
        query = query_of(settings)
        plan = plan_import(reading.told, query, name)
        tell(file, reading, plan)
        if dry_run:
            click.echo("  nothing was stored: this was a dry run")
        else:
            store(settings, query, plan.records)
            if plan.records:
                note_one(settings, "email_import.bring_in", site=name)
    except DatabaseUnavailable as error:
        raise click.ClickException(f"{error}\nStart Leadpump first, then give the same command again.") from None
    say_wrong(file, reading.refused, words)
    if reading.refused:
        sys.exit(WRONG)


def corrected(sheet: Sheet, given: dict[str, Any]) -> Choice:
    """The guess with what the command says otherwise."""
    choice = guess_choice(sheet)
    columns = {**choice.columns, **mappings(sheet, given["mapped"], FIELDS)}
    return Choice(columns, ORDERS.get(given["dates"], ""), given["what"] or "", given["campaign"])


def tell(file: Path, reading: Reading, plan: Plan) -> None:
    """Say what the file holds and what it adds."""
    click.echo(
        f"{file}: new: {len(plan.fresh)}, totals changed: {len(plan.changed)}, again after an undo: {len(plan.back)}, "
        f"known already: {plan.same}"
    )
    click.echo(f"  said twice: {reading.same}, nothing new: {reading.empty}, refused: {len(reading.refused)}")
