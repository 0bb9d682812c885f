"""`leadpump check`: is everything as it should be, and if not, what to do."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator

import click

from leadpump.calling import how_to_call
from leadpump.check.clock import check_clock
from leadpump.check.database import check_database
from leadpump.check.finding import Finding, fail
from leadpump.check.folder import check_backups, check_disk, check_rights, check_spool
from leadpump.check.mail import check_mail
from leadpump.check.reach import check_processes, check_public_address, find_supervisor
from leadpump.condition import find_condition
from leadpump.settings import Settings

COLOURS = {"ok": "green", "warn": "yellow", "fail": "red"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each thing that was looked at, a line each.")
@click.pass_obj
def check(settings: Settings, as_json: bool) -> None:
    """Look at this installation: rights, disk, clocks, spool, ClickHouse, the public address, the proxies in front,
    the mail server.

    Works while Leadpump runs and while it is stopped; run it under the same account and with the same settings. Ends
    with 1 if something must be set right.
    """
    found = []
    for finding in findings(settings):
        found.append(finding)
        show(finding, as_json=as_json)
    if any(finding.level == "fail" for finding in found):
        sys.exit(1)


def findings(settings: Settings) -> Iterator[Finding]:
    """Everything that is looked at, in order."""
    if not (settings.data / "spool").is_dir():
        yield fail(
            "data folder", f"There is none at {settings.data.resolve()}: start Leadpump once, or name it with --data."
        )
        return
    command = how_to_call(settings)
    try:
        yield from check_rights(settings.data)
        condition = find_condition(settings, time.time())
        supervisor = find_supervisor(settings.data)
        yield from check_disk(settings, condition)
        yield from check_clock(settings.data)
        yield from check_spool(condition, running=bool(supervisor), command=command)
        yield from check_backups(settings.data, command)
        yield from check_processes(settings, condition, supervisor)
    except PermissionError as error:
        yield fail("account", f"{error.filename} may not be read: run this under the account that Leadpump runs under.")
        return
    if supervisor or not settings.embedded:
        yield from check_database(settings)
    if supervisor:
        yield from check_public_address(settings)
    yield from check_mail(settings)


def show(finding: Finding, *, as_json: bool) -> None:
    """Print a finding as soon as it is there: some take seconds."""
    if as_json:
        click.echo(json.dumps(finding.as_dict()))
        return
    level = click.style(f"{finding.level:<5}", fg=COLOURS[finding.level])
    click.echo(f"{level} {finding.about}: {finding.says}")
