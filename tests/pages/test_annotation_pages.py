"""Notes on days as people write them down, and who may."""

from __future__ import annotations

from datetime import date

import pytest

from leadpump.records import Records
from reports.annotation import Annotation
from tests.pages.conftest import Browser

PAGE = "/sites/fleurs.fr/annotations"
HOSTILE = '"><img src=x onerror=alert(1)>{{ 7*7 }}%(n)s'
FAIR = Annotation(date(2026, 11, 3), "Salon à Nantes")
FIELDS = {"day": "2026-11-03", "text": "Salon à Nantes"}


@pytest.fixture
def editor(records: Records, member: Browser) -> Browser:
    """Claire, who may edit fleurs.fr."""
    records.add_member("claire", "fleurs.fr", "editor")
    return member


def kept(records: Records) -> list[Annotation]:
    return [one.annotation for one in records.annotations_of("fleurs.fr")]


def number(records: Records) -> int:
    return records.annotations_of("fleurs.fr")[0].id


def test_a_note_is_added_changed_and_removed(editor: Browser, records: Records) -> None:
    assert "No note yet." in editor.get(PAGE).text
    answer = editor.submit(PAGE, **FIELDS)
    assert (answer.status_code, answer.location) == (303, PAGE)
    page = editor.get(PAGE).text
    assert "The note is kept." in page
    assert "<strong>Salon à Nantes</strong>" in page
    assert "3 Nov 2026" in page
    assert kept(records) == [FAIR]
    address = f"{PAGE}/{number(records)}"
    form = editor.get(address).text
    assert 'value="2026-11-03"' in form
    assert 'value="Salon à Nantes"' in form
    assert editor.submit(address, day="2026-11-04", text="Salon").status_code == 303
    assert kept(records) == [Annotation(date(2026, 11, 4), "Salon")]
    editor.get(address)
    assert editor.submit(f"{address}/remove").status_code == 303
    assert kept(records) == []
    for gone in (address, f"{address}/remove"):
        assert editor.submit(gone, **FIELDS).status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"day": "3/11"}, "Choose a day between 2000 and 2099."),
        ({"text": " "}, "Write what happened on that day."),
        ({"text": "x" * 121}, "at most 120 characters"),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(
    editor: Browser, records: Records, changed: dict[str, str], said: str
) -> None:
    records.add_annotation("fleurs.fr", FAIR)
    editor.get(PAGE)
    given = FIELDS | changed
    for address in (PAGE, f"{PAGE}/{number(records)}"):
        answer = editor.submit(address, **given)
        assert answer.status_code == 422
        assert said in answer.text
        assert f'value="{given["text"]}"' in answer.text
        assert f'value="{given["day"]}"' in answer.text
    assert kept(records) == [FAIR]


def test_a_viewer_sees_and_changes_nothing(member: Browser, records: Records) -> None:
    records.add_annotation("fleurs.fr", FAIR)
    page = member.get(PAGE).text
    assert "Salon à Nantes" in page
    assert "The owner and the editors of the site can add notes." in page
    assert f"{PAGE}/" not in page
    assert 'name="text"' not in page
    one = f"{PAGE}/{number(records)}"
    assert member.get(one).status_code == 403
    for address in (PAGE, one, f"{one}/remove"):
        assert member.submit(address, **FIELDS).status_code == 403
    assert kept(records) == [FAIR]


def test_the_notes_of_another_site_are_not_there(owner: Browser, member: Browser, records: Records) -> None:
    records.add_annotation("fleurs.fr", FAIR)
    there = f"/sites/pains.fr/annotations/{number(records)}"
    owner.get(PAGE)
    assert owner.get(there).status_code == 404
    assert owner.submit(there, **FIELDS).status_code == 404
    assert owner.submit(f"{there}/remove").status_code == 404
    assert member.get("/sites/pains.fr/annotations").status_code == 404
    assert kept(records) == [FAIR]


def test_hostile_notes_are_only_text(editor: Browser, records: Records) -> None:
    editor.get(PAGE)
    assert editor.submit(PAGE, day="2026-11-03", text=HOSTILE).status_code == 303
    for address in (PAGE, f"{PAGE}/{number(records)}"):
        page = editor.get(address).text
        assert "<img src=x" not in page
        assert "{{ 7*7 }}%(n)s" in page
