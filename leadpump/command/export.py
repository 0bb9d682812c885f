"""`leadpump export`: the reports of a site as files, by a timer for instance."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from leadpump.command.opened import note, opened_records
from leadpump.command.sheet_file import find_site
from leadpump.reading import create_query
from leadpump.settings import Settings
from reports.asking import ask
from reports.export import FIGURES, TREND, as_csv, as_json, as_sheet, file_name
from reports.figure import Report
from reports.filter import read_filters
from reports.language import LANGUAGES
from reports.parameter import BadParameter
from reports.period import PERIODS
from reports.query import DatabaseAskedTooMuch, DatabaseUnavailable
from reports.registry import BY_NAME, Kind
from reports.segment import choose_segment
from reports.words import Words, words_of

NAMES = tuple(kind.name for kind in BY_NAME.values() if kind.window is None)
"""What happens now is over when a file of it is read."""
FORMATS = ("csv", "excel", "json")


@click.command()
@click.argument("site")
@click.argument("names", metavar="[REPORT]…", nargs=-1, type=click.Choice(NAMES))
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder.")
@click.option("--period", type=click.Choice(PERIODS), default="last_month", show_default=True)
@click.option("--from", "first", metavar="DAY", help="First day, as 2026-11-01, in place of --period.")
@click.option("--until", "last", metavar="DAY", help="Last day; without it, today.")
@click.option("--filter", "filters", multiple=True, help="dimension:operator:value, as in addresses; may be repeated.")
@click.option("--segment", default="", help="Slug of a segment of the site.")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="csv", show_default=True, help="excel: for spreadsheets."
)
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="fr", show_default=True)
@click.pass_obj
def export(
    settings: Settings,
    site: str,
    names: tuple[str, ...],
    folder: Path,
    period: str,
    first: str | None,
    last: str | None,
    filters: tuple[str, ...],
    segment: str,
    form: str,
    language: str,
) -> None:
    """Write the reports of SITE into a folder: all of them, or those named. The product must be running.

    \b
    leadpump export example.fr channel_attribution --to /srv/exports
    """
    days = {"from": first, "to": last} if first else {"period": period, "to": last}
    asked = {name: value for name, value in days.items() if value}
    found = find_site(settings, site)
    with opened_records(settings) as records:
        segments = records.segments_of(site)
        kinds = [BY_NAME[name] for name in names or NAMES]
        try:
            query = create_query(settings)
            chosen = choose_segment(segments, segment)
            folder.mkdir(parents=True, exist_ok=True)
            for kind in kinds:
                words = words_of(found, language)
                report = ask(kind, found, asked, read_filters(filters), chosen, query, datetime.now(UTC))
                for file, text in files_of(kind, report, words, form):
                    write(folder / file, text)
                    click.echo(folder / file)
        except BadParameter as error:
            raise click.ClickException(f"{error}. Nothing more was written.") from None
        except DatabaseAskedTooMuch as error:
            raise click.ClickException(
                f"{kind.name} takes more memory or time than the database has for one report: ask for a shorter "
                f"period. Nothing more was written. ({error})"
            ) from None
        except DatabaseUnavailable as error:
            raise click.ClickException(f"ClickHouse does not answer: is Leadpump running? ({error})") from None
        except OSError as error:
            raise click.ClickException(f"{folder} cannot be written to: {error.strerror}.") from None
        note(records, "export", ", ".join(names) or "all", site)


def files_of(kind: Kind, report: Report, words: Words, form: str) -> Iterator[tuple[str, str]]:
    """Name and text of each file: one of JSON, or one for each part that CSV has."""
    if form == "json":
        told = as_json(report, kind.answer(report, words), words)
        yield file_name(report, "", "json"), json.dumps(told, ensure_ascii=False, indent=1)
        return
    parts = (FIGURES, *([TREND] if report.series else []), *(table.key for table in report.tables))
    for part in parts:
        yield file_name(report, part, "csv"), (as_sheet if form == "excel" else as_csv)(report, part, words)


def write(file: Path, text: str) -> None:
    """Put the whole file in place at once: whoever fetches it meanwhile gets the old one, or the new one."""
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(text, encoding="utf-8", newline="")
    beside.replace(file)
