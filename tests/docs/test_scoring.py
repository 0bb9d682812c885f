"""docs/scoring.md lists the rules as the code has them."""

from __future__ import annotations

from collector.lead_score import BEHAVIOUR_DAYS, SCORED_DAYS
from collector.loader import SCORE_SECONDS
from collector.score import DEFAULT_RULES, HOWS, ScoreRule, Scoring
from tests.docs.page import read_page, section, table

PAGE = read_page("scoring.md")


def test_the_conditions_are_those_of_the_code() -> None:
    documented = {
        field: axis for field, (axis, _) in table(section(PAGE, "## The rules").split("A site begins")[0]).items()
    }
    axes = {field: ScoreRule(field, hows[0], "", "", 1).axis for field, hows in HOWS.items()}
    assert documented == axes


def test_the_first_rules_are_those_of_the_code() -> None:
    begun = section(PAGE, "## The rules").split("A site begins")[1]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in begun.splitlines() if line[:2] == "| "]
    points = [[row[place] for row in cells[1:] if row[place]] for place in (1, 3)]
    assert points == [
        [str(rule.points) for rule in DEFAULT_RULES if rule.axis == axis] for axis in ("interesting", "interested")
    ]


def test_thresholds_and_times_are_those_of_the_code() -> None:
    assert f"From {Scoring().interesting_from} points on" in PAGE
    assert Scoring().interesting_from == Scoring().interested_from
    assert f"for {SCORED_DAYS} days" in PAGE
    assert f"from {BEHAVIOUR_DAYS} days before" in PAGE
    assert SCORE_SECONDS == 600
