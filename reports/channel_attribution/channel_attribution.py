"""Which channel brings the leads, at first and at last touch?"""

from reports.figure import Column, Measure, Report, figure, series, table
from reports.language import N_
from reports.option import Option
from reports.period import Period
from reports.query import Query
from reports.site import Site
from reports.statement import count
from reports.words import Words, sentence, top_row

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

OPTIONS = (
    Option(
        "conversion",
        ("leads", "mql", "sql", "customers", "revenue"),
        r"(magnet|event):.+",
        "leads, mql, sql, customers, revenue, magnet:<name>, event:<name>",
    ),
    Option("lookback", ("90", "7", "30", "365")),
    Option("direct", ("included", "excluded")),
    Option("by", ("channel", "source", "medium", "campaign", "content", "term", "landing_page", "magnet")),
    Option("half_life", ("7",), r"[1-9]\d?|[12]\d\d|3[0-5]\d|36[0-5]", "a number of days from 1 to 365"),
)

CAMPAIGN = (
    Column("channel", "channel"),
    Column("source", "text"),
    Column("medium", "text"),
    Column("campaign", "text"),
)


def report(query: Query, site: Site, period: Period) -> Report:
    """The report's figures, from counts."""
    totals = count(query, "channel_attribution/channel_attribution", site, period)
    trend = count(query, "channel_attribution/trend", site, period)
    channels = table(
        "channels",
        [Column("channel", "channel")],
        BREAKDOWN,
        count(query, "channel_attribution/channels", site, period, compare=False),
        shown=[measure.key for measure in BREAKDOWN],
        bar="leads_last",
    )
    campaigns = table(
        "campaigns",
        CAMPAIGN,
        BREAKDOWN,
        count(query, "channel_attribution/campaigns", site, period, compare=False),
        shown=["sessions", "leads_first", "leads_last", "customers_last", "revenue_last"],
        bar="leads_last",
    )
    return Report(
        "channel_attribution",
        site,
        period,
        tuple(figure(measure, totals) for measure in (LEADS, CUSTOMERS, CUSTOMER_RATE, REVENUE, VISITORS, SESSIONS)),
        tuple(series(measure, trend, period) for measure in (LEADS, CUSTOMERS, CUSTOMER_RATE)),
        (channels, campaigns),
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
    first = top_row(report, "channels", "leads_first")
    last = top_row(report, "channels", "leads_last")
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
