"""`leadpump import costs`: an exported table of costs, by the same way in as the page for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from collector.spool import SpoolFull
from leadpump.command.opened import note_one
from leadpump.command.sheet_file import MARKS, ORDERS, find_site, mappings, query_of, refuse, spool_of
from leadpump.costs.entry import Labels
from leadpump.costs.exported import FIELDS, KNOWN, PLATFORMS, Choice, Reading, Target, guess_choice, read_costs
from leadpump.costs.form import read_day
from leadpump.costs.ledger import Ledger
from leadpump.costs.plan import Plan, plan_import, records_of_import
from leadpump.facts import Facts
from leadpump.records.site import SiteRecord
from leadpump.settings import Settings
from leadpump.sheet.day import Days
from leadpump.sheet.named import channel_named
from leadpump.sheet.problem import Problem
from leadpump.sheet.read import Sheet, read_sheet
from leadpump.terminal import printable
from reports import format as written
from reports.query import DatabaseUnavailable
from reports.words import Words


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--site", "name", required=True, help="Whose costs they are.")
@click.option("--dry-run", is_flag=True, help="Read and check everything, say what would change, and store nothing.")
@click.option("--from-platform", "platform", type=click.Choice(sorted(PLATFORMS)), help="If the file does not tell.")
@click.option(
    "--map", "mapped", multiple=True, metavar="FIELD=COLUMN", help=f"Which column is what: {', '.join(FIELDS)}."
)
@click.option("--dates", type=click.Choice(sorted(ORDERS)), help="Day or month first, where both may be.")
@click.option("--decimal", type=click.Choice(sorted(MARKS)), help="The mark before the cents, where both may be.")
@click.option("--first", help="First day of what the file is about, if it does not tell (2026-03-01).")
@click.option("--last", help="Its last day.")
@click.option("--channel", help="Channel, where no column says it.")
@click.option("--source", help="Source, where no column says it.")
@click.option("--account", help="Account, where no column says it.")
@click.option("--language", type=click.Choice(["en", "fr"]), default="en", help="Of what is said.")
@click.pass_obj
def costs(settings: Settings, /, file: Path, name: str, dry_run: bool, language: str, **options: Any) -> None:
    """Store the costs of FILE, while Leadpump runs: a CSV of Google Ads, Meta Ads, Microsoft Advertising, or your own.

    The same days of the same campaigns replace what is there: import a file twice, or a later one that overlaps, and
    nothing counts twice. If a line is wrong, nothing is stored, each is named, and the exit code is 3.
    """
    site = find_site(settings, name)
    words = Words(language, site.currency)
    sheet = read_sheet(file.read_bytes(), KNOWN)
    if isinstance(sheet, Problem):
        refuse(file, [sheet], words)
    choice = corrected(guess_choice(sheet), sheet, options)
    query = query_of(settings)
    ledger = Ledger(query, site)
    today = datetime.now(ZoneInfo(site.timezone)).date()
    target = Target(site.name, site.currency, ledger.digits, today, site.magnets)
    reading = read_costs(sheet, choice, target)
    if reading.problems:
        refuse(file, reading.problems, words)
    try:
        plan = plan_import(reading.days, ledger)
        tell(file, choice, reading, plan, site, language)
        if dry_run:
            click.echo("  nothing was stored: this was a dry run")
        else:
            store(settings, query, ledger, file, choice, plan)
            if plan.writes:
                note_one(settings, "cost_import.bring_in", site=name)
    except DatabaseUnavailable as error:
        raise click.ClickException(f"{error}\nStart Leadpump first, then give the same command again.") from None


def store(settings: Settings, query: Any, ledger: Ledger, file: Path, choice: Choice, plan: Plan) -> None:
    """Write what is new or changed, and wait until it is counted."""
    if not plan.writes:
        return
    writing = ledger.writing("leadpump import costs", int(datetime.now(UTC).timestamp() * 1000))
    records = records_of_import(plan.writes, choice, file.name, writing)
    try:
        with spool_of(settings) as spool:
            stored = Facts(spool, query).keep(records, seconds=60)
    except SpoolFull as error:
        raise click.ClickException(f"nothing was stored: {error}") from None
    click.echo("  stored" if stored else "  on disk, and stored as soon as the loader gets to it")


def corrected(choice: Choice, sheet: Sheet, options: Mapping[str, Any]) -> Choice:
    """The guess with what the command says otherwise."""
    platform = options["platform"] or choice.platform
    known = PLATFORMS[platform]
    period = choice.period
    if options["first"] or options["last"]:
        period = Days(day_of("--first", options["first"]), day_of("--last", options["last"] or options["first"]))
    labels = Labels(
        channel=channel_named(options["channel"] or known.channel),
        source=options["source"] or known.source,
        account=options["account"] or "",
    )
    columns = {**choice.columns, **mappings(sheet, options["mapped"], FIELDS)}
    return Choice(
        platform, columns, ORDERS.get(options["dates"], ""), MARKS.get(options["decimal"], ""), period, labels
    )


def day_of(option: str, text: str | None) -> date:
    """A day of the command line."""
    found = read_day(text or "")
    if found is None:
        raise click.UsageError(f"{option} {text or ''}: write a day as 2026-03-01.")
    return found


def tell(file: Path, choice: Choice, reading: Reading, plan: Plan, site: SiteRecord, language: str) -> None:
    """Say what the file holds and what it changes."""

    def money(amount: Any) -> str:
        return written.exact_money(amount, site.currency, language)

    origin = PLATFORMS[choice.platform].name or "a table of one's own"
    click.echo(f"{file}: {money(reading.spent)} from {reading.rows} lines, read as {origin}")
    if reading.days:
        click.echo(f"  from {min(item.day for item in reading.days)} to {max(item.day for item in reading.days)}")
    click.echo(f"  new: {len(plan.fresh)}, replaced: {len(plan.changed)}, as they were: {plan.same}")
    if reading.totals:
        click.echo(f"  left out as totals: lines {', '.join(map(str, reading.totals))}")
    if reading.assumed:
        click.echo(f"  no currency is named; taken to be {site.currency}")
    for one in plan.twice:
        named = printable(" · ".join(text for text in (one.source, one.campaign) if text))
        click.echo(f"  {named}: {money(one.spent)} of the same days are written down in another way, and count twice")
