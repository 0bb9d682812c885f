"""A site's channel rules: its own, in order, with a trial of any address; and those of everybody."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from collector.address import read_page, read_referrer
from collector.channel import CHANNELS, RULES, Derived, derive
from collector.own_rule import Condition, Field, How, OwnRule
from collector.source import read_arrival
from leadpump.pages import signed_in
from leadpump.records import NotFound
from leadpump.records.channel_rule import FIELDS, HOWS, KeptRule, RuleProblem, check_rule
from leadpump.records.site import SiteRecord
from leadpump.sheet.named import channel_named
from reports.language import N_
from reports.pages import current_language
from reports.words import Words, slug

pages = Blueprint("channels", __name__, template_folder="templates")

ROOM = "channel_rules"
FIELD_NAMES: dict[Field, str] = {
    "source": N_("Source"),
    "medium": N_("Medium"),
    "campaign": N_("Campaign"),
    "referrer": N_("Referrer"),
    "click_id": N_("Click identifier"),
}
FIELD_HINTS: dict[Field, str] = {
    "source": N_("As the reports name it, or as utm_source writes it: Google, salon-lyon …"),
    "medium": N_("As the reports show it: qr, email, cpc …"),
    "campaign": N_("As utm_campaign writes it."),
    "referrer": N_("The domain of the site that links to you; “is” includes its subdomains."),
    "click_id": N_("The name of an identifier in the address: gclid, fbclid …"),
}
HOW_NAMES: dict[How, str] = {"is": N_("is"), "contains": N_("contains"), "starts_with": N_("starts with")}


@dataclass(frozen=True, slots=True)
class Part:
    """A condition in the reader's words."""

    field: str
    how: str
    value: str


@dataclass(frozen=True, slots=True)
class ShownRule:
    """A rule of the site as the page shows it. number: its place; id: what the forms call it."""

    id: int
    number: int
    parts: tuple[Part, ...]
    channel: str
    mark: str
    decides: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """What an address would get. own: place of the site's rule that decided, or 0; ours: of Leadpump's, or 0."""

    source: str
    medium: str
    channel: str
    mark: str
    own: int
    ours: int
    says: str
    opens_touch: bool


@pages.get("/sites/<site>/channel-rules")
def index(site: str) -> str:  # noqa: ARG001 - `protect` has looked it up
    """The rules, and what an address would get by them."""
    kept = signed_in.records().channel_rules_of(g.site.name)
    asked, referrer = request.args.get("address", "").strip(), request.args.get("referrer", "").strip()
    found = try_address(g.site, kept, asked, referrer) if asked else None
    words = words_of(g.site)
    trial = show_trial(found, kept, words) if found else None
    return render_template(
        "channels/index.html",
        site=g.site,
        room=ROOM,
        may_edit=signed_in.may_edit(),
        rules=[show_rule(number, rule, words, trial) for number, rule in enumerate(kept, 1)],
        ours=[(number, words.channel(rule.channel), mark_of(rule.channel), words.say(rule.says))
              for number, rule in enumerate(RULES, 1)],
        asked=asked,
        referrer=referrer,
        unreadable=bool(asked) and found is None,
        trial=trial,
    )  # fmt: skip


@pages.route("/sites/<site>/channel-rules/new", methods=["GET", "POST"])
def new(site: str) -> AnyResponse | str | tuple[str, int]:  # noqa: ARG001
    """The form of a new rule, and what it sends."""
    signed_in.require_editor()
    if request.method == "GET":
        return show_form(None, {}, None)
    rule = read_form()
    if isinstance(rule, OwnRule):
        problem = signed_in.records().add_channel_rule(g.site.name, rule)
        if problem is None:
            return done(words_of(g.site).say(N_("The rule is added. It holds for visits from now on.")))
        rule = problem
    return show_form(None, request.form.to_dict(), rule), 422


@pages.route("/sites/<site>/channel-rules/<int:rule>", methods=["GET", "POST"])
def change(site: str, rule: int) -> AnyResponse | str | tuple[str, int]:  # noqa: ARG001
    """The form of a rule there is, and what it sends."""
    signed_in.require_editor()
    kept = find_rule(rule)
    if request.method == "GET":
        return show_form(kept, fields_of(kept.rule, words_of(g.site)), None)
    changed = read_form()
    if isinstance(changed, RuleProblem):
        return show_form(kept, request.form.to_dict(), changed), 422
    try:
        signed_in.records().change_channel_rule(g.site.name, rule, changed)
    except NotFound:
        abort(404)
    return done(words_of(g.site).say(N_("The rule is changed. It holds for visits from now on.")))


