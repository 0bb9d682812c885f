"""What the pages say to type is there after `scripts/run`: `leadpump` itself is not on the PATH then."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from leadpump.calling import how_to_call
from leadpump.settings import Settings
from tests.docs.page import DOCS, ROOT

PAGES = (ROOT / "README.md", *sorted(DOCS.glob("*.md")))
FENCED = re.compile(r"^```(?:sh)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BARE = re.compile(r"(?:^|\| `)leadpump (?!serve).*", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_command_is_written_as_it_is_called(page: Path) -> None:
    text = page.read_text("utf-8")
    tables = "\n".join(line for line in text.splitlines() if line.startswith("|"))
    assert not [line for block in (*FENCED.findall(text), tables) for line in BARE.findall(block)]


def test_a_service_names_its_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It runs in the folder above its data, and whoever reads its log sits in another."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "")
    assert how_to_call(Settings(data=tmp_path / "data")).endswith(f"/leadpump --data {tmp_path / 'data'}")


def test_a_command_typed_in_the_root_folder_keeps_its_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    monkeypatch.setenv("PATH", "")
    assert how_to_call(Settings()).startswith("/")
