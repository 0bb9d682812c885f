"""A site's own channel rules: checked, kept in order, told to the collector."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from collector.own_rule import Condition, OwnRule
from collector.site import KnownSites
from leadpump.records import NotFound, Records
from leadpump.records.channel_rule import MOST_RULES, RuleProblem, check_rule
from leadpump.records.new_site import NewSite

NAME = "fleurs.fr"
QR = OwnRule("Imprimés", (Condition("medium", "is", "qr"),))
FAIR = OwnRule("Salons", (Condition("source", "starts_with", "salon-"), Condition("campaign", "contains", "2026")))
AGENCY = OwnRule("Paid Search", (Condition("referrer", "is", "agence.fr"),))


@pytest.fixture
def site(records: Records) -> Records:
    records.add_site(NewSite(NAME, "Fleurs", "Europe/Paris", "EUR", (NAME,)))
    records.add_site(NewSite("pains.fr", "Pains", "Europe/Paris", "EUR", ("pains.fr",)))
    for rule in (QR, FAIR, AGENCY):
        assert records.add_channel_rule(NAME, rule) is None
    return records


def rules(records: Records) -> list[OwnRule]:
    return [kept.rule for kept in records.channel_rules_of(NAME)]


def test_rules_are_kept_in_order_for_one_site(site: Records) -> None:
    assert rules(site) == [QR, FAIR, AGENCY]
    assert site.channel_rules_of("pains.fr") == []


def test_the_collector_is_told_at_once(site: Records, data: Path) -> None:
    known = KnownSites(data / "sites.json").find(NAME)
    assert known is not None
    assert known.channel_rules == (QR, FAIR, AGENCY)
    site.remove_channel_rule(NAME, site.channel_rules_of(NAME)[0].id)
    (told,) = [entry for entry in json.loads((data / "sites.json").read_bytes()) if entry["name"] == NAME]
    assert [rule["channel"] for rule in told["channel_rules"]] == ["Salons", "Paid Search"]


@pytest.mark.parametrize(
    ("rule", "by", "order"),
    [
        (QR, 1, [FAIR, QR, AGENCY]),
        (AGENCY, -1, [QR, AGENCY, FAIR]),
        (QR, -1, [QR, FAIR, AGENCY]),
        (AGENCY, 1, [QR, FAIR, AGENCY]),
        (QR, 9, [FAIR, AGENCY, QR]),
    ],
)
def test_a_rule_moves_and_stops_at_the_ends(site: Records, rule: OwnRule, by: int, order: list[OwnRule]) -> None:
    number = next(kept.id for kept in site.channel_rules_of(NAME) if kept.rule == rule)
    site.move_channel_rule(NAME, number, by)
    assert rules(site) == order
    site.add_channel_rule(NAME, QR)
    assert rules(site) == [*order, QR]


def test_a_rule_is_changed_in_its_place_and_removed(site: Records) -> None:
    number = site.channel_rules_of(NAME)[1].id
    site.change_channel_rule(NAME, number, AGENCY)
    assert rules(site) == [QR, AGENCY, AGENCY]
    site.remove_channel_rule(NAME, number)
    assert rules(site) == [QR, AGENCY]


def test_another_sites_rule_cannot_be_reached(site: Records) -> None:
    number = site.channel_rules_of(NAME)[0].id
    with pytest.raises(NotFound):
        site.change_channel_rule("pains.fr", number, QR)
    with pytest.raises(NotFound):
        site.remove_channel_rule("pains.fr", number)
    with pytest.raises(NotFound):
        site.move_channel_rule("pains.fr", number, 1)
    assert rules(site) == [QR, FAIR, AGENCY]


def test_there_is_an_end_to_rules(site: Records) -> None:
    for _ in range(MOST_RULES - 3):
        assert site.add_channel_rule(NAME, QR) is None
    assert site.add_channel_rule(NAME, QR) == RuleProblem.TOO_MANY
    assert len(rules(site)) == MOST_RULES


def test_the_owner_and_editors_may_edit_and_viewers_may_not(site: Records) -> None:
    assert site.create_owner() is not None
    for login, role in (("claire", "editor"), ("denis", "viewer")):
        site.add_account(login)
        site.add_member(login, NAME, role)
    site.add_member("denis", "pains.fr", "editor")
    accounts = {account.login: account for account in site.list_accounts()}
    assert {login: site.may_edit(account, NAME) for login, account in accounts.items()} == {
        "owner": True,
        "claire": True,
        "denis": False,
    }
    assert not site.may_edit(accounts["claire"], "pains.fr")


@pytest.mark.parametrize(
    ("channel", "conditions", "kept"),
    [
        (
            "  Salons  & foires ",
            {"medium": ("is", " qr ")},
            OwnRule("Salons & foires", (Condition("medium", "is", "qr"),)),
        ),
        (
            "paid search",
            {"source": ("contains", "ads")},
            OwnRule("Paid Search", (Condition("source", "contains", "ads"),)),
        ),
        (
            "X",
            {"referrer": ("is", "https://www.Agence.fr/page")},
            OwnRule("X", (Condition("referrer", "is", "agence.fr"),)),
        ),
        ("X", {"referrer": ("contains", "agence")}, OwnRule("X", (Condition("referrer", "contains", "agence"),))),
        ("X", {"source": ("is", ""), "campaign": ("is", "b")}, OwnRule("X", (Condition("campaign", "is", "b"),))),
        ("", {"medium": ("is", "qr")}, RuleProblem.NO_CHANNEL),
        ("x" * 61, {"medium": ("is", "qr")}, RuleProblem.BAD_CHANNEL),
        ("a\u202eb", {"medium": ("is", "qr")}, RuleProblem.BAD_CHANNEL),
        ("X", {}, RuleProblem.NO_CONDITION),
        ("X", {"medium": ("is", "  ")}, RuleProblem.NO_CONDITION),
        ("X", {"medium": ("matches", "qr")}, RuleProblem.BAD_CONDITION),
        ("X", {"medium": ("is", "x" * 201)}, RuleProblem.BAD_CONDITION),
        ("X", {"referrer": ("is", "pas un domaine")}, RuleProblem.BAD_CONDITION),
        ("X", {"medium": ("is", "a\x00b")}, RuleProblem.BAD_CONDITION),
        ("X", {"nonsense": ("is", "x")}, RuleProblem.NO_CONDITION),
    ],
)
def test_a_rule_is_checked(channel: str, conditions: dict[str, tuple[str, str]], kept: OwnRule | RuleProblem) -> None:
    assert check_rule(channel, conditions) == kept
