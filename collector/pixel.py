"""GET /api/pixel.gif, for pages read without JavaScript: an image that is asked for is a page view.

It is turned into the request that the tag would have sent, and goes the same way from there on.
"""

from __future__ import annotations

from base64 import b64decode
from dataclasses import replace
from urllib.parse import parse_qs

import msgspec

from collector.event import Reason, Refusal
from collector.receive import Asked

ADDRESS = "/api/pixel.gif"
GIF = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
"""The smallest transparent image."""
HEADERS = [
    (b"content-type", b"image/gif"),
    (b"content-length", str(len(GIF)).encode()),
    (b"cache-control", b"no-store"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"x-content-type-options", b"nosniff"),
]
NOT_ASKED_FOR = Refusal(Reason.METHOD_NOT_ALLOWED, "this address takes GET")


def as_event(asked: Asked, query: bytes) -> tuple[Asked, bytes]:
    """The same request as the tag would make it, and its body.

    The page is what `url` says, else where the browser says the image stands (Referer): its whole address only where
    the page allows that by its referrer policy. A browser sends no Origin with an image; Referer says as much.
    """
    given = parse_qs(query.decode("latin-1"))
    stands_on = asked.headers.get("referer", "")
    event = {"site": given.get("site", [""])[0], "name": "pageview", "url": given.get("url", [stands_on])[0]}
    body = msgspec.json.encode(event)
    headers = {
        **asked.headers,
        "origin": "/".join(stands_on.split("/")[:3]),
        "content-type": "application/json",
        "content-length": str(len(body)),
    }
    return replace(asked, method="POST", path="/api/event", headers=headers), body
