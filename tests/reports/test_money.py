"""The worked examples of the trade, from the public addresses to the reports, in both backends."""

from __future__ import annotations

import doctest
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from reports.acquisition_cost import acquisition_cost
from reports.forms import forms
from reports.interest_matrix import interest_matrix
from reports.lead_funnel import lead_funnel
from reports.roi.roi import MODELS
from reports.site import Site
from tests.collector.conftest import KEY, NOON, Pipeline, pipeline
from tests.reports.conftest import NOW, SITE, Database, Story, application

__all__ = ["pipeline"]

pytestmark = pytest.mark.through_http

MARCH = {"from": "2026-03-01", "to": "2026-03-31"}
AT = int(NOON.timestamp() * 1000)
Read = Callable[..., dict[str, Any]]


@pytest.fixture
def read(pipeline: Pipeline) -> Read:
    """A report of March 2026 as JSON; what was sent is loaded before."""
    site = Site("example.fr", "Exemple", "Europe/Paris", "EUR")
    reader = application(pipeline.clickhouse.query, {site.name: site}, lambda: NOON + timedelta(days=30)).test_client()

    def of(report: str, **options: str) -> dict[str, Any]:
        pipeline.load()
        answer = reader.get(f"/sites/example.fr/{report}.json", query_string=MARCH | options)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.get_json()
        return told

    return of


def post(pipeline: Pipeline, address: str, items: list[dict[str, Any]]) -> None:
    given = [{"site": "example.fr"} | item for item in items]
    answer = pipeline.client.post(address, json=given, headers={"Authorization": f"Bearer {KEY}"})
    told = answer.get_json()
    assert (answer.status_code, told["accepted"], told["refused"]) == (202, len(items), [])


def visits(pipeline: Pipeline, number: int, forms: int) -> None:
    """So many visitors with one page view each, of whom the first ones send a form a minute later."""

    def event(visitor: int, name: str, after: int, **fields: Any) -> dict[str, Any]:
        plain = {"url": "https://example.fr/", "id": str(uuid4()), "ts": AT + after, "visitor": f"visitor-{visitor}"}
        return {"site": "example.fr", "name": name, "consent": "granted"} | plain | fields

    seen = [event(visitor, "pageview", 0) for visitor in range(number)]
    sent = [event(visitor, "form_submit", 60_000, form="devis") for visitor in range(forms)]
    for batch in (seen, sent):
        assert pipeline.import_("events", batch).json == {"accepted": len(batch), "refused": []}


def leads(pipeline: Pipeline, number: int, won: int = 0, value: float = 0, **fields: Any) -> list[str]:
    """So many leads from elsewhere, of which the first ones become customers two days later; their ids."""
    ids = [str(uuid4()) for _ in range(number)]
    people = [f"{name}@exemple.fr" for name in ids]
    post(
        pipeline,
        "/api/leads",
        [{"id": id_, "email": email, "ts": AT} | fields for id_, email in zip(ids, people, strict=True)],
    )
    if won:
        sale = {"stage": "customer", "ts": AT + 2 * 86_400_000, "value": value, "currency": "EUR"}
        post(pipeline, "/api/leads/changes", [{"id": str(uuid4()), "email": email} | sale for email in people[:won]])
    return ids


def spend(pipeline: Pipeline, amount: float, **fields: Any) -> None:
    cost = {"site": "example.fr", "day": "2026-03-10", "amount": amount, "currency": "EUR", "id": str(uuid4())}
    assert pipeline.import_("costs", [cost | fields]).json == {"accepted": 1, "refused": []}


def value(answer: dict[str, Any], key: str) -> Any:
    return answer["figures"][key]["value"]


def test_30_of_1000_visitors_are_3_per_cent(pipeline: Pipeline, read: Read) -> None:
    visits(pipeline, 1000, 30)
    # Leads from elsewhere are in no rate of visits, however many.
    leads(pipeline, 20, source="salon")
    answer = read("lead_sources")
    assert (value(answer, "visitor_to_lead"), value(answer, "leads")) == (3, 50)
    assert value(answer, "site_conversion") == 3
    assert value(read("overview"), "conversion_rate") == 3


def test_10_leads_of_5000_visits_are_two_per_mille(pipeline: Pipeline, read: Read) -> None:
    visits(pipeline, 5000, 10)
    assert value(read("lead_sources"), "site_conversion") == pytest.approx(0.2)


