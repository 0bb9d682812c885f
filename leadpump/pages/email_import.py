"""What became of e-mails, from a file: upload, a preview to correct, the import, and its undoing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, abort, flash, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from leadpump.emails.import_names import ABOUT, FIELDS, KIND_NAMES, KNOWN
from leadpump.emails.import_plan import Plan, plan_import, plan_undoing
from leadpump.emails.imported import LONGEST, Choice, Reading, guess_choice, read_emails
from leadpump.emails.statement import statement
from leadpump.pages import signed_in, waiting
from leadpump.pages.given import facts, words
from leadpump.pages.importing import Progress, is_through, write
from leadpump.pages.lead_import import MOST_SHOWN
from leadpump.pages.leads import ms, when, writer
from leadpump.sheet.column import asked_columns, asked_way, by_place, shown_columns
from leadpump.sheet.problem import Problem
from leadpump.sheet.read import Sheet, read_sheet
from leadpump.sheet.upload import Upload
from reports.language import N_
from reports.words import Words

pages = Blueprint("email_import", __name__, template_folder="templates")

ROOM = "email_follow_up"
FORM = "/sites/<site>/emails/import"


@dataclass(frozen=True, slots=True)
class ShownImport:
    """An import in the reader's words. undone: nothing of it counts any more."""

    number: int
    when: str
    writer: str
    held: str
    undone: bool


@pages.route(FORM, methods=["GET", "POST"])
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
    token = waiting.keep(ABOUT, waiting.name_of(sent, f"{ABOUT}.csv"), data)
    return redirect(url_for(".preview", site=g.site.name, token=token), 303)


@pages.get(f"{FORM}/<token>")
def preview(site: str, token: str) -> AnyResponse | str:  # noqa: ARG001
    """What the file holds, and how it is read."""
    signed_in.require_editor()
    kept = waiting.find(ABOUT, token)
    return gone() if kept is None else show_preview(kept, asked_choice(sheet_of(kept), request.args))


@pages.post(f"{FORM}/<token>")
def bring_in(site: str, token: str) -> AnyResponse | str | tuple[str, int]:  # noqa: ARG001
    """Import what the preview showed."""
    signed_in.require_editor()
    kept = waiting.find(ABOUT, token)
    if kept is None:
        return gone()
    sheet, ours = sheet_of(kept), writer()
    choice = asked_choice(sheet, request.form)
    reading = read_emails(sheet, choice, ours)
    if reading.wrong:
        return show_preview(kept, choice), 422
    records = plan_import(reading.told, facts().query, ours.site.name).records
    told = write(records, token)
    if not told:
        return redirect(url_for(".imports", site=g.site.name), 303)
    return redirect(url_for(".imports", site=g.site.name, received=ms(ours), **told), 303)


@pages.get("/sites/<site>/emails/imports")
def imports(site: str) -> Response:  # noqa: ARG001
    """What was imported, how far the latest has come, and the way to undo it."""
    signed_in.require_editor()
    say, through = words(), is_through()
    found = [show_import(row) for row in facts().query(statement("imports"), {"site": g.site.name})]
    received, expected = (request.args.get(name, 0, type=int) for name in ("received", "expected"))
    far = Progress(counted(received), expected, through)
    finished = say.say_count("%(n)s fact is imported and counted.", "%(n)s facts are imported and counted.", far.done)
    answer = make_response(
        render_template(
            "emails/imports.html",
            site=g.site,
            room=ROOM,
            imports=found,
            progress=far.say(finished, say),
        )
    )
    return far.look_again(answer)


@pages.post("/sites/<site>/emails/imports/<int:number>/undo")
def undo(site: str, number: int) -> AnyResponse:  # noqa: ARG001
    """Take an import back."""
    signed_in.require_editor()
    undoing = plan_undoing(number, facts().query, writer())
    if undoing.facts:
        facts().keep(undoing.facts)
    say = words()
    said = [say.say_count("%(n)s fact counts no more", "%(n)s facts count no more", undoing.taken_back)]
    if undoing.restored:
        said.append(say.say_count("%(n)s is as it was before", "%(n)s are as they were before", undoing.restored))
    flash(" · ".join(said), "good")
    return redirect(url_for(".imports", site=g.site.name), 303)


def counted(received: int) -> int:
    """How many facts of an import are stored."""
    rows = facts().query(statement("import_stored"), {"site": g.site.name, "received": received}) if received else []
    return int(rows[0]["stored"]) if rows else 0


