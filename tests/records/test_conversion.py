"""What is named as a conversion: checked, kept for one site, changed by number."""

from __future__ import annotations

import pytest

from leadpump.records import NotFound, Records
from leadpump.records.conversion import MOST_CONVERSIONS, ConversionProblem, check_conversion
from leadpump.records.new_site import NewSite
from reports.conversion import Conversion

NAME, OTHER = "fleurs.fr", "pains.fr"
THANKS = Conversion("page:/merci", "Devis demandé")
CALL = Conversion("event:appel", "appel reçu")


@pytest.fixture
def site(records: Records) -> Records:
    for name in (NAME, OTHER):
        records.add_site(NewSite(name, name, "Europe/Paris", "EUR", (name,)))
    return records


@pytest.mark.parametrize(
    ("kind", "what", "title", "found"),
    [
        ("page", " /merci ", " Devis \n demandé", THANKS),
        ("page", "https://fleurs.fr/merci?commande=1", "Devis demandé", THANKS),
        ("page", "/merci/*", "x" * 60, Conversion("page:/merci/*", "x" * 60)),
        ("event", "appel", "appel reçu", CALL),
        ("event", "form_start", "x", Conversion("event:form_start", "x")),
        ("page", "merci", "x", ConversionProblem.BAD_PAGE),
        ("page", "/a\u202eb", "x", ConversionProblem.BAD_PAGE),
        ("page", "/" + "x" * 300, "x", ConversionProblem.BAD_PAGE),
        ("event", " ", "x", ConversionProblem.BAD_EVENT),
        ("event", "pageview", "x", ConversionProblem.BAD_EVENT),
        ("event", "form_submit", "x", ConversionProblem.BAD_EVENT),
        ("page", "/merci", " ", ConversionProblem.NO_TITLE),
        ("page", "/merci", "x" * 61, ConversionProblem.BAD_TITLE),
        ("page", "/merci", "a\u202eb", ConversionProblem.BAD_TITLE),
    ],
)
def test_a_conversion_is_checked(kind: str, what: str, title: str, found: object) -> None:
    assert check_conversion(kind, what, title) == found


def test_conversions_are_kept_for_one_site_and_its_reports_know_them_by_title(site: Records) -> None:
    assert site.add_conversion(NAME, THANKS) is None
    assert site.add_conversion(NAME, CALL) is None
    assert site.add_conversion(NAME, Conversion(CALL.mark, "x")) == ConversionProblem.TAKEN
    assert [one.conversion for one in site.conversions_of(NAME)] == [CALL, THANKS]
    assert {one.name: one.conversions for one in site.all_sites()} == {NAME: (CALL, THANKS), OTHER: ()}


def test_they_are_changed_and_removed_by_number_and_at_their_site_only(site: Records) -> None:
    for one in (THANKS, CALL):
        site.add_conversion(NAME, one)
    number = next(one.id for one in site.conversions_of(NAME) if one.conversion == THANKS)
    with pytest.raises(NotFound):
        site.change_conversion(OTHER, number, THANKS)
    with pytest.raises(NotFound):
        site.remove_conversion(OTHER, number)
    renamed = Conversion(THANKS.mark, "Merci")
    assert site.change_conversion(NAME, number, renamed) is None
    assert site.change_conversion(NAME, number, Conversion(CALL.mark, "x")) == ConversionProblem.TAKEN
    site.remove_conversion(NAME, next(one.id for one in site.conversions_of(NAME) if one.id != number))
    assert [(one.id, one.conversion) for one in site.conversions_of(NAME)] == [(number, renamed)]


def test_a_site_names_so_many_and_no_more(site: Records) -> None:
    for number in range(MOST_CONVERSIONS):
        assert site.add_conversion(NAME, Conversion(f"event:{number}", "x")) is None
    assert site.add_conversion(NAME, THANKS) == ConversionProblem.TOO_MANY
    assert site.add_conversion(OTHER, THANKS) is None