def test_5_sales_of_100_leads_are_5_per_cent(pipeline: Pipeline, read: Read) -> None:
    leads(pipeline, 100, won=5, value=300)
    answer = read("lead_sources")
    assert (value(answer, "lead_to_sale"), value(answer, "reached_customer")) == (5, 5)
    assert value(read("response_time"), "sales_cycle") == 2


def test_500_euros_for_5_customers_are_100_each_and_lie_below_15_per_cent_of_the_margin(
    pipeline: Pipeline, read: Read
) -> None:
    leads(pipeline, 20, won=5, value=300, campaign="hiver", source="google", medium="cpc")
    spend(pipeline, 500, campaign="hiver")
    answer = read("acquisition_cost", margin="2000")
    assert (value(answer, "cac"), value(answer, "cac_ceiling")) == (100, 300)
    (row,) = answer["tables"]["cost_campaigns"]["rows"]
    assert (row["campaign"], row["cac"], row["cpl"], row["ceiling"]) == ("hiver", 100, 25, "below")
    (row,) = read("acquisition_cost", margin="600")["tables"]["cost_campaigns"]["rows"]
    assert row["ceiling"] == "above"
    # Dated by when their leads were created they are the same customers, for they were won in the same month.
    assert value(read("acquisition_cost", dated="lead"), "cac") == 100


def test_three_channels_at_20_euros_a_lead(pipeline: Pipeline, read: Read) -> None:
    expected = {"Paid Search": (1000, 50), "Paid Social": (2000, 100), "Display": (1500, 75)}
    for channel, (amount, number) in expected.items():
        leads(pipeline, number, channel=channel)
        spend(pipeline, amount, channel=channel)
    spend(pipeline, 450, purpose="tools")
    leads(pipeline, 1)
    answer = read("acquisition_cost")
    rows = answer["tables"]["cost_channels"]["rows"]
    told = {row["channel"]: (row["cost"], row["leads"]) for row in rows if row["channel"]}
    assert told == expected
    assert {row["cpl"] for row in rows if row["channel"]} == {20}
    # What names no channel is a row of its own, and so is the lead of whom nobody knows where it came from.
    rest = [(row["unassigned"], row["cost"], row["leads"], row["cpl"]) for row in rows if not row["channel"]]
    assert rest == [(0, None, 1, None), (1, 450, 0, None)]
    assert value(answer, "cpl") == pytest.approx(4950 / 226)
    assert sum(row["cost"] or 0 for row in rows) == value(answer, "cost")
    board = read("overview")["tables"]["channels"]["rows"]
    assert {row["channel"]: (row["cost"], row["leads_last"]) for row in board if row["channel"]} == expected
    assert {row["cpl"] for row in board if row["channel"]} == {20}
    unnamed = {row["unassigned"]: (row["cost"], row["leads_last"], row["cpl"]) for row in board if not row["channel"]}
    assert unnamed == {1: (450, 0, None), 0: (None, 1, None)}


def test_a_source_s_costs_stand_beside_the_leads_they_brought(pipeline: Pipeline, read: Read) -> None:
    """Google's advertisements brought ten leads for 400 euros; its search brought thirty for nothing."""
    leads(pipeline, 10, source="Google", channel="Paid Search")
    leads(pipeline, 30, source="Google", channel="Organic Search")
    spend(pipeline, 400, source="Google", channel="Paid Search")
    spend(pipeline, 90, channel="Organic Search", purpose="agency")
    answer = read("acquisition_cost")
    columns = ("source", "channel", "unassigned", "cost", "leads", "cpl")
    assert [tuple(row[name] for name in columns) for row in answer["tables"]["cost_sources"]["rows"]] == [
        ("Google", "Paid Search", 0, 400, 10, 40),
        ("Google", "Organic Search", 0, None, 30, None),
        ("", "Organic Search", 1, 90, 0, None),
    ]
    assert value(answer, "cost") == 490


def test_of_a_campaign_without_customers_it_is_said_when_its_magnet_has_some(pipeline: Pipeline, read: Read) -> None:
    """Three customers asked for the checklist, and none came by the campaign that is spent on it."""
    leads(pipeline, 5, won=3, value=900, channel="Direct", magnet="checklist")
    leads(pipeline, 2, channel="Paid Social", campaign="checklist-combles", magnet="checklist")
    spend(pipeline, 300, campaign="checklist-combles", channel="Paid Social", magnet="checklist")
    spend(pipeline, 900)
    answer = read("acquisition_cost")
    assert (
        "L’aimant qu’elle paie, «\u202fchecklist\u202f», a apporté 3 clients, venus à lui autrement."
        in answer["answer"]
    )
    # Costs that name nothing stand last, however much they are.
    for table in ("cost_campaigns", "cost_magnets", "cost_channels", "cost_sources"):
        assert [row["unassigned"] for row in answer["tables"][table]["rows"]].index(1) > 0, table
        assert answer["tables"][table]["rows"][-1]["unassigned"], table
    assert read("roi", by="campaign")["tables"]["returns"]["rows"][-1]["unassigned"] == 1


