"""What receivers are told, from the intake to a server that listens, and what becomes of messages on the way."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

import pytest

from collector.erase import erase_person, find_person
from collector.person import person_of
from leadpump.receivers.courier import Courier
from leadpump.records.receiver import State, Telling, Told
from tests.conftest import free_port
from tests.receivers.conftest import KEPT_SECRET, MARIE, SITE, Listener, Town


def ids(listener: Listener) -> list[str]:
    return [one.headers["Leadpump-Delivery"] for one in listener.heard]


def test_a_new_lead_and_its_stages_are_told_signed_and_without_anything_personal(
    town: Town, listener: Listener
) -> None:
    old = town.lead(town.now - timedelta(hours=1), email="paul@exemple.fr")
    receiver = town.receiver(listener.url)
    courier = town.courier()
    courier.work()
    assert listener.heard == [], "what happened before is not told"

    made = town.after(minutes=1)
    lead = town.lead(made, form="devis", url=f"https://{SITE}/?utm_source=lettre&utm_medium=email", **MARIE)
    town.lead(made, email="spam@exemple.fr")
    spam = town.lead(made, email="spammer@exemple.fr")
    town.change(spam, made, kind="spam", reason="by_hand")
    reached = town.after(minutes=1)
    step = town.change(lead, reached, stage="sql")
    town.change(lead, reached, kind="call")
    sale = town.change(old, reached, kind="sale", value=1200, currency="EUR")
    town.change(old, town.after(seconds=1), kind="sale", value=30, currency="EUR")
    courier.work()

    said = {one.said["id"]: one.said for one in listener.heard}
    assert len(said) == len(listener.heard) == 4, "two leads, a stage, and the sale that made a customer"
    assert said[step] == {
        "id": step,
        "type": "stage",
        "site": SITE,
        "ts": reached.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "lead": lead,
        "stage": "sql",
        "form": "devis",
        "via": "api",
        "channel": "Email",
        "source": "Newsletter",
        "path": "/",
        "medium": "email",
    }
    (new,) = [one for one in said.values() if one["type"] == "lead" and one["lead"] == lead]
    assert new == {
        "id": new["id"],
        "type": "lead",
        "site": SITE,
        "ts": made.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "lead": lead,
        "form": "devis",
        "via": "api",
        "channel": "Email",
        "source": "Newsletter",
        "path": "/",
        "medium": "email",
    }
    assert {name: said[sale][name] for name in ("stage", "value", "currency", "lead")} == {
        "stage": "customer",
        "value": 1200,
        "currency": "EUR",
        "lead": old,
    }
    assert spam not in {one["lead"] for one in said.values()}
    everything = b"".join(one.body for one in listener.heard).decode()
    assert not [word for word in ("exemple.fr", "Marie", "Dupont", "10 000") if word in everything]
    for one in listener.heard:
        parts = dict(part.split("=") for part in one.headers["Leadpump-Signature"].split(","))
        signed = f"{parts['t']}.".encode() + one.body
        assert parts["v1"] == hmac.new(KEPT_SECRET.encode(), signed, hashlib.sha256).hexdigest()
        assert int(parts["t"]) == int(town.now.timestamp())
        assert one.headers["Leadpump-Delivery"] == one.said["id"]
        assert one.headers["Content-Type"] == "application/json"

    town.courier().work()
    assert len(listener.heard) == 4, "nothing is told twice, by a courier that has just begun either"
    late = town.change(lead, made + timedelta(seconds=1), stage="contacted")
    town.courier().work()
    assert ids(listener)[4:] == [late], "what becomes known late is told once"
    assert town.records.receivers.due(receiver.number, 9) == []


def test_contact_details_go_along_where_they_are_ticked_and_only_what_is_chosen_is_told(
    town: Town, listener: Listener
) -> None:
    town.receiver(listener.url, "lead", with_contact=True)
    lead = town.lead(town.after(minutes=1), **MARIE)
    town.change(lead, town.now, stage="mql")
    town.courier().work()
    (heard,) = listener.heard
    assert heard.said["contact"] == {"email": MARIE["email"], "name": MARIE["name"]}
    assert heard.said["answers"] == MARIE["answers"]


def test_what_fails_is_tried_again_with_the_same_id_and_given_up_after_three_days(
    town: Town, listener: Listener
) -> None:
    receiver = town.receiver(listener.url)
    listener.answers = [500, 200]
    town.lead(town.after(minutes=1), email="a@exemple.fr")
    courier = town.courier()
    courier.work()
    courier.work()
    assert len(listener.heard) == 1, "a receiver that failed is left alone for a minute"
    town.after(seconds=61)
    courier.work()
    assert len(set(ids(listener))) == 1
    assert len(listener.heard) == 2
    (line,) = town.records.receivers.log(SITE, 9)
    assert (line.state, line.answer, line.attempts) == (State.TOLD, "200", 2)

    listener.answers = [503]
    town.lead(town.after(minutes=1), email="b@exemple.fr")
    began, tried = town.now, []
    state = State.WAITING
    while state == State.WAITING:
        before = len(listener.heard)
        courier.work()
        assert len(listener.heard) == before + 1
        tried.append((town.now - began) / timedelta(minutes=1))
        last = next(one for one in town.records.receivers.log(SITE, 9) if one.answer == "503")
        state, town.now = last.state, last.next_try
    assert tried[:5] == [0, 1, 6, 36, 156]
    waits = [round(later - earlier) for earlier, later in pairwise(tried)]
    assert set(waits[4:]) == {6 * 60}
    assert 3 * 24 * 60 - 6 * 60 < tried[-1] <= 3 * 24 * 60
    assert state == State.GIVEN_UP

    listener.answers = [200]
    town.records.receivers.try_again(SITE, receiver.number, last.fact)
    courier.work()
    assert ids(listener)[-1] == last.fact
    assert {one.state for one in town.records.receivers.log(SITE, 9)} == {State.TOLD}


def test_whoever_is_killed_between_sending_and_noting_sends_again_under_the_same_id(
    town: Town, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(_: object, *__: tuple[Telling, Told]) -> None:
        raise Killed

    town.receiver(listener.url)
    town.lead(town.after(minutes=1), email="a@exemple.fr")
    with monkeypatch.context() as patch:
        patch.setattr(type(town.records.receivers), "settle", die)
        with pytest.raises(Killed):
            town.courier().work()
    assert len(listener.heard) == 1
    town.courier().work()
    town.courier().work()
    assert len(listener.heard) == 2
    assert len(set(ids(listener))) == 1
    assert listener.heard[0].body == listener.heard[1].body


def test_one_that_fails_holds_up_no_other_and_messages_say_what_holds_when_they_go(
    town: Town, listener: Listener
) -> None:
    dead = town.receiver(f"http://127.0.0.1:{free_port()}/")
    town.receiver(listener.url, with_contact=True)
    leads = [town.lead(town.after(minutes=1), email=f"{number}@exemple.fr") for number in range(3)]
    listener.answers = [500]
    courier = town.courier()
    courier.work()
    assert len(listener.heard) == 1
    tried = [one for one in town.records.receivers.log(SITE, 9) if one.receiver == dead.number and one.attempts]
    assert [one.answer for one in tried] == ["unreachable"]

    town.change(leads[2], town.now, kind="spam", reason="by_hand")
    known = find_person(town.store, SITE, person_of({"email": "1@exemple.fr"}, SITE, town.identity.person))
    erase_person(town.store, town.records._snapshot.parent / "spool", known)
    listener.answers = [200]
    town.after(minutes=2)
    courier.work()
    told = {one.said["lead"]: one.said["contact"] for one in listener.heard[1:]}
    assert told == {leads[0]: {"email": "0@exemple.fr"}, leads[1]: {}}
    states = [one.state for one in town.records.receivers.log(SITE, 9) if one.receiver != dead.number]
    assert sorted(states) == [State.GONE, State.TOLD, State.TOLD]


def test_a_test_is_sent_and_what_is_to_be_told_is_on_disk_without_a_word_of_it(town: Town, listener: Listener) -> None:
    receiver = town.receiver(listener.url, with_contact=True)
    for _ in range(2):
        town.records.receivers.send_test(SITE, receiver.number, str(uuid4()))
    town.lead(town.now, **MARIE)
    courier = town.courier()
    courier.work()
    kinds = sorted(json.loads(one.body)["type"] for one in listener.heard)
    assert kinds == ["lead", "test"], "a test that waits is not doubled"
    kept = b"".join(file.read_bytes() for file in town.records._snapshot.parent.glob("records.sqlite3*"))
    assert b"tellings" in kept
    for word in (MARIE["email"], KEPT_SECRET, "key=7"):
        assert str(word).encode() not in kept
    town.records.receivers.remove(SITE, receiver.number)
    assert town.records.receivers.all() == []
    assert isinstance(courier, Courier)
