"""What others wrote, as it may be printed: it moves no cursor, colours nothing and turns no direction of writing."""

from __future__ import annotations

import json
import unicodedata

HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories of characters that move the cursor, end a line, or turn the direction of writing."""


def printable(text: str) -> str:
    """A text on one line, with the numbers of characters that may not be printed."""
    return text if text.isprintable() else "".join(map(escape, text))


def escape(char: str) -> str:
    """A character that may be printed, else its number."""
    if unicodedata.category(char) not in HIDDEN:
        return char
    return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(char) or f"\\u{ord(char):04x}"


def printable_json(written: str) -> str:
    """JSON that means the same: its writer escapes nothing above U+001F, and ends lines only between values."""
    return "".join(
        json.dumps(char)[1:-1] if char != "\n" and unicodedata.category(char) in HIDDEN else char for char in written
    )
