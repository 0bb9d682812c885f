"""Which lead magnet turns visitors into leads, and leads into customers?"""

from reports.figure import Column, Measure, Report, Row, figure, series, table
from reports.language import N_
from reports.query import Query
from reports.question import Question
from reports.statement import count
from reports.words import Words, sentence, top_row

MAGNET_CONVERSION = Measure("magnet_conversion", "percent", "completed_visitors", "shown_visitors", 100)
SHOWN = Measure("shown_visitors", "count", "shown_visitors")
COMPLETED = Measure("completed_visitors", "count", "completed_visitors")
LEADS = Measure("magnet_leads", "count", "leads")
CUSTOMERS = Measure("customers", "count", "customers")
CUSTOMER_RATE = Measure("customer_rate", "percent", "customers", "leads", 100)
REVENUE = Measure("revenue", "money", "revenue")


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    totals = count(query, "magnet_conversion/magnet_conversion", question)
    trend = count(query, "magnet_conversion/trend", question)
    measures = (MAGNET_CONVERSION, SHOWN, COMPLETED, LEADS, CUSTOMERS, CUSTOMER_RATE, REVENUE)
    magnets = table(
        "magnets",
        [Column("magnet", "text")],
        measures,
        count(query, "magnet_conversion/magnets", question, compare=False),
        shown=[
            measure.key for measure in (SHOWN, COMPLETED, MAGNET_CONVERSION, LEADS, CUSTOMERS, CUSTOMER_RATE, REVENUE)
        ],
        bar="shown_visitors",
    )
    return Report(
        "magnet_conversion",
        question,
        tuple(figure(measure, totals) for measure in measures),
        tuple(series(measure, trend, question.period) for measure in (MAGNET_CONVERSION, SHOWN, COMPLETED)),
        (magnets,),
    )


def answer(report: Report, words: Words) -> str:
    """How many complete a magnet they see, and which magnet brings most leads?"""
    rate = report.figure("magnet_conversion")
    if rate.value is None:
        return words.say(N_("Nobody was shown a lead magnet in this period."))
    opening = words.say(
        N_("%(period)s, %(rate)s of the visitors who saw a lead magnet completed it"),
        period=words.over(report.period),
        rate=words.value(rate.value, "percent"),
    )
    return sentence(opening, words.difference(rate, report.period)) + _best_magnet(report, words)


def _best_magnet(report: Report, words: Words) -> str:
    """Which brings most leads, and which most customers: rarely the same."""
    most_leads = top_row(report, "magnets", "leads")
    most_customers = top_row(report, "magnets", "customers")
    if most_leads is None:
        return ""
    first = _leads_of(most_leads, words)
    if most_customers is None or most_customers["magnet"] == most_leads["magnet"]:
        return f" {first}."
    second = words.say(
        N_("“%(magnet)s” brings the most customers (%(n)s)"),
        magnet=most_customers["magnet"],
        n=words.cell(most_customers, Column("customers", "count")),
    )
    return " " + words.say(N_("%(first)s; %(second)s."), first=first, second=second)


def _leads_of(row: Row, words: Words) -> str:
    message = (
        N_("“%(magnet)s” brings the most leads (%(n)s, %(customers)s)")
        if row["customers"]
        else N_("“%(magnet)s” brings the most leads (%(n)s)")
    )
    return words.say(
        message,
        magnet=row["magnet"],
        n=words.cell(row, Column("leads", "count")),
        customers=words.customers(row["customers"]),
    )
