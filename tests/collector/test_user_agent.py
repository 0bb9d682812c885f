"""Browsers and machines are told apart, and no header makes the parser slow or fail."""

from __future__ import annotations

import sys
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from collector.user_agent import MAX_LENGTH, Agent, read_user_agent
from tests.collector.conftest import CHROME

WORDS = (
    "Mozilla/5.0", "(Windows NT 10.0; Win64; x64)", "(iPhone; CPU iPhone OS 17_0 like Mac OS X)", "AppleWebKit/537.36",
    "(KHTML, like Gecko)", "Chrome/142.0.0.0", "Safari/537.36", "Android ", "Opera Mini/", "MSIE 6.0;", "Edg/",
    "Linux;",
    "SAMSUNG SM-", "Build/", "BlackBerry", "bot", "spider", "Tablet; rv:", "Touch", "like", "Version/", ";", "(", ")",
    "/", ".", "1", "9" * 40, " ", "\t", "é", "\x00", "\\", "HbbTV", "Windows Phone", "PlayBook", "CrOS", "Kindle",
)  # fmt: skip
SOUP = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=12)), max_size=80).map("".join)
REPEATED = st.builds(lambda head, word, times: head + word * times, SOUP, st.sampled_from(WORDS), st.integers(1, 500))


@settings(max_examples=400, deadline=None)
@given(st.one_of(SOUP, REPEATED, st.text(max_size=600)))
@example("Android " + "1" * 8000)
@example("Android " + "1" * 500)
@example("Mozilla/5.0 (Linux; Android 1" + "." * 480)
@example("(" * 512)
@example("Opera Mini/" * 46)
@example("\ud800")
def test_no_header_makes_the_parser_fail(header: str) -> None:
    agent = read_user_agent(header)
    assert isinstance(agent, Agent)
    assert agent.device in ("desktop", "mobile", "tablet", "")
    assert agent.bot in ("crawler", "headless", "")


@pytest.mark.parametrize(
    "header",
    [
        "Android " + "1" * 8000,
        "Mozilla/5.0 (" + "; " * 4000,
        " " * 8000,
        "Mozilla/5.0 (Linux; Android 14; " + "SM-" * 2700 + ")",
        "a" * 8000,
        "/1.0" * 2000,
        "bo" * 4000,
        "é" * 8000,
    ],
)
def test_a_header_of_eight_kilobytes_is_read_as_fast_as_one_of_512(header: str) -> None:
    """0.5 ms each when written; a hundred of them get two seconds, on whatever machine this runs."""
    read_user_agent(header[:MAX_LENGTH])
    before = time.process_time()
    for number in range(100):
        read_user_agent(f"{number}{header}")
    assert time.process_time() - before < 2


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", Agent("", "", "", "")),
        ("curl/8.5.0", Agent("", "", "", "")),
        ("python-requests/2.32", Agent("", "", "", "")),
        (CHROME, Agent("Chrome", "Windows", "desktop", "")),
        (
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            Agent("Googlebot", "", "", "crawler"),
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0 Safari/537.36",
            Agent("HeadlessChrome", "Linux", "desktop", "headless"),
        ),
    ],
)
def test_people_programs_and_machines(header: str, expected: Agent) -> None:
    assert read_user_agent(header) == expected


def test_the_patterns_of_the_slow_parser_are_never_compiled() -> None:
    assert read_user_agent(CHROME).browser == "Chrome"
    assert "ua_parser_builtins.regexes" not in sys.modules