def test_how_much_of_the_revenue_came_from_what_cost_something(pipeline: Pipeline, read: Read) -> None:
    leads(pipeline, 2, won=2, value=1000, channel="Paid Search", campaign="hiver", source="google")
    leads(pipeline, 3, won=3, value=500, channel="Direct")
    spend(pipeline, 400, channel="Paid Search")
    told = read("roi")["answer"].replace("\u202f", " ").replace("\xa0", " ")
    # 2 000 of 3 500
    assert "Sur ce chiffre d’affaires, 2 000 € viennent de canaux qui ont coûté quelque chose." in told
    # No campaign is named: it cannot be said of them.
    assert "Sur ce chiffre" not in read("roi", by="campaign")["answer"]


def test_costs_are_filtered_by_what_they_name_and_unknown_by_anything_else(pipeline: Pipeline, read: Read) -> None:
    visits(pipeline, 4, 2)
    spend(pipeline, 30, channel="Direct")
    spend(pipeline, 50, channel="Display")
    assert value(read("acquisition_cost", filter="channel:is:Direct"), "cpl") == 15
    assert value(read("acquisition_cost", filter="device:is:desktop"), "cpl") is None
    assert value(read("acquisition_cost"), "cpl") == 40


def test_1000_euros_that_bring_5000_are_400_per_cent(pipeline: Pipeline, read: Read) -> None:
    leads(pipeline, 10, won=5, value=1000, campaign="hiver", source="google", medium="cpc")
    leads(pipeline, 3, campaign="salon", source="salon", medium="event")
    spend(pipeline, 1000, campaign="hiver")
    for dated in ("lead", "sale"):
        answer = read("roi", dated=dated, by="campaign")
        assert {key: value(answer, key) for key in ("roi", "roas", "average_order_value", "revenue_per_customer")} == {
            "roi": 400,
            "roas": 5,
            "average_order_value": 1000,
            "revenue_per_customer": 1000,
        }
        row = answer["tables"]["returns"]["rows"][0]
        assert (row["campaign"], row["roi"], row["cac"]) == ("hiver", 400, 200)
        by_model = answer["tables"]["returns_by_model"]["rows"][0]
        assert {by_model[model] for model in MODELS} == {400}


@pytest.mark.parametrize(
    ("report", "others"), [("acquisition_cost", ("leads", [2, 0, 0])), ("roi", ("revenue_won", [1000, 0, 0]))]
)
def test_a_day_without_a_cost_is_no_data_whether_or_not_something_else_happened_on_it(
    pipeline: Pipeline, read: Read, report: str, others: tuple[str, list[int]]
) -> None:
    leads(pipeline, 2, won=1, value=1000)  # on the 10th
    spend(pipeline, 60, day="2026-03-12")
    over_time = read(report, dated="lead", interval="day")["series"]

    def told(key: str, part: str = "value") -> list[Any]:
        days = ("2026-03-10", "2026-03-11", "2026-03-12")
        return [point[part] for point in over_time[key]["points"] if point["from"] in days]

    assert told("cost") == told("cost", "numerator") == [None, None, 60]
    assert told(others[0]) == others[1]


def test_without_a_cost_there_is_no_return(pipeline: Pipeline, read: Read) -> None:
    leads(pipeline, 2, won=1, value=1000)
    answer = read("roi")
    assert (value(answer, "roi"), value(answer, "cost"), value(answer, "revenue_won")) == (None, None, 1000)
    # The revenue is there, and under no model has it a return.
    assert [len(answer["tables"][key]["rows"]) for key in ("returns", "returns_by_model")] == [1, 0]
    spend(pipeline, 0)
    assert value(read("roi"), "roi") is None


