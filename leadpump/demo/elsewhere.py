"""Leads that no form of the site made: people who ring up, are sent by somebody, or stop at the stand of a fair."""

from __future__ import annotations

from datetime import date
from random import Random

from leadpump.demo import SITE
from leadpump.demo.contact import contact_of
from leadpump.demo.loyalty import DAY, euros, fact
from leadpump.demo.page import QUOTE, STAND
from leadpump.demo.question import BUDGET
from leadpump.demo.rhythm import draw_count
from leadpump.demo.story import Story, moment
from leadpump.demo.visit import Lead, budget
from leadpump.demo.walk import Item, draw_id

FAIR_DAYS = 3
FAIR = {"channel": "Salons", "source": "Salon de l’habitat, Nantes", "magnet": STAND}
CALL = {"channel": "Téléphone", "source": "PagesJaunes"}
WORD = {"channel": "Bouche-à-oreille", "source": "client"}
SAT_DOWN = 0.7
"""How many of those at the stand sat down to be advised; the others left their card."""
SIGNED = 0.3
"""How many of those whom a customer sent sign at once."""
CALLS, AT_THE_FAIR = 0.7, 6.0
"""How many on a working day, and on a day of the fair."""


def at_fair(story: Story, day: date) -> bool:
    """Whether the business has its stand at the fair on that day."""
    return 0 <= (day - story.fair_opens).days < FAIR_DAYS


def leads_of(rng: Random, story: Story, day: date) -> list[tuple[Item, Lead]]:
    """The day's leads in the shape of POST /api/leads, and what the business makes of them."""
    origins = [FAIR] * (draw_count(rng, AT_THE_FAIR) if at_fair(story, day) else 0)
    if day.weekday() < 5:
        origins += [rng.choices((CALL, WORD), (65, 35))[0] for _ in range(draw_count(rng, CALLS))]
    return [lead_of(rng, day, origin) for origin in origins]


def lead_of(rng: Random, day: date, origin: dict[str, str]) -> tuple[Item, Lead]:
    """One of them."""
    id_ = draw_id(rng)
    ts = moment(day, rng.randrange(9, 18), rng.uniform(0, 3600))
    contact = contact_of(id_, QUOTE)
    means, interest = rng.betavariate(2.2, 2.4), rng.betavariate(1.5, 5)
    item: Item = {
        "site": SITE.name,
        "id": id_,
        "ts": ts,
        "fields": {name: value for name, value in contact.items() if name != "email" or rng.random() < 0.5},
        "answers": {BUDGET: budget(means, interest, rng.random())},
        "consent": "granted",
        "author": "standard",
        **origin,
    }
    quality = 1.5 if origin is WORD else 0.8 if origin is FAIR else 1.0
    return item, Lead(id_, ts, QUOTE, means, interest, quality)


def meetings_of(item: Item, lead: Lead) -> list[Item]:
    """The talk at the stand, in the shape of POST /api/leads/changes; the same whatever else is drawn."""
    rng = Random(f"{lead.id}/meeting")  # noqa: S311
    if item.get("magnet") != STAND or rng.random() > SAT_DOWN:
        return []
    return [fact(rng, lead, "meeting", lead.ts + int(rng.uniform(5, 40) * 60_000))]


def at_once(item: Item, lead: Lead) -> list[Item]:
    """The sale to somebody who was sent by a customer, and signed without being called or written to before."""
    rng = Random(f"{lead.id}/at once")  # noqa: S311
    if item.get("source") != WORD["source"] or rng.random() > SIGNED:
        return []
    amount = float(round(rng.lognormvariate(8.1, 0.4), -1))
    return [fact(rng, lead, "sale", lead.ts + int(rng.uniform(1, 6) * DAY), **euros(amount))]
