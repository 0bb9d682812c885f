"""`leadpump user`: who can log in."""

from __future__ import annotations

from collections.abc import Iterator

import click

from leadpump.command.opened import DataFolder, note, opened_records
from leadpump.records.account import Account
from leadpump.records.left import Left
from leadpump.records.member import ROLES


@click.group()
def user() -> None:
    """See and change who can log in."""


@user.command("list")
@click.pass_obj
def list_users(settings: DataFolder) -> None:
    """Show everybody who can log in."""
    with opened_records(settings) as records:
        accounts = records.list_accounts()
    if not accounts:
        click.echo("Nobody can log in yet. The first start makes the owner; `leadpump user add` adds somebody.")
    for account in accounts:
        click.echo("  ".join([account.login, *_notes(account)]))


def _notes(account: Account) -> Iterator[str]:
    if account.is_owner:
        yield "owner"
    if account.must_change_password:
        yield "one-time password"


@user.command("add")
@click.argument("login")
@click.option("--owner", is_flag=True, help="They see every site and may add some.")
@click.option("--site", "sites", multiple=True, help="A site they may see; can be repeated.")
@click.option("--role", type=click.Choice(ROLES), default="viewer", show_default=True, help="At these sites.")
@click.option("--language", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
@click.pass_obj
def add_user(settings: DataFolder, login: str, owner: bool, sites: tuple[str, ...], role: str, language: str) -> None:
    """Let LOGIN (a name or an e-mail address) log in, and print a one-time password."""
    with opened_records(settings) as records:
        password = records.add_account(login, is_owner=owner, language=language, sites=sites, role=role)
        note(records, "user.add", login)
        for site in sites:
            note(records, "user.add", f"{login}, {role}", site)
    _show(login, password)


@user.command("password")
@click.argument("login")
@click.pass_obj
def reset_password(settings: DataFolder, login: str) -> None:
    """Print a one-time password for LOGIN, whose old one and sign-ins end."""
    with opened_records(settings) as records:
        password = records.reset_password(login)
        note(records, "user.password", login)
    _show(login, password)


def _show(login: str, password: str) -> None:
    click.echo(f"One-time password of {login}: {password}")
    click.echo("It serves for seven days and is to be changed at the first log-in.")


@user.command("sign-out")
@click.argument("login")
@click.pass_obj
def sign_out(settings: DataFolder, login: str) -> None:
    """Log LOGIN out of every browser."""
    with opened_records(settings) as records:
        ended = records.sign_out_everywhere(login)
        note(records, "user.sign-out", login)
    click.echo(f"{login} is logged out ({ended} sign-ins ended).")


@user.command("remove")
@click.argument("login")
@click.option("--keep-keys", is_flag=True, help="The keys they made go on.")
@click.option("--end-shared", is_flag=True, help="The shared links and outgoing webhooks they made end too.")
@click.pass_obj
def remove_user(settings: DataFolder, login: str, keep_keys: bool, end_shared: bool) -> None:
    """Let LOGIN log in no longer; what they have written stays. The last owner cannot be removed.

    The invitations they sent and the keys they made end with them. Their shared links and outgoing webhooks are named,
    and go on.
    """
    with opened_records(settings) as records:
        parted = records.people.remove_account(login, keys=not keep_keys, rest=end_shared)
        note(records, "user.remove", login)
        for site, (ended, _) in parted.items():
            for what, about in ended.deeds(lambda one: f"{one.number}"):
                note(records, what, about, site)
    click.echo(f"{login} can no longer log in.")
    for site, (ended, goes_on) in parted.items():
        for how, left in (("ended", ended), ("goes on", goes_on)):
            for name in names_of(left):
                click.echo(f"  {site}, {how}: {name}")


def names_of(left: Left) -> Iterator[str]:
    """What a person left, a line each."""
    yield from (f"invitation of {invited}" for invited in left.invited)
    yield from (f"key {key.id}, …{key.last_characters} {key.label}".rstrip() for key in left.keys)
    yield from (f"shared link {link.id}, {link.label}" for link in left.links)
    yield from (
        f"leads by e-mail to {one.mail}" if one.mail else f"outgoing webhook {one.number}, of {one.created:%Y-%m-%d}"
        for one in (*left.receivers, *left.mailed)
    )
    yield from (f"figures by e-mail to {one.address}" for one in left.digests)
