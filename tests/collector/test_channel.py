"""Which source, medium and channel an arrival gets, by which rule: channels.txt is the table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from collector.address import read_page, read_referrer
from collector.channel import CHANNELS, MEDIUM_OF_CHANNEL, RULES, Derived, derive
from collector.own_rule import Condition, OwnRule
from collector.source import read_arrival
from collector.spam import LIST

OWN_HOSTS = ("example.fr", "boutique.example.com")


@dataclass(frozen=True)
class Row:
    """A line of channels.txt."""

    query: str
    referrer: str
    source: str
    medium: str
    channel: str
    rule: int
    opens_touch: bool

    def __str__(self) -> str:
        return f"{self.query}|{self.referrer}"


def read_rows() -> list[Row]:
    lines = Path(__file__).with_name("channels.txt").read_text("utf-8").splitlines()
    rows = []
    for line in lines:
        if line and not line.startswith("#"):
            # A line may begin with its second column: the address says nothing then.
            query, referrer, source, medium, channel, rule, *rest = [cell.strip() for cell in line.split("|")]
            assert rest in ([], ["no touch"]), line
            rows.append(Row(query, referrer, source, medium, channel, int(rule), not rest))
    return rows


ROWS = read_rows()


def arrive(query: str, referrer: str = "", own_rules: tuple[OwnRule, ...] = ()) -> Derived:
    page = read_page(f"https://www.example.fr/?{query}")
    assert page is not None
    return derive(read_arrival(page, read_referrer(referrer)), OWN_HOSTS, own_rules)


def test_the_table_is_long_and_says_nothing_twice() -> None:
    assert len(ROWS) >= 200
    asked = [(row.query, row.referrer) for row in ROWS]
    assert sorted({one for one in asked if asked.count(one) > 1}) == []


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_an_arrival(row: Row) -> None:
    found = arrive(row.query, row.referrer)
    assert isinstance(found.rule, type(RULES[0]))
    assert (found.source, found.medium, found.channel, RULES.index(found.rule) + 1, found.opens_touch) == (
        row.source,
        row.medium,
        row.channel,
        row.rule,
        row.opens_touch,
    )


def test_every_rule_decides_some_row() -> None:
    assert {row.rule for row in ROWS} == set(range(1, len(RULES) + 1))


def test_every_channel_implies_a_medium() -> None:
    assert set(MEDIUM_OF_CHANNEL) == set(CHANNELS)


def test_a_spam_referrer_never_opens_a_touch() -> None:
    host = next(line for line in LIST.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    assert not arrive("", f"https://{host}/").opens_touch
    assert not arrive("utm_source=newsletter", f"https://www.{host}/").opens_touch


def when(*conditions: tuple[str, str, str], channel: str = "Partenaires") -> OwnRule:
    return OwnRule(channel, tuple(Condition(*condition) for condition in conditions))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "query", "referrer", "holds"),
    [
        (when(("source", "is", "google")), "", "https://www.google.fr/", True),
        (when(("source", "is", "Google")), "utm_source=adwords", "", True),
        (when(("source", "is", "ADWORDS")), "utm_source=adwords", "", True),
        (when(("source", "is", "goog")), "utm_source=adwords", "", False),
        (when(("source", "contains", "words")), "utm_source=adwords", "", True),
        (when(("source", "starts_with", "salon-")), "utm_source=Salon-Lyon", "", True),
        (when(("source", "starts_with", "lyon")), "utm_source=Salon-Lyon", "", False),
        (when(("source", "is", "(direct)")), "", "", True),
        (when(("medium", "is", "organic")), "", "https://www.google.fr/", True),
        (when(("medium", "is", "qr")), "utm_medium=QR", "", True),
        (when(("medium", "contains", "magnet")), "utm_source=x&utm_medium=lead_magnet", "", True),
        (when(("campaign", "is", "Été 2026")), "utm_campaign=%C3%A9t%C3%A9+2026", "", True),
        (when(("campaign", "starts_with", "hiver")), "utm_campaign=mon-hiver", "", False),
        (when(("referrer", "is", "partenaire.fr")), "", "https://www.partenaire.fr/", True),
        (when(("referrer", "is", "partenaire.fr")), "", "https://blog.partenaire.fr/", True),
        (when(("referrer", "is", "partenaire.fr")), "", "https://monpartenaire.fr/", False),
        (when(("referrer", "contains", "partenaire")), "", "https://monpartenaire.fr/", True),
        (when(("referrer", "is", "partenaire.fr")), "", "", False),
        (when(("referrer", "contains", "example")), "", "https://blog.example.fr/", False),
        (when(("click_id", "is", "GCLID")), "gclid=1", "", True),
        (when(("click_id", "starts_with", "g")), "fbclid=1", "", False),
        (when(("source", "is", "google"), ("campaign", "contains", "marque")), "gclid=1&utm_campaign=Marque", "", True),
        (when(("source", "is", "google"), ("campaign", "contains", "marque")), "gclid=1&utm_campaign=x", "", False),
        (when(), "", "", False),
    ],
)
def test_a_rule_of_the_site(rule: OwnRule, query: str, referrer: str, holds: bool) -> None:
    found = arrive(query, referrer, (rule,))
    assert (found.channel == "Partenaires", found.rule is rule) == (holds, holds)


def test_the_first_of_the_sites_rules_wins_and_changes_the_channel_alone() -> None:
    rules = (
        when(("source", "is", "x")),
        when(("medium", "is", "cpc"), channel="Achats"),
        when(("source", "is", "google")),
    )
    without, found = arrive("gclid=1"), arrive("gclid=1", "", rules)
    assert (found.channel, found.rule) == ("Achats", rules[1])
    assert (found.source, found.medium, found.opens_touch) == (without.source, without.medium, without.opens_touch)
