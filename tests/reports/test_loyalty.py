"""Loyalty, from the public addresses to the report, in both backends: each figure worked out with pencil and paper."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from tests.collector.conftest import Pipeline, pipeline
from tests.reports.test_money import Read, leads, post, read, value

__all__ = ["pipeline", "read"]


def at(year: int, month: int, day: int) -> int:
    return int(datetime(year, month, day, 12, tzinfo=UTC).timestamp() * 1000)


def tell(pipeline: Pipeline, lead: str, kind: str, ts: int, **fields: Any) -> str:
    """One fact of a lead's life; its id."""
    id_ = str(uuid4())
    what = {"stage": "customer"} if kind == "customer" else {"kind": kind}
    post(pipeline, "/api/leads/changes", [{"id": id_, "lead": lead, "ts": ts} | what | fields])
    return id_


def euros(amount: float) -> dict[str, Any]:
    return {"value": amount, "currency": "EUR"}


def lead_of(pipeline: Pipeline, email: str, ts: int) -> str:
    id_ = str(uuid4())
    post(pipeline, "/api/leads", [{"id": id_, "email": email, "ts": ts}])
    return id_


def tell_of_customers(pipeline: Pipeline) -> None:
    # Anne bought on 10 January and 10 March, 59 days later; the second was paid back, and stays a purchase.
    anne = lead_of(pipeline, "anne@exemple.fr", at(2026, 1, 5))
    tell(pipeline, anne, "sale", at(2026, 1, 10), **euros(100))
    tell(pipeline, anne, "sale", at(2026, 3, 10), **euros(50))
    tell(pipeline, anne, "refund", at(2026, 3, 12), **euros(50))
    # Bob bought on 29 November, and nothing since.
    bob = lead_of(pipeline, "bob@exemple.fr", at(2025, 11, 25))
    tell(pipeline, bob, "customer", at(2025, 11, 29), **euros(900))
    # Chloé bought on 5 March, for the first time, and was called ten days later.
    chloe = lead_of(pipeline, "chloe@exemple.fr", at(2026, 3, 1))
    tell(pipeline, chloe, "customer", at(2026, 3, 5), **euros(700))
    tell(pipeline, chloe, "call", at(2026, 3, 15))
    # Didier is a customer of whom no purchase is known; Emma bought after the period.
    didier = lead_of(pipeline, "didier@exemple.fr", at(2026, 2, 1))
    tell(pipeline, didier, "customer", at(2026, 2, 3))
    emma = lead_of(pipeline, "emma@exemple.fr", at(2026, 3, 20))
    tell(pipeline, emma, "sale", at(2026, 4, 2), **euros(80))
    # Fanny came twice, four months apart: two leads, each with a purchase, and one customer. 123 days.
    for month, created in ((10, at(2025, 9, 28)), (2, at(2026, 1, 30))):
        fanny = lead_of(pipeline, "fanny@exemple.fr", created)
        tell(pipeline, fanny, "sale", at(2025 if month == 10 else 2026, month, 1), **euros(300))


@pytest.mark.through_http
def test_customers(pipeline: Pipeline, read: Read) -> None:
    tell_of_customers(pipeline)
    answer = read("loyalty")
    told = {
        key: (value(answer, key), answer["figures"][key]["numerator"], answer["figures"][key]["denominator"])
        for key in ("repurchase_rate", "retention_rate", "churn_rate", "customer_lifetime", "median_lifetime")
    }
    assert told == {
        # Anne and Fanny, of Anne, Bob, Chloé and Fanny.
        "repurchase_rate": (50, 2, 4),
        # Anne, of Anne, Bob and Fanny.
        "retention_rate": (pytest.approx(100 / 3), 1, 3),
        "churn_rate": (pytest.approx(200 / 3), 2, 3),
        # 59 + 0 + 10 + 123
        "customer_lifetime": (48, 192, 4),
        "median_lifetime": (34.5, 34.5, None),
    }
    assert "1 de vos 3 clients d’avant a racheté." in answer["answer"]
    # Fanny's first, on 1 October, until the end of March.
    assert value(answer, "known_days") == 182
    cohorts = [
        tuple(row[key] for key in ("cohort", "all_customers", "repeat_customers", "purchases", "repurchase_rate"))
        for row in answer["tables"]["cohorts"]["rows"]
    ]
    assert cohorts == [
        ("2026-03-01", 1, 0, 1, 0),
        ("2026-01-01", 1, 1, 2, 100),
        ("2025-11-01", 1, 0, 1, 0),
        ("2025-10-01", 1, 1, 2, 100),
    ]


