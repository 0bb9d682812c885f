"""A site's leads: whom to call today, the list with its filters, and what is done to many of them at once."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from typing import Any
from uuid import UUID, uuid4, uuid5

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from collector.channel import CHANNELS
from collector.event import STAGES
from collector.record import ChangeRecord, LeadRecord
from leadpump.leads import listing
from leadpump.leads.contact import Contact, Contacts, full_name, link_of, title_of
from leadpump.leads.form import Problem, Writer, change_record, read_id, read_lead, writer_of
from leadpump.leads.life import local
from leadpump.leads.name import STAGES as STAGE_NAMES
from leadpump.leads.name import (
    consent_name,
    delay,
    lost_reason,
    short_stage,
    spam_reason,
    stage_name,
    way,
)
from leadpump.leads.wanted import A_PAGE, NAMES, PERIODS, Sought, Wanted, read_span, read_wanted
from leadpump.pages import signed_in
from leadpump.pages.given import facts, identity, words
from reports import format as written
from reports.export import csv_cell, delimiter_of
from reports.language import N_
from reports.quadrant import QUADRANTS
from reports.stage import LOST_REASONS
from reports.words import Words, slug

pages = Blueprint("leads", __name__, template_folder="templates")

ROOM = "leads"
CALLED_FIRST = 5
MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class ShownLead:
    """A lead of the list in the reader's words. reach: ways to reach them, with the address that does."""

    id: str
    title: str
    named: bool
    reach: tuple[tuple[str, str], ...]
    created: str
    created_at: str
    since: str
    magnet: str
    channel: str
    mark: str
    source: str
    stage: str
    stage_key: str
    reason: str
    spam: str
    score: str
    contacted: str
    revenue: str


@pages.get("/sites/<site>/leads")
def index(site: str) -> str:  # noqa: ARG001 - `protect` has looked it up
    """Whom to call, and the list."""
    wanted = read_wanted(request.args)
    query, moment = facts().query, now()
    waiting = listing.count_waiting(query, g.site, moment)
    found = listing.find(query, g.site, wanted, sought(wanted), moment)
    called = [] if wanted.arguments else listing.find_next(query, g.site, moment, CALLED_FIRST)
    shown = show_leads([*called, *found.rows], moment)
    return render_template(
        "leads/index.html",
        site=g.site,
        room=ROOM,
        may_edit=signed_in.may_edit(),
        answer=listing.answer(waiting, words()),
        waiting=waiting,
        called=shown[: len(called)],
        leads=shown[len(called) :],
        found=found,
        wanted=wanted,
        choices=listing.find_choices(query, g.site),
        scored=any(row["interesting"] or row["interested"] for row in (*called, *found.rows)),
        form_id=uuid4(),
        count=words().say_count("%(n)s lead", "%(n)s leads", found.leads),
        **choices_of_filters(),
        page_address=page_address,
        first=(wanted.page - 1) * A_PAGE + 1,
        last=min(wanted.page * A_PAGE, found.leads),
        csv_address=address("as_csv", wanted.arguments),
    )


@pages.get("/sites/<site>/leads.csv")
def as_csv(site: str) -> Response:
    """The list as a file, without its pages. Contact details are for those who may see them."""
    wanted = read_wanted(request.args)
    rows = listing.find_all(facts().query, g.site, wanted, sought(wanted), now())
    file = re.sub(
        r"[^A-Za-z0-9._-]+", "-", f"{site}_leads_{local(int(now().timestamp() * 1000), g.site.timezone):%Y-%m-%d}.csv"
    )
    return Response(
        sheet(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file}"'},
    )


@pages.post("/sites/<site>/leads/marked")
def mark(site: str) -> AnyResponse:  # noqa: ARG001
    """Do the same to every lead that is ticked."""
    signed_in.require_editor()
    ticked = read_ticked(request.form.getlist("lead"))
    fields = CHANGES_AT_ONCE.get(request.form.get("what", ""))
    back = redirect(address("index", read_wanted(request.form).arguments), 303)
    if not ticked or fields is None:
        flash(words().say(N_("Nothing was changed: tick some leads and choose what to do with them.")), "warning")
        return back
    ours = writer()
    form_id = UUID(read_id(request.form))
    records = [
        change_record(
            ours, **fields, lead=str(lead), id=str(uuid5(form_id, f"{lead} {request.form['what']}")), ts=ms(ours)
        )
        for lead in ticked
    ]
    keep(records, words().say_count("%(n)s lead changed.", "%(n)s leads changed.", len(records)))
    return back


