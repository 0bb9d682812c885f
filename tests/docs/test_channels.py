"""docs/channels.md lists the rules as the code has them."""

from __future__ import annotations

import re
from itertools import product
from string import ascii_lowercase

from collector.channel import PAID_WORD, RULES
from collector.own_rule import COMPARISONS
from leadpump.records.channel_rule import FIELDS
from tests.docs.page import read_page, section, table

PAGE = read_page("channels.md")


def test_the_rules_are_those_of_the_code_in_order() -> None:
    documented = [(number, *cells) for number, cells in table(section(PAGE, "## The rules")).items()]
    assert documented == [(str(number), rule.channel, rule.says) for number, rule in enumerate(RULES, 1)]


def test_the_words_that_mean_paid_are() -> None:
    sentence = section(PAGE, "## The rules").split("“Paid” means")[1].split("\n\n")[0]
    words, others = sentence.split("Words count")
    paid = [word for word in re.findall(r"`([^`]+)`", words) if word != "paid"]
    short = {"".join(letters) for length in (2, 3) for letters in product(ascii_lowercase, repeat=length)}
    assert {word for word in short if PAID_WORD.fullmatch(word)} <= set(paid)
    assert [word for word in [*paid, "paid", "paidsocial"] if not PAID_WORD.fullmatch(word)] == []
    assert [word for word in re.findall(r"`([^`]+)`", others) if PAID_WORD.fullmatch(word)] == []


def test_the_conditions_of_a_sites_own_rule_are_those_of_the_code() -> None:
    documented = table(section(PAGE, "## A site's own rules"))
    assert len(documented) == len(FIELDS)
    assert {name.lower().replace("click identifier", "click_id") for name in documented} == set(FIELDS)
    for how in COMPARISONS:
        assert f"“{how.replace('_', ' ')}”" in PAGE
