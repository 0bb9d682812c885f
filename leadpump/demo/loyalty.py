"""What customers do after the first sale: buy again, are paid back, say whether they would recommend the roofer."""

from __future__ import annotations

from random import Random

from leadpump.demo import SITE
from leadpump.demo.visit import Lead
from leadpump.demo.walk import Item, draw_id

DAY = 86_400_000
AGAIN, PAID_BACK, ANSWERED = 0.3, 0.06, 0.55
POINTS = (10, 9, 8, 7, 6, 4, 2)
WEIGHTS = (26, 30, 18, 10, 7, 5, 4)


def loyalty_of(lead: Lead, sold: int) -> list[Item]:
    """In order of time; the same for a lead whatever else was drawn in the story."""
    rng = Random(f"{lead.id}/loyalty")  # noqa: S311
    told = []
    if rng.random() < ANSWERED:
        when = sold + int(rng.uniform(2, 9) * DAY)
        told.append(fact(rng, lead, "nps", when, value=rng.choices(POINTS, WEIGHTS)[0]))
    if rng.random() < AGAIN:
        upkeep = float(round(rng.lognormvariate(6.2, 0.4), -1))
        told.append(fact(rng, lead, "sale", sold + int(rng.uniform(8, 45) * DAY), **euros(upkeep)))
    if rng.random() < PAID_BACK:
        told.append(fact(rng, lead, "refund", sold + int(rng.uniform(3, 30) * DAY), **euros(150.0)))
    return sorted(told, key=lambda item: int(item["ts"]))


def euros(amount: float) -> Item:
    """An amount."""
    return {"value": amount, "currency": SITE.currency}


def fact(rng: Random, lead: Lead, kind: str, ts: int, **fields: object) -> Item:
    """One fact in the shape of POST /api/leads/changes."""
    return {
        "site": SITE.name,
        "lead": lead.id,
        "kind": kind,
        "ts": ts,
        "id": draw_id(rng),
        "author": "agenda du bureau",
        **fields,
    }
