"""What visitors wrote is printed by commands without doing anything to the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from leadpump.command.sheet_file import say_wrong
from leadpump.sheet.problem import Fault, Problem
from leadpump.terminal import printable_json
from reports.words import Words

HOSTILE = "é\x07\x1b[31m\x7f\x85\x9b2J\u2028\u202e\U000e0001\n\t fin"


def test_json_means_the_same_and_holds_no_character_that_a_terminal_obeys() -> None:
    told = [{HOSTILE: HOSTILE, "n": 1}]
    written = printable_json(json.dumps(told, ensure_ascii=False, indent=2))
    assert json.loads(written) == told
    assert [line for line in written.splitlines() if not line.isprintable()] == []
    assert len(written.splitlines()) == len(json.dumps(told, indent=2).splitlines())
    assert "é" in written


def test_what_is_wrong_in_a_file_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    say_wrong(Path("x.csv"), [Problem(Fault.NO_DAY, 2, {"text": HOSTILE})], Words("fr", "EUR"))
    said = capsys.readouterr().err
    assert said.startswith("x.csv: Ligne 2")
    assert said.endswith("\n")
    assert not {"\x07", "\x1b", "\x7f", "\x85", "\x9b", "\u2028", "\u202e"} & set(said)
    assert said.count("\n") == 1
