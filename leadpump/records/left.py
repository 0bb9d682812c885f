"""What somebody who goes leaves at a site that would work on without them, and its end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from leadpump.records.digest import Digest, list_digests, remove_digest
from leadpump.records.invitation import list_pending
from leadpump.records.receiver import Receiver, list_receivers, remove_receiver
from leadpump.records.shared_link import SharedLink, list_links, remove_link
from leadpump.records.site_key import SiteKey, delete_key, list_keys


@dataclass(frozen=True, slots=True)
class Left:
    """What one person made at a site. invited: logins of those whose invitations are theirs. digests, mailed: what is
    sent to their own address, figures and leads.
    """

    invited: tuple[str, ...] = ()
    keys: tuple[SiteKey, ...] = ()
    links: tuple[SharedLink, ...] = ()
    receivers: tuple[Receiver, ...] = ()
    digests: tuple[Digest, ...] = ()
    mailed: tuple[Receiver, ...] = ()

    @property
    def numbers(self) -> Ending:
        """All that can be ended or left."""
        return Ending(
            {key.id for key in self.keys}, {link.id for link in self.links}, {one.number for one in self.receivers}
        )

    def deeds(self, named: Callable[[Receiver], str]) -> Iterator[tuple[str, str]]:
        """Lines of the log, each as if it had been ended by itself: what was done, with which. named: of a receiver."""
        yield from (("members.withdraw", login) for login in self.invited)
        yield from (("keys.remove", f"…{key.last_characters}") for key in self.keys)
        yield from (("share.remove", link.label) for link in self.links)
        yield from (("receivers.remove", named(one)) for one in self.receivers)
        yield from (("digests.remove", one.address) for one in self.digests)
        yield from (("lead_mails.remove", one.mail) for one in self.mailed)

    def of(self, ending: Ending, *, ended: bool) -> Left:
        """What is in it, or else what is not. Invitations, and what is sent to them, end always."""
        return Left(
            self.invited if ended else (),
            tuple(key for key in self.keys if (key.id in ending.keys) == ended),
            tuple(link for link in self.links if (link.id in ending.links) == ended),
            tuple(one for one in self.receivers if (one.number in ending.receivers) == ended),
            self.digests if ended else (),
            self.mailed if ended else (),
        )


@dataclass(frozen=True, slots=True)
class Ending:
    """What ends with a person who goes, by number."""

    keys: Collection[int] = field(default=())
    links: Collection[int] = field(default=())
    receivers: Collection[int] = field(default=())


def left_at(db: Session, site: str, login: str, now: datetime) -> Left:
    """What that login made at the site, and still works. Errors: NotFound."""
    receivers = list_receivers(db, site)
    return Left(
        tuple(one.login for one in list_pending(db, site, now) if one.invited_by == login),
        tuple(key for key in list_keys(db, site) if key.made_by == login),
        tuple(link for link in list_links(db, site, now) if link.made_by == login),
        tuple(one for one in receivers if one.made_by == login and one.mail.lower() != login),
        tuple(one for one in list_digests(db, site) if one.address.lower() == login),
        tuple(one for one in receivers if one.mail.lower() == login),
    )


def end(db: Session, site: str, left: Left) -> None:
    """Let these keys, links, receivers and digests work no longer."""
    for key in left.keys:
        delete_key(db, site, key.id)
    for link in left.links:
        remove_link(db, site, link.id)
    for one in (*left.receivers, *left.mailed):
        remove_receiver(db, site, one.number)
    for digest in left.digests:
        remove_digest(db, site, digest.number)
