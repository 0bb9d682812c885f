"""A form taken for spam, when it arrives or since, converts nobody, whichever report counts conversions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from flask import Flask

from collector.loader import Loader
from reports.pages import create_reports, install_language
from reports.site import Site
from tests.collector.conftest import CHROME, KEY, Pipeline

SENDERS = {
    "person": {"email": "me@example.org"},
    "trapped": {"email": "me@example.net", "honeypot": "x"},
    "reader": None,
}
"""What each writes into the form of the magnet; the last sends none."""
NO_TRAP = {name: fields and {"email": fields["email"]} for name, fields in SENDERS.items()}
FIGURES = [
    # report, figure, parameters: one of three visitors sent the form, to whom all three had the magnet shown
    ("overview", "conversion_rate", "", 1, 3),
    ("audience", "conversion_rate", "", 1, 3),
    ("lead_sources", "visitor_to_lead", "", 1, 3),
    ("magnet_conversion", "magnet_conversion", "", 1, 3),
    ("funnel", "through_rate", "&step1=event:pageview&step2=magnet:guide", 1, 3),
    ("funnel", "through_rate", "&step1=event:pageview&step2=event:form_submit", 1, 3),
    ("attribution", "conversions", "&conversion=magnet:guide", 1, None),
    ("realtime", "recent_leads", "", 1, None),
    ("forms", "sent_visitors", "", 1, None),
    ("forms", "spam_submissions", "", 1, None),
]


def send_all(pipeline: Pipeline, senders: Mapping[str, Mapping[str, str] | None], hurried: str = "") -> dict[str, str]:
    """Have each visit the page; the ids of the forms sent, by sender. hurried: sends it after 300 ms."""
    pipeline.now = datetime.now(UTC)
    forms: dict[str, str] = {}
    for name, fields in senders.items():
        page = str(uuid4())
        own: dict[str, Any] = {"site": "example.fr", "url": "https://example.fr/", "page": page, "magnet": "guide"}
        sent = [
            own | {"name": "pageview", "id": page, "magnet": "", "age": 9000},
            own | {"name": "magnet_view", "id": str(uuid4()), "age": 6000},
        ]
        if name == hurried:
            sent.append(own | {"name": "form_start", "id": str(uuid4()), "form": "devis", "age": 300})
        if fields:
            forms[name] = str(uuid4())
            sent.append(own | {"name": "form_submit", "id": forms[name], "form": "devis", "fields": fields})
        assert pipeline.post(sent, User_Agent=f"{CHROME} {name}/1").status_code == 202
    pipeline.load()
    return forms


def mark(pipeline: Pipeline, form: str, reason: str) -> None:
    """Say of the form's lead why it is spam; empty: that it is not."""
    pipeline.now += timedelta(seconds=1)
    at = int(pipeline.now.timestamp() * 1000)
    said = {"site": "example.fr", "id": str(uuid4()), "lead": form, "ts": at, "kind": "spam", "reason": reason}
    pipeline.client.post("/api/leads/changes", json=said, headers={"Authorization": f"Bearer {KEY}"})
    pipeline.load()


def as_it_arrives(pipeline: Pipeline) -> None:
    send_all(pipeline, SENDERS)


def sent_too_fast(pipeline: Pipeline) -> None:
    send_all(pipeline, NO_TRAP, hurried="trapped")


def marked_by_hand(pipeline: Pipeline) -> None:
    mark(pipeline, send_all(pipeline, NO_TRAP)["trapped"], "by_hand")


def marked_while_the_loader_was_stopped(pipeline: Pipeline) -> None:
    """What it should have done is found by comparing, when it starts."""
    form = send_all(pipeline, NO_TRAP)["trapped"]
    ts = pipeline.now.timestamp()
    fact = {"site": "example.fr", "id": str(uuid4()), "lead_id": form, "ts": ts, "received": ts, "kind": "spam"}
    pipeline.clickhouse.insert_lines("lead_events", msgspec.json.encode(fact | {"reason": "by_hand"}), form)
    pipeline.loader._score_all(0)


def both_marked_and_one_cleared(pipeline: Pipeline) -> None:
    forms = send_all(pipeline, SENDERS)
    mark(pipeline, forms["person"], "by_hand")
    mark(pipeline, forms["person"], "")


@pytest.fixture
def figures(pipeline: Pipeline) -> Any:
    """The figure of a report, as numerator and denominator."""
    app = Flask("reports")
    install_language(app)
    site = Site("example.fr", "Exemple", "Europe/Paris", "EUR")
    app.register_blueprint(
        create_reports(pipeline.clickhouse.query, lambda _: site, lambda _: (), lambda: datetime.now(UTC))
    )

    def read(report: str, figure: str, parameters: str) -> tuple[float, float | None]:
        answer = app.test_client().get(f"/sites/example.fr/{report}.json?period=7d{parameters}").get_json()
        found = answer["figures"][figure]
        return found["numerator"], found["denominator"]

    return read


