"""How often a log-in was tried in vain, counted in the database so that all processes count together."""

from __future__ import annotations

import hashlib
import ipaddress
import math
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from leadpump.records.tables import SignInFailureRow

WINDOW = timedelta(minutes=15)
# Guesses from one place are few; a stranger elsewhere must not be able to lock somebody out of their account.
FAILURES_PER_LOGIN_AND_ADDRESS = 5
# Several people may share the address of an office.
FAILURES_PER_ADDRESS = 20
# Guesses from everywhere together: too few to find a password of twelve characters.
FAILURES_PER_LOGIN = 100


HALF = 32


def login_subject(login: str) -> str:
    """What stands for a login. A hash: people type their password into the wrong field."""
    return hashlib.sha256(f"login {login}".encode("utf-8", "surrogatepass")).hexdigest()


def address_subject(address: str) -> str:
    """What stands for an address. One IPv6 customer has a whole /64, so that is what counts."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        network = address
    else:
        if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
            # So a socket that listens for both versions tells one of version 4: all of them are in one /64.
            parsed = parsed.ipv4_mapped
        prefix = 64 if parsed.version == 6 else 32
        network = str(ipaddress.ip_network((parsed, prefix), strict=False))
    return hashlib.sha256(f"address {network}".encode("utf-8", "surrogatepass")).hexdigest()


def pair_subject(login: str, address: str) -> str:
    """What stands for a login tried from an address; it begins as the login's own subject does."""
    return login_subject(login)[:HALF] + address_subject(address)[:HALF]


def try_once(db: Session, login: str, address: str, now: datetime) -> int:
    """Count an attempt as a failure before it is judged, so that many at once gain nothing.

    Gives the seconds to wait (0: go on). An attempt that has to wait is not counted.
    """
    db.execute(delete(SignInFailureRow).where(SignInFailureRow.since <= now - WINDOW))
    limits = {
        pair_subject(login, address): FAILURES_PER_LOGIN_AND_ADDRESS,
        address_subject(address): FAILURES_PER_ADDRESS,
        login_subject(login): FAILURES_PER_LOGIN,
    }
    rows = {subject: _row(db, subject, now) for subject in limits}
    waits = [_seconds_left(row, now) for subject, row in rows.items() if row.failures >= limits[subject]]
    if waits:
        return max(waits)
    for row in rows.values():
        row.failures += 1
    return 0


def _row(db: Session, subject: str, now: datetime) -> SignInFailureRow:
    row = db.scalar(select(SignInFailureRow).where(SignInFailureRow.subject == subject))
    if row is None:
        row = SignInFailureRow(subject=subject, failures=0, since=now)
        db.add(row)
    return row


def _seconds_left(row: SignInFailureRow, now: datetime) -> int:
    return max(1, math.ceil((row.since + WINDOW - now).total_seconds()))


def take_back(db: Session, login: str, address: str) -> None:
    """The attempt was right: forget the login's failures from there, and this one attempt elsewhere.

    The address's other failures stay, or whoever has one account could try others without end; so do the login's from
    other addresses.
    """
    db.execute(delete(SignInFailureRow).where(SignInFailureRow.subject == pair_subject(login, address)))
    for subject in (address_subject(address), login_subject(login)):
        row = db.get(SignInFailureRow, subject)
        if row is not None and row.failures > 0:
            row.failures -= 1


def forget_login(db: Session, login: str) -> None:
    """Let that login be tried again at once, from everywhere."""
    own = login_subject(login)[:HALF]
    db.execute(delete(SignInFailureRow).where(SignInFailureRow.subject.startswith(own)))
