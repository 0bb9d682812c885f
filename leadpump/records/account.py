"""The people who can log in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from leadpump.records.errors import NameTaken, NotFound, RecordsError
from leadpump.records.tables import AccountRow, InvitationRow, SignInRow

ONE_TIME_PASSWORD_SERVES = timedelta(days=7)
LONGEST_LOGIN = 254


@dataclass(frozen=True, slots=True)
class Account:
    """Someone who can log in. is_owner: sees every site and may add some."""

    id: int
    login: str
    is_owner: bool
    must_change_password: bool
    language: str
    created: datetime


def account_of(row: AccountRow) -> Account:
    """The account that a row holds."""
    return Account(
        id=row.id,
        login=row.login,
        is_owner=row.is_owner,
        must_change_password=row.must_change_password,
        language=row.language,
        created=row.created,
    )


def plain_login(login: str) -> str:
    """The login as it is compared: without the spaces around it, in lower case."""
    return login.strip().casefold()


def has_accounts(db: Session) -> bool:
    """Whether anybody can log in."""
    return (db.scalar(select(func.count()).select_from(AccountRow)) or 0) > 0


def check_login(login: str) -> str:
    """The login as it is kept. Errors: RecordsError when it cannot be one."""
    login = plain_login(login)
    if not 0 < len(login) <= LONGEST_LOGIN or not login.isprintable() or " " in login:
        raise RecordsError("No account was added: a login is a name or an e-mail address, without spaces.")
    return login


def list_accounts(db: Session) -> list[Account]:
    """Everybody who can log in, by login."""
    return [account_of(row) for row in db.scalars(select(AccountRow).order_by(AccountRow.login))]


def add_account(
    db: Session, login: str, *, password_hash: str, is_owner: bool, language: str, now: datetime
) -> AccountRow:
    """Add somebody whose password was handed out and must be changed.

    Errors: RecordsError when the login cannot be one; NameTaken.
    """
    login = check_login(login)
    if find_row(db, login) is not None:
        raise NameTaken(f"No account was added: {login} exists already.")
    row = AccountRow(
        login=login,
        password_hash=password_hash,
        must_change_password=True,
        one_time_until=now + ONE_TIME_PASSWORD_SERVES,
        is_owner=is_owner,
        language=language,
        created=now,
    )
    db.add(row)
    db.flush()
    return row


def find_row(db: Session, login: str) -> AccountRow | None:
    """The account of that login, or None."""
    return db.scalar(select(AccountRow).where(AccountRow.login == plain_login(login)))


def find_usable_row(db: Session, login: str, now: datetime) -> AccountRow | None:
    """The account of that login, unless its one-time password has served its time."""
    row = find_row(db, login)
    if row is None or (row.one_time_until is not None and row.one_time_until <= now):
        return None
    return row


def get_row(db: Session, login: str) -> AccountRow:
    """The account of that login. Errors: NotFound."""
    row = find_row(db, login)
    if row is None:
        raise NotFound(f"There is no account {login!r}. `leadpump user list` shows those there are.")
    return row


def hand_out_password(db: Session, row: AccountRow, password_hash: str, now: datetime) -> None:
    """Give the account a password to be changed at the next log-in, and end its sign-ins."""
    row.password_hash = password_hash
    row.must_change_password = True
    row.one_time_until = now + ONE_TIME_PASSWORD_SERVES
    end_sign_ins(db, row.id)
    void_resets(db, row.login)


def set_own_password(db: Session, row: AccountRow, password_hash: str) -> None:
    """Give the account the password its owner chose, and end its sign-ins."""
    row.password_hash = password_hash
    row.must_change_password = False
    row.one_time_until = None
    end_sign_ins(db, row.id)
    void_resets(db, row.login)


def end_sign_ins(db: Session, account_id: int) -> int:
    """Log the account out of every browser; how many there were."""
    ended = db.scalars(delete(SignInRow).where(SignInRow.account_id == account_id).returning(SignInRow.token_hash))
    return len(ended.all())


def void_resets(db: Session, login: str) -> None:
    """No link replaces a password of that login any more."""
    db.execute(delete(InvitationRow).where(InvitationRow.login == login, InvitationRow.site_id.is_(None)))
