"""Segments as people keep, choose and remove them, and who may."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest

from leadpump.records import Records
from reports.segment import Segment
from tests.pages.conftest import Browser

PAGE = "/sites/fleurs.fr/segments"
HOSTILE = '"><img src=x onerror=alert(1)>{{ 7*7 }}'
PHONES = ["device:is:mobile"]


@pytest.fixture
def editor(records: Records, member: Browser) -> Browser:
    """Claire, who may edit fleurs.fr."""
    records.add_member("claire", "fleurs.fr", "editor")
    return member


def plain(page: str) -> str:
    """The page's words, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<main")[2]))


def names(records: Records) -> list[str]:
    return [segment.name for segment in records.segments_of("fleurs.fr")]


def test_a_site_without_segments_learns_how_to_keep_one(member: Browser) -> None:
    page = member.get(PAGE).text
    assert "Add a filter in a report" in plain(page)
    assert "<input" not in page.partition("<main")[2]


def test_the_filters_of_a_report_are_kept_under_a_name(editor: Browser, records: Records) -> None:
    report = editor.get("/sites/fleurs.fr/bounce_rate?period=7d&filter=device:is:mobile").text
    (link,) = re.findall(r'href="([^"]+)"[^>]*>Save these filters', report)
    assert "Device is Phone" in plain(editor.get(link).text)
    answer = editor.submit(PAGE, name="Phones", filter="device:is:mobile")
    assert (answer.status_code, answer.location) == (303, PAGE)
    page = plain(editor.get(PAGE).text)
    assert "The segment is kept." in page
    assert "Phones Device is Phone" in page
    assert names(records) == ["Phones"]


def test_a_segment_and_filters_beside_it_become_one(editor: Browser, records: Records) -> None:
    records.add_segment("fleurs.fr", "Phones", PHONES)
    page = editor.get(f"{PAGE}?segment=phones&filter=country:is:FR").text
    assert re.findall(r'name="filter" value="([^"]+)"', page) == ["device:is:mobile", "country:is:FR"]
    assert editor.get(f"{PAGE}?filter=planet:is:Mars").status_code == 400


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"name": " ", "filter": "device:is:mobile"}, 422, "Give the segment a name."),
        ({"name": "x" * 61, "filter": "device:is:mobile"}, 422, "at most 60 characters"),
        ({"name": "phones", "filter": "device:is:mobile"}, 422, "Another segment of this site has that name."),
        ({"name": "Nothing"}, 400, ""),
        ({"name": "Wrong", "filter": "planet:is:Mars"}, 400, ""),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(
    editor: Browser, records: Records, fields: dict[str, str], status: int, said: str
) -> None:
    records.add_segment("fleurs.fr", "Phones", PHONES)
    editor.get(f"{PAGE}?filter=device:is:mobile")
    answer = editor.submit(PAGE, **fields)
    assert answer.status_code == status
    assert said in plain(answer.text)
    assert status == 400 or f'value="{fields["name"]}"' in answer.text
    assert names(records) == ["Phones"]


@pytest.mark.parametrize(
    ("beside", "is_loosened"),
    [
        ("page:contains:tulip", True),
        ("page:contains:rose", False),
        ("page:contains_not:tulip", False),
        ("entry_page:contains:tulip", False),
    ],
)
def test_what_a_report_asked_twice_is_said_before_it_is_kept_as_either(
    editor: Browser, records: Records, beside: str, is_loosened: bool
) -> None:
    """Of pages with rose, in a report those with tulip too: in one segment either is enough."""
    records.add_segment("fleurs.fr", "Roses", ["page:contains:rose"])
    page = plain(editor.get(f"{PAGE}?segment=roses&filter={beside}").text)
    assert ("Page seen: the report asked for both" in page) == is_loosened


def test_a_segment_is_renamed_and_removed(editor: Browser, records: Records) -> None:
    records.add_segment("fleurs.fr", "Phones", PHONES)
    assert 'value="Phones"' in editor.get(f"{PAGE}/phones").text
    assert editor.submit(f"{PAGE}/phones", name="").status_code == 422
    assert editor.submit(f"{PAGE}/phones", name="Mobiles").status_code == 303
    assert records.segments_of("fleurs.fr")[0].slug == "phones"
    assert names(records) == ["Mobiles"]
    editor.get(f"{PAGE}/phones")
    assert editor.submit(f"{PAGE}/phones/remove").status_code == 303
    assert names(records) == []
    for address in (f"{PAGE}/phones", f"{PAGE}/phones/remove"):
        assert editor.submit(address, name="X").status_code == 404


def test_a_viewer_chooses_segments_and_changes_none(member: Browser, records: Records) -> None:
    records.add_segment("fleurs.fr", "Phones", PHONES)
    page = member.get(f"{PAGE}?filter=country:is:FR").text
    assert "The owner and the editors" in plain(page)
    assert f"{PAGE}/phones" not in page
    report = member.get("/sites/fleurs.fr/bounce_rate?segment=phones").text
    assert "Segment: Phones" in plain(report)
    member.get("/account/password")
    assert member.get(f"{PAGE}/phones").status_code == 403
    assert member.submit(f"{PAGE}/phones", name="X").status_code == 403
    assert member.submit(f"{PAGE}/phones/remove").status_code == 403
    assert member.submit(PAGE, name="X", filter="device:is:mobile").status_code == 403
    assert names(records) == ["Phones"]


def test_the_segments_of_another_site_are_not_there(owner: Browser, member: Browser, records: Records) -> None:
    records.add_segment("fleurs.fr", "Phones", PHONES)
    owner.get(f"{PAGE}/phones")
    assert owner.get("/sites/pains.fr/segments/phones").status_code == 404
    assert owner.submit("/sites/pains.fr/segments/phones", name="X").status_code == 404
    assert owner.submit("/sites/pains.fr/segments/phones/remove").status_code == 404
    assert owner.get("/sites/pains.fr/overview.json?segment=phones").status_code == 400
    assert "keeps no segment of that name" in plain(owner.get("/sites/pains.fr/bounce_rate?segment=phones").text)
    assert member.get("/sites/pains.fr/segments").status_code == 404
    assert names(records) == ["Phones"]


def test_nothing_changes_without_the_forms_token(editor: Browser, records: Records) -> None:
    records.add_segment("fleurs.fr", "Phones", PHONES)
    for address in (PAGE, f"{PAGE}/phones", f"{PAGE}/phones/remove"):
        editor.form_token = "forged"
        assert editor.submit(address, name="X", filter="device:is:mobile").status_code == 400
    assert names(records) == ["Phones"]


def test_hostile_text_is_shown_as_text(editor: Browser, records: Records) -> None:
    added = records.add_segment("fleurs.fr", HOSTILE, [f"source:is:{HOSTILE}"])
    assert isinstance(added, Segment)
    query = urlencode({"filter": f"source:is:{HOSTILE}"})
    report = f"/sites/fleurs.fr/bounce_rate?segment={added.slug}"
    for address in (PAGE, f"{PAGE}?{query}", f"{PAGE}/{added.slug}", report):
        answer = editor.get(address)
        assert answer.status_code == 200
        assert "<img src=x" not in answer.text
        assert "49" not in plain(answer.text.replace("&#34;", ""))
