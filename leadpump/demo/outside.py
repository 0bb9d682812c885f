"""What others count of the business, day by day, and what the counter before this one said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from leadpump.demo import SITE
from leadpump.demo.rhythm import draw_count, weekday_factor
from leadpump.demo.story import Story
from leadpump.demo.walk import Item, draw_id

DAYS_BEFORE = 120
"""Days of the history that was brought over from the counter before."""
COUNTER = "Matomo"
KEYWORDS = (
    ("isolation combles nantes", 14.0, 5.0),
    ("prix isolation combles", 22.0, 11.0),
    ("couvreur nantes", 6.0, 4.0),
)
"""Each with its position on the first day and on the last."""
POST_DAYS = (1, 4)
"""Tuesday and Friday: something is published on Instagram."""


def metrics_of(rng: Random, story: Story, day: date) -> list[Item]:
    """What is told on the evening of a day, in the shape of an import; on the first one the history too."""
    made = [_metric(rng, day, *told) for told in (*_networks(rng, story, day), *_people(rng, story, day))]
    if day.weekday() == 0:
        made += [_metric(rng, day, *told) for told in _positions(rng, story, day)]
    return [*_history(rng, story), *made] if day == story.start else made


def _networks(rng: Random, story: Story, day: date) -> Iterator[tuple[str, str, float]]:
    passed = (day - story.start).days
    since_ads = max(0, (day - story.facebook_starts).days)
    yield "social_followers", "Instagram", 820 + round(1.4 * passed + 2.2 * since_ads)
    if day.weekday() == 0:
        yield "social_followers", "Facebook", 1430 + round(0.5 * passed + 0.8 * since_ads)
    posted = 1.0 if day.weekday() in POST_DAYS else 0.35
    reach = draw_count(rng, 420 * posted * story.growth(day))
    yield "reach", "Instagram", reach
    yield "impressions", "Instagram", round(reach * rng.uniform(1.2, 1.5))
    yield "likes", "Instagram", draw_count(rng, reach * 0.06)
    if day.weekday() in POST_DAYS:
        yield "post_opens", "Instagram", draw_count(rng, reach * 0.12)
        yield "comments", "Instagram", draw_count(rng, 4)
        yield "shares", "Instagram", draw_count(rng, 3)


def _people(rng: Random, story: Story, day: date) -> Iterator[tuple[str, str, float]]:
    yield "direct_requests", "Google", draw_count(rng, 1.6 * weekday_factor(day))
    if day.weekday() < 5:
        yield "support_tickets", "", draw_count(rng, 3.2 if story.in_bad_week(day) else 1.3)
    if rng.random() < 0.04:
        yield "mentions", "Presse Océan", 1
    if rng.random() < 0.28:
        reviews = rng.choice((1, 1, 1, 2))
        yield "reviews", "Google", reviews
        yield (
            "review_rating",
            "Google",
            round(rng.choice((5, 5, 5, 4, 4.5)) - (1.5 if story.in_bad_week(day) else 0), 1),
        )


def _positions(rng: Random, story: Story, day: date) -> Iterator[tuple[str, str, float]]:
    part = min(1.0, (day - story.start).days / max(1, story.days))
    for keyword, first, last in KEYWORDS:
        yield "seo_positions", keyword, round(first + (last - first) * part + rng.uniform(-0.8, 0.8), 1)


def _history(rng: Random, story: Story) -> list[Item]:
    """The daily totals of the counter before, until the day before the story."""
    made = []
    for before in range(DAYS_BEFORE, 0, -1):
        day = story.start - timedelta(days=before)
        visitors = draw_count(rng, 88 * weekday_factor(day) * (1 - 0.25 * before / DAYS_BEFORE))
        visits = round(visitors * rng.uniform(1.12, 1.22))
        for name, value in (
            ("visitors", visitors),
            ("sessions", visits),
            ("page_views", round(visits * rng.uniform(2.0, 2.5))),
            ("bounces", round(visits * rng.uniform(0.46, 0.56))),
        ):
            made.append(_metric(rng, day, f"history_{name}", COUNTER, value))
    return made


def _metric(rng: Random, day: date, metric: str, dimension: str, value: float) -> Item:
    return {
        "site": SITE.name,
        "day": day.isoformat(),
        "metric": metric,
        "dimension": dimension,
        "value": value,
        "id": draw_id(rng),
        "author": "relevé du bureau",
    }
