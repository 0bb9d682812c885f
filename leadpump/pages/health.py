"""Whether the product is alive and can accept, for supervisors, proxies and monitors: words, and nothing more."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, jsonify

from leadpump.condition import Condition

FULL = "storage_full"
"""The word that a refused event gets, too."""


def create_health(condition: Callable[[], Condition]) -> Blueprint:
    """The blueprint of /healthz and /readyz."""
    health = Blueprint("health", __name__)

    @health.get("/healthz")
    def healthz() -> Response:
        return Response("ok\n", content_type="text/plain")

    @health.get("/readyz")
    def readyz() -> tuple[Response, int]:
        found = condition()
        answer = jsonify(ready=not found.full, reason=FULL if found.full else "", degraded=found.degraded())
        answer.cache_control.no_store = True
        return answer, 503 if found.full else 200

    return health
