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

REASONS = {
    "": N_("(no reason given)"),
    "no_answer": N_("no answer"),
    "price": N_("price"),
    "competitor": N_("competitor"),
    "timing": N_("timing"),
    "budget": N_("budget"),
    "not_a_fit": N_("not a fit"),
}
"""Reasons that have a name in the reader's language; any other is shown as it was written."""


def step_name(stage: str, is_blocking: bool, say: Callable[..., str]) -> str:
    """A step, marked if it is the one that blocks."""
    name = say(STEPS.get(stage, stage))
    return say(N_("%(step)s (blocks)"), step=name) if is_blocking else name


def reason_name(reason: str, say: Callable[..., str]) -> str:
    """Why a lead was lost."""
    return say(REASONS[reason]) if reason in REASONS else reason
