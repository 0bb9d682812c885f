"""Whoever has not been in touch for years is forgotten, and what they came to still counts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from collector.erase import erase_person, find_person
from collector.forget import forget_silent
from collector.loader import Loader
from tests.collector.conftest import NOON, Pipeline
from tests.collector.test_email import email
from tests.collector.test_lead import change, post, send_form

MONTHS = 36
LATER = NOON + timedelta(days=60)
LATER_MS = int(LATER.timestamp() * 1000)
AFTER = NOON.replace(year=2029) + timedelta(days=1)
"""More than 36 months after NOON, and less than that after LATER."""
SILENT = ("silent", "noted", "opened")
IN_TOUCH = ("called", "bought", "clicked", "wrote", "advanced")
PEOPLE = """
select
    countIf(person != 0 and person in (select person from contacts)) as known,
    count() as leads,
    countIf(notEmpty(answers)) as answered,
    sum(revenue) as revenue
from all_leads
"""
ANSWERS = "select countIf(mapContains(props, 'answer.budget')) as n from events where name = 'form_submit'"
EMAILS = """
select
    kind,
    person in (select person from contacts) as known,
    person in (select person from all_leads) as of_a_lead
from email_events
order by kind
"""
CONTACTS = "select count() as n from contacts"


def address(name: str) -> str:
    return f"{name}@exemple.fr"


def tell_of_everybody(pipeline: Pipeline) -> None:
    """All send a form at noon. What some of them do later is a contact, what becomes of others is none."""
    for name in (*SILENT, *IN_TOUCH):
        send_form(pipeline, address(name), answers={"budget": "20000"})
        # Each in a session of their own, or the forms would be one lead.
        pipeline.now += timedelta(hours=1)
    send_form(pipeline, fields={"name": "Anonyme"})
    change(pipeline, email=address("bought"), stage="customer", value=700, currency="EUR")
    change(pipeline, email=address("silent"), stage="customer", value=300, currency="EUR")
    change(pipeline, email=address("stranger"), kind="note", note="rappeler")
    pipeline.load()
    pipeline.now = LATER
    later: dict[str, dict[str, Any]] = {
        "noted": {"kind": "note", "note": "ne répond pas"},
        "called": {"kind": "call"},
        "bought": {"kind": "sale", "value": 50, "currency": "EUR", "order": "F-1"},
        "advanced": {"stage": "mql"},
    }
    for name, fields in later.items():
        change(pipeline, email=address(name), ts=LATER_MS, **fields)
    for name, kind in (("clicked", "clicked"), ("opened", "opened")):
        told = post(pipeline, "/api/emails", email(kind, email=address(name), ts=LATER_MS))
        assert told["accepted"] == 1
    send_form(pipeline, address("wrote"))
    pipeline.load()


@pytest.mark.through_http
def test_only_those_who_are_silent_are_forgotten_and_all_is_still_counted(pipeline: Pipeline) -> None:
    tell_of_everybody(pipeline)
    store = pipeline.clickhouse
    everybody = len(SILENT) + len(IN_TOUCH) + 1
    before = {"known": everybody - 1, "leads": everybody, "answered": everybody - 1, "revenue": 1050}
    assert pipeline.rows(PEOPLE) == [before]
    assert forget_silent(store, NOON.replace(year=2029), MONTHS) == 0, "to the day"
    assert forget_silent(store, AFTER, MONTHS) == len(SILENT) + 2, "and the two whom no lead names"
    kept = len(IN_TOUCH)
    assert pipeline.rows(PEOPLE) == [before | {"known": kept, "answered": kept}]
    assert pipeline.rows(ANSWERS) == [{"n": kept}]
    # Still of their lead, so that what e-mails brought stays true.
    assert pipeline.rows(EMAILS) == [
        {"kind": "clicked", "known": 1, "of_a_lead": 1},
        {"kind": "opened", "known": 0, "of_a_lead": 1},
    ]
    assert forget_silent(store, AFTER, MONTHS) == 0, "nobody twice"
    assert forget_silent(store, AFTER + timedelta(days=400), MONTHS) == kept
    assert pipeline.rows(PEOPLE) == [before | {"known": 0, "answered": 0}]
    assert pipeline.rows(CONTACTS) == [{"n": 0}]


FACTS = """
select
    toString(id) as told,
    person between 1 and 0xFFFFFEFFFFFFFFFF as known,
    order_id
