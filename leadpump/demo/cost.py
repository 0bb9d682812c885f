"""What the business spends on being found, day by day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random

from leadpump.demo import SITE
from leadpump.demo.elsewhere import at_fair
from leadpump.demo.page import STAND
from leadpump.demo.story import Story
from leadpump.demo.walk import Item, draw_id


@dataclass(frozen=True, slots=True)
class Spending:
    """daily: mean in euros. swing: how far a day strays from it. runs: whether it is spent on that day."""

    channel: str
    source: str
    campaign: str
    magnet: str
    daily: float
    swing: float
    runs: Callable[[Story, date], bool]
    author: str
    purpose: str = "media"
    note: str = ""


def _ads_paid(story: Story, day: date) -> bool:
    return not story.in_bad_week(day)


SPENDINGS = (
    Spending("Paid Search", "Google", "marque", "", 11.0, 0.35, _ads_paid, "Google Ads"),
    Spending(
        "Paid Search", "Google", "isolation-combles", "devis", 84.0, 0.2,
        lambda story, day: _ads_paid(story, day) and day >= story.campaign_starts, "Google Ads",
    ),
    Spending(
        "Paid Social", "Facebook", "checklist-combles", "checklist-combles", 42.0, 0.15,
        lambda story, day: _ads_paid(story, day) and day >= story.facebook_starts, "Facebook",
    ),
    Spending(
        "Organic Search", "", "", "", round(1100 / 30.4, 2), 0.0,
        lambda *_: True, "Camille", "agency", "forfait mensuel de l’agence",
    ),
    Spending(
        "Salons", "Salon de l’habitat, Nantes", "", STAND, 390.0, 0.0, at_fair,
        "Camille", "other", "emplacement au salon de l’habitat",
    ),
    Spending(
        "", "", "", "", round(2900 / 30.4, 2), 0.0, lambda *_: True,
        "Camille", "salary", "salaire chargé de la commerciale",
    ),
    Spending(
        "Email", "Brevo", "", "", round(25 / 30.4, 2), 0.0, lambda *_: True, "Camille", "tools", "abonnement Brevo",
    ),
)  # fmt: skip


def costs_of(rng: Random, story: Story, day: date) -> list[Item]:
    """The costs of one day in the shape of an import."""
    return [_cost(rng, spending, day) for spending in SPENDINGS if spending.runs(story, day)]


def _cost(rng: Random, spending: Spending, day: date) -> Item:
    amount = spending.daily * rng.uniform(1 - spending.swing, 1 + spending.swing)
    return {
        "site": SITE.name,
        "day": day.isoformat(),
        "amount": round(amount, 2),
        "currency": SITE.currency,
        "id": draw_id(rng),
        "channel": spending.channel,
        "source": spending.source,
        "campaign": spending.campaign,
        "magnet": spending.magnet,
        "purpose": spending.purpose,
        "note": spending.note,
        "author": spending.author,
    }
