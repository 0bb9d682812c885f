"""Digests from the events to a mail server: when they leave, what they say, and what becomes of them on the way."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from lxml import html

from leadpump.clickhouse import ClickHouse
from leadpump.digests.message import write_message
from leadpump.digests.postman import Postman, due_days
from leadpump.outbox.server import NO_TLS, UNREACHABLE, send
from leadpump.records import Records, open_records
from leadpump.records.digest import Digest, State
from leadpump.records.new_site import NewSite
from reports.asking import ask
from reports.export import as_json
from reports.registry import BY_NAME
from reports.words import words_of
from tests.conftest import free_port
from tests.outbox.postbox import Postbox, postbox
from tests.reports.conftest import SITE, Database, Story, opened

__all__ = ["postbox"]

PUBLIC = "https://stats.exemple.fr"
MARIE = "marie@exemple.fr"
MONDAY = datetime(2026, 11, 16, 6, tzinfo=UTC)
"""Seven o'clock in Paris: the week from the 9th to the 15th is over."""


@dataclass
class House:
    """A site with a week of visits, and whoever gets its figures; the clock is the test's."""

    records: Records
    database: Database
    postbox: Postbox
    now: datetime
    waiting_since: datetime | None = None

    def postman(self) -> Postman:
        return Postman(
            self.records.digests,
            self.database.query,
            self.postbox.server,
            PUBLIC,
            lambda: self.now,
            lambda: self.waiting_since,
        )

    def digest(self) -> Digest:
        (found,) = self.records.digests.of_site(SITE.name)
        return found

    def send_to(self, rhythm: str = "week", language: str = "fr", address: str = MARIE) -> Digest:
        made = self.records.digests.add(SITE.name, address, rhythm, language, "owner")
        assert made is not None
        return made

    def round_at(self, now: datetime) -> list[EmailMessage]:
        """What one round sends then."""
        self.now = now
        before = len(self.postbox.messages)
        self.postman().work()
        return self.postbox.messages[before:]


def tell(house: House, title: str = "Devis") -> None:
    """Two visits and a lead in the week, one visit in the week before."""
    story = Story()
    first = story.session(1, datetime(2026, 11, 1, 22, tzinfo=UTC))
    first(0, "pageview")
    second = story.session(2, datetime(2026, 11, 9, 0, 0, tzinfo=UTC), channel=title, source="Google", medium="organic")
    second(0, "pageview", opens_touch=True, path=f"/{title}")
    second(60, "form_submit", path=f"/{title}", form="devis", interaction=True)
    third = story.session(3, datetime(2026, 11, 15, 22, 30, tzinfo=UTC))
    third(0, "pageview")
    house.database.insert_events(story.events)


@pytest.fixture
def house(tmp_path: Path, clickhouse_embedded: ClickHouse, postbox: Postbox) -> Iterator[House]:
    house: House
    hasher = PasswordHasher(memory_cost=8, time_cost=1, parallelism=1)
    with open_records(tmp_path, clock=lambda: house.now, hasher=hasher) as records:
        house = House(records, opened(clickhouse_embedded), postbox, MONDAY - timedelta(days=3))
        records.add_site(NewSite(SITE.name, SITE.title, SITE.timezone, SITE.currency, (SITE.name,)))
        yield house


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def plain(text: str) -> str:
    """With ordinary spaces, and lines as one."""
    return " ".join(text.split())


