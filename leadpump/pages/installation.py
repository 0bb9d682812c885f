"""Does the tag work? What has arrived, what was refused, what a page says, and what may keep it from being sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, g, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from collector.mode import Mode
from collector.site import KnownSite
from leadpump.installation.arrived import DAYS, Verdict, look
from leadpump.installation.page import MOVED, NO_PAGE, REFUSED, Finding, Found, Look, look_at
from leadpump.internet.asking import BAD_ADDRESS, NO_HTTP, NO_NAME, NOT_TRUSTED, PRIVATE, TIMEOUT, UNREACHABLE
from leadpump.pages import signed_in
from leadpump.pages.given import asker, facts, words
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
        "Visits arrive, but not from the tag: a program or an import sends them. If that is what you want, all is well."
    ),
    "silent": N_("Nothing has arrived for more than a day. Was the tag lost in a change of the site?"),
    "refused": N_("Your pages send, and what they send is refused. Below it says why, and what to do."),
    "nothing": N_("The tag of this site has sent nothing yet."),
}


FOUND: dict[Found, tuple[str, str]] = {
    "there": (
        N_("The tag is in the page, and nothing in the page holds it back."),
        N_(
            "If no visit arrives all the same, your own browser holds it back, for instance an extension: "
            "open the page in a private window without extensions."
        ),
    ),
    "not_there": (
        N_("The tag is not in the page."),
        N_(
            "Paste its line into the page’s head, in the theme or the template of the site, and empty the site’s cache."
        ),
    ),
    "by_manager": (
        N_("The tag is not in the page’s own text, but Google Tag Manager is, which may put it in."),
        N_(
            "In Tag Manager, look whether the tag is published and fires on every page; "
            "a consent setting may hold it back."
        ),
    ),
    "held": (
        N_("The tag is in the page, but something holds it back: a consent banner or an accelerator loads it later."),
        N_(
            "Agree in the banner, and look whether a visit arrives. Visits without an agreement are not counted like "
            "this; the page Privacy says what the tag keeps in each mode."
        ),
    ),
    "other_site": (
        N_("The tag in the page is for another site. Its data-site says:"),
        N_("Copy the line anew from the page Installation of this site."),
    ),
    "other_host": (
        N_("The tag comes from another server than this Leadpump:"),
        N_("If that is not a way of your own to this server, copy the line anew from the page Installation."),
    ),
    "insecure": (
        N_("The page is encrypted and the tag’s address is not, so that browsers do not load it:"),
        N_("Let this Leadpump be reached by https, and write https:// in the tag’s address."),
    ),
    "policy_script": (
        N_("A rule of your site (Content-Security-Policy) forbids loading the tag:"),
        N_("Add this address to that rule:"),
    ),
    "policy_connect": (
        N_("A rule of your site (Content-Security-Policy) lets the tag be loaded, but not send:"),
        N_("Add this address to connect-src:"),
    ),
}
"""What was found in a page, and what to do."""
PROBLEMS: dict[str, str] = {
    BAD_ADDRESS: N_("Write the address of a page that begins with https://, without a password in it."),
    MOVED: N_("That page is, or leads, where none of this site’s domains is:"),
    NO_NAME: N_("The name of that server is not known."),
    PRIVATE: N_("That server is on a private network, and cannot be looked at from here."),
    UNREACHABLE: N_("That server cannot be reached from here."),
    NOT_TRUSTED: N_("The certificate of that server is not valid: browsers will warn your visitors."),
    TIMEOUT: N_("That server did not answer in time."),
    NO_HTTP: N_("What answered there is no web server."),
    REFUSED: N_("The server does not give that page to a program. Its answer:"),
    NO_PAGE: N_("What is there is no web page."),
}
"""Why a page could not be looked at."""


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding in the reader's words. is_good: nothing to do. detail: what the page says. copy: what to add."""

    is_good: bool
    text: str
    detail: str
    action: str
    copy: str


@pages.get("/sites/<site>/check")
def check(site: str) -> str:
    """The page."""
    return show(site, f"https://{g.site.hosts[0]}/")


@pages.post("/sites/<site>/check/page")
def look_at_page(site: str) -> AnyResponse:
    """Look at a page of the site, now."""
    signed_in.require_editor()
    address = request.form.get("page", "").strip()
    if "://" not in address:
        address = f"https://{address}"
    known = KnownSite(name=site, hosts=g.site.hosts)
    looked = look_at(asker(), address, known.owns, site, signed_in.doors().public_url)
    return make_response(show(site, address, looked), 422 if looked.problem == BAD_ADDRESS else 200)


def show(site: str, address: str, looked: Look | None = None) -> str:
    """What is known of the tag. looked: what came of looking at the page of that address."""
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
        may_look=signed_in.may_edit(),
        address=address,
        looked=looked,
        problem=say(PROBLEMS[looked.problem]) if looked and looked.problem else "",
        findings=[show_finding(one) for one in looked.findings] if looked else [],
    )


def show_finding(one: Finding) -> ShownFinding:
    """It, in the reader's words."""
    text, action = map(words().say, FOUND[one.found])
    copy = signed_in.doors().public_url if one.found in ("policy_script", "policy_connect") else ""
    detail = "" if one.found == "there" else one.detail or ("–" if one.found == "other_site" else "")
    return ShownFinding(one.found == "there", text, detail, action, copy)
