"""Where do visitors go next? From page to page, one step at a time."""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.figure import Column, Measure, Report, Row, figure, plain, table
from reports.language import N_
from reports.option import Option
from reports.paths.flow import Band, Box, Flow, Node, flow
from reports.query import Query
from reports.question import Question
from reports.statement import count
from reports.words import Words, of_column, top_rows

STEPS = 7
OPTIONS = tuple(Option(f"page{number}", ("",), r".+", "path of a page") for number in range(1, STEPS + 1))

TRAIL = Measure("trail_sessions", "count", "trail_sessions")
TRAIL_SHARE = Measure("trail_share", "percent", "trail_sessions", "all_sessions", 100)
ENDED = Measure("ended_share", "percent", "ended_sessions", "trail_sessions", 100)
NEXT = (
    Measure("path_sessions", "count", "path_sessions"),
    Measure("next_share", "percent", "path_sessions", "trail_sessions", 100),
)
FLOWS = (
    Measure("flow_sessions", "count", "flow_sessions"),
    Measure("flow_share", "percent", "flow_sessions", "from_sessions", 100),
)


@dataclass(frozen=True, slots=True)
class Label:
    """A page of the diagram. follows: the page to add to the way by following it, or empty."""

    box: Box
    name: str
    sessions: str
    hint: str
    follows: str


@dataclass(frozen=True, slots=True)
class Diagram:
    """The drawing with its texts. steps: what stands over each column, and how far right. bands: each with its hint."""

    flow: Flow
    steps: tuple[tuple[float, str], ...]
    labels: tuple[Label, ...]
    bands: tuple[tuple[Band, str], ...]


def trail_of(question: Question) -> tuple[str, ...]:
    """The pages gone through so far."""
    return tuple(filter(None, (question.options.get(f"page{number}", "") for number in range(1, STEPS + 1))))


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    totals = count(query, "paths/paths", question)
    going_on = count(query, "paths/next_pages", question, compare=False)
    ways = count(query, "paths/flows", question, compare=False)
    next_pages = table(
        "next_pages",
        [Column("next_path", "next_path")],
        NEXT,
        going_on,
        shown=[measure.key for measure in NEXT],
        bar="path_sessions",
    )
    flows = table(
        "flows",
        [Column("flow_from", "way"), Column("flow_to", "way"), Column("flow_step", "text")],
        FLOWS,
        ways,
        shown=[measure.key for measure in FLOWS],
        bar="flow_sessions",
    )
    return Report(
        "paths",
        question,
        tuple(figure(measure, totals) for measure in (TRAIL, TRAIL_SHARE, ENDED)),
        (),
        (next_pages, flows),
    )


def besides(report: Report, words: Words) -> Mapping[str, object]:
    """trail: the pages so far. more: whether there is room for another step. diagram: three steps on, drawn."""
    trail = trail_of(report.question)
    return {"trail": trail, "more": len(trail) < STEPS, "diagram": diagram(report, words)}


def diagram(report: Report, words: Words) -> Diagram | None:
    """The table of flows, drawn; None where nobody went this way."""
    rows = report.table("flows").rows
    if not rows:
        return None
    drawn = flow([(*_ends(row), int(plain(row["flow_sessions"]) or 0)) for row in rows])
    hints = {_ends(row): _hint(row, words) for row in rows}
    may_follow = len(trail_of(report.question)) < STEPS
    return Diagram(
        drawn,
        tuple((100 * step / drawn.columns, words.say(N_("Step %(n)s"), n=step)) for step in range(1, drawn.columns)),
        tuple(_label(box, words, may_follow) for box in drawn.boxes),
        tuple((band, hints[band.origin, band.target]) for band in drawn.bands),
    )


def _ends(row: Row) -> tuple[Node, Node]:
    step = int(plain(row["flow_step"]) or 0)
    return (
        (step - 1, str(row["from_kind"]), str(row["flow_from"])),
        (step, str(row["to_kind"]), str(row["flow_to"])),
    )


def _hint(row: Row, words: Words) -> str:
    return words.say(
        N_("%(page)s → %(next)s: %(sessions)s (%(share)s)"),
        page=words.cell(row, Column("flow_from", "way")),
        next=words.cell(row, Column("flow_to", "way")),
        sessions=_sessions(int(plain(row["flow_sessions"]) or 0), words),
        share=words.cell(row, Column("flow_share", "percent")),
    )


def _label(box: Box, words: Words, may_follow: bool) -> Label:
    column, kind, page = box.node
    name, sessions = words.way(kind, page), _sessions(box.sessions, words)
    hint = words.say(N_("%(when)s: %(value)s"), when=name, value=sessions)
    return Label(box, name, sessions, hint, page if may_follow and column == 1 and kind == "page" else "")


def _sessions(number: int, words: Words) -> str:
    return words.say_count("%(n)s session", "%(n)s sessions", number)


_AFTER = {
    "page": N_("After %(page)s, the most frequent next page is %(next)s (%(share)s of %(sessions)s sessions)."),
    "end": N_("After %(page)s, most often the session ends (%(share)s of %(sessions)s sessions)."),
    "level": N_("After %(page)s, several ways are as frequent (%(share)s of %(sessions)s sessions each)."),
}
_BEGIN = {
    "page": N_("The page on which sessions begin most often is %(next)s (%(share)s of %(sessions)s)."),
    "level": N_("Sessions begin as often on several pages (%(share)s of %(sessions)s each)."),
}


def answer(report: Report, words: Words) -> str:
    """What do most do next?"""
    sessions = report.figure("trail_sessions").value
    if not sessions:
        return words.say(N_("No session of this period went this way."))
    first, *others = top_rows(report.table("next_pages").rows, of_column("path_sessions"))
    trail = trail_of(report.question)
    kind = "level" if others else "page" if first["next_path"] else "end"
    message = (_AFTER if trail else _BEGIN)[kind]
    return words.say(
        message,
        page=trail[-1] if trail else "",
        next=first["next_path"],
        share=words.cell(first, Column("next_share", "percent")),
        sessions=words.value(sessions, "count"),
    )
