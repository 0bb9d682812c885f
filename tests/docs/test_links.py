"""Links between the pages of the documentation lead somewhere, and what they show of the command line exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from leadpump.cli import COMMANDS
from tests.docs.page import DOCS, ROOT

OF_THE_ROOT = ("README.md", "README.fr.md", "CHANGELOG.md", "CONTRIBUTING.md")
PAGES = [ROOT / name for name in OF_THE_ROOT] + sorted(DOCS.rglob("*.md"))
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s#]*)(?:#([^)\s]+))?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
COMMAND = re.compile(r"^(?:\S*/bin/)?leadpump ([a-z]+)", re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    words = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(page.read_text("utf-8"))]
    return {text.replace(" ", "-") for text in words}


def links() -> Iterator[tuple[Path, str, str]]:
    """Every link inside the repository: the page, the file (empty: the same page), the anchor."""
    for page in PAGES:
        for target, anchor in LINK.findall(page.read_text("utf-8")):
            yield page, target, anchor


@pytest.mark.parametrize(("page", "target", "anchor"), list(links()))
def test_a_link_leads_somewhere(page: Path, target: str, anchor: str) -> None:
    file = (page.parent / target).resolve() if target else page
    assert file.exists()
    if anchor:
        assert anchor in anchors(file)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_commands_shown_exist(page: Path) -> None:
    code = re.findall(r"`leadpump ([a-z]+)", page.read_text("utf-8")) + COMMAND.findall(page.read_text("utf-8"))
    assert set(code) <= set(COMMANDS)