def test_it_tells_what_the_dashboard_of_its_days_tells(house: House) -> None:
    tell(house)
    house.send_to()
    assert house.round_at(MONDAY - timedelta(seconds=1)) == []
    (message,) = house.round_at(MONDAY)
    assert (message["To"], message["From"]) == (MARIE, "Leadpump <stats@exemple.fr>")
    assert plain(message["Subject"]) == "Atelier Morel : 1 prospect, 9 – 15 nov. 2026"
    assert message["Auto-Submitted"] == "auto-generated"
    digest = house.digest()
    assert message["List-Unsubscribe"].strip() == f"<{PUBLIC}/stop/{digest.key}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    days = {"from": "2026-11-09", "to": "2026-11-15"}
    (site,) = house.records.all_sites()
    report = ask(BY_NAME["overview"], site, days, (), None, house.database.query, MONDAY)
    words = words_of(site, "fr")
    said = as_json(report, BY_NAME["overview"].answer(report, words), words)
    assert (report.figure("visitors").value, report.figure("leads").value) == (2, 1)
    for text in (part(message, "plain"), html.fromstring(part(message, "html")).text_content()):
        told = plain(text)
        assert plain(said["answer"]) in told
        for figure in report.figures:
            value = words.value(figure.value, figure.unit)
            assert plain(f"{words.term(figure.key).label} : {value}") in told or (
                plain(f"{words.term(figure.key).label}") in told and plain(value) in told
            )
        assert "Devis" in told
        assert "2 – 8 nov. 2026" in told, "the days it is compared with"
    assert f"{PUBLIC}/sites/atelier.fr/overview?from=2026-11-09&to=2026-11-15" in part(message, "plain")
    links = html.fromstring(part(message, "html")).xpath("//@href")
    assert links == [
        f"{PUBLIC}/sites/atelier.fr/overview?from=2026-11-09&to=2026-11-15",
        f"{PUBLIC}/stop/{digest.key}",
    ]


def test_each_is_sent_once_and_the_next_when_its_days_are_over(house: House) -> None:
    house.send_to()
    (message,) = house.round_at(MONDAY)
    assert "Aucun visiteur" in part(message, "plain")
    assert f"{PUBLIC}/sites/atelier.fr/check" in part(message, "plain"), "nothing measured: does the tag work?"
    assert house.round_at(MONDAY + timedelta(hours=1)) == []
    assert house.round_at(MONDAY + timedelta(days=6, hours=23)) == []
    assert len(house.round_at(MONDAY + timedelta(days=9))) == 1, "stopped on Monday, it is sent when it runs again"
    assert house.round_at(MONDAY + timedelta(days=9, hours=1)) == []
    assert house.digest().state == State.SENT


def test_nothing_is_sent_that_was_due_before_somebody_asked_for_it(house: House) -> None:
    house.now = MONDAY + timedelta(minutes=1)
    digest = house.send_to("week", "en")
    assert house.round_at(house.now) == []
    house.records.digests.send_now(SITE.name, digest.number)
    (now,) = house.round_at(house.now)
    assert now["Subject"] == "Atelier Morel: 0 leads, 9 – 15 Nov 2026"
    assert house.round_at(house.now) == []
    (next_week,) = house.round_at(MONDAY + timedelta(days=7))
    assert next_week["Message-ID"] != now["Message-ID"]
    house.send_to("month", "en")
    assert house.round_at(MONDAY + timedelta(days=8)) == []
    (month,) = house.round_at(datetime(2026, 12, 1, 6, tzinfo=UTC))
    assert month["Subject"] == "Atelier Morel: 0 leads, November 2026"


def test_it_waits_until_what_came_in_is_counted_but_not_for_ever(house: House) -> None:
    house.send_to()
    house.waiting_since = MONDAY - timedelta(hours=3)
    assert house.round_at(MONDAY) == []
    assert house.round_at(MONDAY + timedelta(hours=23)) == []
    house.waiting_since = MONDAY + timedelta(minutes=1)
    assert len(house.round_at(MONDAY + timedelta(hours=23))) == 1, "what waits came in later"
    house.waiting_since = MONDAY + timedelta(days=6)
    assert house.round_at(MONDAY + timedelta(days=7, hours=23)) == []
    assert len(house.round_at(MONDAY + timedelta(days=8, minutes=1))) == 1


def test_a_month_is_compared_with_the_month_before(house: House) -> None:
    story = Story()
    for visitor, day in enumerate((datetime(2026, 9, 30, 9, tzinfo=UTC), datetime(2026, 10, 1, 9, tzinfo=UTC)), 1):
        story.session(visitor, day)(0, "pageview")
    house.database.insert_events(story.events)
    tell(house)
    house.send_to("month")
    (message,) = house.round_at(datetime(2026, 12, 1, 6, tzinfo=UTC))
    assert plain(message["Subject"]) == "Atelier Morel : 1 prospect, novembre 2026"
    assert "1er – 31 oct. 2026" in plain(part(message, "plain"))


