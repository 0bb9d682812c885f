"""From submissions to leads, through the public addresses, in both backends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from collector import lead as lead_module
from collector.loader import Loader
from collector.person import unseal
from collector.record import LeadRecord
from collector.score import ScoreRule, Scoring
from collector.site import KnownSite, publish_sites
from leadpump.loader import loader_of
from leadpump.settings import read_settings
from tests.collector.conftest import KEY, NOON, Intaker, Pipeline
from tests.collector.test_receive import stored

AD = "https://example.fr/guide?utm_source=google&utm_medium=cpc&utm_campaign=hiver"
LEADS = "select * from all_leads order by created"


def send_form(pipeline: Pipeline, email: str = "", **fields: Any) -> str:
    """Submit a form; its leadpump_id."""
    id_ = str(uuid4())
    declared = {"email": email} if email else {}
    pipeline.send("form_submit", id=id_, form="devis", **{"fields": declared} | fields)
    return id_


def post(pipeline: Intaker, address: str, *items: dict[str, Any]) -> dict[str, Any]:
    """POST with the site's key."""
    given = [{"site": "example.fr"} | item for item in items]
    answer = pipeline.client.post(address, json=given, headers={"Authorization": f"Bearer {KEY}"})
    told: dict[str, Any] = answer.get_json()
    return told


def change(pipeline: Pipeline, **fields: Any) -> dict[str, Any]:
    """Tell what happened to a lead, an hour after noon unless told otherwise."""
    ts = int((NOON + timedelta(hours=1)).timestamp() * 1000)
    return post(pipeline, "/api/leads/changes", {"id": str(uuid4()), "ts": ts} | fields)


def test_a_form_makes_a_lead_with_its_touches_frozen(pipeline: Pipeline) -> None:
    pipeline.send(url=AD)
    pipeline.now += timedelta(minutes=1)
    id_ = send_form(pipeline, "Marie@Exemple.fr", magnet="checklist", answers={"budget": "20000"})
    pipeline.load()
    (lead,) = pipeline.rows(LEADS)
    assert str(lead["lead_id"]) == id_
    assert (lead["form"], lead["magnet"], lead["via"], lead["stage"]) == ("devis", "checklist", "form", "new")
    assert lead["answers"] == {"budget": "20000"}
    assert lead["person"] != 0
    for touch in ("first", "last", "converting"):
        assert lead[f"{touch}_channel"] == "Paid Search"
        assert lead[f"{touch}_source"] == "Google"
        assert lead[f"{touch}_campaign"] == "hiver"
        assert lead[f"{touch}_landing_path"] == "/guide"
    (session,) = pipeline.rows("select session_id from sessions")
    assert lead["session_id"] == session["session_id"]


def test_the_same_person_on_another_day_is_the_same_lead_until_the_days_of_grace_are_over(pipeline: Pipeline) -> None:
    first = send_form(pipeline, "marie@exemple.fr")
    pipeline.load()
    pipeline.now += timedelta(days=90)
    send_form(pipeline, "MARIE@exemple.fr ")
    pipeline.load()
    assert [(str(row["lead_id"]), row["submissions"]) for row in pipeline.rows(LEADS)] == [(first, 2)]
    pipeline.now += timedelta(seconds=1)
    pipeline.now += timedelta(days=1)
    send_form(pipeline, "marie@exemple.fr")
    pipeline.load()
    assert [row["submissions"] for row in pipeline.rows(LEADS)] == [2, 1]


def test_whoever_loads_what_waits_joins_leads_as_the_site_wants_it(pipeline: Pipeline) -> None:
    publish_sites(pipeline.folder / "sites.json", [KnownSite(name="example.fr", hosts=("example.fr",), merge_days=1)])
    send_form(pipeline, "marie@exemple.fr")
    pipeline.now += timedelta(days=10)
    send_form(pipeline, "marie@exemple.fr")
    pipeline.spool.seal()
    loader_of(read_settings({}, data=pipeline.folder), pipeline.clickhouse).load_waiting()
    assert [row["submissions"] for row in pipeline.rows(LEADS)] == [1, 1]


def test_two_forms_of_a_session_are_one_lead_unless_they_name_two_people(pipeline: Pipeline) -> None:
    send_form(pipeline)
    send_form(pipeline, "marie@exemple.fr")
    send_form(pipeline, "paul@exemple.fr")
    pipeline.load()
    assert sorted(row["submissions"] for row in pipeline.rows(LEADS)) == [1, 2]


