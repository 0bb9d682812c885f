"""The tag's address: the built file, small, cached for an hour, readable from every page."""

from __future__ import annotations

import hashlib
from importlib.resources import files

from flask import Blueprint, Response, request

ONE_HOUR = 3600


def create_tag() -> Blueprint:
    """The blueprint of /leadpump.js."""
    tag = Blueprint("tag", __name__)
    script = (files("tracker_js") / "dist" / "leadpump.js").read_bytes()
    etag = hashlib.sha256(script).hexdigest()[:20]

    @tag.get("/leadpump.js")
    def leadpump_js() -> Response:
        response = Response(script, content_type="text/javascript; charset=utf-8")
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.cache_control.public = True
        response.cache_control.max_age = ONE_HOUR
        response.set_etag(etag)
        response.make_conditional(request)
        return response

    return tag
