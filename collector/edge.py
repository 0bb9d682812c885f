"""The collector's HTTP edge, on the server's event loop: a slow sender holds a socket, never a thread.

Plain ASGI (asgi.readthedocs.io), in front of the pages: docs/decisions/0022-event-loop.md says what it is worth.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from collector.address import read_address
from collector.event import Reason, Refusal
from collector.pixel import ADDRESS as PIXEL
from collector.pixel import GIF, NOT_ASKED_FOR, as_event
from collector.pixel import HEADERS as PIXEL_HEADERS
from collector.receive import WAYS, Answer, Asked, Intake, check_head, receive, refuse
from collector.webhook.receive import MAX_BODY as MAX_HOOK_BODY
from collector.webhook.receive import PREFIX as HOOKS
from collector.webhook.receive import check_hook, receive_hook

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

BODY_SECONDS = 15
MAX_HELD = 64 * 1024 * 1024
DRAIN_BYTES = 16 * 1024 * 1024
DRAIN_SECONDS = 5
OPEN_TO_ALL_PAGES = [
    (b"content-type", b"application/json"),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"Retry-After"),
    (b"x-content-type-options", b"nosniff"),
]
"""Any page may read the answer: these addresses use no cookie, so there is nothing to protect from other origins."""


class HungUp(Exception):
    """The sender left before the request was complete."""


class BodyTooLarge(Exception):
    """More came than the address takes."""


class TooManyBodies(Exception):
    """Too much is held for requests that are not complete yet: no memory is to be had by opening connections."""


class Edge:
    """The ASGI application of the collector's addresses.

    trusted_proxies: see visitor_address. count: told of every answer.
    """

    def __init__(
        self, intake: Intake, trusted_proxies: int = 0, count: Callable[[Answer], object] = lambda _: None
    ) -> None:
        self._intake = intake
        self._trusted_proxies = trusted_proxies
        self._count = count

    def serves(self, path: str) -> bool:
        """Whether this is one of the collector's addresses."""
        return path in WAYS or path == PIXEL or path.startswith(HOOKS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_pixel = scope["path"] == PIXEL
        is_hook = scope["path"].startswith(HOOKS)
        try:
            if is_hook:
                answer = await self._answer_hook(scope, receive)
            else:
                answer = await (self._answer_pixel(scope) if is_pixel else self._answer(scope, receive))
        except HungUp:
            return
        self._count(answer)
        await (send_image(send) if is_pixel and answer.status == 202 else send_answer(send, answer))

    async def _answer_pixel(self, scope: Scope) -> Answer:
        found = read_head(scope, self._trusted_proxies)
        if found.method != "GET":
            return replace(refuse(NOT_ASKED_FOR, found, self._intake), headers={"allow": "GET"})
        asked, body = as_event(found, scope["query_string"])
        way = WAYS[asked.path]
        return check_head(asked, way, self._intake) or await receive(asked, way, body, self._intake)

    async def _answer(self, scope: Scope, receive_part: Receive) -> Answer:
        asked = read_head(scope, self._trusted_proxies)
        way = WAYS[asked.path]
        early = check_head(asked, way, self._intake)
        if early is not None:
            await drain(receive_part)
            return early
        body = await self._read_body(asked, receive_part, way.max_body)
        return body if isinstance(body, Answer) else await receive(asked, way, body, self._intake)

    async def _answer_hook(self, scope: Scope, receive_part: Receive) -> Answer:
        asked = read_head(scope, self._trusted_proxies)
        early = check_hook(asked, self._intake)
        if early is not None:
            await drain(receive_part)
            return early
        body = await self._read_body(asked, receive_part, MAX_HOOK_BODY)
        query = scope["query_string"].decode("latin-1")
        return body if isinstance(body, Answer) else await receive_hook(asked, query, body, self._intake)

    async def _read_body(self, asked: Asked, receive_part: Receive, most: int) -> bytes | Answer:
        """The whole body, or what is answered without it."""
        try:
            return await read_body(receive_part, most)
        except TimeoutError:
            refusal = Refusal(Reason.TIMEOUT, f"the body must arrive within {BODY_SECONDS} seconds")
        except BodyTooLarge:
            refusal = Refusal(Reason.TOO_LARGE, f"the body may have {most} bytes")
        except TooManyBodies:
            refusal = Refusal(Reason.STORAGE_FULL, "too many requests are on their way")
        return refuse(refusal, asked, self._intake)


def read_head(scope: Scope, trusted_proxies: int) -> Asked:
    """The request without its body. A header sent twice is joined with commas, as HTTP has it."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    connected = scope["client"][0] if scope.get("client") else ""
    address = visitor_address(connected, headers.get("x-forwarded-for", ""), trusted_proxies)
    return Asked(scope["method"], scope["path"], headers, address)


def visitor_address(connected: str, forwarded_for: str, trusted_proxies: int) -> str:
    """The visitor's address: that of the connection, or what the outermost of the trusted proxies saw.

    Each proxy appends the address it was asked from, so only as many entries from the right as there are proxies of
    our own can be believed; with fewer entries than that, or one that is no address, none is.
    """
    if not trusted_proxies:
        return connected
    told = [part for part in forwarded_for.split(",") if part.strip()]
    return (read_address(told[-trusted_proxies]) if len(told) >= trusted_proxies else "") or connected


@dataclass(slots=True)
class Held:
    """Bytes of bodies that have not come in whole yet, over all connections of this worker."""

    bytes: int = 0


_held = Held()


async def read_body(receive_part: Receive, most: int, seconds: float = BODY_SECONDS) -> bytes:
    """The whole body. most: bytes it may have, whatever length it was announced with, or without one.

    Raises TimeoutError when it takes too long, HungUp when the sender leaves, BodyTooLarge beyond most, and
    TooManyBodies while all connections together hold more than MAX_HELD.
    """
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(seconds):
            while True:
                message = await receive_part()
                if message["type"] != "http.request":
                    raise HungUp
                part = message.get("body", b"")
                parts.append(part)
                size += len(part)
                _held.bytes += len(part)
                if size > most:
                    raise BodyTooLarge
                if not message.get("more_body"):
                    return b"".join(parts)
                if _held.bytes > MAX_HELD:
                    raise TooManyBodies
    finally:
        _held.bytes -= size


async def drain(receive_part: Receive) -> None:
    """Let a refused body come in, within reason: closing on a sender that still writes would cost it the answer."""
    read = 0
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            while read < DRAIN_BYTES:
                message = await receive_part()
                read += len(message.get("body", b""))
                if message["type"] != "http.request" or not message.get("more_body"):
                    return
    except TimeoutError:
        return


async def send_answer(send: Send, answer: Answer) -> None:
    """The answer as JSON."""
    body = msgspec.json.encode(answer.body)
    headers = [
        *OPEN_TO_ALL_PAGES,
        *((name.encode(), value.encode()) for name, value in answer.headers.items()),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def send_image(send: Send) -> None:
    """The pixel, once its event is on disk."""
    await send({"type": "http.response.start", "status": 200, "headers": PIXEL_HEADERS})
    await send({"type": "http.response.body", "body": GIF})
