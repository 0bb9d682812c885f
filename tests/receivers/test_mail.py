"""What is told of leads by e-mail, from the intake to a mail server that listens."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from uuid import uuid4

import pytest
from lxml import html

from leadpump.outbox.server import FAULT, NO_SERVER
from leadpump.records.receiver import State, Telling, Told
from tests.outbox.postbox import Postbox, postbox
from tests.receivers.conftest import MAILBOX, MARIE, PUBLIC, SITE, Listener, Town

__all__ = ["postbox"]


@pytest.fixture
def town(town: Town, postbox: Postbox) -> Town:
    town.mail = postbox.server
    return town


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def words(message: EmailMessage) -> tuple[str, str]:
    """What the text and the HTML say, with ordinary spaces."""
    return " ".join(part(message, "plain").split()), " ".join(
        html.fromstring(part(message, "html")).text_content().split()
    )


def round_of(town: Town, postbox: Postbox) -> list[EmailMessage]:
    before = len(postbox.messages)
    town.courier().work()
    return postbox.messages[before:]


def test_a_new_lead_arrives_at_once_without_a_word_of_who_it_is(town: Town, postbox: Postbox) -> None:
    town.lead(town.now - timedelta(hours=1), email="paul@exemple.fr")
    receiver = town.mail_to("lead")
    assert round_of(town, postbox) == [], "what happened before is not told"
    made = town.after(minutes=1)
    lead = town.lead(made, form="devis", url=f"https://{SITE}/?utm_source=lettre&utm_medium=email", **MARIE)
    town.change(lead, made, stage="sql")
    (message,) = round_of(town, postbox)
    assert (message["To"], message["From"]) == (MAILBOX, "Leadpump <stats@exemple.fr>")
    assert " ".join(message["Subject"].split()) == "Fleurs : 1 nouveau prospect"
    assert message["Reply-To"] is None
    assert message["List-Unsubscribe"].strip() == f"<{PUBLIC}/stop/{receiver.key}>"
    for said in words(message):
        assert "Nouveau prospect" in said
        assert "devis" in said
        assert "Newsletter" in said
        assert not [word for word in ("exemple.fr", "Marie", "Dupont", "10 000") if word in said.replace(PUBLIC, "")]
    links = [f"{PUBLIC}/sites/{SITE}/leads/{lead}", f"{PUBLIC}/stop/{receiver.key}"]
    assert html.fromstring(part(message, "html")).xpath("//@href") == links
    assert all(link in part(message, "plain") for link in links)
    town.after(minutes=2)
    assert round_of(town, postbox) == [], "nothing is told twice"


def test_with_contact_details_an_answer_reaches_the_lead(town: Town, postbox: Postbox) -> None:
    town.mail_to("lead", with_contact=True, language="en")
    town.lead(town.after(minutes=1), form="devis", **MARIE)
    (message,) = round_of(town, postbox)
    assert message["Subject"] == "Fleurs: 1 new lead"
    assert message["Reply-To"] == MARIE["email"]
    assert f"mailto:{MARIE['email']}" in html.fromstring(part(message, "html")).xpath("//@href")
    for said in words(message):
        for word in (MARIE["email"], MARIE["name"], "Budget", "plus de 10 000 €"):
            assert str(word) in said


def test_what_a_minute_brings_comes_in_one_e_mail(town: Town, postbox: Postbox) -> None:
    town.mail_to(with_contact=True, language="en")
    first = town.lead(town.after(minutes=1), email="a@exemple.fr")
    courier = town.courier()
    courier.work()
    for name in "bc":
        town.lead(town.after(seconds=10), email=f"{name}@exemple.fr")
    spam = town.lead(town.now, email="d@exemple.fr")
    town.change(spam, town.now, kind="spam", reason="by_hand")
    town.change(first, town.now, kind="sale", value=1200, currency="EUR")
    town.change(first, town.now, stage="lost", reason="price")
    courier.work()
    assert len(postbox.messages) == 1, "the minute is not over"
    town.after(minutes=1)
    courier.work()
    _, message = postbox.messages
    assert message["Subject"] == "Fleurs: news of 3 leads"
    assert message["Reply-To"] is None, "of several, nobody is meant"
    for said in words(message):
        for word in ("b@exemple.fr", "c@exemple.fr", "Customer", "€1,200.00", "Lost"):
            assert word in said
        assert "d@exemple.fr" not in said


def test_what_visitors_write_stays_text(town: Town, postbox: Postbox) -> None:
    hostile = '</td><script>alert(1)</script>"><img src=x onerror=alert(2)>'
    town.mail_to("lead", with_contact=True)
    fields = {
        "email": "x@exemple.fr",
        "name": f"Eve\r\nBcc: all@exemple.fr {hostile}",
        "form": hostile,
        "url": f"https://{SITE}/{hostile}?utm_source=x&utm_medium=y&utm_campaign={hostile}",
        "answers": {hostile: f"oui\n-- \n{hostile}"},
    }
    town.lead(town.after(minutes=1), **fields)
    (message,) = round_of(town, postbox)
    assert message["Bcc"] is None
    assert "script" not in message["Subject"]
    page = html.fromstring(part(message, "html"))
    assert page.xpath("//script | //img | //@onerror") == []
    assert "<script>alert(1)</script>" in page.text_content()
    lines = part(message, "plain").splitlines()
    assert not [line for line in lines if line.startswith("Bcc")]
    assert lines.count("-- ") == 1, "the footer is ours"


def test_what_fails_is_tried_again_and_without_a_server_it_waits(town: Town, postbox: Postbox) -> None:
    receiver = town.mail_to("lead")

    def latest() -> tuple[State, str]:
        found = town.records.receivers.latest(receiver.number)
        assert found is not None
        return found.state, found.answer

    town.lead(town.after(minutes=1), email="a@exemple.fr")
    server, town.mail = town.mail, None
    assert round_of(town, postbox) == []
    assert latest() == (State.WAITING, NO_SERVER)
    assert town.records.receivers.log(SITE, 9) == [], "that of tools is another"
    assert server is not None
    town.mail = server
    postbox.refusals = ["450 mailbox is busy"]
    town.after(minutes=1)
    assert round_of(town, postbox) == []
    assert latest() == (State.WAITING, "450 mailbox is busy")
    town.after(minutes=5)
    assert len(round_of(town, postbox)) == 1
    postbox.refusals = ["550 no such user"]
    town.lead(town.after(minutes=1), email="b@exemple.fr")
    assert round_of(town, postbox) == []
    assert latest() == (State.GIVEN_UP, "550 no such user")


def test_sent_again_after_a_crash_it_has_the_same_id(
    town: Town, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(_: object, *__: tuple[Telling, Told]) -> None:
        raise Killed

    town.mail_to("lead")
    town.lead(town.after(minutes=1), email="a@exemple.fr")
    with monkeypatch.context() as patch:
        patch.setattr(type(town.records.receivers), "settle", die)
        with pytest.raises(Killed):
            town.courier().work()
    town.courier().work()
    first, again = postbox.messages
    assert first["Message-ID"] == again["Message-ID"]


def test_a_test_arrives_and_a_tool_beside_it_is_told_as_before(
    town: Town, postbox: Postbox, listener: Listener
) -> None:
    receiver = town.mail_to(language="en")
    town.receiver(listener.url)
    town.records.receivers.send_test(SITE, receiver.number, str(uuid4()))
    courier = town.courier()
    courier.work()
    (message,) = postbox.messages
    assert message["Subject"] == "Fleurs: a test of Leadpump’s e-mails"
    assert "This is a test" in words(message)[0]
    assert listener.heard == []
    town.lead(town.after(seconds=1), email="a@exemple.fr")
    courier.work()
    assert len(postbox.messages) == 2, "a test holds up no lead"
    assert len(listener.heard) == 1
    again = replace(receiver, number=receiver.number)
    assert town.mail_to("lead") == replace(again, kinds=("lead",), language="fr"), "one address is one receiver"


def test_a_fault_with_one_holds_up_no_other(town: Town, postbox: Postbox, listener: Listener) -> None:
    receiver = town.mail_to("lead")
    town.receiver(listener.url)
    assert town.mail is not None
    town.mail = replace(town.mail, sender="no\naddress")
    town.lead(town.after(minutes=1), email="a@exemple.fr")
    assert round_of(town, postbox) == []
    assert len(listener.heard) == 1
    latest = town.records.receivers.latest(receiver.number)
    assert latest is not None
    assert (latest.state, latest.answer) == (State.WAITING, FAULT)
