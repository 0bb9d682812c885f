"""`leadpump magnet`: the lead magnets that a site has declared."""

from __future__ import annotations

import click

from leadpump.command.opened import DataFolder, note, opened_records
from leadpump.records.magnet import MagnetProblem, check_magnet
from reports.magnet import COMPLETIONS, KINDS, Magnet

SAID = {
    MagnetProblem.NO_NAME: "name it as data-leadpump-magnet does",
    MagnetProblem.BAD_NAME: "a name has at most 200 characters, on one line",
    MagnetProblem.NAME_TAKEN: "it is declared already",
    MagnetProblem.BAD_TITLE: "a title has at most 100 characters, on one line",
    MagnetProblem.BAD_KIND: f"its kind is one of {', '.join(KINDS)}",
    MagnetProblem.BAD_PATH: "its page is written as in /guide",
    MagnetProblem.BAD_COMPLETION: f"it is completed by one of {', '.join(COMPLETIONS)}",
    MagnetProblem.TOO_MANY: "a site may declare 100; remove one first",
}


@click.group()
def magnet() -> None:
    """See and change which lead magnets a site has declared."""


@magnet.command("list")
@click.argument("site")
@click.pass_obj
def list_magnets(settings: DataFolder, site: str) -> None:
    """Show the declared magnets of SITE: name, title, kind, what completes each, page."""
    with opened_records(settings) as records:
        kept = [one.magnet for one in records.magnets_of(site)]
    if not kept:
        click.echo(f"{site} has declared no magnet. `leadpump magnet add {site} guide` declares one.")
    for found in kept:
        about = [found.name, found.title, found.kind, found.completes, found.path or "-"]
        click.echo("  ".join(about))


@magnet.command("add")
@click.argument("site")
@click.argument("name")
@click.option("--title", default="", help="As reports show it; the name if there is none.")
@click.option("--kind", type=click.Choice(list(KINDS)), default="other", show_default=True, help="What it is.")
@click.option("--path", default="", help="Page it is on, such as /guide.")
@click.option("--completes", type=click.Choice(list(COMPLETIONS)), default="form", show_default=True, help="By what.")
@click.pass_obj
def add_magnet(settings: DataFolder, site: str, name: str, title: str, kind: str, path: str, completes: str) -> None:
    """Declare the magnet NAME of SITE, which its pages carry as data-leadpump-magnet."""
    checked = check_magnet(name, title=title, kind=kind, path=path, completes=completes)
    if isinstance(checked, Magnet):
        with opened_records(settings) as records:
            problem = records.add_magnet(site, checked)
            if problem is None:
                note(records, "magnets.new", checked.name, site)
        if problem is None:
            click.echo(f"Declared {checked.name} of {site}: {checked.title}, {checked.kind}.")
            return
        checked = problem
    raise click.ClickException(f"No magnet was declared: {SAID[checked]}.")


@magnet.command("remove")
@click.argument("site")
@click.argument("name")
@click.pass_obj
def remove_magnet(settings: DataFolder, site: str, name: str) -> None:
    """Declare the magnet NAME of SITE no longer; what was counted of it stays."""
    with opened_records(settings) as records:
        number = next((one.id for one in records.magnets_of(site) if one.magnet.name == name), None)
        if number is None:
            raise click.ClickException(f"Nothing was removed: {site} has declared no magnet {name!r}.")
        records.remove_magnet(site, number)
        note(records, "magnets.remove", name, site)
    click.echo(f"{name} of {site} is no longer declared.")
