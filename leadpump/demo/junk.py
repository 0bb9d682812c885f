"""Forms that robots fill in: a field that people do not see, or a text full of links. They are kept apart as spam."""

from __future__ import annotations

from datetime import date
from random import Random

from leadpump.demo import SITE
from leadpump.demo.page import CHECKLIST
from leadpump.demo.rhythm import draw_count
from leadpump.demo.story import moment
from leadpump.demo.walk import Item, draw_id

A_DAY = 0.15
LINKS = "Cheap roofs https://toits.example/1 https://toits.example/2 https://toits.example/3"
FILLINGS = (
    {"name": "Best Offer", "website_url": "https://offres.example/"},
    {"name": "SEO Expert", "message": LINKS},
)


def junk_of(rng: Random, day: date) -> list[Item]:
    """The day's, in the shape of POST /api/leads."""
    return [
        {
            "site": SITE.name,
            "id": (id_ := draw_id(rng)),
            "ts": moment(day, rng.randrange(24), rng.uniform(0, 3600)),
            "fields": {"email": f"offre-{id_[:8]}@robots.example", **rng.choice(FILLINGS)},
            "magnet": CHECKLIST,
        }
        for _ in range(draw_count(rng, A_DAY))
    ]
