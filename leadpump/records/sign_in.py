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
SEEN_EVERY = timedelta(minutes=5)
"""last_seen is written at most this often: a page view of the reports is not a write."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """A browser that is logged in. expires: when it ends even if it is used every day."""

    account: Account
    created: datetime
    last_seen: datetime
    expires: datetime


def make_token(randomness: Randomness) -> str:
    """256 random bits for a cookie."""
    return base64.urlsafe_b64encode(randomness(32)).rstrip(b"=").decode()


def hash_token(token: str) -> str:
    """SHA-256 of a token, in hex. Tokens are long and random, so a fast hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def start(db: Session, account_id: int, token: str, now: datetime) -> None:
    """Log the account in with that token, and forget what has run out."""
    db.execute(delete(SignInRow).where(or_(SignInRow.expires <= now, SignInRow.last_seen <= now - IDLE)))
    db.add(
        SignInRow(
            token_hash=hash_token(token),
            account_id=account_id,
            created=now,
            last_seen=now,
            expires=now + LASTS,
        )
    )


def find(db: Session, token: str, now: datetime) -> SignIn | None:
    """The sign-in of that token, unless it has run out."""
    row = find_row(db, token)
    if row is None or row.expires <= now or row.last_seen <= now - IDLE:
        return None
    return SignIn(account=account_of(row.account), created=row.created, last_seen=row.last_seen, expires=row.expires)


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
