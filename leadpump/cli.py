"""The `leadpump` command."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from leadpump.command.backup import backup
from leadpump.command.demo import demo
from leadpump.command.rejected import rejected
from leadpump.command.replay import replay
from leadpump.command.restore import restore
from leadpump.command.serve import serve
from leadpump.command.site import site
from leadpump.command.sql import sql
from leadpump.command.user import user
from leadpump.logs import quiet_libraries
from leadpump.settings import BadSetting, read_settings


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Data folder (LEADPUMP_DATA, ./data).")
@click.version_option(package_name="leadpump")
@click.pass_context
def cli(context: click.Context, data: Path | None) -> None:
    """Leadpump: which channels, pages and lead magnets bring leads that become customers, and what each costs."""
    quiet_libraries()
    try:
        context.obj = read_settings(os.environ, data=data)
    except BadSetting as error:
        raise click.ClickException(str(error)) from None


for command in (serve, demo, site, user, sql, replay, rejected, backup, restore):
    cli.add_command(command)


def main() -> None:
    """Entry point."""
    sys.exit(cli(prog_name="leadpump"))
