"""`leadpump backup`: everything in one file, while the product runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click

from leadpump.backup.ledger import backups_of
from leadpump.backup.make import BackupFailed, Summary, make_backup
from leadpump.command.opened import note_one
from leadpump.command.started import refuse_unstarted
from leadpump.settings import Settings


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--list", "listed", is_flag=True, help="Show the backups that were made of this data folder, and stop.")
@click.pass_obj
def backup(settings: Settings, file: Path | None, listed: bool) -> None:
    """Write everything that Leadpump keeps to FILE; into it, under a name of today, if FILE is a folder.

    Accepting goes on meanwhile; what comes in waits on disk until the backup is made. The file holds secrets and
    personal data as the data folder does: keep it as safe. Not in it: the days' visitor keys, which must be destroyed.
    """
    if listed:
        show_list(settings)
        return
    if file is None:
        raise click.UsageError("Say where to put it: leadpump backup FILE")
    refuse_unstarted(settings)
    path = file / f"leadpump-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.zip" if file.is_dir() else file
    try:
        with_bar("Copying", lambda progress: tell(make_backup(settings, path, progress)))
    except BackupFailed as error:
        raise click.ClickException(str(error)) from None
    note_one(settings, "backup", str(path.resolve()))


def with_bar(label: str, run: Callable[[Callable[[int, int], None]], Callable[[], None]]) -> None:
    """Run something under a progress bar; it gives what is to be said afterwards."""
    bar = click.progressbar(length=1, label=label)
    shown = 0

    def progress(done: int, total: int) -> None:
        nonlocal shown
        bar.length = max(total, 1)
        bar.update(done - shown)
        shown = done

    with bar:
        say = run(progress)
    say()


def tell(summary: Summary) -> Callable[[], None]:
    """Say what was copied."""

    def say() -> None:
        click.echo(f"{summary.made.file}: {summary.size / 1_000_000:,.1f} MB")
        for table, rows in summary.rows.items():
            click.echo(f"  {table}: {rows:,} rows")
        click.echo(f"  segments that were not loaded yet: {summary.segments}")
        for table in summary.left_out:
            click.echo(f"  left out: {table}, which is a table of your own")

    return say


def show_list(settings: Settings) -> None:
    """The backups that were made, and whether each is still where it was put."""
    made = backups_of(settings.data)
    if not made:
        click.echo("No backup was made yet: leadpump backup FILE")
    for entry in made:
        there = "" if Path(entry.file).exists() else "  (not there any more, or moved)"
        click.echo(f"{entry.made}  {entry.events:,} events  {entry.file}{there}")
