"""A site's lead magnets: those declared, and those that visitors met and nobody has declared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from leadpump.magnets.seen import DAYS, MOST_SUGGESTED, Seen, look
from leadpump.pages import signed_in
from leadpump.pages.given import facts, words
from leadpump.records import NotFound
from leadpump.records.magnet import KeptMagnet, MagnetProblem, check_magnet
from reports.language import N_
from reports.magnet import COMPLETED_WHEN, COMPLETIONS, KINDS, Magnet

pages = Blueprint("magnets", __name__, template_folder="templates")

ROOM = "magnets"
FIELDS = ("name", "title", "kind", "path", "completes")
MET_AS = {"magnet": N_("Marked magnet"), "form": N_("Form"), "file": N_("File")}


@dataclass(frozen=True, slots=True)
class ShownMagnet:
    """A declared magnet in the reader's words. counts: of those who met it; empty if nobody did."""

    id: int
    magnet: Magnet
    kind: str
    completes: str
    counts: str


@dataclass(frozen=True, slots=True)
class ShownSeen:
    """A suggestion in the reader's words. declare: the address of the form, filled in."""

    seen: Seen
    met_as: str
    counts: str
    declare: str


@pages.get("/sites/<site>/lead-magnets")
def index(site: str) -> str:  # noqa: ARG001 - `protect` has looked it up
    """The declared magnets and the suggestions."""
    kept = magnets()
    declared = {one.magnet.name for one in kept}
    seen = look(facts().query, g.site, datetime.now(UTC) - timedelta(days=DAYS))
    marked = {one.name: one for one in seen if one.met_as == "magnet"}
    return render_template(
        "magnets/index.html",
        site=g.site,
        room=ROOM,
        may_edit=signed_in.may_edit(),
        magnets=[show_magnet(one, marked.get(one.magnet.name)) for one in kept],
        suggested=[show_seen(one) for one in seen if one.name not in declared][:MOST_SUGGESTED],
        days=DAYS,
    )


@pages.route("/sites/<site>/lead-magnets/new", methods=["GET", "POST"])
def new(site: str) -> AnyResponse | str | tuple[str, int]:
    """The form of a new magnet, which the address of a suggestion fills in, and what it sends."""
    signed_in.require_editor()
    if request.method == "GET":
        return show_form(None, request.args.to_dict(), None)
    magnet = read_form()
    if isinstance(magnet, Magnet):
        problem = signed_in.records().add_magnet(site, magnet)
        if problem is None:
            return done(words().say(N_("The magnet is declared.")))
        magnet = problem
    return show_form(None, request.form.to_dict(), magnet), 422


@pages.route("/sites/<site>/lead-magnets/<int:magnet>", methods=["GET", "POST"])
def change(site: str, magnet: int) -> AnyResponse | str | tuple[str, int]:
    """The form of a magnet there is, and what it sends."""
    signed_in.require_editor()
    kept = next((one for one in magnets() if one.id == magnet), None) or abort(404)
    if request.method == "GET":
        return show_form(kept, {name: getattr(kept.magnet, name) for name in FIELDS}, None)
    changed = read_form()
    if isinstance(changed, Magnet):
        try:
            problem = signed_in.records().change_magnet(site, magnet, changed)
        except NotFound:
            abort(404)
        if problem is None:
            return done(words().say(N_("The magnet is changed.")))
        changed = problem
    return show_form(kept, request.form.to_dict(), changed), 422


@pages.post("/sites/<site>/lead-magnets/<int:magnet>/remove")
def remove(site: str, magnet: int) -> AnyResponse:
    """Declare the magnet no longer."""
    signed_in.require_editor()
    try:
        signed_in.records().remove_magnet(site, magnet)
    except NotFound:
        abort(404)
    return done(words().say(N_("The magnet is no longer declared. What was counted of it stays.")))


def magnets() -> list[KeptMagnet]:
    """The site's declared magnets."""
    return signed_in.records().magnets_of(g.site.name)


def read_form() -> Magnet | MagnetProblem:
    """The magnet that the form describes."""
    given = {name: request.form.get(name, "") for name in FIELDS}
    return check_magnet(given.pop("name"), **given)


def show_magnet(kept: KeptMagnet, seen: Seen | None) -> ShownMagnet:
    """A declared magnet in the reader's words."""
    say = words().say
    magnet = kept.magnet
    return ShownMagnet(
        kept.id, magnet, say(KINDS[magnet.kind]), say(COMPLETIONS[magnet.completes]), counts_of(seen) if seen else ""
    )


def show_seen(seen: Seen) -> ShownSeen:
    """A suggestion in the reader's words."""
    given = {name: getattr(seen, name) for name in ("name", "kind", "path", "completes")}
    return ShownSeen(
        seen, words().say(MET_AS[seen.met_as]), counts_of(seen), url_for(".new", site=g.site.name, **given)
    )


def counts_of(seen: Seen) -> str:
    """How many met it."""
    said = words()
    return said.say(
        N_("In the last %(days)s days, visitors who saw it: %(shown)s; who completed it: %(completed)s"),
        days=DAYS,
        shown=said.value(seen.shown, "count"),
        completed=said.value(seen.completed, "count"),
    )


def show_form(kept: KeptMagnet | None, values: dict[str, str], problem: MagnetProblem | None) -> str:
    """The form of a magnet, new or kept."""
    say = words().say
    return render_template(
        "magnets/magnet.html",
        site=g.site,
        room=ROOM,
        kept=kept,
        values={"kind": "ebook", "completes": "form"} | values,
        problem=problem,
        kinds=[(name, say(label)) for name, label in KINDS.items()],
        completions=[(name, say(label)) for name, label in COMPLETED_WHEN.items()],
    )


def done(said: str) -> AnyResponse:
    """Back to the magnets, with a word about what was done."""
    flash(said, "good")
    return redirect(url_for(".index", site=g.site.name), 303)
