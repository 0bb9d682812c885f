"""Where the link in an e-mail leads that stops it: no log-in, for whoever has the e-mail may."""

from __future__ import annotations

from flask import Blueprint, g, make_response, render_template
from werkzeug.wrappers import Response as AnyResponse

from leadpump.outbox.address import STOP
from leadpump.pages import signed_in
from leadpump.pages.deed import name_deed
from reports.language import N_, translate
from reports.pages import current_language

pages = Blueprint("stop", __name__, template_folder="templates")


@pages.get(f"{STOP}<key>")
def ask(key: str) -> AnyResponse:
    """The question whether to stop it: what looks at links in e-mails must not stop anything."""
    records = signed_in.records()
    if digest := records.digests.of_key(key):
        return show(N_("The figures of %(site)s go to %(address)s."), digest.site, digest.address)
    if receiver := records.receivers.of_key(key):
        return show(N_("News of the leads of %(site)s goes to %(address)s."), receiver.site, receiver.mail)
    return show_nothing()


@pages.post(f"{STOP}<key>")
def stop(key: str) -> AnyResponse:
    """Stop it: from the page, or by the button of a mail program (RFC 8058), which has no form token."""
    records = signed_in.records()
    if digest := records.digests.stop(key):
        name_deed(digest.address, digest.address, digest.site)
        message = N_("The figures of %(site)s no longer go to %(address)s.")
        return show(message, digest.site, digest.address, stopped=True)
    if receiver := records.receivers.stop(key):
        name_deed(receiver.mail, receiver.mail, receiver.site)
        message = N_("News of the leads of %(site)s no longer goes to %(address)s.")
        return show(message, receiver.site, receiver.mail, stopped=True)
    return show_nothing()


def show(message: str, site: str, address: str, *, stopped: bool = False) -> AnyResponse:
    """The page, of a link that stops something."""
    told = translate(current_language(), message, site=site, address=address)
    return _without_traces(render_template("stop.html", told=told, stopped=stopped, referrer_policy="no-referrer"))


def show_nothing() -> AnyResponse:
    """The page of a link that stops nothing any more."""
    g.nothing_changed = True
    return _without_traces(render_template("stop.html", told="", stopped=True, referrer_policy="no-referrer"))


def _without_traces(page: str) -> AnyResponse:
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer
