"""The import of costs from a file: upload, a preview that can be corrected, and only then the import."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from collector.channel import CHANNELS
from leadpump.costs.entry import Labels
from leadpump.costs.exported import (
    FIELDS,
    KNOWN,
    PLATFORMS,
    Choice,
    ImportedDay,
    Reading,
    Target,
    guess_choice,
    read_costs,
)
from leadpump.costs.form import read_day
from leadpump.costs.plan import Plan, plan_import, records_of_import
from leadpump.pages import signed_in, waiting
from leadpump.pages.costs import ROOM, UNSEEN_DAYS, keep, ledger, money, to_month, today, writing
from leadpump.pages.given import words
from leadpump.sheet.column import asked_columns, asked_way, by_place, shown_columns
from leadpump.sheet.day import Days
from leadpump.sheet.named import channel_named
from leadpump.sheet.problem import Problem
from leadpump.sheet.read import Sheet, read_sheet
from leadpump.sheet.upload import Upload
from reports import format as written
from reports.language import N_
from reports.pages import current_language
from reports.words import Words

pages = Blueprint("cost_import", __name__, template_folder="templates")

ABOUT = "costs"
MOST_LINES_SHOWN = 200


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A campaign's costs in the reader's words. unseen: no visit carries its name."""

    campaign: str
    channel: str
    source: str
    days: str
    spent: str
    unseen: bool


@pages.route("/sites/<site>/costs/import", methods=["GET", "POST"])
def upload(site: str) -> AnyResponse | str | tuple[str, int]:  # noqa: ARG001 - `protect` has looked it up
    """The form for a file, and what it sends."""
    signed_in.require_editor()
    if request.method == "GET":
        return show_upload("")
    sent = request.files.get("file")
    data = sent.read() if sent else b""
    sheet = read_sheet(data, KNOWN)
    if isinstance(sheet, Problem):
        return show_upload(sheet.say(words())), 422
    name = waiting.name_of(sent, "costs.csv")
    token = waiting.keep(ABOUT, name, data)
    return redirect(url_for(".preview", site=g.site.name, token=token), 303)


@pages.get("/sites/<site>/costs/import/<token>")
def preview(site: str, token: str) -> AnyResponse | str:  # noqa: ARG001
    """What the file holds, and how it is read."""
    signed_in.require_editor()
    kept = waiting.find(ABOUT, token)
    if kept is None:
        return gone()
    sheet = sheet_of(kept)
    choice = asked_choice(sheet, request.args)
    reading = read_costs(sheet, choice, target())
    return show_preview(kept, sheet, choice, reading)


@pages.post("/sites/<site>/costs/import/<token>")
def bring_in(site: str, token: str) -> AnyResponse | str | tuple[str, int]:  # noqa: ARG001
    """Import what the preview showed."""
    signed_in.require_editor()
    kept = waiting.find(ABOUT, token)
    if kept is None:
        return gone()
    sheet = sheet_of(kept)
    choice = asked_choice(sheet, request.form)
    reading = read_costs(sheet, choice, target())
    if reading.problems:
        return show_preview(kept, sheet, choice, reading), 422
    plan = plan_import(reading.days, ledger())
    if plan.writes:
        keep(records_of_import(plan.writes, choice, kept.label.name, writing()), N_("The costs are imported."))
    else:
        flash(words().say(N_("All of this was here already; nothing was changed.")), "good")
    waiting.forget(token)
    return to_month(max(item.day for item in reading.days) if reading.days else today())


def gone() -> AnyResponse:
    """Back to the form for a file that is no longer there."""
    waiting.say_gone(words())
    return redirect(url_for(".upload", site=g.site.name), 303)


def target() -> Target:
    """The site whose costs they are."""
    return Target(g.site.name, g.site.currency, ledger().digits, today(), g.site.magnets)


def sheet_of(kept: Upload) -> Sheet:
    """The table in a file that was looked at when it was sent."""
    sheet = read_sheet(kept.data, KNOWN)
    if isinstance(sheet, Problem):
        abort(404)
    return sheet


def show_upload(problem: str) -> str:
    """The form for a file."""
    return render_template("costs/upload.html", site=g.site, room=ROOM, problem=problem)


def asked_choice(sheet: Sheet, given: Mapping[str, str]) -> Choice:
    """How the file is to be read: as somebody corrected it, else as it is guessed."""
    guessed = guess_choice(sheet)
    platform = given.get("platform", "")
    if platform not in PLATFORMS:
        return guessed
    columns = asked_columns(sheet, given, FIELDS)
    first, last = read_day(given.get("own_first", "")), read_day(given.get("own_last", ""))
    period = Days(first, last) if first and last and first <= last and (last - first).days < 366 else None
    channel = " ".join(given.get("own_channel", "").split())[:200]
    labels = Labels(
        channel=channel_named(channel),
        source=" ".join(given.get("own_source", "").split())[:200],
        account=" ".join(given.get("own_account", "").split())[:200],
    )
    order, mark = asked_way(given)
    return Choice(platform, columns, order, mark, period, labels)


