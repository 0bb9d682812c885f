"""How long do visitors stay? Duration of sessions and time spent, by entry page and by channel."""

from reports.figure import Column, Measure, Report, figure, series, table
from reports.language import N_
from reports.query import Query
from reports.question import Question
from reports.statement import count
from reports.words import Words, sentence

SESSION_TIME = Measure("session_time", "seconds", "total_seconds", "sessions")
ENGAGED_TIME = Measure("engaged_time", "seconds", "total_engaged_seconds", "sessions")
MEDIAN = Measure("median_session_time", "seconds", "median_seconds")
MEDIAN_ENGAGED = Measure("median_engaged_time", "seconds", "median_engaged_seconds")
PAGES_PER_SESSION = Measure("pages_per_session", "decimal", "session_page_views", "sessions")
SESSIONS = Measure("sessions", "count", "sessions")

ENOUGH_SESSIONS = 20
"""With fewer, half of the sessions are too few to speak of."""


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    counted = count(query, "session_time/session_time", question)
    by_length = count(query, "session_time/lengths", question, compare=False)
    lengths = table(
        "lengths",
        [Column("from_seconds", "range")],
        [SESSIONS],
        by_length,
        shown=["sessions"],
        bar="sessions",
    )
    breakdowns = tuple(
        table(
            key,
            [label],
            [SESSION_TIME, ENGAGED_TIME, SESSIONS],
            count(query, f"session_time/{key}", question, compare=False),
            shown=["sessions", "session_time", "engaged_time"],
            bar="sessions",
        )
        for key, label in (("entry_pages", Column("entry_path", "path")), ("channels", Column("channel", "channel")))
    )
    measures = (SESSION_TIME, ENGAGED_TIME, MEDIAN, MEDIAN_ENGAGED, PAGES_PER_SESSION, SESSIONS)
    return Report(
        "session_time",
        question,
        tuple(figure(measure, counted) for measure in measures),
        tuple(series(measure, counted, question.period) for measure in (SESSION_TIME, ENGAGED_TIME, SESSIONS)),
        (*breakdowns, lengths),
    )


def answer(report: Report, words: Words) -> str:
    """How long do they stay, is it longer than before, and how much of it is reading?"""
    time = report.figure("session_time")
    if time.value is None:
        return words.say(N_("No session in this period, so there is no duration."))
    opening = words.say(
        N_("%(period)s, a session lasted %(time)s on average"),
        period=words.over(report.period),
        time=words.value(time.value, "seconds"),
    )
    return f"{sentence(opening, words.difference(time, report.period))} {_reading(report, words)}"


def _reading(report: Report, words: Words) -> str:
    engaged = words.value(report.figure("engaged_time").value, "seconds")
    if (report.figure("sessions").value or 0) < ENOUGH_SESSIONS:
        return words.say(N_("Of that, %(engaged)s was spent on the pages."), engaged=engaged)
    return words.say(
        N_("Of that, %(engaged)s was spent on the pages; half of the sessions lasted less than %(median)s."),
        engaged=engaged,
        median=words.value(report.figure("median_session_time").value, "seconds"),
    )
