"""What does a lead cost, what does a customer, and which campaign should stop?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reports.acquisition_cost.option import DATED, DATES, MARGIN, OPTIONS, TOUCH, TOUCHES, under
from reports.choice import choice, choices, entry
from reports.figure import Column, Measure, Number, Report, Row, Table, figure, plain, series, table
from reports.language import N_
from reports.option import read_options
from reports.query import Query
from reports.question import Question
from reports.statement import count
from reports.words import Words, sentence

COST = Measure("cost", "money", "cost")
LEADS = Measure("leads", "count", "leads")
CPL = Measure("cpl", "money", "cost", "leads")
COST_PER_MQL = Measure("cost_per_mql", "money", "cost", "mql_leads")
COST_PER_SQL = Measure("cost_per_sql", "money", "cost", "sql_leads")
CUSTOMERS = Measure("new_customers", "count", "customers")
CAC = Measure("cac", "money", "cost", "customers")
CEILING = Measure("cac_ceiling", "money", "cost_ceiling")

FIGURES = (CPL, CAC, CEILING, COST, LEADS, CUSTOMERS, COST_PER_MQL, COST_PER_SQL)
BREAKDOWN = (COST, LEADS, CPL, COST_PER_MQL, COST_PER_SQL, CUSTOMERS, CAC)

_DATED = {
    "sale": N_("MQL, SQL and customers are those who became so in the period."),
    "lead": N_("MQL, SQL and customers are those among the leads of the period."),
}
_LABELS: Mapping[str, tuple[Column, ...]] = {
    "channels": (Column("channel", "channel"),),
    "sources": (Column("source", "text"), Column("channel", "channel")),
    "campaigns": (Column("campaign", "text"),),
    "magnets": (Column("magnet", "magnet"),),
}


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    asked = replace(question, options=read_options(OPTIONS, question.options))
    counted = count(query, "acquisition_cost/acquisition_cost", asked)
    return Report(
        "acquisition_cost",
        asked,
        tuple(figure(measure, counted) for measure in FIGURES),
        tuple(series(measure, counted, asked.period) for measure in (CPL, CAC, COST, LEADS, CUSTOMERS)),
        tuple(_table(query, asked, name) for name in _LABELS),
    )


def _table(query: Query, question: Question, name: str) -> Table:
    counted = count(query, f"acquisition_cost/{name}", question, compare=False)
    return table(
        f"cost_{name}",
        [*_LABELS[name], Column("ceiling", "ceiling")],
        BREAKDOWN,
        replace(counted, rows=_flagged(counted.rows)),
        shown=[measure.key for measure in BREAKDOWN],
        bar="cost",
    )


def _flagged(rows: Sequence[Row]) -> list[dict[str, object]]:
    return [{**row, "ceiling": against_ceiling(row)} for row in rows]


def against_ceiling(row: Row) -> str:
    """Whether what was spent on a customer lies "above" the ceiling or "below"; empty where one of the two is unknown.

    Money spent without any customer is above it once it exceeds what a first one may cost.

    >>> against_ceiling({"cost": 500, "customers": 5, "cost_ceiling": 300})
    'below'
    >>> against_ceiling({"cost": 301, "customers": 0, "cost_ceiling": 300})
    'above'
    >>> against_ceiling({"cost": 500, "customers": 5, "cost_ceiling": None})
    ''
    """
    cost, ceiling = plain(row["cost"]), plain(row["cost_ceiling"])
    if cost is None or ceiling is None:
        return ""
    customers = plain(row["customers"]) or 0
    if not customers:
        return "above" if cost > ceiling else ""
    return "above" if cost > ceiling * customers else "below"


def besides(report: Report, words: Words) -> Mapping[str, object]:
    """What the form of the options offers, and what the tables put into a row."""
    offered = choices(
        choice(TOUCH, N_("Leads belong to"), TOUCHES, report.question, words),
        choice(DATED, N_("Customers are dated"), DATES, report.question, words),
        entry(MARGIN, N_("Gross margin on a customer"), report.question, words, "amount"),
    )
    dated = _DATED[report.question.options["dated"]]
    return {**offered, "under": under(report, words), "dated": words.say(dated)}


def answer(report: Report, words: Words) -> str:
    """What do a lead and a customer cost, and on which campaign is money spent in vain?"""
    cost, cpl, cac = report.figure("cost"), report.figure("cpl"), report.figure("cac")
    if cost.value is None:
        return words.say(N_("No cost is entered for this period, so nothing can be said of what a lead costs."))
    spent = {"period": words.over(report.period), "cost": words.value(cost.value, "money")}
    if cpl.value is None:
        return words.say(N_("%(period)s, %(cost)s spent and no lead."), **spent)
    opening = words.say(
        N_("%(period)s, a lead cost you %(cpl)s (%(cost)s for %(leads)s)"),
        cpl=words.value(cpl.value, "money"),
        leads=words.leads(cpl.denominator),
        **spent,
    )
    customer = "" if cac.value is None else words.say(N_("a customer %(cac)s"), cac=words.value(cac.value, "money"))
    return sentence(opening, customer) + _to_stop(report, words)


def _to_stop(report: Report, words: Words) -> str:
    """The campaign that costs most for nothing, or most above the ceiling; nothing where none does."""
    rows = [row for row in report.table("cost_campaigns").rows if row["cost"] and not row["unassigned"]]
    in_vain = [row for row in rows if not row["customers"] or row["ceiling"] == "above"]
    if not in_vain:
        return ""
    worst = max(in_vain, key=lambda row: _excess(row))
    message = (
        N_("The campaign to stop, or to change: “%(campaign)s”, %(cost)s for %(customers)s.")
        if worst["ceiling"] == "above"
        else N_("The campaign “%(campaign)s” has brought no customer yet for %(cost)s: watch it.")
    )
    said = words.say(
        message,
        campaign=worst["campaign"],
        cost=words.cell(worst, Column("cost", "money")),
        customers=words.customers(worst["customers"]),
    )
    return f" {said}{_otherwise(report, worst, words)}"


def _otherwise(report: Report, campaign: Row, words: Words) -> str:
    """That customers came by the magnet that a campaign without any was paid for: they came to it in other ways."""
    rows = [row for row in report.table("cost_magnets").rows if row["magnet"] == campaign["paid_magnet"] != ""]
    won = sum(plain(row["customers"]) or 0 for row in rows)
    if campaign["customers"] or not won:
        return ""
    return " " + words.say_count(
        "The magnet it is paid for, “%(magnet)s”, brought %(n)s customer, who came to it in another way.",
        "The magnet it is paid for, “%(magnet)s”, brought %(n)s customers, who came to it in other ways.",
        won,
        magnet=words.magnet(str(campaign["paid_magnet"])),
    )


def _excess(row: Row) -> tuple[bool, Number]:
    """How much more was spent than the ceiling lets; what is above it comes first."""
    cost, ceiling = plain(row["cost"]) or 0, plain(row["cost_ceiling"]) or 0
    return row["ceiling"] == "above", cost - ceiling * (plain(row["customers"]) or 0)
