"""The collector's answers: what is taken, what is refused and with which reason."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from collector import record
from collector.record import EventRecord
from collector.spool import read_frames, ready_segments
from tests.collector.conftest import Intaker

GOOD = {"site": "example.fr", "name": "pageview", "url": "https://example.fr/"}


def stored(intaker: Intaker) -> list[record.Record]:
    intaker.spool.seal()
    return [
        record.decode(part)
        for path in ready_segments(intaker.folder / "spool")
        for part in read_frames(path.read_bytes())
        if isinstance(part, bytes)
    ]


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (b" ", 400, "not_json"),
        (b"nonsense", 400, "not_json"),
        (b"\xff\xfe{}", 400, "not_json"),
        (b'{"site": "example.fr", "name": "pageview", "url": "https://example.fr/", "scroll": NaN}', 400, "not_json"),
        (b"[" * 100_000, 400, "not_json"),
        (b'{"a":' * 20_000, 400, "not_json"),
        (b"[]", 400, "not_an_event"),
        (b"3", 400, "not_an_event"),
        ({}, 400, "missing_field"),
        ({"site": "example.fr", "name": "pageview"}, 400, "missing_field"),
        (GOOD | {"site": "nowhere.fr"}, 403, "unknown_site"),
        (GOOD | {"site": 3}, 400, "bad_field"),
        (GOOD | {"name": ""}, 400, "bad_field"),
        (GOOD | {"name": "<script>"}, 400, "bad_field"),
        (GOOD | {"url": "javascript:alert(1)"}, 400, "bad_field"),
        (GOOD | {"url": "/relative"}, 400, "bad_field"),
        (GOOD | {"url": "https://[nonsense/"}, 400, "bad_field"),
        (GOOD | {"id": "no-uuid"}, 400, "bad_field"),
        (GOOD | {"scroll": 101}, 400, "bad_field"),
        (GOOD | {"scroll": -1}, 400, "bad_field"),
        (GOOD | {"engaged": -1}, 400, "bad_field"),
        (GOOD | {"engaged": 10**20}, 400, "bad_field"),
        (GOOD | {"age": -5}, 400, "bad_field"),
        (GOOD | {"age": 73 * 3600 * 1000}, 400, "too_old"),
        (GOOD | {"value": 1e308}, 400, "bad_field"),
        (GOOD | {"currency": "euro"}, 400, "bad_field"),
        (GOOD | {"currency": "EUR\n"}, 400, "bad_field"),
        (GOOD | {"name": "signup\n"}, 400, "bad_field"),
        (GOOD | {"props": {"a": {"b": 1}}}, 400, "bad_field"),
        (GOOD | {"props": {str(number): 1 for number in range(31)}}, 400, "bad_field"),
        (GOOD | {"url": "https://example.fr/" + "x" * 8192}, 400, "bad_field"),
        ([GOOD] * 101, 413, "too_many_events"),
        (b" " * 300_000, 413, "too_large"),
    ],
)
def test_bad_input_gets_a_reason_and_nothing_is_stored(intaker: Intaker, body: Any, status: int, reason: str) -> None:
    answer = intaker.post(body)
    assert (answer.status_code, answer.json["reason"]) == (status, reason)  # type: ignore[index]
    assert stored(intaker) == []


def test_what_is_good_beside_something_bad_is_kept_and_the_bad_is_named(intaker: Intaker) -> None:
    batch: list[dict[str, Any]] = [GOOD | {"id": str(uuid4())} for _ in range(50)]
    batch[7] = batch[7] | {"scroll": 900}
    answer = intaker.post(batch)
    assert answer.status_code == 202
    assert answer.json["accepted"] == 49  # type: ignore[index]
    assert [(item["index"], item["reason"]) for item in answer.json["refused"]] == [(7, "bad_field")]  # type: ignore[index]
    assert [str(item.id) for item in stored(intaker)] == [item["id"] for item in batch if "scroll" not in item]


def test_answers_never_repeat_what_was_sent(intaker: Intaker) -> None:
    for field in ("site", "name", "url", "consent", "currency", "id"):
        answer = intaker.post(GOOD | {field: "<b>hostile</b>"})
        assert answer.status_code in (400, 403)
        assert b"hostile" not in answer.data


def test_a_body_needs_a_length_and_a_type(intaker: Intaker) -> None:
    without_length = intaker.client.post("/api/event", content_type="text/plain")
    assert (without_length.status_code, without_length.json["reason"]) == (411, "length_required")  # type: ignore[index]
    form = intaker.client.post("/api/event", data={"a": "b"})
    assert (form.status_code, form.json["reason"]) == (415, "unsupported_type")  # type: ignore[index]
    packed = intaker.post(b"{}", Content_Encoding="gzip")
    assert packed.status_code == 415


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://example.fr", 202),
        ("https://www.example.fr", 202),
        ("https://shop.example.fr:8443", 202),
        ("https://notexample.fr", 403),
        ("https://example.fr.evil.org", 403),
        ("null", 202),
    ],
)
def test_a_page_of_another_host_is_refused(intaker: Intaker, origin: str, status: int) -> None:
    assert intaker.post(GOOD, Origin=origin).status_code == status


def test_any_page_may_read_the_answer_but_no_cookie_is_involved(intaker: Intaker) -> None:
    answer = intaker.client.options("/api/event", headers={"Origin": "https://example.fr"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert intaker.post(GOOD).headers["Access-Control-Allow-Origin"] == "*"


def test_control_characters_and_lone_surrogates_do_not_get_in(intaker: Intaker) -> None:
    intaker.post(b'{"site":"example.fr","name":"pageview","url":"https://example.fr/","title":"a\\u0000b\\u202ec\\n"}')
    intaker.post(b'{"site":"example.fr","name":"x","url":"https://example.fr/","title":"a\\ud800b"}')
    assert [item.title for item in stored(intaker) if isinstance(item, EventRecord)] == ["a b c", "ab"]


def test_an_import_needs_a_key_of_its_own_site(intaker: Intaker) -> None:
    past = GOOD | {"ts": 1_770_000_000_000, "visitor": "someone"}
    assert intaker.import_("events", [past]).status_code == 202
    assert intaker.import_("events", [past], key="wrong").status_code == 401
    assert intaker.import_("events", [past], key="").status_code == 401
    other = past | {"site": "other.fr", "url": "https://other.fr/"}
    answer = intaker.import_("events", [past, other])
    assert answer.json["accepted"] == 1  # type: ignore[index]
    assert answer.json["refused"][0]["reason"] == "unauthorized"  # type: ignore[index]


def test_an_imported_event_has_its_own_time_and_visitor(intaker: Intaker) -> None:
    past = GOOD | {"ts": 1_770_000_000_000, "visitor": "someone"}
    intaker.import_("events", [past, past | {"visitor": "someone else"}, past])
    first, second, third = (item for item in stored(intaker) if isinstance(item, EventRecord))
    assert first.ts == 1_770_000_000_000
    assert first.via == "import"
    assert first.visitor_id == third.visitor_id != second.visitor_id


@pytest.mark.parametrize(
    "day", ["2026-02-30", "2026-13-45", "0001-01-01", "9999-12-31", "2026-01-01\n", "٢٠٢٦-٠١-٠١", "1/2/26"]
)
def test_a_cost_needs_a_day_that_exists(intaker: Intaker, day: str) -> None:
    cost = {"site": "example.fr", "day": day, "amount": 10, "currency": "EUR", "id": str(uuid4())}
    answer = intaker.import_("costs", [cost])
    assert (answer.status_code, answer.json["reason"]) == (400, "bad_field")  # type: ignore[index]


def test_a_lasting_visitor_id_counts_only_with_consent(intaker: Intaker) -> None:
    for consent, visitor in (("", "v1"), ("", "v2"), ("denied", "v1"), ("granted", "v1"), ("granted", "v2")):
        intaker.post(GOOD | {"visitor": visitor, "consent": consent})
    numbers = [item.visitor_id for item in stored(intaker) if isinstance(item, EventRecord)]
    assert numbers[0] == numbers[1] == numbers[2]
    assert len(set(numbers)) == 3


def test_the_address_of_a_visitor_is_nowhere_in_the_spool(intaker: Intaker) -> None:
    intaker.client.post("/api/event", json=GOOD, environ_base={"REMOTE_ADDR": "203.0.113.77"})
    intaker.spool.seal()
    everything = b"".join(path.read_bytes() for path in intaker.folder.rglob("*") if path.is_file())
    assert b"203.0.113" not in everything


def test_a_full_disk_is_a_503_that_says_when_to_come_again(intaker: Intaker) -> None:
    intaker.spool._limit_bytes = -1
    intaker.spool._next_look = 0
    answer = intaker.post(GOOD)
    assert (answer.status_code, answer.json["reason"]) == (503, "storage_full")  # type: ignore[index]
    assert int(answer.headers["Retry-After"]) > 0