from lead_events
order by order_id
"""


def test_of_who_is_nobodys_lead_the_last_that_was_told_of_them_counts(pipeline: Pipeline) -> None:
    """They unsubscribed, or bought, and never sent a form: no contact details of theirs are there."""
    assert post(pipeline, "/api/emails", email("unsubscribed", email=address("reader")))["accepted"] == 1
    for name, ts in (("buyer", NOON), ("regular", NOON), ("regular", LATER)):
        sale = {"kind": "sale", "value": 50, "currency": "EUR", "order": f"{name} {ts:%B}"}
        change(pipeline, email=address(name), ts=int(ts.timestamp() * 1000), **sale)
    pipeline.load()
    before = pipeline.rows(FACTS)
    assert [(row["order_id"], row["known"]) for row in before] == [
        ("", 1),
        ("buyer March", 1),
        ("regular March", 1),
        ("regular May", 1),
    ]
    store = pipeline.clickhouse
    assert forget_silent(store, NOON.replace(year=2029), MONTHS) == 0, "to the day"
    assert forget_silent(store, AFTER, MONTHS) == 2
    forgotten = {row["told"]: row | {"order_id": "", "known": 0} for row in before[:2]}
    assert sorted(pipeline.rows(FACTS), key=str) == sorted([*forgotten.values(), *before[2:]], key=str)
    assert forget_silent(store, AFTER, MONTHS) == 0, "nobody twice"
    assert forget_silent(store, AFTER + timedelta(days=400), MONTHS) == 1
    assert {(row["order_id"], row["known"]) for row in pipeline.rows(FACTS)} == {("", 0)}


def test_another_address_told_of_a_lead_is_kept_as_long_as_the_lead(pipeline: Pipeline) -> None:
    lead = send_form(pipeline, address("director"))
    about = {"lead": lead, "email": address("assistant")}
    change(pipeline, kind="note", note="passer par l'assistante", **about)
    change(pipeline, kind="call", **about | {"ts": LATER_MS})
    change(pipeline, kind="call", email=address("assistant"))
    pipeline.load()
    pipeline.now = LATER
    send_form(pipeline, address("director"))
    pipeline.load()
    assert forget_silent(pipeline.clickhouse, AFTER, MONTHS) == 0
    assert pipeline.rows(CONTACTS) == [{"n": 3}]
    at_last = AFTER + timedelta(days=400)
    assert forget_silent(pipeline.clickhouse, at_last, MONTHS) == 1
    assert forget_silent(pipeline.clickhouse, at_last, MONTHS) == 1, "what was told of no lead, on the day after"
    assert forget_silent(pipeline.clickhouse, at_last, MONTHS) == 0
    assert {row["known"] for row in pipeline.rows(FACTS)} == {0}


def test_what_was_told_of_somebody_erased_still_counts(pipeline: Pipeline) -> None:
    """A sale told by the e-mail address alone was lost with the address."""
    tell_of_everybody(pipeline)
    (row,) = pipeline.rows("select person from all_leads where revenue = 300")
    known = find_person(pipeline.clickhouse, "example.fr", row["person"])
    erase_person(pipeline.clickhouse, pipeline.folder / "spool", known)
    assert pipeline.rows("select person, stage, revenue from all_leads where revenue = 300") == [
        {"person": known.nobody, "stage": "customer", "revenue": 300}
    ]
    kept = b"".join(path.read_bytes() for path in pipeline.folder.glob("spool/done/*/*"))
    assert str(row["person"]).encode() not in kept
    assert row["person"].to_bytes(8) not in kept


def test_the_loader_looks_once_a_day(pipeline: Pipeline) -> None:
    send_form(pipeline, address("silent"))
    pipeline.load()
    ticks = 0.0
    loader = Loader(
        pipeline.folder / "spool", pipeline.clickhouse, clock=AFTER.timestamp, ticks=lambda: ticks, forget_months=MONTHS
    )

    def run_once() -> int:
        rounds = iter([False, True])
        loader.run(lambda: next(rounds), lambda _: None)
        (row,) = pipeline.rows(CONTACTS)
        return int(row["n"])

    assert run_once() == 0
    pipeline.now += timedelta(hours=1)
    send_form(pipeline, address("silent"))
    pipeline.load()
    ticks = 80_000.0
    assert run_once() == 1
    ticks = 90_000.0
    assert run_once() == 0


def test_a_batch_on_its_way_is_waited_for(pipeline: Pipeline) -> None:
    """What is prepared names people by what was looked up before."""
    send_form(pipeline, address("silent"))
    pipeline.load()
    folder = pipeline.folder / "spool"
    loader = Loader(folder, pipeline.clickhouse, clock=AFTER.timestamp, forget_months=MONTHS)
    (folder / "prepared" / str(uuid4())).mkdir()
    loader._forget_silent(0.0)
    assert pipeline.rows(CONTACTS) == [{"n": 1}]


def test_events_are_loaded_even_if_nobody_can_be_forgotten(pipeline: Pipeline) -> None:
    pipeline.clickhouse.command("rename table contacts to contacts_away")
    try:
        pipeline.send()
        pipeline.spool.seal()
        loader = Loader(pipeline.folder / "spool", pipeline.clickhouse, clock=AFTER.timestamp, forget_months=MONTHS)
        waits: list[float] = []
        loader.run(lambda: len(waits) == 3, waits.append)
        assert pipeline.rows("select count() as n from events") == [{"n": 1}]
        assert max(waits) <= 1, "it did not wait as for a database that refuses"
    finally:
        pipeline.clickhouse.command("rename table contacts_away to contacts")
