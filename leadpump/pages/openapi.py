"""The address at which the description of all the others is read."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import cache

from flask import Blueprint, Response

from leadpump.openapi import ADDRESS, describe


def create_openapi(address: str, clock: Callable[[], datetime]) -> Blueprint:
    """The blueprint. address: of this installation, as visitors write it."""
    openapi = Blueprint("openapi", __name__)

    @cache
    def text() -> str:
        return json.dumps(describe(address.rstrip("/"), clock()), ensure_ascii=False)

    @openapi.get(ADDRESS)
    def show() -> Response:
        answer = Response(text(), content_type="application/json")
        # Whoever draws the description of another installation may read it from there: it tells no secret.
        answer.headers["Access-Control-Allow-Origin"] = "*"
        return answer

    return openapi
