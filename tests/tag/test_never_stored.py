"""A campaign seen before consent, from the real tag to the real engine: it is nowhere if consent never comes."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

import pytest

from collector.loader import Loader
from leadpump.clickhouse import ClickHouse
from tests.tag.conftest import Collector, Pages
from tests.traces import find_traces

CLICK = "click-seen-xq7"
FORM = """<script>addEventListener('submit', e => e.preventDefault())</script>
    <form id=devis><input name=mail data-leadpump-field=email value=me@example.org><button>ok</button></form>
    <a href='/other'>other</a>"""


def visit(pages: Pages, mode: str, choice: str, path: str, campaign: str) -> None:
    """Arrive by a campaign, read, send a form, go on to another page, and leave; choose in between, or never."""
    tag = pages.tag.replace("data-site", f"data-mode={mode} data-site")
    pages.write(FORM, path, tag)
    pages.write("<h1>Other</h1>", "/other", tag)
    page = pages.blank()
    utm = "&".join(f"utm_{name}={campaign}" for name in ("source", "medium", "campaign", "content", "term"))
    page.goto(f"{pages.origin}{path}?{utm}&gclid={CLICK}")
    pages.collector.wait(1)
    if choice:
        page.evaluate(f"leadpump('consent', '{choice}')")
        pages.collector.settle()
    if choice != "denied":  # Its form is stored under another id, which the fixture would miss.
        page.click("button")
    page.click("a")
    page.wait_for_url("**/other")
    pages.leave(page)


@pytest.mark.parametrize(
    ("mode", "choice", "kept"),
    [("consent", "", False), ("consent", "denied", False), ("exempt", "granted", False), ("consent", "granted", True)],
)
def test_a_campaign_seen_before_consent(
    mode: str, choice: str, kept: bool, pages: Pages, collector: Collector, clickhouse: ClickHouse, tmp_path: Path
) -> None:
    # The collector's folder holds what other tests sent, too.
    mark = secrets.token_hex(6)
    campaign, path = f"campaign-{mark}", f"/offer-{mark}"
    visit(pages, mode, choice, path, campaign)
    collector.real.seal()
    data = tmp_path / "data"
    shutil.copytree(collector.real.folder, data)
    Loader(data / "spool", clickhouse).load_waiting()
    found = find_traces(campaign, data, clickhouse)
    # The page was counted all the same, and the search finds what is stored of it.
    page = find_traces(path, data, clickhouse)
    assert any(place.endswith(".events") for place in page)
    assert any(place.startswith("spool/done/") for place in page)
    assert find_traces(CLICK, data, clickhouse) == []
    if kept:
        assert any(place.endswith(".events") for place in found)
        assert any(place.startswith("spool/done/") for place in found)
    else:
        assert found == []
