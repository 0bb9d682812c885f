"""What to do next: rules after the diagnoses of the indicators, each with its reason in numbers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reports.figure import NextStep, Row, plain
from reports.language import N_
from reports.stage import STEPS
from reports.words import Words

MOST = 3
DEAR = 2
"""Times the usual cost of a lead: an advertisement may fail to bring one by chance, but not for so much."""
ENOUGH = 5
"""Leads that a page would have brought as others do: with fewer, to have none is chance."""

_DIAGNOSES = {
    "lead": "visitor_to_lead",
    "mql": "lead_to_mql",
    "sql": "mql_to_sql",
    "opportunity": "sql_to_opportunity",
    "customer": "opportunity_to_customer",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A step in words. page: endpoint of the page on which to go on; report: its name, where that is a report."""

    title: str
    reason: str
    page: str
    report: str
    link: str


def next_steps(
    waiting: Row, steps: Sequence[Row], campaigns: Sequence[Row], parts: Sequence[Row], ceiling: float | None
) -> tuple[NextStep, ...]:
    """At most three, the most urgent first.

    waiting: the leads, and those whom nobody contacted. steps: the funnel's. campaigns: with cost, leads and customers.
    parts: entry pages with sessions and leads. ceiling: what a customer may cost, if the owner has said so.
    """
    found = [
        *_uncontacted(waiting),
        *_above_the_ceiling(campaigns, ceiling),
        *_without_lead(campaigns),
        *_blocking(steps),
        *_idle_page(parts),
        *_no_cost(campaigns, waiting),
    ]
    return tuple(found[:MOST])


def _uncontacted(waiting: Row) -> Iterator[NextStep]:
    count = _number(waiting, "waiting_leads")
    if count:
        yield NextStep("uncontacted", count=count, whole=_number(waiting, "leads"))


def _above_the_ceiling(campaigns: Sequence[Row], ceiling: float | None) -> Iterator[NextStep]:
    """The dearest campaign whose customers cost more than they may; without a customer, one that cost more than one."""
    if not ceiling:
        return
    dear = [row for row in _named(campaigns) if _number(row, "cost") > ceiling * max(1, _number(row, "customers"))]
    if dear:
        row = max(dear, key=lambda row: _number(row, "cost"))
        yield NextStep(
            "ceiling",
            str(row["campaign"]),
            _number(row, "customers"),
            amount=_number(row, "cost"),
            usual=ceiling,
        )


def _without_lead(campaigns: Sequence[Row]) -> Iterator[NextStep]:
    """The campaign without a lead that cost most, if that is more than two leads usually do."""
    leads = sum(_number(row, "leads") for row in campaigns if _number(row, "cost"))
    if not leads:
        return
    usual = sum(_number(row, "cost") for row in campaigns) / leads
    idle = [row for row in _named(campaigns) if not _number(row, "leads") and _number(row, "cost") >= DEAR * usual]
    if idle:
        row = max(idle, key=lambda row: _number(row, "cost"))
        yield NextStep("no_lead", str(row["campaign"]), amount=_number(row, "cost"), usual=usual)


def _named(campaigns: Sequence[Row]) -> list[Row]:
    return [row for row in campaigns if row["campaign"]]


def _blocking(steps: Sequence[Row]) -> Iterator[NextStep]:
    for row in steps:
        if row["is_blocking"]:
            yield NextStep("blocking", str(row["lead_step"]), _number(row, "reached"), _number(row, "previous_reached"))


def _idle_page(parts: Sequence[Row]) -> Iterator[NextStep]:
    """The entry page without a lead on which most visits began, if as many visits usually bring five leads."""
    pages = [row for row in parts if row["part_kind"] == "entry_page" and row["part"]]
    sessions = sum(_number(row, "part_sessions") for row in pages)
    leads = sum(_number(row, "part_leads") for row in pages)
    idle = [row for row in pages if not _number(row, "part_leads")]
    if not sessions or not idle:
        return
    row = max(idle, key=lambda row: _number(row, "part_sessions"))
    usual = leads * _number(row, "part_sessions") / sessions
    if usual >= ENOUGH:
        yield NextStep("idle_page", str(row["part"]), _number(row, "part_sessions"), usual=int(usual))


def _no_cost(campaigns: Sequence[Row], waiting: Row) -> Iterator[NextStep]:
    if _number(waiting, "leads") and not any(_number(row, "cost") for row in campaigns):
        yield NextStep("no_cost", count=_number(waiting, "leads"))


def _number(row: Mapping[str, object], column: str) -> int | float:
    return plain(row.get(column)) or 0


def say_next(step: NextStep, words: Words) -> Said:
    """The step as its owner reads it."""
    say = words.say
    amount, usual = words.value(step.amount, "money"), words.value(step.usual, "money")
    if step.kind == "uncontacted":
        reason = words.say_count(
            "%(n)s of the %(leads)s of this period waits for a first contact.",
            "%(n)s of the %(leads)s of this period wait for a first contact.",
            step.count,
            leads=words.leads(step.whole),
        )
        return Said(say(N_("Call the leads that wait")), reason, "leads.index", "", say(N_("Leads to call")))
    if step.kind == "ceiling":
        reason = words.say_count(
            "It cost %(cost)s for %(n)s customer; you want to spend %(usual)s at most on one.",
            "It cost %(cost)s for %(n)s customers; you want to spend %(usual)s at most on one.",
            step.count,
            cost=amount,
            usual=usual,
        )
        title = say(N_("Stop or change the campaign “%(name)s”"), name=step.name)
        return Said(title, reason, "reports.page", "acquisition_cost", say(N_("What campaigns cost")))
    if step.kind == "no_lead":
        reason = say(
            N_("It cost %(cost)s and brought no lead; elsewhere one costs %(usual)s."), cost=amount, usual=usual
        )
        title = say(N_("Stop or change the campaign “%(name)s”"), name=step.name)
        return Said(title, reason, "reports.page", "acquisition_cost", say(N_("What campaigns cost")))
    if step.kind == "blocking":
        rate = words.value(100 * step.count / step.whole, "percent")
        reason = say(
            N_("%(rate)s pass it (%(n)s of %(whole)s): fewer than one visitor in a hundred.")
            if step.name == "lead"
            else N_(
                "%(rate)s pass it (%(n)s of %(whole)s): of the steps that follow the lead, the one that fewest pass."
            ),
            rate=rate,
            n=words.value(step.count, "count"),
            whole=words.value(step.whole, "count"),
        )
        diagnosis = words.term(_DIAGNOSES[step.name]).warning
        title = say(N_("Work on the step “%(step)s”"), step=say(STEPS[step.name]))
        return Said(
            title, f"{reason} {diagnosis}".strip(), "reports.page", "lead_funnel", say(N_("See the whole funnel"))
        )
    if step.kind == "idle_page":
        visits = words.say_count("%(n)s session", "%(n)s sessions", step.count)
        reason = say(
            N_("%(sessions)s began there and none made a lead; elsewhere as many make %(leads)s."),
            sessions=visits,
            leads=words.leads(step.usual),
        )
        title = say(N_("Offer something on the page %(name)s"), name=step.name)
        return Said(title, reason, "reports.page", "content", say(N_("How pages are read")))
    reason = say(N_("Without them nobody knows what your %(leads)s cost."), leads=words.leads(step.count))
    return Said(say(N_("Enter your costs")), reason, "costs.index", "", say(N_("Costs")))
