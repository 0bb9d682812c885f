"""Who is logged in, for the request that is being answered, and the cookie that says so."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, current_app, g, request
from werkzeug.wrappers import Response as AnyResponse

from collector.address import read_address
from collector.user_agent import read_user_agent
from leadpump.records import Records
from leadpump.records.account import Account
from leadpump.records.member import EDITOR, OWNER
from leadpump.records.sign_in import LASTS, SignIn

EXTENSION = "leadpump"


@dataclass(frozen=True, slots=True)
class Doors:
    """What the pages need.

    public_url: as visitors write it, without a slash at its end. command: `leadpump` as one types it on this machine.
    """

    records: Records
    public_url: str
    open_to_all: frozenset[str]
    command: str = "leadpump"

    @property
    def https(self) -> bool:
        """Whether visitors come over TLS."""
        return self.public_url.startswith("https://")


def doors() -> Doors:
    """What `protect` was given."""
    found = current_app.extensions[EXTENSION]
    assert isinstance(found, Doors)  # noqa: S101
    return found


def records() -> Records:
    """The records of this application."""
    return doors().records


def cookie_name(name: str, *, https: bool) -> str:
    """The prefix makes browsers refuse a cookie of that name from another host or without TLS."""
    return f"__Host-{name}" if https else name


def _cookie() -> str:
    return cookie_name("leadpump_sign_in", https=doors().https)


def token() -> str | None:
    """The token that the browser sent."""
    return request.cookies.get(_cookie())


def find_sign_in() -> SignIn | None:
    """The sign-in of this request, looked up once."""
    if "sign_in" not in g:
        sent = token()
        g.sign_in = None  # should the look-up fail, the page that says so does not ask again
        g.sign_in = records().find_sign_in(sent) if sent else None
    found: SignIn | None = g.sign_in
    return found


def find_account() -> Account | None:
    """Whoever is logged in."""
    found = find_sign_in()
    return None if found is None else found.account


def account() -> Account:
    """Whoever is logged in, on a page that `protect` keeps to them."""
    found = find_account()
    assert found is not None  # noqa: S101
    return found


def remember(response: AnyResponse, new_token: str) -> None:
    """Let the browser send that token from now on."""
    response.set_cookie(
        _cookie(),
        new_token,
        max_age=LASTS,
        path="/",
        secure=doors().https,
        httponly=True,
        samesite="Lax",
    )


def forget(response: AnyResponse) -> None:
    """Let the browser drop its token."""
    response.delete_cookie(_cookie(), path="/", secure=doors().https, httponly=True, samesite="Lax")


def may_edit() -> bool:
    """Whether the person who asks may change the site they ask about: its owners, and its editors."""
    return g.get("role") in (OWNER, EDITOR)


def may_manage() -> bool:
    """Whether they may also say who else may, and make keys: its owners."""
    return bool(g.get("role") == OWNER)


def require_editor() -> None:
    """403 for those who may only look."""
    if not may_edit():
        abort(403)


def require_owner() -> None:
    """403 for everybody but the site's owners."""
    if not may_manage():
        abort(403)


def browser() -> str:
    """The browser that asks, as its person knows it: "Firefox, Linux"."""
    agent = read_user_agent(request.headers.get("User-Agent", ""))
    return ", ".join(part for part in (agent.browser, agent.os) if part)


def address() -> str:
    """Where the request comes from, without the port that some proxies write beside it."""
    told = request.remote_addr or ""
    return read_address(told) or told
