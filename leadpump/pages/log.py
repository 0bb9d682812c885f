"""The log, for owners: who changed or took away what, and when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, g, render_template, request, url_for

from leadpump.pages import signed_in
from leadpump.pages.deed import BY_COMMAND, CHANGES, EXPORTS
from leadpump.pages.members import NAMES
from leadpump.records.deed import Deed
from leadpump.webhooks.name import SENDER_NAMES
from reports import format as written
from reports.language import N_
from reports.pages import current_language
from reports.registry import BY_NAME
from reports.words import Words, words_of

pages = Blueprint("log", __name__, template_folder="templates")

ROOM = "log"
A_PAGE = 50
DAYS = re.compile(r"(\d{4}-\d\d-\d\d) – (\d{4}-\d\d-\d\d)")
WITH_A_ROLE = ("invitation.open_link", "members.change_role", "members.invite", "user.add")
"""What is about a login and a role, or a role alone."""
SPOKEN = {"key": N_("Key %(name)s"), "link": N_("Shared link %(name)s"), "command": N_("Command line")}


@dataclass(frozen=True, slots=True)
class ShownDeed:
    """A line of the log in the reader's words."""

    when: str
    who: str
    site: str
    what: str
    about: str


@pages.get("/sites/<site>/log")
def of_site(site: str) -> str:
    """What was done at a site, for its owners."""
    signed_in.require_owner()
    return show(site, g.site.timezone)


@pages.get("/log")
def of_all() -> str:
    """What was done everywhere, for whoever runs the server."""
    if not signed_in.account().is_owner:
        abort(403)
    zones = {site.timezone for site in signed_in.records().sites_of(signed_in.account())}
    return show(None, zones.pop() if len(zones) == 1 else "UTC")


def show(site: str | None, timezone: str) -> str:
    """A page of it, by the clock of that time zone."""
    number = page_number()
    deeds, count = signed_in.records().people.deeds_of(site, (number - 1) * A_PAGE, A_PAGE)
    say = words_of(g.site, current_language()) if site else Words(current_language(), "EUR")
    return render_template(
        "log/index.html",
        site=g.get("site"),
        room=ROOM,
        deeds=[shown(deed, timezone, say) for deed in deeds],
        timezone=timezone,
        count=count,
        newer=address(number - 1) if number > 1 else "",
        older=address(number + 1) if number * A_PAGE < count else "",
    )


def page_number() -> int:
    """Which page is asked for; the first for what is no number."""
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def address(number: int) -> str:
    """Another page of the log."""
    site = g.get("site")
    return url_for(".of_site", site=site.name, page=number) if site else url_for(".of_all", page=number)


def shown(deed: Deed, timezone: str, say: Words) -> ShownDeed:
    """One line in the reader's words."""
    moment = deed.happened.astimezone(ZoneInfo(timezone))
    what = (CHANGES | EXPORTS | BY_COMMAND).get(deed.what)
    return ShownDeed(
        when=f"{say.day(moment.date())}, {written.minute(moment)}",
        who=who_name(deed.who, say),
        site=deed.site,
        what=say.say(what) if what else deed.what,
        about=about(deed, timezone, say),
    )


def who_name(who: str, say: Words) -> str:
    """Who did it: a login as it is, what stands for a program in words."""
    kind, _, name = who.partition(" ")
    return say.say(SPOKEN[kind], name=name) if name and kind in SPOKEN else who


def about(deed: Deed, timezone: str, say: Words) -> str:
    """What it was about, in the reader's words where these are ours: a report, a role, a tool, days."""
    before, comma, last = deed.about.rpartition(", ")
    if deed.what in WITH_A_ROLE and last in NAMES:
        return f"{before}{comma}{say.say(NAMES[last])}"
    if deed.what in EXPORTS and deed.about in BY_NAME:
        return say.say(BY_NAME[deed.about].label)
    if deed.what == "export":
        return ", ".join(say.say(BY_NAME[name].label) for name in deed.about.split(", ") if name in BY_NAME)
    if deed.what.startswith("webhooks.") and deed.about in SENDER_NAMES:
        return say.say(SENDER_NAMES[deed.about].title)
    if deed.what.startswith("magnets."):
        return say.magnet(deed.about)
    if deed.what.endswith(".undo") and deed.about.isdecimal() and len(deed.about) < 15:
        moment = datetime.fromtimestamp(int(deed.about) / 1000, ZoneInfo(timezone))
        return f"{say.day(moment.date())}, {written.minute(moment)}"
    if deed.what == "demo" and (days := DAYS.fullmatch(deed.about)):
        return say.days(date.fromisoformat(days[1]), date.fromisoformat(days[2]))
    return deed.about
