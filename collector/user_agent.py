"""Browser, system and device of a visitor, and whether a machine is speaking, from the User-Agent header."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any

from collector.crawler import is_crawler

MAX_LENGTH = 512
"""Longer headers are cut: 8 KB ones cost the parser 290 ms, and one known form makes it raise."""

PROGRAM = re.compile(
    r"^(?:curl|wget|python|aiohttp|httpx|okhttp|go-http-client|java|axios|node|undici|got|ruby|php|guzzle|"
    r"postmanruntime|insomnia|libwww|apache-httpclient|dart|reqwest)\b",
    re.IGNORECASE,
)
HEADLESS = re.compile(r"headless|phantomjs|puppeteer|playwright|electron-prerender|lighthouse", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Agent:
    """browser, os: families. device: desktop, mobile, tablet or "". bot: "" or crawler or headless."""

    browser: str
    os: str
    device: str
    bot: str


@lru_cache(maxsize=4096)
def read_user_agent(header: str) -> Agent:
    """The Agent behind a User-Agent header.

    A program that posts by itself (curl, a server's own library) is no crawler: somebody wrote it to report events.
    """
    text = header[:MAX_LENGTH]
    if not text or PROGRAM.match(text):
        return Agent("", "", "", "")
    parsed = parse(text)
    if parsed is None:
        return Agent("", "", "", bot_of(text, taken_for_bot=False))
    return Agent(
        browser=known(parsed.browser.family),
        os=known(parsed.os.family),
        device=device_of(parsed),
        bot=bot_of(text, taken_for_bot=parsed.is_bot),
    )


def parse(text: str) -> Any:
    """What user-agents makes of it, or None where it stumbles."""
    try:
        return user_agent_class()(text)
    except (ValueError, IndexError, TypeError):
        return None


@cache
def user_agent_class() -> Any:
    """That of user-agents, which reads ua-parser's current interface: with its Rust half that is fifty times faster.

    user-agents 2.2 calls the legacy Parse(), which is pure Python at 1 to 2 ms a header, and takes a quarter of a
    second to compile its patterns: it is never loaded. The rest is when the first header is read: that takes two
    tenths, and most commands read none.
    """
    import ua_parser

    def parse_fast(text: str) -> dict[str, Any]:
        found = ua_parser.parse(text).with_defaults()
        return {
            "user_agent": {
                "family": found.user_agent.family,
                "major": found.user_agent.major,
                "minor": found.user_agent.minor,
                "patch": found.user_agent.patch,
            },
            "os": {
                "family": found.os.family,
                "major": found.os.major,
                "minor": found.os.minor,
                "patch": found.os.patch,
                "patch_minor": found.os.patch_minor,
            },
            "device": {
                "family": found.device.family,
                "brand": found.device.brand,
                "model": found.device.model,
            },
            "string": text,
        }

    in_its_place: Any = SimpleNamespace(Parse=parse_fast)
    sys.modules["ua_parser.user_agent_parser"] = in_its_place
    import user_agents.parsers

    return user_agents.parsers.UserAgent


def known(family: str) -> str:
    """The family, or "" where the parser had none."""
    return "" if family == "Other" else family


def device_of(parsed: Any) -> str:
    """desktop, mobile, tablet or ""."""
    if parsed.is_tablet:
        return "tablet"
    if parsed.is_mobile:
        return "mobile"
    return "desktop" if parsed.is_pc else ""


def bot_of(text: str, *, taken_for_bot: bool) -> str:
    """Why the header is a machine's, or ""."""
    if HEADLESS.search(text):
        return "headless"
    return "crawler" if taken_for_bot or is_crawler(text) else ""
