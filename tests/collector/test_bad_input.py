"""Whatever strangers send gets the answer that docs/events.md promises, row by row of its table "Odd input"."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from collector.event import SentEvent
from collector.receive import MAX_AGE_MS
from collector.record import EventRecord
from tests.collector.conftest import Intaker, Pipeline
from tests.collector.test_receive import GOOD, stored

Answer = tuple[int, str]
Case = Callable[[Intaker], Answer]


def sent(body: Any, **headers: str) -> Case:
    """POST it; the status, and the reason or ""."""

    def case(intaker: Intaker) -> Answer:
        answer = intaker.post(body, **headers)
        return answer.status_code, (answer.json or {}).get("reason", "")

    return case


def with_json(field: str, text: str) -> bytes:
    """A good event with one more field, written as it stands."""
    return f'{json.dumps(GOOD)[:-1]},"{field}":{text}}}'.encode()


def of_type(kind: str) -> Case:
    """A good event under another content type."""

    def case(intaker: Intaker) -> Answer:
        answer = intaker.client.post("/api/event", data=json.dumps(GOOD), content_type=kind)
        return answer.status_code, (answer.json or {}).get("reason", "")

    return case


def preflight(intaker: Intaker) -> Answer:
    """A browser that asks whether it may."""
    headers = {"Origin": "https://example.fr", "Access-Control-Request-Method": "POST"}
    answer = intaker.client.options("/api/event", headers=headers)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "POST"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    return answer.status_code, ""


def imported_at(ts: Any) -> Case:
    """An event of the past of that time."""

    def case(intaker: Intaker) -> Answer:
        answer = intaker.import_("events", [GOOD | {"ts": ts, "visitor": "someone"}])
        return answer.status_code, (answer.json or {}).get("reason", "")

    return case


FIFTY = [GOOD | {"title": str(number)} for number in range(50)]

ODD_INPUT: dict[str, tuple[Answer, list[Case]]] = {
    "no `Content-Type`, one of a form, an image, XML": (
        (415, "unsupported_type"),
        [
            of_type(kind)
            for kind in (
                "",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "image/png",
                "text/xml",
                "application/jsonp",
            )
        ],
    ),
    "`Content-Encoding: gzip`, `br`, `deflate` or an invented one": (
        (415, "unsupported_type"),
        [sent(json.dumps(GOOD).encode(), Content_Encoding=name) for name in ("gzip", "br", "deflate", "identity, x")],
    ),
    "a body in UTF-16, with a byte order mark, or with bytes that are not UTF-8": (
        (400, "not_json"),
        [
            sent(json.dumps(GOOD).encode("utf-16")),
            sent(b"\xef\xbb\xbf" + json.dumps(GOOD).encode()),
            sent(with_json("title", '"\u00e9"').replace(b"\xc3\xa9", b"\xe9")),
            sent(with_json("title", '"x"').replace(b'"x"', b'"\xff"')),
        ],
    ),
    "a lone surrogate, in whichever field: left out": (
        (202, ""),
        [
            sent(with_json("title", r'"\ud800"')),
            sent(with_json("props", r'{"a\udfff": 1}')),
            sent(with_json("unknown", r'"\ud83d"')),
        ],
    ),
    "a NUL or another control character, raw": (
        (400, "not_json"),
        [sent(with_json("title", '"a\0b"')), sent(with_json("title", '"a\nb"'))],
    ),
    "an escaped control character or direction mark in a text": (
        (202, ""),
        [
            sent(with_json("title", r'"a\u0000b\u202e\u001b"')),
            sent(GOOD | {"url": "https://example.fr/a%00b?utm_campaign=%1b%0a"}),
        ],
    ),
    "the same in `name`": (
        (400, "bad_field"),
        [sent(with_json("name", r'"a\u0000b"')), sent(GOOD | {"name": "a\u202eb"})],
    ),
    "100,000 levels of nesting, in a field or in a field of no meaning": (
        (400, "not_json"),
        [
            sent(with_json("props", '{"a":' * 40_000)),
            sent(with_json("unknown", "[" * 100_000 + "]" * 100_000)),
            sent(b"[" * 200_000),
        ],
    ),
    "a million keys": ((413, "too_large"), [sent(json.dumps(dict.fromkeys(map(str, range(1_000_000)), 0)).encode())]),
    "as many unknown keys as fit into the body": ((202, ""), [sent(GOOD | dict.fromkeys(map(str, range(20_000)), 0))]),
    "a key twice: the last one counts": ((202, ""), [sent(with_json("name", '"signup"'))]),
    "more after the object": ((400, "not_json"), [sent(json.dumps(GOOD).encode() + b"{}")]),
    "NaN or Infinity": (
        (400, "not_json"),
        [
            sent(with_json(field, value))
            for field in ("value", "engaged", "props", "unknown")
            for value in ("NaN", "Infinity", "-Infinity")
        ],
    ),
    "1e308, 1e400 or a number of 20 or of 5,000 digits as a field": (
        (400, "bad_field"),
        [
            sent(with_json(field, value))
            for field in ("value", "engaged", "age", "scroll")
            for value in ("1e308", "1e400", "9" * 20, "9" * 5000)
        ],
    ),
    "1e308 or a number of 20 digits as a property: kept as text": (
        (202, ""),
        [sent(with_json("props", f'{{"a": {value}}}')) for value in ("1e308", "9" * 20, "-" + "9" * 20)],
    ),
    "1e400 or a number of 5,000 digits as a property": (
        (400, "bad_field"),
        [sent(with_json("props", f'{{"a": {value}}}')) for value in ("1e400", "9" * 5000)],
    ),
    "a negative `value`: a refund": ((202, ""), [sent(GOOD | {"value": -12.5, "currency": "EUR"})]),
    "another negative number, or one beyond its limit": (
        (400, "bad_field"),
        [
            sent(GOOD | {field: value})
            for field, value in (("engaged", -1), ("age", -1), ("scroll", -1), ("scroll", 101), ("engaged", 86_400_001))
        ],
    ),
    "an import of 1970, of 1999, of 2106, of a negative or of a 20-digit time": (
        (400, "bad_field"),
        [imported_at(ts) for ts in (0, 946_684_799_999, 4_102_444_800_001, 4_294_967_295_000, -1, 10**20)],
    ),
    "an import of 2000 to 2100": (
        (202, ""),
        [imported_at(ts) for ts in (946_684_800_000, 1_770_000_000_000, 4_102_444_800_000)],
    ),
    "one bad event among fifty: the other 49 are kept, it is named": (
        (202, ""),
        [sent([*FIFTY[:20], {"site": 1}, *FIFTY[21:]])],
    ),
    "101 events": ((413, "too_many_events"), [sent([*FIFTY, *FIFTY, GOOD])]),
    "an id that was sent before: counted once": (
        (202, ""),
        [
            sent([GOOD | {"id": "3f1b8c52-8d24-4a55-9a3b-1f0f5f9d6a03"}] * 2),
        ],
    ),
    "a site that is not measured here": (
        (403, "unknown_site"),
        [sent(GOOD | {"site": name}) for name in ("nowhere.fr", "\0", "x" * 253, "é")],
    ),
    "`Origin` of another host": (
        (403, "foreign_origin"),
        [
            sent(GOOD, Origin=origin)
            for origin in ("https://evil.example", "https://example.fr.evil.example", "//evil.fr")
        ],
    ),
    "`Origin: null`, an empty one, or none": (
        (202, ""),
        [sent(GOOD, Origin="null"), sent(GOOD, Origin=""), sent(GOOD)],
    ),
    "a browser's preflight": ((200, ""), [preflight]),
    "a `User-Agent` of 8 KB: its first 512 characters count": ((202, ""), [sent(GOOD, User_Agent="x" * 8000)]),
    "an address of over 8,192 characters": (
        (400, "bad_field"),
        [sent(GOOD | {"url": "https://example.fr/" + "x" * 8192})],
    ),
    "`javascript:`, `data:`, a path, an unfinished IPv6 host as `url`": (
        (400, "bad_field"),
        [sent(GOOD | {"url": url}) for url in ("javascript:alert(1)", "data:,x", "/x", "https://[::1", "https://", "")],
    ),
    "`Sec-Purpose: prefetch;prerender`, a crawler, a referrer that is spam: kept and marked": (
        (202, ""),
        [
            sent(GOOD, Sec_Purpose="prefetch;prerender"),
            sent(GOOD, User_Agent="Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
            sent(GOOD | {"referrer": "https://www.semalt.com/x"}),
        ],
    ),
}


@pytest.mark.parametrize("row", ODD_INPUT)
def test_odd_input_gets_the_answer_that_is_documented(intaker: Intaker, row: str) -> None:
    expected, cases = ODD_INPUT[row]
    answers = [case(intaker) for case in cases]
    assert answers == [expected] * len(cases)
    if expected[0] not in (200, 202):
        assert stored(intaker) == []


def last(intaker: Intaker) -> EventRecord:
    """The event stored last."""
    event = stored(intaker)[-1]
    assert isinstance(event, EventRecord)
    return event


def test_control_characters_are_gone_from_what_is_kept(intaker: Intaker) -> None:
    intaker.post(with_json("title", r'"a\u0000b\u202e\u001b\u009b\u0085\n"'))
    assert last(intaker).title == "a b"
    intaker.post(GOOD | {"url": "https://example.fr/a%00b%0D%0AX-Header:1?utm_campaign=%1b%c2%9b31mred%0a"})
    assert (last(intaker).path, last(intaker).utm_campaign) == ("/a b X-Header:1", "31mred")


def test_odd_numbers_are_kept_as_text_in_properties(intaker: Intaker) -> None:
    intaker.post(with_json("props", f'{{"a": 1e308, "b": {"9" * 20}, "c": -0.0, "d": 1e-400}}'))
    assert last(intaker).props == {"a": "1e+308", "b": "9" * 20, "c": "-0.0", "d": "0.0"}


def test_the_49_good_ones_among_fifty_are_kept_and_the_bad_one_is_named(intaker: Intaker) -> None:
    answer = intaker.post([*FIFTY[:20], GOOD | {"scroll": 900}, *FIFTY[21:]])
    assert answer.json["accepted"] == 49  # type: ignore[index]
    assert [item["index"] for item in answer.json["refused"]] == [20]  # type: ignore[index]
    titles = [item.title for item in stored(intaker) if isinstance(item, EventRecord)]
    assert titles == [str(number) for number in range(50) if number != 20]


@pytest.mark.parametrize(
    ("fields", "headers", "bot"),
    [
        ({}, {}, ""),
        ({}, {"Sec_Purpose": "prefetch;prerender"}, "prerender"),
        ({}, {"Sec_Purpose": "prefetch"}, "prerender"),
        ({}, {"Purpose": "prefetch"}, "prerender"),
        ({}, {"X_Moz": "prefetch"}, "prerender"),
        ({}, {"Purpose": "business"}, ""),
        ({"referrer": "https://semalt.com/"}, {}, "spam"),
        ({"referrer": "https://www.SEMALT.com./x"}, {}, "spam"),
        ({"referrer": "https://deep.down.semalt.com/"}, {}, "spam"),
        ({"referrer": "https://notsemalt.com/"}, {}, ""),
        ({"referrer": "https://example.org/?x=semalt.com"}, {}, ""),
        ({"automation": True}, {"Sec_Purpose": "prefetch"}, "automation"),
        ({"referrer": "https://semalt.com/"}, {"User_Agent": "Googlebot/2.1"}, "crawler"),
    ],
)
def test_what_no_person_looked_at_is_kept_and_marked(
    intaker: Intaker, fields: dict[str, Any], headers: dict[str, str], bot: str
) -> None:
    assert intaker.post(GOOD | fields, **headers).status_code == 202
    assert last(intaker).bot == bot


def test_an_import_of_eight_megabytes_of_keys_is_read(intaker: Intaker) -> None:
    """Keys without a meaning are passed over, not remembered."""
    many = GOOD | {"ts": 1_770_000_000_000, "visitor": "v"} | dict.fromkeys(map(str, range(600_000)), 0)
    answer = intaker.import_("events", [many])
    assert (answer.status_code, answer.json["accepted"]) == (202, 1)  # type: ignore[index]
    assert last(intaker).props == {}


FIELDS = st.sampled_from([*SentEvent.__struct_fields__, "ts", "unknown"])
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**25), 10**25),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=40),
    st.sampled_from(["", "https://example.fr/", "example.fr", "Europe/Paris", "EUR", "granted", "\0", "\u2100", "%ff"]),
    st.from_regex(r"(https?|android-app|//)?:?/?/?[\w.\[\]:@%-]{0,12}(/[^\n]{0,12})?", fullmatch=True),
)
VALUES = st.recursive(
    SCALARS, lambda value: st.lists(value, max_size=3) | st.dictionaries(st.text(), value, max_size=3)
)
EVENTS = st.dictionaries(FIELDS, VALUES, max_size=8).map(lambda fields: GOOD | fields)
HEADERS = st.dictionaries(
    st.sampled_from(["Origin", "User_Agent", "Accept_Language", "Sec_Purpose", "X_Forwarded_For", "Referer"]),
    st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=40),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(VALUES, EVENTS, st.lists(EVENTS, max_size=3)), HEADERS)
def test_whatever_json_comes_the_answer_is_one_of_those_documented(
    intaker: Intaker, body: Any, headers: dict[str, str]
) -> None:
    answer = intaker.post(json.dumps(body).encode(), **headers)
    assert answer.status_code in (202, 400, 403)
    intaker.refusals.hand_over(intaker.spool)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=200))
def test_whatever_bytes_come_the_answer_is_one_of_those_documented(intaker: Intaker, body: bytes) -> None:
    assert intaker.post(body).status_code in (400, 403)


LABELS = st.text(max_size=60)
ODD_BUT_ALLOWED = st.fixed_dictionaries(
    {},
    optional={
        "title": LABELS,
        "form": LABELS,
        "magnet": LABELS,
        "section": LABELS,
        "target": LABELS,
        "referrer": LABELS,
        "timezone": LABELS,
        "url": st.text(max_size=40).map(
            lambda text: f"https://example.fr/{text}?utm_campaign={text}&utm_source={text}"
        ),
        "value": st.floats(-1e12, 1e12),
        "engaged": st.integers(0, 86_400_000),
        "scroll": st.integers(0, 100),
        "age": st.integers(0, MAX_AGE_MS),
        "props": st.dictionaries(st.text(min_size=1, max_size=20), SCALARS, max_size=5),
    },
).map(lambda fields: GOOD | {"id": str(uuid4())} | fields)


@settings(max_examples=4, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.lists(ODD_BUT_ALLOWED, min_size=60, max_size=100))
def test_whatever_is_accepted_is_stored(pipeline: Pipeline, events: list[dict[str, Any]]) -> None:
    """202 is a promise: no row of these is one that ClickHouse would not take."""
    before = pipeline.rows("select count() as n from events")[0]["n"]
    answer = pipeline.post(json.dumps(events).encode())
    assert answer.status_code == 202
    pipeline.load()
    assert pipeline.rows("select count() as n from events")[0]["n"] == before + answer.json["accepted"]  # type: ignore[index]


def test_imports_at_both_ends_of_time_are_stored(pipeline: Pipeline) -> None:
    """The table forgets what is over 25 months old when it next merges; until then it is there, at its own time."""
    times = (946_684_800_000, 1_770_000_000_000, 4_102_444_800_000)
    for ts in times:
        pipeline.import_("events", [GOOD | {"ts": ts, "visitor": "v"}])
    assert pipeline.load() >= 1
    stored_times = {row["ms"] for row in pipeline.rows("select toUnixTimestamp64Milli(ts) as ms from events")}
    assert stored_times <= set(times)
    assert stored_times >= set(times[1:])
    sessions = pipeline.rows("select bitShiftRight(session_id, 32) * 1000 as ms from events where ts > '2026-01-01'")
    assert {row["ms"] for row in sessions} == set(times[1:])
