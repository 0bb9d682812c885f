"""Does the tag work? What has arrived, what was refused, and how to tell what keeps it from being sent."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, g, render_template

from collector.mode import Mode
from leadpump.installation.arrived import DAYS, Verdict, look
from leadpump.pages import signed_in
from leadpump.pages.given import facts, words
from leadpump.pages.leads import when
from reports.data_quality.reason import REASONS
from reports.language import N_

pages = Blueprint("installation", __name__, template_folder="templates")

SAID: dict[Verdict, str] = {
    "works": N_("The tag works: visits arrive."),
    "no_consent": N_(
        "Visits arrive, but no page has told of a consent: your banner does not pass it on, or nobody agreed."
    ),
    "elsewhere": N_(
        "Visits arrive, but not by the tag: a program or a file tells of them. If that is meant so, nothing is missing."
    ),
    "silent": N_("Nothing has arrived for more than a day. Was the tag lost in a change of the site?"),
    "refused": N_("Your pages send, and what they send is refused. Below it says why, and what to do."),
    "nothing": N_("The tag of this site has sent nothing yet."),
}


@pages.get("/sites/<site>/check")
def check(site: str) -> str:
    """The page."""
    found = look(facts().query, site, datetime.now(UTC), asks_for_consent=g.site.mode == Mode.CONSENT)
    say = words().say
    reasons = dict.fromkeys(row["reason"] for row in found.refusals if row["reason"] in REASONS)
    return render_template(
        "installation/check.html",
        site=g.site,
        room="install",
        found=found,
        said=say(SAID[found.verdict]),
        days=DAYS,
        reason_name=words().reason,
        number=lambda n: words().value(n, "count"),
        when=lambda moment: when(int(moment.replace(tzinfo=UTC).timestamp() * 1000), words()),
        advice=[(say(REASONS[key].label), say(REASONS[key].meaning), say(REASONS[key].action)) for key in reasons],
        public_url=signed_in.doors().public_url,
    )
