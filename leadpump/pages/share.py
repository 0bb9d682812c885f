"""Links by which people without an account see reports of a site: made, listed, removed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from leadpump.pages import signed_in
from leadpump.pages.deed import name_deed
from leadpump.pages.log import who_name
from leadpump.records import NotFound
from leadpump.records.people import People
from leadpump.records.shared_link import (
    LONGEST_LABEL,
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    NewLink,
    SharedLinkProblem,
    check_link,
)
from reports.filter import PARAMETER, Filter, read_filters
from reports.language import N_
from reports.pages import current_language
from reports.parameter import BadParameter
from reports.segment import SEGMENT
from reports.shared import SHAREABLE
from reports.words import Words, words_of

pages = Blueprint("share", __name__, template_folder="templates")

ROOM = "share"
LASTS: dict[str, tuple[str, int | None]] = {
    "7": (N_("7 days"), 7),
    "30": (N_("30 days"), 30),
    "90": (N_("90 days"), 90),
    "365": (N_("A year"), 365),
    "": (N_("Until it is removed"), None),
}
"""How long a link may last: by what the form sends, what it is called, and the days."""
USUALLY = "90"
LABELS = {kind.name: kind.label for kind in SHAREABLE}


@pages.get("/sites/<site>/shared-links")
def index(site: str) -> str:  # noqa: ARG001 - `protect` has looked it up
    """The links there are; and a form for another, which begins with what a report showed."""
    signed_in.require_editor()
    segments = signed_in.records().segments_of(g.site.name)
    begun = next((item.filters for item in segments if item.slug == request.args.get(SEGMENT)), ())
    try:
        filters = read_filters([*parameters(begun), *request.args.getlist(PARAMETER)])
    except BadParameter:
        abort(400)
    report = request.args.get("report", "")
    return show(filters, {"report": report if report in LABELS else "", "lasts": USUALLY}, None)


@pages.post("/sites/<site>/shared-links")
def add(site: str) -> str | tuple[str, int]:
    """Make a link and show it, this once."""
    signed_in.require_editor()
    now, values = datetime.now(UTC), request.form.to_dict()
    report, lasts, given = values.get("report", ""), values.get("lasts", ""), request.form.getlist(PARAMETER)
    if lasts not in LASTS or (report and report not in LABELS):
        abort(400)
    days = LASTS[lasts][1]
    new = check_link(
        label=values.get("label", "").strip() or name_of(report),
        report=report,
        filters=given,
        password=values.get("password", ""),
        expires=None if days is None else now + timedelta(days=days),
        now=now,
    )
    token = people().share(signed_in.account().login, site, new) if isinstance(new, NewLink) else new
    if token == SharedLinkProblem.BAD_FILTER:
        abort(400)
    if isinstance(token, SharedLinkProblem) or isinstance(new, SharedLinkProblem):
        return show(read_filters(given), values, SharedLinkProblem(token)), 422
    name_deed(new.label)
    link = signed_in.doors().public_url + url_for("shared.page", token=token, name="overview")
    return show((), {"report": "", "lasts": USUALLY}, None, link=link, link_has_password=bool(new.password))


@pages.post("/sites/<site>/shared-links/<int:link>/remove")
def remove(site: str, link: int) -> AnyResponse:
    """The link opens nothing from now on."""
    signed_in.require_editor()
    try:
        removed = people().remove_shared_link(site, link)
    except NotFound:
        abort(404)
    name_deed(removed.label)
    flash(words().say(N_("The link is removed: it opens nothing any more.")), "good")
    return redirect(url_for(".index", site=site), 303)


def show(
    filters: Iterable[Filter],
    values: dict[str, str],
    problem: SharedLinkProblem | None,
    *,
    link: str = "",
    link_has_password: bool = False,
) -> str:
    """The page. filters, values: of the link that is about to be made; link: one that was just made."""
    said, chosen = words(), tuple(filters)
    return render_template(
        "share/index.html",
        site=g.site,
        room=ROOM,
        links=[
            (
                one,
                name_of(one.report),
                [said.filter(item) for item in one.filters],
                said.day(one.expires.date()) if one.expires else "",
                who_name(one.made_by, said),
            )
            for one in people().shared_links_of(g.site.name)
        ],
        reports=[("", name_of("")), *((key, name_of(key)) for key in LABELS)],
        lasts=[(key, said.say(name)) for key, (name, _) in LASTS.items()],
        chosen=[said.filter(item) for item in chosen],
        given=parameters(chosen),
        values=values,
        usual=name_of(values.get("report", "")),
        problem=problem,
        longest=LONGEST_LABEL,
        shortest_password=SHORTEST_PASSWORD,
        longest_password=LONGEST_PASSWORD,
        link=link,
        link_has_password=link_has_password,
    )


def name_of(report: str) -> str:
    """What a link shows, in the reader's words."""
    return words().say(LABELS[report]) if report else words().say(N_("All reports"))


def parameters(filters: Iterable[Filter]) -> list[str]:
    """Filters as an address writes them."""
    return [text for item in filters for text in item.parameters]


def words() -> Words:
    """The words of the reader's language."""
    return words_of(g.site, current_language())


def people() -> People:
    """The records of people."""
    return signed_in.records().people
