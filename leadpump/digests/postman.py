"""Sends digests when they are due: asks the dashboard, writes the e-mail, hands it over, notes what came of it.

What was sent is noted after it was: whoever is killed in between sends it again, under the same Message-ID.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from leadpump.digests.message import parameters_of, write_message
from leadpump.digests.rhythm import Days, latest_days
from leadpump.outbox.address import MailServer
from leadpump.outbox.server import FAULT, send
from leadpump.records.digest import Digest, Digests, Sending, State
from leadpump.rounds import keep_working
from reports.asking import ask
from reports.query import DatabaseAskedTooMuch, DatabaseUnavailable, Query
from reports.registry import BY_NAME

log = logging.getLogger(__name__)

ROUND_SECONDS = 5.0
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))
LONGEST_WAIT = timedelta(days=1)
TRIES = 12
"""In nearly two days."""
TOO_MUCH = "too_much"


@dataclass(frozen=True, slots=True)
class Postman:
    """One thread's work. public: the product's own address. waiting_since: of what came in and is not counted yet."""

    digests: Digests
    query: Query
    server: MailServer
    public: str
    clock: Callable[[], datetime]
    waiting_since: Callable[[], datetime | None] = lambda: None

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop; whatever goes wrong, go on."""
        keep_working(
            self.work, stop, every=ROUND_SECONDS, away=(DatabaseUnavailable,), log=log, about="those who get digests"
        )

    def work(self, stopped: Callable[[], bool] = lambda: False) -> None:
        """A round: send what is due. Raises DatabaseUnavailable."""
        for timezone, digest in self.digests.all():
            if stopped():
                return
            days = due_days(digest, timezone, self.clock())
            if days is not None and self.is_counted(days):
                self.digests.settle(digest, self.attempt_carefully(digest, days))

    def is_counted(self, days: Days) -> bool:
        """Whether what came in by then is stored; after a day it is told as it is."""
        since = self.waiting_since()
        return since is None or since >= days.due or self.clock() - days.due > LONGEST_WAIT

    def attempt_carefully(self, digest: Digest, days: Days) -> Sending:
        """Send one; a fault with it holds up no other."""
        try:
            return self.attempt(digest, days)
        except DatabaseUnavailable:
            raise
        except Exception:
            log.exception("digest %d of %s was not sent", digest.number, digest.site)
            return self.later(digest, days, FAULT)

    def attempt(self, digest: Digest, days: Days) -> Sending:
        """Send one, and say what came of it."""
        now, site = self.clock(), self.digests.site(digest.site)
        try:
            report = ask(BY_NAME["overview"], site, parameters_of(days), (), None, self.query, now)
        except DatabaseAskedTooMuch:
            return Sending(State.GIVEN_UP, TOO_MUCH, days.first)
        message = write_message(digest, site, report, days, public=self.public, sender=self.server.sender, now=now)
        answer = send(self.server, message)
        if not answer.said:
            return Sending(State.SENT, told=days.first)
        log.warning("digest %d of %s was not sent: %s", digest.number, digest.site, answer.said)
        if answer.is_final:
            return Sending(State.GIVEN_UP, answer.said, days.first)
        return self.later(digest, days, answer.said)

    def later(self, digest: Digest, days: Days, said: str) -> Sending:
        """When to try again, unless that was done for long enough."""
        if digest.attempts + 1 >= TRIES:
            return Sending(State.GIVEN_UP, said, days.first)
        return Sending(State.FAILED, said, next_try=self.clock() + WAITS[min(digest.attempts, len(WAITS) - 1)])


def due_days(digest: Digest, timezone: str, now: datetime) -> Days | None:
    """The days it is to tell of now; None where there is nothing to send, or not yet."""
    if digest.next_try is not None and digest.next_try > now:
        return None
    latest = latest_days(digest.rhythm, timezone, now)
    if digest.asked is not None:
        return latest
    is_new = digest.told is None or digest.told < latest.first
    return latest if is_new and latest.due >= digest.since else None
