"""A site's segments: checked, kept by name, reached by a slug that stays."""

from __future__ import annotations

import pytest

from leadpump.records import NotFound, Records
from leadpump.records.new_site import NewSite
from leadpump.records.segment import MOST_SEGMENTS, SegmentProblem
from reports.filter import Filter
from reports.segment import Segment

NAME = "fleurs.fr"
PHONES = ["device:is:mobile", "country:is:FR", "country:is:BE"]


@pytest.fixture
def site(records: Records) -> Records:
    for name in (NAME, "pains.fr"):
        records.add_site(NewSite(name, name, "Europe/Paris", "EUR", (name,)))
    return records


def test_filters_are_kept_for_one_site_by_name(site: Records) -> None:
    added = site.add_segment(NAME, "  Téléphones,  France & Belgique ", PHONES)
    filters = (Filter("device", "is", ("mobile",)), Filter("country", "is", ("FR", "BE")))
    assert added == Segment("telephones-france-belgique", "Téléphones, France & Belgique", filters)
    other = site.add_segment(NAME, "acheteurs", ["magnet:is_not:"])
    assert site.segments_of(NAME) == [other, added]
    assert site.segments_of("pains.fr") == []


def test_slugs_differ_and_outlive_a_new_name(site: Records) -> None:
    for name in ("Été", "été 2", "Eté !", "日本"):
        site.add_segment(NAME, name, PHONES)
    assert {segment.slug for segment in site.segments_of(NAME)} == {"ete", "ete-2", "ete-3", "segment"}
    assert site.rename_segment(NAME, "ete", "Hiver") is None
    assert ("ete", "Hiver") in {(segment.slug, segment.name) for segment in site.segments_of(NAME)}


@pytest.mark.parametrize(
    ("name", "filters", "problem"),
    [
        (" ", PHONES, SegmentProblem.NO_NAME),
        ("x" * 61, PHONES, SegmentProblem.BAD_NAME),
        ("a\x00b", PHONES, SegmentProblem.BAD_NAME),
        ("TÉLÉPHONES", PHONES, SegmentProblem.NAME_TAKEN),
        ("Rien", [], SegmentProblem.NO_FILTER),
        ("Faux", ["planet:is:Mars"], SegmentProblem.BAD_FILTER),
    ],
)
def test_what_is_no_segment_is_not_kept(site: Records, name: str, filters: list[str], problem: SegmentProblem) -> None:
    site.add_segment(NAME, "Téléphones", PHONES)
    assert site.add_segment(NAME, name, filters) == problem
    assert [segment.name for segment in site.segments_of(NAME)] == ["Téléphones"]


def test_a_site_has_so_many_segments_and_no_more(site: Records) -> None:
    for number in range(MOST_SEGMENTS):
        assert isinstance(site.add_segment(NAME, f"n° {number}", PHONES), Segment)
    assert site.add_segment(NAME, "one more", PHONES) == SegmentProblem.TOO_MANY


def test_a_new_name_is_checked_but_may_be_the_same(site: Records) -> None:
    for name in ("A", "B"):
        site.add_segment(NAME, name, PHONES)
    assert site.rename_segment(NAME, "a", "b") == SegmentProblem.NAME_TAKEN
    assert site.rename_segment(NAME, "a", "a") is None


def test_a_segment_is_removed_and_that_of_another_site_not_found(site: Records) -> None:
    site.add_segment(NAME, "A", PHONES)
    with pytest.raises(NotFound):
        site.remove_segment("pains.fr", "a")
    with pytest.raises(NotFound):
        site.rename_segment("pains.fr", "a", "x")
    site.remove_segment(NAME, "a")
    assert site.segments_of(NAME) == []