def test_two_people_of_a_session_have_a_journey_each(pipeline: Pipeline) -> None:
    pipeline.send(url=AD)
    for email in ("marie@exemple.fr", "paul@exemple.fr"):
        pipeline.now += timedelta(minutes=1)
        send_form(pipeline, email)
    pipeline.load()
    journeys = pipeline.rows("select channel, position, touches from lead_journeys order by created")
    assert [tuple(row.values()) for row in journeys] == [("Paid Search", 1, 1)] * 2


def test_a_stage_is_told_by_lead_by_any_of_its_submissions_or_by_person(pipeline: Pipeline) -> None:
    send_form(pipeline, "marie@exemple.fr")
    second = send_form(pipeline, "marie@exemple.fr")
    change(pipeline, lead=second, stage="mql")
    change(pipeline, email="marie@exemple.fr", stage="customer", value=1200, currency="EUR")
    pipeline.load()
    (lead,) = pipeline.rows(LEADS)
    assert (lead["stage"], lead["revenue"], lead["orders"]) == ("customer", 1200, 1)
    assert lead["sql"] == lead["customer"] == lead["mql"]


def test_a_change_that_comes_before_its_lead_counts_once_the_lead_is_there(pipeline: Pipeline) -> None:
    change(pipeline, email="marie@exemple.fr", stage="contacted")
    pipeline.load()
    assert pipeline.rows(LEADS) == []
    send_form(pipeline, "marie@exemple.fr")
    pipeline.load()
    (lead,) = pipeline.rows(LEADS)
    assert lead["stage"] == "contacted"


def test_a_retracted_change_is_as_if_it_had_never_been(pipeline: Pipeline) -> None:
    lead_id, mistake = send_form(pipeline), str(uuid4())
    change(pipeline, lead=lead_id, id=mistake, stage="customer", value=500, currency="EUR")
    change(pipeline, kind="retracted", retracts=mistake)
    pipeline.load()
    (lead,) = pipeline.rows(LEADS)
    assert (lead["stage"], lead["customer"], lead["revenue"]) == ("new", None, 0)


def test_an_amount_in_another_currency_is_refused(pipeline: Pipeline) -> None:
    """It would be added up as if it were the site's."""
    lead_id = send_form(pipeline)
    told = change(pipeline, lead=lead_id, kind="sale", value=100_000, currency="JPY")
    assert (told["reason"], told["accepted"]) == ("bad_field", 0)
    assert "EUR" in told["detail"] and "$.currency" in told["detail"]
    assert change(pipeline, lead=lead_id, stage="customer", value=100_000, currency="JPY")["accepted"] == 0
    assert change(pipeline, lead=lead_id, kind="sale", value=100, currency="EUR")["accepted"] == 1
    assert change(pipeline, lead=lead_id, kind="sale", value=20)["accepted"] == 1
    pipeline.load()
    (lead,) = pipeline.rows(LEADS)
    assert (lead["orders"], lead["revenue"]) == (2, 120)


def test_lost_holds_until_a_later_stage(pipeline: Pipeline) -> None:
    lead_id = send_form(pipeline)
    at = int(NOON.timestamp() * 1000)
    change(pipeline, lead=lead_id, stage="lost", reason="no_answer", ts=at + 1000)
    pipeline.load()
    (lead,) = pipeline.rows(LEADS)
    assert (lead["stage"], lead["lost_reason"]) == ("lost", "no_answer")
    change(pipeline, lead=lead_id, stage="sql", ts=at + 2000)
    pipeline.load()
    (lead,) = pipeline.rows(LEADS)
    assert (lead["stage"], lead["lost"], lead["lost_reason"]) == ("sql", None, "")


def test_lost_holds_until_a_later_sale(pipeline: Pipeline) -> None:
    """A till tells no stages: who buys after a CRM gave them up is a customer. Purchases of before change nothing."""
    lead_id = send_form(pipeline)
    at = int(NOON.timestamp() * 1000)
    change(pipeline, lead=lead_id, kind="sale", value=80, ts=at + 1000)
    change(pipeline, lead=lead_id, stage="lost", reason="no_answer", ts=at + 2000)
    pipeline.load()
    (lead,) = pipeline.rows(LEADS)
    assert (lead["stage"], lead["lost_reason"]) == ("lost", "no_answer")
    change(pipeline, lead=lead_id, kind="sale", value=90, ts=at + 3000)
    pipeline.load()
    (lead,) = pipeline.rows(LEADS)
    assert (lead["stage"], lead["lost"], lead["lost_reason"]) == ("customer", None, "")
    change(pipeline, lead=lead_id, stage="lost", ts=at + 4000)
    pipeline.load()
    (lead,) = pipeline.rows(LEADS)
    assert lead["stage"] == "lost"


