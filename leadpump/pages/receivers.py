"""Whom a site tells of its leads: add an address, see what it was told, test it, have it told again."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from flask import Blueprint, abort, flash, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from collector.person import unseal
from leadpump.internet.address import is_public, read_address
from leadpump.pages import signed_in
from leadpump.pages.deed import name_deed
from leadpump.pages.given import identity, words
from leadpump.pages.leads import when
from leadpump.pages.webhooks import make_secret, sealed
from leadpump.receivers.courier import ADDRESS, SECRET
from leadpump.receivers.message import KINDS
from leadpump.receivers.name import ANSWERS, KIND_NAMES, STATES
from leadpump.records import NotFound
from leadpump.records.receiver import TEST, NewReceiver, Receiver, State, Telling
from reports.language import N_
from reports.words import Words

pages = Blueprint("receivers", __name__, template_folder="templates")

ROOM = "receivers"
RECENT = 50
MARKS = {State.TOLD: "good", State.GIVEN_UP: "bad", State.GONE: "quiet"}
FULL = N_("A site tells ten addresses at most: remove one first.")
BAD = N_(
    "Give an address that begins with https:// and is open to the internet, without a password in it; "
    "of the ports below 1024 only 443."
)
NOTHING = N_("Choose at least one thing to tell.")


@dataclass(frozen=True, slots=True)
class ShownReceiver:
    """A receiver in the reader's words. told: what, and since when. by: who added it."""

    number: int
    host: str
    address: str
    told: str
    by: str


@dataclass(frozen=True, slots=True)
class ShownTelling:
    """A message in the reader's words. mark: how it is coloured. may_repeat: whether it can be sent again."""

    telling: Telling
    when: str
    host: str
    kind: str
    state: str
    mark: str
    answer: str
    may_repeat: bool


@pages.get("/sites/<site>/receivers")
def index(site: str) -> AnyResponse:  # noqa: ARG001 - `protect` has looked it up
    """The receivers, and what they were told lately."""
    return show()


def show(made: str = "", problem: str = "") -> AnyResponse:
    """The page. made: a secret to be shown this once. problem: in words."""
    say = words()
    kept = [one for one in signed_in.records().receivers.of_site(g.site.name) if not one.mail]
    hosts = {one.number: host_of(one) for one in kept}
    lines = signed_in.records().receivers.log(g.site.name, RECENT)
    given = request.form
    page = render_template(
        "receivers/index.html",
        site=g.site,
        room=ROOM,
        may_edit=signed_in.may_edit(),
        answer=say.say_count("%(n)s address is notified of leads.", "%(n)s addresses are notified of leads.", len(kept))
        if kept
        else say.say(
            N_("None yet. Give an address, and new leads and the stages they reach are posted there, signed.")
        ),
        receivers=[show_receiver(one) for one in kept],
        kinds=[(kind, say.say(KIND_NAMES[kind]), not problem or kind in given.getlist("kind")) for kind in KINDS],
        address=given.get("url", "") if problem else "",
        with_contact=bool(problem and given.get("contact")),
        made=made,
        problem=problem,
        lines=[show_telling(line, hosts) for line in lines],
    )
    answer = make_response(page, 422 if problem else 200)
    if made:
        answer.headers["Cache-Control"] = "no-store"
    return answer


@pages.post("/sites/<site>/receivers/add")
def add(site: str) -> AnyResponse:
    """Tell an address from now on, and show its secret once."""
    signed_in.require_editor()
    say = words()
    url = request.form.get("url", "").strip()
    kinds = tuple(kind for kind in KINDS if kind in request.form.getlist("kind"))
    found = read_address(url)
    if found is None or is_written_private(found.host):
        return show(problem=say.say(BAD))
    if not kinds:
        return show(problem=say.say(NOTHING))
    secret = make_secret()
    new = NewReceiver(sealed(ADDRESS, url), sealed(SECRET, secret), kinds, bool(request.form.get("contact")))
    if signed_in.records().receivers.add(site, new, signed_in.account().login) is None:
        return show(problem=say.say(FULL))
    name_deed(found.host)
    return show(made=secret)


