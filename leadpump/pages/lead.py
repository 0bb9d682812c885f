"""One lead: who it is, where it came from, everything that happened to it, and the form to write down what happened."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from collector.event import STAGES
from collector.score import Points, add_up
from leadpump.leads.contact import CONTACT, link_of, title_of
from leadpump.leads.form import KINDS, Problem, change_record, read_change, read_id
from leadpump.leads.life import Lead, find_lead, line_of_time, touches_of, was_just_told
from leadpump.leads.name import consent_name, exact_delay, lost_reason, spam_reason, stage_name, way
from leadpump.leads.scoring import quadrant, reasons_of, rule_name, signed
from leadpump.pages import signed_in
from leadpump.pages.given import facts, words
from leadpump.pages.leads import (
    ROOM,
    contacts,
    keep,
    ms,
    now,
    reasons,
    when,
    writer,
)
from reports.format import exact_money, readable
from reports.language import N_
from reports.quadrant import OF_ONE

pages = Blueprint("lead", __name__, template_folder="templates")

KIND_NAMES = {
    "call": N_("Call"),
    "email": N_("E-mail sent"),
    "meeting": N_("Meeting"),
    "note": N_("Note"),
    "sale": N_("Sale"),
    "refund": N_("Refund"),
    "consent": N_("Permission to be contacted"),
}
MADE_WITHIN = 5
"""Seconds that a lead just written down may take to appear: it is made after its record is stored."""


@pages.get("/sites/<site>/leads/<uuid:lead>")
def show(site: str, lead: UUID) -> AnyResponse | str:  # noqa: ARG001 - `protect` has looked it up
    """Everything about a lead. The id of any of its submissions leads here too."""
    found = look_up(lead)
    if found.id != str(lead):
        return redirect(url_for(".show", site=g.site.name, lead=found.id), 303)
    return show_page(found, {}, None)


@pages.post("/sites/<site>/leads/<uuid:lead>")
def add(site: str, lead: UUID) -> AnyResponse | tuple[str, int]:  # noqa: ARG001
    """Write down what happened."""
    signed_in.require_editor()
    found = look_up(lead)
    record = read_change(request.form, UUID(found.id), writer())
    if isinstance(record, Problem):
        return show_page(found, request.form.to_dict(), record), 422
    keep([record], words().say(N_("It is written down.")))
    return redirect(url_for(".show", site=g.site.name, lead=found.id), 303)


@pages.post("/sites/<site>/leads/<uuid:lead>/spam")
def mark_spam(site: str, lead: UUID) -> AnyResponse:  # noqa: ARG001
    """Take a lead for spam, or no longer."""
    signed_in.require_editor()
    found, ours = look_up(lead), writer()
    reason = "by_hand" if request.form.get("spam") == "yes" else ""
    fields: dict[str, Any] = {"kind": "spam", "reason": reason, "id": read_id(request.form), "ts": ms(ours)}
    said = N_("The lead is kept apart as spam and counted nowhere.") if reason else N_("The lead counts again.")
    keep([change_record(ours, lead=found.id, **fields)], words().say(said))
    return redirect(url_for(".show", site=g.site.name, lead=found.id), 303)


@pages.post("/sites/<site>/leads/<uuid:lead>/changes/<uuid:change>/withdraw")
def withdraw(site: str, lead: UUID, change: UUID) -> AnyResponse:  # noqa: ARG001
    """Take a fact back. It stays in the ledger, and counts no more."""
    signed_in.require_editor()
    found, ours = look_up(lead), writer()
    if str(change) not in {row["id"] for row in found.changes}:
        abort(404)
    fields: dict[str, Any] = {"kind": "retracted", "retracts": str(change), "id": str(uuid4()), "ts": ms(ours)}
    keep([change_record(ours, lead=found.id, **fields)], words().say(N_("It is withdrawn and counts no more.")))
    return redirect(url_for(".show", site=g.site.name, lead=found.id), 303)


@dataclass(frozen=True, slots=True)
class Score:
    """A lead's points as last stored; where it stands; the rules that hold for it now, with their points, and their sum
    where it is not what is stored.
    """

    interesting: int
    interested: int
    quadrant: str
    reasons: tuple[tuple[str, str], ...]
    by_now: Points | None


def show_score(lead: Lead) -> Score | None:
    """Why the lead has its points; None for spam, and where nothing is scored."""
    scoring, say = signed_in.records().scoring_of(g.site.name), words()
    held = reasons_of(facts().query, g.site, scoring, UUID(lead.id)) if scoring.rules else None
    if held is None:
        return None
    points = Points(lead.row["interesting"], lead.row["interested"])
    return Score(
        points.interesting,
        points.interested,
        say.say(N_("Already a customer") if is_customer(lead) else OF_ONE[quadrant(points, scoring)]),
        tuple((rule_name(rule, say), signed(rule.points)) for rule in held),
        None if add_up(held) == points else add_up(held),
    )


def is_customer(lead: Lead) -> bool:
    """Whether they are won: what a score says of who is still to be won says nothing of them."""
    return bool(lead.row["stage"] == "customer" or lead.row["orders"])


def look_up(lead: UUID) -> Lead:
    """The lead, or 404. One that was written down a moment ago is waited for."""
    end = time.monotonic() + MADE_WITHIN
    while True:
        found = find_lead(facts().query, g.site, lead)
        if found is not None:
            return found
        if time.monotonic() >= end or not was_just_told(facts().query, g.site, lead):
            abort(404)
        time.sleep(0.1)


def show_page(lead: Lead, values: dict[str, str], problem: Problem | None) -> str:
    """The page of a lead, with its form as it was sent."""
    say, row, ours = words(), lead.row, contacts()
    contact = ours.of([lead.id]).get(lead.id, {})
    notes = ours.notes([item["submission"] for item in lead.submissions] + [item["id"] for item in lead.changes])
    stage = stage_name(row["stage"], say)
    return render_template(
        "leads/lead.html",
        site=g.site,
        room=ROOM,
        may_edit=ours.clear,
        lead=row,
        origin=say.form(row["magnet"] or row["form"]),
        title=title_of(contact) or say.say(N_("Anonymous lead")),
        contact=[
            (say.field_name(name), contact[name], link_of(name, contact[name])) for name in CONTACT if name in contact
        ],
        answers=[
            (say.field_name(question), readable(answer), answer) for question, answer in sorted(row["answers"].items())
        ],
        created=when(row["created_ms"], say),
        way=way(row["via"], say),
        stage=f"{stage} ({lost_reason(row['lost_reason'], say)})" if row["lost_reason"] else stage,
        spam=spam_reason(row["spam"], say),
        consent=consent_name(row["consent"], say),
        contacted=exact_delay(row["contacted_seconds"], say),
        waited=exact_delay(now().timestamp() - row["created_ms"] / 1000, say),
        revenue=exact_money(row["revenue"], g.site.currency, say.language) if row["orders"] or row["revenue"] else "",
        score=show_score(lead),
        touches=touches_of(row, g.site.timezone, say),
        entries=[(when(entry.ms, say), entry) for entry in line_of_time(lead, notes, say)],
        values=values,
        problem=problem,
        form_id=values.get("id") or uuid4(),
        kinds=[(key, say.say(KIND_NAMES[key])) for key in KINDS if key != "stage"],
        stages=[(f"stage:{key}", stage_name(key, say)) for key in STAGES],
        reasons=reasons(),
        currency=g.site.currency,
    )
