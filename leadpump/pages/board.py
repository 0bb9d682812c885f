"""Which figures stand on a site's board, and what they should come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from leadpump.pages import signed_in
from leadpump.pages.given import words
from leadpump.records.board import BoardProblem, check_board
from leadpump.sheet import number
from reports.board import ALWAYS, FEWEST, GROUPS, MONTH_DAYS, MOST, OFFERED, goals_of
from reports.figure import Measure
from reports.glossary import Term
from reports.goal import Goal
from reports.language import N_

pages = Blueprint("board", __name__, template_folder="templates")

TARGET = "target."
"""How the fields of the targets are called, each followed by the figure's key."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A figure that may be chosen, in the reader's words. target: as written. unit: what it is written in."""

    key: str
    term: Term
    chosen: bool
    always: bool
    target: str
    unit: str


@pages.route("/sites/<site>/board", methods=["GET", "POST"])
def choose(site: str) -> AnyResponse | str | tuple[str, int]:
    """The form, and what it sends."""
    if request.method == "GET":
        goals = {goal.key: goal for goal in goals_of(g.site.board)}
        return show_form(set(goals), {key: written(goal) for key, goal in goals.items()}, None)
    signed_in.require_editor()
    if "suggested" in request.form:
        signed_in.records().keep_board(site, ())
        return done()
    keys = request.form.getlist("figure")
    typed = {name.removeprefix(TARGET): text for name, text in request.form.items() if name.startswith(TARGET)}
    targets = read_targets(typed)
    board = BoardProblem.BAD_TARGET if targets is None else check_board(keys, targets)
    if isinstance(board, BoardProblem):
        return show_form({*keys, *ALWAYS}, typed, board), 422
    signed_in.records().keep_board(site, board)
    return done()


def read_targets(typed: Mapping[str, str]) -> dict[str, float] | None:
    """The targets as people write numbers in French or English, empty ones left out; None if one is no number."""
    targets: dict[str, float] = {}
    for key, text in typed.items():
        if not text.strip():
            continue
        read = number.read_written(text)
        value = None if read is None else number.value_of(read.digits, number.mark_of(read.digits))
        if value is None:
            return None
        targets[key] = float(value)
    return targets


def written(goal: Goal) -> str:
    """A target as the form shows it."""
    return words().plain(goal.target, OFFERED[goal.key].unit)


def show_form(chosen: set[str], targets: Mapping[str, str], problem: BoardProblem | None) -> str:
    """The form, with what was chosen and typed."""
    say = words().say
    groups = [
        (say(label), [offer(measure, chosen, targets) for source in sources for measure in source.measures])
        for label, sources in GROUPS
    ]
    return render_template(
        "board/choose.html", site=g.site, room="overview", groups=groups, problem=problem, fewest=FEWEST, most=MOST,
        days=MONTH_DAYS, is_chosen=bool(g.site.board), may_edit=signed_in.may_edit(),
    )  # fmt: skip


def offer(measure: Measure, chosen: set[str], targets: Mapping[str, str]) -> Offer:
    """A figure in the reader's words."""
    said = words()
    unit = said.unit_name(measure.unit)
    if measure.denominator is None:
        unit = said.say(N_("%(unit)s a month"), unit=unit).strip()
    return Offer(
        measure.key,
        said.term(measure.key),
        measure.key in chosen,
        measure.key in ALWAYS,
        targets.get(measure.key, ""),
        unit,
    )


def done() -> AnyResponse:
    """Back to the board, which shows them now."""
    flash(words().say(N_("The board shows what you have chosen.")), "good")
    return redirect(url_for("reports.page", site=g.site.name, name="overview"), 303)
