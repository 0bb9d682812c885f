"""What a site's people note on its days: the charts of its reports show it."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from leadpump.pages import signed_in
from leadpump.pages.given import words
from leadpump.records import NotFound
from leadpump.records.annotation import (
    EARLIEST,
    LATEST,
    LONGEST_TEXT,
    AnnotationProblem,
    KeptAnnotation,
    check_annotation,
)
from reports.annotation import Annotation
from reports.language import N_

pages = Blueprint("annotations", __name__, template_folder="templates")

ROOM = "annotations"
PROBLEMS = {
    AnnotationProblem.BAD_DAY: N_("Choose a day between 2000 and 2099."),
    AnnotationProblem.NO_TEXT: N_("Write what happened on that day."),
    AnnotationProblem.BAD_TEXT: N_("A note has at most 120 characters, on one line."),
    AnnotationProblem.TOO_MANY: N_("A site may keep 500 notes. Remove one that is no longer needed."),
}


@pages.get("/sites/<site>/annotations")
def index(site: str) -> str:  # noqa: ARG001 - `protect` has looked it up
    """The notes, and the form of a new one. The address may name its day."""
    return show_index(request.args.get("day", ""), "", None)


@pages.post("/sites/<site>/annotations")
def add(site: str) -> AnyResponse | tuple[str, int]:
    """Keep a note."""
    signed_in.require_editor()
    annotation = read_form()
    problem = annotation if isinstance(annotation, AnnotationProblem) else None
    if isinstance(annotation, Annotation):
        problem = signed_in.records().add_annotation(site, annotation)
    if problem is not None:
        return show_index(request.form.get("day", ""), request.form.get("text", ""), problem), 422
    return done(words().say(N_("The note is kept. The charts show it at its day.")))


@pages.route("/sites/<site>/annotations/<int:annotation>", methods=["GET", "POST"])
def change(site: str, annotation: int) -> AnyResponse | str | tuple[str, int]:
    """The form of a note there is, and what it sends."""
    signed_in.require_editor()
    kept = next((one for one in notes() if one.id == annotation), None) or abort(404)
    if request.method == "GET":
        return show_form(kept, kept.annotation.day.isoformat(), kept.annotation.text, None)
    changed = read_form()
    if isinstance(changed, AnnotationProblem):
        return show_form(kept, request.form.get("day", ""), request.form.get("text", ""), changed), 422
    try:
        signed_in.records().change_annotation(site, annotation, changed)
    except NotFound:
        abort(404)
    return done(words().say(N_("The note is changed.")))


@pages.post("/sites/<site>/annotations/<int:annotation>/remove")
def remove(site: str, annotation: int) -> AnyResponse:
    """Keep the note no longer."""
    signed_in.require_editor()
    try:
        signed_in.records().remove_annotation(site, annotation)
    except NotFound:
        abort(404)
    return done(words().say(N_("The note is removed.")))


def notes() -> list[KeptAnnotation]:
    """The site's notes, the latest day first."""
    return signed_in.records().annotations_of(g.site.name)


def read_form() -> Annotation | AnnotationProblem:
    """The note that the form describes."""
    return check_annotation(request.form.get("day", ""), request.form.get("text", ""))


def show_index(day: str, text: str, problem: AnnotationProblem | None) -> str:
    """The notes, and the form of a new one as it was filled in."""
    said = words()
    return render_template(
        "annotations/index.html",
        site=g.site,
        room=ROOM,
        may_edit=signed_in.may_edit(),
        kept=[(one.id, said.day(one.annotation.day), one.annotation.text) for one in notes()],
        **form_values(day, text, problem),
    )


def show_form(kept: KeptAnnotation, day: str, text: str, problem: AnnotationProblem | None) -> str:
    """The form of a kept note."""
    return render_template(
        "annotations/annotation.html", site=g.site, room=ROOM, kept=kept, **form_values(day, text, problem)
    )


def form_values(day: str, text: str, problem: AnnotationProblem | None) -> dict[str, str | int | date]:
    """What both forms show."""
    return {
        "day": day,
        "text": text,
        "wrong": problem or "",
        "problem": words().say(PROBLEMS[problem]) if problem else "",
        "earliest": EARLIEST,
        "latest": LATEST,
        "longest": LONGEST_TEXT,
    }


def done(said: str) -> AnyResponse:
    """Back to the notes, with a word about what was done."""
    flash(said, "good")
    return redirect(url_for(".index", site=g.site.name), 303)
