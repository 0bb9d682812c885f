"""Keeps everything behind the log-in but a list of open doors, and gives every answer its security headers."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import Flask, Response, abort, g, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from leadpump.outbox.address import STOP
from leadpump.pages import by_key, shared
from leadpump.pages.deed import note_deed
from leadpump.pages.headers import keep_to_oneself, security_headers
from leadpump.pages.signed_in import (
    EXTENSION,
    Doors,
    account,
    cookie_name,
    doors,
    find_account,
    find_sign_in,
    may_edit,
    may_manage,
    records,
    require_editor,
)
from leadpump.records import Records

OPEN_PAGES = frozenset({"account.login", "language", "invitation.open_link", "shared_door.password"})
BY_TOKEN = ("/shared/", "/invitation/", STOP)
"""Addresses that open something to whoever knows them."""
LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})
BEFORE_THE_PASSWORD_IS_CHANGED = frozenset({"account.password", "account.logout", "language"})
DATA = (".json", ".csv")


def protect(
    app: Flask, records: Records, *, public_url: str, anonymous: Iterable[str] = (), command: str = "leadpump"
) -> None:
    """Ask for a log-in everywhere but at the log-in, the language and the endpoints named in `anonymous`.

    anonymous: endpoints (as `url_for` names them) for everybody: static files, health, the collector, the demo.
    public_url: the address that visitors use; with https, cookies are Secure and carry the __Host- prefix.
    command: how this installation's `leadpump` is called in a terminal, as the pages print it.
    Call it before CSRFProtect, so that a stranger is told to log in and not that a form has expired.
    """
    found = Doors(records, public_url.rstrip("/"), frozenset(anonymous), command)
    app.extensions[EXTENSION] = found
    app.config.update(
        SESSION_COOKIE_NAME=cookie_name("leadpump_form", https=found.https),
        SESSION_COOKIE_SECURE=found.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # A form left open over lunch still works: its token dies with the cookie, which each log-in renews.
        WTF_CSRF_TIME_LIMIT=None,
        # The __Host- prefix keeps others from planting the form cookie, which is what the check of Referer is for;
        # it would lock out browsers that send none and proxies that change Host.
        WTF_CSRF_SSL_STRICT=False,
    )
    by_key.limit_reading(app)
    app.before_request(_let_in)
    app.after_request(_set_headers)
    app.after_request(note_deed)
    app.context_processor(
        lambda: {
            "account": find_account(),
            "command": found.command,
            "may_edit": may_edit(),
            "may_manage": may_manage(),
        }
    )


Step = Callable[[], AnyResponse | None]


def _let_in() -> AnyResponse | None:
    if _is_open():
        return None
    if request.blueprint == "shared":
        return shared.let_in()
    if by_key.is_sent():
        return by_key.let_in()
    steps: tuple[Step, ...] = (
        _ask_to_log_in,
        _ask_for_a_new_password,
        _hide_the_sites_of_others,
        _keep_viewers_from_changing,
    )
    for step in steps:
        answer = step()
        if answer is not None:
            return answer
    return None


def _is_open() -> bool:
    # An address that leads nowhere has nothing to hide: the answer is 404 or 405.
    if request.endpoint is None:
        return True
    return request.endpoint in OPEN_PAGES or request.endpoint in doors().open_to_all


def _ask_to_log_in() -> AnyResponse | None:
    if find_sign_in() is not None:
        return None
    if request.path.endswith(DATA):
        return refuse_data("sign_in_required")
    wanted = request.full_path.removesuffix("?") if request.method in ("GET", "HEAD") else None
    return redirect(url_for("account.login", next=wanted), 303)


def refuse_data(reason: str) -> Response:
    """401 for a program that asked for data; the challenge names the page where one logs in."""
    response = jsonify(reason=reason, login=url_for("account.login"))
    response.status_code = 401
    response.headers["WWW-Authenticate"] = f'Cookie realm="Leadpump", form-action="{url_for("account.login")}"'
    return response


def _ask_for_a_new_password() -> AnyResponse | None:
    if not account().must_change_password or request.endpoint in BEFORE_THE_PASSWORD_IS_CHANGED:
        return None
    if request.path.endswith(DATA):
        return refuse_data("password_change_required")
    return redirect(url_for("account.password"), 303)


def _hide_the_sites_of_others() -> None:
    name = (request.view_args or {}).get("site")
    if name is None:
        return
    g.site = records().find_site(account(), name)
    if g.site is None:
        abort(404)
    g.role = records().role_of(account(), g.site.name)


def _keep_viewers_from_changing() -> None:
    """Each page that changes something asks for an editor; this is so that none can forget to."""
    if request.method not in LOOKING and g.get("site") is not None:
        require_editor()


def _set_headers(response: Response) -> Response:
    private = request.endpoint is not None and request.endpoint not in doors().open_to_all
    if request.path.startswith(BY_TOKEN):
        keep_to_oneself(response.headers)
    for name, value in security_headers(https=doors().https, private=private):
        response.headers.setdefault(name, value)
    return response
