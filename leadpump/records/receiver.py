"""Where a site's leads are told to, by a message of HTTP or by e-mail, and how far that has come: each method is one
transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from leadpump.records.errors import NotFound
from leadpump.records.passwords import Randomness
from leadpump.records.sign_in import make_token
from leadpump.records.site import SiteRecord, site_of
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
    """A receiver to add. address, secret: sealed. kinds: lead, stage. mail, language: in their place, for e-mails."""

    address: str
    secret: str
    kinds: tuple[str, ...]
    with_contact: bool
    mail: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody who is told. address, secret: sealed. created: nothing that happened before is told.

    made_by: a login; empty where nobody noted it. mail: an e-mail address, empty where messages go by HTTP. language:
    of its e-mails. key: what stops them, in their link.
    """

    number: int
    site: str
    address: str
    secret: str
    kinds: tuple[str, ...]
    with_contact: bool
    created: datetime
    made_by: str
    mail: str
    language: str
    key: str


@dataclass(frozen=True, slots=True)
class Telling:
    """A fact that a receiver is told. answer: a status of HTTP, a mail server's words, or why there were none; empty
    before the first try.
    """

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

    def __init__(
        self, read: Transaction, write: Transaction, clock: Callable[[], datetime], randomness: Randomness
    ) -> None:
        self._read = read
        self._write = write
        self._clock = clock
        self._randomness = randomness

    def of_site(self, site: str) -> list[Receiver]:
        """The receivers of a site, the oldest first. Errors: NotFound when there is no such site."""
        with self._read() as db:
            return list_receivers(db, site)

    def all(self) -> list[Receiver]:
        """Those of every site."""
        with self._read() as db:
            return [_receiver(row) for row in db.scalars(select(ReceiverRow).order_by(ReceiverRow.id))]

    def site(self, name: str) -> SiteRecord:
        """A site as the reports know it. Errors: NotFound."""
        with self._read() as db:
            return site_of(get_site(db, name))

    def add(self, site: str, new: NewReceiver, made_by: str = "") -> Receiver | None:
        """Add one, or tell an e-mail address something else from now on; None when the site has as many as it may.

        made_by: their login. Errors: NotFound.
        """
        with self._write() as db:
            found = get_site(db, site)
            rows = db.scalars(select(ReceiverRow).where(ReceiverRow.site_id == found.id)).all()
            if (row := next((row for row in rows if new.mail and row.mail == new.mail), None)) is not None:
                row.kinds, row.with_contact, row.language = list(new.kinds), new.with_contact, new.language
                return _receiver(row)
            if len(rows) >= MOST:
                return None
            row = ReceiverRow(
                site=found,
                address=new.address,
                secret=new.secret,
                kinds=list(new.kinds),
                with_contact=new.with_contact,
                created=self._clock(),
                made_by=made_by,
                mail=new.mail,
                language=new.language,
                key=make_token(self._randomness) if new.mail else "",
            )
            db.add(row)
            db.flush()
            return _receiver(row)

    def remove(self, site: str, number: int) -> Receiver:
        """Tell it nothing more, and forget what it was told; as it was. Errors: NotFound."""
        with self._write() as db:
            return remove_receiver(db, site, number)

    def of_key(self, key: str) -> Receiver | None:
        """The one whose e-mails a link stops; None if they were stopped already."""
        with self._read() as db:
            row = db.scalar(select(ReceiverRow).where(ReceiverRow.key == key, ReceiverRow.mail != ""))
            return None if row is None else _receiver(row)

    def stop(self, key: str) -> Receiver | None:
        """End the one whose e-mails a link stops; it as it was, or None."""
        with self._write() as db:
            row = db.scalar(select(ReceiverRow).where(ReceiverRow.key == key, ReceiverRow.mail != ""))
            if row is None:
                return None
            stopped = _receiver(row)
            db.delete(row)
            return stopped

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

    def settle(self, *tries: tuple[Telling, Told]) -> None:
        """Note what a try came to, of all that was told together."""
        with self._write() as db:
            for telling, told in tries:
                row = db.get(TellingRow, (telling.receiver, telling.fact))
                if row is not None:
                    row.state, row.answer, row.next_try = told.state, told.answer, told.next_try
                    row.attempts, row.tried = row.attempts + 1, self._clock()

    def latest(self, number: int) -> Telling | None:
        """What it was told or is to be told last, unless that is withdrawn."""
        wanted = (
            select(TellingRow)
            .where(TellingRow.receiver_id == number, TellingRow.state != State.GONE)
            .order_by(func.coalesce(TellingRow.tried, TellingRow.since).desc(), TellingRow.since.desc())
            .limit(1)
        )
        with self._read() as db:
            row = db.scalar(wanted)
            return None if row is None else _telling(row)

    def log(self, site: str, most: int) -> Sequence[Telling]:
        """What the site's receivers were told lately by HTTP, and what is to be tried again."""
        with self._read() as db:
            number = get_site(db, site).id
            wanted = (
                select(TellingRow)
                .join(ReceiverRow, ReceiverRow.id == TellingRow.receiver_id)
                .where(ReceiverRow.site_id == number, ReceiverRow.mail == "")
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


def remove_receiver(db: Session, site: str, number: int) -> Receiver:
    """Tell it nothing more, and forget what it was told; as it was. Errors: NotFound."""
    row = _find(db, site, number)
    removed = _receiver(row)
    db.delete(row)
    return removed


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
    return Receiver(
        row.id,
        row.site.name,
        row.address,
        row.secret,
        tuple(row.kinds),
        row.with_contact,
        row.created,
        row.made_by,
        row.mail,
        row.language,
        row.key,
    )


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
