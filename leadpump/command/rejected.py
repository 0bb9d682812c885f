"""`leadpump rejected`: what could not be stored, why, and what to do with it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import click
import msgspec

from collector import record
from collector.record import (
    ChangeRecord,
    CostRecord,
    DeliveryRecord,
    EmailRecord,
    EventRecord,
    LeadRecord,
    MetricRecord,
    Record,
    RefusalRecord,
)
from collector.rejected import CutFile, Rejected, SetAside
from collector.replay import hand_over_records
from leadpump.command.opened import note_one
from leadpump.command.started import refuse_unstarted
from leadpump.settings import Settings

KIND_OF: dict[str, type[Record]] = {
    "events": EventRecord,
    "lead_events": ChangeRecord,
    "email_events": EmailRecord,
    "costs": CostRecord,
    "metrics": MetricRecord,
    "refusals": RefusalRecord,
    "deliveries": DeliveryRecord,
}


@click.group()
def rejected() -> None:
    """See, try again or remove what could not be stored.

    A row that ClickHouse refuses, a record that this version does not know, and damaged bytes are set aside with the
    reason, so that they do not hold up the rest.
    """


@rejected.command("list")
@click.pass_obj
def list_rejected(settings: Settings) -> None:
    """Show what was set aside: name, time, kind and reason."""
    refuse_unstarted(settings)
    folder = Rejected(settings.data / "spool" / "rejected")
    names = folder.names()
    if not names:
        click.echo("Nothing was set aside.")
    for name in names:
        try:
            item = folder.read(name)
        except CutFile as error:
            click.echo(f"{name}  {one_line(str(error), 120)}")
            continue
        click.echo(f"{name}  {item.at}  {describe(item)}  {one_line(plain(item.reason), 120)}")
    if (lost := folder.not_kept()).files:
        click.echo(f"The folder was full: {lost.files:,} more ({lost.bytes:,} bytes) were counted and not kept.")


@rejected.command("show")
@click.argument("name")
@click.pass_obj
def show_rejected(settings: Settings, name: str) -> None:
    """Show one of them whole. It may hold personal data."""
    try:
        item = find(Rejected(settings.data / "spool" / "rejected"), name)
    except CutFile as error:
        raise click.ClickException(f"{name}: {one_line(str(error), 120)}") from None
    click.echo(f"set aside  {item.at}\nkind       {describe(item)}\nsegment    {item.segment}")
    click.echo(f"error      {item.code or '-'}\nreason     {one_line(item.reason, 2000)}\n")
    click.echo(one_line(item.content.decode("utf-8", "backslashreplace"), 1_000_000))
    note_one(settings, "rejected.show", name, often=True)


@rejected.command("retry")
@click.argument("names", nargs=-1)
@click.option("--all", "every", is_flag=True, help="All that were set aside.")
@click.pass_obj
def retry_rejected(settings: Settings, names: Sequence[str], every: bool) -> None:
    """Hand rows and records to the loader once more, for example after an upgrade.

    What is stored already does not count twice. What is refused again is set aside again, under the same name.
    """
    folder = Rejected(settings.data / "spool" / "rejected")
    chosen = folder.names() if every else list(names)
    if not chosen:
        raise click.ClickException("say which, by the names of `leadpump rejected list`, or --all")
    payloads, written = {}, {}
    for name in chosen:
        try:
            item = find(folder, name)
            written[name] = folder.written(name)
            payloads[name] = payload_of(item)
        except ValueError as error:
            click.echo(f"{name}: {error}", err=True)
    if payloads:
        hand_over_records(payloads.values(), f"{time.time_ns():020d}-retry", settings.data / "spool")
    for name in payloads:
        # The loader may have set it aside again by now, and then this is the only copy.
        folder.drop(name, written[name])
    if payloads:
        note_one(settings, "rejected.retry", ", ".join(payloads))
    click.echo(f"{len(payloads)} handed to the loader, {len(chosen) - len(payloads)} left as they are.")


@rejected.command("drop")
@click.argument("names", nargs=-1)
@click.option("--all", "every", is_flag=True, help="All that were set aside.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def drop_rejected(settings: Settings, names: Sequence[str], every: bool, yes: bool) -> None:
    """Remove what was set aside, for good."""
    folder = Rejected(settings.data / "spool" / "rejected")
    chosen = folder.names() if every else list(names)
    for name in chosen:
        with suppress(CutFile):
            find(folder, name)
    if chosen and not yes:
        click.confirm(f"Remove {len(chosen)} for good?", abort=True)
    for name in chosen:
        folder.drop(name)
    if chosen:
        note_one(settings, "rejected.drop", ", ".join(chosen))
    click.echo(f"{len(chosen)} removed.")


def find(folder: Rejected, name: str) -> SetAside:
    """One of them, by its name."""
    try:
        return folder.read(name)
    except KeyError:
        raise click.ClickException(f"nothing of the name {name} was set aside: see `leadpump rejected list`") from None


def describe(item: SetAside) -> str:
    """Its kind, in words."""
    return {"row": f"row of {item.table}", "record": "record", "bytes": "damaged bytes"}[item.kind]


def plain(reason: str) -> str:
    """What ClickHouse said, without the wrappings of its clients."""
    return reason.rpartition("DB::Exception: ")[2]


def payload_of(item: SetAside) -> bytes:
    """The record to load once more. Raises ValueError, in words, for what cannot be loaded."""
    if item.kind == "bytes":
        raise ValueError("damaged bytes cannot be stored")
    if item.kind == "record":
        return item.data
    kind = KIND_OF.get(item.table)
    if kind is None:
        raise ValueError(f"a row of {item.table} is not loaded by itself")
    row = msgspec.json.decode(item.row)
    row.pop("session_id", None)
    if item.table == "lead_events":
        kind = of_lead(row)
    if item.table in ("email_events", "deliveries"):
        row["what"] = row.pop("kind", "")
    for name in ("ts", "received"):
        if isinstance(row.get(name), int | float):
            row[name] = round(row[name] * 1000)
    try:
        return record.encode(msgspec.convert(row, kind, strict=False))
    except msgspec.ValidationError as error:
        raise ValueError(f"it is no record of {item.table} any more: {error}") from None


def of_lead(row: dict[str, Any]) -> type[Record]:
    """Give the row of lead_events the names of its record again; which kind of record it was."""
    what = row.pop("kind", "stage")
    if what == "reported":
        for name in ("channel", "source", "medium", "campaign", "landing_path"):
            row[name] = row.pop(f"converting_{name}", "")
        return LeadRecord
    row["what"] = what
    return ChangeRecord


def one_line(text: str, longest: int) -> str:
    """What others wrote, without control characters, cut to a length."""
    shown = "".join(sign if sign.isprintable() else " " for sign in text)
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"
