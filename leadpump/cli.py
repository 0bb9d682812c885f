"""The `leadpump` command."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from pwd import getpwuid

import click

from leadpump.logs import quiet_libraries
from leadpump.settings import BadSetting, read_settings

COMMANDS = (
    "serve",
    "demo",
    "site",
    "user",
    "channels",
    "magnet",
    "person",
    "sql",
    "check",
    "replay",
    "rejected",
    "backup",
    "restore",
    "import",
    "export",
)
"""Each a module of leadpump/command, and the command of that name in it; import is a word of Python's: import_."""


class Commands(click.Group):
    """Loads a command when it is called: the supervisor stays small, and each answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = getattr(import_module(f"leadpump.command.{name}"), name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Data folder (LEADPUMP_DATA, ./data).")
@click.version_option(package_name="leadpump")
@click.pass_context
def cli(context: click.Context, data: Path | None) -> None:
    """Leadpump: which channels, pages and lead magnets bring leads that become customers, and what each costs."""
    quiet_libraries()
    try:
        context.obj = read_settings(os.environ, data=data)
        refuse_strange_root(context.obj.data)
    except BadSetting as error:
        raise click.ClickException(str(error)) from None


def refuse_strange_root(data: Path) -> None:
    """What root wrote there, the account that Leadpump runs under could not read: it would refuse every event."""
    if os.geteuid() != 0 or not data.exists() or (owner := data.stat().st_uid) == 0:
        return
    try:
        name = getpwuid(owner).pw_name
    except KeyError:
        name = f"'#{owner}'"
    raise BadSetting(f"{data} belongs to another account; run this as that one: sudo -u {name} leadpump …")


def main() -> None:
    """Entry point."""
    sys.exit(cli(prog_name="leadpump"))
