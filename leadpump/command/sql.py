"""`leadpump sql`: the owner's own questions to ClickHouse, while the product runs."""

from __future__ import annotations

import sys

import click

from collector.store import StoreRefused, StoreUnavailable
from leadpump.clickhouse import WORK_SECONDS, ClickHouse
from leadpump.command.opened import note_one
from leadpump.command.started import refuse_unstarted
from leadpump.settings import Settings


# The SQL shown in the reports begins with a comment, which would be taken for an option.
@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("statement", required=False)
@click.option("--format", "output_format", default="PrettyCompact", show_default=True, help="Any format of ClickHouse.")
@click.option("--connection", is_flag=True, help="Print how other tools connect, token included, and stop.")
@click.pass_obj
def sql(settings: Settings, statement: str | None, output_format: str, connection: bool) -> None:
    """Run one SQL STATEMENT (from standard input if none is given) and print its answer.

    \b
    leadpump sql "select channel, count() from sessions group by channel"
    """
    refuse_unstarted(settings)
    address = settings.clickhouse_address()
    if connection:
        click.echo(f"host      {address.host}\nport      {address.port} (HTTP interface)\ndatabase  {address.database}")
        click.echo(f"user      {address.user}\npassword  {address.password}")
        note_one(settings, "sql.connection", often=True)
        return
    text = sys.stdin.read() if statement is None else statement
    if not text.strip():
        raise click.ClickException('say what to ask: leadpump sql "select count() from events"')
    try:
        answer = ClickHouse(address, answer_seconds=WORK_SECONDS).ask(text, output_format)
    except StoreUnavailable:
        raise click.ClickException(
            f"ClickHouse does not answer at {address.host}:{address.port}: is Leadpump running?"
        ) from None
    except StoreRefused as error:
        raise click.ClickException(str(error)) from None
    click.echo(answer, nl=False)
    # Not what was asked: it may name a person.
    note_one(settings, "sql", often=True)
