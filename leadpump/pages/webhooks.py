"""A site's webhooks: open one, paste its address and secret, see what it delivered, and replay that."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from collector.event import STAGES
from collector.person import seal, unseal
from collector.site import KnownSite, hash_key
from collector.spool import SpoolFull
from collector.webhook.hear import SECRET
from collector.webhook.receive import KEY, PREFIX
from collector.webhook.sender import SENDERS, Secret
from collector.webhook.stage import read_stages
from leadpump.pages import signed_in
from leadpump.pages.given import facts, identity, words
from leadpump.pages.leads import when
from leadpump.records import NotFound
from leadpump.records.hook import KeptHook, NewHook
from leadpump.webhooks.kind import kind_name
from leadpump.webhooks.log import A_PAGE, AT_ONCE, Line, by_sender, read_log, replay
from leadpump.webhooks.name import REASONS, SENDER_NAMES, VERDICTS, SenderName
from reports import format as written
from reports.language import N_
from reports.query import DatabaseUnavailable

pages = Blueprint("webhooks", __name__, template_folder="templates")

ROOM = "webhooks"
LONGEST_SECRET = 500
RECENT = 8
ONLY = {"": N_("All"), "refused": N_("Rejected"), "failed": N_("To be replayed")}


@dataclass(frozen=True, slots=True)
class ShownSender:
    """A sender on the list. state: in a word; said: what it delivered."""

    name: str
    words: SenderName
    title: str
    tells: str
    is_open: bool
    state: str
    needs: str
    said: str


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A delivery in the reader's words. tells: what of; "" of what has no name here. mark: its colour."""

    line: Line
    when: str
    sender: str
    tells: str
    verdict: str
    mark: str
    reason: str
    facts: str


@pages.get("/sites/<site>/webhooks")
def index(site: str) -> str:  # noqa: ARG001 - `protect` has looked it up
    """The senders: which are open, what they deliver, and which may be opened."""
    kept = {hook.sender: hook for hook in hooks()}
    delivered = by_sender(facts().query, g.site.name)
    shown = [show_sender(name, kept.get(name), delivered.get(name)) for name in SENDERS]
    return render_template(
        "webhooks/index.html",
        site=g.site,
        room=ROOM,
        may_edit=signed_in.may_edit(),
        answer=answer_of(shown),
        open=[one for one in shown if one.is_open],
        closed=[one for one in shown if not one.is_open],
    )


def answer_of(shown: list[ShownSender]) -> str:
    """The page in a sentence."""
    opened = sum(one.is_open for one in shown)
    if not opened:
        return words().say(
            N_(
                "None yet. Connect the tools you sell and write with, and their sales, meetings and e-mails meet "
                "your leads."
            )
        )
    return words().say_count("%(n)s tool is connected.", "%(n)s tools are connected.", opened)


def show_sender(name: str, hook: KeptHook | None, delivered: Mapping[str, Any] | None) -> ShownSender:
    """A sender in the reader's words."""
    say, named = words(), SENDER_NAMES[name]
    needs = ""
    if hook is not None and not hook.secret and SENDERS[name].secret == Secret.PASTED:
        needs = say.say(N_("Its signing secret is still to be pasted."))
    said, state = "", ""
    if delivered:
        said = say.say(
            N_(
                "Last delivery: %(when)s. In 30 days: taken in %(taken)s, left aside %(ignored)s, rejected %(refused)s."
            ),
            when=when(int(delivered["last_ms"]), say),
            **{key: written.number(int(delivered[key]), say.language) for key in ("taken", "ignored", "refused")},
        )
        state = str(delivered["last_verdict"])
    elif hook is not None:
        said = say.say(N_("Nothing was delivered yet."))
    return ShownSender(name, named, say.say(named.title), say.say(named.tells), hook is not None, state, needs, said)


@pages.get("/sites/<site>/webhooks/<sender>")
def one(site: str, sender: str) -> AnyResponse | str:  # noqa: ARG001
    """A sender: its address, where it is pasted, its secret, and what came lately."""
    check(sender)
    return show_one(sender)


