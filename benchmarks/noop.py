"""The ceiling: a Flask route that does nothing, under the product's own gunicorn settings."""

from __future__ import annotations

from flask import Flask, Response

from leadpump.serve import bind, control_socket_disable, keepalive, threads, timeout, worker_class, workers

__all__ = ["bind", "control_socket_disable", "keepalive", "threads", "timeout", "worker_class", "workers"]


def create() -> Flask:
    """One route, for POST."""
    app = Flask("noop")

    @app.post("/noop")
    def noop() -> Response:
        return Response(b"{}", status=202, content_type="application/json")

    return app
