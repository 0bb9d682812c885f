"""What is said when a page cannot be shown: what happened and what to do, in the frame of the other pages."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from leadpump.pages.protection import DATA

INTERFACE = "/api/"


def explain_mishaps(app: Flask) -> None:
    """Answer every error that nobody else answers: a page for people, JSON with a reason for programs."""
    app.register_error_handler(HTTPException, _explain)


def _explain(error: HTTPException) -> AnyResponse:
    if error.response is not None:
        return error.get_response()
    status = error.code or 500
    response = _reason(status) if _is_for_programs() else _page(status)
    response.status_code = status
    response.headers.extend((name, value) for name, value in error.get_headers() if name == "Allow")
    return response


def _is_for_programs() -> bool:
    return request.path.startswith(INTERFACE) or request.path.endswith(DATA)


def _reason(status: int) -> Response:
    return jsonify(reason=HTTPStatus(status).name.lower())


def _page(status: int) -> Response:
    return make_response(render_template("mishap.html", status=status))
