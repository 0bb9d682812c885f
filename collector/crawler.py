"""Whether a header names a known crawler, by the patterns of crawler-user-agents.

Nearly all of them are plain text. Those are looked up by their first letters, so that a header costs a quarter of what
trying 1,500 patterns on it takes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

import crawleruseragents

PLAIN = re.compile(r"(?:[\w \-/;:,@!=<>&%#'~`\"]|\\\W)+")
"""A pattern that is text, with a backslash before some signs."""
LETTERS = 4
"""By which texts are looked up."""


@cache
def known() -> tuple[dict[str, tuple[str, ...]], re.Pattern[str]]:
    """Texts by their first letters, and the patterns that are no texts or too short, as one."""
    texts: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    others = []
    for pattern in (entry["pattern"] for entry in crawleruseragents.CRAWLER_USER_AGENTS_DATA):
        text = re.sub(r"\\(\W)", r"\1", pattern)
        if PLAIN.fullmatch(pattern) and len(text) >= LETTERS:
            texts[text[:LETTERS]] += (text,)
        else:
            others.append(f"(?:{pattern})")
    return dict(texts), re.compile("|".join(others))


def is_crawler(header: str) -> bool:
    """What crawleruseragents.is_crawler says."""
    texts, others = known()
    for start in range(len(header) - LETTERS + 1):
        for text in texts.get(header[start : start + LETTERS], ()):
            if header.startswith(text, start):
                return True
    return others.search(header) is not None
