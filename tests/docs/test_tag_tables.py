"""The readme's tables of the tag: bytes as built, and tests that exist."""

from __future__ import annotations

import gzip
import re

import brotli
import pytest

from tests.docs.page import ROOT, section, table

README = (ROOT / "README.md").read_text("utf-8")
SIZES = table(section(README, "### What it weighs"))
BEHAVIOURS = section(README, "### Where tags go wrong")
BUILT = sorted(path.name for path in (ROOT / "tracker_js" / "dist").glob("*.js"))
CLOSE = 0.01
"""gzip of other systems differs by a few bytes."""


def sizes_of(name: str) -> list[int]:
    body = (ROOT / "tracker_js" / "dist" / name).read_bytes()
    return [len(body), len(gzip.compress(body, 9, mtime=0)), len(brotli.compress(body))]


def test_every_build_is_in_the_table() -> None:
    assert sorted(SIZES) == BUILT


@pytest.mark.parametrize("name", BUILT)
def test_the_sizes_are_those_of_the_built_files(name: str) -> None:
    printed = [int(cell.replace(",", "")) for cell in SIZES[name][1:]]
    row = " | ".join(f"{size:,}" for size in sizes_of(name))
    assert printed == pytest.approx(sizes_of(name), rel=CLOSE), f"write into README.md: | `{name}` | … | {row} |"


def test_the_tests_that_the_readme_names_exist() -> None:
    named = re.findall(r"`(test_\w+\.py)` (\w+(?: \w+)*)", BEHAVIOURS)
    assert len(named) >= 10
    for file, words in named:
        source = (ROOT / "tests" / "tag" / file).read_text("utf-8")
        assert f"def test_{words.replace(' ', '_')}(" in source, (file, words)