@pages.post("/sites/<site>/channel-rules/<int:rule>/remove")
def remove(site: str, rule: int) -> AnyResponse:  # noqa: ARG001
    """Ask the rule no longer."""
    signed_in.require_editor()
    try:
        signed_in.records().remove_channel_rule(g.site.name, rule)
    except NotFound:
        abort(404)
    return done(words_of(g.site).say(N_("The rule is removed. Visits from now on get their channel without it.")))


@pages.post("/sites/<site>/channel-rules/<int:rule>/move")
def move(site: str, rule: int) -> AnyResponse:  # noqa: ARG001
    """Ask the rule one place earlier or later."""
    signed_in.require_editor()
    by = {"up": -1, "down": 1}.get(request.form.get("to", ""))
    if by is None:
        abort(400)
    try:
        signed_in.records().move_channel_rule(g.site.name, rule, by)
    except NotFound:
        abort(404)
    return redirect(url_for(".index", site=g.site.name, _anchor=f"rule-{rule}"), 303)


def find_rule(number: int) -> KeptRule:
    """The site's rule of that number; 404 when somebody has removed it."""
    kept = {kept.id: kept for kept in signed_in.records().channel_rules_of(g.site.name)}
    if number not in kept:
        abort(404)
    return kept[number]


def done(said: str) -> AnyResponse:
    """Back to the rules, with a word about what was done."""
    flash(said, "good")
    return redirect(url_for(".index", site=g.site.name), 303)


def try_address(site: SiteRecord, kept: list[KeptRule], address: str, referrer: str) -> Derived | None:
    """What the collector would make of it; None if it is no page's address. People leave https:// out."""
    page = read_page(with_scheme(address))
    if page is None:
        return None
    arrival = read_arrival(page, read_referrer(with_scheme(referrer)))
    return derive.__wrapped__(arrival, site.hosts, tuple(rule.rule for rule in kept))


def with_scheme(address: str) -> str:
    """The address as a browser would complete it; a path or a query alone stands on a page of the site."""
    if not address or "://" in address:
        return address
    return f"https://{g.site.hosts[0]}{address}" if address[0] in "/?" else f"https://{address}"


def show_trial(found: Derived, kept: list[KeptRule], words: Words) -> Trial:
    """The outcome in the reader's words."""
    own = next((number for number, rule in enumerate(kept, 1) if rule.rule is found.rule), 0)
    ours = 0 if isinstance(found.rule, OwnRule) else RULES.index(found.rule) + 1
    return Trial(
        source=found.source,
        medium=found.medium,
        channel=words.channel(found.channel),
        mark=mark_of(found.channel),
        own=own,
        ours=ours,
        says="" if isinstance(found.rule, OwnRule) else words.say(found.rule.says),
        opens_touch=found.opens_touch,
    )


def show_rule(number: int, kept: KeptRule, words: Words, trial: Trial | None) -> ShownRule:
    """A rule of the site in the reader's words."""
    return ShownRule(
        id=kept.id,
        number=number,
        parts=tuple(show_condition(condition, words) for condition in kept.rule.conditions),
        channel=words.channel(kept.rule.channel),
        mark=mark_of(kept.rule.channel),
        decides=trial is not None and trial.own == number,
    )


def show_condition(condition: Condition, words: Words) -> Part:
    """A condition in the reader's words."""
    return Part(words.say(FIELD_NAMES[condition.field]), words.say(HOW_NAMES[condition.how]), condition.value)


def mark_of(channel: str) -> str:
    """The class of the channel's colour."""
    return f"channel-{slug(channel)}"


def read_form() -> OwnRule | RuleProblem:
    """The rule that the form describes."""
    form = request.form
    conditions: dict[str, tuple[str, str]] = {
        field: (form.get(f"{field}_how", ""), form.get(field, "")) for field in FIELDS
    }
    typed = " ".join(form.get("channel", "").split())
    return check_rule(channel_named(typed), conditions)


def fields_of(rule: OwnRule, words: Words) -> dict[str, str]:
    """A rule as the form shows it."""
    fields = {"channel": words.channel(rule.channel)}
    for condition in rule.conditions:
        fields[condition.field] = condition.value
        fields[f"{condition.field}_how"] = condition.how
    return fields


def show_form(kept: KeptRule | None, values: dict[str, str], problem: RuleProblem | None) -> str:
    """The form of a rule, new or kept."""
    words = words_of(g.site)
    return render_template(
        "channels/rule.html",
        site=g.site,
        room=ROOM,
        kept=kept,
        values=values,
        problem=problem,
        fields=[(field, words.say(FIELD_NAMES[field]), words.say(FIELD_HINTS[field])) for field in FIELDS],
        hows=[(how, words.say(HOW_NAMES[how])) for how in HOWS],
        channels=[words.channel(name) for name in CHANNELS],
    )


def words_of(site: SiteRecord) -> Words:
    """The words of the reader's language."""
    return Words(current_language(), site.currency)
