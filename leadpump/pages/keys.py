"""A site's keys: what programs send to bring data in, or to read the reports."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from leadpump.pages import signed_in
from leadpump.pages.deed import name_deed
from leadpump.pages.given import words
from leadpump.records import NotFound, RecordsError
from leadpump.records.scope import READ, WRITE
from leadpump.records.site_key import LONGEST_LABEL, SiteKey
from reports.language import N_
from reports.words import Words

pages = Blueprint("keys", __name__, template_folder="templates")

ROOM = "keys"
SCOPES = {
    WRITE: N_("Bring data in: events, leads, what becomes of them, costs"),
    READ: N_("Read the reports as JSON and CSV; no contact details"),
}
SHORT = {WRITE: N_("brings data in"), READ: N_("reads the reports")}


@pages.get("/sites/<site>/keys")
def index(site: str) -> str:  # noqa: ARG001 - `protect` has looked it up
    """The keys there are, and the form for another."""
    signed_in.require_owner()
    return show("", (WRITE,))


@pages.post("/sites/<site>/keys")
def add(site: str) -> str | tuple[str, int]:
    """Make a key and show it, this once."""
    signed_in.require_owner()
    label, scopes = request.form.get("label", ""), request.form.getlist("scope")
    try:
        key = signed_in.records().create_key(site, label, scopes, signed_in.account().login)
    except RecordsError:
        return show(label, scopes, refused=True), 422
    name_deed(f"…{key[-4:]}")
    return show("", (WRITE,), made=key, of=scopes)


@pages.post("/sites/<site>/keys/<int:key>/remove")
def remove(site: str, key: int) -> AnyResponse:
    """Refuse a key from now on."""
    signed_in.require_owner()
    try:
        removed = signed_in.records().delete_key(site, key)
    except NotFound:
        abort(404)
    name_deed(f"…{removed.last_characters}")
    flash(words().say(N_("The key is removed: whatever still sends it is refused.")), "good")
    return redirect(url_for(".index", site=site), 303)


def may(key: SiteKey, say: Words) -> str:
    """What a key is for, in the reader's words."""
    return ", ".join(say.say(SHORT[scope]) for scope in key.scopes)


def show(
    label: str,
    scopes: tuple[str, ...] | list[str],
    *,
    made: str = "",
    of: list[str] | None = None,
    refused: bool = False,
) -> str:
    """The page. label, scopes: as chosen in the form; made: a key that was just made, for the scopes `of`."""
    say = words()
    kept = [
        (key, say.day(key.created.date()), may(key, say), key.made_by)
        for key in signed_in.records().keys_of(g.site.name)
    ]
    return render_template(
        "keys/index.html",
        site=g.site,
        room=ROOM,
        keys=kept,
        scopes=[(scope, say.say(name), scope in scopes) for scope, name in SCOPES.items()],
        label=label,
        longest=LONGEST_LABEL,
        made=made,
        reads=READ in (of or ()),
        refused=refused,
        public_url=signed_in.doors().public_url,
    )
