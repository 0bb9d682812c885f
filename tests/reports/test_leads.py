"""What becomes of leads, from the public addresses to the reports: seven of them, worked out with pencil and paper."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from reports.attribution.models import DIVIDED, WHOLE
from reports.figure import Column, Measure, Report, Table, figure
from reports.lead_sources import lead_sources
from reports.period import read_period
from reports.question import Question
from reports.statement import Counted
from reports.words import Words
from tests.collector.conftest import Pipeline, pipeline
from tests.reports.conftest import NOW, SITE
from tests.reports.test_money import Read, post, read, value

__all__ = ["pipeline", "read"]

HOUR, DAY = 3_600, 86_400
MODELS = (*WHOLE, *DIVIDED)


def at(month: int, day: int, hour: int = 10) -> int:
    return int(datetime(2026, month, day, hour, tzinfo=UTC).timestamp() * 1000)


@pytest.fixture
def told(pipeline: Pipeline) -> None:
    def lead(name: str, ts: int, **fields: Any) -> None:
        post(pipeline, "/api/leads", [{"id": str(uuid4()), "email": f"{name}@exemple.fr", "ts": ts} | fields])

    def tell(name: str, *changes: tuple[int, dict[str, Any]]) -> None:
        who = {"email": f"{name}@exemple.fr"}
        post(pipeline, "/api/leads/changes", [{"id": str(uuid4()), "ts": ts} | who | change for ts, change in changes])

    def stages(*named: tuple[str, int]) -> list[tuple[int, dict[str, Any]]]:
        return [(ts, {"stage": stage}) for stage, ts in named]

    call = {"kind": "call"}
    # Ten days from lead to customer, called after two hours.
    lead("anne", at(3, 2), consent="granted", form="newsletter")
    tell("anne", (at(3, 2, 12), call))
    tell("anne", *stages(("mql", at(3, 3)), ("sql", at(3, 5)), ("opportunity", at(3, 8)), ("customer", at(3, 12))))
    # Six days until anybody spoke to him; withdrew his permission.
    lead("bob", at(3, 4), consent="granted", magnet="checklist")
    tell("bob", *stages(("mql", at(3, 6)), ("sql", at(3, 10)), ("opportunity", at(3, 15))))
    tell("bob", (at(3, 20), {"kind": "consent", "consent": "denied"}))
    # Called after three hours; never answered.
    lead("chloe", at(3, 10), consent="denied")
    tell("chloe", (at(3, 10, 13), call), (at(3, 25), {"stage": "lost", "reason": "no_answer"}))
    tell("chloe", (at(3, 26), {"kind": "consent", "consent": "denied"}))
    # Of February; 38 days.
    lead("didier", at(2, 20), consent="granted")
    tell("didier", *stages(("mql", at(2, 25)), ("sql", at(3, 2)), ("customer", at(3, 30))))
    # Written to after two days, and not asked for permission.
    lead("emma", at(3, 11))
    tell("emma", (at(3, 13), {"kind": "email"}))
    # Called after five hours, and sold to on the next day at once.
    lead("fanny", at(3, 1), consent="granted")
    tell("fanny", (at(3, 1, 15), call), *stages(("customer", at(3, 2))))
    # Nobody has called.
    lead("gilles", at(3, 12))
    tell("gilles", *stages(("mql", at(3, 13))))


def parts(answer: dict[str, Any], *keys: str) -> dict[str, tuple[Any, Any]]:
    return {key: (answer["figures"][key]["numerator"], answer["figures"][key]["denominator"]) for key in keys}


@pytest.mark.through_http
@pytest.mark.usefixtures("told")
def test_seven_leads_by_hand(read: Read) -> None:
    sources = read("lead_sources")
    counted = ("leads", "mql", "sql", "customers", "reached_mql", "reached_sql", "reached_customer")
    permitted = ("database_size", "opt_in_rate", "newsletter_signups", "opt_outs")
    assert parts(sources, *counted, *permitted) == {
        # All but Didier.
        "leads": (6, None),
        # Anne, Bob, Gilles, and Fanny, who went further; of these Anne, Bob and Fanny; and Anne and Fanny.
        "mql": (4, None),
        "sql": (3, None),
        "customers": (2, None),
        # Didier was MQL in February, and went on in March.
        "reached_mql": (4, None),
        "reached_sql": (4, None),
        "reached_customer": (3, None),
        # Anne, Didier and Fanny.
        "database_size": (3, None),
        # Anne and Fanny, of six.
        "opt_in_rate": (2, 6),
        # Anne; and Bob: Chloé had refused from the start.
        "newsletter_signups": (1, None),
        "opt_outs": (1, None),
    }


@pytest.mark.parametrize(
    ("channels", "said"),
    [
        ({"Paid Search": (4, 2), "Email": (3, 1)}, "Paid search (SEA) leads with 4, 2 customers among them."),
        (
            {"Paid Search": (4, 1), "Email": (3, 2)},
            "Paid search (SEA) leads with 4, but E-mail brings the most customers",
        ),
        # Level, for customers or for leads: nobody is ahead.
        (
            {"Paid Search": (4, 2), "Email": (3, 2)},
            "Paid search (SEA) leads with 4; for customers E-mail and Paid search (SEA) are level (2 customers each).",
        ),
        (
            {"Paid Search": (4, 0), "Email": (3, 2), "Direct": (3, 2)},
            "Paid search (SEA) leads with 4, but Direct and E-mail bring the most customers (2 customers each).",
        ),
        ({"Paid Search": (3, 1), "Email": (3, 0)}, "E-mail and Paid search (SEA) lead with 3 each."),
        (
            {"Paid Search": (5, 1), "Email": (3, 1), "Direct": (3, 1), "Referral": (2, 1)},
            "Paid search (SEA) leads with 5; for customers no channel stands out.",
        ),
    ],
)
def test_no_channel_is_said_to_lead_that_is_level_with_another(channels: dict[str, tuple[int, int]], said: str) -> None:
    rows = [{"channel": name, "leads": n, "customers": won} for name, (n, won) in channels.items()]
    columns = (Column("leads", "count"), Column("customers", "count"))
    held = sorted(rows, key=lambda row: str(row["channel"]))
    table = Table("lead_channels", (Column("channel", "channel"),), columns, "leads", tuple(held), False, "", {})
    question = Question(SITE, read_period({}, SITE.timezone, NOW))
    leads = figure(Measure("leads", "count", "leads"), Counted([{"leads": 9}], None, "select 1", {}))
    answer = lead_sources.answer(Report("lead_sources", question, (leads,), (), (table,)), Words("en", "EUR"))
    assert said in answer


@pytest.mark.through_http
@pytest.mark.usefixtures("told")
def test_steps_and_losses_by_hand(read: Read) -> None:
    funnel = read("lead_funnel")
    steps = ("lead_to_mql", "mql_to_sql", "sql_to_opportunity", "opportunity_to_customer")
    handling = ("lost_leads", "lead_loss_no_answer", "qualified_first", "nurtured_share")
    assert parts(funnel, *steps, *handling) == {
        "lead_to_mql": (4, 6),
        "mql_to_sql": (3, 4),
        "sql_to_opportunity": (3, 3),
        "opportunity_to_customer": (2, 3),
        # Chloé.
        "lost_leads": (1, None),
        "lead_loss_no_answer": (1, 6),
        # Anne and Bob; Fanny was handed over at once.
        "qualified_first": (2, 3),
        # Emma.
        "nurtured_share": (1, 1),
    }
    rows = [(row["step_reached"], row["dropped"], row["drop_off"]) for row in funnel["tables"]["lead_steps"]["rows"]]
    assert rows[1:] == [
        # of the six leads; of the four MQL; of the three SQL; of the three opportunities
        (4, 2, pytest.approx(100 / 3)),
        (3, 1, 25),
        (3, 0, 0),
        (2, 1, pytest.approx(100 / 3)),
    ]


@pytest.mark.through_http
@pytest.mark.usefixtures("told")
def test_response_and_sales_cycle_by_hand(read: Read) -> None:
    answer = read("response_time")
    # 2, 3 and 5 hours, 2 and 6 days; nine tenths lie at 3.6 of the four steps from the first to the last.
    assert value(answer, "median_response") == 5 * HOUR
    assert value(answer, "p90_response") == pytest.approx((2 + 0.6 * 4) * DAY)
    assert parts(answer, "within_4h", "customers_within_4h", "never_contacted") == {
        # Anne and Chloé, of six.
        "within_4h": (2, 6),
        # Anne, of Anne and Fanny.
        "customers_within_4h": (1, 2),
        # Gilles.
        "never_contacted": (1, 6),
    }
    assert value(answer, "waiting_leads") == 1
    # 10 days, 38, and 1
    assert value(answer, "sales_cycle") == pytest.approx(49 / 3)
    assert value(answer, "median_sales_cycle") == 10
    rows = [(row["leads"], row["lead_to_sale"]) for row in answer["tables"]["response_buckets"]["rows"]]
    # Anne and Chloé; Fanny; Emma and Bob; Gilles.
    assert [row for row in rows if row[0]] == [(2, 50), (1, 100), (1, 0), (1, 0), (1, 0)]


@pytest.mark.usefixtures("told")
def test_who_bought_before_becoming_a_lead_has_no_sales_cycle(pipeline: Pipeline, read: Read) -> None:
    who = {"email": "hugo@exemple.fr"}
    post(pipeline, "/api/leads/changes", [{"id": str(uuid4()), "ts": at(3, 4), "kind": "sale", "value": 90} | who])
    post(pipeline, "/api/leads", [{"id": str(uuid4()), "ts": at(3, 9)} | who])
    answer = read("response_time")
    # Of Anne, Didier and Fanny, as before.
    assert value(answer, "sales_cycle") == pytest.approx(49 / 3)
    assert value(answer, "median_sales_cycle") == 10


def test_a_sale_told_by_its_day_alone_is_none_of_before(pipeline: Pipeline, read: Read) -> None:
    who = {"email": "hugo@exemple.fr"}
    post(pipeline, "/api/leads", [{"id": str(uuid4()), "ts": at(3, 9, 15)} | who])
    post(pipeline, "/api/leads/changes", [{"id": str(uuid4()), "ts": at(3, 9, 11), "kind": "sale", "value": 90} | who])
    assert value(read("response_time"), "sales_cycle") == 0


def test_an_old_customer_alone_makes_no_sales_cycle(pipeline: Pipeline, read: Read) -> None:
    who = {"email": "hugo@exemple.fr"}
    post(pipeline, "/api/leads", [{"id": str(uuid4()), "ts": at(3, 9)} | who])
    post(pipeline, "/api/leads/changes", [{"id": str(uuid4()), "ts": at(3, 4), "kind": "sale", "value": 90} | who])
    answer = read("response_time")
    assert value(answer, "sales_cycle") is None
    assert value(answer, "median_sales_cycle") is None


def test_a_lead_whose_visits_are_past_their_time_is_attributed_to_the_touch_frozen_with_it(
    pipeline: Pipeline, read: Read
) -> None:
    """Events and sessions go by the month; leads, of which the person is known longer, stay."""

    def visit(when: datetime, *forms: str, query: str = "") -> None:
        pipeline.now = when
        pipeline.send(url=f"https://example.fr/guide{query}")
        for email in forms:
            pipeline.now += timedelta(minutes=1)
            pipeline.send("form_submit", form="devis", fields={"email": email})
        pipeline.load()

    march = datetime(2026, 3, 10, 12, tzinfo=UTC)
    visit(march, "anne@exemple.fr", "bob@exemple.fr", query="?utm_source=google&utm_medium=cpc&utm_campaign=hiver")
    visit(march + timedelta(days=1), "chloe@exemple.fr")
    visit(march + timedelta(days=2))
    visit(march + timedelta(days=40), "didier@exemple.fr")
    post(pipeline, "/api/leads", [{"id": str(uuid4()), "email": "emma@exemple.fr", "ts": at(3, 9), "channel": "Email"}])

    def told() -> dict[str, Any]:
        answer = read("attribution")
        tables = {name: table["rows"] for name, table in read("channel_attribution")["tables"].items()}
        tables |= {name: answer["tables"][name]["rows"] for name in ("models", "journey_lengths")}
        kept = ("channel", "campaign", "leads_first", "leads_last", "touches_from", "conversions", *MODELS)
        credited = {
            name: sorted(tuple(row.get(key) for key in kept) for row in rows if row.get("leads_last") != 0)
            for name, rows in tables.items()
        }
        return {"conversions": value(answer, "conversions"), **credited}

    before = told()
    assert before["conversions"] == 4
    assert sum(row[3] for row in before["channels"]) == 4
    for table in ("events", "session_summaries"):
        pipeline.clickhouse.command(f"alter table {table} drop partition 202603")
    assert told() == before


@pytest.mark.usefixtures("told")
def test_who_was_lost_without_a_word_waits_no_more(pipeline: Pipeline, read: Read) -> None:
    who = {"email": "hugo@exemple.fr"}
    post(pipeline, "/api/leads", [{"id": str(uuid4()), "ts": at(3, 14)} | who])
    lost = {"id": str(uuid4()), "ts": at(3, 20), "stage": "lost", "reason": "duplicate"}
    post(pipeline, "/api/leads/changes", [lost | who])
    answer = read("response_time")
    # Gilles and Hugo were never contacted; Gilles waits.
    assert parts(answer, "never_contacted") == {"never_contacted": (2, 7)}
    assert value(answer, "waiting_leads") == 1
    assert answer["answer"].endswith(
        "1 prospect sur 7 attend toujours un premier contact\u202f; 1 autre a été perdu sans en avoir eu."
    )
