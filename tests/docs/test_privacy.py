"""docs/privacy.md: what it says is never stored is not in the spool, and its times are those of the schema."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import signature
from pathlib import Path

import pytest

from collector.loader import Loader
from leadpump.settings import Settings
from tests.collector.conftest import Intaker
from tests.docs.page import ROOT, read_page, section, table

TIMES = table(section(read_page("privacy.md"), "## For how long"))
SCHEMA = (ROOT / "collector" / "schema" / "0001_events.sql").read_text("utf-8")
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 Unmistakable/7"
SECRETS = (
    "203.0.113.77",
    "203.0.113.0",
    "Unmistakable",
    "Europe/Paris",
    "token-in-the-query",
    "fragment-of-the-page",
    "value-of-the-click",
    "query-of-the-referrer",
    "query-of-the-target",
    "marie@example.org",
    "marie%40example.org",
    "name-of-the-visitor",
)


@pytest.fixture
def intaker(tmp_path: Path) -> Iterator[Intaker]:
    """The collector's HTTP edge over a spool of its own."""
    intaker = Intaker(tmp_path)
    yield intaker
    intaker.spool.close()


def test_what_is_said_never_to_be_stored_is_not_in_the_data_folder(intaker: Intaker) -> None:
    answer = intaker.client.post(
        "/api/event",
        json={
            "site": "example.fr",
            "name": "download",
            "url": "https://example.fr/clients/marie@example.org/a?token=token-in-the-query&gclid=value-of-the-click"
            "&utm_source=marie@example.org&utm_campaign=kept#fragment-of-the-page",
            "referrer": "https://search.example/marie%40example.org?q=query-of-the-referrer",
            "target": "https://files.example/a.pdf?key=query-of-the-target",
            "title": "Account of marie@example.org",
            "form": "marie@example.org",
            "props": {"contact": "marie@example.org"},
            "timezone": "Europe/Paris",
            "visitor": "name-of-the-visitor",
        },
        headers={"User-Agent": AGENT},
        environ_base={"REMOTE_ADDR": "203.0.113.77"},
    )
    assert answer.status_code == 202
    intaker.spool.seal()
    kept = b"".join(path.read_bytes() for path in intaker.folder.rglob("*") if path.is_file())
    assert b"kept" in kept
    assert [secret for secret in SECRETS if secret.encode() in kept] == []


def test_events_and_their_identifiers_are_kept_as_long_as_the_page_says() -> None:
    assert TIMES["events"][1].startswith("25 months")
    assert "ttl toDateTime(ts) + interval 25 month" in SCHEMA
    assert TIMES["identifiers of events, to count a repeated one once"][1] == "40 days"
    assert "ttl received + interval 40 day" in SCHEMA


def test_inserted_segments_are_kept_as_long_as_the_page_says() -> None:
    assert (
        "24 hours (`LEADPUMP_KEEP_HOURS`)" in TIMES["accepted events on their way, and copies of what was inserted"][1]
    )
    assert Settings().keep_hours == signature(Loader).parameters["keep_hours"].default == 24
