"""The bounds of a period: its first and its last millisecond are of it; the one before and the one after are not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.collector.conftest import Pipeline, pipeline
from tests.reports.test_emails import figure, of_a_letter
from tests.reports.test_loyalty import euros, lead_of, tell
from tests.reports.test_money import Read, post, read, spend, value

__all__ = ["pipeline", "read"]

# March 2026 in Paris, which puts its clock forward in it.
FIRST = int(datetime(2026, 2, 28, 23, tzinfo=UTC).timestamp() * 1000)
AFTER = int(datetime(2026, 3, 31, 22, tzinfo=UTC).timestamp() * 1000)
MOMENTS = (FIRST - 1, FIRST, AFTER - 1, AFTER)
DAY = 86_400_000


def told(answer: dict[str, Any], *keys: str) -> list[Any]:
    return [value(answer, key) for key in keys]


def test_what_leads_did_at_the_bounds(pipeline: Pipeline, read: Read) -> None:
    pipeline.now += timedelta(days=30)
    # Each is known for long, and buys at one of the moments; the first once more, at the second.
    for amount, moment in zip((1, 10, 100, 1000), MOMENTS, strict=True):
        lead = lead_of(pipeline, f"old{amount}@exemple.fr", FIRST - 40 * DAY)
        tell(pipeline, lead, "customer", moment, **euros(amount))
        tell(pipeline, lead, "nps", moment, value=9)
        if amount == 1:
            tell(pipeline, lead, "sale", FIRST, **euros(3))
    # Each is made at one of the moments, and buys after the period; the last is told to have
    # bought and answered before it.
    for amount, moment in zip((2, 20, 200, 2000), MOMENTS, strict=True):
        lead = lead_of(pipeline, f"new{amount}@exemple.fr", moment)
        tell(pipeline, lead, "sale", AFTER + 1, **euros(amount))
    tell(pipeline, lead, "sale", AFTER - 1, **euros(5000))
    tell(pipeline, lead, "nps", AFTER - 1, value=0)
    spend(pipeline, 100, channel="Display")

    keys = ("revenue_won", "new_customers", "average_order_value")
    sold, made = read("roi", dated="sale"), read("roi", dated="lead")
    assert told(sold, *keys) == [113, 2, 113 / 3]
    assert told(made, *keys) == [220, 2, 110]
    for answer, revenue in ((sold, 113), (made, 220)):
        rows = answer["tables"]["returns"]["rows"]
        assert sum(row["credited_revenue"] or 0 for row in rows) == revenue
        assert sum(row["credited_customers"] or 0 for row in rows) == 2
    for dated in ("sale", "lead"):
        for table in ("cost_channels", "cost_sources", "cost_campaigns", "cost_magnets"):
            rows = read("acquisition_cost", dated=dated)["tables"][table]["rows"]
            for key in ("leads", "mql_leads", "sql_leads", "customers"):
                assert sum(row[key] or 0 for row in rows) == 2, (dated, table, key)

    answer = read("loyalty")
    # Three bought until the end, one of them before the period, who bought again in its first millisecond.
    assert figure(answer, "repurchase_rate")[1:] == (1, 3)
    assert figure(answer, "retention_rate")[1:] == (1, 1)
    assert told(answer, "nps_answers", "promoters") == [2, 2]
    assert sum(row["answers"] for row in answer["tables"]["nps_channels"]["rows"]) == 2
    assert sum(row["answers"] for row in answer["tables"]["nps_magnets"]["rows"]) == 2
    assert sum(row["all_customers"] for row in answer["tables"]["cohorts"]["rows"]) == 3
    points = {
        point["from"]: point["denominator"] for point in answer["series"]["nps"]["points"] if point["denominator"]
    }
    assert points == {"2026-03-01": 1, "2026-03-31": 1}


def test_carts_at_the_bounds(pipeline: Pipeline, read: Read) -> None:
    pipeline.now += timedelta(days=30)
    plain: dict[str, Any] = {"site": "example.fr", "url": "https://example.fr/", "consent": "granted"}
    events = [
        plain | {"name": name, "id": str(uuid4()), "ts": moment, "visitor": f"visitor-{moment}"}
        for moment in MOMENTS
        for name in ("pageview", "cart")
    ]
    # Bought with the cart, in one millisecond; and too late.
    events += [
        plain | {"name": "purchase", "id": str(uuid4()), "ts": moment, "visitor": f"visitor-{visitor}"}
        for visitor, moment in ((FIRST, FIRST), (AFTER - 1, AFTER))
    ]
    assert pipeline.import_("events", events).json == {"accepted": len(events), "refused": []}
    answer = read("loyalty")
    assert figure(answer, "cart_abandonment") == (50, 1, 2)
    points = answer["series"]["cart_abandonment"]["points"]
    assert {point["from"]: point["value"] for point in points if point["denominator"]} == {
        "2026-03-01": 0,
        "2026-03-31": 100,
    }


def test_a_click_brings_what_follows_within_30_days(pipeline: Pipeline, read: Read) -> None:
    pipeline.now += timedelta(days=40)
    clicked = FIRST + DAY
    post(
        pipeline,
        "/api/emails",
        of_a_letter("delivered", range(4), ts=FIRST) + of_a_letter("clicked", range(4), ts=clicked),
    )
    for number, moment in enumerate((clicked - 1, clicked, clicked + 30 * DAY - 1, clicked + 30 * DAY)):
        lead_of(pipeline, f"lecteur{number}@exemple.fr", moment)
    assert figure(read("email_follow_up"), "email_conversion_rate") == (50, 2, 4)


def test_a_click_that_is_told_goes_before_the_visits_of_ten_minutes(pipeline: Pipeline, read: Read) -> None:
    """It has made them, by whichever letter they seem to come; a later one has not."""
    by_another = "https://example.fr/?utm_source=brevo&utm_medium=email&utm_campaign=Autre"
    post(
        pipeline,
        "/api/emails",
        of_a_letter("delivered", range(2), ts=FIRST) + of_a_letter("clicked", range(2), ts=FIRST),
    )
    post(pipeline, "/api/emails", of_a_letter("delivered", range(2), ts=FIRST, campaign="Autre"))
    plain = {"site": "example.fr", "url": by_another, "consent": "granted"}
    for number, after in ((0, 599_999), (1, 600_001)):
        seen = plain | {"visitor": f"visitor-{number}"}
        events = [
            seen | {"name": "pageview", "id": str(uuid4()), "ts": FIRST + after},
            seen
            | {"name": "form_submit", "id": str(uuid4()), "ts": FIRST + after + 1, "form": "devis"}
            | {"fields": {"email": f"lecteur{number}@exemple.fr"}},
        ]
        assert pipeline.import_("events", events).json == {"accepted": 2, "refused": []}
    rows = read("email_follow_up")["tables"]["email_campaigns"]["rows"]
    assert {row["email_campaign"]: row["converted_emails"] for row in rows} == {"Lettre de mars": 1, "Autre": 1}


def test_of_a_mailing_told_that_none_was_delivered_what_did_not_bounce_has_arrived(
    pipeline: Pipeline, read: Read
) -> None:
    """A number of 0 tells of no delivery."""
    about = {"campaign": "Mars", "ts": FIRST}
    numbers = {"sent": 100, "delivered": 0, "bounced_hard": 10}
    post(pipeline, "/api/emails", [about | {"kind": kind, "recipients": number} for kind, number in numbers.items()])
    assert figure(read("email_follow_up"), "delivery_rate") == (90, 90, 100)


def test_where_no_e_mail_was_sent_the_statement_says_0_as_the_page_does(pipeline: Pipeline, read: Read) -> None:
    """Nor one of whose sending something is told."""
    post(pipeline, "/api/emails", of_a_letter("clicked", range(2)))
    answer = read("email_follow_up")
    assert figure(answer, "sent_emails") == (0, 0, None)
    assert figure(answer, "open_rate") == (None, 0, 0)
    for key in ("sent_emails", "open_rate", "email_conversion_rate", "list_size"):
        (row,) = pipeline.clickhouse.query(answer["figures"][key]["sql"])
        assert (row["sent_emails"] if "sent_emails" in row else row["permitting_leads"]) == 0
