"""Leads, and what happened to them, from a file: upload, a preview to correct, the import, and its undoing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, abort, flash, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from leadpump.leads.import_names import CHANGES, FIELDS, KNOWN, LEADS
from leadpump.leads.import_plan import Plan, plan_import, plan_undoing, records_of_import
from leadpump.leads.imported import ALL_ARE, WHAT_NAMES, Choice, Reading, guess_choice, read_facts
from leadpump.leads.statement import statement
from leadpump.pages import signed_in, waiting
from leadpump.pages.given import facts, words
from leadpump.pages.importing import Progress, is_through, write
from leadpump.pages.leads import ROOM, ms, when, writer
from leadpump.sheet.column import asked_columns, asked_way, by_place, shown_columns
from leadpump.sheet.problem import Problem
from leadpump.sheet.read import Sheet, read_sheet
from leadpump.sheet.upload import Upload
from reports.language import N_
from reports.words import Words

pages = Blueprint("lead_import", __name__, template_folder="templates")

LEADS_FORM, CHANGES_FORM = "/sites/<site>/leads/import", "/sites/<site>/leads/changes/import"
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class ShownImport:
    """An import in the reader's words. undone: nothing of it counts any more."""

    number: int
    when: str
    writer: str
    held: str
    undone: bool


@pages.route(LEADS_FORM, methods=["GET", "POST"], defaults={"about": LEADS})
@pages.route(CHANGES_FORM, methods=["GET", "POST"], defaults={"about": CHANGES})
def upload(site: str, about: str) -> AnyResponse | str | tuple[str, int]:  # noqa: ARG001 - `protect` has looked it up
    """The form for a file, and what it sends."""
    signed_in.require_editor()
    if request.method == "GET":
        return show_upload(about, "")
    sent = request.files.get("file")
    data = sent.read() if sent else b""
    sheet = read_sheet(data, KNOWN[about])
    if isinstance(sheet, Problem):
        return show_upload(about, sheet.say(words())), 422
    token = waiting.keep(about, waiting.name_of(sent, f"{about}.csv"), data)
    return redirect(url_for(".preview", site=g.site.name, about=about, token=token), 303)


@pages.get(f"{LEADS_FORM}/<token>", defaults={"about": LEADS})
@pages.get(f"{CHANGES_FORM}/<token>", defaults={"about": CHANGES})
def preview(site: str, about: str, token: str) -> AnyResponse | str:  # noqa: ARG001
    """What the file holds, and how it is read."""
    signed_in.require_editor()
    kept = waiting.find(about, token)
    return gone(about) if kept is None else show_preview(kept, asked_choice(sheet_of(kept), about, request.args))


@pages.post(f"{LEADS_FORM}/<token>", defaults={"about": LEADS})
@pages.post(f"{CHANGES_FORM}/<token>", defaults={"about": CHANGES})
def bring_in(site: str, about: str, token: str) -> AnyResponse | str | tuple[str, int]:  # noqa: ARG001
    """Import what the preview showed."""
    signed_in.require_editor()
    kept = waiting.find(about, token)
    if kept is None:
        return gone(about)
    sheet, ours = sheet_of(kept), writer()
    choice = asked_choice(sheet, about, request.form)
    reading = read_facts(sheet, choice, ours)
    if reading.wrong:
        return show_preview(kept, choice), 422
    records = records_of_import(plan_import(reading.told, facts().query, ours.site.name), ours)
    told = write(records, token)
    if not told:
        return redirect(url_for(".imports", site=g.site.name), 303)
    return redirect(url_for(".imports", site=g.site.name, received=ms(ours), **told), 303)


@pages.get("/sites/<site>/leads/imports")
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
            "leads/imports.html",
            site=g.site,
            room=ROOM,
            imports=found,
            progress=far.say(finished, say),
        )
    )
    return far.look_again(answer)


@pages.post("/sites/<site>/leads/imports/<int:number>/undo")
def undo(site: str, number: int) -> AnyResponse:  # noqa: ARG001
    """Take an import back."""
    signed_in.require_editor()
    undoing = plan_undoing(number, facts().query, writer())
    if undoing.facts:
        facts().keep(undoing.facts)
    say = words()
    said = [
        say.say_count("%(n)s lead counts no more", "%(n)s leads count no more", undoing.leads),
        say.say_count("%(n)s change is withdrawn", "%(n)s changes are withdrawn", undoing.changes),
    ]
    if undoing.kept:
        said.append(
            say.say_count(
                "%(n)s lead stays, for others told of it too",
                "%(n)s leads stay, for others told of them too",
                undoing.kept,
            )
        )
    flash(" · ".join(said), "good")
    return redirect(url_for(".imports", site=g.site.name), 303)


