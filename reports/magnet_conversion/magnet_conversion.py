"""Which lead magnet turns visitors into leads, and leads into customers?"""

from reports.figure import Column, Measure, Report, figure, series, table
from reports.language import N_
from reports.period import Period
from reports.query import Query
from reports.site import Site
from reports.statement import count
from reports.words import Words, sentence, top_row

MAGNET_CONVERSION = Measure("magnet_conversion", "percent", "completed_visitors", "shown_visitors", 100)
SHOWN = Measure("shown_visitors", "count", "shown_visitors")
COMPLETED = Measure("completed_visitors", "count", "completed_visitors")
LEADS = Measure("magnet_leads", "count", "leads")
CUSTOMERS = Measure("customers", "count", "customers")
CUSTOMER_RATE = Measure("customer_rate", "percent", "customers", "leads", 100)
REVENUE = Measure("revenue", "money", "revenue")


def report(query: Query, site: Site, period: Period) -> Report:
    """The report's figures, from counts."""
    totals = count(query, "magnet_conversion/magnet_conversion", site, period)
    trend = count(query, "magnet_conversion/trend", site, period)
    measures = (MAGNET_CONVERSION, SHOWN, COMPLETED, LEADS, CUSTOMERS, CUSTOMER_RATE, REVENUE)
    magnets = table(
        "magnets",
        [Column("magnet", "text")],
        measures,
        count(query, "magnet_conversion/magnets", site, period, compare=False),
        shown=[
            measure.key for measure in (SHOWN, COMPLETED, MAGNET_CONVERSION, LEADS, CUSTOMERS, CUSTOMER_RATE, REVENUE)
        ],
        bar="shown_visitors",
    )
    return Report(
        "magnet_conversion",
        site,
        period,
        tuple(figure(measure, totals) for measure in measures),
        tuple(series(measure, trend, period) for measure in (MAGNET_CONVERSION, SHOWN, COMPLETED)),
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
    best = top_row(report, "magnets", "leads")
    if best is None:
        return ""
    return " " + words.say(
        N_("Most leads come from “%(magnet)s”: %(leads)s, %(customers)s."),
        magnet=best["magnet"],
        leads=words.leads(best["leads"]),
        customers=words.customers(best["customers"]),
    )
