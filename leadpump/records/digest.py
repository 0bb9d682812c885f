"""Who gets a site's figures by e-mail, and how far that has come: each method is one transaction."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from leadpump.records.errors import NotFound
from leadpump.records.passwords import Randomness
from leadpump.records.sign_in import make_token
from leadpump.records.site import SiteRecord, site_of
from leadpump.records.site import get_row as get_site
from leadpump.records.tables import DigestRow, SiteRow

MOST = 20

Transaction = Callable[[], AbstractContextManager[Session]]


class State(StrEnum):
    """What became of the latest one. FAILED: it is tried again; GIVEN_UP: the next one will be."""

    NEW = "new"
    SENT = "sent"
    FAILED = "failed"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Digest:
    """Somebody who gets the figures. rhythm: week or month. key: what stops it, in its link. made_by: a login.

    since: nothing that was due before is sent. told: first day of the latest days that were sent or given up. asked:
    when somebody wanted it at once. answer: of the mail server, or why there was none.
    """

    number: int
    site: str
    address: str
    rhythm: str
    language: str
    key: str
    made_by: str
    since: datetime
    told: date | None
    asked: datetime | None
    state: State
    attempts: int
    next_try: datetime | None
    tried: datetime | None
    answer: str


@dataclass(frozen=True, slots=True)
class Sending:
    """What a try came to. told: as in Digest, unless it is tried again. next_try: of one that is."""

    state: State
    answer: str = ""
    told: date | None = None
    next_try: datetime | None = None


class Digests:
    """The digests of all sites. Safe to share between threads."""

    def __init__(
        self, read: Transaction, write: Transaction, clock: Callable[[], datetime], randomness: Randomness
    ) -> None:
        self._read = read
        self._write = write
        self._clock = clock
        self._randomness = randomness

    def of_site(self, site: str) -> list[Digest]:
        """Those of a site, by address. Errors: NotFound when there is no such site."""
        with self._read() as db:
            return list_digests(db, site)

    def all(self) -> list[tuple[str, Digest]]:
        """Those of every site, each with the site's time zone."""
        with self._read() as db:
            rows = db.scalars(select(DigestRow).join(SiteRow).order_by(SiteRow.name, DigestRow.id))
            return [(row.site.timezone, _digest(row)) for row in rows]

    def site(self, name: str) -> SiteRecord:
        """A site as the reports know it. Errors: NotFound."""
        with self._read() as db:
            return site_of(get_site(db, name))

    def add(self, site: str, address: str, rhythm: str, language: str, made_by: str) -> Digest | None:
        """Send somebody the figures from now on, or in another rhythm; None when the site has as many as it may.

        Errors: NotFound.
        """
        with self._write() as db:
            found = get_site(db, site)
            rows = db.scalars(select(DigestRow).where(DigestRow.site_id == found.id)).all()
            row = next((row for row in rows if row.address == address), None)
            if row is None:
                if len(rows) >= MOST:
                    return None
                row = DigestRow(
                    site_id=found.id, site=found, address=address, key=make_token(self._randomness), made_by=made_by
                )
                row.rhythm, row.told, row.asked, row.since = "", None, None, self._clock()
                row.state, row.attempts, row.next_try, row.tried, row.answer = State.NEW, 0, None, None, ""
                db.add(row)
            if row.rhythm != rhythm:
                row.rhythm, row.told, row.since = rhythm, None, self._clock()
            row.language = language
            db.flush()
            return _digest(row)

    def remove(self, site: str, number: int) -> Digest:
        """Send it no more. Errors: NotFound."""
        with self._write() as db:
            return remove_digest(db, site, number)

    def send_now(self, site: str, number: int) -> Digest:
        """Have the latest days sent at once, whether they were or not. Errors: NotFound."""
        with self._write() as db:
            row = _find(db, site, number)
            row.asked, row.attempts, row.next_try = self._clock(), 0, None
            return _digest(row)

    def of_key(self, key: str) -> Digest | None:
        """The one that a link stops; None if it was stopped already."""
        with self._read() as db:
            row = db.scalar(select(DigestRow).where(DigestRow.key == key))
            return None if row is None else _digest(row)

    def stop(self, key: str) -> Digest | None:
        """End the one that a link stops; it as it was, or None."""
        with self._write() as db:
            row = db.scalar(select(DigestRow).where(DigestRow.key == key))
            if row is None:
                return None
            stopped = _digest(row)
            db.delete(row)
            return stopped

    def settle(self, digest: Digest, sending: Sending) -> None:
        """Note what a try came to. What was asked for meanwhile stays so."""
        with self._write() as db:
            row = db.get(DigestRow, digest.number)
            if row is None or row.key != digest.key:
                return
            row.state, row.answer, row.tried = sending.state, sending.answer, self._clock()
            row.next_try, row.attempts = sending.next_try, row.attempts + 1
            if sending.told is not None:
                row.told, row.attempts = sending.told, 0
                row.asked = None if row.asked == digest.asked else row.asked


def list_digests(db: Session, site: str) -> list[Digest]:
    """Those of a site, by address. Errors: NotFound when there is no such site."""
    number = get_site(db, site).id
    rows = db.scalars(select(DigestRow).where(DigestRow.site_id == number).order_by(DigestRow.address))
    return [_digest(row) for row in rows]


def remove_digest(db: Session, site: str, number: int) -> Digest:
    """Send it no more; as it was. Errors: NotFound."""
    row = _find(db, site, number)
    removed = _digest(row)
    db.delete(row)
    return removed


def _find(db: Session, site: str, number: int) -> DigestRow:
    row = db.get(DigestRow, number)
    if row is None or row.site_id != get_site(db, site).id:
        raise NotFound(f"The site {site} has no digest {number}.")
    return row


def _digest(row: DigestRow) -> Digest:
    return Digest(
        row.id,
        row.site.name,
        row.address,
        row.rhythm,
        row.language,
        row.key,
        row.made_by,
        row.since,
        row.told,
        row.asked,
        State(row.state),
        row.attempts,
        row.next_try,
        row.tried,
        row.answer,
    )
