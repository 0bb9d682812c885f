"""What stands behind the public port: the collector on the event loop, the pages in threads beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from a2wsgi import WSGIMiddleware

from collector.edge import BodyTooLarge, Edge, HungUp, Receive, Scope, Send, TooManyBodies, drain, read_body

MAX_PAGE_BODY = 2 * 1024 * 1024
ALIVE = "/healthz"


class Front:
    """The ASGI application. threads: how many pages are made at once; when_closed: called by close()."""

    def __init__(self, edge: Edge, pages: Any, threads: int, when_closed: Callable[[], None]) -> None:
        self._edge = edge
        # A queue without a limit: a page waits in memory for a reader that is slow, and its thread makes the next one.
        self._pages = WSGIMiddleware(pages, workers=threads, send_queue_size=0)
        self.close = when_closed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await send({"type": "websocket.close"})
        elif self._edge.serves(scope["path"]):
            await self._edge(scope, receive, send)
        elif scope["path"] == ALIVE:
            await say(send, 200, b"ok\n", body=scope["method"] != "HEAD")
        else:
            await self._serve_page(scope, receive, send)

    async def _serve_page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A page gets a thread only once its request is complete: a slow sender may not hold one."""
        try:
            body = await read_body(receive, MAX_PAGE_BODY)
        except BodyTooLarge:
            await drain(receive)
            await say(send, 413, b"The request is too large.\n")
            return
        except TooManyBodies:
            await say(send, 503, b"Too many requests are on their way. Come again in a moment.\n")
            return
        except TimeoutError:
            await say(send, 408, b"The request took too long to arrive.\n")
            return
        except HungUp:
            return
        rest = iter([{"type": "http.request", "body": body}])

        async def replay() -> dict[str, Any]:
            return next(rest, None) or await receive()

        await self._pages(scope, replay, send)  # type: ignore[arg-type]


async def say(send: Send, status: int, text: bytes, *, body: bool = True) -> None:
    """An answer in plain words, for which no page is made. body: whether the request asks for one."""
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text if body else b""})