def is_written_private(host: str) -> bool:
    """Whether a host is written as a number that is not public. Names are looked up when something is sent."""
    is_number = ":" in host or host.replace(".", "").isdigit() or host == "localhost"
    return is_number and not is_public(host)


@pages.post("/sites/<site>/receivers/<int:receiver>/remove")
def remove(site: str, receiver: int) -> AnyResponse:
    """Tell it nothing more."""
    signed_in.require_editor()
    try:
        signed_in.records().receivers.remove(site, receiver)
    except NotFound:
        abort(404)
    flash(words().say(N_("The address is no longer notified.")), "good")
    return back()


@pages.post("/sites/<site>/receivers/<int:receiver>/test")
def test(site: str, receiver: int) -> AnyResponse:
    """Send it a message that tells nothing."""
    signed_in.require_editor()
    try:
        signed_in.records().receivers.send_test(site, receiver, str(uuid4()))
    except NotFound:
        abort(404)
    flash(words().say(N_("A test is on its way: its line stands below within seconds.")), "good")
    return back()


@pages.post("/sites/<site>/receivers/<int:receiver>/messages/<uuid:fact>/again")
def try_again(site: str, receiver: int, fact: UUID) -> AnyResponse:
    """Send a message once more."""
    signed_in.require_editor()
    try:
        signed_in.records().receivers.try_again(site, receiver, str(fact))
    except NotFound:
        abort(404)
    flash(words().say(N_("The message is sent once more within a minute.")), "good")
    return back()


def show_receiver(one: Receiver) -> ShownReceiver:
    """A receiver in the reader's words; whole addresses, which may hold keys, only for those who may change them."""
    told = what_is_told(one, words())
    return ShownReceiver(
        one.number, host_of(one), url_of(one) if signed_in.may_edit() else host_of(one), told, one.made_by
    )


def what_is_told(one: Receiver, say: Words) -> str:
    """What it is told, and since when."""
    kinds = [say.say(KIND_NAMES[kind]) for kind in one.kinds]
    contact = say.say(N_("with contact details") if one.with_contact else N_("without contact details"))
    return say.say(
        N_("%(what)s, %(contact)s. Since %(when)s."),
        what=", ".join([*kinds[:1], *(kind.lower() for kind in kinds[1:])]),
        contact=contact,
        when=when(int(one.created.timestamp() * 1000), say),
    )


def url_of(one: Receiver) -> str:
    """Its address."""
    return one.mail or unseal(one.address, identity().person).get(ADDRESS, "")


def host_of(one: Receiver) -> str:
    """Its host, or its e-mail address."""
    return one.mail or urlsplit(url_of(one)).hostname or "–"


def show_telling(line: Telling, hosts: dict[int, str]) -> ShownTelling:
    """A message in the reader's words."""
    say = words()
    answer = say.say(ANSWERS[line.answer]) if line.answer in ANSWERS else ""
    if line.answer.isdigit():
        answer = say.say(N_("answer %(status)s"), status=line.answer)
        if line.answer.startswith("3"):
            answer = say.say(N_("answer %(status)s: it points elsewhere, and is not followed"), status=line.answer)
    if line.attempts > 1:
        tries = say.say_count("%(n)s try", "%(n)s tries", line.attempts)
        answer = f"{answer} · {tries}"
    if line.state == State.WAITING and line.attempts:
        next_try = say.say(N_("next try %(when)s"), when=when(int(line.next_try.timestamp() * 1000), say))
        answer = f"{answer} · {next_try}"
    return ShownTelling(
        line,
        when(int((line.tried or line.since).timestamp() * 1000), say),
        hosts.get(line.receiver, "–"),
        say.say(KIND_NAMES.get(line.kind, line.kind)),
        say.say(STATES[line.state]),
        MARKS.get(line.state, "bad" if line.attempts else "quiet"),
        answer,
        line.attempts > 0 and line.kind != TEST and line.state != State.GONE,
    )


def back() -> AnyResponse:
    """To the page."""
    return redirect(url_for(".index", site=g.site.name), 303)