@pages.route("/sites/<site>/leads/new", methods=["GET", "POST"])
def new(site: str) -> AnyResponse | str | tuple[str, int]:  # noqa: ARG001
    """A lead by hand: a call, a visit to the stand, a word passed on."""
    signed_in.require_editor()
    if request.method == "GET":
        return show_new({}, None)
    record = read_lead(request.form, writer())
    if isinstance(record, Problem):
        return show_new(request.form.to_dict(), record), 422
    keep([record], words().say(N_("The lead is written down.")))
    return redirect(url_for("lead.show", site=g.site.name, lead=record.id), 303)


def show_new(values: dict[str, str], problem: Problem | None) -> str:
    """The form of a lead by hand."""
    choices = listing.find_choices(facts().query, g.site)
    return render_template(
        "leads/new.html",
        site=g.site,
        room=ROOM,
        values=values,
        problem=problem,
        form_id=values.get("id") or uuid4(),
        channels=sorted({*map(words().channel, CHANNELS), *map(words().channel, choices.channels)}),
        magnets=choices.magnets,
    )


CHANGES_AT_ONCE: dict[str, dict[str, Any]] = {
    **{f"stage:{stage}": {"kind": "stage", "stage": stage} for stage in STAGES},
    "lost:no_answer": {"kind": "stage", "stage": "lost", "reason": "no_answer"},
    "spam": {"kind": "spam", "reason": "by_hand"},
    "not_spam": {"kind": "spam", "reason": ""},
}
"""What may be done to many leads at once, and the fields of its record."""


def read_ticked(values: Sequence[str]) -> list[UUID]:
    """The leads that are ticked, each once; 400 for what is no lead's id."""
    try:
        return sorted({UUID(value) for value in values[:MOST_AT_ONCE]})
    except ValueError:
        abort(400)


def choices_of_filters() -> dict[str, Any]:
    """What the selects of the filters offer, in the reader's words."""
    say = words()
    return {
        "stages": [(key, stage_name(key, say)) for key in STAGE_NAMES],
        "periods": periods(say),
        "quadrants": [(key, say.say(name)) for key, name in QUADRANTS.items()],
        "channel_name": say.channel,
        "magnet_name": say.magnet,
        "names": NAMES,
        "at_once": [(f"stage:{key}", stage_name(key, say)) for key in STAGES if key != "lost"],
        "lost_at_once": ("lost:no_answer", lost_reason("no_answer", say)),
    }


def periods(say: Words) -> list[tuple[str, str]]:
    """The periods to choose from; with the days that a report has asked for, if any."""
    named = [(key, say.period_name(key)) for key in PERIODS]
    asked = read_wanted(request.args).period
    span = read_span(asked)
    return [*named, (asked, say.days(*span))] if span else named


def page_address(wanted: Wanted, number: int = 1, **changes: str) -> str:
    """The list with the same filters but these, on that page."""
    arguments = {name: value for name, value in (wanted.arguments | changes).items() if value}
    return address("index", arguments | ({"page": f"{number}"} if number > 1 else {}))


def address(page: str, arguments: Mapping[str, str]) -> str:
    """The address of a page of the site's leads."""
    values: dict[str, Any] = dict(arguments)
    return url_for(f"leads.{page}", site=g.site.name, **values)


def show_leads(rows: Sequence[dict[str, Any]], moment: datetime) -> list[ShownLead]:
    """Leads of the list in the reader's words."""
    known = contacts().of(sorted({row["lead"] for row in rows}))
    return [show_lead(row, known.get(row["lead"], {}), moment) for row in rows]


def show_lead(row: dict[str, Any], contact: Contact, moment: datetime) -> ShownLead:
    """One of them."""
    say = words()
    title = title_of(contact)
    created = local(row["created_ms"], g.site.timezone)
    return ShownLead(
        id=row["lead"],
        title=title or say.say(N_("Anonymous lead")),
        named=bool(title),
        reach=tuple((contact[name], link_of(name, contact[name])) for name in ("phone", "email") if name in contact),
        created=say.day(created.date()),
        created_at=written.minute(created),
        since=delay(moment.timestamp() - row["created_ms"] / 1000, say),
        magnet=say.form(row["magnet"] or row["form"]) or way(row["via"], say),
        channel=say.channel(row["converting_channel"]) if row["converting_channel"] else "",
        mark=f"channel-{slug(row['converting_channel'])}",
        source="" if row["converting_source"].startswith("(") else row["converting_source"],
        stage=short_stage(row["stage"], say),
        stage_key=row["stage"] if row["stage"] in STAGE_NAMES else "",
        reason=lost_reason(row["lost_reason"], say),
        spam=spam_reason(row["spam"], say),
        score="" if row["spam"] else f"{row['interesting']} / {row['interested']}",
        contacted=delay(row["contacted_seconds"], say),
        revenue=say.value(row["revenue"], "money") if row["orders"] or row["revenue"] else written.NO_DATA,
    )


