"""What the business makes of a lead: first contact, qualification, sale, or loss with its reason."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from leadpump.demo import SITE
from leadpump.demo.loyalty import loyalty_of
from leadpump.demo.page import CHECKLIST, QUOTE
from leadpump.demo.story import Story, local_time
from leadpump.demo.talk import talk_of
from leadpump.demo.visit import Lead
from leadpump.demo.walk import Item, draw_id

HOUR = 3_600_000
DAY = 24 * HOUR
CONTACTED = {CHECKLIST: 0.72, QUOTE: 0.95}
DELAY_HOURS = {CHECKLIST: 5.0, QUOTE: 0.7}
PASSED = {
    CHECKLIST: (("mql", 0.4), ("sql", 0.36), ("opportunity", 0.62), ("customer", 0.45)),
    QUOTE: (("mql", 0.76), ("sql", 0.62), ("opportunity", 0.66), ("customer", 0.42)),
}
DAYS_TO = {"mql": (0.02, 1.2), "sql": (0.2, 2), "opportunity": (0.5, 2.5), "customer": (1, 6)}
MEDIAN_SALE = {CHECKLIST: 3600, QUOTE: 5800}
REASONS = {
    "mql": (("no_answer", 46), ("not_interested", 30), ("out_of_area", 14), ("duplicate", 10)),
    "sql": (("no_answer", 28), ("no_budget", 42), ("postponed", 30)),
    "opportunity": (("postponed", 45), ("not_feasible", 20), ("no_answer", 35)),
    "customer": (("too_expensive", 46), ("competitor", 38), ("no_answer", 16)),
}


def follow_up(rng: Random, story: Story, lead: Lead) -> list[Item]:
    """The stages the lead reaches and what customers do after, in order of time, whenever that is."""
    never = rng.random() > CONTACTED[lead.magnet] * (0.6 if story.in_bad_week(created(lead)) else 1.0)
    if never:
        return [stage(rng, lead, "lost", lead.ts + 21 * DAY, reason="no_answer")]
    contact = first_contact(rng, lead)
    reached = [stage(rng, lead, "contacted", contact), *talk_of(lead, contact)]
    now = contact
    for name, chance in PASSED[lead.magnet]:
        if rng.random() > min(0.97, chance * favour(lead, contact)):
            return reached + loss(rng, lead, name, now)
        now += int(rng.uniform(*DAYS_TO[name]) * DAY)
        now = in_office_hours(rng, now)
        reached.append(stage(rng, lead, name, now, **sale(rng, lead, name)))
    return reached + loyalty_of(lead, now)


def created(lead: Lead) -> date:
    """The local day of the form."""
    return local_time(lead.ts).date()


def first_contact(rng: Random, lead: Lead) -> int:
    """The call back: after hours, when the office is open."""
    waited = rng.lognormvariate(0, 1.0) * DELAY_HOURS[lead.magnet] * HOUR
    return in_office_hours(rng, lead.ts + int(waited) + 60_000)


def in_office_hours(rng: Random, ts: int) -> int:
    """The same time, or if the office is closed then, soon after it opens: Monday to Saturday lunch."""
    local = local_time(ts)
    closes = 13 if local.weekday() == 5 else 20
    if local.weekday() < 6 and 8 <= local.hour < closes:
        return ts
    day = local.date() + timedelta(days=1 if local.hour >= 8 else 0)
    if day.weekday() == 6:
        day += timedelta(days=1)
    opening = local.replace(year=day.year, month=day.month, day=day.day, hour=8, minute=15)
    return int((opening.timestamp() + rng.uniform(0, 9000)) * 1000)


def favour(lead: Lead, contact: int) -> float:
    """What multiplies the chance of each step: who they are, whence they came, how soon they were called."""
    waited = contact - lead.ts
    speed = 1.35 if waited <= HOUR else 1.2 if waited <= 4 * HOUR else 0.95 if waited <= 24 * HOUR else 0.55
    worth = (0.4 + 1.2 * lead.means) * (0.5 + lead.interest)
    return float(speed * worth**0.9 * lead.quality**0.6)


def loss(rng: Random, lead: Lead, failed: str, now: int) -> list[Item]:
    """The end of a lead that did not reach a stage; three in ten stay open, to be nurtured."""
    if rng.random() < 0.3:
        return []
    reasons, weights = zip(*REASONS[failed], strict=True)
    when = in_office_hours(rng, now + int(rng.uniform(4, 18) * DAY))
    return [stage(rng, lead, "lost", when, reason=rng.choices(reasons, weights)[0])]


def sale(rng: Random, lead: Lead, name: str) -> Item:
    """The revenue of a sale: value and currency, or nothing for other stages."""
    if name != "customer":
        return {}
    amount = MEDIAN_SALE[lead.magnet] * rng.lognormvariate(0, 0.45) * (0.6 + 0.9 * lead.means)
    return {"value": float(round(amount, -1)), "currency": SITE.currency}


def stage(rng: Random, lead: Lead, name: str, ts: int, **fields: object) -> Item:
    """One stage in the shape of an import."""
    return {
        "site": SITE.name,
        "lead": lead.id,
        "stage": name,
        "ts": ts,
        "id": draw_id(rng),
        "author": "agenda du bureau",
        **fields,
    }
