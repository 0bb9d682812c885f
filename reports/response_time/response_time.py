"""How soon are leads contacted, does it pay to be quick, and how long does it take to sell?"""

from collections.abc import Mapping
from dataclasses import replace

from reports.choice import choice, choices
from reports.figure import Column, Measure, Report, figure, series, standing, table
from reports.language import N_
from reports.option import Option, read_options
from reports.query import Query
from reports.question import Question
from reports.statement import count
from reports.words import Words, sentence

HOURS = Option("hours", ("all", "working"))
OPTIONS = (HOURS,)
_HOURS = {"all": N_("around the clock"), "working": N_("Monday to Friday, 9 to 18 h")}

LEADS = Measure("leads", "count", "leads")
CUSTOMERS = Measure("customers", "count", "customers")
LEAD_TO_SALE = Measure("lead_to_sale", "percent", "customers", "leads", 100)
REVENUE = Measure("revenue", "money", "revenue")
WITHIN_4H = Measure("within_4h", "percent", "soon_contacted_leads", "leads", 100)
NEVER_CONTACTED = Measure("never_contacted", "percent", "uncontacted_leads", "leads", 100)
WAITING = Measure("waiting_leads", "count", "waiting_leads")

FIGURES = (
    Measure("median_response", "seconds", "median_response_seconds"),
    Measure("p90_response", "seconds", "late_response_seconds"),
    WITHIN_4H,
    Measure("customers_within_4h", "percent", "soon_contacted_customers", "contacted_customers", 100),
    NEVER_CONTACTED,
    WAITING,
    Measure("sales_cycle", "days", "cycle_days", "sold_leads"),
    Measure("median_sales_cycle", "days", "median_cycle_days"),
    LEADS,
)
BREAKDOWN = (LEADS, CUSTOMERS, LEAD_TO_SALE, REVENUE)


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    asked = replace(question, options=read_options(OPTIONS, question.options))
    totals = count(query, "response_time/response_time", asked)
    trend = count(query, "response_time/trend", asked)
    buckets = table(
        "response_buckets",
        [Column("response_from", "response")],
        BREAKDOWN,
        count(query, "response_time/response_buckets", asked, compare=False),
        shown=[measure.key for measure in BREAKDOWN],
        bar="leads",
    )
    return Report(
        "response_time",
        asked,
        tuple((standing if measure is WAITING else figure)(measure, totals) for measure in FIGURES),
        tuple(series(measure, trend, asked.period) for measure in (WITHIN_4H, NEVER_CONTACTED, LEADS)),
        (buckets,),
    )


def besides(report: Report, words: Words) -> Mapping[str, object]:
    """What the form of the options offers."""
    return choices(choice(HOURS, N_("Count the hours"), _HOURS, report.question, words))


def answer(report: Report, words: Words) -> str:
    """How long do leads wait, are they still waiting, and are those answered quickly more often sold to?"""
    leads, median = report.figure("leads"), report.figure("median_response")
    if not leads.value:
        return words.say(N_("No lead in this period."))
    if median.value is None:
        return words.say(
            N_("%(period)s, %(leads)s and no contact on record."),
            period=words.over(report.period),
            leads=words.leads(leads.value),
        )
    opening = words.say(
        N_("%(period)s, half of the leads contacted waited less than %(median)s"),
        period=words.over(report.period),
        median=words.value(median.value, "seconds"),
    )
    return sentence(opening, words.difference(median, report.period)) + _waiting(report, words)


def _waiting(report: Report, words: Words) -> str:
    waiting = report.figure("waiting_leads").value
    if not waiting:
        return " " + words.say(N_("Nobody is waiting."))
    said = words.say_count(
        "%(n)s lead of %(all)s is still waiting for a first contact",
        "%(n)s leads of %(all)s are still waiting for a first contact",
        waiting,
        all=words.value(report.figure("leads").value, "count"),
    )
    lost = (report.figure("never_contacted").numerator or 0) - waiting
    if not lost:
        return f" {said}."
    without = words.say_count("%(n)s more was lost without one", "%(n)s more were lost without one", lost)
    return " " + words.say(N_("%(first)s; %(second)s."), first=said, second=without)