def show_import(row: Mapping[str, object]) -> ShownImport:
    """An import in the reader's words."""
    say = words()
    told, mailings, held = (int(str(row[name])) for name in ("told", "mailings", "held"))
    received = int(str(row["received_ms"]))
    said = [say.emails(mailings), say.say_count("%(n)s fact", "%(n)s facts", told)]
    return ShownImport(received, when(received, say), str(row["writer"]), " · ".join(said), not held)


def gone() -> AnyResponse:
    """Back to the form for a file that is no longer there."""
    waiting.say_gone(words())
    return redirect(url_for(".upload", site=g.site.name), 303)


def sheet_of(kept: Upload) -> Sheet:
    """The table in a file that was looked at when it was sent."""
    sheet = read_sheet(kept.data, KNOWN)
    if isinstance(sheet, Problem):
        abort(404)
    return sheet


def show_upload(problem: str) -> str:
    """The form for a file."""
    return render_template("emails/upload.html", site=g.site, room=ROOM, problem=problem)


def asked_choice(sheet: Sheet, given: Mapping[str, str]) -> Choice:
    """How the file is to be read: as somebody corrected it, else as it is guessed."""
    if "order" not in given:
        return guess_choice(sheet)
    order, _ = asked_way(given)
    what = given.get("what", "")
    campaign = " ".join(given.get("campaign", "").split())[:LONGEST]
    return Choice(asked_columns(sheet, given, FIELDS), order, what if what in KIND_NAMES else "", campaign)


def as_asked(choice: Choice) -> dict[str, str]:
    """A choice as the fields of the form."""
    columns = {f"column_{place}": field for field, place in choice.columns.items()}
    return {"order": choice.order, "what": choice.what, "campaign": choice.campaign, **columns}


def show_preview(kept: Upload, choice: Choice) -> str:
    """The preview."""
    say, sheet, ours = words(), sheet_of(kept), writer()
    reading = read_emails(sheet, choice, ours)
    plan = plan_import(reading.told, facts().query, ours.site.name)
    problems = reading.wrong or reading.refused
    return render_template(
        "emails/preview.html",
        site=g.site,
        room=ROOM,
        name=kept.label.name,
        answer=answer(reading, plan, choice, say),
        problems=[problem.say(say) for problem in problems[:MOST_SHOWN]],
        more_problems=max(0, len(problems) - MOST_SHOWN),
        wrong=bool(reading.wrong),
        said_of=said_of(reading, plan, say),
        adds=len(plan.records),
        asked=as_asked(choice),
        fields=[(key, say.say(label)) for key, label in FIELDS.items()],
        whats=[(key, say.say(label)) for key, label in KIND_NAMES.items()],
        columns=shown_columns(sheet, by_place(choice.columns)),
    )


def answer(reading: Reading, plan: Plan, choice: Choice, say: Words) -> str:
    """What would come of it, in a sentence."""
    if reading.wrong:
        return say.say(N_("Nothing can be imported yet: see what is to be put right."))
    if not plan.records:
        return say.say(N_("There is nothing new in this file."))
    if "email" in choice.columns:
        return say.say_count("%(n)s event would be added.", "%(n)s events would be added.", len(plan.records))
    # A line tells of one mailing, in several figures.
    mailings = len({(record.campaign, record.sequence, record.step) for record in plan.records})
    figures = say.say_count("%(n)s figure", "%(n)s figures", len(plan.records))
    return say.say_count(
        "%(n)s mailing, %(figures)s would be added.",
        "%(n)s mailings, %(figures)s would be added.",
        mailings,
        figures=figures,
    )


def said_of(reading: Reading, plan: Plan, say: Words) -> list[str]:
    """What would be done with the lines."""
    found = []
    if n := len(plan.fresh):
        found.append(say.say_count("%(n)s is new", "%(n)s are new", n))
    if n := len(plan.changed):
        found.append(
            say.say_count(
                "%(n)s total takes the place of an earlier one", "%(n)s totals take the place of earlier ones", n
            )
        )
    if n := len(plan.back):
        found.append(say.say_count("%(n)s that was undone counts again", "%(n)s that were undone count again", n))
    if n := plan.same:
        found.append(say.say_count("%(n)s was here already", "%(n)s were here already", n))
    if n := reading.same:
        found.append(
            say.say_count(
                "%(n)s line says what another one says, and counts once",
                "%(n)s lines say what another one says, and count once",
                n,
            )
        )
    if n := reading.empty:
        found.append(
            say.say_count("%(n)s line without anything new left out", "%(n)s lines without anything new left out", n)
        )
    if n := len(reading.refused):
        found.append(say.say_count("%(n)s line refused, see below", "%(n)s lines refused, see below", n))
    return found
