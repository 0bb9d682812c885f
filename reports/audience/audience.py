"""Who are the visitors? New and returning, with which devices, from which countries, in which languages."""

from collections.abc import Mapping

from reports.audience.heat import busiest, heat
from reports.figure import Column, Measure, Report, Table, figure, plain, series, table
from reports.language import N_
from reports.query import Query
from reports.question import Question
from reports.statement import Counted, compared, count, count_parts
from reports.words import Words, leader, of_column, sentence

VISITORS = Measure("visitors", "count", "visitors")
SESSIONS = Measure("sessions", "count", "sessions")
RETURNING_RATE = Measure("returning_rate", "percent", "returning_sessions", "sessions", 100)
CONVERSION_RATE = Measure("conversion_rate", "percent", "converting_visitors", "visitors", 100)
BOUNCE_RATE = Measure("bounce_rate", "percent", "bounces", "sessions", 100)
OF_AN_HOUR = (Measure("hour_visitors", "count", "hour_visitors"), Measure("hour_leads", "count", "hour_leads"))

KINDS = "visitor_kinds", Column("visitor_kind", "visitor")
WHO_CAME = {
    "course": ("bucket", "visitors", "converting_visitors", "sessions", "returning_sessions"),
    "visitor_kinds": ("visitor_kind", "visitors", "converting_visitors", "sessions", "bounces"),
}
BREAKDOWNS = (
    ("devices", Column("device", "device")),
    ("browsers", Column("browser", "text")),
    ("systems", Column("os", "text")),
    ("countries", Column("country", "country")),
    ("languages", Column("language", "language")),
)
PARTS = {key: (label.key, "visitors", "converting_visitors", "sessions", "bounces") for key, label in BREAKDOWNS}


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    came = count_parts(query, "audience/audience", question, WHO_CAME)
    counted = compared(query, came["course"], question)
    parts = count_parts(query, "audience/breakdowns", question, PARTS)
    by_hour = count(query, "audience/hours", question, compare=False)
    tables = (
        _breakdown(*KINDS, came["visitor_kinds"]),
        *(_breakdown(key, label, parts[key]) for key, label in BREAKDOWNS),
    )
    hours = table(
        "hours",
        [Column("weekday", "weekday"), Column("hour", "hour")],
        OF_AN_HOUR,
        by_hour,
        shown=["hour_visitors", "hour_leads"],
        bar="hour_visitors",
    )
    return Report(
        "audience",
        question,
        tuple(figure(measure, counted) for measure in (VISITORS, SESSIONS, RETURNING_RATE, CONVERSION_RATE)),
        tuple(series(measure, counted, question.period) for measure in (VISITORS, SESSIONS, RETURNING_RATE)),
        (*tables, hours),
    )


def _breakdown(key: str, label: Column, counted: Counted) -> Table:
    measures = (VISITORS, SESSIONS, BOUNCE_RATE, CONVERSION_RATE)
    return table(key, [label], measures, counted, shown=[measure.key for measure in measures], bar="sessions")


def besides(report: Report, words: Words) -> Mapping[str, object]:
    """The week of hours, and why new and returning visitors may be more than there are."""
    drawn = [heat(report, measure.key, words) for measure in OF_AN_HOUR]
    return {
        "heats": [one for one in drawn if one],
        "busiest": busiest(report, words),
        "in_both": in_both(report, words),
    }


def in_both(report: Report, words: Words) -> str:
    """Why the two kinds of visitors add up to more than all; empty where they do not."""
    both = sum(plain(row["visitors"]) or 0 for row in report.table("visitor_kinds").rows)
    more = both - (report.figure("visitors").value or 0)
    if more <= 0:
        return ""
    return words.say_count(
        "%(n)s visitor is in both lines: new, and back again within the period.",
        "%(n)s visitors are in both lines: new, and back again within the period.",
        more,
    )


def answer(report: Report, words: Words) -> str:
    """How many came, on what, and how many came back?"""
    visitors = report.figure("visitors")
    if not visitors.value:
        return words.say(N_("No visitor in this period."))
    opening = words.say(
        N_("%(period)s, %(visitors)s came"),
        period=words.over(report.period),
        visitors=words.say_count("%(n)s visitor", "%(n)s visitors", visitors.value),
    )
    rows = report.table("devices").rows
    most = leader([row for row in rows if row["device"]], of_column("sessions"))
    if most is None:
        return sentence(opening, "")
    return (
        sentence(opening, "")
        + " "
        + words.say(
            N_(
                "Most used device: %(device)s (%(share)s of the sessions). %(returning)s of the sessions were by "
                "people who had come before."
            ),
            device=words.cell(most, Column("device", "device")).lower(),
            share=words.value(_share(most["sessions"], report.figure("sessions").value), "percent"),
            returning=words.value(report.figure("returning_rate").value, "percent"),
        )
    )


def _share(part: object, whole: float | None) -> float | None:
    return 100 * part / whole if isinstance(part, int) and whole else None
