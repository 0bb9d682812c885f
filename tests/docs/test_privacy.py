"""docs/privacy.md: what it says is never stored is not in the spool, and its times are those of the schema."""

from __future__ import annotations

import re
from collections.abc import Iterator
from inspect import signature
from pathlib import Path
from typing import Any

import msgspec
import pytest

from collector.address import clean
from collector.loader import Loader
from collector.person import CONTACT_FIELDS
from collector.record import EventRecord
from leadpump.settings import Settings
from tests.collector.conftest import CHROME, Intaker
from tests.collector.test_mode import FULL, id_given
from tests.collector.test_receive import stored
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


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("andré@exemple.fr", "[e-mail]"),
        ("marie@café.fr", "[e-mail]"),
        ("Compte de zoë.müller+devis@bücher-läden.example, à rappeler", "Compte de [e-mail], à rappeler"),
        ("andre\u0301@exemple.fr", "[e-mail]"),  # the accent as a character of its own
        ("marie@cafe\u0301.fr", "[e-mail]"),
        ("/clients/andr\ufffd@exemple.fr/a", "/clients/[e-mail]/a"),  # an accent that is not UTF-8
        ("andr%C3%A9%40caf%C3%A9.fr, marie%40exemple.fr%20b", "[e-mail], [e-mail]%20b"),
        ("иван@пример.рф", "[e-mail]"),
        ("« marie@exemple.fr »", "« [e-mail] »"),
        ("Déjà 20 % @ l’atelier.", "Déjà 20 % @ l’atelier."),
        ("@café et à @prix.réduit", "@café et à @prix.réduit"),
    ],
)
def test_whatever_looks_like_an_e_mail_address_is_taken_out_in_any_alphabet(text: str, kept: str) -> None:
    assert clean(text, 1000) == kept


def test_events_and_their_identifiers_are_kept_as_long_as_the_page_says() -> None:
    kept = Settings().retention
    events = TIMES["events, and what each session comes to"][1]
    assert events.startswith(f"{kept.events} months (`LEADPUMP_KEEP_EVENTS_MONTHS`)")
    persons = TIMES["contact details and notes; the hash by which a lead's person is known, and their answers"][1]
    assert persons.startswith(f"{kept.contacts} months after the last contact")
    assert TIMES["identifiers of events, to count a repeated one once"][1] == "40 days"
    assert "ttl received + interval 40 day" in SCHEMA


def test_the_contact_fields_that_are_kept_are_those_the_page_names() -> None:
    said = re.search(r"Only ([^.]*) are kept\.", section(read_page("privacy.md"), "### Leads and contact details"))
    assert said
    assert set(re.findall(r"`(\w+)`", said[1])) == set(CONTACT_FIELDS)


def test_inserted_segments_are_kept_as_long_as_the_page_says() -> None:
    assert (
        "24 hours (`LEADPUMP_KEEP_HOURS`)" in TIMES["accepted events on their way, and copies of what was inserted"][1]
    )
    assert Settings().keep_hours == signature(Loader).parameters["keep_hours"].default == 24


KEEPS = table(section(read_page("privacy.md"), "### What each mode keeps"))
EVERYTHING = FULL | {
    "id": "7b0e4f5c-6f43-4a0e-8a55-7f0c3a1d2b02",
    "page": "0d0c6f0e-5f0b-4c53-9c3e-0a6b1f6a1c01",
    "section": "prix",
    "magnet": "guide",
    "target": "https://files.example/a.pdf",
    "scroll": 50,
    "engaged": 1000,
    "value": 9,
    "currency": "EUR",
    "timezone": "Europe/Paris",
    "visitor": id_given(0),
}
SAID = [
    ("cookieless.fr", {"consent": ""}),
    ("exempt.fr", {"consent": "granted"}),
    ("consent.fr", {"consent": ""}),
    ("consent.fr", {"consent": "granted"}),
]
"""What is sent for each column of the table."""


@pytest.mark.parametrize("mode", range(len(SAID)))
def test_each_mode_keeps_what_the_table_says(mode: int, intaker: Intaker) -> None:
    site, said = SAID[mode]
    whole = kept_of(intaker, {"site": "example.fr", "consent": "granted"}, CHROME)
    kept = kept_of(intaker, {"site": site} | said, CHROME)
    another = kept_of(intaker, {"site": site} | said, AGENT)
    for names, cells in KEEPS.items():
        for column in (name.strip(" `") for name in names.replace("` of a form sent", "").split(",")):
            before, after = whole[column], kept[column]
            assert before
            match cells[mode]:
                case "yes":
                    assert after == (site if column == "site" else before), column
                case "no":
                    assert not after, column
                case "cut":
                    assert after == {"referrer": "blog.example.org", "props": {"seconds": "3"}}[column]
                case "other" | "of the referring host":
                    assert after
                    assert after != before, column
                case "hashed":
                    assert after
                    assert str(after).isdecimal(), column
                case "of the day":
                    assert after != another[column]
                case "for 13 months":
                    assert after == another[column]
                case "of the campaign":
                    assert after == before, column
                case other:
                    raise AssertionError(f"the table says {other!r} of {column}")


def test_the_table_names_every_column_that_a_visitor_may_fill() -> None:
    named = {name for names in KEEPS for name in re.findall(r"\w+", names.replace("of a form sent", ""))}
    derived = {"visitor_before", "visitor_after", "internal", "channel_rules", "opens_touch", "bot", "spam", "via"}
    derived |= {"sealed"}  # It goes into contacts, where person is kept.
    derived |= {"apart"}  # The id as it would be in another mode; it goes into event_ids.
    assert named == set(EventRecord.__struct_fields__) - derived


def kept_of(intaker: Intaker, said: dict[str, Any], agent: str) -> dict[str, Any]:
    """The columns that a form sent leaves, with the properties that a section in view leaves."""
    for name in ("form_submit", "section"):
        answer = intaker.post(
            EVERYTHING | said | {"name": name, "props": {"seconds": 3, "plan": "pro"}},
            User_Agent=agent,
            Accept_Language="fr",
        )
        assert answer.status_code == 202
    form, shown = stored(intaker)[-2:]
    assert isinstance(form, EventRecord)
    assert isinstance(shown, EventRecord)
    return msgspec.structs.asdict(form) | {"props": shown.props}
