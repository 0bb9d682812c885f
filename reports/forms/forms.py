"""How far do visitors come with each form, and at which field do they give up?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reports.figure import Column, Measure, Report, Row, figure, plain, series, table
from reports.language import N_
from reports.query import Query
from reports.question import Question
from reports.statement import count, count_parts
from reports.words import Words, leader, of_column, sentence

COMPLETION = Measure("form_completion", "percent", "sent_visitors", "begun_visitors", 100)
CONVERSION = Measure("form_conversion", "percent", "sent_visitors", "viewed_visitors", 100)
ABANDONMENT = Measure("form_abandonment", "percent", "given_up_visitors", "begun_visitors", 100)
VIEWED = Measure("viewed_visitors", "count", "viewed_visitors")
BEGUN = Measure("begun_visitors", "count", "begun_visitors")
SENT = Measure("sent_visitors", "count", "sent_visitors")
MEDIAN = Measure("median_filling", "seconds", "median_seconds")
SPAM = Measure("spam_submissions", "count", "spam_submissions")

FIGURES = (COMPLETION, CONVERSION, ABANDONMENT, VIEWED, BEGUN, SENT, MEDIAN, SPAM)
OF_A_FORM = (VIEWED, BEGUN, SENT, COMPLETION, CONVERSION, ABANDONMENT, MEDIAN, SPAM)
OF_A_FIELD = (
    Measure("stopped_visitors", "count", "stopped_visitors"),
    Measure("stopped_share", "percent", "stopped_visitors", "given_up_visitors", 100),
)
COUNTS = (
    *("viewed_visitors", "begun_visitors", "sent_visitors", "given_up_visitors"),
    *("median_seconds", "spam_submissions"),
)
ENOUGH = 10
"""Of fewer beginnings a completion rate is chance, and names no form to look at."""
STEADY = 30
"""From so many beginnings on, forms are set beside each other by their rates, not by how many people they lost."""
PARTS = {
    "whole": COUNTS,
    "slots": ("bucket", "viewed_visitors", "begun_visitors", "sent_visitors"),
    "forms": ("form", *COUNTS),
}
_FORM, _FIELD = Column("form", "form"), Column("last_field", "field")


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    parts = count_parts(query, "forms/forms", question, PARTS, compare=True)
    totals, trend, by_form = parts["whole"], parts["slots"], replace(parts["forms"], previous=None)
    last_fields = count(query, "forms/last_fields", question, compare=False)
    return Report(
        "forms",
        question,
        tuple(figure(measure, totals) for measure in FIGURES),
        tuple(series(measure, trend, question.period) for measure in (COMPLETION, CONVERSION, VIEWED, BEGUN, SENT)),
        (
            table(
                "forms",
                [_FORM],
                OF_A_FORM,
                by_form,
                shown=[measure.key for measure in OF_A_FORM],
                bar="viewed_visitors",
            ),
            table(
                "last_fields",
                [_FORM, _FIELD],
                OF_A_FIELD,
                last_fields,
                shown=[measure.key for measure in OF_A_FIELD],
                bar="stopped_visitors",
            ),
        ),
    )


def besides(report: Report, words: Words) -> Mapping[str, object]:
    """Why the forms together have more who gave up than there are over all of them; empty where they have not."""
    given_up = report.figure("form_abandonment").numerator or 0
    by_form = sum(plain(row["given_up_visitors"]) or 0 for row in report.table("forms").rows)
    if by_form == given_up:
        return {"by_form": ""}
    said = words.say_count(
        "Over all forms, %(n)s visitor sent none of those they began; form by form, %(by_form)s gave up. Whoever "
        "leaves two forms counts under each, and whoever leaves one and sends another counts only under the one they "
        "left.",
        "Over all forms, %(n)s visitors sent none of those they began; form by form, %(by_form)s gave up. Whoever "
        "leaves two forms counts under each, and whoever leaves one and sends another counts only under the one they "
        "left.",
        given_up,
        by_form=words.value(by_form, "count"),
    )
    return {"by_form": said}


def answer(report: Report, words: Words) -> str:
    """How many finish a form they begin, which form loses most, and at which field?"""
    rate = report.figure("form_completion")
    if rate.value is None:
        if not report.figure("viewed_visitors").value:
            return words.say(N_("Nobody saw a form in this period."))
        return words.say(N_("Nobody began a form in this period."))
    opening = words.say(
        N_("%(period)s, %(rate)s of the visitors who began a form sent it"),
        period=words.over(report.period),
        rate=words.value(rate.value, "percent"),
    )
    return sentence(opening, words.difference(rate, report.period)) + _worst_form(report, words)


def _worst_form(report: Report, words: Words) -> str:
    """The form that loses most visitors, and the field at which most of them stopped."""
    worst = worst_form(report.table("forms").rows)
    if worst is None or not worst["given_up_visitors"]:
        return ""
    lost = words.say_count(
        "“%(form)s” loses most: of %(n)s visitor who began it, %(share)s did not send it",
        "“%(form)s” loses most: of %(n)s visitors who began it, %(share)s did not send it",
        plain(worst["begun_visitors"]) or 0,
        form=words.form(str(worst["form"])),
        share=words.cell(worst, Column("form_abandonment", "percent")),
    )
    field = _last_field(report, worst)
    if field is None:
        return f" {lost}."
    stopped = words.say(
        N_("most often after the field “%(field)s” (%(n)s)"),
        field=words.cell(field, _FIELD),
        n=words.cell(field, Column("stopped_visitors", "count")),
    )
    return " " + sentence(lost, stopped)


def worst_form(rows: Sequence[Row]) -> Row | None:
    """The form that loses the greatest part of who begin it; the most people where not two are begun often enough.

    >>> quote = {"begun_visitors": 60, "given_up_visitors": 20}
    >>> guide = {"begun_visitors": 200, "given_up_visitors": 41}
    >>> worst_form([guide, quote]) is quote
    True
    >>> worst_form([guide, {**quote, "begun_visitors": 29}]) is guide
    True
    """
    told = [row for row in rows if (plain(row["begun_visitors"]) or 0) >= ENOUGH]
    steady = [row for row in told if (plain(row["begun_visitors"]) or 0) >= STEADY]
    if len(steady) > 1:
        return leader(steady, lambda row: (plain(row["given_up_visitors"]) or 0) / (plain(row["begun_visitors"]) or 1))
    return leader(told, of_column("given_up_visitors"))


def _last_field(report: Report, form: Row) -> Row | None:
    rows = [row for row in report.table("last_fields").rows if row["form"] == form["form"] and row["last_field"]]
    return leader(rows, of_column("stopped_visitors"))
