"""What became of e-mails: through the public address into the table, once each, and on to the lead."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from collector.erase import erase_person, find_person
from collector.prepare import permission_id
from tests.collector.conftest import NOON, Pipeline
from tests.collector.test_lead import post, send_form

MARIE = "marie@exemple.fr"
NOON_MS = int(NOON.timestamp() * 1000)
COUNTS = "select kind, sum(recipients) as n, uniqExact(entry) as entries from email_events group by kind order by kind"


def email(kind: str = "delivered", **fields: Any) -> dict[str, Any]:
    """A report about Marie's letter of March."""
    about = {"ts": NOON_MS, "campaign": "Lettre de mars", "provider": "brevo"}
    return about | ({} if "recipients" in fields else {"email": MARIE}) | {"kind": kind} | fields


def tell(pipeline: Pipeline, *emails: dict[str, Any]) -> None:
    assert post(pipeline, "/api/emails", *emails) == {"accepted": len(emails), "refused": []}
    pipeline.load()


def test_a_report_becomes_a_row_without_the_address(pipeline: Pipeline) -> None:
    tell(pipeline, email("clicked", subject="Le printemps", sequence="Bienvenue", step=2, list="Clients",
                         message="<m1>", utm_campaign="mars", author="n8n"))  # fmt: skip
    send_form(pipeline, MARIE.upper())
    pipeline.load()
    (row,) = pipeline.rows("select * from email_events")
    (lead,) = pipeline.rows("select person from all_leads")
    assert row.pop("person") == lead["person"] != 0
    assert row.pop("id") == row.pop("entry")
    assert row.pop("ts") == row.pop("received")
    assert row == {
        "site": "example.fr", "kind": "clicked", "recipients": 1, "campaign": "Lettre de mars",
        "subject": "Le printemps", "sequence": "Bienvenue", "step": 2, "list": "Clients", "message": "<m1>",
        "utm_campaign": "mars", "provider": "brevo", "via": "api", "author": "n8n", "removed": False,
    }  # fmt: skip
    files = [path.read_bytes() for path in pipeline.folder.rglob("*") if path.is_file()]
    assert not any(b"marie" in data.lower() for data in files)


def test_the_same_report_is_of_the_same_entry_however_often_it_comes(pipeline: Pipeline) -> None:
    """At once it is one row; long after, when ids are remembered no more, another row of the same entry."""
    tell(pipeline, email(), email(), email("opened"))
    assert [(row["kind"], row["n"]) for row in pipeline.rows(COUNTS)] == [("delivered", 1), ("opened", 1)]
    pipeline.clickhouse.command("truncate table event_ids")
    tell(pipeline, email(email=f" {MARIE.upper()}"), email("opened", ts=NOON_MS + 1))
    assert pipeline.rows(COUNTS) == [
        {"kind": "delivered", "n": 2, "entries": 1},
        {"kind": "opened", "n": 2, "entries": 2},
    ]


def test_totals_told_again_are_of_the_same_entry(pipeline: Pipeline) -> None:
    tell(pipeline, email("opened", recipients=40))
    tell(pipeline, email("opened", recipients=55), email("opened", recipients=7, ts=NOON_MS + 86_400_000))
    assert pipeline.rows(COUNTS) == [{"kind": "opened", "n": 102, "entries": 2}]
    assert pipeline.rows("select distinct person from email_events") == [{"person": 0}]


@pytest.mark.parametrize(
    ("wrong", "detail"),
    [
        ({"kind": "delayed"}, "`$.kind`"),
        ({"email": "marie"}, "email must be an e-mail address"),
        ({"email": ""}, "either email or recipients"),
        ({"recipients": 3, "email": MARIE}, "either email or recipients"),
        ({"recipients": -1, "email": ""}, "`$.recipients`"),
        ({"campaign": ""}, "campaign or sequence"),
        ({"sequence": "Bienvenue"}, "sequence and step"),
        ({"step": 2}, "sequence and step"),
        ({"ts": 5}, "`$.ts`"),
    ],
)
def test_what_a_report_may_not_be(pipeline: Pipeline, wrong: dict[str, Any], detail: str) -> None:
    answer = post(pipeline, "/api/emails", email() | wrong)
    assert answer["reason"] == "bad_field"
    assert detail in answer["detail"]
    assert "marie" not in answer["detail"]


def test_who_unsubscribes_has_taken_the_permission_back(pipeline: Pipeline) -> None:
    """Before and after the lead is there; who was only added to a list gave none."""
    send_form(pipeline, MARIE, fields={"email": MARIE, "consent": "on"})
    send_form(pipeline, "paul@exemple.fr")
    pipeline.load()
    permissions = "select consent from all_leads where person in (select person from email_events) order by created"
    pipeline.now += timedelta(hours=1)
    later = int(pipeline.now.timestamp() * 1000)
    tell(pipeline, email("unsubscribed", ts=later), email("added", email="paul@exemple.fr", ts=later))
    assert sorted(row["consent"] for row in pipeline.rows(permissions)) == ["", "denied"]
    tell(pipeline, email("subscribed", ts=later + 1), email("complained", email="paul@exemple.fr", ts=later + 1))
    assert sorted(row["consent"] for row in pipeline.rows(permissions)) == ["denied", "granted"]


