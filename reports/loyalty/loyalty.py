"""Do customers come back, would they recommend you, and do visitors finish the carts they start?"""

from collections.abc import Mapping
from dataclasses import replace

from reports.choice import choice, choices, entry
from reports.figure import Column, Measure, Report, Table, figure, series, table
from reports.language import N_
from reports.option import Option, read_options
from reports.query import Query
from reports.question import Question
from reports.statement import Counted, count, count_parts
from reports.words import Words, sentence

_NAMES = r"[^|]{1,64}(\|[^|]{1,64}){0,9}"
_NAMES_ALLOWED = 'names of events, "|" between several, up to 10'

ACTIVITY = Option("activity", ("period", "3", "6", "12", "24"))
CART = Option("cart", ("cart|add_to_cart|begin_checkout",), _NAMES, _NAMES_ALLOWED)
PURCHASE = Option("purchase", ("purchase",), _NAMES, _NAMES_ALLOWED)
OPTIONS = (ACTIVITY, CART, PURCHASE)

_ACTIVITIES = {
    "period": N_("bought in the period"),
    "3": N_("bought in the last 3 months"),
    "6": N_("bought in the last 6 months"),
    "12": N_("bought in the last 12 months"),
    "24": N_("bought in the last 24 months"),
}

REPURCHASE = Measure("repurchase_rate", "percent", "repeat_customers", "all_customers", 100)
CUSTOMERS = (
    REPURCHASE,
    Measure("retention_rate", "percent", "retained_customers", "starting_customers", 100),
    Measure("churn_rate", "percent", "churned_customers", "starting_customers", 100),
    Measure("customer_lifetime", "days", "lifetime_days", "all_customers"),
    Measure("median_lifetime", "days", "median_lifetime_days"),
    Measure("known_days", "days", "known_days"),
)
NPS = Measure("nps", "score", "net_promoters", "answers", 100)
ANSWERS = Measure("nps_answers", "count", "answers")
PROMOTERS = Measure("promoters", "count", "promoters")
PASSIVES = Measure("passives", "count", "passives")
DETRACTORS = Measure("detractors", "count", "detractors")
RECOMMENDATION = (NPS, ANSWERS, PROMOTERS, PASSIVES, DETRACTORS)
YEAR = 365
"""Days: of purchases known for less it cannot be said who stays and who leaves."""
ABANDONMENT = Measure("cart_abandonment", "percent", "abandoned_visitors", "cart_visitors", 100)

COHORT = (
    Measure("all_customers", "count", "all_customers"),
    Measure("repeat_customers", "count", "repeat_customers"),
    REPURCHASE,
    Measure("purchases", "count", "purchases"),
)

SCORED = ("answers", "promoters", "passives", "detractors", "net_promoters")
OF_CUSTOMERS = {
    "whole": (
        "all_customers",
        "repeat_customers",
        "starting_customers",
        "retained_customers",
        "churned_customers",
        "lifetime_days",
        "median_lifetime_days",
        "known_days",
    ),
    "cohorts": ("cohort", "all_customers", "repeat_customers", "purchases"),
}
OF_ANSWERS = {
    "whole": SCORED,
    "slots": ("bucket", *SCORED),
    "nps_channels": ("channel", *SCORED),
    "nps_magnets": ("magnet", *SCORED),
}


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    asked = replace(question, options=read_options(OPTIONS, question.options))
    customers = count_parts(query, "loyalty/customers", asked, OF_CUSTOMERS, compare=True)
    answers = count_parts(query, "loyalty/answers", asked, OF_ANSWERS, compare=True)
    carts = count(query, "loyalty/carts", asked)
    return Report(
        "loyalty",
        asked,
        (
            *(figure(measure, customers["whole"]) for measure in CUSTOMERS),
            *(figure(measure, answers["whole"]) for measure in RECOMMENDATION),
            figure(ABANDONMENT, carts),
        ),
        (
            *(series(measure, answers["slots"], asked.period) for measure in RECOMMENDATION),
            series(ABANDONMENT, carts, asked.period),
        ),
        (
            _table("cohorts", Column("cohort", "month"), COHORT, customers, "all_customers"),
            _table("nps_channels", Column("channel", "channel"), RECOMMENDATION, answers, "nps_answers"),
            _table("nps_magnets", Column("magnet", "magnet"), RECOMMENDATION, answers, "nps_answers"),
        ),
    )


def _table(name: str, label: Column, measures: tuple[Measure, ...], counted: Mapping[str, Counted], bar: str) -> Table:
    told = replace(counted[name], previous=None)
    return table(name, [label], measures, told, shown=[measure.key for measure in measures], bar=bar)


def besides(report: Report, words: Words) -> Mapping[str, object]:
    """What the form of the options offers."""
    question = report.question
    offered = choices(
        choice(ACTIVITY, N_("A customer is active who"), _ACTIVITIES, question, words),
        entry(CART, N_("Events that start a cart, separated by |"), question, words),
        entry(PURCHASE, N_("Events that are a purchase, separated by |"), question, words),
    )
    return {**offered, "too_young": too_young(report, words), "few": too_few(report, words)}


def too_few(report: Report, words: Words) -> str:
    """Why a table leaves a score out; empty where none does."""
    rows = [row for key in ("nps_channels", "nps_magnets") for row in report.table(key).rows]
    if all(row["nps"] is not None for row in rows):
        return ""
    return words.say(N_("An NPS of fewer than ten answers would be chance: none is shown."))


def too_young(report: Report, words: Words) -> str:
    """That purchases are not known for long enough to say who stays; empty where they are, or where there are none."""
    known = report.figure("known_days").value
    if not known or known >= YEAR:
        return ""
    return words.say_count(
        "Purchases are known for %(n)s day only: retention, churn and lifetime say little before a year.",
        "Purchases are known for %(n)s days only: retention, churn and lifetime say little before a year.",
        known,
    )


def answer(report: Report, words: Words) -> str:
    """How many customers bought again, how many of those there were stayed, and would they recommend you?"""
    again = report.figure("repurchase_rate")
    if again.value is None:
        opening = words.say(N_("No purchase is known until the end of this period."))
    else:
        opening = sentence(
            words.say(
                N_("Of %(customers)s, %(rate)s have bought at least twice"),
                customers=words.customers(again.denominator),
                rate=words.value(again.value, "percent"),
            ),
            words.difference(again, report.period),
        )
    return opening + _retained(report, words) + _recommended(report, words)


def _retained(report: Report, words: Words) -> str:
    stayed = report.figure("retention_rate")
    if stayed.value is None:
        return ""
    n, all_ = stayed.numerator or 0, words.value(stayed.denominator, "count")
    if report.question.options["activity"] == "period":
        told = words.say_count(
            "%(period)s, %(n)s of your %(all)s earlier customers bought again.",
            "%(period)s, %(n)s of your %(all)s earlier customers bought again.",
            n,
            period=words.over(report.period),
            all=all_,
        )
    else:
        told = words.say_count(
            "%(period)s, %(n)s of the %(all)s customers active at its start was still so at its end.",
            "%(period)s, %(n)s of the %(all)s customers active at its start were still so at its end.",
            n,
            period=words.over(report.period),
            all=all_,
        )
    return " " + told


def _recommended(report: Report, words: Words) -> str:
    score = report.figure("nps")
    if score.value is None or score.denominator is None:
        return ""
    return " " + words.say_count(
        "Would they recommend you? An NPS of %(nps)s, from %(n)s answer.",
        "Would they recommend you? An NPS of %(nps)s, from %(n)s answers.",
        score.denominator,
        nps=words.value(score.value, "score"),
    )