def as_asked(choice: Choice) -> dict[str, str]:
    """A choice as the fields of the form."""
    labels = choice.labels
    period = choice.period
    return {
        "platform": choice.platform,
        "own_channel": words().channel(labels.channel) if labels.channel else "",
        "own_source": labels.source,
        "own_account": labels.account,
        "own_first": f"{period.first}" if period else "",
        "own_last": f"{period.last}" if period else "",
        "order": choice.order,
        "mark": choice.mark,
        **{f"column_{place}": field for field, place in choice.columns.items()},
    }


def show_preview(kept: Upload, sheet: Sheet, choice: Choice, reading: Reading) -> str:
    """The preview."""
    say = words()
    plan = plan_import(reading.days, ledger())
    return render_template(
        "costs/preview.html",
        site=g.site,
        room=ROOM,
        name=kept.label.name,
        answer=answer(reading, say),
        problems=[problem.say(say) for problem in reading.problems],
        twice=[
            say.say(
                N_(
                    "%(campaign)s: %(spent)s of the same days are written down already in another way and would count "
                    "twice. Remove these entries first, or leave the campaign out of the file."
                ),
                campaign=" · ".join(text for text in (one.source, one.campaign) if text),
                spent=money(one.spent),
            )
            for one in plan.twice
        ],
        said_of=said_of(reading, plan, say),
        lines=lines_of(reading, say),
        writes=bool(plan.writes),
        asked=as_asked(choice),
        platforms=[(key, platform.name or say.say(N_("a table of our own"))) for key, platform in PLATFORMS.items()],
        fields=[(key, say.say(label)) for key, label in FIELDS.items()],
        channels=[say.channel(name) for name in CHANNELS],
        columns=shown_columns(sheet, by_place(choice.columns)),
    )


def answer(reading: Reading, say: Words) -> str:
    """What the file holds, in a sentence."""
    if reading.problems:
        return say.say(N_("Nothing can be imported yet: see what is to be put right."))
    if not reading.days:
        return say.say(N_("There is no cost in this file."))
    first, last = min(item.day for item in reading.days), max(item.day for item in reading.days)
    return say.say_count(
        "%(spent)s from %(n)s line, spent on %(days)s.",
        "%(spent)s from %(n)s lines, spent on %(days)s.",
        reading.rows,
        spent=money(reading.spent),
        days=written.span(first, last, current_language()),
    )


def said_of(reading: Reading, plan: Plan, say: Words) -> list[str]:
    """What would be done with it, and what was left out."""
    found = []
    if n := len(plan.fresh):
        found.append(say.say_count("%(n)s new day of a cost", "%(n)s new days of costs", n))
    if n := len(plan.changed):
        found.append(say.say_count("%(n)s day replaced", "%(n)s days replaced", n))
    if n := plan.same:
        found.append(say.say_count("%(n)s day is here already as it is", "%(n)s days are here already as they are", n))
    if n := reading.empty:
        found.append(say.say_count("%(n)s line without a cost left out", "%(n)s lines without a cost left out", n))
    if reading.totals:
        listed = ", ".join(str(line) for line in reading.totals[:10])
        n = len(reading.totals)
        found.append(
            say.say_count("Left out as a total: line %(lines)s", "Left out as totals: lines %(lines)s", n, lines=listed)
        )
    if reading.assumed:
        found.append(
            say.say(N_("The file names no currency; it is taken to be %(currency)s"), currency=g.site.currency)
        )
    return found


def lines_of(reading: Reading, say: Words) -> list[ShownLine]:
    """What each campaign cost."""
    groups: dict[tuple[str, str, str], list[ImportedDay]] = defaultdict(list)
    for item in reading.days:
        groups[item.labels.campaign, item.labels.channel, item.labels.source].append(item)
    visited = visited_campaigns({campaign for campaign, _, _ in groups if campaign})
    shown = [(sum((item.amount for item in items), Decimal(0)), names, items) for names, items in groups.items()]
    return [
        ShownLine(
            campaign=campaign,
            channel=say.channel(channel) if channel else "",
            source=source,
            days=written.span(min(item.day for item in items), max(item.day for item in items), current_language()),
            spent=money(spent),
            unseen=bool(campaign) and campaign not in visited,
        )
        for spent, (campaign, channel, source), items in sorted(shown, key=lambda one: (-one[0], one[1]))[
            :MOST_LINES_SHOWN
        ]
    ]


def visited_campaigns(campaigns: set[str]) -> set[str]:
    """Those of the campaigns that a visit of the last 13 months names."""
    since: date = today() - timedelta(days=UNSEEN_DAYS)
    return ledger().visited(sorted(campaigns), since)
