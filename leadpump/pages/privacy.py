"""What is kept of a site's visitors, for how long, and what to do when one of them asks."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from collector.mode import Mode
from collector.retention import kept_for
from leadpump.pages import signed_in
from leadpump.pages.given import facts, retention, words
from reports.language import N_

pages = Blueprint("privacy", __name__, template_folder="templates")

MODES: dict[Mode, tuple[str, str]] = {
    Mode.TAG: (N_("As the tag says"), N_("Whatever the tag’s data-mode lets through is kept.")),
    Mode.COOKIELESS: (
        N_("Without a lasting name"),
        N_("Campaigns and leads are kept. Nobody is recognised the next day, even with their consent."),
    ),
    Mode.CONSENT: (
        N_("Only with consent"),
        N_(
            "Until a visitor agrees, their campaign, the page they came from and what they write in forms are not "
            "kept, nor can a lead be joined to the visit."
        ),
    ),
    Mode.EXEMPT: (
        N_("Audience only"),
        N_("No campaign, no click identifier and no lead joined to a visit is kept, whatever a page sends."),
    ),
}
"""What each mode is called, and what it does, in the reader's words."""

KEPT: dict[str, str] = {
    "events": N_("Visits: pages, scrolling, clicks, forms sent"),
    "session_summaries": N_("What each visit came to"),
    "contacts": N_("Who a lead is: contact details and notes, encrypted, and their answers"),
    "lead_events": N_("What became of each lead, without a name or an address"),
    "email_events": N_("E-mails sent, opened and clicked"),
    "deliveries": N_("What other tools delivered, encrypted"),
    "refusals": N_("What was refused, and why"),
    "event_ids": N_("Identifiers of events, so that none counts twice"),
}
"""The tables that hold something of a visitor."""


@pages.get("/sites/<site>/privacy")
def index(site: str) -> str:  # noqa: ARG001 - `protect` has looked it up
    """The page. What is kept for how long is read from the tables, but for what goes by the last contact."""
    kept = kept_for(facts().query, KEPT) | {"contacts": (retention().contacts, "contact")}
    say = words().say
    return render_template(
        "privacy/index.html",
        site=g.site,
        room="privacy",
        may_edit=signed_in.may_edit(),
        modes=[(str(mode), say(name), say(does)) for mode, (name, does) in MODES.items()],
        kept=[(say(label), table, kept.get(table)) for table, label in KEPT.items()],
        command=signed_in.doors().command,
    )


@pages.post("/sites/<site>/mode")
def change_mode(site: str) -> AnyResponse:
    """Say how much of the site's visits may be kept from now on."""
    signed_in.require_editor()
    try:
        mode = Mode(request.form.get("mode", ""))
    except ValueError:
        abort(400)
    signed_in.records().set_mode(g.site.name, mode)
    flash(words().say(N_("Kept. It holds for visits from now on; what is stored already stays as it is.")))
    return redirect(url_for(".index", site=site, _anchor="mode"), 303)