def test_what_visitors_and_owners_write_stays_text(house: House) -> None:
    hostile = '</td><script>alert(1)</script>"><img src=x onerror=alert(2)>'
    tell(house, hostile)
    house.send_to()
    (site,) = house.records.all_sites()
    days = due_days(house.digest(), SITE.timezone, MONDAY)
    assert days is not None
    evil = replace(site, title=f"Fleurs\r\nBcc: all@exemple.fr\n{hostile}")
    report = ask(
        BY_NAME["overview"], evil, {"from": "2026-11-09", "to": "2026-11-15"}, (), None, house.database.query, MONDAY
    )
    message = write_message(
        house.digest(), evil, report, days, public=PUBLIC, sender=house.postbox.server.sender, now=MONDAY
    )
    assert send(house.postbox.server, message).said == ""
    (arrived,) = house.postbox.messages
    assert arrived["Bcc"] is None
    assert arrived["Subject"].startswith("Fleurs Bcc: all@exemple.fr </td><script>")
    page = html.fromstring(part(arrived, "html"))
    assert page.xpath("//script | //img | //@onerror") == []
    assert hostile in page.text_content()
    assert hostile in part(arrived, "plain")
    assert "Bcc" not in {line.split(":")[0] for line in part(arrived, "plain").splitlines()}


def test_what_fails_is_tried_again_and_what_is_refused_waits_for_the_next(house: House) -> None:
    house.send_to()
    house.postbox.refusals = ["450 mailbox is busy", "450 mailbox is busy"]
    assert house.round_at(MONDAY) == []
    digest = house.digest()
    assert (digest.state, digest.answer, digest.attempts) == (State.FAILED, "450 mailbox is busy", 1)
    assert house.round_at(MONDAY + timedelta(seconds=59)) == []
    assert house.digest().attempts == 1, "it was not tried before its time"
    assert house.round_at(MONDAY + timedelta(minutes=1)) == []
    assert house.digest().attempts == 2
    assert len(house.round_at(MONDAY + timedelta(minutes=7))) == 1
    assert (house.digest().state, house.digest().answer) == (State.SENT, "")

    house.postbox.refusals = ["550 no such user"]
    assert house.round_at(MONDAY + timedelta(days=7)) == []
    assert (house.digest().state, house.digest().answer) == (State.GIVEN_UP, "550 no such user")
    assert house.round_at(MONDAY + timedelta(days=8)) == []
    assert len(house.round_at(MONDAY + timedelta(days=14))) == 1


def test_a_server_that_is_away_is_tried_for_two_days(house: House) -> None:
    house.send_to()
    nobody = replace(house.postbox.server, port=free_port())
    house.now, tried = MONDAY, 0
    while house.digest().state != State.GIVEN_UP:
        Postman(house.records.digests, house.database.query, nobody, PUBLIC, lambda: house.now).work()
        tried += 1
        assert house.digest().answer == UNREACHABLE
        house.now = house.digest().next_try or house.now
    assert timedelta(days=2) - timedelta(hours=6) <= house.now - MONDAY <= timedelta(days=2)
    assert 10 < tried < 20
    assert house.round_at(house.now + timedelta(hours=1)) == []


def test_sent_again_after_a_crash_it_has_the_same_id(house: House) -> None:
    digest = house.send_to()
    days = due_days(digest, SITE.timezone, MONDAY)
    assert days is not None
    house.now = MONDAY
    for _ in range(2):  # what came of the first was not noted
        house.postman().attempt(digest, days)
    first, again = house.postbox.messages
    assert first["Message-ID"] == again["Message-ID"]


def test_a_password_never_goes_over_the_network_in_the_clear(postbox: Postbox, monkeypatch: pytest.MonkeyPatch) -> None:
    logged_in: list[str] = []
    login: Callable[..., object] = lambda _self, user, _password: logged_in.append(user)  # noqa: E731
    monkeypatch.setattr(smtplib.SMTP, "login", login)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@exemple.fr", MARIE, "x"
    message.set_content("x")
    here = replace(postbox.server, user="stats", password="secret")
    monkeypatch.setattr("leadpump.outbox.server.HERE", ())
    assert send(here, message).said == NO_TLS
    assert (logged_in, postbox.messages) == ([], [])
    monkeypatch.undo()
    monkeypatch.setattr(smtplib.SMTP, "login", login)
    assert send(here, message).said == "", "but to this machine itself"
    assert logged_in == ["stats"]
    assert "secret" not in repr(here)
