"""Crawlers are known by exactly the patterns of crawler-user-agents."""

from __future__ import annotations

import crawleruseragents
from hypothesis import given
from hypothesis import strategies as st

from collector.crawler import is_crawler
from tests.collector.conftest import CHROME

CRAWLERS = [name for entry in crawleruseragents.CRAWLER_USER_AGENTS_DATA for name in entry["instances"]]
WORDS = [entry["pattern"].replace("\\", "") for entry in crawleruseragents.CRAWLER_USER_AGENTS_DATA]


def test_every_known_crawler_is_one_and_a_browser_is_none() -> None:
    assert len(CRAWLERS) > 1000
    assert [name for name in CRAWLERS if is_crawler(name) != crawleruseragents.is_crawler(name)] == []
    assert is_crawler(CHROME + " Googlebot/2.1")
    assert not is_crawler(CHROME)
    assert not is_crawler("")


@given(st.sampled_from(CRAWLERS + WORDS), st.integers(0, 40), st.integers(0, 200), st.sampled_from(["", CHROME, "("]))
def test_a_piece_of_any_header_is_judged_as_by_the_patterns(header: str, start: int, length: int, before: str) -> None:
    piece = before + header[start : start + length]
    assert is_crawler(piece) == crawleruseragents.is_crawler(piece)


def test_every_pattern_is_looked_for_anywhere() -> None:
    for word in WORDS:
        for header in (word, f"{CHROME} {word}", f"{word} x"):
            assert is_crawler(header) == crawleruseragents.is_crawler(header), header
