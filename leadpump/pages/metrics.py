"""/metrics for Prometheus, to whoever brings the token in data/metrics.token."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from importlib.metadata import version

from flask import Blueprint, Response, request

from leadpump.condition import Condition
from leadpump.exposition import CONTENT_TYPE, exposition


def create_metrics(condition: Callable[[], Condition], token: str) -> Blueprint:
    """The blueprint of /metrics. token: what must be given as Authorization: Bearer."""
    metrics = Blueprint("metrics", __name__)
    release = version("leadpump")

    @metrics.get("/metrics")
    def show() -> Response:
        offered = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        if not token or not hmac.compare_digest(offered.encode("utf-8", "replace"), token.encode()):
            return Response(
                "Send the token in data/metrics.token as Authorization: Bearer.\n",
                status=401,
                headers={"WWW-Authenticate": 'Bearer realm="Leadpump metrics"'},
                content_type="text/plain; charset=utf-8",
            )
        return Response(
            exposition(condition(), release), content_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"}
        )

    return metrics
