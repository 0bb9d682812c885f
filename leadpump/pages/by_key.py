"""Programs that ask for a report's data with a key of the site, in place of a person's log-in."""

from __future__ import annotations

import math

from flask import Flask, abort, current_app, g, jsonify, request
from werkzeug.wrappers import Response as AnyResponse

from collector.limit import Limit
from leadpump.pages.signed_in import records
from leadpump.records.scope import READ
from leadpump.records.site_key import SiteKey

EXTENSION = "leadpump_reading_limit"
SCHEME = "Bearer "
READABLE = frozenset({"reports.as_json_page", "reports.as_csv_page"})
"""Endpoints that a key may ask for: none of them tells anything about one lead."""
A_SECOND = 1.0
BURST = 60.0
"""A key may ask once a second, and sixty times at once: every report of a site a few times over."""


def limit_reading(app: Flask) -> None:
    """Give the application its limit: each of its processes counts by itself."""
    app.extensions[EXTENSION] = Limit(A_SECOND, BURST)


def is_sent() -> bool:
    """Whether a program asks with a key, for what keys are for."""
    return request.endpoint in READABLE and request.headers.get("Authorization", "").startswith(SCHEME)


def let_in() -> AnyResponse | None:
    """Nothing if the key opens what is asked for; else why not. The site of somebody else does not exist for it."""
    found = records().find_key(request.headers["Authorization"].removeprefix(SCHEME).strip())
    if found is None:
        return _refuse(401, "unknown_key", 'Bearer realm="Leadpump", error="invalid_token"')
    key, site = found
    if site.name != (request.view_args or {}).get("site"):
        abort(404)
    if READ not in key.scopes:
        return _refuse(403, "key_may_not_read", f'Bearer realm="Leadpump", error="insufficient_scope", scope="{READ}"')
    wait = _seconds_to_wait(key)
    if wait:
        response = _refuse(429, "too_many_requests")
        response.headers["Retry-After"] = str(wait)
        return response
    g.site = site
    g.deed_who = name_of(key)
    return None


def name_of(key: SiteKey) -> str:
    """What stands for a key in the log. No login has a space."""
    return f"key …{key.last_characters}"


def _seconds_to_wait(key: SiteKey) -> int:
    limit = current_app.extensions[EXTENSION]
    assert isinstance(limit, Limit)  # noqa: S101
    if limit.is_over(f"{key.id}"):
        return math.ceil(1 / A_SECOND)
    limit.spend(f"{key.id}")
    return 0


def _refuse(status: int, reason: str, challenge: str = "") -> AnyResponse:
    response = jsonify(reason=reason)
    response.status_code = status
    if challenge:
        response.headers["WWW-Authenticate"] = challenge
    return response