def test_a_lead_from_elsewhere_comes_from_where_it_is_said_to(pipeline: Pipeline) -> None:
    post(
        pipeline,
        "/api/leads",
        {"email": "a@exemple.fr", "source": "salon-lyon", "medium": "event", "magnet": "stand"},
        {"email": "b@exemple.fr", "url": AD},
        {"phone": "06 12 34 56 78", "channel": "Referral"},
        {"name": "Sans origine"},
    )
    pipeline.load()
    rows = pipeline.rows(
        "select first_channel, first_source, magnet, via, stage from leads order by first_channel, first_source"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("", "", "", "api", "new"),
        ("Paid Search", "Google", "", "api", "new"),
        ("Referral", "", "", "api", "new"),
        ("Referral", "salon-lyon", "stand", "api", "new"),
    ]
    assert len(pipeline.rows("select * from touches")) == 4


def told_leads(intaker: Intaker) -> list[LeadRecord]:
    """Leads told so far, as they wait in the spool."""
    return [one for one in stored(intaker) if isinstance(one, LeadRecord)]


@pytest.mark.parametrize(
    "told",
    [
        {"source": "google", "medium": "cpc", "url": "https://example.fr/devis#formulaire"},
        {"source": "google", "medium": "cpc", "url": "https://example.fr/devis?etape=2#formulaire"},
        {"source": "google", "medium": "cpc", "url": "/devis"},
        {"source": "google", "medium": "cpc", "url": "example.fr/devis"},
        {"medium": "cpc", "referrer": "https://www.google.fr/"},
        {"medium": "cpc", "referrer": "https://www.google.fr/", "url": "/devis"},
    ],
)
def test_what_is_said_of_a_leads_origin_counts_whatever_stands_beside_it(
    intaker: Intaker, told: dict[str, str]
) -> None:
    post(intaker, "/api/leads", {"email": "a@exemple.fr", **told})
    (lead,) = told_leads(intaker)
    assert (lead.channel, lead.source, lead.medium) == ("Paid Search", "Google", "cpc")


def test_a_lead_told_with_a_referrer_alone_comes_from_there(intaker: Intaker) -> None:
    for referrer in ("https://www.google.fr/", "n/a"):
        post(intaker, "/api/leads", {"email": "a@exemple.fr", "referrer": referrer})
    assert [(lead.channel, lead.source) for lead in told_leads(intaker)] == [("Organic Search", "Google"), ("", "")]


def test_a_report_that_names_a_form_adds_to_its_lead_whichever_comes_first(pipeline: Pipeline) -> None:
    pipeline.send(url=AD)
    id_ = str(uuid4())
    # The form's own back end is faster than the tag.
    post(pipeline, "/api/leads", {"lead": id_, "email": "marie@exemple.fr"})
    pipeline.loader._clock = lambda: pipeline.now.timestamp()
    pipeline.load()
    assert pipeline.rows(LEADS) == []
    pipeline.send("form_submit", id=id_, form="devis")
    pipeline.load()
    (lead,) = pipeline.rows(LEADS)
    assert (str(lead["lead_id"]), lead["via"], lead["submissions"]) == (id_, "form", 2)
    assert lead["person"] != 0
    assert lead["first_channel"] == "Paid Search"


def test_a_report_whose_form_never_comes_is_a_lead_after_two_minutes(pipeline: Pipeline) -> None:
    id_ = str(uuid4())
    post(pipeline, "/api/leads", {"lead": id_, "email": "marie@exemple.fr"})
    pipeline.loader._clock = lambda: pipeline.now.timestamp()
    pipeline.load()
    pipeline.now += timedelta(minutes=2, seconds=1)
    pipeline.loader._make_leads(0)
    (lead,) = pipeline.rows(LEADS)
    assert (str(lead["lead_id"]), lead["via"]) == (id_, "api")
    # It goes by the form's number from then on.
    change(pipeline, lead=id_, stage="mql")
    pipeline.load()
    (lead,) = pipeline.rows(LEADS)
    assert (lead["stage"], pipeline.rows("select count() as n from lead_changes")) == ("mql", [{"n": 1}])


