"""The ceilings: routes that do nothing, behind the product's own server settings. /flask in Flask, /plain without."""

from __future__ import annotations

from a2wsgi import WSGIMiddleware
from flask import Flask, Response

from collector.edge import Receive, Scope, Send
from leadpump.serve import asgi_lifespan, bind, control_socket_disable, keepalive, timeout, worker_class, workers
from leadpump.settings import Settings

__all__ = ["asgi_lifespan", "bind", "control_socket_disable", "keepalive", "timeout", "worker_class", "workers"]

HEADERS = [(b"content-type", b"application/json"), (b"content-length", b"2")]


class Noop:
    """Reads the request, answers {}."""

    def __init__(self) -> None:
        app = Flask("noop")

        @app.post("/flask")
        def noop() -> Response:
            return Response(b"{}", status=202, content_type="application/json")

        self._flask = WSGIMiddleware(app, workers=Settings().threads)  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/flask":
            await self._flask(scope, receive, send)  # type: ignore[arg-type]
            return
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 202, "headers": HEADERS})
        await send({"type": "http.response.body", "body": b"{}"})


def create() -> Noop:
    """Both routes."""
    return Noop()
