"""The ways to a conversion: which they are, how many touches and how many days they take, where they lead and end."""

from collections.abc import Mapping

from reports.attribution.models import MODELLED, label
from reports.figure import Column, Figure, Measure, Naming, Table, figure, table
from reports.query import Query
from reports.question import Question
from reports.statement import Counted, compared, count, count_parts

CONVERSIONS = Measure("conversions", "count", "conversions")
SEVERAL_DAYS = Measure("several_days", "percent", "several_days", "conversions", 100)
TOUCHES = Measure("touches", "decimal", "touches", "conversions")
SHARE = Measure("conversion_share", "percent", "conversions", "all_conversions", 100)
CUSTOMERS = Measure("customers", "count", "customers")
REVENUE = Measure("revenue", "money", "revenue")
JOURNEYS = Measure("journeys", "count", "journeys")

PARTS = {
    "whole": ("conversions", "touches", "several_days"),
    "journey_paths": ("journey_path", "conversions", "customers", "revenue", "all_conversions"),
    "journey_lengths": ("touches_from", "conversions", "all_conversions"),
    "journey_lags": ("seconds_from", "conversions", "all_conversions"),
    "models": MODELLED,
}


def count_journeys(query: Query, question: Question) -> Mapping[str, Counted]:
    """What there is to say of the journeys of the conversions, by part; the whole with the period before."""
    parts = count_parts(query, "attribution/journeys", question, PARTS)
    return {**parts, "whole": compared(query, parts["whole"], question)}


def figures(whole: Counted) -> tuple[Figure, ...]:
    """How many conversions there are, how far back they are seen, and how many touches they took."""
    return tuple(figure(measure, whole) for measure in (CONVERSIONS, SEVERAL_DAYS, TOUCHES))


def paths(counted: Counted, question: Question) -> Table:
    """The commonest ways; with customers and revenue where a conversion is a lead or what became of one."""
    is_of_leads = ":" not in question.options["conversion"]
    return table(
        "journey_paths",
        [Column("journey_path", "channel_route" if _is_by_channel(question) else "route")],
        (CONVERSIONS, SHARE, CUSTOMERS, REVENUE),
        counted,
        shown=["conversions", "conversion_share", *(["customers", "revenue"] if is_of_leads else [])],
        bar="conversions",
    )


def lengths(counted: Counted) -> Table:
    """How many conversions took one touch, two, three …"""
    return _distribution(counted, "journey_lengths", Column("touches_from", "touches"))


def lags(counted: Counted) -> Table:
    """How many conversions came on the day of the first touch, days or weeks later."""
    return _distribution(counted, "journey_lags", Column("seconds_from", "lag"))


def steps(transitions: Counted, question: Question) -> Table:
    """Where journeys go on to from each touch, and where they end."""
    kind: Naming = "channel_step" if _is_by_channel(question) else "step"
    return table(
        "journey_steps",
        [Column("from_value", kind), Column("to_value", kind)],
        (JOURNEYS,),
        transitions,
        shown=["journeys"],
        bar="journeys",
    )


def goals(query: Query, question: Question) -> Table:
    """What was achieved in the period, and so what credit can be given for."""
    return table(
        "conversion_kinds",
        [Column("conversion", "conversion")],
        (CONVERSIONS,),
        count(query, "attribution/goals", question, compare=False),
        shown=["conversions"],
        bar="conversions",
    )


def _distribution(counted: Counted, name: str, column: Column) -> Table:
    return table(
        name,
        [column],
        (CONVERSIONS, SHARE),
        counted,
        shown=["conversions", "conversion_share"],
        bar="conversions",
    )


def _is_by_channel(question: Question) -> bool:
    return label(question.options["by"]).kind == "channel"
