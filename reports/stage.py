"""What the stages of a lead, the steps between them and the reasons for losing one are called."""

from collections.abc import Callable

from reports.language import N_

STEPS = {
    "lead": N_("Visitor → lead"),
    "mql": N_("Lead → MQL"),
    "sql": N_("MQL → SQL"),
    "opportunity": N_("SQL → opportunity"),
    "customer": N_("Opportunity → customer"),
}
"""Each step by the stage it leads to, in order."""

LOST_REASONS = {
    "no_answer": N_("No answer"),
    "no_budget": N_("No budget"),
    "too_expensive": N_("Too expensive"),
    "competitor": N_("Chose a competitor"),
    "not_interested": N_("Not interested"),
    "postponed": N_("Postponed"),
    "out_of_area": N_("Out of our area"),
    "not_feasible": N_("Not feasible"),
    "duplicate": N_("Duplicate"),
    "other": N_("Other reason"),
}
"""Reasons that have a name in the reader's language; any other is shown as it was written."""


def step_name(stage: str, is_blocking: bool, say: Callable[..., str]) -> str:
    """A step, marked if it is the one that blocks."""
    name = say(STEPS.get(stage, stage))
    return say(N_("%(step)s (bottleneck)"), step=name) if is_blocking else name


def reason_name(reason: str, say: Callable[..., str]) -> str:
    """Why a lead was lost."""
    if not reason:
        return say(N_("(no reason given)"))
    return say(LOST_REASONS[reason]) if reason in LOST_REASONS else reason
