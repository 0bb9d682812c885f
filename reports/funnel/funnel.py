"""Where do visitors drop out on the way? Two to eight steps over pages, events, magnets and forms."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from reports.figure import Column, Measure, Report, Row, figure, table
from reports.funnel_chart import Funnel, Step, funnel
from reports.language import N_
from reports.option import Option
from reports.parameter import BadParameter
from reports.query import Query
from reports.question import Question
from reports.statement import count
from reports.words import Words, leader

STEPS = 8
MOST_OFFERED = 30
"""Of each kind that a step can be; whatever is rarer can be written into the address."""
DEFAULT = ("event:pageview", "event:form_start", "event:form_submit")
HOUR, DAY, WEEK, MONTH = "3600", "86400", "604800", "2592000"

_PATTERN = r"(page|event|magnet|form):.+"
_ALLOWED = "page:<path>, event:<name>, magnet:<name> or form:<name>, with * at the end for all that begin so"

_KINDS = {
    "page": N_("A page seen"),
    "event": N_("Something done"),
    "magnet": N_("A magnet completed"),
    "form": N_("A form sent"),
}

OPTIONS = (
    *(Option(f"step{number}", ("",), _PATTERN, _ALLOWED) for number in range(1, STEPS + 1)),
    Option("order", ("open", "strict")),
    Option("within", (DAY, HOUR, WEEK, MONTH)),
)

ENTERED = Measure("entered_visitors", "count", "first_visitors")
THROUGH = Measure("through_visitors", "count", "through_visitors")
THROUGH_RATE = Measure("through_rate", "percent", "through_visitors", "first_visitors", 100)

OF_A_STEP = (
    Measure("step_visitors", "count", "step_visitors"),
    Measure("of_first", "percent", "step_visitors", "first_visitors", 100),
    Measure("of_previous", "percent", "step_visitors", "previous_visitors", 100),
)
TIMES = Measure("times", "count", "times")


def steps_of(question: Question) -> tuple[str, ...]:
    """The steps asked for, in order; the default ones if none was. Raises BadParameter for a single one."""
    given = tuple(filter(None, (question.options.get(f"step{number}", "") for number in range(1, STEPS + 1))))
    if len(given) == 1:
        raise BadParameter("step2", "", _ALLOWED)
    return given or DEFAULT


def with_steps(question: Question) -> Question:
    """The question with the steps it asks for, without gaps between them."""
    steps = steps_of(question)
    numbered = {f"step{number}": step for number, step in enumerate((*steps, *[""] * (STEPS - len(steps))), start=1)}
    return replace(question, options={"order": "open", "within": DAY, **question.options, **numbered})


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    question = with_steps(question)
    counted = count(query, "funnel/steps", question)
    marks = count(query, "funnel/suggestions", question, compare=False)
    steps = table(
        "steps",
        [Column("step", "count"), Column("mark", "mark")],
        OF_A_STEP,
        counted,
        shown=[measure.key for measure in OF_A_STEP],
        bar="step_visitors",
    )
    suggestions = table(
        "suggestions",
        [Column("mark", "mark")],
        [TIMES],
        marks,
        shown=["times"],
        bar="times",
    )
    return Report(
        "funnel",
        question,
        tuple(figure(measure, counted) for measure in (ENTERED, THROUGH, THROUGH_RATE)),
        (),
        (steps, suggestions),
    )


def besides(report: Report, words: Words) -> Mapping[str, object]:
    """The steps drawn, and for the form: what a step can be, kind by kind; the steps there are, with a name where it is
    not offered; the time limits.
    """
    names = {HOUR: N_("one hour"), DAY: N_("one day"), WEEK: N_("7 days"), MONTH: N_("30 days")}
    offers = step_offers(report, words)
    known = {mark for _, choices in offers for mark, _ in choices}
    return {
        "funnels": funnels(report, words),
        "step_offers": offers,
        "steps_asked": [(step, "" if step in known else words.mark(step)) for step in steps_of(report.question)],
        "limits": [(value, words.say(name)) for value, name in names.items()],
    }


def step_offers(report: Report, words: Words) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a step can be, kind by kind: what is named, then what is most frequent on the site; pages also by folder."""
    marks = [mark for row in report.table("suggestions").rows if (mark := str(row["mark"])) not in words.conversions]
    paths = [mark.removeprefix("page:") for mark in marks if mark.startswith("page:")]
    folders = Counter(f"/{path.split('/')[1]}/" for path in paths if path.count("/") > 1)
    groups = {kind: [mark for mark in marks if mark.startswith(f"{kind}:")][:MOST_OFFERED] for kind in _KINDS}
    made = [
        (words.say(label), [(mark, _short(mark, words)) for mark in groups[kind]]) for kind, label in _KINDS.items()
    ]
    in_folders = [
        (f"page:{folder}*", words.say(N_("all that begin with %(folder)s"), folder=folder))
        for folder, pages in folders.most_common(MOST_OFFERED)
        if pages > 1
    ]
    made[0] = (made[0][0], made[0][1] + in_folders)
    named = (words.say(N_("Named conversions")), list(words.conversions.items()))
    return [(label, choices) for label, choices in (named, *made) if choices]


def _short(mark: str, words: Words) -> str:
    """A step among others of its kind: what is seen, done, completed or sent."""
    kind, _, name = mark.partition(":")
    if kind == "event":
        return words.act(name)
    return words.form(name) if kind in ("magnet", "form") else name


def funnels(report: Report, words: Words) -> tuple[Funnel, ...]:
    """The steps drawn, if anybody took the first; the one before which most are lost stands out."""
    worst = greatest_loss(report)
    drawn = funnel(
        [
            Step(
                words.say(N_("%(n)s. %(step)s"), n=row["step"], step=words.mark(str(row["mark"]))),
                people := _int(row["step_visitors"]),
                words.say_count("%(n)s visitor", "%(n)s visitors", people),
                words.say(N_("Most are lost here:")) if row is worst else "",
            )
            for row in report.table("steps").rows
        ],
        words,
    )
    return (drawn,) if drawn else ()


def answer(report: Report, words: Words) -> str:
    """How many of those who enter go through, and at which step are most lost?"""
    entered, rate = report.figure("entered_visitors"), report.figure("through_rate")
    if not entered.value:
        return words.say(N_("Nobody took the first step in this period."))
    opening = words.say(
        N_("%(period)s, %(through)s of %(entered)s went through all steps (%(rate)s)."),
        period=words.over(report.period),
        through=words.value(report.figure("through_visitors").value, "count"),
        entered=words.say_count("%(n)s visitor", "%(n)s visitors", entered.value),
        rate=words.value(rate.value, "percent"),
    )
    return opening + _say_loss(report, words)


def greatest_loss(report: Report) -> Row | None:
    """The step before which most are lost; None where nobody is, or several lose as many."""
    rows = report.table("steps").rows[1:]
    return leader(rows, _lost)


def _say_loss(report: Report, words: Words) -> str:
    row = greatest_loss(report)
    if row is None:
        return ""
    return " " + words.say(
        N_("Most are lost before step %(step)s, %(mark)s: %(lost)s of %(previous)s."),
        step=row["step"],
        mark=words.mark(str(row["mark"])),
        lost=words.value(_lost(row), "count"),
        previous=words.cell(row, Column("previous_visitors", "count")),
    )


def _lost(row: Row) -> int:
    return _int(row["previous_visitors"]) - _int(row["step_visitors"])


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
