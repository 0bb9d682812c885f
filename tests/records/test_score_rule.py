"""How a site scores its leads: checked, kept, told to the loader."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from collector.score import DEFAULT_RULES, ScoreRule
from collector.site import KnownSites
from leadpump.records import NotFound, Records, open_records
from leadpump.records.database import as_writer, connect, prepare_file, sqlite_url
from leadpump.records.new_site import NewSite
from leadpump.records.score_rule import MOST_RULES, ScoreProblem, check_score_rule, check_thresholds

NAME = "fleurs.fr"
PRICES = ScoreRule("page", "is", "", "/prix*", 12)


@pytest.fixture
def site(records: Records) -> Records:
    for name in (NAME, "pains.fr"):
        records.add_site(NewSite(name, name, "Europe/Paris", "EUR", (name,)))
    return records


def rules(records: Records, name: str = NAME) -> list[ScoreRule]:
    return [kept.rule for kept in records.score_rules_of(name)]


def test_a_site_begins_with_rules_and_may_do_without(site: Records, data: Path) -> None:
    assert rules(site) == list(DEFAULT_RULES)
    assert set(KnownSites(data / "sites.json").scorings()) == {NAME, "pains.fr"}
    for kept in site.score_rules_of(NAME):
        site.remove_score_rule(NAME, kept.id)
    assert rules(site) == []
    assert set(KnownSites(data / "sites.json").scorings()) == {"pains.fr"}
    assert rules(site, "pains.fr") == list(DEFAULT_RULES)


def test_rules_and_thresholds_are_told_to_the_loader_at_once(site: Records, data: Path) -> None:
    number = site.score_rules_of(NAME)[0].id
    site.add_score_rule(NAME, PRICES)
    site.change_score_rule(NAME, number, ScoreRule("magnet", "is", "", "devis", -3))
    site.set_score_thresholds(NAME, (40, 25), qualifies=True)
    told = KnownSites(data / "sites.json").scorings()[NAME]
    assert told == site.scoring_of(NAME)
    assert told.rules == (ScoreRule("magnet", "is", "", "devis", -3), *DEFAULT_RULES[1:], PRICES)
    assert (told.interesting_from, told.interested_from, told.qualifies) == (40, 25, True)


def test_a_site_of_an_earlier_version_begins_with_the_same_rules(tmp_path: Path) -> None:
    prepare_file(tmp_path / "records.sqlite3")
    engine = connect(sqlite_url(tmp_path / "records.sqlite3"), foreign_keys=False)
    with as_writer(engine).begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", "leadpump.records:migrations")
        command.upgrade(config, "0004")
        connection.execute(
            text(
                "insert into sites (name, title, timezone, currency, hosts, count_automation, mode, created) "
                "values ('fleurs.fr', 'Fleurs', 'Europe/Paris', 'EUR', '[]', 0, 'tag', '2026-01-01 00:00:00')"
            )
        )
    engine.dispose()
    with open_records(tmp_path) as records:
        assert rules(records) == list(DEFAULT_RULES)
        scoring = records.scoring_of(NAME)
    assert (scoring.interesting_from, scoring.interested_from, scoring.qualifies) == (30, 30, False)


def test_another_sites_rule_cannot_be_reached(site: Records) -> None:
    number = site.score_rules_of(NAME)[0].id
    with pytest.raises(NotFound):
        site.change_score_rule("pains.fr", number, PRICES)
    with pytest.raises(NotFound):
        site.remove_score_rule("pains.fr", number)
    assert rules(site) == list(DEFAULT_RULES)


def test_there_is_an_end_to_rules(site: Records) -> None:
    for _ in range(MOST_RULES - len(DEFAULT_RULES)):
        assert site.add_score_rule(NAME, PRICES) is None
    assert site.add_score_rule(NAME, PRICES) == ScoreProblem.TOO_MANY


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (("answer", "given", " Votre  budget ", "x", "+10"), ScoreRule("answer", "given", "Votre budget", "", 10)),
        (("answer", "at_least", "budget", "5 000 €", "15"), ScoreRule("answer", "at_least", "budget", "5 000 €", 15)),
        (("answer", "is", "region", "Loire", "\u22125"), ScoreRule("answer", "is", "region", "Loire", -5)),
        (("magnet", "", "ignored", "devis", "20"), ScoreRule("magnet", "is", "", "devis", 20)),
        (("page", "", "", "/prix*", "12"), PRICES),
        (("sessions", "contains", "", "2", "9"), ScoreRule("sessions", "at_least", "", "2", 9)),
        (("answer", "given", " ", "", "10"), ScoreProblem.NO_QUESTION),
        (("answer", "is", "budget", " ", "10"), ScoreProblem.NO_VALUE),
        (("answer", "like", "budget", "x", "10"), ScoreProblem.BAD_RULE),
        (("shoe_size", "is", "", "44", "10"), ScoreProblem.BAD_RULE),
        (("answer", "is", "budget", "x" * 201, "10"), ScoreProblem.BAD_TEXT),
        (("answer", "is", "a\u202eb", "x", "10"), ScoreProblem.BAD_TEXT),
        (("answer", "at_least", "budget", "beaucoup", "10"), ScoreProblem.NO_NUMBER),
        (("page_views", "", "", "trois", "10"), ScoreProblem.NO_NUMBER),
        (("page", "", "", "prix", "10"), ScoreProblem.BAD_PAGE),
        (("page", "", "", "/prix", "0"), ScoreProblem.BAD_POINTS),
        (("page", "", "", "/prix", "101"), ScoreProblem.BAD_POINTS),
        (("page", "", "", "/prix", "1.5"), ScoreProblem.BAD_POINTS),
        (("page", "", "", "/prix", ""), ScoreProblem.BAD_POINTS),
    ],
)
def test_a_rule_is_checked(typed: tuple[str, str, str, str, str], kept: ScoreRule | ScoreProblem) -> None:
    assert check_score_rule(*typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (("30", " 1 000 "), (30, 1000)),
        (("0", "30"), ScoreProblem.BAD_THRESHOLD),
        (("30", "1001"), ScoreProblem.BAD_THRESHOLD),
        (("30", "beaucoup"), ScoreProblem.BAD_THRESHOLD),
    ],
)
def test_thresholds_are_checked(typed: tuple[str, str], kept: tuple[int, int] | ScoreProblem) -> None:
    assert check_thresholds(*typed) == kept


def test_rules_are_listed_in_an_order_of_the_sites_own(site: Records) -> None:
    def points() -> list[int]:
        return [kept.rule.points for kept in site.score_rules_of(NAME) if kept.rule.axis == "interesting"]

    (first, *_, last) = [kept.id for kept in site.score_rules_of(NAME) if kept.rule.axis == "interesting"]
    assert points() == [15, 15, 10, 10]
    site.move_score_rule(NAME, last, -3)
    assert points() == [10, 15, 15, 10]
    site.move_score_rule(NAME, first, -5)
    assert [kept.id for kept in site.score_rules_of(NAME)][:2] == [first, last]
    # Rules of the other axis stay where they are, and the points a lead gets are the same in any order.
    assert [rule for rule in rules(site) if rule.axis == "interested"] == list(DEFAULT_RULES[4:])
    with pytest.raises(NotFound):
        site.move_score_rule("pains.fr", first, 1)
