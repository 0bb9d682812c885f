"""How senders prove that a message is theirs. A comparison takes as long for a near miss as for any other."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from collector.webhook.message import Post, Why


def hmac_sha256(secret: str, content: bytes) -> bytes:
    """The HMAC of a content."""
    return hmac.new(secret.encode(), content, hashlib.sha256).digest()


def check_t_v1(post: Post, header: str, secret: str, tolerance: int) -> Why | None:
    """`t=<Unix seconds>,v1=<hex>` over "t.body", as Stripe, Calendly and our own do it; several v1 while a secret is
    replaced. tolerance: seconds.
    """
    given = post.headers.get(header, "")
    if not given:
        return Why.NO_SIGNATURE
    parts = [part.strip().partition("=") for part in given.split(",")][:20]
    times = [value for name, _, value in parts if name == "t"]
    if len(times) != 1 or not times[0].isascii() or not times[0].isdigit() or len(times[0]) > 12:
        return Why.BAD_SIGNATURE
    right = hmac_sha256(secret, times[0].encode() + b"." + post.body).hex()
    if not any_equal(right, (value for name, _, value in parts if name == "v1")):
        return Why.BAD_SIGNATURE
    return stale(post, int(times[0]), tolerance)


def check_addressed(post: Post, secret: str, tolerance: int) -> Why | None:
    """HubSpot's third version: base64 over method, address, body and time; for each address it may be sent to."""
    given, time = (post.headers.get(f"x-hubspot-{name}", "") for name in ("signature-v3", "request-timestamp"))
    if not given or not time:
        return Why.NO_SIGNATURE
    if not time.isascii() or not time.isdigit() or len(time) > 15:
        return Why.BAD_SIGNATURE
    tails = {address: unquote(address) for address in post.addresses}
    written = dict.fromkeys([*tails, *tails.values()])
    rights = [
        base64.b64encode(hmac_sha256(secret, b"POST" + address.encode() + post.body + time.encode())).decode()
        for address in written
    ]
    found = [equal(right, given) for right in rights]
    return stale(post, int(time) // 1000, tolerance) if any(found) else Why.BAD_SIGNATURE


def check_password(post: Post, secret: str) -> Why | None:
    """`Authorization: Bearer <secret>`, or Basic with it as the password under whichever name."""
    scheme, _, given = post.headers.get("authorization", "").strip().partition(" ")
    if not given:
        return Why.NO_SIGNATURE
    if scheme.lower() == "basic":
        try:
            given = base64.b64decode(given.strip(), validate=True).decode("utf-8", "replace").partition(":")[2]
        except (binascii.Error, ValueError):
            return Why.BAD_SIGNATURE
    elif scheme.lower() != "bearer":
        return Why.BAD_SIGNATURE
    return None if equal(secret, given.strip()) else Why.BAD_SIGNATURE


def stale(post: Post, seconds: int, tolerance: int) -> Why | None:
    """Whether it was signed too long ago, or too far ahead: somebody may send again what they overheard."""
    return Why.STALE if abs(post.at.timestamp() - seconds) > tolerance else None


def any_equal(right: str, given: Iterable[str]) -> bool:
    """Whether one of them is right."""
    found = [equal(right, one.strip()) for one in given]
    return any(found)


def equal(right: str, given: str) -> bool:
    """Whether they are the same."""
    return hmac.compare_digest(right.encode(), given.encode("utf-8", "surrogatepass"))


def addresses_of(public: str, path: str, query: str, headers: Mapping[str, str]) -> tuple[str, ...]:
    """The addresses a request may have been sent to: as the owner says visitors write it, and as its headers do,
    which a proxy may have changed.
    """
    tail = f"{path}?{query}" if query else path
    host = headers.get("host", "")
    said = [f"{public.rstrip('/')}{tail}"] if public else []
    return tuple(dict.fromkeys([*said, *([f"https://{host}{tail}", f"http://{host}{tail}"] if host else [])]))
