"""A site's costs: what was spent, month by month, and the form to write a cost in, correct it or take it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from collector.channel import CHANNELS
from collector.event import PURPOSES
from collector.record import CostRecord
from leadpump.costs.entry import PAGE, Entry, Labels, Writing, days_of, records_of, removals
from leadpump.costs.form import LABELS, FormProblem, Problems, Rules, read_entry
from leadpump.costs.ledger import Ledger, Month, Spent, Stored
from leadpump.leads.form import read_id
from leadpump.pages import signed_in
from leadpump.pages.given import facts, words
from leadpump.sheet import number
from leadpump.sheet.day import whole_month
from reports import format as written
from reports.language import N_
from reports.pages import current_language
from reports.words import Words, slug

pages = Blueprint("costs", __name__, template_folder="templates")

ROOM = "costs"
PURPOSE_NAMES = {
    "media": N_("Media"),
    "agency": N_("Agency"),
    "tools": N_("Tools"),
    "salary": N_("Salary"),
    "other": N_("Other"),
}
UNSEEN_DAYS = 395
MOST_LISTED = 500
GROUP = ("purpose", "channel", "source", "campaign", "magnet")


@dataclass(frozen=True, slots=True)
class ShownMonth:
    """A month in the reader's words. share: per cent of the year's largest."""

    name: str
    address: str
    spent: str
    share: float
    chosen: bool


@dataclass(frozen=True, slots=True)
class ShownLine:
    """What a month's money was spent on, in the reader's words."""

    name: str
    mark: str
    purpose: str
    campaign: str
    spent: str
    share: float
    address: str


@pages.get("/sites/<site>/costs")
def index(site: str) -> str:  # noqa: ARG001 - `protect` has looked it up
    """What was spent in a month, and in the months of its year. The address may fill in the form's magnet."""
    return show_index({"magnet": request.args.get("magnet", "")}, {})


@pages.post("/sites/<site>/costs")
def add(site: str) -> AnyResponse | tuple[str, int]:  # noqa: ARG001
    """Write a cost in."""
    signed_in.require_editor()
    entry = read_form(number_of_form())
    if not isinstance(entry, Entry):
        return show_index(request.form.to_dict(), entry), 422
    keep(records_of(entry, writing()), N_("The cost is written down."))
    return to_month(entry.last)


@pages.route("/sites/<site>/costs/<uuid:entry>", methods=["GET", "POST"])
def change(site: str, entry: UUID) -> AnyResponse | str | tuple[str, int]:  # noqa: ARG001
    """The form of an entry there is, and what it sends."""
    signed_in.require_editor()
    stored = ledger().entry(entry) or abort(404)
    if request.method == "GET":
        return show_form(stored, fields_of(stored.entry), {})
    if request.form.get("version", "") != f"{stored.version}":
        return show_form(stored, fields_of(stored.entry), {"version": FormProblem.ORDER}), 409
    changed = read_form(entry)
    if not isinstance(changed, Entry):
        return show_form(stored, request.form.to_dict(), changed), 422
    ours = writing()
    kept = Entry(entry, changed.first, changed.last, changed.amount, changed.labels, stored.entry.origin)
    gone = sorted(set(stored.days) - set(days_of(kept.first, kept.last)))
    keep([*records_of(kept, ours), *removals(entry, gone, ours)], N_("The cost is corrected."))
    return to_month(kept.last)


@pages.post("/sites/<site>/costs/<uuid:entry>/remove")
def remove(site: str, entry: UUID) -> AnyResponse:  # noqa: ARG001
    """Take an entry out."""
    signed_in.require_editor()
    stored = ledger().entry(entry) or abort(404)
    keep(removals(entry, stored.days, writing()), N_("The cost is taken out."))
    return to_month(stored.days[-1])


@pages.get("/sites/<site>/costs/entries")
def entries(site: str) -> str:  # noqa: ARG001
    """The entries behind a line of a month."""
    first, last, labels = asked_line(request.args)
    found = ledger().entries(labels, first, last)
    return render_template(
        "costs/entries.html",
        site=g.site,
        room=ROOM,
        may_edit=signed_in.may_edit(),
        name=name_of(labels, words()),
        month=written.month(first, current_language()),
        month_address=url_for("costs.index", site=g.site.name, month=f"{first:%Y-%m}"),
        asked={**{name: getattr(labels, name) for name in GROUP}, "month": f"{first:%Y-%m}"},
        total=money(sum((item.entry.amount for item in found), Decimal(0))),
        entries=[
            {
                "id": item.entry.id,
                "days": written.span(item.entry.first, item.entry.last, current_language()),
                "spent": money(item.entry.amount),
                "note": item.entry.labels.note,
                "account": item.entry.labels.account,
                "author": item.author,
                "origin": "" if item.entry.origin == PAGE else item.entry.origin,
            }
            for item in found[:MOST_LISTED]
        ],
        count=len(found),
        counted=written.number(len(found), current_language()),
    )


