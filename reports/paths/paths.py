"""Where do visitors go next? From page to page, one step at a time."""

from collections.abc import Mapping

from reports.figure import Column, Measure, Report, figure, table
from reports.language import N_
from reports.option import Option
from reports.query import Query
from reports.question import Question
from reports.statement import count
from reports.words import Words

STEPS = 7
OPTIONS = tuple(Option(f"page{number}", ("",), r".+", "path of a page") for number in range(1, STEPS + 1))

TRAIL = Measure("trail_sessions", "count", "trail_sessions")
TRAIL_SHARE = Measure("trail_share", "percent", "trail_sessions", "all_sessions", 100)
ENDED = Measure("ended_share", "percent", "ended_sessions", "trail_sessions", 100)
NEXT = (
    Measure("path_sessions", "count", "path_sessions"),
    Measure("next_share", "percent", "path_sessions", "trail_sessions", 100),
)


def trail_of(question: Question) -> tuple[str, ...]:
    """The pages gone through so far."""
    return tuple(filter(None, (question.options.get(f"page{number}", "") for number in range(1, STEPS + 1))))


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    totals = count(query, "paths/paths", question)
    next_pages = table(
        "next_pages",
        [Column("next_path", "next_path")],
        NEXT,
        count(query, "paths/next_pages", question, compare=False),
        shown=[measure.key for measure in NEXT],
        bar="path_sessions",
    )
    return Report(
        "paths",
        question,
        tuple(figure(measure, totals) for measure in (TRAIL, TRAIL_SHARE, ENDED)),
        (),
        (next_pages,),
    )


def besides(report: Report, _words: Words) -> Mapping[str, object]:
    """trail: the pages so far. more: whether there is room for another step."""
    trail = trail_of(report.question)
    return {"trail": trail, "more": len(trail) < STEPS}


def answer(report: Report, words: Words) -> str:
    """What do most do next?"""
    sessions = report.figure("trail_sessions").value
    if not sessions:
        return words.say(N_("No session of this period went this way."))
    first = report.table("next_pages").rows[0]
    trail = trail_of(report.question)
    message = (
        N_("After %(page)s, the most frequent next page is %(next)s (%(share)s of %(sessions)s sessions).")
        if trail and first["next_path"]
        else N_("After %(page)s, most often the session ends (%(share)s of %(sessions)s sessions).")
        if trail
        else N_("The page on which most sessions begin is %(next)s (%(share)s of %(sessions)s).")
    )
    return words.say(
        message,
        page=trail[-1] if trail else "",
        next=first["next_path"],
        share=words.cell(first, Column("next_share", "percent")),
        sessions=words.value(sessions, "count"),
    )
