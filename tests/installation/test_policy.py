"""What is said of a Content-Security-Policy is what a browser does with it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from leadpump.installation.policy import CONNECTIONS, SCRIPTS, forbidding, read_policies
from tests.installation.conftest import Web

POLICIES = [
    "default-src *",
    "default-src 'self'",
    "default-src 'none'",
    "script-src {leads}; connect-src {leads}",
    "script-src http:; connect-src ws:",
    "script-src 'self' 'unsafe-inline'; connect-src {leads}",
    "script-src-elem {leads}; script-src 'none'",
    "script-src {leads}/leadpump.js; connect-src {leads}/api/",
    "script-src {leads}/lead; connect-src {leads}/api",
    "script-src 'nonce-a1' 'strict-dynamic'; connect-src localhost:*",
    "script-src 'nonce-other' {leads}; default-src 'self'",
    "script-src 'strict-dynamic' {leads}",
    "img-src 'none'; object-src 'none'",
    "script-src *; script-src 'none'",
    "script-src LOCALHOST:{port}; connect-src *:{port}",
    "script-src localhost; connect-src localhost",
    "script-src https:",
    "script-src {leads}, script-src 'self'",
    "SCRIPT-SRC 'SELF'; connect-src 'SELF'",
    "script-src *.localhost:{port}",
]


@pytest.mark.parametrize("policy", POLICIES)
def test_a_browser_agrees(policy: str, web: Web, browser: Browser) -> None:
    leads = f"http://localhost:{web.port}"
    policy = policy.format(leads=leads, port=web.port)
    script = "fetch(new URL('api/event', document.currentScript.src), {method: 'POST'}).catch(() => 0)"
    web.give(script, ("Content-Type", "text/javascript"), path="/leadpump.js")
    web.give("{}", ("Access-Control-Allow-Origin", "*"), path="/api/event")
    page = f"http://127.0.0.1:{web.port}/"
    web.give(f'<script src="{leads}/leadpump.js" nonce="a1"></script>', ("Content-Security-Policy", policy), path="/")
    shown = browser.new_page()
    try:
        shown.goto(page, wait_until="networkidle")
    finally:
        shown.close()
    policies = read_policies([policy])
    loads = not forbidding(policies, SCRIPTS, f"{leads}/leadpump.js", page, "a1")
    sends = loads and not forbidding(policies, CONNECTIONS, f"{leads}/api/event", page)
    assert ("/leadpump.js" in web.heard, "/api/event" in web.heard) == (loads, sends)
