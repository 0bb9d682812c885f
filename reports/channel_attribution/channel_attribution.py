"""Which channel brings the leads, and which gets the credit for them under which model?"""

from collections.abc import Mapping

from reports.channel_attribution import journeys
from reports.channel_attribution.models import models
from reports.channel_attribution.option import BY, CONVERSION, LOOKBACK, OPTIONS, with_options
from reports.figure import Column, Measure, Report, Table, figure, series, table
from reports.journey import conversion_name
from reports.language import N_
from reports.query import Query
from reports.question import Question
from reports.statement import Counted, count, count_parts
from reports.words import Words, leader, of_column, sentence

__all__ = ["OPTIONS", "answer", "besides", "report"]

LEADS = Measure("leads", "count", "leads")
CUSTOMERS = Measure("customers", "count", "customers")
CUSTOMER_RATE = Measure("customer_rate", "percent", "customers", "leads", 100)
REVENUE = Measure("revenue", "money", "revenue")
SESSIONS = Measure("sessions", "count", "sessions")
VISITORS = Measure("visitors", "count", "visitors")

BREAKDOWN = (
    SESSIONS,
    VISITORS,
    Measure("leads_first", "count", "leads_first"),
    Measure("leads_last", "count", "leads_last"),
    Measure("session_conversion", "percent", "leads_last", "sessions", 100),
    Measure("customers_last", "count", "customers_last"),
    Measure("revenue_last", "money", "revenue_last"),
)

CHANNEL = (Column("channel", "channel"),)
CAMPAIGN = (*CHANNEL, Column("source", "text"), Column("medium", "text"), Column("campaign", "text"))

COUNTS = (
    *("sessions", "visitors", "leads_first", "leads_last"),
    *("customers_first", "customers_last", "revenue_first", "revenue_last"),
)
_KINDS = {"magnet:": N_("Magnets"), "event:": N_("Events"), "page:": N_("Pages")}

PARTS = {
    "channels": (*(column.key for column in CHANNEL), *COUNTS),
    "campaigns": (*(column.key for column in CAMPAIGN), *COUNTS),
}


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    asked = with_options(question)
    totals = count(query, "channel_attribution/channel_attribution", asked)
    trend = count(query, "channel_attribution/trend", asked)
    told = journeys.count_journeys(query, asked)
    transitions = count(query, "channel_attribution/transitions", asked, compare=False)
    breakdown = count_parts(query, "channel_attribution/breakdown", asked, PARTS)
    counted = (LEADS, CUSTOMERS, CUSTOMER_RATE, REVENUE, VISITORS, SESSIONS)
    return Report(
        "channel_attribution",
        asked,
        (*(figure(measure, totals) for measure in counted), *journeys.figures(told["whole"])),
        tuple(series(measure, trend, asked.period) for measure in (LEADS, CUSTOMERS, CUSTOMER_RATE)),
        (
            _channels(breakdown["channels"]),
            models(told["models"], asked, transitions),
            journeys.paths(told["journey_paths"], asked),
            journeys.lengths(told["journey_lengths"]),
            journeys.lags(told["journey_lags"]),
            journeys.steps(transitions, asked),
            journeys.goals(query, asked),
            _campaigns(breakdown["campaigns"]),
        ),
    )


def _channels(counted: Counted) -> Table:
    """Sessions, leads and what became of them, by channel."""
    shown = [measure.key for measure in BREAKDOWN]
    return table("channels", CHANNEL, BREAKDOWN, counted, shown=shown, bar="leads_last")


def _campaigns(counted: Counted) -> Table:
    """The same by source, medium and campaign."""
    shown = ["sessions", "leads_first", "leads_last", "customers_last", "revenue_last"]
    return table("campaigns", CAMPAIGN, BREAKDOWN, counted, shown=shown, bar="leads_last")


def besides(report: Report, words: Words) -> Mapping[str, object]:
    """What the page's form offers, and whether Markov's model could not be computed."""
    credits = report.table("models").rows
    return {
        "asked": report.question.options,
        "choices": {option.name: option.values for option in OPTIONS},
        "lookbacks": sorted(LOOKBACK.values, key=int),
        "conversions": _offered(report, words),
        "dimension_names": {name: words.term(name).label for name in BY.values},
        "far_back": _far_back(report, words),
        "is_too_various": any(row["markov"] is None for row in credits),
    }


def _offered(report: Report, words: Words) -> list[tuple[str, list[tuple[str, str]]]]:
    """What the credit can be for, kind by kind, with its name: what is named, what the period has, what is asked."""
    known = [str(row["conversion"]) for row in report.table("conversion_kinds").rows]
    named = [conversion.mark for conversion in report.site.conversions]
    others = dict.fromkeys(mark for mark in (*known, report.question.options["conversion"]) if mark not in named)
    kinds = {
        N_("Leads and customers"): CONVERSION.values,
        N_("Named conversions"): named,
        **{label: [mark for mark in others if mark.startswith(kind)] for kind, label in _KINDS.items()},
    }
    return [
        (words.say(label), [(mark, conversion_name(mark, words)) for mark in marks])
        for label, marks in kinds.items()
        if marks
    ]


def _far_back(report: Report, words: Words) -> str:
    """How many conversions are seen over more than one calendar day; empty without a conversion."""
    figure = report.figure("several_days")
    if not figure.denominator:
        return ""
    return words.say_count(
        "In this period %(part)s of %(n)s conversion (%(share)s) was seen over more than one calendar day.",
        "In this period %(part)s of %(n)s conversions (%(share)s) were seen over more than one calendar day.",
        figure.denominator,
        part=words.value(figure.numerator, "count"),
        share=words.value(figure.value, "percent"),
    )


def answer(report: Report, words: Words) -> str:
    """How many leads, more or fewer than before, and who made them known and who brought them?"""
    leads = report.figure("leads")
    if not leads.value:
        return words.say(N_("No lead in this period, so there is nothing to attribute yet."))
    opening = words.say(
        N_("%(period)s, %(leads)s"),
        period=words.over(report.period),
        leads=words.leads(leads.value),
    )
    return sentence(opening, words.more_leads(leads, report.period)) + _first_and_last(report, words)


def _first_and_last(report: Report, words: Words) -> str:
    """Which channel is ahead by each of the two; nothing where several are level."""
    rows = report.table("channels").rows
    first, last = leader(rows, of_column("leads_first")), leader(rows, of_column("leads_last"))
    if first is None or last is None:
        return ""
    return " " + words.say(
        N_("By first touch, %(first)s leads (%(n1)s of %(n)s); by last touch, %(last)s (%(n2)s).")
        if first["channel"] != last["channel"]
        else N_("%(first)s is ahead both by first touch (%(n1)s of %(n)s) and by last (%(n2)s)."),
        first=words.channel(str(first["channel"])),
        last=words.channel(str(last["channel"])),
        n=words.value(report.figure("leads").value, "count"),
        n1=words.cell(first, Column("leads_first", "count")),
        n2=words.cell(last, Column("leads_last", "count")),
    )
