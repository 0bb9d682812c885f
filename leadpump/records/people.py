"""Who may see a site and how they come in, as the application uses it: each method is one transaction."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from leadpump.records import account as accounts
from leadpump.records import deed as deeds
from leadpump.records import invitation as invitations
from leadpump.records import left as lefts
from leadpump.records import member as members
from leadpump.records import shared_link as shared_links
from leadpump.records import sign_in as sign_ins
from leadpump.records import sign_in_failure as failures
from leadpump.records.account import Account
from leadpump.records.deed import Deed
from leadpump.records.errors import NotFound
from leadpump.records.invitation import Invitation
from leadpump.records.left import Ending, Left
from leadpump.records.member import Member, MemberProblem
from leadpump.records.passwords import PasswordProblem, Randomness, find_problem, hash_password, matches
from leadpump.records.shared_link import NewLink, OpenedLink, SharedLink, SharedLinkProblem
from leadpump.records.site import get_row as get_site
from leadpump.records.site import list_all

Transaction = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True, slots=True)
class Gone:
    """A link that serves no more: used, withdrawn, replaced or run out."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Too many wrong passwords: none is looked at before so many seconds have passed."""

    seconds: int


class People:
    """Members, invitations, shared links and the log. `Records` gives it its transactions; those of `publish` tell the
    collector what keys there are.
    """

    def __init__(
        self,
        read: Transaction,
        write: Transaction,
        publish: Transaction,
        *,
        clock: Callable[[], datetime],
        randomness: Randomness,
        hasher: PasswordHasher,
    ) -> None:
        self._read = read
        self._write = write
        self._publish = publish
        self._clock = clock
        self._randomness = randomness
        self._hasher = hasher

    # Members

    def members_of(self, asking: Account, site: str) -> list[Member]:
        """Who may see the site, whoever runs the server first. Errors: NotFound."""
        with self._read() as db:
            return members.list_members(db, asking, site)

    def change_role(self, asking: Account, site: str, login: str, role: str) -> MemberProblem | None:
        """Give a member another role; what is wrong, if anything. Errors: NotFound, RecordsError."""
        with self._write() as db:
            return members.change_role(db, asking, site, login, role)

    def left_at(self, site: str, login: str) -> Left:
        """What that login made at the site, and would work on without them. Errors: NotFound."""
        with self._read() as db:
            return self._left(db, site, login)

    def remove_member(self, asking: Account, site: str, login: str, ending: Ending) -> Left | MemberProblem:
        """Let somebody see the site no longer; what ended with them, or what is wrong. Errors: NotFound."""
        with self._publish() as db:
            left = self._left(db, site, login)
            problem = members.remove_member(db, asking, site, login)
            if problem is not None:
                return problem
            ended = left.of(ending, ended=True)
            lefts.end(db, site, ended)
        return ended

    def remove_account(self, login: str, *, keys: bool, rest: bool) -> dict[str, tuple[Left, Left]]:
        """Remove somebody who can log in; of each site where they left anything, what ended with them and what goes on.

        keys, rest: whether the keys they made end, and their links and receivers. Errors: NotFound; RecordsError for
        the last owner.
        """
        with self._publish() as db:
            found = {site.name: self._left(db, site.name, login) for site in list_all(db)}
            members.remove_account(db, login)
            parted = {}
            for site, left in found.items():
                all_ = left.numbers
                ending = Ending(all_.keys if keys else (), all_.links if rest else (), all_.receivers if rest else ())
                parted[site] = left.of(ending, ended=True), left.of(ending, ended=False)
                lefts.end(db, site, parted[site][0])
        return {site: parts for site, parts in parted.items() if parts != (Left(), Left())}

    def _left(self, db: Session, site: str, login: str) -> Left:
        return lefts.left_at(db, site, accounts.plain_login(login), self._clock())

    # Invitations

    def invite(self, asking: Account, site: str, login: str, role: str) -> tuple[str, Invitation]:
        """A token that opens the site once, kept nowhere: show it now. Errors: NotFound, RecordsError."""
        token = sign_ins.make_token(self._randomness)
        with self._write() as db:
            made = invitations.invite(
                db, token, login=login, site=site, role=role, invited_by=asking.login, now=self._clock()
            )
        return token, made

    def invitations_to(self, site: str) -> list[Invitation]:
        """Those that nobody has used yet, by login. Errors: NotFound."""
        with self._read() as db:
            return invitations.list_pending(db, site, self._clock())

    def withdraw_invitation(self, site: str, number: int) -> str | None:
        """Take an invitation back; whose it was, or None when it is gone already. Errors: NotFound."""
        with self._write() as db:
            return invitations.withdraw(db, site, number)

    def offer_reset(self, asking: Account, login: str) -> tuple[str, Invitation] | None:
        """A token with which that login chooses a new password; None if it is not for this person to hand out.

        Errors: NotFound.
        """
        token = sign_ins.make_token(self._randomness)
        with self._write() as db:
            row = accounts.get_row(db, login)
            if not members.may_reset(db, asking, row):
                return None
            return token, invitations.offer_reset(
                db, token, login=row.login, invited_by=asking.login, now=self._clock()
            )

    def find_invitation(self, token: str) -> Invitation | None:
        """What that token opens; None when it serves no more."""
        with self._read() as db:
            return invitations.find(db, token, self._clock())

    def join(self, token: str, account: Account) -> Invitation | Gone:
        """Let the account, whose login the invitation names, into its site."""
        with self._write() as db:
            found = invitations.find(db, token, self._clock())
            if found is None or found.is_reset or found.login != account.login:
                return Gone()
            self._let_in(db, found, account.id)
        return found

    def come_in(
        self, token: str, password: str, language: str, browser: str = ""
    ) -> tuple[str, Invitation] | PasswordProblem | Gone:
        """Choose the password of an account that is new, or whose password was forgotten; a token for the cookie."""
        with self._read() as db:
            found = invitations.find(db, token, self._clock())
        if found is None or found.has_account != found.is_reset:
            return Gone()
        problem = find_problem(password, found.login)
        if problem is not None:
            return problem
        password_hash = hash_password(self._hasher, password)
        cookie = sign_ins.make_token(self._randomness)
        with self._write() as db:
            now = self._clock()
            again = invitations.find(db, token, now)
            if again is None or again.has_account != again.is_reset:
                return Gone()
            if again.is_reset:
                row = accounts.get_row(db, again.login)
                invitations.use(db, again)
            else:
                row = accounts.add_account(
                    db, again.login, password_hash=password_hash, is_owner=False, language=language, now=now
                )
                self._let_in(db, again, row.id)
            accounts.set_own_password(db, row, password_hash)
            failures.forget_login(db, row.login)
            sign_ins.start(db, row.id, cookie, now, browser)
        return cookie, again

    def _let_in(self, db: Session, invitation: Invitation, account_id: int) -> None:
        members.add_member(db, account_id, get_site(db, invitation.site).id, invitation.role)
        invitations.use(db, invitation)
        # Whoever could hand out a password before this site was open to the account may not be one of its owners.
        accounts.void_resets(db, invitation.login)

    # Shared links

    def share(self, made_by: str, site: str, new: NewLink) -> str | SharedLinkProblem:
        """A token that shows reports of the site, kept nowhere: show it now. made_by: as the log. Errors: NotFound."""
        token = sign_ins.make_token(self._randomness)
        password_hash = hash_password(self._hasher, new.password) if new.password else None
        with self._write() as db:
            problem = shared_links.add_link(db, site, new, token, password_hash, made_by, self._clock())
        return problem or token

    def shared_links_of(self, site: str) -> list[SharedLink]:
        """The links of a site that still open something, newest first. Errors: NotFound."""
        with self._read() as db:
            return shared_links.list_links(db, site, self._clock())

    def remove_shared_link(self, site: str, number: int) -> SharedLink:
        """The link opens nothing from now on; which it was. Errors: NotFound."""
        with self._write() as db:
            return shared_links.remove_link(db, site, number)

    def open_shared_link(self, token: str) -> OpenedLink | None:
        """What that token shows; None when it shows nothing any more."""
        with self._read() as db:
            row = shared_links.find_row(db, token, self._clock())
            return None if row is None else shared_links.opened(row)

    def try_link_password(self, token: str, password: str, address: str) -> bool | Wait:
        """Whether it is the link's password. Errors: NotFound."""
        with self._write() as db:
            row = shared_links.find_row(db, token, self._clock())
            if row is None or row.password_hash is None:
                raise NotFound("There is no shared link with a password here.")
            subject, password_hash = f"shared link {row.token_hash}", row.password_hash
            wait = failures.try_once(db, subject, address, self._clock())
        if wait:
            return Wait(wait)
        right = matches(self._hasher, password_hash, password)
        if right:
            with self._write() as db:
                failures.take_back(db, subject, address)
        return right

    # The log

    def note(self, who: str, site: str, what: str, about: str = "", *, often: bool = False) -> None:
        """Write a line of the log. often: the same again within the hour is no new line."""
        deed = Deed(self._clock(), who, site, what, about)
        if often:
            with self._read() as db:
                if deeds.is_noted(db, deed):
                    return
        with self._write() as db:
            deeds.note(db, deed)

    def deeds_of(self, site: str | None, start: int, most: int) -> tuple[list[Deed], int]:
        """Lines of the log of a site, or of everything, newest first, from that place; how many in all."""
        with self._read() as db:
            return deeds.list_deeds(db, site, self._clock(), start, most)
