"""`leadpump import events`: a file of past events, the fast way."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path

import click
import msgspec

from collector.file_import.pieces import ReadingFailed, Work
from collector.file_import.refused import REFUSED_LINES, RefusedFile
from collector.file_import.run import Summary, import_file, read_only
from collector.file_import.source import HERE, KINDS, Kind, NotReadable, Source, kind_of, opened, source_of
from collector.file_import.staging import Staging
from collector.file_import.store import Storing, StoringFailed
from collector.site import SITES, KnownSite
from collector.spool import Spool
from collector.store import StoreRefused, StoreUnavailable
from leadpump.clickhouse import WORK_SECONDS, ClickHouse
from leadpump.command.started import refuse_unstarted
from leadpump.identity import open_identity
from leadpump.importing import only_import
from leadpump.pause import tables_in_use
from leadpump.settings import Settings
from leadpump.terminal import printable

MODEST = {
    "max_bytes_before_external_group_by": 100_000_000,
    "max_bytes_before_external_sort": 100_000_000,
    "min_insert_block_size_bytes": 64_000_000,
    "max_threads": 1,
}
"""Settings under which statements on millions of rows fit into the memory of a small engine."""
SOME_REFUSED = 3
"""Exit code."""
LINE_SECONDS = 10.0
OTHERS = {
    "changes": "leads",
    "costs": "costs",
    "emails": "emails",
    "history": "outside",
    "leads": "leads",
    "metrics": "outside",
    "undo": "leads",
    "undo-metrics": "outside",
}
"""The commands beside that of events, and which module they are in: leadpump/command/import_….py."""


class Imports(click.Group):
    """Loads another command when it is called: all of them take as long as a small file of events."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *OTHERS])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in OTHERS:
            return super().get_command(ctx, cmd_name)
        module = import_module(f"leadpump.command.import_{OTHERS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command


@click.group("import", cls=Imports)
def import_() -> None:
    """Bring past events, leads, costs, e-mails and what was measured outside in from files."""


@import_.command()
@click.argument("files", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(sorted({end[1:] for end in KINDS})), help="If no name tells it.")
@click.option("--dry-run", is_flag=True, help="Read and check everything, say what is in it, and store nothing.")
@click.pass_obj
def events(settings: Settings, files: tuple[str, ...], form: str | None, dry_run: bool) -> None:
    """Store the events of each of FILES, while Leadpump runs. - is standard input, of JSON lines unless --format says.

    Fields are those of POST /api/import/events, an event a line (.jsonl, .csv with a header) or a row (.parquet …);
    files may be compressed (.gz, .zst …). Whatever interrupts it, give the same command again: nothing counts twice.
    Lines that are refused are written to FILE.refused.jsonl, each with its reason, and the exit code is then 3.
    """
    refused = 0
    with alone(settings):
        for file in files:
            refused += one_file(settings, file, form, dry_run)
    if refused:
        sys.exit(SOME_REFUSED)


def one_file(settings: Settings, file: str, form: str | None, dry_run: bool) -> int:
    """Import a file and say what became of it; how many lines were refused."""
    refused = RefusedFile(refused_path(settings, file))
    shown = Shown(file)
    now = datetime.now(UTC)
    try:
        with source(file, form) as opened_file:
            work = work_of(settings, opened_file, now)
            if dry_run:
                summary = read_only(opened_file, work, refused, shown.progress)
            else:
                staging, storing = storing_of(settings, now)
                summary = import_file(opened_file, work, staging, storing, refused, shown.progress)
    except (NotReadable, ReadingFailed) as error:
        raise click.ClickException(f"{file}: {error}") from None
    except (StoringFailed, StoreUnavailable, StoreRefused) as error:
        raise click.ClickException(
            f"{file}: not everything is stored: {error}\nGive the same command again, while Leadpump runs: nothing "
            "counts twice."
        ) from None
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror or error}") from None
    finally:
        shown.end()
        refused.close()
    if not dry_run:
        note(settings, summary)
    tell(file, summary, refused, dry_run)
    tell_of_old(summary, settings.keep_events_months, now)
    return summary.refused


def note(settings: Settings, summary: Summary) -> None:
    """Write into the log what was imported. What that needs takes half a second to load: not before it is needed."""
    from leadpump.command.opened import note_one

    for site, count in sorted(summary.sites.items()):
        note_one(settings, "import.events", str(count), site)


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """One import at a time works on a data folder. It does not stop at Ctrl-Z: the loader might be waiting for it."""
    refuse_unstarted(settings)
    with only_import(settings.data / "run") as held:
        if not held:
            raise click.ClickException("Another import is at work on this data folder; wait for its end.")
        before = signal.signal(signal.SIGTSTP, signal.SIG_IGN)
        try:
            yield
        finally:
            signal.signal(signal.SIGTSTP, before)


def work_of(settings: Settings, source: Source, now: datetime) -> Work:
    """What reading needs: the sites there are, and the keys that stand people in."""
    identity = open_identity(settings)
    path = settings.data / SITES
    sites = msgspec.json.decode(path.read_bytes(), type=list[KnownSite]) if path.exists() else []
    return Work(
        kind=source.form,
        names=source.names,
        delimiter=source.delimiter,
        sites={site.name: site for site in sites},
        lasting_key=identity.lasting_key,
        contact_key=identity.contact_key,
        now=now,
    )