@pytest.mark.parametrize(
    ("activity", "first", "retained", "starting"),
    [
        # Since 1 December in Paris: Anne and Fanny; since 1 January too.
        ("3", "2026-03-01", 2, 2),
        # Since 20 November: Anne, Bob and Fanny; since 1 January: not Bob.
        ("3", "2026-02-20", 2, 3),
        # Since 1 September, and since 1 October: all three.
        ("6", "2026-03-01", 3, 3),
    ],
)
def test_an_activity_in_months_looks_back_from_both_ends(
    pipeline: Pipeline, read: Read, activity: str, first: str, retained: int, starting: int
) -> None:
    tell_of_customers(pipeline)
    answer = read("loyalty", activity=activity, **{"from": first})
    figure = answer["figures"]["retention_rate"]
    assert (figure["numerator"], figure["denominator"]) == (retained, starting)
    assert f"{retained} des {starting} clients actifs au début l’étaient encore à la fin." in answer["answer"]


@pytest.mark.through_http
def test_5_promoters_3_passives_and_2_detractors_are_30_per_cent(pipeline: Pipeline, read: Read) -> None:
    at_the_fair = leads(pipeline, 6, channel="Salon", magnet="stand")
    others = leads(pipeline, 4, channel="Display")
    for lead, points in zip(at_the_fair, (10, 10, 9, 9, 9, 0), strict=True):
        tell(pipeline, lead, "nps", at(2026, 3, 20), value=points)
    for lead, points in zip(others, (8, 7, 7, 6), strict=True):
        tell(pipeline, lead, "nps", at(2026, 3, 21), value=points)
    # Given after the period, taken back, or by spam: none of the ten.
    tell(pipeline, others[0], "nps", at(2026, 4, 2), value=0)
    mistaken = tell(pipeline, others[0], "nps", at(2026, 3, 22), value=0)
    tell(pipeline, others[0], "retracted", at(2026, 3, 23), retracts=mistaken)
    (spam,) = leads(pipeline, 1, channel="Display")
    tell(pipeline, spam, "spam", at(2026, 3, 20), reason="by_hand")
    tell(pipeline, spam, "nps", at(2026, 3, 20), value=0)
    answer = read("loyalty", interval="month")
    keys = ("nps", "nps_answers", "promoters", "passives", "detractors")
    assert [value(answer, key) for key in keys] == [30, 10, 5, 3, 2]
    (point,) = answer["series"]["nps"]["points"]
    assert (point["value"], point["numerator"], point["denominator"]) == (30, 3, 10)
    for table, label, first in (("nps_channels", "channel", "Salon"), ("nps_magnets", "magnet", "stand")):
        rows = [(row[label], *(row[key] for key in keys)) for row in answer["tables"][table]["rows"]]
        # Of fewer than ten answers a score is chance.
        assert rows == [
            (first, None, 6, 5, 0, 1),
            ("Display" if label == "channel" else "", None, 4, 0, 3, 1),
        ]
    more = leads(pipeline, 4, channel="Salon", magnet="stand")
    for lead in more:
        tell(pipeline, lead, "nps", at(2026, 3, 24), value=10)
    answer = read("loyalty")
    for table in ("nps_channels", "nps_magnets"):
        assert [row["nps"] for row in answer["tables"][table]["rows"]] == [80, None]
    # What nobody bought is unknown, not 0.
    assert value(answer, "repurchase_rate") is value(answer, "retention_rate") is None


def act(pipeline: Pipeline, visitor: str, *acts: tuple[str, int]) -> None:
    """A visitor's page view on 10 March, and events so many seconds later."""
    events = [
        {
            "site": "example.fr",
            "name": name,
            "url": "https://example.fr/boutique",
            "id": str(uuid4()),
            "ts": at(2026, 3, 10) + 1000 * after,
            "visitor": visitor,
            "consent": "granted",
        }
        for name, after in (("pageview", 0), *acts)
    ]
    assert pipeline.import_("events", events).json == {"accepted": len(events), "refused": []}


@pytest.mark.through_http
def test_one_purchase_of_four_carts_is_75_per_cent_abandoned(pipeline: Pipeline, read: Read) -> None:
    act(pipeline, "buys", ("add_to_cart", 10), ("add_to_cart", 20), ("begin_checkout", 30), ("purchase", 60))
    act(pipeline, "leaves", ("cart", 10))
    act(pipeline, "hesitates", ("begin_checkout", 10))
    act(pipeline, "bought before", ("purchase", 10), ("add_to_cart", 20))
    act(pipeline, "buys without a cart", ("purchase", 10))
    act(pipeline, "calls it otherwise", ("panier", 10), ("commande", 20))
    answer = read("loyalty")
    figure = answer["figures"]["cart_abandonment"]
    assert (figure["value"], figure["numerator"], figure["denominator"]) == (75, 3, 4)
    points = answer["series"]["cart_abandonment"]["points"]
    assert [(point["from"], point["value"], point["denominator"]) for point in points if point["denominator"]] == [
        ("2026-03-10", 75, 4)
    ]
    figure = read("loyalty", cart="panier|cart", purchase="commande")["figures"]["cart_abandonment"]
    assert (figure["value"], figure["numerator"], figure["denominator"]) == (50, 1, 2)
