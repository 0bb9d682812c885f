"""Which lead magnet turns visitors into leads, and leads into customers?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reports.figure import Column, Measure, Report, Row, Table, figure, series, table
from reports.language import N_
from reports.lead_funnel.lead_funnel import ENOUGH
from reports.magnet import Magnet
from reports.magnet_conversion.step import blocking_step
from reports.query import Query
from reports.question import Question
from reports.statement import Counted, count
from reports.words import MOST_NAMED, Words, leader, of_column, sentence, top_rows

MAGNET_CONVERSION = Measure("magnet_conversion", "percent", "completed_visitors", "shown_visitors", 100)
SHOWN = Measure("shown_visitors", "count", "shown_visitors")
STARTED = Measure("started_visitors", "count", "started_visitors")
SUBMITTED = Measure("submitted_visitors", "count", "submitted_visitors")
DOWNLOADED = Measure("downloaded_visitors", "count", "downloaded_visitors")
COMPLETED = Measure("completed_visitors", "count", "completed_visitors")
LEADS = Measure("magnet_leads", "count", "leads")
ATTENDED = Measure("attended_leads", "count", "attended_leads")
MQL = Measure("mql", "count", "mql_leads")
QUALITY = Measure("magnet_quality", "percent", "mql_leads", "leads", 100)
CUSTOMERS = Measure("customers", "count", "customers")
CUSTOMER_RATE = Measure("customer_rate", "percent", "customers", "leads", 100)
REVENUE = Measure("revenue", "money", "revenue")

FIGURES = (
    MAGNET_CONVERSION, SHOWN, STARTED, COMPLETED, LEADS, QUALITY, CUSTOMERS, CUSTOMER_RATE, REVENUE,
)  # fmt: skip
OF_A_CHANNEL = (SHOWN, STARTED, SUBMITTED, DOWNLOADED, LEADS, MQL, CUSTOMERS, REVENUE)
OF_A_MAGNET = (SHOWN, STARTED, SUBMITTED, DOWNLOADED, LEADS, ATTENDED, MQL, CUSTOMERS)
SHARES = (
    Measure("start_rate", "percent", "started_visitors", "shown_visitors", 100),
    Measure("submit_rate", "percent", "submitted_visitors", "started_visitors", 100),
    Measure("download_rate", "percent", "downloaded_visitors", "before_download_visitors", 100),
    Measure("made_lead_rate", "percent", "form_leads", "submitted_visitors", 100),
    Measure("attendance_rate", "percent", "attended_leads", "leads", 100),
    QUALITY,
    Measure("mql_to_customer", "percent", "customers", "mql_leads", 100),
    MAGNET_CONVERSION,
)
WORTH = (
    LEADS,
    QUALITY,
    Measure("mean_score", "decimal", "total_score", "leads"),
    CUSTOMER_RATE,
    REVENUE,
    Measure("magnet_cost", "money", "cost"),
    Measure("magnet_cpl", "money", "cost", "leads"),
)
_MAGNET = Column("magnet", "magnet")
_KIND = Column("magnet_kind", "magnet_kind")
_BLOCKING = Column("blocking_step", "magnet_step")


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    totals = count(query, "magnet_conversion/magnet_conversion", question)
    by_magnet = count(query, "magnet_conversion/magnets", question, compare=False)
    by_channel = count(query, "magnet_conversion/magnet_channels", question, compare=False)
    magnets, channels = with_steps(by_magnet, question.site.magnets), with_steps(by_channel, ())
    channel, of_a_channel = (
        Column("channel", "channel"),
        tuple(step for step in SHARES if step.key != "attendance_rate"),
    )
    return Report(
        "magnet_conversion",
        question,
        tuple(figure(measure, totals) for measure in FIGURES),
        tuple(series(measure, totals, question.period) for measure in (MAGNET_CONVERSION, SHOWN, COMPLETED)),
        (
            _table("magnets", (_MAGNET, _KIND), OF_A_MAGNET, magnets, "shown_visitors"),
            _table("magnet_steps", (_MAGNET, _BLOCKING), SHARES, magnets, "shown_visitors"),
            _table("magnet_worth", (_MAGNET, _KIND), WORTH, magnets, "revenue"),
            _table("magnet_channels", (channel,), OF_A_CHANNEL, channels, "shown_visitors"),
            _table("magnet_channel_steps", (channel, _BLOCKING), of_a_channel, channels, "shown_visitors"),
        ),
    )


def _table(key: str, labels: Sequence[Column], measures: Sequence[Measure], counted: Counted, bar: str) -> Table:
    return table(key, labels, measures, counted, shown=[measure.key for measure in measures], bar=bar)


def with_steps(counted: Counted, magnets: Sequence[Magnet]) -> Counted:
    """The same rows with what is declared of each magnet, and the step that blocks."""
    kinds = {magnet.name: magnet.kind for magnet in magnets}
    titles = {magnet.name: magnet.title for magnet in magnets}
    rows = [
        {
            **row,
            "magnet_title": titles.get(str(row.get("magnet")), ""),
            "magnet_kind": kinds.get(str(row.get("magnet")), ""),
            "blocking_step": blocking_step(row),
        }
        for row in counted.rows
    ]
    return replace(counted, rows=rows)


def besides(_report: Report, words: Words) -> Mapping[str, object]:
    """Which steps are judged where a magnet or a channel is said to block."""
    said = N_(
        "“Where it blocks”, here and by channel below, is the step with the lowest rate of those that at least "
        "%(n)s people have come to. Three are judged apart: “Begun / seen” blocks only where fewer than one visitor "
        "in a hundred begins; “Customers / MQL” only once somebody has bought, since a sale takes time; “Leads / sent” "
        "never, since who is known already can send a form without being a new lead."
    )
    return {"judged": words.say(said, n=ENOUGH)}


def answer(report: Report, words: Words) -> str:
    """How many complete a magnet they see, which magnet brings leads, and which brings customers?"""
    rate = report.figure("magnet_conversion")
    if rate.value is None and not report.figure("magnet_leads").value:
        return words.say(N_("Nobody was shown a lead magnet in this period."))
    if rate.value is None:
        return words.say(N_("Nobody was shown a lead magnet in this period.")) + _best_magnet(report, words)
    opening = words.say(
        N_("%(period)s, %(rate)s of the visitors who saw a lead magnet completed it"),
        period=words.over(report.period),
        rate=words.value(rate.value, "percent"),
    )
    return (
        sentence(opening, words.difference(rate, report.period))
        + _best_magnet(report, words)
        + _where_it_blocks(report, words)
    )


def _best_magnet(report: Report, words: Words) -> str:
    """Which brings most leads, and which most customers: rarely the same; nothing of what is level."""
    rows = report.table("magnets").rows
    most_leads = top_rows(rows, of_column("leads"))
    most_customers = leader(rows, of_column("customers"))
    if not most_leads or len(most_leads) > MOST_NAMED:
        return ""
    first = _leads_of(most_leads, words)
    if most_customers is None or most_leads == (most_customers,):
        return f" {first}."
    second = words.say(
        N_("“%(magnet)s” brings the most customers (%(n)s)"),
        magnet=words.cell(most_customers, _MAGNET),
        n=words.cell(most_customers, Column("customers", "count")),
    )
    return " " + words.say(N_("%(first)s; %(second)s."), first=first, second=second)


def _leads_of(rows: Sequence[Row], words: Words) -> str:
    row = rows[0]
    if len(rows) > 1:
        return words.say(
            N_("%(magnets)s bring the most leads (%(n)s each)"),
            magnets=words.together([words.say(N_("“%(name)s”"), name=words.head(one, _MAGNET)) for one in rows]),
            n=words.cell(row, Column("leads", "count")),
        )
    message = (
        N_("“%(magnet)s” brings the most leads (%(n)s, %(customers)s)")
        if row["customers"]
        else N_("“%(magnet)s” brings the most leads (%(n)s)")
    )
    return words.say(
        message,
        magnet=words.cell(row, _MAGNET),
        n=words.cell(row, Column("leads", "count")),
        customers=words.customers(row["customers"]),
    )


_BLOCKED = {
    "started": N_("Look first at “%(magnet)s”: only %(rate)s of those who see it begin."),
    "submitted": N_("Look first at the form of “%(magnet)s”: only %(rate)s of those who begin it send it."),
    "downloaded": N_("Look first at the file of “%(magnet)s”: only %(rate)s of those who come so far download it."),
    "attended": N_("Look first at who comes to “%(magnet)s”: only %(rate)s of its leads do."),
    "mql": N_("Look first at whom “%(magnet)s” attracts: only %(rate)s of its leads are qualified."),
    "customer": N_("Look first at the follow-up of “%(magnet)s”: only %(rate)s of its qualified leads buy."),
}
_RATES = {
    "started": "start_rate",
    "submitted": "submit_rate",
    "downloaded": "download_rate",
    "attended": "attendance_rate",
    "mql": "magnet_quality",
    "customer": "mql_to_customer",
}


def _where_it_blocks(report: Report, words: Words) -> str:
    """The step that blocks in the magnet that is seen most."""
    row = leader(report.table("magnet_steps").rows, of_column("shown_visitors"))
    if row is None or not row["blocking_step"]:
        return ""
    step = str(row["blocking_step"])
    rate = words.cell(row, Column(_RATES[step], "percent"))
    return " " + words.say(_BLOCKED[step], magnet=words.cell(row, _MAGNET), rate=rate)
