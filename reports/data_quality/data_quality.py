"""Is anything missing from the figures? What was counted, left out and refused, why, and what to do about it."""

from collections.abc import Mapping
from dataclasses import replace

from reports.figure import Column, Measure, Report, Table, figure, plain, series, table
from reports.language import N_
from reports.query import Query
from reports.question import Question
from reports.statement import count
from reports.words import Words, leader, of_column, sentence

COUNTED = Measure("counted_events", "count", "counted")
REFUSED = Measure("refused_events", "count", "refused")
REFUSED_SHARE = Measure("refused_share", "percent", "refused", "sent", 100)
MACHINES = Measure("machine_events", "count", "machines")
PREPARED = Measure("prepared_events", "count", "prepared")
SPAM = Measure("spam_events", "count", "spam")
LEFT_OUT = Measure("left_out_events", "count", "left_out")
SPAM_FORMS = Measure("spam_forms", "count", "spam_forms")

TAGGED = Measure("tagged_sessions", "count", "tagged_sessions")
SPENT = Measure("spent", "money", "spent")

REASON = Column("reason", "reason")
KIND = Column("kind", "bot")
AGENT = Column("agent", "text")
DAY = Column("day", "day")
SOURCE = Column("source", "text")
CAMPAIGN = Column("campaign", "text")
LAST_DAY = Column("last_day", "day")


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts. Filters narrow sessions, and what is refused belongs to none: they are not
    applied. Refusals may be older than the first event that was counted, so nothing is cut off before it."""
    whole = replace(question, period=replace(question.period, measured_from=None), filters=(), segment=None)
    counted = count(query, "data_quality/data_quality", whole)
    measures = (REFUSED, REFUSED_SHARE, COUNTED, MACHINES, PREPARED, SPAM)
    return Report(
        "data_quality",
        question,
        tuple(figure(measure, counted) for measure in measures),
        tuple(series(measure, counted, whole.period) for measure in measures),
        (
            _table(query, whole, "reasons", [REASON, LAST_DAY], REFUSED),
            _table(
                query,
                whole,
                "samples",
                [REASON, Column("mistake", "text"), Column("hostname", "text"), Column("event", "text"), AGENT],
                REFUSED,
            ),
            _table(query, whole, "kinds", [KIND, AGENT, Column("referrer_host", "text"), LAST_DAY], LEFT_OUT),
            _table(
                query,
                whole,
                "spam_forms",
                [Column("form", "form"), Column("spam_reason", "reason"), LAST_DAY],
                SPAM_FORMS,
            ),
            _table(query, whole, "days", [DAY], COUNTED, REFUSED, MACHINES, PREPARED, SPAM),
            _table(query, whole, "reasons_by_day", [DAY, REASON], REFUSED),
            _table(query, whole, "kinds_by_day", [DAY, KIND], LEFT_OUT),
            _table(query, whole, "source_spellings", [SOURCE, Column("utm_source", "text")], TAGGED),
            _table(query, whole, "campaign_spellings", [CAMPAIGN, Column("utm_campaign", "text")], TAGGED, SPENT),
            _table(query, whole, "campaign_costs", [CAMPAIGN, Column("finding", "reason")], TAGGED, SPENT),
        ),
    )


def _table(query: Query, question: Question, key: str, labels: list[Column], *measures: Measure) -> Table:
    counted = count(query, f"data_quality/{key}", question, compare=False)
    shown = [measure.key for measure in measures]
    return table(key, labels, measures, counted, shown=shown, bar=shown[0])


def besides(report: Report, words: Words) -> Mapping[str, object]:
    """How much of what was refused the samples stand for."""
    sampled = sum(plain(row["refused"]) or 0 for row in report.table("samples").rows)
    refused = report.figure("refused_events").value or 0
    message = (
        N_("The most frequent first; all rows together are the %(n)s that were refused.")
        if sampled == refused
        else N_("The most frequent first; all rows together are %(n)s of %(all)s refused: of the others none was kept.")
    )
    return {"sampled": words.say(message, n=words.value(sampled, "count"), all=words.value(refused, "count"))}


def answer(report: Report, words: Words) -> str:
    """How much was counted, how much was refused and mostly why, and how much came from no person?"""
    counted, refused = report.figure("counted_events").value or 0, report.figure("refused_events").value or 0
    if report.is_empty:
        return words.say(N_("Nothing was sent in this period, neither good nor bad."))
    opening = words.say(
        N_("%(period)s, %(events)s"),
        period=words.over(report.period),
        events=words.say_count("%(n)s event was counted", "%(n)s events were counted", counted),
    )
    return sentence(opening, _refusals(report, refused, words)) + _left_out(report, words)


def _refusals(report: Report, refused: float, words: Words) -> str:
    if not refused:
        return words.say(N_("and none was refused"))
    share = words.value(report.figure("refused_share").value, "percent")
    return words.say_count("%(n)s was refused (%(share)s)", "%(n)s were refused (%(share)s)", refused, share=share)


def _left_out(report: Report, words: Words) -> str:
    """The second sentence: the commonest reason, and what is left out on purpose."""
    said = ""
    commonest = leader(report.table("reasons").rows, of_column("refused"))
    if commonest is not None:
        said += " " + words.say(N_("Most often: %(reason)s."), reason=words.cell(commonest, REASON))
    left_out = sum(report.figure(key).value or 0 for key in ("machine_events", "prepared_events", "spam_events"))
    if left_out:
        said += " " + words.say_count(
            "%(n)s more came from no person and is left out of the figures.",
            "%(n)s more came from no person and are left out of the figures.",
            left_out,
        )
    return said
