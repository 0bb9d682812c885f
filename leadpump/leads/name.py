"""What stages, reasons and happenings of a lead are called."""

from __future__ import annotations

from reports.data_quality.reason import SPAM_FORMS
from reports.language import N_
from reports.stage import reason_name
from reports.words import Words

STAGES = {
    "new": N_("New"),
    "contacted": N_("Contacted"),
    "mql": N_("Marketing-qualified (MQL)"),
    "sql": N_("Sales-qualified (SQL)"),
    "opportunity": N_("Opportunity"),
    "customer": N_("Customer"),
    "lost": N_("Lost"),
}
"""In the order in which they are passed."""
SHORT_STAGES = STAGES | {"mql": "MQL", "sql": "SQL"}
WAYS = {
    "form": N_("Form of the site"),
    "api": N_("Sent by a program"),
    "csv": N_("Imported from a file"),
    "webhook": N_("Sent by another service"),
    "page": N_("Written by hand"),
    "rule": N_("By the score rules"),
}
CONSENTS = {"granted": N_("May be contacted"), "denied": N_("Does not want to be contacted")}


def stage_name(stage: str, words: Words) -> str:
    """The stage in full."""
    return words.say(STAGES[stage]) if stage in STAGES else stage


def short_stage(stage: str, words: Words) -> str:
    """The stage in a table."""
    return words.say(SHORT_STAGES[stage]) if stage in SHORT_STAGES else stage


def lost_reason(reason: str, words: Words) -> str:
    """Why a lead was lost; a reason that is none of ours as somebody wrote it; "" where none is known."""
    return reason_name(reason, words.say) if reason else ""


def spam_reason(reason: str, words: Words) -> str:
    """Why a lead is taken for spam."""
    return words.say(SPAM_FORMS[reason]) if reason in SPAM_FORMS else reason


def consent_name(consent: str, words: Words) -> str:
    """Permission to be contacted; "" if it was not asked for."""
    said = CONSENTS.get(consent, "")
    return words.say(said) if said else ""


def way(via: str, words: Words) -> str:
    """How something came in."""
    return words.say(WAYS[via]) if via in WAYS else via


def delay(seconds: float | None, words: Words) -> str:
    """How long something took, in its largest unit: 25 min, 3 h, 4 days; a dash if it did not happen."""
    if seconds is None:
        return "–"
    minutes = max(0, int(seconds)) // 60
    if minutes < 60:
        return words.say(N_("%(n)s min"), n=minutes)
    if minutes < 48 * 60:
        return words.say(N_("%(n)s h"), n=minutes // 60)
    return words.say_count("%(n)s day", "%(n)s days", minutes // (24 * 60))


def exact_delay(seconds: float | None, words: Words) -> str:
    """How long something took, its hours with their minutes: 25 min, 3 h 54 min, 4 days."""
    hours, minutes = divmod(max(0, int(seconds or 0)) // 60, 60)
    if 0 < hours < 48 and minutes:
        return words.say(N_("%(hours)s h %(minutes)s min"), hours=hours, minutes=minutes)
    return delay(seconds, words)
