"""What is said when a page cannot be shown: what happened and what to do, in the frame of the other pages."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from collector.spool import SpoolFull
from leadpump.pages import signed_in
from leadpump.pages.protection import DATA
from leadpump.records.site import SiteRecord
from reports.query import DatabaseAskedTooMuch, DatabaseShortOfMemory, DatabaseUnavailable

INTERFACE = "/api/"
DEMO = "/demo/"
SITES = "/sites/"
RETRY_SECONDS = 5


def explain_mishaps(app: Flask) -> None:
    """Answer every error that nobody else answers: a page for people, JSON with a reason for programs."""
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(SpoolFull, _no_room)
    app.register_error_handler(DatabaseUnavailable, _no_figures)
    app.register_error_handler(DatabaseAskedTooMuch, _too_much)
    app.log_exception = _log_error  # type: ignore[method-assign]


def _log_error(exc_info: Any) -> None:
    """Log which page failed, not its address: a visitor wrote that."""
    current_app.logger.error("%s %s failed", request.method, request.endpoint or "?", exc_info=exc_info)


def _explain(error: HTTPException) -> AnyResponse:
    if error.response is not None:
        return error.get_response()
    status = error.code or 500
    response = _reason(status) if _is_for_programs() else _page(status)
    response.status_code = status
    response.headers.extend((name, value) for name, value in error.get_headers() if name == "Allow")
    return response


def _no_room(error: SpoolFull) -> AnyResponse:
    """A fact written on a page could not be kept."""
    current_app.logger.error("a page could not keep what was sent: %s", error)
    response = _page(HTTPStatus.SERVICE_UNAVAILABLE)
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return response


def _no_figures(error: DatabaseUnavailable) -> AnyResponse:
    """A page outside the reports could not read the facts it shows."""
    is_short = isinstance(error, DatabaseShortOfMemory)
    response = make_response(render_template("unavailable.html", site=g.get("site"), is_short=is_short))
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _too_much(error: DatabaseAskedTooMuch) -> AnyResponse:
    """The same where it would fail again: without a time to try again after."""
    if request.method == "POST":
        return _no_figures(error)
    response = make_response(render_template("too_much.html", site=g.get("site")))
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return response


def _is_for_programs() -> bool:
    return request.path.startswith(INTERFACE) or request.path.endswith(DATA)


def _reason(status: int) -> Response:
    return jsonify(reason=HTTPStatus(status).name.lower())


def _page(status: int) -> Response:
    return make_response(
        render_template("mishap.html", status=status, site=_site(status), demo_home=_demo_home(status))
    )


def _site(status: int) -> SiteRecord | None:
    """The site in whose frame it is said: that of the page, or the one that a wrong address begins with."""
    if status == HTTPStatus.NOT_FOUND and request.endpoint is None and request.path.startswith(SITES):
        account = signed_in.find_account()
        if account is None or account.must_change_password:
            return None
        return signed_in.records().find_site(account, request.path.removeprefix(SITES).partition("/")[0])
    site: SiteRecord | None = g.get("site")
    return site


def _demo_home(status: int) -> str:
    """Where a wrong address of the demo is set right, or "": its visitors need no log-in, and may have none."""
    inside = status == HTTPStatus.NOT_FOUND and request.path.startswith(DEMO)
    return url_for("demo.home") if inside and "demo.home" in current_app.view_functions else ""