def counted(received: int) -> int:
    """How many facts of an import are stored."""
    rows = facts().query(statement("import_stored"), {"site": g.site.name, "received": received}) if received else []
    return int(rows[0]["stored"]) if rows else 0


def show_import(row: Mapping[str, object]) -> ShownImport:
    """An import in the reader's words."""
    say = words()
    leads, changes, withdrawn = (int(str(row[name])) for name in ("leads", "changes", "withdrawn"))
    held = []
    if leads:
        held.append(say.say_count("%(n)s lead", "%(n)s leads", leads))
    if changes:
        held.append(say.say_count("%(n)s change", "%(n)s changes", changes))
    received = int(str(row["received_ms"]))
    return ShownImport(
        received, when(received, say), str(row["writer"]), " · ".join(held), withdrawn == leads + changes
    )


def gone(about: str) -> AnyResponse:
    """Back to the form for a file that is no longer there."""
    waiting.say_gone(words())
    return redirect(url_for(".upload", site=g.site.name, about=about), 303)


def sheet_of(kept: Upload) -> Sheet:
    """The table in a file that was looked at when it was sent."""
    sheet = read_sheet(kept.data, KNOWN[kept.label.about])
    if isinstance(sheet, Problem):
        abort(404)
    return sheet


def show_upload(about: str, problem: str) -> str:
    """The form for a file."""
    return render_template("leads/upload.html", site=g.site, room=ROOM, about=about, problem=problem)


def asked_choice(sheet: Sheet, about: str, given: Mapping[str, str]) -> Choice:
    """How the file is to be read: as somebody corrected it, else as it is guessed."""
    if "order" not in given:
        return guess_choice(sheet, about)
    order, mark = asked_way(given)
    what = given.get("what", "")
    return Choice(about, asked_columns(sheet, given, FIELDS[about]), order, mark, what if what in ALL_ARE else "")


def as_asked(choice: Choice) -> dict[str, str]:
    """A choice as the fields of the form."""
    columns = {f"column_{place}": field for field, place in choice.columns.items()}
    return {"order": choice.order, "mark": choice.mark, "what": choice.what, **columns}


def show_preview(kept: Upload, choice: Choice) -> str:
    """The preview."""
    say, sheet, ours = words(), sheet_of(kept), writer()
    reading = read_facts(sheet, choice, ours)
    plan = plan_import(reading.told, facts().query, ours.site.name)
    problems = reading.wrong or reading.refused
    return render_template(
        "leads/preview.html",
        site=g.site,
        room=ROOM,
        name=kept.label.name,
        about=choice.about,
        answer=answer(reading, plan, say),
        problems=[problem.say(say) for problem in problems[:MOST_SHOWN]],
        more_problems=max(0, len(problems) - MOST_SHOWN),
        wrong=bool(reading.wrong),
        said_of=said_of(reading, plan, say),
        adds=plan.adds,
        asked=as_asked(choice),
        fields=[(key, say.say(label)) for key, label in FIELDS[choice.about].items()],
        whats=[(key, say.say(WHAT_NAMES[key])) for key in ALL_ARE],
        columns=shown_columns(sheet, by_place(choice.columns)),
    )


def answer(reading: Reading, plan: Plan, say: Words) -> str:
    """What would come of it, in a sentence."""
    if reading.wrong:
        return say.say(N_("Nothing can be imported yet: see what is to be put right."))
    if not plan.adds:
        return say.say(N_("There is nothing new in this file."))
    return say.say_count("%(n)s line would be added.", "%(n)s lines would be added.", plan.adds)


def said_of(reading: Reading, plan: Plan, say: Words) -> list[str]:
    """What would be done with the lines."""
    found = []
    if n := len(plan.fresh):
        found.append(say.say_count("%(n)s new", "%(n)s new", n))
    if n := len(plan.back):
        found.append(
            say.say_count("%(n)s lead that was undone counts again", "%(n)s leads that were undone count again", n)
        )
    if n := plan.same:
        found.append(say.say_count("%(n)s is known already", "%(n)s are known already", n))
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
    if plan.strange:
        listed = ", ".join(map(str, plan.strange[:10])) + ("…" if len(plan.strange) > 10 else "")
        found.append(
            say.say_count(
                "About somebody unknown so far, and counted once they are a lead: line %(lines)s",
                "About people unknown so far, and counted once they are leads: lines %(lines)s",
                len(plan.strange),
                lines=listed,
            )
        )
    return found