@pages.post("/sites/<site>/costs/entries/remove")
def remove_line(site: str) -> AnyResponse:  # noqa: ARG001
    """Take all entries behind a line out."""
    signed_in.require_editor()
    first, last, labels = asked_line(request.form)
    found = ledger().entries(labels, first, last)
    ours = writing()
    by_entry = ledger().days([item.entry.id for item in found])
    gone = [record for entry, days in by_entry.items() for record in removals(entry, days, ours)]
    if gone:
        keep(gone, N_("The costs are taken out."))
    return to_month(first)


def ledger() -> Ledger:
    """The costs of the site."""
    return Ledger(facts().query, g.site)


def writing() -> Writing:
    """For what the person who asks writes now."""
    return ledger().writing(signed_in.account().login, int(datetime.now(UTC).timestamp() * 1000))


def keep(records: list[CostRecord], said: str) -> None:
    """Write the facts down, wait until they are counted, and say so, or that they will be."""
    if facts().keep(records):
        flash(words().say(said), "good")
    else:
        flash(
            words().say(
                N_("It is kept, and appears here as soon as the database has taken it in: look again in a moment.")
            ),
            "good",
        )


def money(amount: Decimal) -> str:
    """An amount to the cent, in the site's currency."""
    return written.exact_money(amount, g.site.currency, current_language())


def today() -> date:
    """The site's day."""
    return datetime.now(ZoneInfo(g.site.timezone)).date()


def to_month(day: date) -> AnyResponse:
    """Back to the month that was changed."""
    return redirect(url_for("costs.index", site=g.site.name, month=f"{day:%Y-%m}"), 303)


def read_form(entry: UUID) -> Entry | Problems:
    """The entry that the form describes."""
    return read_entry(request.form, entry, Rules(g.site.currency, today(), g.site.magnets))


def number_of_form() -> UUID:
    """The entry's number: the same where a form is sent twice as it is, so that it counts once."""
    said = (request.form.get(name, "") for name in ("amount", "first", "last", "purpose", *LABELS))
    return uuid5(UUID(read_id(request.form)), "\x1f".join(said))


def asked_month() -> date | None:
    """The first day of the month that the address names."""
    return first_of(request.args.get("month", ""))


def first_of(text: str) -> date | None:
    """The first day of a month written 2026-03."""
    year, _, month = text.partition("-")
    if not (year.isdecimal() and month.isdecimal() and len(year) == 4 and len(month) == 2):
        return None
    found = whole_month(int(year), int(month))
    return found.first if found else None


def asked_line(given: MultiDict[str, str]) -> tuple[date, date, Labels]:
    """The month and what it was spent on, as an address or a form names them; 404 for anything else."""
    first = first_of(given.get("month", ""))
    purpose = given.get("purpose", "")
    if first is None or purpose not in PURPOSES:
        abort(404)
    month = whole_month(first.year, first.month)
    assert month is not None  # noqa: S101
    named = {name: given.get(name, "") for name in GROUP}
    return month.first, month.last, Labels(**named)


def show_index(values: dict[str, str], problems: Problems) -> str:
    """The page with its form, as it was sent."""
    book = ledger()
    months = book.months()
    chosen = asked_month() or (months[0].first if months else today().replace(day=1))
    of_month = whole_month(chosen.year, chosen.month)
    assert of_month is not None  # noqa: S101
    lines = book.month(of_month.first, of_month.last)
    year = [month for month in months if month.first.year == chosen.year]
    return render_template(
        "costs/index.html",
        site=g.site,
        room=ROOM,
        may_edit=signed_in.may_edit(),
        empty=not months,
        answer=answer(months, chosen, lines),
        month=written.month(chosen, current_language()),
        total=money(sum((line.spent for line in lines), Decimal(0))),
        lines=[show_line(line, chosen, lines[0].spent) for line in lines],
        months=[show_month(month, max(one.spent for one in year), chosen) for month in year],
        year=chosen.year,
        year_total=money(sum((month.spent for month in year), Decimal(0))),
        years=years_of(months, chosen),
        foreign=[written.exact_money(spent, code, current_language()) for code, spent in book.foreign()],
        unseen=[
            (one.source, one.campaign, money(one.spent))
            for one in book.without_visits(today() - timedelta(days=UNSEEN_DAYS))
        ],
        **form_values(values, problems),
    )


