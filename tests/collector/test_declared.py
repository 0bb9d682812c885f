"""What a form declares: answers become properties, contact fields are kept nowhere; a form without a name gets one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from collector.enrich import form_of, read_answers
from collector.event import SentEvent
from tests.collector.conftest import Intaker


def event(name: str = "form_submit", **fields: Any) -> SentEvent:
    return SentEvent(site="example.fr", name=name, url="https://example.fr/quote", **fields)


def written(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_contact_fields_never_reach_the_disk(intaker: Intaker) -> None:
    answer = intaker.send("form_submit", fields={"email": "me@example.org", "phone": "0102030405"})
    assert answer.json == {"accepted": 1, "refused": []}
    disk = written(intaker.folder)
    assert b"form_submit" in disk
    assert b"me@example" not in disk
    assert b"0102030405" not in disk


def test_answers_reach_it_as_properties(intaker: Intaker) -> None:
    intaker.send("form_submit", answers={"budget": "5000"})
    assert b"answer.budget" in written(intaker.folder)


def test_answers_are_bounded_and_cleaned() -> None:
    answers = {"need": "a\0roof for me@example.org", "budget": "", "x" * 200: "y" * 2000}
    assert read_answers(answers) == {
        "answer.need": "a roof for [e-mail]",
        "answer." + "x" * 57: "y" * 500,
    }


@pytest.mark.parametrize("kind", ["fields", "answers"])
@pytest.mark.parametrize(
    "value", [[], "text", {"a": 1}, {"a": None}, {"a": "x" * 2001}, {"x" * 201: "a"}, {str(n): "a" for n in range(31)}]
)
def test_what_is_beyond_the_limits_is_refused(kind: str, value: Any, intaker: Intaker) -> None:
    answer = intaker.send("form_submit", **{kind: value})
    assert (answer.status_code, (answer.json or {})["reason"]) == (400, "bad_field")


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        (event(form="Quote?"), "Quote?"),
        (event(form="/send?key=secret"), "/send"),
        (event(form="/send#secret"), "/send"),
        (event(form="send.php?key=secret"), "send.php"),
        (event(form="https://crm.test/in?key=secret"), "/in"),
        (event(form="https://crm.test"), "/quote"),
        (event(), "/quote"),
        (event("form_view"), "/quote"),
        (event("download"), ""),
        (event(form="x" * 2000), "x" * 200),
    ],
)
def test_the_name_of_a_form(sent: SentEvent, name: str) -> None:
    assert form_of(sent, "/quote") == name
