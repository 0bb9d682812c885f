"""What the board can show: figures of other reports, each from the statements of its own report."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from reports.acquisition_cost import acquisition_cost as costs
from reports.acquisition_cost import option as cost_options
from reports.bounce_rate.bounce_rate import BOUNCE_RATE, SESSIONS
from reports.figure import Measure
from reports.follow_up_roi import follow_up_roi
from reports.goal import Goal
from reports.language import N_
from reports.lead_sources import lead_sources
from reports.magnet_conversion.magnet_conversion import MAGNET_CONVERSION
from reports.option import Option, read_options
from reports.response_time import response_time
from reports.roi import roi
from reports.session_time.session_time import SESSION_TIME

VISITORS = Measure("visitors", "count", "visitors")
CONVERSION_RATE = Measure("conversion_rate", "percent", "converting_visitors", "visitors", 100)
PAGE_VIEWS = Measure("page_views", "count", "page_views")
SCROLL_DEPTH = Measure("scroll_depth", "percent", "total_scroll", "measured_page_views")
LEADS = Measure("leads", "count", "leads")

FEWEST, MOST = 4, 10
ALWAYS = ("visitors", "leads")
"""The sentence above the figures speaks of them."""
MONTH_DAYS = 30


@dataclass(frozen=True, slots=True)
class Source:
    """What of a statement the board can show. trend: the same over time, where the statement itself does not tell."""

    totals: str
    measures: tuple[Measure, ...]
    trend: str = ""
    options: tuple[Option, ...] = field(default=(), kw_only=True)

    def asked(self) -> Mapping[str, str]:
        """The options of its report as they are without the reader's choice."""
        return read_options(self.options, {})


TRAFFIC = (
    Source("overview/sessions", (VISITORS, SESSIONS, BOUNCE_RATE, SESSION_TIME, CONVERSION_RATE)),
    Source("content/content", (PAGE_VIEWS, SCROLL_DEPTH)),
)
PEOPLE = (
    Source("overview/leads", (LEADS,)),
    Source("magnet_conversion/magnet_conversion", (MAGNET_CONVERSION,)),
    Source(
        "lead_sources/lead_sources",
        (lead_sources.MQL, lead_sources.SQL, lead_sources.LEAD_TO_SALE),
        "lead_sources/trend",
        options=lead_sources.OPTIONS,
    ),
    Source(
        "response_time/response_time",
        (response_time.WITHIN_4H, response_time.NEVER_CONTACTED),
        "response_time/trend",
        options=response_time.OPTIONS,
    ),
)
MONEY = (
    Source(
        "acquisition_cost/acquisition_cost",
        (costs.CUSTOMERS, costs.COST, costs.CPL, costs.CAC),
        options=cost_options.OPTIONS,
    ),
    Source("roi/roi", (roi.REVENUE, roi.ROI), options=roi.OPTIONS),
    Source("follow_up_roi/follow_up_roi", (follow_up_roi.FOLLOWED,), options=follow_up_roi.OPTIONS),
)
GROUPS: tuple[tuple[str, tuple[Source, ...]], ...] = (
    (N_("Traffic"), TRAFFIC),
    (N_("Leads"), PEOPLE),
    (N_("Money"), MONEY),
)
SOURCES = TRAFFIC + PEOPLE + MONEY
OFFERED: Mapping[str, Measure] = {measure.key: measure for source in SOURCES for measure in source.measures}

ORDER = (
    "visitors",
    "leads",
    "new_customers",
    "revenue_won",
    "conversion_rate",
    "magnet_conversion",
    "mql",
    "sql",
    "lead_to_sale",
    "cpl",
    "cac",
    "cost",
    "roi",
    "followed_revenue",
    "within_4h",
    "never_contacted",
    "sessions",
    "page_views",
    "bounce_rate",
    "session_time",
    "scroll_depth",
)
"""How they stand on a board: people, money, and then the traffic."""
SUGGESTED = (
    "visitors",
    "leads",
    "new_customers",
    "conversion_rate",
    "cpl",
    "sessions",
    "page_views",
    "bounce_rate",
    "session_time",
    "scroll_depth",
)


def goals_of(board: tuple[Goal, ...]) -> tuple[Goal, ...]:
    """The board that a site has chosen, or else the one suggested. What this version does not know is left out."""
    return tuple(goal for goal in board if goal.key in OFFERED) or tuple(map(Goal, SUGGESTED))


def due(goal: Goal, days: int) -> float | None:
    """What the figure should come to over so many days; None without a target.

    A ratio does not depend on the length of the period; a count or a sum does.

    >>> due(Goal("leads", 60), 7), due(Goal("bounce_rate", 40), 7), due(Goal("leads"), 7)
    (14.0, 40, None)
    """
    if goal.target is None or OFFERED[goal.key].denominator is not None:
        return goal.target
    return goal.target * days / MONTH_DAYS
