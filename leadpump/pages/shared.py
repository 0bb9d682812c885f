"""Whoever follows a shared link: they see the reports it shows, once they have given its password if it has one."""

from __future__ import annotations

from flask import Blueprint, abort, g, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from leadpump.pages.destination import inside
from leadpump.pages.signed_in import address, records
from leadpump.records.people import Wait
from leadpump.records.shared_link import LONGEST_PASSWORD, OpenedLink
from reports.shared import Shared

pages = Blueprint("shared_door", __name__, template_folder="templates")

OPENED = "opened_links"
"""Where the browser's session keeps the marks of the links whose password was given."""
MOST_OPENED = 20


def let_in() -> AnyResponse | None:
    """Nothing if the link shows what is asked for; else where to go. What it does not show does not exist."""
    token, name = request.view_args["token"], request.view_args["name"]  # type: ignore[index]
    found = records().people.open_shared_link(token)
    if found is None:
        abort(404)
    show_what(token, found)
    if found.link.has_password and found.mark not in session.get(OPENED, ()):
        g.site = None  # its name is not for whoever has no password
        return redirect(url_for("shared_door.password", token=token, next=request.full_path.removesuffix("?")), 303)
    kinds = [kind.name for kind in g.shared.kinds]
    if name not in kinds:
        begins = request.endpoint == "shared.page" and name == "overview"
        return redirect(url_for("shared.page", token=token, name=kinds[0]), 303) if begins and kinds else abort(404)
    return None


def show_what(token: str, found: OpenedLink) -> None:
    """Let the reports know what the link shows, and the log who looks."""
    link = found.link
    g.site = found.site
    g.shared = Shared(token, link.report, link.filters)
    g.deed_who = f"link {link.label}"


@pages.route("/shared/<token>/password", methods=["GET", "POST"])
def password(token: str) -> AnyResponse:
    """The form for a link's password, and what it sends."""
    found = records().people.open_shared_link(token)
    if found is None:
        abort(404)
    g.shared = Shared(token, found.link.report or "overview", ())
    wanted = inside(request.values.get("next"), otherwise=g.shared.home)
    if not wanted.startswith(g.shared.home):
        wanted = g.shared.home
    if not found.link.has_password or found.mark in session.get(OPENED, ()):
        return redirect(wanted, 303)
    if request.method == "GET":
        return show_form(wanted, wrong=False)
    outcome = records().people.try_link_password(token, request.form.get("password", ""), address())
    if isinstance(outcome, Wait):
        response = show_form(wanted, wrong=True, minutes=-(-outcome.seconds // 60))
        response.status_code = 429
        response.headers["Retry-After"] = str(outcome.seconds)
        return response
    if not outcome:
        return show_form(wanted, wrong=True)
    session[OPENED] = [*session.get(OPENED, ()), found.mark][-MOST_OPENED:]
    return redirect(wanted, 303)


def show_form(wanted: str, *, wrong: bool, minutes: int = 0) -> AnyResponse:
    """The form. minutes: how long to wait before the next attempt."""
    page = render_template(
        "shared/password.html", wanted=wanted, wrong=wrong, minutes=minutes, longest=LONGEST_PASSWORD
    )
    return make_response(page, 401 if wrong else 200)
