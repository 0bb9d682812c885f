"""Gives the demo site the people and tools that an owner would let in, so that their pages are seen filled.

Nobody can enter by them: what opens an invitation or a link is made at random and thrown away, and no name under
.example leads anywhere.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from collector.person import seal
from leadpump.command.opened import COMMAND, note, opened_records
from leadpump.demo import SITE
from leadpump.identity import open_identity
from leadpump.receivers.courier import ADDRESS, SECRET
from leadpump.receivers.message import KINDS
from leadpump.records import Records
from leadpump.records.member import EDITOR, VIEWER
from leadpump.records.receiver import NewReceiver
from leadpump.records.shared_link import NewLink
from leadpump.settings import Settings

INVITED = (("claire@agence-lumen.example", EDITOR), ("comptable@toits-de-loire.example", VIEWER))
RECEIVER = "https://crm.toits-de-loire.example/leadpump"


def let_people_in(settings: Settings, now: datetime) -> None:
    """Invite its agency and its accountant, share its reports by two links, and tell its CRM of leads; once."""
    with opened_records(settings) as records:
        asking = next((account for account in records.list_accounts() if account.is_owner), None)
        if asking is None or records.people.invitations_to(SITE.name) or records.receivers.of_site(SITE.name):
            return
        for login, role in INVITED:
            records.people.invite(asking, SITE.name, login, role)
            note(records, "members.invite", login, SITE.name)
        for link in links(now):
            records.people.share(COMMAND, SITE.name, link)
            note(records, "share.add", link.label, SITE.name)
        tell_its_crm(records, settings)


def links(now: datetime) -> tuple[NewLink, ...]:
    """Those it shares: one for ever, one that ends and asks for a password that nobody was told."""
    return (
        NewLink("Réunion du lundi", "", (), "", None),
        NewLink(
            "Agence : le trafic payant",
            "channel_attribution",
            ("channel:is:Paid Search",),
            secrets.token_urlsafe(24),
            now + timedelta(days=90),
        ),
    )


def tell_its_crm(records: Records, settings: Settings) -> None:
    """Of new leads and their stages, without who they are."""
    person = open_identity(settings).person
    sealed = [seal({name: text}, person) for name, text in ((ADDRESS, RECEIVER), (SECRET, secrets.token_hex(32)))]
    records.receivers.add(SITE.name, NewReceiver(sealed[0], sealed[1], tuple(KINDS), False))
    note(records, "receivers.add", urlsplit(RECEIVER).netloc, SITE.name)