def when(milliseconds: int, say: Words) -> str:
    """A day and time by the site's clock."""
    moment = local(milliseconds, g.site.timezone)
    return f"{say.day(moment.date())}, {written.minute(moment)}"


COLUMNS = (
    N_("Lead"),
    N_("Created"),
    N_("Magnet"),
    N_("Form"),
    N_("Channel"),
    N_("Source"),
    N_("Stage"),
    N_("Reason"),
    N_("Consent"),
    N_("Spam"),
    N_("Means"),
    N_("Interest"),
    N_("Contacted after (h)"),
    N_("Revenue"),
)
CONTACT_COLUMNS = (N_("Name"), N_("E-mail"), N_("Phone"), N_("Company"), N_("Postcode"), N_("Town"))


def sheet(rows: Sequence[dict[str, Any]]) -> str:
    """Leads for a spreadsheet, in the reader's words; no cell is taken for a formula."""
    say, clear = words(), signed_in.may_edit()
    known = contacts().of([row["lead"] for row in rows]) if clear else {}
    head = [say.say(name) for name in (*COLUMNS[:2], *(CONTACT_COLUMNS if clear else ()), *COLUMNS[2:])]
    out = StringIO()
    table = csv.writer(out, delimiter=delimiter_of(say))
    table.writerow(head)
    for row in rows:
        contact = known.get(row["lead"], {})
        own = [
            full_name(contact),
            *(contact.get(name, "") for name in ("email", "phone", "company", "postcode", "city")),
        ]
        table.writerow(sheet_row(row, own if clear else [], say))
    return "\ufeff" + out.getvalue()


def sheet_row(row: dict[str, Any], own: list[str], say: Words) -> list[object]:
    """A lead's cells; a number below zero begins like a formula, and is to be added up."""
    hours = None if row["contacted_seconds"] is None else row["contacted_seconds"] / 3600
    texts = [
        row["lead"],
        f"{local(row['created_ms'], g.site.timezone):%Y-%m-%d %H:%M}",
        *own,
        row["magnet"],
        row["form"],
        say.channel(row["converting_channel"]) if row["converting_channel"] else "",
        row["converting_source"],
        short_stage(row["stage"], say),
        lost_reason(row["lost_reason"], say),
        consent_name(row["consent"], say),
        spam_reason(row["spam"], say),
    ]
    numbers = [
        row["interesting"],
        row["interested"],
        say.plain(hours, "decimal"),
        say.plain(row["revenue"], "money"),
    ]
    return [*(csv_cell(text, delimiter_of(say)) for text in texts), *numbers]


def sought(wanted: Wanted) -> Sought:
    """Whom the search means."""
    return contacts().search(wanted.search) if wanted.search else Sought()


def contacts() -> Contacts:
    """The contact details of the site's leads, for the person who asks."""
    return Contacts(facts().query, identity().person, g.site.name, signed_in.may_edit())


def writer() -> Writer:
    """The person who asks, for what they write now."""
    rules = [kept.rule for kept in signed_in.records().channel_rules_of(g.site.name)]
    return writer_of(g.site, rules, identity(), signed_in.account().login, now())


def ms(ours: Writer) -> int:
    """When it is written, in Unix milliseconds."""
    return int(ours.now.timestamp() * 1000)


def keep(records: Sequence[ChangeRecord | LeadRecord], said: str) -> None:
    """Write the facts down, wait until they are counted, and say so, or that they will be."""
    if not facts().keep(records):
        said = words().say(
            N_("It is kept, and appears here as soon as the database has taken it in: look again in a moment.")
        )
    flash(said, "good")


def now() -> datetime:
    """The time now."""
    return datetime.now(UTC)


def reasons() -> list[tuple[str, str]]:
    """Why a lead may be lost, in the reader's words."""
    return [(key, lost_reason(key, words())) for key in LOST_REASONS]
