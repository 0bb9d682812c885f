"""Do visitors stay, or leave after one page? Bounce rate, by entry page and by channel."""

from reports.figure import Column, Measure, Report, figure, series, table
from reports.language import N_
from reports.query import Query
from reports.question import Question
from reports.statement import count
from reports.words import Words, leader, sentence

BOUNCE_RATE = Measure("bounce_rate", "percent", "bounces", "sessions", 100)
UNENGAGED_RATE = Measure("unengaged_rate", "percent", "unengaged", "sessions", 100)
SESSIONS = Measure("sessions", "count", "sessions")

ENOUGH_SESSIONS = 20
ENOUGH_SHARE = 0.05
"""A page with fewer sessions, or a smaller share of them, is not named in the sentence: its rate is chance."""


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    counted = count(query, "bounce_rate/bounce_rate", question)
    measures = (BOUNCE_RATE, UNENGAGED_RATE, SESSIONS)
    tables = tuple(
        table(
            key,
            [label],
            measures,
            count(query, f"bounce_rate/{key}", question, compare=False),
            shown=["sessions", "bounce_rate", "unengaged_rate"],
            bar="sessions",
        )
        for key, label in (("entry_pages", Column("entry_path", "path")), ("channels", Column("channel", "channel")))
    )
    return Report(
        "bounce_rate",
        question,
        tuple(figure(measure, counted) for measure in measures),
        tuple(series(measure, counted, question.period) for measure in measures),
        tables,
    )


def answer(report: Report, words: Words) -> str:
    """Do they leave at once, is it better than before, and on which page most?"""
    rate = report.figure("bounce_rate")
    if rate.value is None:
        return words.say(N_("No session in this period, so there is no bounce rate."))
    opening = words.say(
        N_("%(period)s, %(rate)s of the sessions ended after one page without any interaction"),
        period=words.over(report.period),
        rate=words.value(rate.value, "percent"),
    )
    return sentence(opening, words.difference(rate, report.period)) + _worst_page(report, words)


def _worst_page(report: Report, words: Words) -> str:
    least = max(ENOUGH_SESSIONS, ENOUGH_SHARE * (report.figure("sessions").value or 0))
    rows = [row for row in report.table("entry_pages").rows if _int(row["sessions"]) >= least]
    if len(rows) < 2:
        return ""
    worst = leader(rows, lambda row: _int(row["bounces"]) / _int(row["sessions"]))
    if worst is None:
        return ""
    return " " + words.say(
        N_("The entry page people leave most is %(page)s (%(rate)s of %(sessions)s sessions)."),
        page=worst["entry_path"],
        rate=words.cell(worst, Column("bounce_rate", "percent")),
        sessions=words.cell(worst, Column("sessions", "count")),
    )


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
