"""Is the business becoming better known? What others count of it, beside the traffic of the same days."""

from collections.abc import Mapping
from dataclasses import replace

from reports import display
from reports.figure import Column, Measure, Naming, Report, Table, figure, series, table
from reports.language import N_
from reports.query import Query, Rows
from reports.question import Question
from reports.statement import count
from reports.words import Words, sentence

FOLLOWERS = Measure("social_followers", "count", "followers")
GROWTH = Measure("follower_growth", "growth", "followers_gained", "followers_before", 100)
RATING = Measure("review_rating", "decimal", "total_rating", "rated_reviews")
POSITIONS = Measure("seo_positions", "decimal", "total_positions", "keywords")
ADDED = (
    Measure("reach", "count", "reach"),
    Measure("impressions", "count", "impressions"),
    Measure("likes", "count", "likes"),
    Measure("shares", "count", "shares"),
    Measure("comments", "count", "comments"),
    Measure("mentions", "count", "mentions"),
    Measure("direct_requests", "count", "direct_requests"),
    Measure("post_opens", "count", "post_opens"),
    Measure("reviews", "count", "reviews"),
)
TICKETS = Measure("support_tickets", "count", "support_tickets")
OUTSIDE = (FOLLOWERS, GROWTH, *ADDED, RATING, TICKETS, POSITIONS)
FOLLOWED = (replace(FOLLOWERS, numerator="social_followers"), *ADDED, RATING, TICKETS, POSITIONS)
"""Over time, each interval with how things stood at its end."""
VISITORS = Measure("visitors", "count", "visitors")
DIRECT = Measure("direct_sessions", "count", "direct_sessions")
TRAFFIC = (VISITORS, DIRECT)

SERIES = (
    Measure("metric_value", "decimal", "metric_value"),
    Measure("metric_change", "decimal", "metric_change"),
    Measure("metric_growth", "growth", "metric_change", "growth_from", 100),
    Measure("told_days", "count", "told_days"),
)
AS_IT_IS: Mapping[str, Naming] = {"metric_value": "measured", "metric_change": "measured_change"}


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    outside = count(query, "awareness/awareness", question)
    traffic = count(query, "awareness/traffic", question)
    trend = count(query, "awareness/trend", question)
    # What others counted may be known of days on which the site was not measured yet.
    whole = replace(question.period, measured_from=None)
    return Report(
        "awareness",
        question,
        (
            *(figure(measure, outside) for measure in OUTSIDE),
            *(figure(measure, traffic) for measure in TRAFFIC),
        ),
        (
            *(series(measure, trend, whole) for measure in _known_first(trend.rows)),
            *(series(measure, traffic, question.period) for measure in TRAFFIC),
        ),
        (_series_table(query, question),),
    )


def _known_first(rows: Rows) -> list[Measure]:
    """What is followed, that of which something is known first: the page draws the first of all."""
    return sorted(FOLLOWED, key=lambda one: all(row[one.numerator] is None for row in rows))


def _series_table(query: Query, question: Question) -> Table:
    counted = count(query, "awareness/outside_series", question, compare=False)
    labels = [Column("metric", "metric"), Column("dimension", "text")]
    shown = [measure.key for measure in SERIES]
    # Followers, likes and positions are no parts of one whole: no bars.
    made = table("outside_series", labels, SERIES, counted, shown=shown, bar="")
    return replace(
        made,
        columns=tuple(Column(one.key, AS_IT_IS[one.key]) if one.key in AS_IT_IS else one for one in made.columns),
    )


def besides(report: Report, words: Words) -> Mapping[str, object]:
    """The chart of the traffic of the same days, and whether anything was told of the period at all."""
    told = [one for one in report.figures if one.key not in ("visitors", "direct_sessions") and one.value is not None]
    return {
        "beside": display.chart(report, "visitors", words),
        "told": bool(told) or bool(report.table("outside_series").rows),
        "shown": {one.key for one in told} | {"visitors", "direct_sessions"},
    }


def answer(report: Report, words: Words) -> str:
    """Is the business becoming better known?"""
    followers, growth = report.figure("social_followers"), report.figure("follower_growth")
    said = []
    if followers.value is not None:
        said.append(
            sentence(
                words.say_count("%(n)s follower on your networks", "%(n)s followers on your networks", followers.value),
                ""
                if growth.value is None
                else words.say(N_("%(rate)s over the period"), rate=words.value(growth.value, "growth")),
            )
        )
    rating = report.figure("review_rating")
    if rating.value is not None and rating.denominator is not None:
        said.append(
            words.say_count(
                "%(n)s new review, rated %(rating)s on average.",
                "%(n)s new reviews, rated %(rating)s on average.",
                rating.denominator,
                rating=words.value(rating.value, "decimal"),
            )
        )
    if not said and report.table("outside_series").rows:
        said.append(words.say(N_("What you told of the outside stands below, beside the visits of the same days.")))
    return " ".join(said) or words.say(N_("Nothing that was measured outside the site is known of this period."))
