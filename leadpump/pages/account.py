"""Log in, log out, change the password."""

from __future__ import annotations

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from leadpump.pages import signed_in
from leadpump.pages.deed import name_deed
from leadpump.pages.destination import inside
from leadpump.records import Refused
from leadpump.records.account import Account
from leadpump.records.passwords import LONGEST, SHORTEST, PasswordProblem
from reports.language import N_, translate
from reports.pages import current_language
from reports.words import Words

pages = Blueprint("account", __name__, template_folder="templates")


@pages.route("/login", methods=["GET", "POST"])
def login() -> AnyResponse | str:
    """The form, and what it sends."""
    return _log_in() if request.method == "POST" else _show_login_form()


def _show_login_form() -> AnyResponse | str:
    if signed_in.find_account() is not None:
        return redirect(_wanted(request.args.get("next")), 303)
    return render_template("account/login.html", wanted=request.args.get("next", ""), name="", refused=None)


def _log_in() -> AnyResponse:
    name = request.form.get("login", "")
    outcome = signed_in.records().authenticate(name, request.form.get("password", ""), signed_in.address())
    if isinstance(outcome, Refused):
        return _refuse(outcome, name)
    response = redirect(_wanted(request.form.get("next")), 303)
    _start(response, outcome)
    return response


def _start(response: AnyResponse, account: Account) -> None:
    """Log in with a new token; the old one, if there was any, ends."""
    before = signed_in.token()
    if before:
        signed_in.records().sign_out(before)
    signed_in.records().set_language(account, current_language())
    session.clear()  # the form tokens of before the log-in die with it
    signed_in.remember(response, signed_in.records().sign_in(account, signed_in.browser()))


def _refuse(refused: Refused, name: str) -> AnyResponse:
    page = render_template(
        "account/login.html",
        wanted=request.form.get("next", ""),
        name=name,
        refused=refused,
        minutes=-(-refused.wait // 60),
    )
    response = make_response(page, 429 if refused.wait else 401)
    if refused.wait:
        response.headers["Retry-After"] = str(refused.wait)
    else:
        response.headers["WWW-Authenticate"] = f'Cookie realm="Leadpump", form-action="{url_for(".login")}"'
    return response


def _wanted(address: str | None) -> str:
    return inside(address, otherwise=url_for("sites.index"))


@pages.post("/logout")
def logout() -> AnyResponse:
    """End this browser's sign-in, here and in its cookie."""
    sent = signed_in.token()
    if sent:
        signed_in.records().sign_out(sent)
    session.clear()
    response = redirect(url_for(".login"), 303)
    signed_in.forget(response)
    return response


@pages.get("/account")
def index() -> str:
    """Where one is logged in."""
    account = signed_in.account()
    this = signed_in.find_sign_in()
    say = Words(current_language(), "EUR")
    return render_template(
        "account/index.html",
        account=account,
        sites=signed_in.records().sites_of(account),
        sign_ins=[
            (
                one,
                say.day(one.created.date()),
                say.day(one.last_seen.date()),
                this is not None and one.mark == this.mark,
            )
            for one in signed_in.records().sign_ins_of(account)
        ],
    )


@pages.post("/account/sign-ins/<mark>/end")
def end_sign_in(mark: str) -> AnyResponse:
    """Log another browser out."""
    if not signed_in.records().sign_out_marked(signed_in.account(), mark):
        abort(404)
    name_deed("")
    return done(N_("That browser is logged out."))


@pages.post("/account/sign-ins/end-others")
def end_other_sign_ins() -> AnyResponse:
    """Log every other browser out."""
    signed_in.records().sign_out_elsewhere(signed_in.account(), signed_in.token() or "")
    return done(N_("You are logged out everywhere else."))


def done(said: str) -> AnyResponse:
    """Back to the account, with a word about what was done."""
    flash(translate(current_language(), said), "good")
    return redirect(url_for(".index"), 303)


@pages.route("/account/password", methods=["GET", "POST"])
def password() -> AnyResponse | str | tuple[str, int]:
    """The form, and what it sends."""
    return _change_password() if request.method == "POST" else _show_password_form(None)


def _change_password() -> AnyResponse | tuple[str, int]:
    new = request.form.get("new", "")
    if new != request.form.get("again", ""):
        return _show_password_form("not_the_same"), 422
    account = signed_in.account()
    if account.must_change_password:  # they have just logged in with it
        outcome = signed_in.records().choose_password(account, new, signed_in.browser())
    else:
        outcome = signed_in.records().change_password(
            account, request.form.get("current", ""), new, signed_in.address(), signed_in.browser()
        )
    if isinstance(outcome, PasswordProblem):
        return _show_password_form(outcome.value), 422
    session.clear()
    flash(translate(current_language(), N_("Your password is changed. Your other browsers are logged out.")), "good")
    response = redirect(url_for("sites.index"), 303)
    signed_in.remember(response, outcome)
    return response


def _show_password_form(problem: str | None) -> str:
    return render_template(
        "account/password.html",
        account=signed_in.account(),
        problem=problem,
        shortest=SHORTEST,
        longest=LONGEST,
    )
