"""`leadpump restore`: the way back from a backup."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from leadpump.backup.archive import Manifest
from leadpump.backup.restore import RestoreFailed, check_backup, restore_backup
from leadpump.command.backup import with_bar
from leadpump.command.opened import note_one
from leadpump.settings import Settings


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--check", "only_check", is_flag=True, help="Compare the file with its own checksums, and stop.")
@click.pass_obj
def restore(settings: Settings, file: Path, only_check: bool) -> None:
    """Put the backup in FILE into an empty data folder, and its rows into the engine there.

    With LEADPUMP_CLICKHOUSE, the rows go into that server's database, which must be empty; so a backup of the embedded
    engine moves an installation to a server. Nothing is ever overwritten.
    """
    try:
        if only_check:
            with_bar("Checking", lambda progress: tell("whole", check_backup(file, progress)))
        else:
            with_bar("Restoring", lambda progress: tell("restored", restore_backup(settings, file, progress)))
            note_one(settings, "restore", str(file.resolve()))
    except RestoreFailed as error:
        raise click.ClickException(str(error)) from None


def tell(what: str, manifest: Manifest) -> Callable[[], None]:
    """Say what was put back."""

    def say() -> None:
        click.echo(f"The backup of {manifest.made} (version {manifest.version}) is {what}.")
        for table, rows in manifest.rows().items():
            click.echo(f"  {table}: {rows:,} rows")
        segments = sum(part.name.startswith("spool/") and "/" not in part.name[6:] for part in manifest.parts)
        if segments:
            click.echo(f"  {segments} segments wait for the loader, which stores them at the next start.")

    return say
