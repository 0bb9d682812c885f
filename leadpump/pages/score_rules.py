"""A site's score rules on both axes, its thresholds, and what they make of its latest leads and of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from collector.score import HOWS, Field, How, ScoreRule, add_up
from leadpump.leads.scoring import (
    DAYS,
    Answered,
    answers_seen,
    is_unmet,
    quadrant,
    reasons_of,
    rule_name,
    signed,
    try_out,
)
from leadpump.pages import signed_in
from leadpump.pages.given import facts, words
from leadpump.records import NotFound
from leadpump.records.score_rule import KeptScoreRule, ScoreProblem, check_score_rule, check_thresholds
from reports.format import readable
from reports.language import N_
from reports.quadrant import OF_ONE, QUADRANTS

pages = Blueprint("score_rules", __name__, template_folder="templates")

ROOM = "score_rules"
FIELDS = ("field", "how", "question", "value", "points")
AXES = {
    "interesting": (N_("Interesting: they have the means"), N_("What they answered, and what they asked for.")),
    "interested": (N_("Interested: they behave so"), N_("What their visitors did on the site.")),
}
FIELD_NAMES: dict[Field, str] = {
    "answer": N_("An answer"),
    "magnet": N_("The magnet they came by"),
    "page_views": N_("Pages seen"),
    "engaged_seconds": N_("Seconds of reading"),
    "sessions": N_("Visits"),
    "magnets": N_("Different magnets completed"),
    "page": N_("A page they saw"),
}
HOW_NAMES: dict[How, str] = {
    "given": N_("is answered"),
    "is": N_("is"),
    "contains": N_("contains"),
    "at_least": N_("is at least (a number)"),
}
VALUE_NAMES: dict[Field, str] = {
    "answer": N_("Answer"),
    "magnet": N_("Name of the magnet"),
    "page": N_("Path of the page"),
}


@dataclass(frozen=True, slots=True)
class ShownScoreRule:
    """A rule in the reader's words. holds: for the lead that is tried. is_unmet: nobody gives such an answer."""

    id: int
    says: str
    points: str
    holds: bool
    is_unmet: bool


@dataclass(frozen=True, slots=True)
class TriedLead:
    """What one lead gets. id: of the lead, for its address."""

    id: str
    quadrant: str
    interesting: int
    interested: int


@pages.get("/sites/<site>/score-rules")
def index(site: str) -> str:  # noqa: ARG001 - `protect` has looked it up
    """The rules, and what they make of leads."""
    scoring = signed_in.records().scoring_of(g.site.name)
    return show(str(scoring.interesting_from), str(scoring.interested_from), None)


@pages.route("/sites/<site>/score-rules/new", methods=["GET", "POST"])
def new(site: str) -> AnyResponse | str | tuple[str, int]:
    """The form of a new rule, whose field the address says, and what it sends."""
    signed_in.require_editor()
    if request.method == "GET":
        return show_form(None, request.args.to_dict(), None)
    rule = read_form()
    if isinstance(rule, ScoreRule):
        problem = signed_in.records().add_score_rule(site, rule)
        if problem is None:
            return done(N_("The rule is added. Leads are scored by it within ten minutes."))
        rule = problem
    return show_form(None, request.form.to_dict(), rule), 422


@pages.route("/sites/<site>/score-rules/<int:rule>", methods=["GET", "POST"])
def change(site: str, rule: int) -> AnyResponse | str | tuple[str, int]:
    """The form of a rule there is, and what it sends."""
    signed_in.require_editor()
    kept = next((one for one in rules() if one.id == rule), None) or abort(404)
    if request.method == "GET":
        return show_form(kept, {name: str(getattr(kept.rule, name)) for name in FIELDS}, None)
    changed = read_form()
    if isinstance(changed, ScoreProblem):
        return show_form(kept, request.form.to_dict(), changed), 422
    try:
        signed_in.records().change_score_rule(site, rule, changed)
    except NotFound:
        abort(404)
    return done(N_("The rule is changed. Leads are scored by it within ten minutes."))


@pages.post("/sites/<site>/score-rules/<int:rule>/remove")
def remove(site: str, rule: int) -> AnyResponse:
    """Score by the rule no longer."""
    signed_in.require_editor()
    try:
        signed_in.records().remove_score_rule(site, rule)
    except NotFound:
        abort(404)
    return done(N_("The rule is removed. Leads are scored without it within ten minutes."))


