"""One-time links on which people choose their own password: to join a site, or because they forgot theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from leadpump.records.account import account_of, check_login, find_row, void_resets
from leadpump.records.member import check_role, may_reset
from leadpump.records.sign_in import hash_token
from leadpump.records.site import get_row
from leadpump.records.tables import InvitationRow

INVITATION_SERVES = timedelta(days=7)
RESET_SERVES = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that still serves. site, title, role: what it opens; empty where a forgotten password is replaced.

    has_account: whether that login can log in already, and so needs no password but its own.
    """

    id: int
    login: str
    site: str
    title: str
    role: str
    has_account: bool
    invited_by: str
    expires: datetime

    @property
    def is_reset(self) -> bool:
        """Whether it is for a password that was forgotten."""
        return not self.site


def invite(db: Session, token: str, *, login: str, site: str, role: str, invited_by: str, now: datetime) -> Invitation:
    """Let whoever holds the token join a site under that login. The newest link of a login is the only one.

    Errors: NotFound, RecordsError for an unknown role or what cannot be a login.
    """
    check_role(role)
    login = check_login(login)
    site_id = get_row(db, site).id
    db.execute(delete(InvitationRow).where(InvitationRow.login == login, InvitationRow.site_id == site_id))
    return _add(db, token, login, site_id, role, invited_by, now, now + INVITATION_SERVES)


def offer_reset(db: Session, token: str, *, login: str, invited_by: str, now: datetime) -> Invitation:
    """Let whoever holds the token choose a new password for that login. The newest link is the only one."""
    void_resets(db, login)
    return _add(db, token, login, None, "", invited_by, now, now + RESET_SERVES)


def _add(
    db: Session,
    token: str,
    login: str,
    site_id: int | None,
    role: str,
    invited_by: str,
    now: datetime,
    expires: datetime,
) -> Invitation:
    db.execute(delete(InvitationRow).where(InvitationRow.expires <= now))
    row = InvitationRow(
        token_hash=hash_token(token),
        login=login,
        site_id=site_id,
        role=role,
        invited_by=invited_by,
        created=now,
        expires=expires,
    )
    db.add(row)
    db.flush()
    return _invitation_of(db, row)


def find(db: Session, token: str, now: datetime) -> Invitation | None:
    """The invitation of that token; None when there is none, it was used, or it has run out.

    A link for a password serves while whoever made it may hand one out: not once they are no owner any more.
    """
    row = db.scalar(select(InvitationRow).where(InvitationRow.token_hash == hash_token(token)))
    if row is None or row.expires <= now or (row.site_id is None and not _may_be_handed_out(db, row)):
        return None
    return _invitation_of(db, row)


def _may_be_handed_out(db: Session, row: InvitationRow) -> bool:
    maker, whose = find_row(db, row.invited_by), find_row(db, row.login)
    return maker is not None and whose is not None and may_reset(db, account_of(maker), whose)


def list_pending(db: Session, site: str, now: datetime) -> list[Invitation]:
    """The invitations to a site that nobody has used yet, by login. Errors: NotFound."""
    rows = db.scalars(
        select(InvitationRow)
        .where(InvitationRow.site_id == get_row(db, site).id, InvitationRow.expires > now)
        .order_by(InvitationRow.login)
    )
    return [_invitation_of(db, row) for row in rows]


def withdraw(db: Session, site: str, number: int) -> str | None:
    """Take an invitation to the site back; whose it was, or None when it is gone already. Errors: NotFound."""
    row = db.get(InvitationRow, number)
    if row is None or row.site_id != get_row(db, site).id:
        return None
    db.delete(row)
    return row.login


def use(db: Session, invitation: Invitation) -> None:
    """The link serves no more."""
    db.execute(delete(InvitationRow).where(InvitationRow.id == invitation.id))


def _invitation_of(db: Session, row: InvitationRow) -> Invitation:
    return Invitation(
        id=row.id,
        login=row.login,
        site=row.site.name if row.site else "",
        title=row.site.title if row.site else "",
        role=row.role,
        has_account=find_row(db, row.login) is not None,
        invited_by=row.invited_by,
        expires=row.expires,
    )
