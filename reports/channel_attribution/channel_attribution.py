"""Which channel and which campaign bring the leads, by their first touch and by their last?"""

from collections.abc import Mapping
from dataclasses import replace

from reports.attribution.leading import first_and_last
from reports.attribution.option import DIRECT, LOOKBACK, direct_choice, lookback_choice
from reports.choice import choices
from reports.figure import Column, Measure, Report, Table, figure, series, table
from reports.language import N_
from reports.option import read_options
from reports.query import Query
from reports.question import Question
from reports.statement import Counted, count, count_parts
from reports.words import Words, sentence

OPTIONS = (LOOKBACK, DIRECT)

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
PARTS = {
    "channels": (*(column.key for column in CHANNEL), *COUNTS),
    "campaigns": (*(column.key for column in CAMPAIGN), *COUNTS),
}


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    asked = replace(question, options=read_options(OPTIONS, question.options))
    totals = count(query, "channel_attribution/channel_attribution", asked)
    trend = count(query, "channel_attribution/trend", asked)
    breakdown = count_parts(query, "channel_attribution/breakdown", asked, PARTS)
    counted = (LEADS, CUSTOMERS, CUSTOMER_RATE, REVENUE, VISITORS, SESSIONS)
    return Report(
        "channel_attribution",
        asked,
        tuple(figure(measure, totals) for measure in counted),
        tuple(series(measure, trend, asked.period) for measure in (LEADS, CUSTOMERS, CUSTOMER_RATE)),
        (_channels(breakdown["channels"]), _campaigns(breakdown["campaigns"])),
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
    """What the form of the options offers."""
    return choices(lookback_choice(report.question, words), direct_choice(report.question, words))


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
    channels = report.table("channels").rows
    credits = (Column("leads_first", "count"), Column("leads_last", "count"))
    told = first_and_last(channels, CHANNEL[0], credits, words.value(leads.value, "count"), words)
    return sentence(opening, words.more_leads(leads, report.period)) + told
