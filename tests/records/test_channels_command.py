"""`leadpump channels list` and `test`, as typed; `rederive` is tried in tests/product."""

from __future__ import annotations

import pytest

from collector.channel import RULES
from collector.own_rule import Condition, OwnRule
from leadpump.command.channels import channels
from leadpump.command.site import site
from leadpump.records import open_records
from tests.records.test_commands import Folder, folder, run, said  # noqa: F401 - a fixture


@pytest.fixture
def own(folder: Folder) -> Folder:  # noqa: F811
    said(folder, site, "add fleurs.fr")
    said(folder, site, "add boutique.fleurs.fr")
    with open_records(folder.data) as records:
        records.add_channel_rule("fleurs.fr", OwnRule("Posters", (Condition("medium", "is", "qr"),)))
        records.add_channel_rule(
            "fleurs.fr",
            OwnRule("Salons", (Condition("source", "starts_with", "salon"), Condition("click_id", "is", "gclid"))),
        )
    return folder


def test_every_rule_is_listed_in_order(own: Folder) -> None:
    lines = said(own, channels, "list").splitlines()
    assert lines[0] == "1  Direct: No source is known, and the address names no medium".rjust(len(lines[0]))
    assert [line.split("  ")[-1].split(":")[0] for line in lines[:-1]] == [rule.channel for rule in RULES]
    assert lines[-1] == "Rules version 2."


def test_a_sites_own_rules_are_listed_first(own: Folder) -> None:
    lines = said(own, channels, "list --site fleurs.fr").splitlines()
    assert lines[:2] == [
        "fleurs.fr 1  Posters: medium is 'qr'",
        "fleurs.fr 2  Salons: source starts with 'salon', and click identifier is 'gclid'",
    ]
    assert len(lines) == 2 + len(RULES) + 1


@pytest.mark.parametrize(
    ("line", "output"),
    [
        (
            "https://www.fleurs.fr/x?utm_source=mur&utm_medium=QR",
            ["source   mur", "medium   qr", "channel  Posters", "rule     fleurs.fr 1: medium is 'qr'", "opens one"],
        ),
        (
            "https://boutique.fleurs.fr/?utm_source=mur&utm_medium=QR",
            ["channel  Referral", "rule     19: Any other source"],
        ),
        (
            "https://ailleurs.fr/?utm_source=mur&utm_medium=qr --site fleurs.fr",
            ["channel  Posters"],
        ),
        (
            "https://fleurs.fr/ --referrer https://www.google.fr/",
            ["source   Google", "medium   organic", "channel  Organic Search", "opens one"],
        ),
        ("https://fleurs.fr/ --referrer https://blog.fleurs.fr/", ["channel  Direct", "opens none"]),
        ("https://nulle-part.fr/ --referrer https://nulle-part.fr/", ["channel  Direct", "opens none"]),
    ],
)
def test_an_address_is_tried(own: Folder, line: str, output: list[str]) -> None:
    found = said(own, channels, f"test {line}")
    assert [part for part in output if part not in found] == []


@pytest.mark.parametrize("line", ["test fleurs.fr", "test https://x.fr/ --site nowhere.fr", "list --site nowhere.fr"])
def test_what_cannot_be_tried_is_said(own: Folder, line: str) -> None:
    result = run(own, channels, line)
    assert result.exit_code == 1
    assert "https:// included" in result.stderr or "no site 'nowhere.fr'" in result.stderr


def test_history_needs_a_started_product(own: Folder) -> None:
    from leadpump.settings import read_settings

    result = run(read_settings({"LEADPUMP_DATA": str(own.data)}), channels, "rederive")  # type: ignore[arg-type]
    assert result.exit_code == 1
    assert "start Leadpump first" in result.stderr
