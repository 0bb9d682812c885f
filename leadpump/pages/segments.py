"""A site's segments: filters kept under a name, which every report then offers."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from leadpump.pages import signed_in
from leadpump.records import NotFound
from leadpump.records.segment import SegmentProblem
from reports.filter import PARAMETER, Filter, read_filters
from reports.language import N_
from reports.pages import current_language
from reports.parameter import BadParameter
from reports.segment import SEGMENT, Segment
from reports.words import Words, words_of

pages = Blueprint("segments", __name__, template_folder="templates")

ROOM = "segments"


@pages.get("/sites/<site>/segments")
def index(site: str) -> str:  # noqa: ARG001 - `protect` has looked it up
    """The segments; and a form to keep the filters that a report was narrowed by, which come in the address."""
    kept = segments()
    begun = next((item.filters for item in kept if item.slug == request.args.get(SEGMENT)), ())
    try:
        added = read_filters(request.args.getlist(PARAMETER))
        filters = read_filters([*parameters(begun), *parameters(added)])
    except BadParameter:
        abort(400)
    return show(kept, filters, "", None, loosened=loosened(begun, added))


@pages.post("/sites/<site>/segments")
def add(site: str) -> AnyResponse | tuple[str, int]:
    """Keep the filters under a name."""
    signed_in.require_editor()
    name, given = request.form.get("name", ""), request.form.getlist(PARAMETER)
    added = signed_in.records().add_segment(site, name, given)
    if isinstance(added, Segment):
        return done(words().say(N_("The segment is kept. Every report offers it beside the filters.")))
    if added in (SegmentProblem.NO_FILTER, SegmentProblem.BAD_FILTER):
        abort(400)
    return show(segments(), read_filters(given), name, added), 422


@pages.route("/sites/<site>/segments/<segment>", methods=["GET", "POST"])
def change(site: str, segment: str) -> AnyResponse | str | tuple[str, int]:
    """The form of a segment's name, and what it sends."""
    signed_in.require_editor()
    kept = next((item for item in segments() if item.slug == segment), None) or abort(404)
    if request.method == "GET":
        return show_form(kept, kept.name, None)
    name = request.form.get("name", "")
    try:
        problem = signed_in.records().rename_segment(site, segment, name)
    except NotFound:
        abort(404)
    if problem is not None:
        return show_form(kept, name, problem), 422
    return done(words().say(N_("The segment has its new name. Its addresses stay as they were.")))


@pages.post("/sites/<site>/segments/<segment>/remove")
def remove(site: str, segment: str) -> AnyResponse:
    """Keep the segment no longer."""
    signed_in.require_editor()
    try:
        signed_in.records().remove_segment(site, segment)
    except NotFound:
        abort(404)
    return done(words().say(N_("The segment is removed. An address that still names it says so.")))


def segments() -> list[Segment]:
    """The site's segments."""
    return signed_in.records().segments_of(g.site.name)


def parameters(filters: tuple[Filter, ...]) -> list[str]:
    """Filters as an address writes them."""
    return [text for item in filters for text in item.parameters]


def loosened(begun: tuple[Filter, ...], added: tuple[Filter, ...]) -> list[str]:
    """What a report asked twice, of the segment and beside it: both had to hold, while a segment takes either value."""
    said = words()
    asked = {(item.dimension, item.operator): item.values for item in begun}
    either = [item for item in added if item.values != asked.get((item.dimension, item.operator), item.values)]
    return [said.dimension(item.dimension) for item in either if item.operator in ("is", "contains")]


def show(
    kept: list[Segment],
    filters: tuple[Filter, ...],
    name: str,
    problem: SegmentProblem | None,
    loosened: Sequence[str] = (),
) -> str:
    """The page. filters, name: of the segment that is about to be added; problem: why it was not. loosened: see it."""
    said = words()
    return render_template(
        "segments/index.html",
        site=g.site,
        room=ROOM,
        may_edit=signed_in.may_edit(),
        segments=[(item, [said.filter(part) for part in item.filters]) for item in kept],
        chosen=[said.filter(item) for item in filters],
        given=parameters(filters),
        name=name,
        problem=problem,
        loosened=loosened,
    )


def show_form(kept: Segment, name: str, problem: SegmentProblem | None) -> str:
    """The form of a segment's name."""
    parts = [words().filter(item) for item in kept.filters]
    return render_template(
        "segments/segment.html", site=g.site, room=ROOM, kept=kept, parts=parts, name=name, problem=problem
    )


def done(said: str) -> AnyResponse:
    """Back to the segments, with a word about what was done."""
    flash(said, "good")
    return redirect(url_for(".index", site=g.site.name), 303)


def words() -> Words:
    """The words of the reader's language."""
    return words_of(g.site, current_language())
