"""A web server that is the site, and another that is Leadpump: both on this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass
class Reply:
    """What the server answers."""

    body: bytes = b""
    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Web:
    """A server under any name of this machine. replies: by path; "" for all else. heard: paths asked for."""

    port: int = 0
    replies: dict[str, Reply] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)

    def give(self, body: str | bytes = "", *headers: tuple[str, str], path: str = "", status: int = 200) -> None:
        """Answer so from now on; HTML, if nothing else is said."""
        kinds = [] if any(name == "Content-Type" for name, _ in headers) else [("Content-Type", "text/html")]
        text = body.encode() if isinstance(body, str) else body
        self.replies[path] = Reply(text, status, [*kinds, *headers])


@pytest.fixture
def web() -> Iterator[Web]:
    found = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.heard.append(self.path)
            reply = found.replies.get(self.path) or found.replies.get("", Reply(status=404))
            self.send_response(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        do_POST = do_GET

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield found
        server.shutdown()
        thread.join()
