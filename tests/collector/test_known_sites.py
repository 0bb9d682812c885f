"""The list of sites, as the collector reads it."""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec
import pytest

from collector.site import KnownSite, KnownSites, publish_sites


def test_what_cannot_be_read_any_more_goes_on_as_it_was(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    now = [0.0]
    path = tmp_path / "sites.json"
    publish_sites(path, [KnownSite(name="example.fr", hosts=("example.fr",))])
    sites = KnownSites(path, lambda: now[0])
    assert sites.find("example.fr")
    path.write_text("[{")
    with caplog.at_level(logging.ERROR):
        for second in range(1, 6):
            now[0] = 2.0 * second
            assert sites.find("example.fr")
            assert sites.owner_of("www.example.fr") == "example.fr"
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "sites.json cannot be read, the sites known before go on" in caplog.text
    publish_sites(path, [KnownSite(name="other.fr", hosts=("other.fr",))])
    now[0] += 2
    assert (sites.find("example.fr"), sites.owner_of("other.fr")) == (None, "other.fr")


def test_where_it_never_could_be_read_no_site_is_called_unknown(tmp_path: Path) -> None:
    path = tmp_path / "sites.json"
    path.write_text("[{")
    sites = KnownSites(path)
    for _ in range(3):
        with pytest.raises(msgspec.MsgspecError):
            sites.find("example.fr")


def test_without_a_list_there_is_no_site(tmp_path: Path) -> None:
    assert KnownSites(tmp_path / "sites.json").find("example.fr") is None