@pytest.mark.parametrize("happened", [as_it_arrives, marked_by_hand, both_marked_and_one_cleared])
def test_spam_is_no_conversion_in_any_report(
    happened: Callable[[Pipeline], None], figures: Any, pipeline: Pipeline
) -> None:
    happened(pipeline)
    found = {(report, figure, asked): figures(report, figure, asked) for report, figure, asked, *_ in FIGURES}
    assert found == {(report, figure, asked): (some, all_) for report, figure, asked, some, all_ in FIGURES}
    assert_one_of_two_is_by_a_person(pipeline)


@pytest.mark.parametrize("happened", [sent_too_fast, marked_while_the_loader_was_stopped])
def test_spam_is_no_conversion_in_what_reports_read(happened: Callable[[Pipeline], None], pipeline: Pipeline) -> None:
    happened(pipeline)
    assert_one_of_two_is_by_a_person(pipeline)


def assert_one_of_two_is_by_a_person(pipeline: Pipeline) -> None:
    assert pipeline.rows("select sum(form_submissions) as n from sessions") == [{"n": 1}]
    assert pipeline.rows("select count() as n from leads") == [{"n": 1}]
    counted = (
        "select conversion, count() as n from conversions where conversion in ('leads', 'magnet:guide') group by all"
    )
    assert pipeline.rows(f"{counted} order by all") == [
        {"conversion": "leads", "n": 1},
        {"conversion": "magnet:guide", "n": 1},
    ]
    forms = pipeline.rows("select spam = '' as by_a_person from events where name = 'form_submit' order by spam")
    assert forms == [{"by_a_person": 1}, {"by_a_person": 0}]


def test_a_form_that_is_no_spam_counts_beside_one_of_the_same_visit_that_is(figures: Any, pipeline: Pipeline) -> None:
    """The page was opened anew between."""
    pipeline.now = datetime.now(UTC)
    own: dict[str, Any] = {"site": "example.fr", "url": "https://example.fr/", "form": "devis"}
    for began, sent in ((60_300, 60_000), (30_000, 0)):
        page = str(uuid4())
        ages = {"pageview": began + 2000, "form_view": began + 1000, "form_start": began, "form_submit": sent}
        events = [own | {"name": name, "page": page, "id": str(uuid4()), "age": age} for name, age in ages.items()]
        events[0]["id"] = page
        assert pipeline.post(events).status_code == 202
        pipeline.load()
    assert pipeline.rows("select spam from all_leads order by created") == [{"spam": "too_fast"}, {"spam": ""}]
    assert pipeline.rows("select count() as n from leads") == [{"n": 1}]
    assert figures("forms", "spam_submissions", "") == (1, None)
    assert figures("forms", "form_conversion", "") == (1, 1)


def test_a_form_is_judged_in_the_batch_that_moves_its_visit(pipeline: Pipeline) -> None:
    start = pipeline.now = datetime.now(UTC) - timedelta(hours=2)
    pipeline.send()
    pipeline.load()
    pipeline.now = start + timedelta(minutes=50)
    form = str(uuid4())
    pipeline.send("form_submit", id=form, form="devis")
    pipeline.load()
    pipeline.now = start + timedelta(minutes=60)
    pipeline.send("engagement", engaged=1000, age=35 * 60_000)
    mark(pipeline, form, "by_hand")
    assert pipeline.rows("select spam from events where name = 'form_submit'") == [{"spam": "by_hand"}]
    assert pipeline.rows("select page_views, form_submissions as n from sessions") == [{"page_views": 1, "n": 0}]


def test_a_visit_that_was_not_summed_when_its_form_was_judged_is_within_the_hour(pipeline: Pipeline) -> None:
    ticks = 0.0
    pipeline.loader = Loader(pipeline.folder / "spool", pipeline.clickhouse, ticks=lambda: ticks)

    def run_once() -> None:
        slept: list[float] = []
        pipeline.loader.run(lambda: bool(slept), slept.append)

    run_once()
    form = send_all(pipeline, {"reader": {"email": "me@example.org"}})["reader"]
    said = {"site": "example.fr", "id": str(uuid4()), "lead": form, "ts": int(pipeline.now.timestamp() * 1000)}
    fact = said | {"kind": "spam", "reason": "by_hand"}
    pipeline.client.post("/api/leads/changes", json=fact, headers={"Authorization": f"Bearer {KEY}"})
    pipeline.spool.seal()
    pipeline.clickhouse.command("rename table session_summing to session_summing_away")
    try:
        run_once()
    finally:
        pipeline.clickhouse.command("rename table session_summing_away to session_summing")
    assert pipeline.rows("select spam from events where name = 'form_submit'") == [{"spam": "by_hand"}]
    run_once()
    ticks = 3601.0
    run_once()
    assert pipeline.rows("select form_submissions as n from sessions") == [{"n": 0}]
