"""What is measured outside the site, day by day: the names that reports know, and how their days go together."""

from __future__ import annotations

METRICS: dict[str, bool] = {
    "social_followers": False,
    "reach": True,
    "impressions": True,
    "likes": True,
    "shares": True,
    "comments": True,
    "mentions": True,
    "direct_requests": True,
    "post_opens": True,
    "reviews": True,
    "review_rating": False,
    "support_tickets": True,
    "seo_positions": False,
}
"""Of each metric whether its days add up: what happened on a day does, how things stood on a day does not."""

HISTORY: dict[str, bool] = {
    "history_visitors": True,
    "history_sessions": True,
    "history_page_views": True,
    "history_bounces": True,
}
"""Daily totals of another counter, from before this one was there. They go into no figure but their own."""

KNOWN = METRICS | HISTORY
NAME = r"^[a-z][a-z0-9_]{0,59}\Z"
"""How a metric may be called: the known ones, and those of one's own."""


def adds_up(metric: str, told: bool | None) -> bool:
    """Whether the metric's days add up: as is known of it, else as was told, else they do."""
    return KNOWN.get(metric, told is not False)
