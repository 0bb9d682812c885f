"""Who gets a site's figures by e-mail: add, remove, send at once; and the link with which they stop it themselves."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from leadpump.digests.name import ANSWERS, RHYTHM_NAMES
from leadpump.digests.rhythm import RHYTHMS, WEEK
from leadpump.outbox.address import is_address
from leadpump.pages import signed_in
from leadpump.pages.deed import name_deed
from leadpump.pages.given import sends_mail, words
from leadpump.pages.mailbox import BAD, ShownMailbox, what_became
from leadpump.records import NotFound
from leadpump.records.digest import MOST, Digest, State
from reports.language import LANGUAGES, N_
from reports.pages import current_language
from reports.words import Words

pages = Blueprint("digests", __name__, template_folder="templates")

ROOM = "digests"


@pages.get("/sites/<site>/digests")
def index(site: str) -> AnyResponse:  # noqa: ARG001 - `protect` has looked it up
    """Who gets the figures, and what became of the latest."""
    signed_in.require_editor()
    return show()


def show(problem: str = "") -> AnyResponse:
    """The page. problem: with the address that was given, in words."""
    say = words()
    kept = signed_in.records().digests.of_site(g.site.name)
    given = request.form
    page = render_template(
        "digests/index.html",
        site=g.site,
        room=ROOM,
        answer=say.say_count("%(n)s address gets the figures.", "%(n)s addresses get the figures.", len(kept))
        if kept
        else say.say(N_("Nobody yet. Give an address, and the dashboard in short arrives there every week or month.")),
        sends_mail=sends_mail(),
        mailboxes=[show_digest(one, say) for one in kept],
        rhythms=[(key, say.say(name), key == given.get("rhythm", WEEK)) for key, name in RHYTHM_NAMES.items()],
        spoken=[(code, name, code == given.get("language", current_language())) for code, name in LANGUAGES.items()],
        address=given.get("address", "") if problem else "",
        problem=problem,
    )
    return make_response(page, 422 if problem else 200)


@pages.post("/sites/<site>/digests/add")
def add(site: str) -> AnyResponse:
    """Send somebody the figures from now on; whoever gets them already, in that rhythm and language."""
    signed_in.require_editor()
    say = words()
    address = request.form.get("address", "").strip()
    rhythm, language = request.form.get("rhythm", ""), request.form.get("language", "")
    if rhythm not in RHYTHMS or language not in LANGUAGES:
        abort(400)
    if not is_address(address):
        return show(say.say(BAD))
    if signed_in.records().digests.add(site, address, rhythm, language, signed_in.account().login) is None:
        return show(say.say(N_("The figures of a site go to %(n)s addresses at most: remove one first."), n=MOST))
    name_deed(address)
    flash(say.say(N_("The figures go to %(address)s."), address=address), "good")
    return back()


@pages.post("/sites/<site>/digests/<int:digest>/remove")
def remove(site: str, digest: int) -> AnyResponse:
    """Send it no more."""
    signed_in.require_editor()
    try:
        removed = signed_in.records().digests.remove(site, digest)
    except NotFound:
        abort(404)
    name_deed(removed.address)
    flash(words().say(N_("The figures no longer go to %(address)s."), address=removed.address), "good")
    return back()


@pages.post("/sites/<site>/digests/<int:digest>/send")
def send_now(site: str, digest: int) -> AnyResponse:
    """Have the latest sent at once."""
    signed_in.require_editor()
    try:
        asked = signed_in.records().digests.send_now(site, digest)
    except NotFound:
        abort(404)
    name_deed(asked.address)
    flash(
        words().say(
            N_("It is on its way to %(address)s: what became of it stands here in a few seconds."),
            address=asked.address,
        ),
        "good",
    )
    return back()


def show_digest(one: Digest, say: Words) -> ShownMailbox:
    """A digest in the reader's words."""
    mark = {State.SENT: "good", State.NEW: "quiet"}.get(one.state, "bad")
    became = what_became(one.tried, "" if one.state == State.SENT else one.answer, one.next_try, ANSWERS, say)
    if one.asked is not None and one.attempts == 0:
        became, mark = say.say(N_("on its way")), "quiet"
    return ShownMailbox(
        one.address,
        f"{say.say(RHYTHM_NAMES[one.rhythm])}. {LANGUAGES[one.language]}.",
        one.made_by,
        became,
        mark,
        url_for(".send_now", site=one.site, digest=one.number),
        say.say(N_("Send the latest to %(address)s now"), address=one.address),
        url_for(".remove", site=one.site, digest=one.number),
    )


def back() -> AnyResponse:
    """To the page."""
    return redirect(url_for("digests.index", site=g.site.name), 303)