def show_one(sender: str, made: str = "", problem: str = "", stages: str | None = None) -> AnyResponse:
    """The page of a sender. made: a secret to be shown this once. problem: in words. stages: as they were typed."""
    say, named = words(), SENDER_NAMES[sender]
    hook = find_hook(sender)
    may_edit = signed_in.may_edit()
    try:
        recent = read_log(facts().query, g.site.name, sender, most=RECENT).lines
    except DatabaseUnavailable:
        # A secret that was made is shown now or never.
        if not made:
            raise
        recent = []
    key = unseal(hook.key, identity().person).get(KEY, "") if hook is not None and may_edit else ""
    if stages is None:
        stages = "\n".join(f"{name} = {stage}" for name, stage in (hook.stages if hook else {}).items())
    page = render_template(
        "webhooks/sender.html",
        site=g.site,
        room=ROOM,
        may_edit=may_edit,
        sender=SENDERS[sender],
        named=named,
        title=say.say(named.title),
        tells=say.say(named.tells),
        steps=[say.say(step) for step in named.steps],
        secret_label=say.say(named.secret) if named.secret else "",
        secret_hint=say.say(named.hint) if named.hint else "",
        is_open=hook is not None,
        address=f"{signed_in.doors().public_url}{PREFIX}{g.site.name}/{sender}/{key}" if key else "",
        has_secret=bool(hook and hook.secret),
        made=made,
        problem=problem,
        stages=stages,
        our_stages=STAGES,
        recent=[show_line(line) for line in recent],
        https=signed_in.doors().https,
    )
    answer = make_response(page, 422 if problem else 200)
    if made:
        answer.headers["Cache-Control"] = "no-store"
    return answer


@pages.post("/sites/<site>/webhooks/<sender>/open")
def open_(site: str, sender: str) -> AnyResponse:
    """Open it; asked again, give it another address."""
    signed_in.require_editor()
    check(sender)
    was_open = find_hook(sender) is not None
    key = secrets.token_urlsafe(24)
    made = make_secret() if SENDERS[sender].secret == Secret.MADE and not was_open else ""
    hook = NewHook(sender, hash_key(key), sealed(KEY, key), sealed(SECRET, made))
    signed_in.records().open_hook(site, hook)
    if made:
        return show_one(sender, made=made)
    flash(
        words().say(
            N_("It has another address now; the old one is refused.")
            if was_open
            else N_("It is open: paste its address.")
        ),
        "good",
    )
    return back(sender)


@pages.post("/sites/<site>/webhooks/<sender>/secret")
def secret(site: str, sender: str) -> AnyResponse:
    """Keep the secret that was pasted, or make one."""
    signed_in.require_editor()
    check(sender)
    kind = SENDERS[sender].secret
    if find_hook(sender) is None or kind == Secret.NONE:
        abort(404)
    if kind == Secret.MADE:
        made = make_secret()
        signed_in.records().set_hook_secret(site, sender, sealed(SECRET, made))
        return show_one(sender, made=made)
    given = request.form.get("secret", "").strip()
    if len(given) > LONGEST_SECRET or not given.isprintable() or (not given and kind == Secret.PASTED):
        return show_one(sender, problem=words().say(N_("Paste the secret on one line, of at most 500 characters.")))
    signed_in.records().set_hook_secret(site, sender, sealed(SECRET, given))
    flash(
        words().say(
            N_("The secret is kept, sealed. It is never shown again.") if given else N_("There is no secret now.")
        ),
        "good",
    )
    return back(sender)


@pages.post("/sites/<site>/webhooks/<sender>/stages")
def stages(site: str, sender: str) -> AnyResponse:
    """Keep what the sender's steps are here."""
    signed_in.require_editor()
    check(sender)
    if find_hook(sender) is None or not SENDERS[sender].has_stages:
        abort(404)
    given = request.form.get("stages", "")
    read = read_stages(given)
    if isinstance(read, str):
        return show_one(
            sender, problem=words().say(N_("This line names no stage of Leadpump: %(line)s"), line=read), stages=given
        )
    signed_in.records().set_hook_stages(site, sender, read)
    flash(
        words().say(N_("The stages are kept. They hold for what comes from now on, and for what is replayed.")), "good"
    )
    return back(sender)


@pages.post("/sites/<site>/webhooks/<sender>/close")
def close(site: str, sender: str) -> AnyResponse:
    """Refuse what is sent to it from now on."""
    signed_in.require_editor()
    check(sender)
    try:
        signed_in.records().close_hook(site, sender)
    except NotFound:
        abort(404)
    flash(words().say(N_("It is closed: its address is refused. What it told stays.")), "good")
    return redirect(url_for(".index", site=site), 303)


