"""Where do the leads come from, and what do they become? By channel, campaign, landing page, magnet and form."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reports.choice import choice, choices, entry
from reports.figure import Column, Measure, Report, Row, Table, figure, series, table
from reports.language import N_
from reports.option import Option, read_options
from reports.query import Query
from reports.question import Question
from reports.statement import count
from reports.words import MOST_NAMED, Words, of_column, sentence, top_rows

TOUCH = Option("touch", ("converting", "last", "first"))
NEWSLETTER = Option("newsletter", ("newsletter",), r".{1,100}", "the name of a form or a magnet")
OPTIONS = (TOUCH, NEWSLETTER)

TOUCHES = {
    "converting": N_("the last touch, direct visits included"),
    "last": N_("the last touch that is not direct"),
    "first": N_("the first touch"),
}
_UNDER = {
    "converting": N_("Each lead stands under its last touch, direct visits included."),
    "last": N_("Each lead stands under its last touch that is not direct."),
    "first": N_("Each lead stands under its first touch."),
}

LEADS = Measure("leads", "count", "leads")
MQL = Measure("mql", "count", "mql_leads")
SQL = Measure("sql", "count", "sql_leads")
CUSTOMERS = Measure("customers", "count", "customers")
LEAD_TO_SALE = Measure("lead_to_sale", "percent", "customers", "leads", 100)
REVENUE = Measure("revenue", "money", "revenue")

FIGURES = (
    LEADS,
    Measure("site_conversion", "percent", "visit_leads", "sessions", 100),
    Measure("visitor_to_lead", "percent", "lead_visitors", "visitors", 100),
    MQL,
    SQL,
    CUSTOMERS,
    LEAD_TO_SALE,
    Measure("reached_mql", "count", "reached_mql"),
    Measure("reached_sql", "count", "reached_sql"),
    Measure("reached_customer", "count", "reached_customer"),
    Measure("database_size", "count", "contactable_leads"),
    Measure("opt_in_rate", "percent", "consenting_leads", "asked_leads", 100),
    Measure("newsletter_signups", "count", "newsletter_signups"),
    Measure("opt_outs", "count", "opted_out_leads"),
)
FOLLOWED = (LEADS, MQL, SQL, CUSTOMERS, LEAD_TO_SALE)
BREAKDOWN = (LEADS, MQL, SQL, CUSTOMERS, LEAD_TO_SALE, REVENUE)

_TABLES: Mapping[str, tuple[Column, ...]] = {
    "channels": (Column("channel", "channel"),),
    "campaigns": (Column("source", "text"), Column("medium", "text"), Column("campaign", "text")),
    "landing_pages": (Column("landing_page", "path"),),
    "forms": (Column("magnet", "magnet"), Column("form", "form")),
}


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    asked = replace(question, options=read_options(OPTIONS, question.options))
    totals = count(query, "lead_sources/lead_sources", asked)
    trend = count(query, "lead_sources/trend", asked)
    return Report(
        "lead_sources",
        asked,
        tuple(figure(measure, totals) for measure in FIGURES),
        tuple(series(measure, trend, asked.period) for measure in FOLLOWED),
        tuple(_table(query, asked, name) for name in _TABLES),
    )


def _table(query: Query, question: Question, name: str) -> Table:
    return table(
        f"lead_{name}",
        _TABLES[name],
        BREAKDOWN,
        count(query, f"lead_sources/{name}", question, compare=False),
        shown=[measure.key for measure in BREAKDOWN],
        bar="leads",
    )


def besides(report: Report, words: Words) -> Mapping[str, object]:
    """What the form of the options offers, and the touch under which the tables have the leads."""
    offered = choices(
        choice(TOUCH, N_("Leads belong to"), TOUCHES, report.question, words),
        entry(NEWSLETTER, N_("Form or magnet of the newsletter"), report.question, words),
    )
    return {**offered, "under": under(report, words)}


def under(report: Report, words: Words) -> str:
    """Which touch puts a lead into a row."""
    message = _UNDER[report.question.options["touch"]]
    return words.say(message)


def answer(report: Report, words: Words) -> str:
    """How many leads, more or fewer than before; where do most come from, and which source brings customers?"""
    leads = report.figure("leads")
    if not leads.value:
        return words.say(N_("No lead in this period."))
    opening = words.say(N_("%(period)s, %(leads)s"), period=words.over(report.period), leads=words.leads(leads.value))
    return sentence(opening, words.more_leads(leads, report.period)) + _best_channels(report, words)


def _best_channels(report: Report, words: Words) -> str:
    """Which channels bring most leads, and which most customers: rarely the same, and several where they are level."""
    rows = report.table("lead_channels").rows
    most, best = top_rows(rows, of_column("leads")), top_rows(rows, of_column("customers"))
    if not most or len(most) > MOST_NAMED:
        return ""
    values = {
        "most": _names(most, words),
        "n": words.cell(most[0], Column("leads", "count")),
        "best": _names(best, words),
        "customers": words.customers(best[0]["customers"] if best else 0),
    }
    if len(most) > 1:
        return " " + words.say(N_("%(most)s lead with %(n)s each."), **values)
    return " " + words.say(_OF_CUSTOMERS[_whose(most[0], best)], **values)


def _whose(most: Row, best: Sequence[Row]) -> str:
    """Who has most customers, seen from the channel that has most leads."""
    if not best:
        return "nobody"
    if len(best) > MOST_NAMED:
        return "many"
    if len(best) > 1:
        return "level" if most in best else "others"
    if not best[0]["channel"]:
        return "unknown"
    return "same" if best[0] == most else "other"


_OF_CUSTOMERS = {
    "nobody": N_("%(most)s leads with %(n)s; no lead has become a customer yet."),
    "many": N_("%(most)s leads with %(n)s; for customers no channel stands out."),
    "level": N_("%(most)s leads with %(n)s; for customers %(best)s are level (%(customers)s each)."),
    "others": N_("%(most)s leads with %(n)s, but %(best)s bring the most customers (%(customers)s each)."),
    "unknown": N_("%(most)s leads with %(n)s; the largest group of customers has no known channel (%(customers)s)."),
    "same": N_("%(most)s leads with %(n)s, %(customers)s among them."),
    "other": N_("%(most)s leads with %(n)s, but %(best)s brings the most customers (%(customers)s)."),
}


def _names(rows: Sequence[Row], words: Words) -> str:
    return words.together([words.head(row, Column("channel", "channel")) for row in rows])
