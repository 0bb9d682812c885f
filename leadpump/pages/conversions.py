"""What a site's people count as a success beside leads: named here, offered in the attribution and in funnels."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from leadpump.pages import signed_in
from leadpump.pages.deed import name_deed
from leadpump.pages.given import facts, words
from leadpump.records import NotFound
from leadpump.records.conversion import (
    LONGEST_MARK,
    LONGEST_TITLE,
    ConversionProblem,
    KeptConversion,
    check_conversion,
)
from reports.conversion import EVENT, Conversion
from reports.language import N_
from reports.pages import current_language
from reports.period import read_period
from reports.question import Question
from reports.statement import count
from reports.words import Words

pages = Blueprint("conversions", __name__, template_folder="templates")

ROOM = "conversions"
MOST_SUGGESTED = 12
FIELDS = ("kind", "what", "title")
KINDS = {"page": N_("A page seen"), "event": N_("An event")}
PROBLEMS = {
    ConversionProblem.NO_TITLE: N_("Give the conversion a name."),
    ConversionProblem.BAD_TITLE: N_("A conversion’s name has at most 60 characters, on one line."),
    ConversionProblem.BAD_PAGE: N_(
        "Write the page as its address does after the domain, such as /thank-you, or paste its address."
    ),
    ConversionProblem.BAD_EVENT: N_(
        "Write the name of an event as your pages send it. What is only seen is none, and forms sent are leads already."
    ),
    ConversionProblem.TAKEN: N_("This page or event has a name already."),
    ConversionProblem.TOO_MANY: N_("A site may name 50 conversions. Remove one that is no longer needed."),
}


@pages.get("/sites/<site>/conversions")
def index(site: str) -> str:  # noqa: ARG001 - `protect` has looked it up
    """The conversions, and the form of a new one, which the address of a suggestion fills in."""
    return show_index({name: request.args[name] for name in FIELDS if name in request.args}, None)


@pages.post("/sites/<site>/conversions")
def add(site: str) -> AnyResponse | tuple[str, int]:
    """Keep a conversion."""
    signed_in.require_editor()
    conversion = read_form()
    problem = conversion if isinstance(conversion, ConversionProblem) else None
    if isinstance(conversion, Conversion):
        problem = signed_in.records().add_conversion(site, conversion)
        name_deed(conversion.title)
    if problem is not None:
        return show_index(request.form.to_dict(), problem), 422
    return done(words().say(N_("The conversion is named. The attribution and the funnels offer it.")))


@pages.route("/sites/<site>/conversions/<int:conversion>", methods=["GET", "POST"])
def change(site: str, conversion: int) -> AnyResponse | str | tuple[str, int]:
    """The form of a conversion there is, and what it sends."""
    signed_in.require_editor()
    kept = find(conversion)
    if request.method == "GET":
        kind, _, what = kept.conversion.mark.partition(":")
        return show_form(kept, {"kind": kind, "what": what, "title": kept.conversion.title}, None)
    changed = read_form()
    problem = changed if isinstance(changed, ConversionProblem) else None
    if isinstance(changed, Conversion):
        try:
            problem = signed_in.records().change_conversion(site, conversion, changed)
        except NotFound:
            abort(404)
        name_deed(changed.title)
    if problem is not None:
        return show_form(kept, request.form.to_dict(), problem), 422
    return done(words().say(N_("The conversion is changed.")))


@pages.post("/sites/<site>/conversions/<int:conversion>/remove")
def remove(site: str, conversion: int) -> AnyResponse:
    """Keep the conversion no longer."""
    signed_in.require_editor()
    name_deed(find(conversion).conversion.title)
    try:
        signed_in.records().remove_conversion(site, conversion)
    except NotFound:
        abort(404)
    return done(words().say(N_("The conversion has lost its name. What was counted stays.")))


def conversions() -> list[KeptConversion]:
    """The site's conversions, by title."""
    return signed_in.records().conversions_of(g.site.name)


def find(number: int) -> KeptConversion:
    """The one of that number; 404 without."""
    return next((one for one in conversions() if one.id == number), None) or abort(404)


def read_form() -> Conversion | ConversionProblem:
    """The conversion that the form describes."""
    return check_conversion(*(request.form.get(name, "") for name in FIELDS))


def counted() -> dict[str, int]:
    """How many there were of each conversion in the last 30 days, named or not, the most frequent first; as the
    attribution counts them.
    """
    question = Question(g.site, read_period({"period": "30d"}, g.site.timezone, datetime.now(UTC)))
    rows = count(facts().query, "attribution/goals", question, compare=False).rows
    return {str(row["conversion"]): int(str(row["conversions"])) for row in rows}


def show_index(given: dict[str, str], problem: ConversionProblem | None) -> str:
    """The conversions, and the form of a new one as it was filled in."""
    made = counted()
    named = {conversion.mark for conversion in g.site.conversions}
    events = [mark.removeprefix(EVENT) for mark in made if mark.startswith(EVENT) and mark not in named]
    return render_template(
        "conversions/index.html",
        site=g.site,
        room=ROOM,
        may_edit=signed_in.may_edit(),
        kept=[
            (one.id, one.conversion, plainly(one.conversion), said_of(one.conversion, made)) for one in conversions()
        ],
        events=[(name, words().act(name)) for name in events[:MOST_SUGGESTED]],
        **form_values(given, problem),
    )


def plainly(conversion: Conversion) -> str:
    """What is counted: page /thank-you, event call."""
    return Words(current_language(), g.site.currency).mark(conversion.mark)


def said_of(conversion: Conversion, made: Mapping[str, int]) -> str:
    """In how many visits it was made."""
    n = made.get(conversion.mark, 0)
    if not n:
        return words().say(N_("No visit in the last 30 days"))
    return words().say_count("%(n)s visit in the last 30 days", "%(n)s visits in the last 30 days", n)


def show_form(kept: KeptConversion, given: dict[str, str], problem: ConversionProblem | None) -> str:
    """The form of a kept conversion."""
    return render_template(
        "conversions/conversion.html", site=g.site, room=ROOM, kept=kept, **form_values(given, problem)
    )


def form_values(given: dict[str, str], problem: ConversionProblem | None) -> dict[str, object]:
    """What both forms show."""
    return {
        "values": dict.fromkeys(FIELDS, "") | given,
        "kinds": [(kind, words().say(label)) for kind, label in KINDS.items()],
        "wrong": problem or "",
        "problem": words().say(PROBLEMS[problem]) if problem else "",
        "longest": LONGEST_MARK,
        "longest_title": LONGEST_TITLE,
    }


def done(said: str) -> AnyResponse:
    """Back to the conversions, with a word about what was done."""
    flash(said, "good")
    return redirect(url_for(".index", site=g.site.name), 303)
