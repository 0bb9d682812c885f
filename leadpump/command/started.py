"""Refuses a folder that holds no data of Leadpump's."""

import click

from leadpump.settings import Settings


def refuse_unstarted(settings: Settings) -> None:
    """End the command where Leadpump was never started on the data folder."""
    if not (settings.data / "visitor.key").exists():
        raise click.ClickException(
            f"{settings.data} holds no data yet: start Leadpump first (scripts/run), or name its folder with --data."
        )
