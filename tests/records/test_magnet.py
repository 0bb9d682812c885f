"""A site's magnets: checked, kept by title, changed by number; and by command."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from leadpump.command.magnet import magnet
from leadpump.command.site import site as site_command
from leadpump.records import NotFound, Records
from leadpump.records.magnet import MOST_MAGNETS, MagnetProblem, check_magnet
from leadpump.records.new_site import NewSite
from reports.magnet import Magnet

NAME = "fleurs.fr"
GUIDE = Magnet("guide", "Le guide", "ebook", "/guide", "download")


@dataclass(frozen=True)
class Folder:
    data: Path


@pytest.fixture
def site(records: Records) -> Records:
    for name in (NAME, "pains.fr"):
        records.add_site(NewSite(name, name, "Europe/Paris", "EUR", (name,)))
    return records


def test_a_magnet_is_kept_for_one_site_and_its_reports_know_it(site: Records) -> None:
    assert site.add_magnet(NAME, GUIDE) is None
    assert site.add_magnet(NAME, Magnet("a", "Un devis", "quote", "", "form")) is None
    assert [one.magnet.name for one in site.magnets_of(NAME)] == ["guide", "a"]
    assert {one.name: one.magnets for one in site.all_sites()} == {
        NAME: tuple(one.magnet for one in site.magnets_of(NAME)),
        "pains.fr": (),
    }


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"name": " guide "}, Magnet("guide", "guide", "other", "", "form")),
        ({"name": "g", "title": " Le \n guide "}, Magnet("g", "Le guide", "other", "", "form")),
        ({"name": "x" * 200}, Magnet("x" * 200, "x" * 100, "other", "", "form")),
        ({"name": "g", "path": "https://fleurs.fr/guide?a=b#c"}, Magnet("g", "g", "other", "/guide", "form")),
        ({"name": ""}, MagnetProblem.NO_NAME),
        ({"name": "a\x00b"}, MagnetProblem.BAD_NAME),
        ({"name": "g", "title": "a\u202eb"}, MagnetProblem.BAD_TITLE),
        ({"name": "g", "kind": "car"}, MagnetProblem.BAD_KIND),
        ({"name": "g", "path": "guide"}, MagnetProblem.BAD_PATH),
        ({"name": "g", "path": "/" + "x" * 500}, MagnetProblem.BAD_PATH),
        ({"name": "g", "completes": "never"}, MagnetProblem.BAD_COMPLETION),
    ],
)
def test_what_is_declared_is_checked(given: dict[str, str], found: Magnet | MagnetProblem) -> None:
    assert check_magnet(**given) == found


def test_a_name_is_declared_once_a_site(site: Records) -> None:
    site.add_magnet(NAME, GUIDE)
    assert site.add_magnet(NAME, GUIDE) == MagnetProblem.NAME_TAKEN
    assert site.add_magnet(NAME, replace(GUIDE, name="Guide")) is None
    assert site.add_magnet("pains.fr", GUIDE) is None
    number = next(one.id for one in site.magnets_of(NAME) if one.magnet == GUIDE)
    assert site.change_magnet(NAME, number, replace(GUIDE, name="Guide")) == MagnetProblem.NAME_TAKEN
    assert site.change_magnet(NAME, number, replace(GUIDE, title="Z")) is None


def test_a_site_has_so_many_and_no_more(site: Records) -> None:
    for number in range(MOST_MAGNETS):
        assert site.add_magnet(NAME, replace(GUIDE, name=f"{number}")) is None
    assert site.add_magnet(NAME, GUIDE) == MagnetProblem.TOO_MANY


def test_that_of_another_site_is_not_found(site: Records) -> None:
    site.add_magnet(NAME, GUIDE)
    number = site.magnets_of(NAME)[0].id
    with pytest.raises(NotFound):
        site.remove_magnet("pains.fr", number)
    with pytest.raises(NotFound):
        site.change_magnet("pains.fr", number, GUIDE)
    site.remove_magnet(NAME, number)
    assert site.magnets_of(NAME) == []


def test_magnets_by_command(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "data")

    def said(*line: str, code: int = 0) -> str:
        result = CliRunner().invoke(magnet, line, obj=folder)
        assert result.exit_code == code, result.output
        return result.output

    CliRunner().invoke(site_command, ["add", NAME], obj=folder)
    assert "has declared no magnet" in said("list", NAME)
    assert "Declared guide" in said(
        "add", NAME, "guide", "--title", "Le guide", "--kind", "ebook", "--path", "/guide", "--completes", "download"
    )
    assert said("list", NAME) == "guide  Le guide  ebook  download  /guide\n"
    assert "it is declared already" in said("add", NAME, "guide", code=1)
    assert "written as in /guide" in said("add", NAME, "other", "--path", "guide", code=1)
    assert "There is no site" in said("list", "nowhere.fr", code=1)
    assert "has declared no magnet 'nothing'" in said("remove", NAME, "nothing", code=1)
    assert "no longer declared" in said("remove", NAME, "guide")
    assert "has declared no magnet" in said("list", NAME)
