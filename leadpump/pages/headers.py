"""The headers that keep a page to itself: what it may load, who may frame it, who may keep it."""

from __future__ import annotations

from collections.abc import Iterator

from werkzeug.datastructures import Headers

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "script-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
ONE_YEAR = 365 * 24 * 60 * 60


def keep_to_oneself(headers: Headers) -> None:
    """The address is a key: no link of the page gives it away, no search engine keeps it."""
    headers["Referrer-Policy"] = "no-referrer"
    headers["X-Robots-Tag"] = "noindex, nofollow"


def security_headers(*, https: bool, private: bool) -> Iterator[tuple[str, str]]:
    """Name and value of each. https: visitors come over TLS. private: behind the log-in, so no cache may keep it."""
    yield "Content-Security-Policy", POLICY
    yield "X-Content-Type-Options", "nosniff"
    yield "Referrer-Policy", "same-origin"
    yield "Cross-Origin-Opener-Policy", "same-origin"
    yield "X-Frame-Options", "DENY"
    if https:
        yield "Strict-Transport-Security", f"max-age={ONE_YEAR}"
    if private:
        yield "Cache-Control", "no-store"
