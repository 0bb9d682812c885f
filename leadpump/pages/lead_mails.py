"""Who is told of leads by e-mail, at once: add an address, see what became of the latest, test it, remove it."""

from __future__ import annotations

from uuid import uuid4

from flask import Blueprint, abort, flash, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from leadpump.outbox.address import is_address
from leadpump.outbox.name import MAIL_ANSWERS
from leadpump.pages import signed_in
from leadpump.pages.deed import name_deed
from leadpump.pages.given import sends_mail, words
from leadpump.pages.mailbox import BAD, ShownMailbox, what_became
from leadpump.pages.receivers import FULL, NOTHING, what_is_told
from leadpump.receivers.message import KINDS
from leadpump.receivers.name import KIND_NAMES
from leadpump.records import NotFound
from leadpump.records.receiver import NewReceiver, Receiver, State
from reports.language import LANGUAGES, N_
from reports.pages import current_language
from reports.words import Words

pages = Blueprint("lead_mails", __name__, template_folder="templates")

ROOM = "lead_mails"


@pages.get("/sites/<site>/lead-mails")
def index(site: str) -> AnyResponse:  # noqa: ARG001 - `protect` has looked it up
    """Who is told, and what became of the latest."""
    signed_in.require_editor()
    return show()


def show(problem: str = "") -> AnyResponse:
    """The page. problem: with what was given, in words."""
    say, given = words(), request.form
    kept = [one for one in signed_in.records().receivers.of_site(g.site.name) if one.mail]
    chosen = given.getlist("kind") if problem else ["lead"]
    page = render_template(
        "lead_mails/index.html",
        site=g.site,
        room=ROOM,
        answer=say.say_count("%(n)s address is told of leads.", "%(n)s addresses are told of leads.", len(kept))
        if kept
        else say.say(N_("Nobody yet. Give an address, and an e-mail arrives there some seconds after each new lead.")),
        sends_mail=sends_mail(),
        mailboxes=[show_mail(one, say) for one in kept],
        kinds=[(kind, say.say(KIND_NAMES[kind]), kind in chosen) for kind in KINDS],
        spoken=[(code, name, code == given.get("language", current_language())) for code, name in LANGUAGES.items()],
        address=given.get("address", "") if problem else "",
        with_contact=bool(problem and given.get("contact")),
        problem=problem,
    )
    return make_response(page, 422 if problem else 200)


@pages.post("/sites/<site>/lead-mails/add")
def add(site: str) -> AnyResponse:
    """Tell somebody from now on; whoever is told already, what is chosen now."""
    signed_in.require_editor()
    say, given = words(), request.form
    address, language = given.get("address", "").strip(), given.get("language", "")
    kinds = tuple(kind for kind in KINDS if kind in given.getlist("kind"))
    if language not in LANGUAGES:
        abort(400)
    if not is_address(address):
        return show(say.say(BAD))
    if not kinds:
        return show(say.say(NOTHING))
    new = NewReceiver("", "", kinds, bool(given.get("contact")), mail=address, language=language)
    if signed_in.records().receivers.add(site, new, signed_in.account().login) is None:
        return show(say.say(FULL))
    name_deed(address)
    flash(say.say(N_("%(address)s is told of leads from now on."), address=address), "good")
    return back()


@pages.post("/sites/<site>/lead-mails/<int:receiver>/remove")
def remove(site: str, receiver: int) -> AnyResponse:
    """Tell them no more."""
    signed_in.require_editor()
    try:
        removed = signed_in.records().receivers.remove(site, receiver)
    except NotFound:
        abort(404)
    name_deed(removed.mail)
    flash(words().say(N_("%(address)s is told of leads no longer."), address=removed.mail), "good")
    return back()


@pages.post("/sites/<site>/lead-mails/<int:receiver>/test")
def test(site: str, receiver: int) -> AnyResponse:
    """Send an e-mail that tells nothing."""
    signed_in.require_editor()
    try:
        signed_in.records().receivers.send_test(site, receiver, str(uuid4()))
    except NotFound:
        abort(404)
    flash(words().say(N_("A test is on its way: what became of it stands here in a few seconds.")), "good")
    return back()


def show_mail(one: Receiver, say: Words) -> ShownMailbox:
    """An address in the reader's words."""
    latest = signed_in.records().receivers.latest(one.number)
    became, mark = say.say(N_("nothing sent yet")), "quiet"
    if latest is not None and latest.tried is None:
        became = say.say(N_("on its way"))
    elif latest is not None:
        is_sent = latest.state == State.TOLD
        next_try = latest.next_try if latest.state == State.WAITING else None
        became = what_became(latest.tried, "" if is_sent else latest.answer, next_try, MAIL_ANSWERS, say)
        mark = "good" if is_sent else "bad"
    return ShownMailbox(
        one.mail,
        f"{what_is_told(one, say)} {LANGUAGES[one.language]}.",
        one.made_by,
        became,
        mark,
        url_for(".test", site=one.site, receiver=one.number),
        say.say(N_("Send a test to %(address)s"), address=one.mail),
        url_for(".remove", site=one.site, receiver=one.number),
    )


def back() -> AnyResponse:
    """To the page."""
    return redirect(url_for(".index", site=g.site.name), 303)
