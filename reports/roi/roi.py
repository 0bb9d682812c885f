"""What comes back of what is spent: ROI and ROAS by channel, source, campaign or magnet, under seven models."""

from collections.abc import Mapping
from dataclasses import replace

from reports.acquisition_cost.option import DATED, DATES
from reports.attribution.models import label
from reports.attribution.option import HALF_LIFE, LOOKBACK, lookback_choice
from reports.choice import choice, choices
from reports.figure import Column, Measure, Report, Row, Table, figure, plain, series, table
from reports.language import N_
from reports.option import Option, read_options
from reports.query import Query
from reports.question import Question
from reports.statement import Counted, count, some_of
from reports.words import Words, leader, sentence

MODELS = (
    "last_touch",
    "last_non_direct",
    "first_touch",
    "linear",
    "position_based",
    "time_decay",
    "shapley",
)
MODEL = Option("model", MODELS)
BY = Option("by", ("channel", "source", "campaign", "magnet"))
OPTIONS = (MODEL, BY, DATED, LOOKBACK, HALF_LIFE)

_MODEL_NAMES = {
    "last_touch": N_("Last touch"),
    "first_touch": N_("First touch"),
    "last_non_direct": N_("Last non-direct"),
    "linear": N_("Linear"),
    "position_based": N_("Position-based"),
    "time_decay": N_("Time decay"),
    "shapley": N_("Shapley"),
}
_DATED = {
    "sale": N_("Customers and revenue are those won in the period."),
    "lead": N_("Customers and revenue are of the leads created in the period, until now."),
}
_BY_NAMES = {
    "campaign": N_("Campaign"),
    "channel": N_("Channel"),
    "source": N_("Source"),
    "magnet": N_("Magnet"),
}

COST = Measure("cost", "money", "cost")
REVENUE = Measure("revenue_won", "money", "revenue_won")
ROI = Measure("roi", "percent", "profit", "cost", 100)
ROAS = Measure("roas", "decimal", "revenue_won", "cost")
CUSTOMERS = Measure("new_customers", "count", "customers")
ORDER_VALUE = Measure("average_order_value", "money", "revenue_won", "orders")
PER_CUSTOMER = Measure("revenue_per_customer", "money", "revenue_won", "customers")

FIGURES = (ROI, ROAS, COST, REVENUE, CUSTOMERS, ORDER_VALUE, PER_CUSTOMER)
BREAKDOWN = (
    COST,
    Measure("credited_revenue", "money", "revenue_won"),
    ROI,
    ROAS,
    Measure("credited_customers", "decimal", "customers"),
    Measure("cac", "money", "cost", "customers"),
)


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    asked = replace(question, options=read_options(OPTIONS, question.options))
    counted = count(query, "roi/roi", asked)
    credits = count(query, "roi/credits", asked, compare=False)
    by = label(asked.options["by"])
    return Report(
        "roi",
        asked,
        tuple(figure(measure, counted) for measure in FIGURES),
        tuple(series(measure, counted, asked.period) for measure in (ROI, ROAS, COST, REVENUE)),
        (_returns(credits, asked.options["model"], by), _by_model(credits, by)),
    )


def _returns(credits: Counted, model: str, by: Column) -> Table:
    rows = [
        {
            **row,
            by.key: row["value"],
            "customers": row[f"customers_{model}"],
            "revenue_won": row[f"revenue_{model}"],
            "profit": row[f"profit_{model}"],
        }
        for row in credits.rows
    ]
    shown = [measure.key for measure in BREAKDOWN]
    return table("returns", [by], BREAKDOWN, replace(credits, rows=rows), shown=shown, bar="cost")