@pages.get("/sites/<site>/webhook-deliveries")
def deliveries(site: str) -> str:  # noqa: ARG001
    """What was delivered, newest first."""
    sender, only = request.args.get("sender", ""), request.args.get("only", "")
    sender, only = sender if sender in SENDERS else "", only if only in ONLY else ""
    page = max(1, min(request.args.get("page", 1, type=int), 10_000))
    found = read_log(facts().query, g.site.name, sender, only, page)
    say = words()
    return render_template(
        "webhooks/deliveries.html",
        site=g.site,
        room=ROOM,
        may_edit=signed_in.may_edit(),
        lines=[show_line(line) for line in found.lines],
        answer=say.say_count(
            "%(n)s delivery in the last 30 days.", "%(n)s deliveries in the last 30 days.", found.count
        ),
        count=say.say_count("%(n)s delivery", "%(n)s deliveries", found.count),
        sender=sender,
        only=only,
        senders=[(name, say.say(SENDER_NAMES[name].title)) for name in SENDERS],
        onlys=[(name, say.say(label)) for name, label in ONLY.items()],
        page=page,
        first=(page - 1) * A_PAGE + 1,
        last=min(page * A_PAGE, found.count),
        pages=-(-found.count // A_PAGE),
    )


@pages.post("/sites/<site>/webhook-deliveries/replay")
def replay_some(site: str) -> AnyResponse:
    """Replay one delivery, or all that failed and may be taken in now."""
    signed_in.require_editor()
    chosen = request.form.get("delivery", "")
    if chosen:
        try:
            ids = [UUID(chosen)]
        except ValueError:
            abort(404)
    else:
        ids = [UUID(line.id) for line in read_log(facts().query, site, only="failed", most=AT_ONCE).lines]
    told = replay(facts().query, known_site(), identity(), ids, datetime.now(UTC))
    if not told.replayed:
        flash(words().say(N_("There was nothing to replay: no body is kept.")), "warning")
        return redirect(url_for(".deliveries", site=site), 303)
    try:
        facts().keep(told.records)
    except SpoolFull:
        flash(words().say(N_("The disk is full: nothing was replayed.")), "error")
        return redirect(url_for(".deliveries", site=site), 303)
    said = words().say_count("%(n)s delivery was replayed", "%(n)s deliveries were replayed", told.replayed)
    taken = words().say_count("%(n)s is taken in", "%(n)s are taken in", told.taken)
    flash(f"{said} · {taken}", "good")
    return redirect(url_for(".deliveries", site=site), 303)


def show_line(line: Line) -> ShownLine:
    """A delivery in the reader's words."""
    say = words()
    reason = say.say(REASONS[line.reason]) if line.reason in REASONS else line.reason
    return ShownLine(
        line,
        when(line.ms, say),
        say.say(SENDER_NAMES[line.sender].title) if line.sender in SENDER_NAMES else line.sender,
        kind_name(line.sender, line.kind, say.say),
        say.say(VERDICTS.get(line.verdict, line.verdict)),
        {"taken": "good", "ignored": "quiet"}.get(line.verdict, "bad"),
        reason,
        say.say_count("%(n)s fact", "%(n)s facts", line.facts) if line.facts else "",
    )


def hooks() -> list[KeptHook]:
    """The site's webhooks."""
    return signed_in.records().hooks_of(g.site.name)


def find_hook(sender: str) -> KeptHook | None:
    """The site's webhook of a sender, if it is open."""
    return next((hook for hook in hooks() if hook.sender == sender), None)


def known_site() -> KnownSite:
    """The site as the collector knows it."""
    return next(known for known in signed_in.records().known_sites() if known.name == g.site.name)


def check(sender: str) -> None:
    """404 for a sender that is not known."""
    if sender not in SENDERS:
        abort(404)


def sealed(name: str, text: str) -> str:
    """A text in a sealed box; "" of none."""
    return seal({name: text}, identity().person) if text else ""


def make_secret() -> str:
    """256 random bits, marked so that people and secret scanners know what it is."""
    return f"leadpump_hook_{secrets.token_hex(32)}"


def back(sender: str) -> AnyResponse:
    """To the sender's page."""
    return redirect(url_for(".one", site=g.site.name, sender=sender), 303)
