"""`leadpump replay`: what ClickHouse lost of the last hours comes back from the kept segments."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import click

from collector.loader import only_loader
from collector.replay import Result, hand_over, kept_segments, read_results
from leadpump.command.opened import note_one
from leadpump.command.started import refuse_unstarted
from leadpump.settings import Settings

LOOK_SECONDS = 0.2
TIMES = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"]


@click.command()
@click.option("--since", type=click.DateTime(TIMES), help="Only what was received from this time on (UTC).")
@click.option("--until", type=click.DateTime(TIMES), help="Only what was received up to this time (UTC).")
@click.option("--no-wait", is_flag=True, help="Hand the segments to the loader and do not wait for it.")
@click.pass_obj
def replay(settings: Settings, since: datetime | None, until: datetime | None, no_wait: bool) -> None:
    """Bring back what ClickHouse lost of what it had confirmed, for example in a power cut.

    Accepted events are kept for LEADPUMP_KEEP_HOURS after they were stored. They are looked through once more, while
    Leadpump runs: what the tables still hold stays as it is, and only what is missing is stored again.
    """
    refuse_unstarted(settings)
    spool = settings.data / "spool"
    kept = kept_segments(spool, in_utc(since), in_utc(until))
    if not kept:
        click.echo("Nothing is kept of that time: LEADPUMP_KEEP_HOURS says how long segments are kept.")
        return
    _, offset = read_results(spool)
    waiting = set()
    for segment in kept:
        try:
            waiting.add(hand_over(segment.path, spool))
        except FileNotFoundError:
            click.echo(f"{segment.path.name} was just removed: it was kept long enough.", err=True)
    click.echo(f"{len(waiting)} segments were handed to the loader.")
    note_one(settings, "replay", str(len(waiting)))
    with only_loader(spool) as nobody_loads:
        if nobody_loads:
            click.echo("Leadpump does not run on this folder now; it looks through them when it is started.")
            return
    if not no_wait:
        tell(wait_for(waiting, spool, offset))


def wait_for(waiting: set[str], spool: Path, offset: int) -> list[Result]:
    """Wait until the loader has been through all of them, showing how far it is; what became of them."""
    results: list[Result] = []
    with click.progressbar(length=len(waiting), label="Looking through segments") as bar:
        while waiting:
            # The result is written before the segment goes: what is gone now has it, unless results were cleared.
            gone = {name for name in waiting if not (spool / "replay" / name).exists()}
            found, offset = read_results(spool, offset)
            ours = [result for result in found if waiting & set(result.segments)]
            for result in ours:
                bar.update(len(waiting & set(result.segments)))
                waiting -= set(result.segments)
            results += ours
            bar.update(len(waiting & gone))
            waiting -= gone
            time.sleep(LOOK_SECONDS if waiting else 0)
    return results


def tell(results: list[Result]) -> None:
    """Say what was found."""
    records, restored = sum(result.records for result in results), sum(result.restored for result in results)
    click.echo(
        f"{records:,} records were looked through. "
        + (f"{restored:,} were missing and are stored again." if restored else "None was missing.")
    )


def in_utc(moment: datetime | None) -> datetime | None:
    """A time as it was typed, which is in UTC."""
    return moment.replace(tzinfo=UTC) if moment else None