def storing_of(settings: Settings, now: datetime) -> tuple[Staging, Storing]:
    """The way into ClickHouse, and past it for what is left to the loader."""
    clickhouse = ClickHouse(settings.clickhouse_address(), MODEST, WORK_SECONDS)
    staging = staging_of(settings, clickhouse)
    spool = settings.data / "spool"

    def open_spool() -> Spool:
        return Spool(
            spool, limit_bytes=settings.spool_limit_mb * 1_000_000, min_free_bytes=settings.min_free_mb * 1_000_000
        )

    received = int(now.timestamp() * 1000)
    # Twice the mark below which events of visitors are refused.
    least = 2 * settings.min_free_mb * 1_000_000
    at_work = partial(tables_in_use, settings.data / "run")
    return staging, Storing(staging, spool, open_spool, at_work, received, least)


def staging_of(settings: Settings, clickhouse: ClickHouse) -> Staging:
    """The tables of an import, named after the data folder: one that was cut off left them there."""
    key = hashlib.blake2b((settings.data / "visitor.key").read_bytes(), digest_size=6, person=b"file import")
    return Staging(clickhouse, key.hexdigest())


@contextmanager
def source(file: str, form: str | None) -> Iterator[Source]:
    """The file, opened. Raises NotReadable, OSError."""
    given = KINDS[f".{form}"] if form else None
    if file == "-":
        if given == "table":
            raise NotReadable("standard input can be JSON lines or CSV")
        yield source_of(sys.stdin.buffer, given or "json")
        return
    path = Path(file)
    kind = Kind(given, kind_of(f"x.jsonl{path.suffix}").compression) if given else kind_of(path.name)
    with path.open("rb"):
        pass
    if kind.form != "table" and kind.compression in HERE:
        with opened(path, kind) as ready:
            yield ready
    elif kind.form == "table" and kind.compression:
        raise NotReadable("decompress it first: such a file is compressed inside")
    else:
        with converted(path, kind, form or path.suffix[1:].lower()) as ready:
            yield ready


FORMATS = {"parquet": "Parquet", "arrow": "Arrow", "feather": "Arrow", "orc": "ORC", "avro": "Avro"}
"""Names of the formats in ClickHouse."""


@contextmanager
def converted(path: Path, kind: Kind, end: str) -> Iterator[Source]:
    """A file that the engine reads for us, in a process of its own: chDB reads what Python does not."""
    what = ("rows", FORMATS[end]) if kind.form == "table" else ("text", kind.compression)
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "leadpump.engine.convert", what[0], str(path.resolve()), what[1]],
            stdout=subprocess.PIPE,
            stderr=errors,
        )
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for

        def ended() -> None:
            if process.wait():
                errors.seek(0)
                raise NotReadable(f"it cannot be read: {errors.read().decode('utf-8', 'replace')}")

        try:
            yield source_of(process.stdout, kind.form, ended=ended)
        finally:
            process.kill()
            process.wait()
            process.stdout.close()


def refused_path(settings: Settings, file: str) -> Path:
    """Where the refused lines go: beside the file, or into the data folder where that cannot be."""
    path = Path("stdin" if file == "-" else file)
    name = f"{path.name}{REFUSED_LINES}"
    if file != "-" and os.access(path.parent, os.W_OK):
        return path.with_name(name)
    return settings.data / name


class Shown:
    """How far it is: a line that changes on a terminal, else a line now and then."""

    def __init__(self, file: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._file = file
        self._clock = clock
        self._terminal = sys.stderr.isatty()
        self._began: dict[str, float] = {}
        self._next = 0.0

    def progress(self, phase: str, done: int, total: int, rows: int) -> None:
        now = self._clock()
        began = self._began.setdefault(phase, now)
        if now < self._next:
            return
        self._next = now + (0.2 if self._terminal else LINE_SECONDS)
        percent = f"{100 * done / total:3.0f} %  " if total else ""
        speed = f"  {rows / (now - began):,.0f} events/s" if now > began else ""
        line = f"{self._file}: {phase}  {percent}{rows:,} events{speed}"
        click.echo(f"\r{line:<79}" if self._terminal else line, err=True, nl=not self._terminal)

    def end(self) -> None:
        if self._terminal and self._began:
            click.echo(err=True)


def tell(file: str, summary: Summary, refused: RefusedFile, dry_run: bool) -> None:
    """Say what the file held and what became of it."""
    click.echo(f"{file}: {summary.events:,} events{time_of(summary)}")
    for site, count in sorted(summary.sites.items()):
        click.echo(f"  {site}: {count:,}")
    if dry_run:
        click.echo("  nothing was stored: this was a dry run")
    else:
        click.echo(f"  stored: {summary.stored.stored:,}")
        if summary.stored.known:
            click.echo(f"  counted before: {summary.stored.known:,}")
        if summary.stored.left:
            click.echo(f"  left to the loader, which stores them in a moment: {summary.stored.left:,}")
    if summary.refused:
        click.echo(f"  refused: {summary.refused:,}, written to {refused.path}")
        for reason, count in refused.reasons.most_common():
            line, detail = refused.samples[reason]
            click.echo(f"    {reason}: {count:,}, the first on line {line}: {printable(detail)}")


def tell_of_old(summary: Summary, kept_months: int, now: datetime) -> None:
    """Say how many events are older than any are kept."""
    old = (now - timedelta(days=kept_months * 30.44)).timestamp() // 86_400
    if too_old := sum(count for day, count in summary.days.items() if day < old):
        click.echo(f"  older than {kept_months} months, and so removed again by ClickHouse: {too_old:,}")


def time_of(summary: Summary) -> str:
    """The days the events are of."""
    if not summary.days:
        return ""
    first, last = (datetime.fromtimestamp(day * 86_400, UTC).date() for day in (min(summary.days), max(summary.days)))
    return f" of {len(summary.sites)} sites, {first} to {last}"
