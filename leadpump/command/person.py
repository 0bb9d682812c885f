"""`leadpump person`: what is kept of somebody who asks, and its erasure."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple
from datetime import datetime
from typing import Any

import click

from collector.erase import Known, erase_person, export_person, find_person
from collector.file_import.refused import REFUSED_LINES
from collector.person import Key, person_of, plain_email, plain_phone
from collector.spool import SEAL_SECONDS
from collector.store import StoreRefused, StoreUnavailable
from leadpump.backup.ledger import backups_of
from leadpump.backup.make import clickhouse_of
from leadpump.clickhouse import ClickHouse
from leadpump.command.import_ import staging_of
from leadpump.command.opened import note_one, opened_records
from leadpump.command.started import refuse_unstarted
from leadpump.engine.alone import EngineFailed
from leadpump.importing import only_import
from leadpump.loader import loader_of
from leadpump.pause import LoaderBusy, loader_at_rest
from leadpump.settings import Settings
from leadpump.setup import CONTACT_KEY, VISITOR_KEY, read_secret
from leadpump.sheet.upload import UPLOADS, forget_all
from leadpump.terminal import printable_json

Command = Callable[..., Any]


@click.group()
def person() -> None:
    """Answer a person who asks what is kept of them, or wants it erased."""


def asked(command: Command) -> Command:
    """The options that name the person."""
    for option in (
        click.option("--site", help="Only this site; every site without it."),
        click.option("--phone", default="", help="Their telephone number."),
        click.option("--email", default="", help="Their e-mail address."),
    ):
        command = option(command)
    return click.pass_obj(command)


@person.command("export")
@asked
def export_command(settings: Settings, email: str, phone: str, site: str | None) -> None:
    """Print everything that is kept of a person, as JSON: contact details, leads, what became of them, e-mails, visits.

    The visits are those in which they submitted a form; others are nobody's.
    """
    key = keys(settings)
    with at_rest(settings) as clickhouse:
        found = [export_person(clickhouse, known, key) for known in people(settings, clickhouse, email, phone, site)]
    kept = [one for one in found if any(rows for name, rows in one.items() if name != "site")]
    for name in sorted({one["site"] for one in kept}):
        note_one(settings, "person.export", site=name)
    click.echo(printable_json(json.dumps(kept, ensure_ascii=False, indent=2, default=written)))


@person.command("erase")
@asked
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase_command(settings: Settings, email: str, phone: str, site: str | None, yes: bool) -> None:
    """Erase a person: from leads, events, what is kept of the spool, and what was set aside.

    Leads and visits stay as counts, without the person. Backups are files of yours: those that may hold the person are
    listed.
    """
    check(email, phone)
    refuse_unstarted(settings)
    if not yes:
        click.confirm("Erase this person for good?", abort=True)
    with at_rest(settings) as clickhouse, only_import(settings.data / "run") as no_import:
        if not no_import:
            raise click.ClickException("An import of events is at work, and may bring the person in: wait for its end.")
        # One that was killed left the forms of its file, with whoever sent them.
        staging_of(settings, clickhouse).drop()
        for known in people(settings, clickhouse, email, phone, site):
            erased = erase_person(clickhouse, settings.data / "spool", known)
            if known.ids or any(astuple(erased)):
                click.echo(
                    f"{known.site}: erased {erased.contacts} sets of contact details, {erased.told} e-mails, facts and "
                    f"deliveries, {erased.records} records of kept segments, {erased.set_aside} things set aside."
                )
                # Who it was is what must be forgotten.
                note_one(settings, "person.erase", site=known.site)
    if waiting := forget_all(settings.data / UPLOADS):
        click.echo(f"Removed {waiting} uploaded files that waited to be imported: nobody can tell who is in them.")
    if refused := list(settings.data.glob(f"*{REFUSED_LINES}")):
        for path in refused:
            path.unlink()
        click.echo(f"Removed {len(refused)} files of lines that an import refused: nobody can tell who is in them.")
    click.echo(
        "Nothing of this person is left in the data folder. ClickHouse removes the replaced files within minutes."
    )
    click.echo(
        "Their visits stay, as counts. If your own customer file keeps their leadpump_id, erase it there too: it is "
        "all that still leads from the person to a visit."
    )
    made = backups_of(settings.data)
    if made:
        click.echo("These backups were made before and may hold their contact details, encrypted with the key in them:")
        for entry in made:
            click.echo(f"  {entry.made}  {entry.file}")
        click.echo("Delete them once you have a newer one; after restoring one of them, erase the person again.")


def check(email: str, phone: str) -> None:
    """Refuse what names nobody."""
    if not plain_email(email) and not plain_phone(phone):
        raise click.UsageError("Name the person: --email ADDRESS or --phone NUMBER")


def keys(settings: Settings) -> Key:
    """The keys of persons."""
    refuse_unstarted(settings)
    number, box = (bytes.fromhex(read_secret(settings.data / name)) for name in (VISITOR_KEY, CONTACT_KEY))
    return Key(number, box)


def people(settings: Settings, clickhouse: ClickHouse, email: str, phone: str, site: str | None) -> Iterator[Known]:
    """The person on each site, by e-mail address and by telephone number: they have a number of their own for each."""
    check(email, phone)
    with opened_records(settings) as records:
        names = [known.name for known in records.known_sites() if site in (None, known.name)]
    if not names:
        raise click.ClickException(f"There is no site {site}: see `leadpump site list`.")
    key = keys(settings)
    for name in names:
        for contact in ({"email": email}, {"phone": phone}):
            number = person_of(contact, name, key)
            if number:
                yield find_person(clickhouse, name, number)


@contextmanager
def at_rest(settings: Settings) -> Iterator[ClickHouse]:
    """ClickHouse, with everything loaded that was accepted until now, and the loader at rest."""
    try:
        with clickhouse_of(settings) as clickhouse, loader_at_rest(settings.data / "run"):
            # What the workers write to at the moment is sealed within a second.
            time.sleep(1.5 * SEAL_SECONDS)
            loader_of(settings, clickhouse).load_waiting()
            yield clickhouse
    except (StoreUnavailable, StoreRefused, LoaderBusy, EngineFailed) as error:
        raise click.ClickException(f"Nothing was done, or not all: {error}. Run it again.") from error


def written(value: object) -> str:
    """Times in ISO 8601, ids and amounts as text."""
    return value.isoformat() if isinstance(value, datetime) else str(value)
