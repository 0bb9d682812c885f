"""What is noted on days: checked, kept for one site, changed by number."""

from __future__ import annotations

from datetime import date

import pytest

from leadpump.records import NotFound, Records
from leadpump.records.annotation import LONGEST_TEXT, MOST_ANNOTATIONS, AnnotationProblem, check_annotation
from leadpump.records.new_site import NewSite
from reports.annotation import Annotation

NAME, OTHER = "fleurs.fr", "pains.fr"
FAIR = Annotation(date(2026, 11, 3), "Salon à Nantes")


@pytest.fixture
def site(records: Records) -> Records:
    for name in (NAME, OTHER):
        records.add_site(NewSite(name, name, "Europe/Paris", "EUR", (name,)))
    return records


def test_notes_are_kept_for_one_site_and_its_reports_know_them_by_day(site: Records) -> None:
    earlier = Annotation(date(2026, 10, 1), "Nouvelle page d’accueil")
    assert site.add_annotation(NAME, FAIR) is None
    assert site.add_annotation(NAME, earlier) is None
    assert [one.annotation for one in site.annotations_of(NAME)] == [FAIR, earlier]
    assert {one.name: one.annotations for one in site.all_sites()} == {NAME: (earlier, FAIR), OTHER: ()}


@pytest.mark.parametrize(
    ("day", "text", "found"),
    [
        (" 2026-11-03 ", " Salon \n à  Nantes ", FAIR),
        ("2028-02-29", "x" * LONGEST_TEXT, Annotation(date(2028, 2, 29), "x" * LONGEST_TEXT)),
        ("2026-11-03", "x" * (LONGEST_TEXT + 1), AnnotationProblem.BAD_TEXT),
        ("2026-11-03", "a\u202eb", AnnotationProblem.BAD_TEXT),
        ("2026-11-03", " \t", AnnotationProblem.NO_TEXT),
        ("2026-02-29", "a", AnnotationProblem.BAD_DAY),
        ("1999-12-31", "a", AnnotationProblem.BAD_DAY),
        ("2100-01-01", "a", AnnotationProblem.BAD_DAY),
        ("tomorrow", "a", AnnotationProblem.BAD_DAY),
        ("", "", AnnotationProblem.BAD_DAY),
    ],
)
def test_what_is_noted_is_checked(day: str, text: str, found: Annotation | AnnotationProblem) -> None:
    assert check_annotation(day, text) == found


def test_a_note_is_changed_and_removed_by_its_number_at_its_own_site(site: Records) -> None:
    site.add_annotation(NAME, FAIR)
    number = site.annotations_of(NAME)[0].id
    with pytest.raises(NotFound):
        site.change_annotation(OTHER, number, FAIR)
    with pytest.raises(NotFound):
        site.remove_annotation(OTHER, number)
    moved = Annotation(date(2026, 11, 4), "Salon à Rezé")
    site.change_annotation(NAME, number, moved)
    assert [(one.id, one.annotation) for one in site.annotations_of(NAME)] == [(number, moved)]
    site.remove_annotation(NAME, number)
    assert site.annotations_of(NAME) == []


def test_a_site_has_so_many_and_no_more(site: Records) -> None:
    for _ in range(MOST_ANNOTATIONS):
        assert site.add_annotation(NAME, FAIR) is None
    assert site.add_annotation(NAME, FAIR) == AnnotationProblem.TOO_MANY
    assert site.add_annotation(OTHER, FAIR) is None