def form_values(values: dict[str, str], problems: Problems) -> dict[str, Any]:
    """What the template of the form needs."""
    day = today()
    given = {"first": f"{day}", "last": f"{day}", "purpose": "media"} | values
    say = words()
    return {
        "values": given,
        "problems": problems,
        "form_id": values.get("id") or uuid4(),
        "purposes": [(name, say.say(label)) for name, label in PURPOSE_NAMES.items()],
        "channels": [say.channel(name) for name in CHANNELS],
        "magnets": [magnet.title for magnet in g.site.magnets],
        "latest": f"{day + timedelta(days=366)}",
    }


def show_form(stored: Stored, values: dict[str, str], problems: Problems) -> str:
    """The form of an entry there is."""
    return render_template(
        "costs/entry.html",
        site=g.site,
        room=ROOM,
        entry=stored.entry,
        version=stored.version,
        foreign=stored.foreign,
        origin="" if stored.entry.origin == PAGE else stored.entry.origin,
        back=url_for("costs.index", site=g.site.name, month=f"{stored.days[-1]:%Y-%m}"),
        **form_values(values, problems),
    )


def fields_of(entry: Entry) -> dict[str, str]:
    """An entry as the form shows it."""
    labels = entry.labels
    amount = f"{entry.amount.normalize():f}"
    if number.mark_of(amount) == number.AMBIGUOUS:
        # 12.345 may be a thousand; 12.3450 is none.
        amount += "0"
    return {
        "amount": amount.replace(".", ",") if current_language() == "fr" else amount,
        "first": f"{entry.first}",
        "last": f"{entry.last}",
        "channel": words().channel(labels.channel) if labels.channel else "",
        "source": labels.source,
        "campaign": labels.campaign,
        "magnet": labels.magnet,
        "purpose": labels.purpose,
        "note": labels.note,
    }


def answer(months: list[Month], chosen: date, lines: list[Spent]) -> str:
    """What was spent, in a sentence."""
    say = words()
    spent = {month.first: month.spent for month in months}
    if chosen not in spent:
        return say.say(N_("Nothing is written down for %(month)s."), month=written.month(chosen, current_language()))
    named = {"spent": money(spent[chosen]), "month": written.month(chosen, current_language())}
    largest = {
        "name": name_of(lines[0].labels, say),
        "share": written.percent(share(lines[0].spent, spent[chosen]), current_language(), 0),
    }
    if len(lines) == 1:
        return say.say(N_("%(spent)s spent in %(month)s, all of it on %(name)s."), **named, name=largest["name"])
    return say.say(N_("%(spent)s spent in %(month)s; %(share)s of it on %(name)s."), **named, **largest)


def share(part: Decimal, whole: Decimal) -> float:
    """Per cent; 0 of nothing."""
    return float(100 * part / whole) if whole else 0.0


def years_of(months: list[Month], chosen: date) -> list[tuple[int, str, bool]]:
    """The years with a cost, each with the address of its latest month and whether it is shown."""
    latest: dict[int, date] = {}
    for month in months:
        latest.setdefault(month.first.year, month.first)
    return [
        (year, url_for("costs.index", site=g.site.name, month=f"{first:%Y-%m}"), year == chosen.year)
        for year, first in latest.items()
    ]


def show_month(month: Month, largest: Decimal, chosen: date) -> ShownMonth:
    """A month in the reader's words."""
    return ShownMonth(
        name=written.month(month.first, current_language()),
        address=url_for("costs.index", site=g.site.name, month=f"{month.first:%Y-%m}"),
        spent=money(month.spent),
        share=share(month.spent, largest),
        chosen=month.first == chosen,
    )


def show_line(line: Spent, month: date, largest: Decimal) -> ShownLine:
    """What was spent, in the reader's words."""
    labels = line.labels
    named = {name: getattr(labels, name) for name in GROUP}
    say = words()
    return ShownLine(
        name=name_of(labels, say),
        mark=f"channel-{slug(labels.channel)}" if labels.channel else "",
        purpose=say.say(PURPOSE_NAMES[labels.purpose]) if labels.purpose in PURPOSE_NAMES else labels.purpose,
        campaign=" · ".join(
            text for text in (labels.campaign, say.magnet(labels.magnet) if labels.magnet else "") if text
        ),
        spent=money(line.spent),
        share=share(line.spent, largest),
        address=url_for("costs.entries", site=g.site.name, month=f"{month:%Y-%m}", **named),
    )


def name_of(labels: Labels, say: Words) -> str:
    """What money was spent on, by its channel and source; without either, by what it was for."""
    channel = say.channel(labels.channel) if labels.channel else ""
    purpose = say.say(PURPOSE_NAMES.get(labels.purpose, labels.purpose))
    titled = say.magnet(labels.magnet) if labels.magnet else ""
    return " · ".join(text for text in (channel, labels.source) if text) or labels.campaign or titled or purpose
