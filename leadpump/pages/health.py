"""Whether the product is alive and can accept, for supervisors, proxies and monitors."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, jsonify


def create_health(why_not: Callable[[], str]) -> Blueprint:
    """The blueprint of /healthz and /readyz. why_not: why nothing can be accepted now, or ""."""
    health = Blueprint("health", __name__)

    @health.get("/healthz")
    def healthz() -> Response:
        return Response("ok\n", content_type="text/plain")

    @health.get("/readyz")
    def readyz() -> tuple[Response, int]:
        reason = why_not()
        return jsonify({"ready": not reason, "reason": reason}), 503 if reason else 200

    return health