def _by_model(credits: Counted, by: Column) -> Table:
    """What costs something, under every model: without a cost there is no return to compare."""
    measures = [COST, *(Measure(model, "percent", f"profit_{model}", "cost", 100) for model in MODELS)]
    rows = [{**row, by.key: row["value"]} for row in credits.rows if plain(row["cost"])]
    shown = [measure.key for measure in measures]
    return table("returns_by_model", [by], measures, some_of(credits, rows, "cost != 0"), shown=shown, bar="cost")


def besides(report: Report, words: Words) -> Mapping[str, object]:
    """What the form of the options offers, and whom the returns are credited for."""
    question = report.question
    offered = choices(
        choice(MODEL, N_("Revenue credited by"), _MODEL_NAMES, question, words),
        choice(BY, N_("Told apart by"), _BY_NAMES, question, words),
        choice(DATED, N_("Customers are dated"), DATES, question, words),
        lookback_choice(question, words),
    )
    model, dated = _MODEL_NAMES[question.options["model"]], _DATED[question.options["dated"]]
    credited = N_("Customers and revenue are credited by this model: %(model)s.")
    return {**offered, "credited": words.say(credited, model=words.say(model)), "dated": words.say(dated)}


def answer(report: Report, words: Words) -> str:
    """What came back of every euro, and what pays, and what does not?"""
    roi, cost, revenue = (report.figure(key) for key in ("roi", "cost", "revenue_won"))
    if roi.value is None:
        return words.say(
            N_("%(period)s, %(revenue)s of revenue and no cost entered, so there is no return to speak of."),
            period=words.over(report.period),
            revenue=words.value(revenue.value, "money"),
        )
    opening = words.say(
        N_("%(period)s, %(cost)s spent and %(revenue)s earned: a return of %(roi)s"),
        period=words.over(report.period),
        cost=words.value(cost.value, "money"),
        revenue=words.value(revenue.value, "money"),
        roi=words.value(roi.value, "percent"),
    )
    return (
        sentence(opening, words.difference(roi, report.period))
        + _from_what_cost(report, words)
        + _best_and_worst(report, words)
    )


def _from_what_cost(report: Report, words: Words) -> str:
    """How much of the revenue what was paid for brought; nothing where that is all of it, or no cost says for what."""
    paid = [row for row in report.table("returns").rows if row["cost"] and not row["unassigned"]]
    part = sum(plain(row["revenue_won"]) or 0 for row in paid)
    revenue = report.figure("revenue_won").value or 0
    if not paid or revenue <= 0 or round(part) >= round(revenue):
        return ""
    message = _PAID_FOR[report.question.options["by"]]
    return " " + words.say(message, revenue=words.value(part, "money"))


_PAID_FOR = {
    "channel": N_("Of this revenue, %(revenue)s came from channels that cost something."),
    "source": N_("Of this revenue, %(revenue)s came from sources that cost something."),
    "campaign": N_("Of this revenue, %(revenue)s came from campaigns that cost something."),
    "magnet": N_("Of this revenue, %(revenue)s came from lead magnets that cost something."),
}


def _best_and_worst(report: Report, words: Words) -> str:
    """What pays best, and what loses money most; a value without a name is neither."""
    column = report.table("returns").labels[0]
    rows = [row for row in report.table("returns").rows if row["roi"] is not None and row[column.key]]
    if not rows:
        return ""
    best, worst = leader(rows, _return), min(rows, key=lambda row: (_return(row), plain(row["profit"]) or 0))
    told = ""
    if best is not None:
        told += " " + words.say(
            N_("What pays best: %(name)s (%(roi)s)."), name=words.cell(best, column), roi=words.cell(best, _ROI)
        )
    if _return(worst) < 0:
        told += " " + words.say(
            N_("What costs more than it brings: %(name)s (%(roi)s for %(cost)s)."),
            name=words.cell(worst, column),
            roi=words.cell(worst, _ROI),
            cost=words.cell(worst, Column("cost", "money")),
        )
    return told


_ROI = Column("roi", "percent")


def _return(row: Row) -> float:
    return plain(row["roi"]) or 0
