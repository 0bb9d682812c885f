"""Points by rules, worked out by hand."""

from __future__ import annotations

import pytest

from collector.score import DEFAULT_RULES, HOWS, Behaviour, How, Points, ScoreRule, Scoring, compare, read_amount, score

NOTHING = Behaviour()


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("20000", 20_000),
        ("20 000 €", 20_000),
        ("20\u202f000\u00a0€", 20_000),
        ("20.000,50 €", 20_000.5),
        ("20,000.50 $", 20_000.5),
        ("1 234,5", 1234.5),
        ("12,50", 12.5),
        ("15k", 15_000),
        ("15 k€", 15_000),
        ("1,5 M€", 1_500_000),
        ("2 millions", 2_000_000),
        ("3 mois", 3),
        ("3mois", 3),
        ("120 m2", 120),
        ("plus de 20 000", 20_000),
        ("entre 10 000 et 20 000", 10_000),
        ("10 000 – 20 000", 10_000),
        ("10-20 k€", 10_000),
        ("environ 8'500 CHF", 8500),
        ("moins de 5 000", None),
        ("< 5000", None),
        ("jusqu’à 5 000 €", None),
        ("less than 5k", None),
        ("je ne sais pas", None),
        ("", None),
    ],
)
def test_amounts_as_people_write_them(text: str, amount: float | None) -> None:
    assert read_amount(text) == amount


@pytest.mark.parametrize(
    ("how", "text", "value", "holds"),
    [
        ("is", " Pays  de la Loire", "pays de la loire", True),
        ("is", "Loire", "pays de la loire", False),
        ("contains", "Nantes et alentours", "NANTES", True),
        ("contains", "Angers", "nantes", False),
        ("at_least", "5 000 €", "5000", True),
        ("at_least", "4 999,99 €", "5000", False),
        ("at_least", "bientôt", "5000", False),
        ("given", "x", "", True),
        ("given", "", "", False),
    ],
)
def test_answers_are_compared(how: How, text: str, value: str, holds: bool) -> None:
    assert compare(how, text, value) == holds


def test_the_rules_a_site_begins_with() -> None:
    answers = {"Budget": "12 000 €", "date": "  ", "region": "Nantes"}
    seen = Behaviour(page_views=8, engaged_seconds=179.9, sessions=2, magnets=1)
    # interesting: budget given 15 + at least 5 000 15 + region 10; an empty date is none.
    # interested: 3 pages 10 + 8 pages 10 + 60 s 10 (not yet 180 s) + a second visit 15 + a magnet 5.
    assert score(DEFAULT_RULES, answers, [], seen) == Points(40, 50)
    assert score(DEFAULT_RULES, {}, [], NOTHING) == Points(0, 0)


def test_points_may_be_taken_away_and_each_rule_counts_once() -> None:
    rules = (
        ScoreRule("magnet", "is", "", "devis", 20),
        ScoreRule("magnet", "is", "", "Checklist", -5),
        ScoreRule("page", "is", "", "/prix*", 7),
    )
    assert score(rules, {}, ["checklist"], NOTHING) == Points(-5, 0)
    assert score(rules, {}, ["checklist", "DEVIS"], Behaviour(pages=frozenset({"/prix*"}))) == Points(15, 7)


@pytest.mark.parametrize(
    ("points", "passes"), [(Points(30, 30), True), (Points(29, 90), False), (Points(90, 29), False)]
)
def test_both_thresholds_count(points: Points, passes: bool) -> None:
    assert Scoring(interesting_from=30, interested_from=30).passes(points) == passes


def test_the_first_rules_are_ones_that_a_page_could_make() -> None:
    assert [rule for rule in DEFAULT_RULES if rule.how not in HOWS[rule.field] or not rule.points] == []
