"""Tells receivers what happened to leads: looks for new facts, sends each until it is taken or given up; by e-mail, all
that are due at once.

What is to be told is noted before it is sent, and what was taken after it was: whoever is killed in between sends it
again, under the same id. Messages are made of the facts at each try and kept nowhere.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from collector.person import Key, unseal
from collector.store import StoreRefused, StoreUnavailable
from leadpump.internet.asking import Asker
from leadpump.leads.contact import Contact, Contacts
from leadpump.outbox.address import MailServer
from leadpump.outbox.server import FAULT, NO_SERVER, Answer, send
from leadpump.receivers.message import GONE, MOST_BYTES, TOO_LONG, headers_of, write_message, write_test
from leadpump.records.receiver import TEST, Receiver, Receivers, State, Telling, Told
from leadpump.rounds import keep_working
from reports.query import Query

log = logging.getLogger(__name__)

ADDRESS, SECRET = "address", "secret"
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))
GIVE_UP = timedelta(days=3)
LATE = timedelta(days=30)
"""A fact that becomes known longer after it happened is not told any more."""
FORGET = timedelta(days=40)
"""Longer than LATE: what was told is known for as long as it may be found."""
A_ROUND = 20
ROUND_SECONDS = 2.0
LOOK_SECONDS = 60.0


@cache
def statement() -> str:
    """The statement that finds what happened."""
    return Path(__file__).with_name("facts.sql").read_text("utf-8")


@dataclass(slots=True)
class Courier:
    """One thread's work. mail: None where no server is set. public: the product's own address. resting: until when a
    receiver is left alone: one that failed, so that it holds up no other, and one that got an e-mail, so that what a
    minute brings comes together.
    """

    receivers: Receivers
    query: Query
    key: Key
    asker: Asker
    clock: Callable[[], datetime]
    mail: MailServer | None = None
    public: str = ""
    resting: dict[int, datetime] = field(default_factory=dict)
    seen: object = None
    looked: datetime | None = None

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop; whatever goes wrong, go on."""
        keep_working(
            self.work, stop, every=ROUND_SECONDS, away=(StoreUnavailable, StoreRefused), log=log, about="receivers"
        )

    def work(self, stopped: Callable[[], bool] = lambda: False) -> None:
        """A round: note what is new, send what is due."""
        everybody = self.receivers.all()
        if not everybody:
            return
        now = self.clock()
        (counted,) = self.query(
            "select (select count() from lead_events) as facts, (select count() from lead_summaries) as leads", {}
        )
        mark = (counted["facts"], counted["leads"], [one.number for one in everybody])
        # Marks that leave the counts as they are, and rows merged while others came, are found a minute later.
        if mark != self.seen or self.looked is None or now - self.looked > timedelta(seconds=LOOK_SECONDS):
            self.look(everybody, now)
            self.seen, self.looked = mark, now
        for receiver in everybody:
            if self.resting.get(receiver.number, now) <= now and not stopped():
                self.tell(receiver, stopped)

    def look(self, everybody: Iterable[Receiver], now: datetime) -> None:
        """Note what each is to be told and is not noted yet."""
        self.receivers.forget(now - FORGET)
        for receiver in everybody:
            rows = self.facts(receiver.site, max(receiver.created, now - LATE))
            known = self.receivers.known(receiver.number)
            new = [row for row in rows if row["type"] in receiver.kinds and row["id"] not in known]
            if new:
                self.receivers.note(
                    receiver.number,
                    [(row["id"], row["type"], datetime.fromtimestamp(row["ms"] / 1000, UTC)) for row in new],
                )

    def facts(self, site: str, since: datetime, ids: Iterable[str] = ()) -> list[dict[str, Any]]:
        """The rows of facts.sql."""
        asked = {"site": site, "since": int(since.timestamp() * 1000), "ids": list(ids)}
        return list(self.query(statement(), asked))

    def tell(self, receiver: Receiver, stopped: Callable[[], bool]) -> None:
        """Send a receiver what is due, up to the first failure."""
        due = self.receivers.due(receiver.number, A_ROUND)
        if receiver.mail:
            self.tell_by_mail(receiver, due)
            return
        bodies = self.bodies(receiver, due)
        for telling in due:
            if stopped():
                return
            told = self.attempt(receiver, telling, bodies.get(telling.fact))
            self.receivers.settle((telling, told))
            if told.state in (State.WAITING, State.GIVEN_UP) and told.answer != TOO_LONG:
                self.resting[receiver.number] = self.clock() + WAITS[0]
                return

    def bodies(self, receiver: Receiver, due: Iterable[Telling]) -> Mapping[str, bytes]:
        """What each is to say, by its fact."""
        written = {one.fact: write_test(receiver.site, one.fact, one.happened) for one in due if one.kind == TEST}
        rows, contacts = self.known_of(receiver, due)
        for fact, row in rows.items():
            contact = contacts.get(row["lead"], {}) if receiver.with_contact else None
            written[fact] = write_message(receiver.site, row, contact)
        return written

    def known_of(
        self, receiver: Receiver, due: Iterable[Telling]
    ) -> tuple[Mapping[str, Mapping[str, Any]], Mapping[str, Contact]]:
        """The rows of what is to be told, by their fact, and who the leads are, by lead, where that is told."""
        ids = [one.fact for one in due if one.kind != TEST]
        rows = self.facts(receiver.site, receiver.created, ids) if ids else []
        contacts: Mapping[str, Contact] = {}
        if receiver.with_contact:
            contacts = Contacts(self.query, self.key, receiver.site, clear=True).of([row["lead"] for row in rows])
        return {row["id"]: row for row in rows}, contacts

    def attempt(self, receiver: Receiver, telling: Telling, body: bytes | None) -> Told:
        """Send one message, and say what came of it."""
        now = self.clock()
        if body is None:
            return Told(State.GONE, GONE, now)
        if len(body) > MOST_BYTES:
            return Told(State.GIVEN_UP, TOO_LONG, now)
        secret = unseal(receiver.secret, self.key).get(SECRET, "")
        url = unseal(receiver.address, self.key).get(ADDRESS, "")
        answer = self.asker.post(url, body, headers_of(telling.fact, body, secret, now))
        if answer.startswith("2"):
            return Told(State.TOLD, answer, now)
        return self.later(telling, answer)

    def tell_by_mail(self, receiver: Receiver, due: Sequence[Telling]) -> None:
        """Send an address all that is due, in one e-mail."""
        rows, contacts = self.known_of(receiver, due)
        told = [one for one in due if one.kind == TEST or one.fact in rows]
        answer = self.post_carefully(receiver, told, rows, contacts) if told else Answer()
        gone = Told(State.GONE, GONE, self.clock())
        self.receivers.settle(*((one, self.came_to(one, answer) if one in told else gone) for one in due))
        if rows or answer.said:
            self.resting[receiver.number] = self.clock() + WAITS[0]

    def post_carefully(
        self,
        receiver: Receiver,
        told: Sequence[Telling],
        rows: Mapping[str, Mapping[str, Any]],
        contacts: Mapping[str, Contact],
    ) -> Answer:
        """Send one; a fault with it holds up no other."""
        try:
            return self.post(receiver, told, rows, contacts)
        except Exception:
            log.exception("receiver %d of %s was sent no e-mail", receiver.number, receiver.site)
            return Answer(FAULT)

    def post(
        self,
        receiver: Receiver,
        told: Sequence[Telling],
        rows: Mapping[str, Mapping[str, Any]],
        contacts: Mapping[str, Contact],
    ) -> Answer:
        """Write an e-mail and hand it over; what the mail server says."""
        if self.mail is None:
            return Answer(NO_SERVER)
        # Only whoever gets e-mails pays for what words them.
        from leadpump.receivers.mail import write_mail

        site, now = self.receivers.site(receiver.site), self.clock()
        sender, public = self.mail.sender, self.public
        return send(self.mail, write_mail(receiver, site, told, rows, contacts, public=public, sender=sender, now=now))

    def came_to(self, telling: Telling, answer: Answer) -> Told:
        """What became of one of the facts of an e-mail."""
        now = self.clock()
        if not answer.said:
            return Told(State.TOLD, "", now)
        if answer.is_final:
            return Told(State.GIVEN_UP, answer.said, now)
        return self.later(telling, answer.said)

    def later(self, telling: Telling, answer: str) -> Told:
        """When to try again, unless that was done for long enough."""
        next_try = self.clock() + WAITS[min(telling.attempts, len(WAITS) - 1)]
        return Told(State.GIVEN_UP if next_try - telling.since > GIVE_UP else State.WAITING, answer, next_try)