def test_8750_a_month_after_5000_are_3750_more_45000_a_year_and_75_per_cent(pipeline: Pipeline, read: Read) -> None:
    ids = leads(pipeline, 8, won=7, value=1250)
    # Six are called before they buy; the seventh bought without, and counts in the revenue of all.
    called = [{"id": str(uuid4()), "lead": id_, "kind": "call", "ts": AT + 3_600_000} for id_ in ids[:6]]
    post(pipeline, "/api/leads/changes", called)
    more = {"kind": "sale", "value": 1250, "currency": "EUR", "ts": AT + 5 * 86_400_000}
    post(pipeline, "/api/leads/changes", [{"id": str(uuid4()), "lead": ids[0]} | more])
    answer = read("follow_up_roi", baseline="5000")
    keys = ("follow_up_gain", "follow_up_year", "follow_up_increase", "monthly_followed_revenue", "sold_revenue")
    assert [value(answer, key) for key in keys] == [3750, 45000, 75, 8750, 10000]
    answer, all_followed = read("follow_up_roi"), "Tous les acheteurs avaient été suivis."
    assert value(answer, "follow_up_gain") is None
    assert all_followed not in answer["answer"]
    late = {"id": str(uuid4()), "lead": ids[6], "kind": "call", "ts": AT + 3_600_000}
    post(pipeline, "/api/leads/changes", [late])
    assert read("follow_up_roi")["answer"].endswith(all_followed)


def test_revenue_a_month_and_of_the_period_change_alike_over_as_many_days(pipeline: Pipeline) -> None:
    """The 30 days to the last of June are a calendar month; the 30 before are not, and end at the hour of now."""
    site, now = Site("example.fr", "Exemple", "Europe/Paris", "EUR"), datetime(2026, 6, 30, 12, tzinfo=UTC)
    visits(pipeline, 1, 1)
    (id_,) = leads(pipeline, 1)
    sales = [(61, 2000), (92, 1500)]  # days after the 10th of March
    told = [
        {
            "id": str(uuid4()),
            "lead": id_,
            "kind": "sale",
            "value": value,
            "currency": "EUR",
            "ts": AT + days * 86_400_000,
        }
        for days, value in sales
    ]
    post(pipeline, "/api/leads/changes", [*told, {"id": str(uuid4()), "lead": id_, "kind": "call", "ts": AT}])
    pipeline.load()
    reader = application(pipeline.clickhouse.query, {site.name: site}, lambda: now).test_client()
    figures = reader.get("/sites/example.fr/follow_up_roi.json?period=30d").get_json()["figures"]
    found = {key: (one["value"], one["previous"]) for key, one in figures.items()}
    assert found["monthly_followed_revenue"] == found["followed_revenue"] == (1500, 2000)


CHANNELS = ("Paid Search", "Organic Search", "Email", "Direct")


@pytest.mark.parametrize(("seed", "dated"), [(1, "lead"), (2, "sale")])
def test_every_model_shares_out_all_the_revenue_and_the_rows_all_the_costs(
    seed: int, dated: str, database: Database, story: Story
) -> None:
    """Whatever the journeys, and however the costs are named."""
    chance = random.Random(seed)
    stages = []
    for visitor in range(1, 30):
        lead = None
        for day in sorted(chance.sample(range(1, 20), chance.randint(1, 4))):
            channel = chance.choice(CHANNELS)
            origin = {"channel": channel, "source": channel[:4], "utm_campaign": chance.choice(["", "a", "b"])}
            event = story.session(visitor, datetime(2026, 11, day, 12, tzinfo=UTC), **origin)
            event(0, "pageview", opens_touch=True)
            if chance.random() < 0.5:
                event(5, "magnet_view", magnet=chance.choice(["guide", "devis"]))
            if chance.random() < 0.6:
                lead = event(60, "form_submit", form="f", magnet=chance.choice(["", "guide"]), interaction=True)
        if lead and chance.random() < 0.8:
            when = datetime(2026, 11, 20, 12, tzinfo=UTC)
            for kind in ("sale", "sale", "refund")[: chance.randint(1, 3)]:
                amount = round(chance.uniform(1, 900), 2)
                stages.append({"lead_id": lead, "ts": when, "id": uuid4(), "stage": "", "kind": kind, "value": amount})
    database.insert_events(story.events)
    database.insert_lead_events(stages)
    database.insert_costs(
        [
            {
                "day": f"2026-11-{chance.randint(1, 20):02}",
                "channel": chance.choice(["", *CHANNELS]),
                "campaign": chance.choice(["", "a", "c"]),
                "magnet": chance.choice(["", "guide"]),
                "amount": round(chance.uniform(0, 300), 2),
            }
            for _ in range(20)
        ]
    )
    reader = application(database.query, {SITE.name: SITE}, lambda: NOW).test_client()
    for by in ("channel", "source", "campaign", "magnet"):
        asked = {"from": "2026-11-05", "to": "2026-11-20", "dated": dated, "by": by}
        answer = reader.get("/sites/atelier.fr/roi.json", query_string=asked).get_json()
        rows = answer["tables"]["returns"]["rows"]
        assert sum(row["cost"] or 0 for row in rows) == pytest.approx(value(answer, "cost"))
        # Nobody knows what came of costs that name none.
        unnamed = [row for row in rows if row["unassigned"]]
        assert unnamed or by == "source"
        assert {(row["roi"], row["credited_revenue"], row["cac"]) for row in unnamed} <= {(None, None, None)}
        for model in MODELS:
            revenue = sum(row[f"revenue_{model}"] or 0 for row in rows)
            assert revenue == pytest.approx(value(answer, "revenue_won"), abs=1e-4), (dated, by, model)
            customers = sum(row[f"customers_{model}"] or 0 for row in rows)
            assert customers == pytest.approx(value(answer, "new_customers"), abs=1e-4), (dated, by, model)
        assert value(answer, "revenue_won")


