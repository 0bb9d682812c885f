"""What the pages say to type is there after `scripts/run`: `leadpump` itself is not on the PATH then."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.page import DOCS, ROOT

PAGES = (ROOT / "README.md", *sorted(DOCS.glob("*.md")))
FENCED = re.compile(r"^```(?:sh)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BARE = re.compile(r"(?:^|\| `)leadpump (?!serve).*", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_command_is_written_as_it_is_called(page: Path) -> None:
    text = page.read_text("utf-8")
    tables = "\n".join(line for line in text.splitlines() if line.startswith("|"))
    assert not [line for block in (*FENCED.findall(text), tables) for line in BARE.findall(block)]
