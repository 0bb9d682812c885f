"""Where a site's leads are told to, and how far that has come: each method is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from leadpump.records.errors import NotFound
from leadpump.records.site import get_row as get_site
from leadpump.records.tables import ReceiverRow, TellingRow

MOST = 10
TEST = "test"

Transaction = Callable[[], AbstractContextManager[Session]]


class State(StrEnum):
    """How far a telling has come. GONE: there is nothing to tell any more."""

    WAITING = "waiting"
    TOLD = "told"
    GIVEN_UP = "given_up"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class NewReceiver:
    """A receiver to add. address, secret: sealed. kinds: lead, stage."""

    address: str
    secret: str
    kinds: tuple[str, ...]
    with_contact: bool


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody who is told. address, secret: sealed. created: nothing that happened before is told.

    made_by: a login; empty where nobody noted it.
    """

    number: int
    site: str
    address: str
    secret: str
    kinds: tuple[str, ...]
    with_contact: bool
    created: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class Telling:
    """A fact that a receiver is told. answer: a status of HTTP, or why there was none; empty before the first try."""

    receiver: int
    fact: str
    kind: str
    happened: datetime
    state: State
    attempts: int
    since: datetime
    next_try: datetime
    tried: datetime | None
    answer: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a try came to. next_try: of one that is to be tried again."""

    state: State
    answer: str
    next_try: datetime


class Receivers:
    """The receivers and what they were told. Safe to share between threads."""

    def __init__(self, read: Transaction, write: Transaction, clock: Callable[[], datetime]) -> None:
        self._read = read
        self._write = write
        self._clock = clock

    def of_site(self, site: str) -> list[Receiver]:
        """The receivers of a site, the oldest first. Errors: NotFound when there is no such site."""
        with self._read() as db:
            return list_receivers(db, site)

    def all(self) -> list[Receiver]:
        """Those of every site."""
        with self._read() as db:
            return [_receiver(row) for row in db.scalars(select(ReceiverRow).order_by(ReceiverRow.id))]

    def add(self, site: str, new: NewReceiver, made_by: str = "") -> Receiver | None:
        """Add one; None when the site has as many as it may. made_by: their login. Errors: NotFound."""
        with self._write() as db:
            found = get_site(db, site)
            if len(db.scalars(select(ReceiverRow.id).where(ReceiverRow.site_id == found.id)).all()) >= MOST:
                return None
            row = ReceiverRow(
                site=found,
                address=new.address,
                secret=new.secret,
                kinds=list(new.kinds),
                with_contact=new.with_contact,
                created=self._clock(),
                made_by=made_by,
            )
            db.add(row)
            db.flush()
            return _receiver(row)

    def remove(self, site: str, number: int) -> None:
        """Tell it nothing more, and forget what it was told. Errors: NotFound."""
        with self._write() as db:
            remove_receiver(db, site, number)

    def known(self, number: int) -> set[str]:
        """The facts that it was told, or is to be."""
        with self._read() as db:
            return set(db.scalars(select(TellingRow.fact).where(TellingRow.receiver_id == number)))

    def note(self, number: int, facts: Iterable[tuple[str, str, datetime]]) -> None:
        """Have it told these: id, kind and when it happened of each. Nothing if it was removed meanwhile."""
        now = self._clock()
        with self._write() as db:
            if db.get(ReceiverRow, number) is not None:
                db.add_all(_new_telling(number, fact, kind, happened, now) for fact, kind, happened in facts)

    def send_test(self, site: str, number: int, fact: str) -> None:
        """Have it told that this is a test, unless one waits already. Errors: NotFound."""
        now = self._clock()
        with self._write() as db:
            _find(db, site, number)
            waiting = select(TellingRow.fact).where(
                TellingRow.receiver_id == number, TellingRow.kind == TEST, TellingRow.state == State.WAITING
            )
            if db.scalars(waiting).first() is None:
                db.add(_new_telling(number, fact, TEST, now, now))

    def try_again(self, site: str, number: int, fact: str) -> None:
        """Have it told once more, at once, whatever became of it. Errors: NotFound."""
        with self._write() as db:
            _find(db, site, number)
            row = db.get(TellingRow, (number, fact))
            if row is None:
                raise NotFound("There is no such message.")
            row.state, row.since, row.next_try = State.WAITING, self._clock(), self._clock()

    def due(self, number: int, most: int) -> list[Telling]:
        """What it is to be told now, the longest due first."""
        wanted = (
            select(TellingRow)
            .where(
                TellingRow.receiver_id == number,
                TellingRow.state == State.WAITING,
                TellingRow.next_try <= self._clock(),
            )
            .order_by(TellingRow.next_try, TellingRow.happened, TellingRow.fact)
            .limit(most)
        )
        with self._read() as db:
            return [_telling(row) for row in db.scalars(wanted)]

    def settle(self, telling: Telling, told: Told) -> None:
        """Note what a try came to."""
        with self._write() as db:
            row = db.get(TellingRow, (telling.receiver, telling.fact))
            if row is not None:
                row.state, row.answer, row.next_try = told.state, told.answer, told.next_try
                row.attempts, row.tried = row.attempts + 1, self._clock()

    def log(self, site: str, most: int) -> Sequence[Telling]:
        """What the site's receivers were told lately, and what is to be tried again."""
        with self._read() as db:
            number = get_site(db, site).id
            wanted = (
                select(TellingRow)
                .join(ReceiverRow, ReceiverRow.id == TellingRow.receiver_id)
                .where(ReceiverRow.site_id == number)
                .order_by(TellingRow.since.desc(), TellingRow.fact)
                .limit(most)
            )
            return [_telling(row) for row in db.scalars(wanted)]

    def forget(self, before: datetime) -> None:
        """Forget what happened, was noted and was tried before."""
        with self._write() as db:
            old = (TellingRow.happened < before, TellingRow.since < before, TellingRow.state != State.WAITING)
            db.execute(delete(TellingRow).where(*old))


def list_receivers(db: Session, site: str) -> list[Receiver]:
    """The receivers of a site, the oldest first. Errors: NotFound when there is no such site."""
    number = get_site(db, site).id
    rows = db.scalars(select(ReceiverRow).where(ReceiverRow.site_id == number).order_by(ReceiverRow.id))
    return [_receiver(row) for row in rows]


def remove_receiver(db: Session, site: str, number: int) -> None:
    """Tell it nothing more, and forget what it was told. Errors: NotFound."""
    db.delete(_find(db, site, number))


def _new_telling(number: int, fact: str, kind: str, happened: datetime, now: datetime) -> TellingRow:
    return TellingRow(
        receiver_id=number,
        fact=fact,
        kind=kind,
        happened=happened,
        state=State.WAITING,
        attempts=0,
        since=now,
        next_try=now,
        tried=None,
        answer="",
    )


def _find(db: Session, site: str, number: int) -> ReceiverRow:
    row = db.get(ReceiverRow, number)
    if row is None or row.site_id != get_site(db, site).id:
        raise NotFound(f"The site {site} has no receiver {number}.")
    return row


def _receiver(row: ReceiverRow) -> Receiver:
    kinds = tuple(row.kinds)
    return Receiver(row.id, row.site.name, row.address, row.secret, kinds, row.with_contact, row.created, row.made_by)


def _telling(row: TellingRow) -> Telling:
    return Telling(
        row.receiver_id,
        row.fact,
        row.kind,
        row.happened,
        State(row.state),
        row.attempts,
        row.since,
        row.next_try,
        row.tried,
        row.answer,
    )
