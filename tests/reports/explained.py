"""Reads from a page how its numbers are explained."""

import re
from dataclasses import dataclass
from html import unescape

EXPLANATION = re.compile(r'<details class="more explanation" id="explain-([\w-]+)-all" open>(.*?)</details>', re.S)
OFFER = re.compile(r'<p class="more explanation" id="explain-([\w-]+)-all"><a class="more-link" href="([^"]*)"')
_STATEMENT = re.compile(r'<dl class="terms">(.*?)</dl>.*?<pre tabindex="0"><code>(.*?)</code></pre>', re.S)
_NUMBER = re.compile(r'<div id="explain-([\w-]+)">(.*?)</div>', re.S)
_PART = re.compile(r"<code>(\w+)</code>")
_VALUE = re.compile(r"= <strong>(.*?)</strong>")


@dataclass(frozen=True)
class Printed:
    """An explanation as printed. columns: of the statement's answer; value: what they make, of a figure."""

    columns: tuple[str, ...]
    value: str
    sql: str


def printed(page: str, part: str) -> dict[str, Printed]:
    """The explanations of a part of a page ("figures", "chart" or a table), by the key of the number."""
    (body,) = [body for key, body in EXPLANATION.findall(page) if key == part]
    before = "" if part == "figures" else f"{part}-"
    return {
        key.removeprefix(before): Printed(
            tuple(_PART.findall(text)), unescape("".join(_VALUE.findall(text))), unescape(sql)
        )
        for numbers, sql in _STATEMENT.findall(body)
        for key, text in _NUMBER.findall(numbers)
    }
