"""`leadpump demo`: fill the demo site with simulated traffic through the running product's own intake."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click

from leadpump.command.demo_notes import name_conversion, note_turning_points
from leadpump.command.demo_people import let_people_in
from leadpump.command.demo_tools import connect_tools
from leadpump.command.opened import note_one
from leadpump.demo import SITE
from leadpump.demo.fill import FillError, Summary, fill, story_until
from leadpump.demo.memory import Told, recall, remember
from leadpump.settings import RUNNING_ADDRESS, Settings

KEY_FILE = "demo.key"
MEMORY_FILE = "demo.json"


@click.command()
@click.option(
    "--days", type=click.IntRange(1, 700), default=90, show_default=True, help="Days of traffic, today included."
)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="Another seed tells another story, beside the first."
)
@click.option("--url", help="Address of the running product (found in the data folder).")
@click.option("--key", help="Import key of the demo site (found in the data folder).")
@click.pass_context
def demo(context: click.Context, days: int, seed: int, url: str | None, key: str | None) -> None:
    """Fill the demo site with simulated traffic.

    A second call counts nothing twice: it adds what happened since the first.
    """
    settings: Settings = context.obj
    data = settings.data
    is_here = key is None
    shown = url or read_note(data / RUNNING_ADDRESS, "the address of the running product")
    # The public address may be known to the outside alone.
    url = url or settings.local_address
    key = key or read_note(data / KEY_FILE, "the import key of the demo site")
    now = datetime.now(UTC)
    told = recall(data / MEMORY_FILE, seed) or Told(story_until(now, days), None)
    remember(data / MEMORY_FILE, seed, told)
    summary = fill_with_bar(
        lambda progress: fill(url, key, days, seed, now, progress, told=told.story, since=told.until)
    )
    remember(data / MEMORY_FILE, seed, Told(summary.story, summary.until))
    report(summary, shown)
    if is_here:
        note_one(settings, "demo", f"{summary.story.start} – {summary.until:%Y-%m-%d}", SITE.name)
        if told.until is None:
            note_turning_points(settings, summary.story)
            name_conversion(settings)
            let_people_in(settings, now)
        report_tools(connect_tools(settings, url, now))


def read_note(file: Path, what: str) -> str:
    """The text that the running product left in its data folder."""
    try:
        return file.read_text("utf-8").strip()
    except FileNotFoundError:
        raise click.ClickException(
            f"{what} is not in {file}: start Leadpump first (leadpump serve), or name another folder with --data"
        ) from None


def fill_with_bar(run: Callable[[Callable[[int, int], None]], Summary]) -> Summary:
    """Run the filling under a progress bar."""
    click.echo(f"Simulating the traffic of {SITE.title} ({SITE.name}) …")
    bar = click.progressbar(length=1, label="Sending", show_pos=True)
    shown = 0

    def progress(done: int, total: int) -> None:
        nonlocal shown
        bar.length = total
        bar.update(done - shown)
        shown = done

    try:
        with bar:
            return run(progress)
    except FillError as error:
        raise click.ClickException(str(error)) from None


def report(summary: Summary, url: str) -> None:
    """Say what was sent, accepted and refused."""
    click.echo(f"From {summary.story.start} to {summary.until:%Y-%m-%d %H:%M} UTC:")
    for outcome in summary.outcomes:
        click.echo(f"  {outcome.kind}: {outcome.sent} sent, {outcome.accepted} accepted")
        for reason, count in outcome.refused.most_common():
            click.echo(f"    {count} refused, {reason}: {outcome.samples[reason]}")
    if any(outcome.refused for outcome in summary.outcomes):
        click.echo("  A few items are wrong on purpose, so that refusals can be seen too.")
    click.echo(f"Reports: {url.rstrip('/')}/sites/{SITE.name}/")
    click.echo("  They count all of it a minute or two from now: until then they show what has been loaded.")


def report_tools(answered: Counter[int]) -> None:
    """Say what its other tools delivered, if they did."""
    if answered:
        taken = answered.pop(200, 0)
        click.echo(
            f"Its calendar, till and scripts delivered {taken} messages; {answered.total()} were refused, on purpose."
        )
        click.echo("  See them under Connections, Webhooks.")
