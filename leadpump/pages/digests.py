"""Who gets a site's figures by e-mail: add, remove, send at once; and the link with which they stop it themselves."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, flash, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from leadpump.digests.address import is_address
from leadpump.digests.message import STOP
from leadpump.digests.name import ANSWERS, RHYTHM_NAMES
from leadpump.digests.rhythm import RHYTHMS, WEEK
from leadpump.pages import signed_in
from leadpump.pages.deed import name_deed
from leadpump.pages.given import sends_mail, words
from leadpump.pages.leads import when
from leadpump.records import NotFound
from leadpump.records.digest import MOST, Digest, State
from reports.language import LANGUAGES, N_
from reports.pages import current_language
from reports.words import Words

pages = Blueprint("digests", __name__, template_folder="templates")
stopping = Blueprint("digest_stop", __name__, template_folder="templates")

ROOM = "digests"
BAD = N_("Give one e-mail address, as marie@example.fr.")


@dataclass(frozen=True, slots=True)
class ShownDigest:
    """A digest in the reader's words. mark: how what became of the latest is coloured."""

    number: int
    address: str
    rhythm: str
    by: str
    became: str
    mark: str


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
        digests=[show_digest(one, say) for one in kept],
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


def show_digest(one: Digest, say: Words) -> ShownDigest:
    """A digest in the reader's words."""
    rhythm = f"{say.say(RHYTHM_NAMES[one.rhythm])} · {LANGUAGES[one.language]}"
    mark = {State.SENT: "good", State.NEW: "quiet"}.get(one.state, "bad")
    if one.asked is not None and one.attempts == 0:
        return ShownDigest(one.number, one.address, rhythm, one.made_by, say.say(N_("on its way")), "quiet")
    return ShownDigest(one.number, one.address, rhythm, one.made_by, what_became(one, say), mark)


def what_became(one: Digest, say: Words) -> str:
    """What became of the latest, and why."""
    if one.tried is None:
        return say.say(N_("nothing sent yet"))
    tried = when(int(one.tried.timestamp() * 1000), say)
    if one.state == State.SENT:
        return say.say(N_("sent: %(when)s"), when=tried)
    why = (
        say.say(ANSWERS[one.answer])
        if one.answer in ANSWERS
        else say.say(N_("the mail server says “%(answer)s”"), answer=one.answer)
    )
    failed = say.say(N_("not sent (%(when)s): %(why)s"), when=tried, why=why)
    if one.next_try is None:
        return failed
    next_try = say.say(N_("next try %(when)s"), when=when(int(one.next_try.timestamp() * 1000), say))
    return f"{failed} · {next_try}"


def back() -> AnyResponse:
    """To the page."""
    return redirect(url_for("digests.index", site=g.site.name), 303)


@stopping.get(f"{STOP}<key>")
def ask(key: str) -> AnyResponse:
    """The question whether to stop it: what looks at links in e-mails must not stop anything."""
    found = signed_in.records().digests.of_key(key)
    return _show_stop(found, stopped=False)


@stopping.post(f"{STOP}<key>")
def stop(key: str) -> AnyResponse:
    """Stop it: from the page, or by the button of a mail program (RFC 8058), which has no form token."""
    found = signed_in.records().digests.stop(key)
    if found is not None:
        name_deed(found.address, found.address, found.site)
    return _show_stop(found, stopped=True)


def _show_stop(found: Digest | None, *, stopped: bool) -> AnyResponse:
    if found is None:
        g.nothing_changed = True
    page = render_template(
        "digests/stop.html", digest=found, stopped=stopped or found is None, referrer_policy="no-referrer"
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer
