"""How a site scores its leads: its rules, checked once, and its thresholds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

import msgspec
from sqlalchemy.orm import Session

from collector.score import HOWS, Field, ScoreRule, read_amount
from leadpump.records.errors import NotFound
from leadpump.records.site import get_row, score_rule_of
from leadpump.records.tables import ScoreRuleRow, SiteRow

FIELDS: tuple[Field, ...] = tuple(HOWS)
LONGEST_VALUE = 200
MOST_POINTS = 100
MOST_RULES = 100
HIGHEST_THRESHOLD = 1000
INTEGER = re.compile(r"[+-]?\d{1,4}")


class ScoreProblem(StrEnum):
    """Why a rule or a threshold was not taken: the closed set; the pages put each into words."""

    NO_QUESTION = "no_question"
    NO_VALUE = "no_value"
    BAD_TEXT = "bad_text"
    NO_NUMBER = "no_number"
    BAD_PAGE = "bad_page"
    BAD_POINTS = "bad_points"
    BAD_RULE = "bad_rule"
    BAD_THRESHOLD = "bad_threshold"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class KeptScoreRule:
    """A rule with its number, by which it is changed."""

    id: int
    rule: ScoreRule


def check_score_rule(field: str, how: str, question: str, value: str, points: str) -> ScoreRule | ScoreProblem:
    """The rule as it will be kept, or what is wrong with what was typed. What the field does not use is left out."""
    known = next((name for name in FIELDS if name == field), None)
    if known is None:
        return ScoreProblem.BAD_RULE
    compared = next((name for name in HOWS[known] if name == how or len(HOWS[known]) == 1), None)
    if compared is None:
        return ScoreProblem.BAD_RULE
    question = " ".join(question.split()) if known == "answer" else ""
    value = "" if compared == "given" else " ".join(value.split())
    problem = _find_text_problem(known, compared, question, value)
    if problem is not None:
        return problem
    worth = read_points(points)
    if not worth or abs(worth) > MOST_POINTS:
        return ScoreProblem.BAD_POINTS
    return ScoreRule(known, compared, question, value, worth)


def _find_text_problem(field: Field, how: str, question: str, value: str) -> ScoreProblem | None:
    if field == "answer" and not question:
        return ScoreProblem.NO_QUESTION
    if how != "given" and not value:
        return ScoreProblem.NO_VALUE
    if any(len(text) > LONGEST_VALUE or not text.isprintable() for text in (question, value)):
        return ScoreProblem.BAD_TEXT
    if how == "at_least" and read_amount(value) is None:
        return ScoreProblem.NO_NUMBER
    if field == "page" and not value.startswith("/"):
        return ScoreProblem.BAD_PAGE
    return None


def read_points(text: str) -> int | None:
    """Whole points as people write them, with any minus sign; None if it is no such number."""
    plain = "".join(text.split()).replace("\u2212", "-")
    return int(plain) if INTEGER.fullmatch(plain) else None


def check_thresholds(interesting: str, interested: str) -> tuple[int, int] | ScoreProblem:
    """Points from which a lead is interesting, and interested; or what is wrong with what was typed."""
    read = read_points(interesting), read_points(interested)
    if read[0] is None or read[1] is None or not all(1 <= (one or 0) <= HIGHEST_THRESHOLD for one in read):
        return ScoreProblem.BAD_THRESHOLD
    return read[0], read[1]


def list_score_rules(db: Session, site: str) -> list[KeptScoreRule]:
    """The site's rules in order. Errors: NotFound when there is no such site."""
    return [KeptScoreRule(row.id, score_rule_of(row)) for row in get_row(db, site).score_rules]


def add_score_rule(db: Session, site: str, rule: ScoreRule) -> ScoreProblem | None:
    """Score by this rule too; what is wrong, if anything. Errors: NotFound."""
    row = get_row(db, site)
    if len(row.score_rules) >= MOST_RULES:
        return ScoreProblem.TOO_MANY
    last = max((kept.position for kept in row.score_rules), default=0)
    row.score_rules.append(ScoreRuleRow(position=last + 1, **msgspec.structs.asdict(rule)))
    return None


def change_score_rule(db: Session, site: str, number: int, rule: ScoreRule) -> None:
    """Put the rule in the place of the one of that number. Errors: NotFound."""
    row = _find(get_row(db, site), number)
    for name, value in msgspec.structs.asdict(rule).items():
        setattr(row, name, value)


def remove_score_rule(db: Session, site: str, number: int) -> None:
    """Score by the rule no longer. Errors: NotFound."""
    row = get_row(db, site)
    row.score_rules.remove(_find(row, number))


def move_score_rule(db: Session, site: str, number: int, by: int) -> None:
    """List the rule so many places later among those of its axis, or earlier if negative; it stops at the ends.

    The order is for the reader: a lead gets the points of every rule that holds. Errors: NotFound.
    """
    row = get_row(db, site)
    moved = _find(row, number)
    axis = score_rule_of(moved).axis
    along = [kept for kept in row.score_rules if score_rule_of(kept).axis == axis]
    places = [kept.position for kept in along]
    place = min(max(along.index(moved) + by, 0), len(along) - 1)
    along.remove(moved)
    along.insert(place, moved)
    for position, kept in zip(places, along, strict=True):
        kept.position = position


def set_thresholds(db: Session, site: str, thresholds: tuple[int, int], *, qualifies: bool) -> None:
    """Say from how many points a lead is interesting and interested, and whether both qualify it. Errors: NotFound."""
    row = get_row(db, site)
    row.interesting_from, row.interested_from = thresholds
    row.score_qualifies = qualifies


def _find(site: SiteRow, number: int) -> ScoreRuleRow:
    for row in site.score_rules:
        if row.id == number:
            return row
    raise NotFound(f"The site {site.name} has no score rule {number}.")
