"""Where do leads get stuck on their way to customers, and why are they lost?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reports.figure import Column, Measure, Number, Report, Row, Table, figure, plain, series, table
from reports.funnel_chart import Funnel, Step, funnel
from reports.language import N_
from reports.query import Query
from reports.question import Question
from reports.stage import STEPS, reason_name
from reports.statement import count
from reports.words import Words, leader, of_column

RATES = (
    Measure("visitor_to_lead", "percent", "lead_visitors", "visitors", 100),
    Measure("lead_to_mql", "percent", "mql_leads", "leads", 100),
    Measure("mql_to_sql", "percent", "sql_leads", "mql_leads", 100),
    Measure("sql_to_opportunity", "percent", "opportunities", "sql_leads", 100),
    Measure("opportunity_to_customer", "percent", "customers", "opportunities", 100),
)
LEADS = Measure("leads", "count", "leads")
LOST = Measure("lost_leads", "count", "lost_leads")
NO_ANSWER = Measure("lead_loss_no_answer", "percent", "unanswered_leads", "leads", 100)
QUALIFIED_FIRST = Measure("qualified_first", "percent", "qualified_first_leads", "handed_over_leads", 100)
NURTURED = Measure("nurtured_share", "percent", "nurtured_leads", "unqualified_leads", 100)

OF_A_STEP = (
    Measure("step_reached", "count", "reached"),
    Measure("step_rate", "percent", "reached", "previous_reached", 100),
    Measure("dropped", "count", "dropped"),
    Measure("drop_off", "percent", "dropped", "previous_reached", 100),
)

ENOUGH = 10
"""Of fewer a rate is chance, and does not say where it blocks."""
LEAST_OF_VISITORS = 1
"""Per cent: a site's rate below it is poor (one to three is good), so that the way to the lead is what blocks."""


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    totals = count(query, "lead_funnel/lead_funnel", question)
    trend = count(query, "lead_funnel/trend", question)
    measures = (*RATES, LEADS, LOST, NO_ANSWER, QUALIFIED_FIRST, NURTURED)
    return Report(
        "lead_funnel",
        question,
        tuple(figure(measure, totals) for measure in measures),
        tuple(series(measure, trend, question.period) for measure in (*RATES[1:], NO_ANSWER)),
        (
            steps_table(query, question),
            table(
                "losses",
                [Column("lost_reason", "lost_reason")],
                (LOST, Measure("loss_share", "percent", "lost_leads", "all_lost_leads", 100)),
                count(query, "lead_funnel/losses", question, compare=False),
                shown=["lost_leads", "loss_share"],
                bar="lost_leads",
            ),
        ),
    )


def steps_table(query: Query, question: Question) -> Table:
    """The steps from visitor to customer, the one that blocks marked."""
    steps = count(query, "lead_funnel/lead_steps", question, compare=False)
    return table(
        "lead_steps",
        [Column("lead_step", "lead_step")],
        OF_A_STEP,
        replace(steps, rows=_marked(steps.rows)),
        shown=[measure.key for measure in OF_A_STEP],
        bar="step_rate",
    )


def _marked(rows: Sequence[Row]) -> list[dict[str, object]]:
    stage = blocking_stage(rows)
    return [{**row, "is_blocking": int(row["lead_step"] == stage)} for row in rows]


def blocking_stage(rows: Sequence[Row]) -> str:
    """The stage to which fewest pass on; empty where too few have come so far to tell.

    >>> steps = [("lead", 30, 1000), ("mql", 15, 30), ("sql", 12, 15), ("opportunity", 3, 12), ("customer", 1, 3)]
    >>> rows = [{"lead_step": stage, "reached": n, "previous_reached": of} for stage, n, of in steps]
    >>> blocking_stage(rows)
    'opportunity'

    Of three opportunities one became a customer: too few to say. With 3 leads of 1 000 visitors nothing is tellable
    but the beginning:

    >>> blocking_stage([{**rows[0], "reached": 3}, *rows[1:]])
    'lead'
    """
    rates = {
        str(row["lead_step"]): (plain(row["reached"]) or 0) * 100 / (plain(row["previous_reached"]) or 1)
        for row in rows
        if (plain(row["previous_reached"]) or 0) >= ENOUGH
    }
    if rates.get("lead", 100) < LEAST_OF_VISITORS:
        return "lead"
    later = {stage: rate for stage, rate in rates.items() if stage != "lead" and rate < 100}
    return min(later, key=lambda stage: later[stage], default="")


