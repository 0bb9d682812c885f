"""Where a one-time link leads: the person it was made for joins a site, or chooses a password."""

from __future__ import annotations

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from leadpump.pages import signed_in
from leadpump.pages.deed import name_deed
from leadpump.pages.members import MAY, NAMES
from leadpump.records.invitation import Invitation
from leadpump.records.passwords import LONGEST, SHORTEST, PasswordProblem
from leadpump.records.people import Gone
from reports.language import N_, translate
from reports.pages import current_language

pages = Blueprint("invitation", __name__, template_folder="templates")


@pages.route("/invitation/<token>", methods=["GET", "POST"])
def open_link(token: str) -> AnyResponse:
    """What the link is for, and what its form sends."""
    found = signed_in.records().people.find_invitation(token)
    if found is None:
        return show_gone()
    if request.method == "GET":
        return show(found, None)
    return join(token, found) if found.has_account and not found.is_reset else come_in(token, found)


def join(token: str, invitation: Invitation) -> AnyResponse:
    """Let somebody who has an account into the site; they must be logged in with it."""
    account = signed_in.find_account()
    if account is None or account.login != invitation.login:
        g.nothing_changed = True
        return redirect(url_for("account.login", next=url_for(".open_link", token=token)), 303)
    outcome = signed_in.records().people.join(token, account)
    if isinstance(outcome, Gone):
        return show_gone()
    name_deed(outcome.role, account.login, outcome.site)
    return go_to(outcome)


def come_in(token: str, invitation: Invitation) -> AnyResponse:
    """Log somebody in with the password they have just chosen."""
    new = request.form.get("new", "")
    if new != request.form.get("again", ""):
        return show(invitation, "not_the_same")
    outcome = signed_in.records().people.come_in(token, new, current_language(), signed_in.browser())
    if isinstance(outcome, Gone):
        return show_gone()
    if isinstance(outcome, PasswordProblem):
        return show(invitation, outcome.value)
    cookie, used = outcome
    before = signed_in.token()
    if before:
        signed_in.records().sign_out(before)
    session.clear()  # the form tokens of before the log-in die with it
    name_deed(used.role, used.login, used.site)
    response = go_to(used)
    signed_in.remember(response, cookie)
    return response


def go_to(invitation: Invitation) -> AnyResponse:
    """To the site that is open now."""
    if invitation.is_reset:
        flash(
            translate(current_language(), N_("Your password is changed. Your other browsers are logged out.")), "good"
        )
        return redirect(url_for("sites.index"), 303)
    return redirect(url_for("reports.page", site=invitation.site, name="overview"), 303)


def show(invitation: Invitation, problem: str | None) -> AnyResponse:
    """The page of a link that serves. problem: with the password that was chosen."""
    account = signed_in.find_account()
    say = current_language()
    page = render_template(
        "invitation/open.html",
        invitation=invitation,
        role=translate(say, NAMES[invitation.role]) if invitation.role else "",
        may=translate(say, MAY[invitation.role]) if invitation.role else "",
        may_join=account is not None and account.login == invitation.login,
        problem=problem,
        shortest=SHORTEST,
        longest=LONGEST,
        referrer_policy="no-referrer",
    )
    return make_response(page, 422 if problem else 200)


def show_gone() -> AnyResponse:
    """The page of a link that serves no more."""
    logged_in = signed_in.find_account() is not None
    return make_response(
        render_template("invitation/gone.html", logged_in=logged_in, referrer_policy="no-referrer"), 410
    )
