"""What is measured outside the site, as its reader calls it: the metrics that reports know, and one's own."""

from collections.abc import Callable

from reports.glossary import TERMS

METRICS = (
    "social_followers",
    "reach",
    "impressions",
    "likes",
    "shares",
    "comments",
    "mentions",
    "direct_requests",
    "post_opens",
    "reviews",
    "review_rating",
    "support_tickets",
    "seo_positions",
)
"""The names in the view metric_days, and the terms of the glossary."""

ON_A_SCALE = {"review_rating": 2, "seo_positions": 1}
"""Those that say where something stands on a scale, and their decimals: from 1 to 2 is one place, not twice as much."""

RANKS = ("seo_positions",)
"""Of these, those whose first is the best: from 5 to 3, two places are gained."""


def metric_name(name: str, say: Callable[[str], str]) -> str:
    """A metric as the reader calls it; one of the site's own as it is called."""
    return say(TERMS[name].short or TERMS[name].label) if name in METRICS else name