_ON_THE_WAY = {
    "mql": N_("Qualified leads (MQL)"),
    "sql": N_("Sales-qualified leads (SQL)"),
    "opportunity": N_("Opportunities"),
    "customer": N_("Customers"),
}
"""Those who have come to a stage, in order."""


def besides(report: Report, words: Words) -> Mapping[str, object]:
    """Of whom the steps speak, and the steps drawn."""
    return {"of_whom": of_whom(report, words), "funnels": funnels(report, words)}


def funnels(report: Report, words: Words) -> tuple[Funnel, ...]:
    """The steps drawn: from visitors to leads, and anew from leads to customers, who are not the same people."""
    rows = {str(row["lead_step"]): row for row in report.table("lead_steps").rows}
    if not rows:
        return ()
    visits = [
        Step(words.say(N_("Visitors")), *_visitors(rows["lead"]["previous_reached"], words)),
        Step(
            words.say(N_("Visitors who became leads")),
            *_visitors(rows["lead"]["reached"], words),
            _warning(rows["lead"], words),
        ),
    ]
    leads = [
        Step(words.say(N_("Leads")), *_leads(rows["mql"]["previous_reached"], words)),
        *(
            Step(words.say(name), *_leads(rows[stage]["reached"], words), _warning(rows[stage], words))
            for stage, name in _ON_THE_WAY.items()
        ),
    ]
    return tuple(filter(None, (funnel(visits, words), funnel(leads, words))))


def _visitors(number: object, words: Words) -> tuple[Number, str]:
    people = plain(number) or 0
    return people, words.say_count("%(n)s visitor", "%(n)s visitors", people)


def _leads(number: object, words: Words) -> tuple[Number, str]:
    people = plain(number) or 0
    return people, words.leads(people)


def _warning(row: Row, words: Words) -> str:
    return words.say(N_("This step blocks:")) if row["is_blocking"] else ""


def of_whom(report: Report, words: Words) -> str:
    """That the first step counts visitors and the others leads; empty where both come to the same."""
    steps = {str(row["lead_step"]): row for row in report.table("lead_steps").rows}
    if not steps or plain(steps["lead"]["reached"]) == plain(steps["mql"]["previous_reached"]):
        return ""
    return words.say_count(
        "%(n)s visitor became a lead; from the second step on, all %(leads)s of the period count, those told from "
        "elsewhere too.",
        "%(n)s visitors became leads; from the second step on, all %(leads)s of the period count, those told from "
        "elsewhere too.",
        plain(steps["lead"]["reached"]) or 0,
        leads=words.leads(plain(steps["mql"]["previous_reached"])),
    )


def answer(report: Report, words: Words) -> str:
    """How many leads became customers, which step blocks, and how many were lost for want of an answer?"""
    leads = report.figure("leads")
    if not leads.value:
        return words.say(N_("No lead in this period."))
    opening = words.say(
        N_("%(period)s, %(leads)s: %(customers)s so far."),
        period=words.over(report.period),
        leads=words.leads(leads.value),
        customers=words.customers(report.figure("opportunity_to_customer").numerator),
    )
    return opening + _blocking_step(report, words) + _main_reason(report, words)


def _blocking_step(report: Report, words: Words) -> str:
    row = next((row for row in report.table("lead_steps").rows if row["is_blocking"]), None)
    if row is None:
        return " " + words.say(N_("There are too few leads to say which step blocks."))
    return " " + words.say(
        N_("The step that blocks is “%(step)s”: %(rate)s pass it."),
        step=words.say(STEPS[str(row["lead_step"])]),
        rate=words.cell(row, Column("step_rate", "percent")),
    )


def _main_reason(report: Report, words: Words) -> str:
    """How many were lost, and why most of them; not why, where several reasons are as frequent."""
    lost = report.figure("lost_leads").value or 0
    if not lost:
        return ""
    row = leader(report.table("losses").rows, of_column("lost_leads"))
    if row is None:
        return " " + words.say_count("%(n)s lead was lost.", "%(n)s leads were lost.", lost)
    return " " + words.say_count(
        "%(n)s lead was lost, most often for this reason: %(reason)s (%(most)s).",
        "%(n)s leads were lost, most often for this reason: %(reason)s (%(most)s).",
        lost,
        reason=reason_name(str(row["lost_reason"]), words.say),
        most=words.cell(row, Column("lost_leads", "count")),
    )
