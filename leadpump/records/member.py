"""Who may do what at a site."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from leadpump.records.account import Account, account_of, get_row
from leadpump.records.errors import NotFound, RecordsError
from leadpump.records.site import get_row as get_site
from leadpump.records.tables import AccountRow, InvitationRow, MemberRow, SignInRow, SiteRow

VIEWER = "viewer"
EDITOR = "editor"
OWNER = "owner"
ROLES = (VIEWER, EDITOR, OWNER)
"""viewer: looks, and changes nothing. editor: changes everything but members and keys. owner: those too."""


class MemberProblem(StrEnum):
    """Why a member was not changed: the closed set; the pages put each into words."""

    LAST_OWNER = "last_owner"
    RUNS_THE_SERVER = "runs_the_server"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who may see a site. role: at this site; `account.is_owner` stands above it. may_reset: see there."""

    account: Account
    role: str
    may_reset: bool


def role_of(db: Session, account: Account, site: str) -> str | None:
    """What the account is at the site; None if it may not see it."""
    if account.is_owner:
        return OWNER
    found = select(MemberRow.role).join(SiteRow, SiteRow.id == MemberRow.site_id)
    return db.scalar(found.where(SiteRow.name == site, MemberRow.account_id == account.id))


def may_edit(db: Session, account: Account, site: str) -> bool:
    """Whether the account may change the site's settings: its owners and its editors."""
    return role_of(db, account, site) in (OWNER, EDITOR)


def list_members(db: Session, asking: Account, site: str) -> list[Member]:
    """Who may see the site: whoever runs the server, then the others by login. Errors: NotFound."""
    found = db.execute(
        select(AccountRow, MemberRow.role)
        .outerjoin(MemberRow, (MemberRow.account_id == AccountRow.id) & (MemberRow.site_id == get_site(db, site).id))
        .where(AccountRow.is_owner | MemberRow.role.is_not(None))
        .order_by(AccountRow.is_owner.desc(), AccountRow.login)
    )
    return [
        Member(account_of(row), OWNER if row.is_owner else role, may_reset(db, asking, row))
        for row, role in found.all()
    ]


def add_member(db: Session, account_id: int, site_id: int, role: str) -> None:
    """Let an account see a site; asked again, it changes the role. Errors: RecordsError: unknown role."""
    check_role(role)
    db.merge(MemberRow(account_id=account_id, site_id=site_id, role=role))


def check_role(role: str) -> None:
    """Errors: RecordsError when there is no such role."""
    if role not in ROLES:
        raise RecordsError(f"Nobody was given access: {role!r} is not a role; there are {', '.join(ROLES)}.")


def change_role(db: Session, asking: Account, site: str, login: str, role: str) -> MemberProblem | None:
    """Give a member of the site another role; what is wrong, if anything. Errors: NotFound, RecordsError.

    Whom an owner has invited who is one no longer joins no more.
    """
    check_role(role)
    row = _member(db, site, login)
    if isinstance(row, MemberProblem):
        return row
    if role != OWNER:
        if _is_last_owner(db, asking, row):
            return MemberProblem.LAST_OWNER
        _withdraw(db, row, InvitationRow.invited_by == get_row(db, login).login)
    row.role = role
    return None


def remove_member(db: Session, asking: Account, site: str, login: str) -> MemberProblem | None:
    """Let somebody see the site no longer, nor join it by a link that waits, nor those they invited; what is wrong.

    Errors: NotFound.
    """
    row = _member(db, site, login)
    if isinstance(row, MemberProblem):
        return row
    if _is_last_owner(db, asking, row):
        return MemberProblem.LAST_OWNER
    whose = get_row(db, login).login
    _withdraw(db, row, (InvitationRow.login == whose) | (InvitationRow.invited_by == whose))
    db.delete(row)
    return None


def may_reset(db: Session, asking: Account, row: AccountRow) -> bool:
    """Whether that person may hand out a new password for this account.

    Its password opens every site it is a member of: so they must own all of them, or run the server.
    """
    if asking.is_owner or asking.id == row.id:
        return asking.is_owner
    if row.is_owner:
        return False
    owned = select(MemberRow.site_id).where(MemberRow.account_id == asking.id, MemberRow.role == OWNER)
    beyond = select(func.count()).where(MemberRow.account_id == row.id, MemberRow.site_id.not_in(owned))
    return db.scalar(beyond) == 0


def remove_account(db: Session, login: str) -> None:
    """Remove somebody who can log in, with their sign-ins, memberships, invitations, and the links they made or got.

    Errors: NotFound; RecordsError for the last one who runs the server.
    """
    row = get_row(db, login)
    others = db.scalar(select(func.count()).where(AccountRow.is_owner, AccountRow.id != row.id))
    if row.is_owner and not others:
        raise RecordsError(f"{row.login} was not removed: nobody else runs this server. Add another owner first.")
    for table in (SignInRow, MemberRow):
        for kept in db.scalars(select(table).where(table.account_id == row.id)):
            db.delete(kept)
    db.execute(
        delete(InvitationRow).where((InvitationRow.login == row.login) | (InvitationRow.invited_by == row.login))
    )
    db.flush()
    db.delete(row)


def _withdraw(db: Session, row: MemberRow, which: ColumnElement[bool]) -> None:
    db.execute(delete(InvitationRow).where(InvitationRow.site_id == row.site_id, which))


def _member(db: Session, site: str, login: str) -> MemberRow | MemberProblem:
    account = get_row(db, login)
    row = db.get(MemberRow, (account.id, get_site(db, site).id))
    if account.is_owner:
        return MemberProblem.RUNS_THE_SERVER
    if row is None:
        raise NotFound(f"{login} is no member of {site}.")
    return row


def _is_last_owner(db: Session, asking: Account, row: MemberRow) -> bool:
    """Whether the site would be without an owner. Whoever runs the server owns every site, and may end that."""
    if row.role != OWNER or asking.is_owner:
        return False
    owners = select(func.count()).where(MemberRow.site_id == row.site_id, MemberRow.role == OWNER)
    return db.scalar(owners) == 1
