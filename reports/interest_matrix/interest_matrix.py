"""Who is worth a call, by means and by interest, and where those come from who only look?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.figure import Column, Measure, Report, Row, Table, figure, plain, ratio, series, standing, table
from reports.language import N_
from reports.quadrant import QUADRANTS
from reports.query import Query
from reports.question import Question
from reports.statement import count
from reports.words import Words, leader, of_column, sentence

LEADS = Measure("leads", "count", "leads")
BEST = Measure("best_leads", "count", "best_leads")
TO_CALL = Measure("leads_to_call", "count", "leads_to_call")
BEST_TO_SALE = Measure("best_to_sale", "percent", "best_customers", "best_leads", 100)
TIRE_KICKERS = Measure("tire_kickers", "percent", "tire_kicker_leads", "leads", 100)
KICKERS_TO_SALE = Measure("tire_kickers_to_sale", "percent", "tire_kicker_customers", "tire_kicker_leads", 100)
CUSTOMERS = Measure("customers", "count", "customers")
LEAD_TO_SALE = Measure("lead_to_sale", "percent", "customers", "leads", 100)
REVENUE = Measure("revenue", "money", "revenue")
KICKER_LEADS = Measure("tire_kicker_leads", "count", "tire_kicker_leads")

FIGURES = (TO_CALL, BEST, BEST_TO_SALE, TIRE_KICKERS, KICKERS_TO_SALE, LEADS)
FOLLOWED = (BEST, TIRE_KICKERS, LEADS)
QUADRANT = (LEADS, CUSTOMERS, LEAD_TO_SALE, REVENUE)
ENOUGH = 10
"""Of fewer leads a rate is chance, and does not speak against the score."""
KICKERS = (KICKER_LEADS, LEADS, TIRE_KICKERS)


@dataclass(frozen=True, slots=True)
class Cell:
    """A quadrant of the matrix in words. share: of all leads, as wide as its bar. revenue: "" without a lead."""

    key: str
    name: str
    leads: str
    share: float
    of_all: str
    customers: str
    revenue: str


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    totals = count(query, "interest_matrix/interest_matrix", question)
    trend = count(query, "interest_matrix/trend", question)
    quadrant = Column("quadrant", "quadrant")
    return Report(
        "interest_matrix",
        question,
        tuple((standing if measure is TO_CALL else figure)(measure, totals) for measure in FIGURES),
        tuple(series(measure, trend, question.period) for measure in FOLLOWED),
        (
            _table(query, question, "quadrants", (quadrant,), QUADRANT, "leads"),
            _table(
                query,
                question,
                "kicker_sources",
                (Column("channel", "channel"), Column("source", "text")),
                KICKERS,
                "tire_kicker_leads",
            ),
            _table(query, question, "kicker_magnets", (Column("magnet", "magnet"),), KICKERS, "tire_kicker_leads"),
        ),
    )


def _table(
    query: Query, question: Question, name: str, labels: tuple[Column, ...], measures: tuple[Measure, ...], bar: str
) -> Table:
    counted = count(query, f"interest_matrix/{name}", question, compare=False)
    return table(name, labels, measures, counted, shown=[measure.key for measure in measures], bar=bar)


def besides(report: Report, words: Words) -> Mapping[str, object]:
    """The matrix, its thresholds, and the days that the list of leads is asked for."""
    rows = {str(row["quadrant"]): row for row in report.table("quadrants").rows}
    days, site = report.period.current, report.site
    return {
        "misleads": misled_by(report.table("quadrants").rows) is not None,
        "matrix": {key: _cell(key, rows.get(key, {}), report, words) for key in QUADRANTS},
        "thresholds": (site.interesting_from, site.interested_from),
        "days": f"{days.first}_{days.last}",
    }


def _cell(key: str, row: Row, report: Report, words: Words) -> Cell:
    leads, customers = row.get("leads", 0), row.get("customers", 0)
    share = ratio(int(str(leads)), report.figure("leads").value, 100)
    rate = ratio(int(str(customers)), int(str(leads)), 100)
    return Cell(
        key=key,
        name=words.say(QUADRANTS[key]),
        leads=words.leads(leads),
        share=round(share or 0, 1),
        of_all=words.value(share, "percent"),
        customers=words.customers(customers)
        if rate is None
        else words.say(
            N_("%(customers)s, %(rate)s"), customers=words.customers(customers), rate=words.value(rate, "percent")
        ),
        revenue=words.cell({"revenue": row.get("revenue", 0.0)}, Column("revenue", "money")) if leads else "",
    )


def answer(report: Report, words: Words) -> str:
    """Whom to call today, and how many only look?"""
    leads, best = report.figure("leads"), report.figure("best_leads")
    if not leads.value:
        return words.say(N_("No lead in this period."))
    opening = words.say_count(
        "%(period)s, %(n)s lead of %(all)s is both interesting and interested",
        "%(period)s, %(n)s leads of %(all)s are both interesting and interested",
        best.value or 0,
        period=words.over(report.period),
        all=words.value(leads.value, "count"),
    )
    advice = _misleading(report, words) or _to_call(report, words)
    return sentence(opening, "") + advice + _only_looking(report, words)


def misled_by(rows: Sequence[Row]) -> Row | None:
    """The quadrant that buys more often than the best one, so that the score points the wrong way; None without one.

    >>> best = {"quadrant": "both", "leads": 31, "lead_to_sale": 6.5}
    >>> others = {"quadrant": "neither", "leads": 92, "lead_to_sale": 14.1}
    >>> misled_by([best, others])["quadrant"]
    'neither'
    >>> misled_by([{**best, "lead_to_sale": 14.1}, others]), misled_by([best, {**others, "leads": 9}])
    (None, None)
    """
    enough = [row for row in rows if (plain(row["leads"]) or 0) >= ENOUGH]
    best = next((row for row in enough if row["quadrant"] == "both"), None)
    if best is None:
        return None
    better = [row for row in enough if _bought(row) > _bought(best)]
    return max(better, key=_bought, default=None)


def _bought(row: Row) -> float:
    return plain(row["lead_to_sale"]) or 0


def _misleading(report: Report, words: Words) -> str:
    other = misled_by(report.table("quadrants").rows)
    if other is None:
        return ""
    rate = Column("lead_to_sale", "percent")
    return " " + words.say(
        N_(
            "Your score does not find your buyers yet: %(best)s of them bought, %(rate)s of the quadrant “%(other)s”. "
            "Look at the score rules."
        ),
        best=words.value(report.figure("best_to_sale").value, "percent"),
        rate=words.cell(other, rate),
        other=words.cell(other, Column("quadrant", "quadrant")),
    )


def _to_call(report: Report, words: Words) -> str:
    waiting = report.figure("leads_to_call").value
    if not waiting:
        return ""
    return " " + words.say_count(
        "%(n)s of them waits for a first contact: call today.",
        "%(n)s of them wait for a first contact: call them today.",
        waiting,
    )


def _only_looking(report: Report, words: Words) -> str:
    """How many are tire-kickers, and which magnet brings more than half of them."""
    kickers = report.figure("tire_kickers")
    if not kickers.numerator:
        return ""
    said = words.say_count(
        "%(n)s is a tire-kicker (%(share)s)",
        "%(n)s are tire-kickers (%(share)s)",
        kickers.numerator,
        share=words.value(kickers.value, "percent"),
    )
    most = leader(report.table("kicker_magnets").rows, of_column("tire_kicker_leads"))
    if most is None or not most["magnet"] or 2 * of_column("tire_kicker_leads")(most) <= kickers.numerator:
        return " " + words.say(N_("%(said)s."), said=said)
    return " " + words.say(
        N_("%(said)s, most of them by “%(magnet)s”."), said=said, magnet=words.magnet(str(most["magnet"]))
    )
