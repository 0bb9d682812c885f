"""The figures of the board as people choose them, and who may."""

from __future__ import annotations

import re

import pytest

from leadpump.records import Records
from reports.board import GROUPS, OFFERED, ORDER, SUGGESTED, due, goals_of
from reports.goal import Goal
from tests.pages.conftest import Browser

PAGE = "/sites/fleurs.fr/board"


@pytest.fixture
def editor(records: Records, member: Browser) -> Browser:
    """Claire, who may edit fleurs.fr."""
    records.add_member("claire", "fleurs.fr", "editor")
    return member


def board(records: Records) -> tuple[Goal, ...]:
    return next(site for site in records.all_sites() if site.name == "fleurs.fr").board


def ticked(text: str) -> set[str]:
    return set(re.findall(r'value="(\w+)" checked', text))


def test_everything_offered_has_a_place() -> None:
    listed = [measure.key for _, sources in GROUPS for source in sources for measure in source.measures]
    assert sorted(listed) == sorted(ORDER) == sorted(OFFERED)
    assert set(SUGGESTED) <= set(ORDER)


def test_the_suggested_figures_stand_there_until_others_are_chosen(editor: Browser, records: Records) -> None:
    assert ticked(editor.get(PAGE).text) == set(SUGGESTED)
    assert board(records) == ()
    chosen = {"figure": ["cac", "bounce_rate"], "target.cac": "120,50", "target.leads": "40"}
    answer = editor.submit(PAGE, **chosen)  # type: ignore[arg-type]
    assert answer.status_code == 303
    assert board(records) == (
        Goal("visitors"),
        Goal("leads", 40),
        Goal("cac", 120.5),
        Goal("bounce_rate"),
    )
    page = editor.get(PAGE).text
    assert ticked(page) == {"visitors", "leads", "cac", "bounce_rate"}
    assert 'name="target.cac" value="120.5"' in page
    editor.submit(PAGE, suggested="1")
    assert board(records) == ()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"figure": ["cac"]}, "at least 4"),
        ({"figure": list(ORDER)}, "at most 10"),
        ({"figure": ["cac", "cpl", "x"]}, "of the list"),
        ({"figure": ["cac", "cpl"], "target.cac": "viel"}, "as a number"),
        ({"figure": ["cac", "cpl"], "target.cac": "1e999"}, "as a number"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_lost(
    editor: Browser, records: Records, fields: dict[str, object], said: str
) -> None:
    editor.get(PAGE)
    answer = editor.submit(PAGE, **fields)  # type: ignore[arg-type]
    assert answer.status_code == 422
    assert said in answer.text
    assert "cac" in ticked(answer.text)
    assert board(records) == ()


def test_a_viewer_looks_and_changes_nothing(member: Browser, records: Records) -> None:
    page = member.get(PAGE)
    assert page.status_code == 200
    assert page.text.count("<fieldset") == page.text.count(" disabled>\n    <legend") == len(GROUPS)
    assert member.submit(PAGE, figure="cac").status_code == 403
    assert board(records) == ()


def test_a_board_of_another_version_shows_what_this_one_knows() -> None:
    assert goals_of((Goal("gone"), Goal("leads", 3))) == (Goal("leads", 3),)
    assert [goal.key for goal in goals_of((Goal("gone"),))] == list(SUGGESTED)


def test_a_target_of_a_month_is_due_by_its_days() -> None:
    assert due(Goal("leads", 60), 15) == 30
    assert due(Goal("cpl", 60), 15) == 60
