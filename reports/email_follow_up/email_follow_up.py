"""Do your e-mails arrive, are they opened and clicked, and do their recipients then do what you want?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from reports.choice import choice, choices
from reports.figure import Column, Measure, Report, Row, figure, plain, series, table
from reports.language import N_
from reports.option import Option
from reports.query import Query
from reports.question import Question
from reports.statement import count_parts
from reports.words import Words, sentence

WANTED = Option("wanted", ("lead", "meeting", "sale"))
OPTIONS = (WANTED,)

_WANTED = {
    "lead": N_("sent a form or left their details"),
    "meeting": N_("met you"),
    "sale": N_("bought"),
}

SENT = Measure("sent_emails", "count", "sent_emails")
DELIVERED = Measure("delivered_emails", "count", "delivered_emails")
DELIVERY = Measure("delivery_rate", "percent", "delivered_emails", "sent_emails", 100)
OPEN = Measure("open_rate", "percent", "opened_emails", "delivered_emails", 100)
MACHINE_OPEN = Measure("machine_open_rate", "percent", "machine_opened_emails", "delivered_emails", 100)
CLICK = Measure("click_rate", "percent", "clicked_emails", "delivered_emails", 100)
CLICK_TO_OPEN = Measure("click_to_open", "percent", "clicked_emails", "opened_emails", 100)
UNSUBSCRIBE = Measure("unsubscribe_rate", "percent", "unsubscribed_emails", "delivered_emails", 100)
COMPLAINT = Measure("complaint_rate", "percent", "complained_emails", "delivered_emails", 100)
CONVERSION = Measure("email_conversion_rate", "percent", "converted_emails", "delivered_emails", 100)
HARD_BOUNCES = Measure("hard_bounces", "count", "hard_bounced_emails")
LIST_SIZE = Measure("list_size", "count", "permitting_leads")
OPT_OUT = Measure("opt_out_rate", "percent", "denying_leads", "leads", 100)
OPT_OUTS = Measure("opt_outs", "count", "opted_out_leads")

OF_EMAILS = (DELIVERY, OPEN, MACHINE_OPEN, CLICK, CLICK_TO_OPEN, UNSUBSCRIBE, COMPLAINT, CONVERSION, SENT)
OVER_TIME = (DELIVERY, OPEN, CLICK, CLICK_TO_OPEN, UNSUBSCRIBE, SENT)
OF_ONE = (DELIVERED, DELIVERY, HARD_BOUNCES, OPEN, MACHINE_OPEN, CLICK, CLICK_TO_OPEN, UNSUBSCRIBE, CONVERSION)
COUNTS = ("sent", "delivered", "opened", "machine_opened", "clicked", "unsubscribed")
PARTS = {
    "whole": [f"{name}_emails" for name in (*COUNTS, "complained", "converted")],
    "slots": ["bucket", *(f"{name}_emails" for name in COUNTS if name != "machine_opened")],
    "campaigns": [
        *("email_campaign", "email_day", "email_subject"),
        *(f"{name}_emails" for name in (*COUNTS, "hard_bounced", "converted")),
    ],
    "steps": [
        *("sequence", "email_step", "email_subject"),
        *(f"{name}_emails" for name in (*COUNTS, "hard_bounced", "converted")),
    ],
}
PERMISSIONS = {
    "whole": ["leads", "permitting_leads", "denying_leads"],
    "slots": ["bucket", "permitting_leads", "opted_out_leads"],
}
SHOWN = [measure.key for measure in OF_ONE if measure not in (DELIVERY, MACHINE_OPEN)]

ENOUGH = 20
"""Of fewer delivered e-mails a rate is chance, and says nothing about the step."""
WEAK_PART = 0.75
"""A step is weak that is clicked less than so much of what the whole sequence is."""


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    parts = count_parts(query, "email_follow_up/emails", question, PARTS, compare=True)
    emails, trend = parts["whole"], parts["slots"]
    campaigns, steps = (replace(parts[part], previous=None) for part in ("campaigns", "steps"))
    told = count_parts(query, "email_follow_up/permissions", question, PERMISSIONS, compare=True)
    permissions, permission_trend = told["whole"], told["slots"]
    return Report(
        "email_follow_up",
        question,
        (
            *(figure(measure, emails) for measure in OF_EMAILS),
            *(figure(measure, permissions) for measure in (LIST_SIZE, OPT_OUT)),
        ),
        (
            *(series(measure, trend, question.period) for measure in OVER_TIME),
            *(series(measure, permission_trend, question.period) for measure in (LIST_SIZE, OPT_OUTS)),
        ),
        (
            table(
                "email_campaigns",
                [Column("email_campaign", "text"), Column("email_day", "day")],
                OF_ONE,
                campaigns,
                shown=SHOWN,
                bar="click_rate",
            ),
            table(
                "email_steps",
                [Column("email_step", "email_step"), Column("sequence", "text")],
                OF_ONE,
                replace(steps, rows=_marked(steps.rows)),
                shown=SHOWN,
                bar="click_rate",
            ),
        ),
    )


def _marked(rows: Sequence[Row]) -> list[dict[str, object]]:
    weak = weak_steps(rows)
    return [{**row, "is_weak": int(weak.get(str(row["sequence"])) == row["email_step"])} for row in rows]


def weak_steps(rows: Sequence[Row]) -> dict[str, int]:
    """The step of each sequence at which its readers are lost: clicked least, and clearly less than the sequence is.

    >>> of_three = [(1, 100, 40), (2, 80, 4), (3, 70, 21)]
    >>> rows = [
    ...     {"sequence": "Welcome", "email_step": step, "delivered_emails": delivered, "clicked_emails": clicked}
    ...     for step, delivered, clicked in of_three
    ... ]
    >>> weak_steps(rows)
    {'Welcome': 2}

    Where all are clicked about alike, none is weak; nor is one of which too few were delivered to tell:

    >>> weak_steps([{**row, "clicked_emails": 20} for row in rows])
    {}
    >>> weak_steps([rows[0], {**rows[1], "delivered_emails": 19}, rows[2]])
    {}
    """
    found: dict[str, int] = {}
    sequences: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if _number(row, "delivered_emails") >= ENOUGH:
            sequences[str(row["sequence"])].append(row)
    for name, steps in sequences.items():
        whole = _rate(
            sum(_number(row, "clicked_emails") for row in steps), sum(_number(row, "delivered_emails") for row in steps)
        )
        weakest = min(steps, key=_clicked_part)
        if len(steps) > 1 and _clicked_part(weakest) < WEAK_PART * whole:
            found[name] = int(_number(weakest, "email_step"))
    return found


def _clicked_part(row: Row) -> float:
    return _rate(_number(row, "clicked_emails"), _number(row, "delivered_emails"))


def _rate(part: float, whole: float) -> float:
    return part / whole


def _number(row: Row, column: str) -> float:
    return plain(row[column]) or 0


def besides(report: Report, words: Words) -> Mapping[str, object]:
    """What the form of the options offers."""
    return choices(choice(WANTED, N_("Converted is a recipient who then"), _WANTED, report.question, words))


def answer(report: Report, words: Words) -> str:
    """How many e-mails arrived, how many were clicked, what came of it, and which step is weak?"""
    delivery = report.figure("delivery_rate")
    if not delivery.denominator:
        return words.say(N_("No e-mail is known to have been sent in this period."))
    click = report.figure("click_rate")
    opening = sentence(
        words.say(
            N_("%(period)s, %(delivered)s of %(sent)s arrived, and %(rate)s of them were clicked"),
            period=words.over(report.period),
            delivered=words.value(delivery.numerator, "count"),
            sent=words.emails(delivery.denominator),
            rate=words.value(click.value, "percent"),
        ),
        words.difference(click, report.period),
    )
    return opening + _converted(report, words) + _weak(report, words)


def _converted(report: Report, words: Words) -> str:
    n = report.figure("email_conversion_rate").numerator or 0
    wanted = report.question.options["wanted"]
    if wanted == "sale":
        told = words.say_count("%(n)s recipient then bought.", "%(n)s recipients then bought.", n)
    elif wanted == "meeting":
        told = words.say_count("%(n)s recipient then met you.", "%(n)s recipients then met you.", n)
    else:
        told = words.say_count(
            "%(n)s recipient then sent a form or left their details.",
            "%(n)s recipients then sent a form or left their details.",
            n,
        )
    return " " + told


def _weak(report: Report, words: Words) -> str:
    row = next((row for row in report.table("email_steps").rows if row["is_weak"]), None)
    if row is None:
        return ""
    return " " + words.say(
        N_("The weak step of “%(sequence)s” is e-mail %(step)s: %(rate)s click in it."),
        sequence=str(row["sequence"]),
        step=row["email_step"],
        rate=words.cell(row, Column("click_rate", "percent")),
    )
