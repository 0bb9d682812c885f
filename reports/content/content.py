"""What do visitors read? Pages, how far down and how long, where sessions begin and end, and marked sections."""

from collections.abc import Mapping

from reports.content.outline import outline
from reports.figure import Column, Measure, Report, figure, series, table
from reports.language import N_
from reports.option import Option
from reports.query import Query
from reports.question import Question
from reports.statement import count, count_parts
from reports.words import Words, leader, sentence

OPTIONS = (Option("page", ("",), r".+", "path of a page"),)
"""The page of which the outline is drawn; the figures are of all of them."""

PAGE_VIEWS = Measure("page_views", "count", "page_views")
PAGE_TIME = Measure("page_time", "seconds", "total_engaged_seconds", "page_views")
SCROLL_DEPTH = Measure("scroll_depth", "percent", "total_scroll", "measured_page_views")
VISITORS = Measure("visitors", "count", "visitors")

PAGES = (
    PAGE_VIEWS,
    VISITORS,
    Measure("entries", "count", "entries"),
    Measure("exits", "count", "exits"),
    Measure("exit_rate", "percent", "exits", "page_views", 100),
    PAGE_TIME,
    SCROLL_DEPTH,
)
DEPTHS = tuple(
    Measure(f"reached_{depth}", "percent", f"reached_{depth}_views", "measured_page_views", 100)
    for depth in range(10, 101, 10)
)
MEASURED = Measure("measured_page_views", "count", "measured_page_views")
SECTIONS = (
    Measure("section_showings", "count", "section_showings"),
    Measure("section_reach", "percent", "section_showings", "page_views", 100),
    Measure("section_depth", "percent", "least_scroll"),
    VISITORS,
    Measure("section_time", "seconds", "total_section_seconds", "section_showings"),
)
PARTS = {
    "read_pages": (
        *("path", "page_views", "visitors", "total_engaged_seconds", "total_scroll"),
        *("measured_page_views", "entries", "exits"),
    ),
    "scroll_map": ("path", "measured_page_views", *(measure.numerator for measure in DEPTHS)),
}
ENOUGH_VIEWS = 20
"""A page with fewer page views is not named in the sentence: its time is chance."""


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    counted = count(query, "content/content", question)
    pages = count_parts(query, "content/pages", question, PARTS)
    sections = count(query, "content/sections", question, compare=False)
    measures = (PAGE_VIEWS, PAGE_TIME, SCROLL_DEPTH)
    path = Column("path", "path")
    tables = (
        table(
            "read_pages",
            [path],
            PAGES,
            pages["read_pages"],
            shown=[measure.key for measure in PAGES],
            bar="page_views",
        ),
        table(
            "scroll_map",
            [path],
            (MEASURED, *DEPTHS),
            pages["scroll_map"],
            shown=[measure.key for measure in (MEASURED, *DEPTHS)],
            bar="measured_page_views",
        ),
        table(
            "sections",
            [path, Column("section", "section")],
            SECTIONS,
            sections,
            shown=[measure.key for measure in SECTIONS],
            bar="section_showings",
        ),
    )
    return Report(
        "content",
        question,
        tuple(figure(measure, counted) for measure in measures),
        tuple(series(measure, counted, question.period) for measure in measures),
        tables,
    )


def besides(report: Report, words: Words) -> Mapping[str, object]:
    """The outline of a page, as far down as it is read."""
    return {"outline": outline(report, report.question.options.get("page", ""), words)}


def answer(report: Report, words: Words) -> str:
    """How long is a page read, how far, and which one is read longest?"""
    time = report.figure("page_time")
    if time.value is None:
        return words.say(N_("No page was opened in this period."))
    opening = words.say(
        N_("%(period)s, a page was read for %(time)s on average"),
        period=words.over(report.period),
        time=words.value(time.value, "seconds"),
    )
    return sentence(opening, words.difference(time, report.period)) + _longest(report, words)


def _longest(report: Report, words: Words) -> str:
    rows = [row for row in report.table("read_pages").rows if _number(row["page_views"]) >= ENOUGH_VIEWS]
    if len(rows) < 2:
        return ""
    longest = leader(rows, lambda row: _number(row["total_engaged_seconds"]) / _number(row["page_views"]))
    if longest is None:
        return ""
    return " " + words.say(
        N_("The page read longest is %(page)s (%(time)s)."),
        page=longest["path"],
        time=words.cell(longest, Column("page_time", "seconds")),
    )


def _number(value: object) -> float:
    return value if isinstance(value, int | float) else 0