def test_doctests() -> None:
    for module in (acquisition_cost, forms, interest_matrix, lead_funnel):
        assert doctest.testmod(module).failed == 0


def test_all_pages_tell_the_same_by_last_touch_without_being_asked(pipeline: Pipeline, read: Read) -> None:
    """Five forms, three of people who came by search, and told leads: two of a fair, one of nowhere."""
    search = {"url": "https://example.fr/?utm_source=google&utm_medium=cpc&utm_campaign=toits"}

    def event(visitor: int, name: str, day: int, **fields: Any) -> dict[str, Any]:
        ts = AT + day * 86_400_000 + (60_000 if name == "form_submit" else 0)
        plain = {"url": "https://example.fr/", "id": str(uuid4()), "ts": ts, "visitor": f"visitor-{visitor}"}
        return {"site": "example.fr", "name": name, "consent": "granted"} | plain | fields

    came = [event(visitor, "pageview", 0, **search) for visitor in range(3)]
    came += [event(visitor, "pageview", 1) for visitor in range(1, 6)]
    came += [event(visitor, "form_submit", day, form="devis") for visitor, day in enumerate((0, 1, 1, 1, 1))]
    assert pipeline.import_("events", came).json == {"accepted": len(came), "refused": []}
    leads(pipeline, 2, won=1, value=900, channel="Salons", source="salon")
    leads(pipeline, 1)
    pipeline.load()
    # Somebody who came by search first, and directly when the form was sent, buys.
    (bought,) = pipeline.clickhouse.query(
        "select toString(lead_id) as id from leads "
        "where converting_channel = 'Direct' and first_channel = 'Paid Search' limit 1",
        {},
    )
    sale = {"id": str(uuid4()), "lead": bought["id"], "stage": "customer", "ts": AT + 3 * 86_400_000}
    post(pipeline, "/api/leads/changes", [sale])

    board, channels, attribution = read("overview"), read("channel_attribution"), read("attribution")
    sources, costs, roi = read("lead_sources"), read("acquisition_cost"), read("roi")

    def by_channel(answer: dict[str, Any], table: str, count: str, label: str = "channel") -> dict[str, Any]:
        return {row[label]: row[count] for row in answer["tables"][table]["rows"] if row[count]}

    expected = {"Direct": 4, "Salons": 2, "Paid Search": 1, "": 1}
    assert by_channel(board, "channels", "leads_last") == expected
    assert by_channel(channels, "channels", "leads_last") == expected
    assert by_channel(attribution, "models", "last_touch") == expected
    assert by_channel(sources, "lead_channels", "leads") == expected
    assert by_channel(costs, "cost_channels", "leads") == expected
    won = {"Salons": 1, "Direct": 1}
    assert by_channel(board, "channels", "customers_last") == won
    assert (
        by_channel(costs, "cost_channels", "new_customers") == won == by_channel(roi, "returns", "credited_customers")
    )
    assert sum(expected.values()) == value(board, "leads") == value(channels, "leads") == value(sources, "leads")
    # 0 came by search and sent at once; 1 and 2 came by search first.
    assert by_channel(channels, "channels", "leads_first") == {"Paid Search": 3, "Direct": 2, "Salons": 2, "": 1}
    assert (
        by_channel(channels, "channels", "revenue_last")
        == {"Salons": 900}
        == by_channel(sources, "lead_channels", "revenue")
    )
    # The tables of journeys are of the same leads.
    for table in ("journey_lengths", "journey_lags"):
        assert sum(row["conversions"] for row in attribution["tables"][table]["rows"]) == 8
    campaigns = channels["tables"]["campaigns"]["rows"]
    assert sum(row["leads_last"] for row in campaigns) == 8