def test_a_permission_that_was_told_by_mistake_can_be_withdrawn(pipeline: Pipeline) -> None:
    send_form(pipeline, MARIE, fields={"email": MARIE, "consent": "on"})
    pipeline.load()
    later = NOON_MS + 3_600_000
    tell(pipeline, email("unsubscribed", ts=later), email("unsubscribed", recipients=4, ts=later))
    (row,) = pipeline.rows("select id from email_events where person != 0")
    assert pipeline.rows("select consent from all_leads") == [{"consent": "denied"}]
    undo = {"kind": "retracted", "id": str(uuid4()), "ts": later, "retracts": str(permission_id(row["id"]))}
    post(pipeline, "/api/leads/changes", undo)
    tell(pipeline, email("unsubscribed", ts=later, id=str(uuid4()), entry=str(row["id"]), removed=True))
    assert pipeline.rows("select consent from all_leads") == [{"consent": "granted"}]
    assert pipeline.rows("select count() as n from lead_events where kind = 'consent'") == [{"n": 1}]


@pytest.mark.parametrize("at_once", [True, False])
def test_an_unsubscription_that_is_taken_back_leaves_the_permission_as_it_was(
    pipeline: Pipeline, at_once: bool
) -> None:
    send_form(pipeline, MARIE, fields={"email": MARIE, "consent": "on"})
    pipeline.load()
    later = NOON_MS + 3_600_000
    entry = str(uuid4())
    consent = "select consent from all_leads"
    unsubscribed = email("unsubscribed", ts=later, entry=entry)

    def say(**fields: Any) -> None:
        pipeline.now += timedelta(minutes=1)
        assert post(pipeline, "/api/emails", unsubscribed | {"id": str(uuid4())} | fields)["accepted"] == 1

    say()
    say(campaign="mars, corrected")
    if not at_once:
        pipeline.load()
        assert pipeline.rows(consent) == [{"consent": "denied"}]
    say(removed=True)
    pipeline.load()
    assert pipeline.rows(consent) == [{"consent": "granted"}]
    # What of it was lost is the same again.
    withdrawn = "select * from lead_events where kind = 'retracted' order by id"
    before = pipeline.rows(withdrawn)
    assert len(before) == 2
    pipeline.clickhouse.command("delete from lead_events where kind = 'retracted'")
    for kept in pipeline.folder.glob("spool/done/*/*.ready"):
        kept.rename(pipeline.folder / "spool" / "replay" / kept.name)
    pipeline.load()
    assert pipeline.rows(withdrawn) == before
    assert pipeline.rows(consent) == [{"consent": "granted"}]
    # Told once more, it holds again; nothing that others told is touched.
    say()
    pipeline.load()
    assert pipeline.rows(consent) == [{"consent": "denied"}]
    say(entry=str(uuid4()), removed=True)
    pipeline.load()
    assert pipeline.rows(consent) == [{"consent": "denied"}]
    say(removed=True)
    pipeline.load()
    assert pipeline.rows(consent) == [{"consent": "granted"}]


def test_a_lost_row_comes_back_by_a_replay(pipeline: Pipeline) -> None:
    tell(pipeline, email(), email("unsubscribed"))
    before = pipeline.rows("select * from email_events order by id")
    pipeline.clickhouse.command("alter table email_events delete where kind = 'delivered' settings mutations_sync = 2")
    (kept,) = pipeline.folder.glob("spool/done/*/*.ready")
    kept.rename(pipeline.folder / "spool" / "replay" / kept.name)
    pipeline.load()
    assert pipeline.rows("select * from email_events order by id") == before
    assert pipeline.rows("select count() as n from lead_events") == [{"n": 1}]


def test_an_erased_person_stays_one_recipient_that_nobody_knows(pipeline: Pipeline) -> None:
    tell(pipeline, email(), email("opened"), email("opened", ts=NOON_MS + 1), email(email="paul@exemple.fr"))
    who = "select person, count() as n from email_events group by person order by n"
    paul, marie = pipeline.rows(who)
    known = find_person(pipeline.clickhouse, "example.fr", marie["person"])
    erase_person(pipeline.clickhouse, pipeline.folder / "spool", known)
    assert pipeline.rows(who) == [paul, {"person": known.nobody, "n": 3}]
    assert known.nobody not in (0, marie["person"])
    kept = b"".join(path.read_bytes() for path in pipeline.folder.glob("spool/done/*/*"))
    assert str(marie["person"]).encode() not in kept
    assert marie["person"].to_bytes(8) not in kept
    assert paul["person"].to_bytes(8) in kept