@pages.post("/sites/<site>/score-rules/<int:rule>/move")
def move(site: str, rule: int) -> AnyResponse:
    """List the rule one place earlier or later."""
    signed_in.require_editor()
    by = {"up": -1, "down": 1}.get(request.form.get("to", ""))
    if by is None:
        abort(400)
    try:
        signed_in.records().move_score_rule(site, rule, by)
    except NotFound:
        abort(404)
    return redirect(url_for(".index", site=site, _anchor=f"rule-{rule}"), 303)


@pages.post("/sites/<site>/score-rules/thresholds")
def thresholds(site: str) -> AnyResponse | tuple[str, int]:
    """Say from how many points a lead is interesting and interested, and whether both qualify it."""
    signed_in.require_editor()
    given = request.form.get("interesting", ""), request.form.get("interested", "")
    checked = check_thresholds(*given)
    if isinstance(checked, ScoreProblem):
        return show(*given, checked), 422
    signed_in.records().set_score_thresholds(site, checked, qualifies=request.form.get("qualifies") == "yes")
    return done(N_("The thresholds are kept."))


def show(interesting: str, interested: str, problem: ScoreProblem | None) -> str:
    """The page. interesting, interested: the thresholds as they were typed; problem: why they were not kept."""
    scoring, kept = signed_in.records().scoring_of(g.site.name), rules()
    query, moment, asked = facts().query, datetime.now(UTC), request.args.get("lead", "").strip()
    lead = read_lead(asked)
    held = reasons_of(query, g.site, scoring, lead) if lead else None
    tried = None
    if held is not None:
        points = add_up(held)
        stands = words().say(OF_ONE[quadrant(points, scoring)])
        tried = TriedLead(str(lead), stands, points.interesting, points.interested)
    counts, seen = try_out(query, g.site, scoring, moment), answers_seen(query, g.site, moment)
    return render_template(
        "score_rules/index.html",
        site=g.site,
        room=ROOM,
        may_edit=signed_in.may_edit(),
        axes=[
            (
                axis,
                words().say(name),
                words().say(says),
                [show_rule(one, held, seen) for one in kept if one.rule.axis == axis],
            )
            for axis, (name, says) in AXES.items()
        ],
        fields=[(field, words().say(name)) for field, name in FIELD_NAMES.items()],
        scoring=scoring,
        typed=(interesting, interested),
        problem=problem,
        counts=[(key, words().say(name), counts[key]) for key, name in QUADRANTS.items()],
        counted=counts.total(),
        days=DAYS,
        seen=seen,
        question_name=words().field_name,
        answer_name=readable,
        asked=asked,
        tried=tried,
    )


def read_lead(text: str) -> UUID | None:
    """The id of a lead, or the end of the address of its page; None if it is neither."""
    try:
        return UUID(text.rstrip("/").rpartition("/")[2])
    except ValueError:
        return None


def show_rule(kept: KeptScoreRule, held: Sequence[ScoreRule] | None, seen: Sequence[Answered]) -> ShownScoreRule:
    """A rule in the reader's words."""
    rule = kept.rule
    holds, unmet = rule in (held or ()), is_unmet(rule, seen)
    return ShownScoreRule(kept.id, rule_name(rule, words()), signed(rule.points), holds, unmet)


def read_form() -> ScoreRule | ScoreProblem:
    """The rule that the form describes."""
    return check_score_rule(*(request.form.get(name, "") for name in FIELDS))


def show_form(kept: KeptScoreRule | None, values: dict[str, str], problem: ScoreProblem | None) -> str:
    """The form of a rule, new or kept."""
    say = words().say
    field: Field = next((name for name in HOWS if name == values.get("field")), "answer")
    seen = answers_seen(facts().query, g.site, datetime.now(UTC)) if field == "answer" else []
    return render_template(
        "score_rules/rule.html",
        site=g.site,
        room=ROOM,
        kept=kept,
        field=field,
        field_name=say(FIELD_NAMES[field]),
        value_name=say(VALUE_NAMES.get(field, N_("At least"))),
        hows=[(how, say(HOW_NAMES[how])) for how in HOWS[field]] if len(HOWS[field]) > 1 else [],
        values=values,
        question_name=words().field_name,
        problem=problem,
        questions=[one.question for one in seen],
        answers=sorted({answer for one in seen for answer, _ in one.answers}),
        magnets=[magnet.name for magnet in g.site.magnets] if field == "magnet" else [],
    )


def rules() -> list[KeptScoreRule]:
    """The site's rules, in order."""
    return signed_in.records().score_rules_of(g.site.name)


def done(said: str) -> AnyResponse:
    """Back to the rules, with a word about what was done."""
    flash(words().say(said), "good")
    return redirect(url_for(".index", site=g.site.name), 303)
