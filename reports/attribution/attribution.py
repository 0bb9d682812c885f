"""Which touches get the credit for a conversion under which model, and by which ways do conversions come?"""

from collections.abc import Mapping

from reports.attribution import journeys
from reports.attribution.leading import first_and_last
from reports.attribution.models import DIVIDED, WHOLE, models
from reports.attribution.option import BY, CONVERSION, HALF_LIFE, OPTIONS, direct_choice, lookback_choice, with_options
from reports.choice import Choice, choices, entry
from reports.figure import Report, Table, plain
from reports.journey import conversion_name
from reports.language import N_
from reports.query import Query
from reports.question import Question
from reports.statement import count
from reports.words import Words, leader, of_column

__all__ = ["OPTIONS", "answer", "besides", "report"]

_KINDS = {"magnet:": N_("Magnets"), "event:": N_("Events"), "page:": N_("Pages")}


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    asked = with_options(question)
    told = journeys.count_journeys(query, asked)
    transitions = count(query, "attribution/transitions", asked, compare=False)
    return Report(
        "attribution",
        asked,
        journeys.figures(told["whole"]),
        (),
        (
            models(told["models"], asked, transitions),
            journeys.paths(told["journey_paths"], asked),
            journeys.lengths(told["journey_lengths"]),
            journeys.lags(told["journey_lags"]),
            journeys.steps(transitions, asked),
            journeys.goals(query, asked),
        ),
    )


def besides(report: Report, words: Words) -> Mapping[str, object]:
    """What the form of the options offers, how far back is seen, and whether Markov's model could not be computed."""
    asked = report.question
    kinds = {name: words.term(name).label for name in BY.values}
    by = asked.options[BY.name]
    return {
        **choices(
            _conversion_choice(report, words),
            Choice(BY.name, words.say(N_("Told apart by")), tuple(kinds.items()), by, said=kinds[by]),
            lookback_choice(asked, words),
            direct_choice(asked, words),
            entry(HALF_LIFE, N_("Half-life, in days"), asked, words, "days"),
        ),
        "far_back": _far_back(report, words),
        "is_too_various": any(row["markov"] is None for row in report.table("models").rows),
    }


def _conversion_choice(report: Report, words: Words) -> Choice:
    """What the credit can be for, kind by kind: what is named, what the period has, what is asked."""
    given = report.question.options[CONVERSION.name]
    known = [str(row["conversion"]) for row in report.table("conversion_kinds").rows]
    named = [conversion.mark for conversion in report.site.conversions]
    others = dict.fromkeys(mark for mark in (*known, given) if mark not in named)
    kinds = {
        N_("Leads and customers"): CONVERSION.values,
        N_("Named conversions"): named,
        **{label: [mark for mark in others if mark.startswith(kind)] for kind, label in _KINDS.items()},
    }
    groups = tuple(
        (words.say(label), tuple((mark, conversion_name(mark, words)) for mark in marks))
        for label, marks in kinds.items()
        if marks
    )
    said = conversion_name(given, words)
    return Choice(CONVERSION.name, words.say(N_("Credit for")), (), given, said=said, groups=groups)


def _far_back(report: Report, words: Words) -> str:
    """How many conversions are seen over more than one calendar day; empty without a conversion."""
    figure = report.figure("several_days")
    if not figure.denominator:
        return ""
    return words.say_count(
        "In this period %(part)s of %(n)s conversion (%(share)s) was seen over more than one calendar day.",
        "In this period %(part)s of %(n)s conversions (%(share)s) were seen over more than one calendar day.",
        figure.denominator,
        part=words.value(figure.numerator, "count"),
        share=words.value(figure.value, "percent"),
    )


def answer(report: Report, words: Words) -> str:
    """How many conversions, over how many touches, and what is ahead under which model?"""
    conversions, touches = report.figure("conversions").value, report.figure("touches").value
    name = conversion_name(report.question.options["conversion"], words)
    if not conversions or touches is None:
        return words.say(N_("No “%(name)s” in this period, so there is nothing to attribute yet."), name=name)
    opening = words.say_count(
        "%(period)s, %(n)s conversion (%(name)s) after %(touches)s.",
        "%(period)s, %(n)s conversions (%(name)s), after %(touches)s on average.",
        conversions,
        period=words.over(report.period),
        name=name,
        touches=words.say_count("%(n)s touch", "%(n)s touches", int(touches) if conversions == 1 else touches),
    )
    return opening + _ahead(report.table("models"), words)


def _ahead(credits: Table, words: Words) -> str:
    """What gets most under every model; else by the first touch and the last; nothing where several are level."""
    name, columns = credits.labels[0], {column.key: column for column in credits.columns}
    told = [model for model in (*WHOLE, *DIVIDED) if any(row[model] is not None for row in credits.rows)]
    ahead = [leader(credits.rows, of_column(model)) for model in told]
    if ahead and ahead[0] is not None and all(row is ahead[0] for row in ahead):
        message = N_("%(name)s is ahead by each of the %(n)s models.")
        return " " + words.say(message, name=words.head(ahead[0], name), n=len(told))
    first, last = columns["first_touch"], columns["last_touch"]
    whole = words.cell({first.key: sum(plain(row[first.key]) or 0 for row in credits.rows)}, first)
    return first_and_last(credits.rows, name, (first, last), whole, words)
