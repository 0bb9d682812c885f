"""`leadpump channels`: the rules that give arrivals their channel, a trial of them, and history derived again."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from collector.address import is_within, read_page, read_referrer
from collector.channel import RULES, VERSION, Rule, derive
from collector.own_rule import OwnRule
from collector.preparing import preparing
from collector.rederive import Rederiver, RederiveStopped
from collector.site import KnownSite
from collector.source import read_arrival
from collector.store import StoreRefused, StoreUnavailable
from leadpump.clickhouse import WORK_SECONDS, ClickHouse
from leadpump.command.opened import DataFolder, note_one, opened_records
from leadpump.command.started import refuse_unstarted
from leadpump.settings import Settings

COMPARED = {"is": "is", "contains": "contains", "starts_with": "starts with"}
FIELDS = {"click_id": "click identifier"}


@click.group()
def channels() -> None:
    """See and try the rules that give arrivals their channel; bring history up to them."""


@channels.command("list")
@click.option("--site", "name", help="Show this site's own rules, which are asked first, too.")
@click.pass_obj
def list_rules(settings: DataFolder, name: str | None) -> None:
    """Show every rule in order: the first that holds gives the channel."""
    if name is not None:
        for number, rule in enumerate(find_site(settings, name).channel_rules, 1):
            click.echo(f"{name} {number}  {rule.channel}: {in_words(rule)}")
    for number, ours in enumerate(RULES, 1):
        click.echo(f"{number:>2}  {ours.channel}: {ours.says}")
    click.echo(f"Rules version {VERSION}.")


@channels.command("test")
@click.argument("url")
@click.option("--referrer", default="", help="Address of the page, or android-app:// of the app, that led there.")
@click.option("--site", "name", help="The site, where the address does not tell which.")
@click.pass_obj
def try_address(settings: DataFolder, url: str, referrer: str, name: str | None) -> None:
    """Say which channel somebody would get who arrives at the page URL, and which rule decides."""
    page = read_page(url)
    if page is None:
        raise click.ClickException("Nothing was tried: give the whole address of a page, https:// included.")
    site = find_site(settings, name) if name is not None else owner_of(settings, page.hostname)
    found = derive(read_arrival(page, read_referrer(referrer)), site.hosts, site.channel_rules)
    click.echo(f"source   {found.source}\nmedium   {found.medium}\nchannel  {found.channel}")
    click.echo(f"rule     {name_rule(found.rule, site)}")
    click.echo(f"touch    {'opens one' if found.opens_touch else 'opens none'}")


@channels.command("rederive")
@click.option("--site", "name", help="Only this site.")
@click.pass_obj
def rederive(settings: Settings, name: str | None) -> None:
    """Give stored events the channels that they would get by the rules of now.

    To run after an upgrade that changed the rules, and after a site changed its own rules or domains. Works while
    Leadpump runs; may be stopped at any moment and run again: it finds what is left to do. A second run right after
    the first changes nothing.
    """
    refuse_unstarted(settings)
    with opened_records(settings) as records:
        sites = records.known_sites()
    if name is not None:
        sites = [find_site(settings, name)]
    clickhouse = ClickHouse(settings.clickhouse_address(), answer_seconds=WORK_SECONDS)
    with alone(settings.data):
        rederiver = Rederiver(clickhouse, alone=lambda: preparing(settings.data / "spool"))
        for site in sites:
            try:
                if changed := rederive_site(rederiver, site):
                    note_one(settings, "channels.rederive", str(changed), site.name)
            except StoreUnavailable:
                raise click.ClickException(
                    "ClickHouse does not answer: is Leadpump running? What was begun is finished when it does; run "
                    "this again for the rest."
                ) from None
            except (StoreRefused, RederiveStopped) as error:
                raise click.ClickException(f"{site.name} is only done in part: {error}") from None


def rederive_site(rederiver: Rederiver, site: KnownSite) -> int:
    """Bring one site up to the rules under a bar, and say what came of it; how many events were changed."""
    bar = click.progressbar(length=1, label=site.name)
    shown = 0

    def tell(done: int, months: int) -> None:
        nonlocal shown
        bar.length = max(months, 1)
        bar.update(done - shown)
        shown = done

    with bar:
        counted = rederiver.rederive(site, tell)
    click.echo(
        f"{site.name}: {counted.events:,} events of {counted.arrivals:,} different arrivals; "
        f"{counted.changed:,} have another source, medium or channel now."
    )
    return counted.changed


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Two runs with different rules would undo each other's work."""
    folder = data / "run"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / "rederive.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise click.ClickException("Another `leadpump channels rederive` is at work; wait for its end.") from None
        yield
    finally:
        os.close(descriptor)


def find_site(settings: DataFolder, name: str) -> KnownSite:
    """The site of that name."""
    with opened_records(settings) as records:
        sites = records.known_sites()
    for site in sites:
        if site.name == name:
            return site
    raise click.ClickException(f"There is no site {name!r}. `leadpump site list` shows those there are.")


def owner_of(settings: DataFolder, hostname: str) -> KnownSite:
    """The site that a page of this host belongs to; a page of no site is tried by itself."""
    with opened_records(settings) as records:
        sites = records.known_sites()
    owners = [(len(host), site) for site in sites for host in site.hosts if is_within(hostname, host)]
    if not owners:
        return KnownSite(name=hostname, hosts=(hostname,))
    return max(owners, key=lambda owner: owner[0])[1]


def name_rule(rule: Rule | OwnRule, site: KnownSite) -> str:
    """Which rule it is, and when it holds."""
    if isinstance(rule, OwnRule):
        return f"{site.name} {site.channel_rules.index(rule) + 1}: {in_words(rule)}"
    return f"{RULES.index(rule) + 1}: {rule.says}"


def in_words(rule: OwnRule) -> str:
    """The conditions of a site's own rule."""
    return ", and ".join(
        f"{FIELDS.get(condition.field, condition.field)} {COMPARED[condition.how]} {condition.value!r}"
        for condition in rule.conditions
    )
