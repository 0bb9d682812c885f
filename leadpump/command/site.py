"""`leadpump site`: which websites are measured, and the keys that may import into them."""

from __future__ import annotations

import click

from collector.mode import Mode
from leadpump.command.opened import DataFolder, note, opened_records
from leadpump.records.new_site import SiteProblem, check_merge_days, check_site
from leadpump.records.scope import SCOPES, WRITE

SAID = {
    SiteProblem.BAD_NAME: "use small letters without accents, digits, dots and hyphens, such as exemple.fr",
    SiteProblem.NAME_TAKEN: "a site has this name already",
    SiteProblem.BAD_TITLE: "at most 200 characters, on one line",
    SiteProblem.UNKNOWN_TIMEZONE: "a name such as Europe/Paris",
    SiteProblem.UNKNOWN_CURRENCY: "a code such as EUR",
    SiteProblem.NO_HOST: "say where the pages live, such as exemple.fr",
    SiteProblem.BAD_HOST: "write domains such as exemple.fr",
    SiteProblem.TOO_MANY_HOSTS: "at most 50 domains",
    SiteProblem.UNKNOWN_MODE: f"one of {', '.join(Mode)}",
    SiteProblem.BAD_DAYS: "write days from 0 to 3650",
}
MODES = click.Choice([str(mode) for mode in Mode])


@click.group()
def site() -> None:
    """See and change which websites are measured."""


@site.command("list")
@click.pass_obj
def list_sites(settings: DataFolder) -> None:
    """Show every site: its name, title, time zone, currency, mode and domains."""
    with opened_records(settings) as records:
        sites = records.all_sites()
    if not sites:
        click.echo("No site yet. `leadpump site add exemple.fr` adds one.")
    for found in sites:
        about = [found.name, found.title, found.timezone, found.currency, f"mode {found.mode}", ", ".join(found.hosts)]
        click.echo("  ".join(about))


@site.command("add")
@click.argument("name")
@click.option("--title", default="", help="As reports show it; the name if there is none.")
@click.option("--timezone", default="Europe/Paris", show_default=True, help="Days of reports begin in it.")
@click.option("--currency", default="EUR", show_default=True, help="Of costs and of customers' value.")
@click.option("--host", "hosts", multiple=True, help="Where its pages live; can be repeated. The name if none.")
@click.option("--mode", type=MODES, default=str(Mode.TAG), show_default=True, help="How much of visits may be kept.")
@click.option("--count-automation", is_flag=True, help="Count scripted browsers as people: for trying out.")
@click.pass_obj
def add_site(
    settings: DataFolder,
    name: str,
    title: str,
    timezone: str,
    currency: str,
    hosts: tuple[str, ...],
    mode: str,
    count_automation: bool,
) -> None:
    """Measure the site NAME, which its tag carries as data-site."""
    checked = check_site(
        name=name,
        title=title,
        timezone=timezone,
        currency=currency,
        hosts=hosts,
        count_automation=count_automation,
        mode=mode,
    )
    if isinstance(checked, dict):
        reasons = "; ".join(f"{field}: {SAID[problem]}" for field, problem in checked.items())
        raise click.ClickException(f"No site was added. {reasons}.")
    with opened_records(settings) as records:
        added = records.add_site(checked)
        note(records, "sites.new", added.name, added.name)
    click.echo(f"Added {added.name}. Its tag: data-site={added.name!r}; its pages: {', '.join(added.hosts)}.")


@site.command("hosts")
@click.argument("name")
@click.argument("hosts", nargs=-1)
@click.pass_obj
def change_hosts(settings: DataFolder, name: str, hosts: tuple[str, ...]) -> None:
    """Say on which HOSTS the pages of the site NAME live, in place of those before; without any, show them."""
    with opened_records(settings) as records:
        kept = records.set_hosts(name, hosts) if hosts else records.hosts_of(name)
        if hosts and not isinstance(kept, SiteProblem):
            note(records, "site.hosts", ", ".join(kept), name)
    if isinstance(kept, SiteProblem):
        raise click.ClickException(f"The domains of {name} stay as they are: {SAID[kept]}.")
    click.echo("\n".join(kept))


@site.command("mode")
@click.argument("name")
@click.argument("mode", type=MODES, required=False)
@click.pass_obj
def change_mode(settings: DataFolder, name: str, mode: str | None) -> None:
    """Say how much of the visits to the site NAME may be kept from now on; without a MODE, show it.

    "tag": as much as its tag sends. "exempt": no campaign, no click identifier, no lead joined to a visit, whatever is
    sent. "consent": the same until the visitor agrees. "cookieless": all, but no lasting name of a visitor.
    """
    with opened_records(settings) as records:
        if mode is not None:
            records.set_mode(name, Mode(mode))
            note(records, "privacy.change_mode", mode, name)
        click.echo(records.mode_of(name))


@site.command("merge-days")
@click.argument("name")
@click.argument("days", required=False)
@click.pass_obj
def change_merge_days(settings: DataFolder, name: str, days: str | None) -> None:
    """Say within how many DAYS the same person is one lead of the site NAME; without DAYS, show it.

    It holds for what is sent from now on. With 0 only forms of one visit are joined.
    """
    checked = None if days is None else check_merge_days(days)
    if isinstance(checked, SiteProblem):
        raise click.ClickException(f"The days of {name} stay as they are: {SAID[checked]}.")
    with opened_records(settings) as records:
        if checked is not None:
            records.set_merge_days(name, checked)
            note(records, "sites.change_merge_days", f"{checked}", name)
        click.echo(records.merge_days_of(name))


@site.command("key")
@click.argument("name")
@click.option("--label", default="", help="What the key is for.")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice(SCOPES),
    multiple=True,
    default=[WRITE],
    show_default=True,
    help='What it may do; can be repeated. "write": bring in events, leads, costs. "read": ask for the reports.',
)
@click.option("--list", "show", is_flag=True, help="Show the keys there are, by their last four characters.")
@click.option("--delete", "number", type=int, help="Refuse the key of this number (see --list) from now on.")
@click.pass_obj
def change_keys(
    settings: DataFolder, name: str, label: str, scopes: tuple[str, ...], show: bool, number: int | None
) -> None:
    """Make a key of the site NAME for a program, and print it: it is shown this once."""
    if show:
        _list_keys(settings, name)
    elif number is not None:
        _delete_key(settings, name, number)
    else:
        _create_key(settings, name, label, scopes)


def _list_keys(settings: DataFolder, name: str) -> None:
    with opened_records(settings) as records:
        keys = records.keys_of(name)
    if not keys:
        click.echo(f"{name} has no key. `leadpump site key {name}` makes one.")
    for key in keys:
        click.echo(
            f"{key.id}  …{key.last_characters}  {key.created:%Y-%m-%d}  {'+'.join(key.scopes)}  {key.label}".rstrip()
        )


def _delete_key(settings: DataFolder, name: str, number: int) -> None:
    with opened_records(settings) as records:
        removed = records.delete_key(name, number)
        note(records, "keys.remove", f"…{removed.last_characters}", name)
    click.echo(f"Key {number} of {name} is refused from now on.")


def _create_key(settings: DataFolder, name: str, label: str, scopes: tuple[str, ...]) -> None:
    with opened_records(settings) as records:
        key = records.create_key(name, label, scopes)
        note(records, "keys.add", f"…{key[-4:]}", name)
    click.echo(key)
    click.echo("Keep it now: it is not shown again.", err=True)
