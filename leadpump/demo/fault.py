"""Bad input, as every intake meets it: each item is one that the collector must refuse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

from leadpump.demo import SITE
from leadpump.demo.device import DEVICES
from leadpump.demo.page import HOME
from leadpump.demo.story import moment
from leadpump.demo.walk import Item, draw_id


def _without(key: str) -> Callable[[Item], Item]:
    return lambda item: {name: value for name, value in item.items() if name != key}


def _with(key: str, value: object) -> Callable[[Item], Item]:
    return lambda item: {**item, key: value}


EVENT_FAULTS = (
    _with("name", "clic_sur_le_bouton_du_formulaire_de_demande_de_devis_de_la_page_d_accueil"),
    _with("currency", "euros"),
    _with("engaged", -1500),
    _without("url"),
    _with("scroll", 140),
    _with("id", "formulaire-12"),
    _with("props", {"panier": {"lignes": [1, 2]}}),
    _without("visitor"),
)
STAGE_FAULTS = (_with("stage", "signed"), _with("lead", "M. Le Goff"))
COST_FAULTS = (_with("amount", -27.5), _with("currency", "€"), _with("day", "3 octobre"))


def event_fault(rng: Random, day: date) -> Item:
    """An event with something wrong."""
    ts = moment(day, 0, rng.uniform(0, 86_000))
    event = {
        "site": SITE.name,
        "name": "pageview",
        "id": draw_id(rng),
        "url": HOME.url,
        "title": HOME.title,
        "ts": ts,
        "visitor": f"{rng.getrandbits(64):016x}",
        "user_agent": DEVICES[0].user_agent,
    }
    return rng.choice(EVENT_FAULTS)(event)


def stage_fault(rng: Random, day: date) -> Item:
    """A stage with something wrong."""
    sound = {
        "site": SITE.name,
        "lead": draw_id(rng),
        "stage": "contacted",
        "ts": moment(day, 10, rng.uniform(0, 3600)),
        "id": draw_id(rng),
    }
    return rng.choice(STAGE_FAULTS)(sound)


def cost_fault(rng: Random, day: date) -> Item:
    """A cost with something wrong."""
    sound = {
        "site": SITE.name,
        "day": day.isoformat(),
        "amount": 27.5,
        "currency": SITE.currency,
        "id": draw_id(rng),
    }
    return rng.choice(COST_FAULTS)(sound)
