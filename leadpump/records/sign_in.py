"""Who is logged in where: a random token in the browser, its SHA-256 here, so that logging out ends it."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from leadpump.records.account import Account, account_of
from leadpump.records.passwords import Randomness
from leadpump.records.tables import SignInRow

IDLE = timedelta(days=7)
LASTS = timedelta(days=30)
LONGEST_BROWSER = 100
MARK = 16
SEEN_EVERY = timedelta(minutes=5)
"""last_seen is written at most this often: a page view of the reports is not a write."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """A browser that is logged in. expires: when it ends even if it is used every day.

    mark: tells it from the account's others, and opens nothing. browser: its name and system; empty if unknown.
    """

    mark: str
    account: Account
    browser: str
    created: datetime
    last_seen: datetime
    expires: datetime


def make_token(randomness: Randomness) -> str:
    """256 random bits for a cookie."""
    return base64.urlsafe_b64encode(randomness(32)).rstrip(b"=").decode()


def hash_token(token: str) -> str:
    """SHA-256 of a token, in hex. Tokens are long and random, so a fast hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def start(db: Session, account_id: int, token: str, now: datetime, browser: str = "") -> None:
    """Log the account in with that token, in that browser, and forget what has run out."""
    db.execute(delete(SignInRow).where(or_(SignInRow.expires <= now, SignInRow.last_seen <= now - IDLE)))
    db.add(
        SignInRow(
            token_hash=hash_token(token),
            account_id=account_id,
            created=now,
            last_seen=now,
            expires=now + LASTS,
            browser=browser[:LONGEST_BROWSER],
        )
    )


def find(db: Session, token: str, now: datetime) -> SignIn | None:
    """The sign-in of that token, unless it has run out."""
    row = find_row(db, token)
    if row is None or row.expires <= now or row.last_seen <= now - IDLE:
        return None
    return _sign_in_of(row)


def _sign_in_of(row: SignInRow) -> SignIn:
    return SignIn(
        mark=row.token_hash[:MARK],
        account=account_of(row.account),
        browser=row.browser,
        created=row.created,
        last_seen=row.last_seen,
        expires=row.expires,
    )


def list_of(db: Session, account_id: int, now: datetime) -> list[SignIn]:
    """Where the account is logged in, the browser seen last first."""
    wanted = select(SignInRow).where(
        SignInRow.account_id == account_id, SignInRow.expires > now, SignInRow.last_seen > now - IDLE
    )
    return [_sign_in_of(row) for row in db.scalars(wanted.order_by(SignInRow.last_seen.desc(), SignInRow.created))]


def end_marked(db: Session, account_id: int, mark: str) -> bool:
    """Log the account out of the browser of that mark; whether there was one."""
    if len(mark) != MARK:
        return False
    of_account = select(SignInRow).where(SignInRow.account_id == account_id)
    row = db.scalar(of_account.where(SignInRow.token_hash.startswith(mark, autoescape=True)))
    if row is not None:
        db.delete(row)
    return row is not None


def end_others(db: Session, account_id: int, token: str) -> int:
    """Log the account out of every browser but that of the token; how many there were."""
    others = delete(SignInRow).where(SignInRow.account_id == account_id, SignInRow.token_hash != hash_token(token))
    return len(db.scalars(others.returning(SignInRow.token_hash)).all())


def find_row(db: Session, token: str) -> SignInRow | None:
    """The row of that token, run out or not."""
    return db.scalar(select(SignInRow).where(SignInRow.token_hash == hash_token(token)))


def see(db: Session, token: str, now: datetime) -> None:
    """Note that the sign-in is in use."""
    row = find_row(db, token)
    if row is not None:
        row.last_seen = now


def end(db: Session, token: str) -> None:
    """Log that browser out."""
    db.execute(delete(SignInRow).where(SignInRow.token_hash == hash_token(token)))
