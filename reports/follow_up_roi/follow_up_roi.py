"""Does it pay to follow leads up? What is sold to those contacted, against a month before that was done."""

from collections.abc import Mapping
from dataclasses import replace

from reports.choice import choices, entry
from reports.figure import Measure, Report, figure, series
from reports.language import N_
from reports.option import AMOUNT, Option, read_options
from reports.query import Query
from reports.question import Question
from reports.statement import count
from reports.words import Words

BASELINE = Option("baseline", ("",), AMOUNT, "an amount in the site's currency, as 5000 or 4999.50")
OPTIONS = (BASELINE,)

FOLLOWED = Measure("followed_revenue", "money", "followed_revenue")
SOLD = Measure("sold_revenue", "money", "sold_revenue")
FIGURES = (
    Measure("follow_up_gain", "money", "follow_up_gain", "months"),
    Measure("follow_up_year", "money", "follow_up_gain", "months", 12),
    Measure("follow_up_increase", "percent", "follow_up_gain", "baseline_revenue", 100),
    Measure("monthly_followed_revenue", "money", "followed_revenue", "months"),
    FOLLOWED,
    SOLD,
)


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    asked = replace(question, options=read_options(OPTIONS, question.options))
    counted = count(query, "follow_up_roi/follow_up_roi", asked)
    return Report(
        "follow_up_roi",
        asked,
        tuple(figure(measure, counted) for measure in FIGURES),
        tuple(series(measure, counted, asked.period) for measure in (FOLLOWED, SOLD)),
        (),
    )


def besides(report: Report, words: Words) -> Mapping[str, object]:
    """What the form of the options offers, and what it waits for."""
    offered = choices(entry(BASELINE, N_("Sold in a month before you followed up"), report.question, words, "amount"))
    if report.question.options["baseline"]:
        return offered
    wanted = N_("Enter what you sold in a month before you followed leads up: what you sell now is set against it.")
    return {**offered, "wanted": words.say(wanted)}


def answer(report: Report, words: Words) -> str:
    """How much more a month is sold since leads are followed up?"""
    gain, year, increase = (report.figure(key) for key in ("follow_up_gain", "follow_up_year", "follow_up_increase"))
    if gain.value is None:
        said = words.say(
            N_("%(period)s, %(revenue)s sold to leads that were followed up. Say what you sold in a month before."),
            period=words.over(report.period),
            revenue=words.value(report.figure("followed_revenue").value, "money"),
        )
        return said + _to_nobody_else(report, words)
    told = {
        "period": words.over(report.period),
        "gain": words.value(abs(gain.value), "money"),
        "year": words.value(abs(year.value or 0), "money"),
        "increase": words.value(increase.value, "percent"),
    }
    if gain.value < 0:
        return words.say(N_("%(period)s, you sold %(gain)s a month less than before you followed up."), **told)
    return words.say(
        N_("%(period)s, following up brought %(gain)s more a month, %(year)s a year (%(increase)s)."), **told
    )


def _to_nobody_else(report: Report, words: Words) -> str:
    """Why the two revenues are the same: nothing was sold to anybody who had not been contacted."""
    followed, sold = report.figure("followed_revenue").value, report.figure("sold_revenue").value
    return " " + words.say(N_("Everybody who bought had been followed up.")) if sold and followed == sold else ""