def test_a_lead_that_was_made_and_not_summed_is_there_a_minute_later(pipeline: Pipeline) -> None:
    """It was there ten minutes later."""
    ticks = 0.0
    loader = Loader(pipeline.folder / "spool", pipeline.clickhouse, clock=NOON.timestamp, ticks=lambda: ticks)

    def run_once() -> None:
        slept: list[float] = []
        loader.run(lambda: bool(slept), slept.append)

    run_once()
    pipeline.send("form_submit", form="devis", fields={"email": "marie@exemple.fr"})
    pipeline.spool.seal()
    pipeline.clickhouse.command("rename table lead_summing to lead_summing_away")
    try:
        run_once()
    finally:
        pipeline.clickhouse.command("rename table lead_summing_away to lead_summing")
    assert pipeline.rows("select kind from lead_events") == [{"kind": "created"}]
    ticks = 60.0
    run_once()
    assert pipeline.rows("select form from leads") == [{"form": "devis"}]


def test_of_many_forms_some_are_taken_in_at_a_time_and_one_that_comes_meanwhile_first(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after an import: none is lost, made twice, unscored or not summed, and nobody who writes now waits."""
    monkeypatch.setattr(lead_module, "LEADS_AT_ONCE", 2)
    scoring = Scoring((ScoreRule("answer", "given", "budget", "", 10),))
    pipeline.loader._scorings = lambda: {"example.fr": scoring}
    past = []
    for name in "abcdea":
        past.append(send_form(pipeline, f"{name}@exemple.fr", answers={"budget": "1"}))
        pipeline.now += timedelta(minutes=1)
    pipeline.now += timedelta(days=3)
    pipeline.load()
    assert {str(row["lead_id"]) for row in pipeline.rows(LEADS)} == set(past[:2])
    now = send_form(pipeline, "nina@exemple.fr", answers={"budget": "1"})
    pipeline.load()
    assert {str(row["lead_id"]) for row in pipeline.rows(LEADS)} == {*past[:2], now}
    for _ in range(3):
        pipeline.load()
    assert {str(row["lead_id"]): row["submissions"] for row in pipeline.rows(LEADS)} == {
        now: 1,
        past[0]: 2,
        **dict.fromkeys(past[1:5], 1),
    }
    assert {row["interesting"] for row in pipeline.rows(LEADS)} == {10}
    made = "select count() as n, uniqExact(subject_id) as submissions from lead_events where kind != 'score'"
    assert pipeline.rows(made) == [{"n": 7, "submissions": 7}]


def test_what_is_frozen_stays_whatever_arrives_later(pipeline: Pipeline) -> None:
    pipeline.now = NOON
    send_form(pipeline, "marie@exemple.fr")
    pipeline.load()
    before = pipeline.rows(LEADS)
    # A page view of the same visitor from before the form, held back by a phone without a network, and a later
    # campaign.
    pipeline.now += timedelta(minutes=5)
    pipeline.send(url=AD, age=10 * 60 * 1000)
    pipeline.send(url="https://example.fr/?utm_source=facebook&utm_medium=social")
    pipeline.load()
    pipeline.loader._make_leads(0)
    after = pipeline.rows(LEADS)
    frozen = [name for name in after[0] if name.startswith(("first_", "last_", "converting_"))]
    assert [{name: row[name] for name in frozen} for row in after] == [
        {name: row[name] for name in frozen} for row in before
    ]
    assert after[0]["first_channel"] == "Direct"


def test_spam_is_marked_and_kept_apart_until_somebody_says_otherwise(pipeline: Pipeline) -> None:
    ids = [
        send_form(pipeline, "a@mailinator.com"),
        send_form(pipeline, "b@exemple.fr", fields={"email": "b@exemple.fr", "honeypot": "x"}),
        send_form(pipeline, "c@exemple.fr", answers={"projet": "http://a http://b https://c"}),
        send_form(pipeline, "d@exemple.fr"),
    ]
    pipeline.load()
    assert sorted(row["spam"] for row in pipeline.rows(LEADS)) == ["", "disposable_domain", "honeypot", "links"]
    assert len(pipeline.rows("select * from leads")) == 1
    change(pipeline, lead=ids[0], kind="spam", reason="")
    change(pipeline, lead=ids[3], kind="spam", reason="by_hand")
    pipeline.load()
    assert [str(row["lead_id"]) for row in pipeline.rows("select * from leads")] == [ids[0]]


def test_a_form_that_is_filled_faster_than_people_can_is_spam(pipeline: Pipeline) -> None:
    page = str(uuid4())
    pipeline.send(id=page)
    pipeline.send("form_start", page=page, form="devis")
    pipeline.now += timedelta(milliseconds=999)
    send_form(pipeline, "marie@exemple.fr", page=page)
    pipeline.load()
    assert [row["spam"] for row in pipeline.rows(LEADS)] == ["too_fast"]


def test_a_lead_taken_for_spam_takes_no_other_submission_in(pipeline: Pipeline) -> None:
    """Neither of the person nor of the session, whether the form was told to be spam at once or by hand."""
    page = str(uuid4())
    pipeline.send("form_start", page=page, form="newsletter")
    pipeline.now += timedelta(milliseconds=300)
    send_form(pipeline, "marie@exemple.fr", page=page)
    pipeline.now += timedelta(minutes=1)
    send_form(pipeline, fields={"honeypot": "x"})
    pipeline.now += timedelta(minutes=1)
    send_form(pipeline, answers={"budget": "5000"})
    pipeline.load()
    pipeline.now += timedelta(days=3)
    wanted = send_form(pipeline, "marie@exemple.fr", answers={"budget": "20000"})
    pipeline.load()
    told = [(row["spam"], row["submissions"]) for row in pipeline.rows(LEADS)]
    assert told == [("too_fast", 2), ("", 1), ("", 1)]
    change(pipeline, lead=wanted, kind="spam", reason="by_hand")
    pipeline.load()
    pipeline.now += timedelta(days=1)
    again = send_form(pipeline, "marie@exemple.fr")
    at = int(pipeline.now.timestamp() * 1000)
    change(pipeline, email="marie@exemple.fr", kind="sale", value=5000, currency="EUR", ts=at)
    pipeline.load()
    assert {str(row["lead_id"]): row["revenue"] for row in pipeline.rows("select * from leads where person != 0")} == {
        again: 5000
    }


def test_a_sale_told_of_a_person_is_not_that_of_a_lead_taken_for_spam_where_there_is_another(
    pipeline: Pipeline,
) -> None:
    wanted = send_form(pipeline, "marie@exemple.fr")
    pipeline.load()
    pipeline.now += timedelta(days=100)
    at = int(pipeline.now.timestamp() * 1000)
    unwanted = send_form(pipeline, "marie@exemple.fr")
    pipeline.load()
    change(pipeline, lead=unwanted, kind="spam", reason="by_hand")
    change(pipeline, email="marie@exemple.fr", kind="sale", value=5000, currency="EUR", ts=at + 2000)
    pipeline.load()
    assert [(str(row["lead_id"]), row["revenue"]) for row in pipeline.rows(LEADS)] == [(wanted, 5000), (unwanted, 0)]
    change(pipeline, lead=unwanted, kind="spam", reason="", ts=at + 3000)
    pipeline.load()
    assert [row["revenue"] for row in pipeline.rows(LEADS)] == [0, 5000]
    change(pipeline, lead=unwanted, kind="spam", reason="by_hand", ts=at + 4000)
    change(pipeline, lead=wanted, kind="spam", reason="by_hand", ts=at + 4000)
    pipeline.load()
    assert [row["revenue"] for row in pipeline.rows(LEADS)] == [0, 5000]


def test_contact_details_are_nowhere_in_the_clear(pipeline: Pipeline) -> None:
    send_form(
        pipeline,
        "marie.dupont@exemple.fr",
        fields={"email": "marie.dupont@exemple.fr", "phone": "0612345678", "iban": "FR76"},
    )
    pipeline.spool.seal()
    on_disk = b"".join(path.read_bytes() for path in pipeline.folder.rglob("*") if path.is_file())
    assert b"marie.dupont" not in on_disk
    pipeline.load()
    (row,) = pipeline.rows("select * from contacts")
    assert row["sealed"]
    on_disk = b"".join(path.read_bytes() for path in pipeline.folder.rglob("*") if path.is_file())
    assert b"marie.dupont" not in on_disk
    assert b"0612345678" not in on_disk
    assert b"FR76" not in on_disk


def test_who_a_lead_is_may_be_said_beside_the_fields_or_in_them(intaker: Intaker) -> None:
    who = {
        "email": "marie.dupont@exemple.fr",
        "first_name": "Marie",
        "last_name": "Dupont",
        "company": "Fleurs SARL",
        "postcode": "37000",
        "city": "Tours",
        "message": "Rappelez-moi ce soir.",
    }
    for fields in (who, {"fields": who}, {"fields": who | {"city": "Blois"}, "city": "Tours"}):
        assert post(intaker, "/api/leads", {"id": str(uuid4())} | fields)["accepted"] == 1
    leads = [item for item in stored(intaker) if isinstance(item, LeadRecord)]
    assert [unseal(item.sealed, intaker.identity.person) for item in leads] == [who] * 3
    assert post(intaker, "/api/leads", {"city": "Tours"})["accepted"] == 0, "a town is nobody"
