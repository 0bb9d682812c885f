"""What the tag sends in short is what the plain form would say; and the plain form goes on being taken."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid5

import msgspec
import pytest

from collector.event import Refusal, SentEvent, TagEvent, drop_halves, read_item, split_items
from collector.shorthand import MOST_SECTIONS, read_batch, write_out
from tests.collector.conftest import Intaker
from tests.collector.test_receive import stored

PAGE = "https://example.fr/offre"
ID = "0d0c6f0e-5f0b-4c53-9c3e-0a6b1f6a1c01"
PLAIN = {"site": "example.fr", "name": "pageview", "url": PAGE}


def written(*objects: dict[str, Any] | str) -> list[SentEvent]:
    """The plain events of an array, as the collector reads it."""
    items = split_items(json.dumps(objects).encode(), 100)
    assert not isinstance(items, Refusal)
    events, batch = read_batch(items)
    found: list[SentEvent] = []
    for raw in events:
        sent = read_item(raw, TagEvent)
        assert not isinstance(sent, Refusal), sent
        found += write_out(sent, batch)
    return found


def link(**fields: Any) -> list[str]:
    return [event.name for event in written({**PLAIN, "name": "link", **fields})]


@pytest.mark.parametrize(
    ("target", "download", "names"),
    [
        ("https://example.fr/guide.PDF", False, ["download"]),
        ("https://example.fr/list.xlsx", False, ["download"]),
        ("https://cdn.test/archive.7z", False, ["download"]),
        ("https://example.fr/export", True, ["download"]),
        ("https://other.test/page", False, ["outbound"]),
        ("https://www.example.fr/page", False, ["outbound"]),
        ("https://example.fr:8443/page", False, ["outbound"]),
        ("https://EXAMPLE.fr/page.aspx", False, []),
        ("https://example.fr/v1.2", False, []),
        ("https://example.fr/guide.pdf/page", False, []),
        ("http://[", False, []),
    ],
)
def test_a_link(target: str, download: bool, names: list[str]) -> None:
    assert link(target=target, download=download) == names


def test_an_event_of_ones_own_called_link_is_left_alone() -> None:
    assert link(target="https://example.fr/page") == ["link"]


@pytest.mark.parametrize(
    ("types", "search", "counts"),
    [
        (["text", "submit"], False, True),
        ([], False, True),
        (["email", "password"], False, False),
        (["search", "submit"], False, False),
        (["search", "email"], False, True),
        (["search", "tel"], False, True),
        (["text"], True, False),
    ],
)
def test_a_form(types: list[str], search: bool, counts: bool) -> None:
    sent = {**PLAIN, "name": "form_submit", "types": ",".join(types), "search": search}
    assert [event.name for event in written(sent)] == ["form_submit"] * counts


@pytest.mark.parametrize(
    ("search", "counts"),
    [
        (",text,submit", True),
        ("", True),
        ("0,text", True),
        ("false,search,email", True),
        (",search,text", False),
        (",email,password", False),
        ("[object HTMLElement],text", False),
        ("[object HTMLFormElement],email", False),
    ],
)
def test_a_form_in_one_text(search: str, counts: bool) -> None:
    assert [event.name for event in written({**PLAIN, "name": "form_", "search": search})] == ["form_"] * counts


def test_ages_by_the_senders_own_clock() -> None:
    """10:00:05 by a clock that may be years off: what happened at 10:00:00 is 5 s old; what comes later, 0."""
    events = written({**PLAIN, "at": 1_000}, {**PLAIN, "at": 6_100}, {**PLAIN, "age": 70}, {"now": 6_000})
    assert [event.age for event in events] == [5_000, 0, 70]


def test_what_holds_for_all() -> None:
    batch = {"now": 1, "timeZone": "Europe/Paris", "webdriver": True}
    assert [(event.timezone, event.automation) for event in written(PLAIN, PLAIN, batch)] == [
        ("Europe/Paris", True)
    ] * 2


def test_what_holds_for_all_in_one_text() -> None:
    events = written({**PLAIN, "at": 1_000}, "6000,Europe/Paris,true")
    assert [(event.age, event.timezone, event.automation) for event in events] == [(5_000, "Europe/Paris", True)]
    # What a browser does not know is empty.
    assert [(event.timezone, event.automation) for event in written(PLAIN, "6000,,")] == [("", False)]


@pytest.mark.parametrize("text", ["", "now", "6000,Europe/Paris,perhaps", "-1,,"])
def test_another_text_is_no_event(text: str, intaker: Intaker) -> None:
    answer = intaker.post([PLAIN, text])
    assert (answer.json or {})["accepted"] == 1
    assert [refused["reason"] for refused in (answer.json or {})["refused"]] == ["not_an_event"]


PAGE_ID = UUID("a1234567890123456789012345678901")


def keyed(name: str, key: str, **fields: Any) -> tuple[str, object]:
    (event,) = written({**PLAIN, "name": name, "key": key, "page": PAGE_ID.hex, **fields})
    return event.name, event.id


def test_ids_and_names_by_key() -> None:
    own = "a" + "1" * 31
    assert keyed("pageview", own) == ("pageview", PAGE_ID)
    assert keyed("form_", own) == ("form_submit", UUID(own))
    assert keyed("form_view", "view" + own) == ("form_view", uuid5(PAGE_ID, "view" + own))
    assert keyed("magnet", "magnetguide") == ("magnet_view", uuid5(PAGE_ID, "magnetguide"))
    assert keyed("engaged", own, depth=None) == ("engagement", UUID(own))


def test_events_of_ones_own_keep_their_names() -> None:
    own = "a" + "1" * 31
    assert [keyed(name, own)[0] for name in ("magnet", "engaged", "link")] == ["magnet", "engaged", "link"]


def test_what_is_not_there() -> None:
    (event,) = written({**PLAIN, "form": None, "magnet": False, "field": False, "depth": None})
    assert (event.form, event.magnet, event.props, event.scroll) == ("", "", {}, None)


def test_the_field_last_touched() -> None:
    assert [written({**PLAIN, "name": name, "field": "mail"})[0].props for name in ("form_field", "form_start")] == [
        {"field": "mail"},
        {},
    ]


def test_a_last_event_that_has_a_field_of_that_name_is_an_event() -> None:
    assert len(written(PLAIN, {**PLAIN, "now": 5})) == 2


def test_what_holds_for_all_is_no_event_alone(intaker: Intaker) -> None:
    assert intaker.post([{"now": 1}]).status_code == 400


@pytest.mark.parametrize(("depth", "scroll"), [(0, 0), (0.004, 0), (0.506, 51), (1, 100), (1.0004, 100), (3, 100)])
def test_the_depth_is_rounded_and_cut(depth: float, scroll: int) -> None:
    assert written({**PLAIN, "name": "engagement", "depth": depth})[0].scroll == scroll


@pytest.mark.parametrize("field", ["by", "choice"])
def test_the_visitors_choice(field: str) -> None:
    choices = ["", "denied", ID + "1767225600000"]
    said = [{**PLAIN, field: choice} for choice in choices]
    found = [(event.consent, event.visitor) for event in written(*said)]
    assert found == [("", ""), ("denied", ""), ("granted", ID + "1767225600000")]


def test_sections_are_events_of_their_own_with_the_same_ids_each_time() -> None:
    report = {**PLAIN, "name": "engagement", "id": ID, "engaged": 4000, "depth": 1, "sections": {"a": 1500, "b": 0}}
    first, second = written(report), written(report)
    assert [(event.name, event.section, event.props, event.engaged) for event in first] == [
        ("section", "a", {"seconds": 1.5}, 0),
        ("section", "b", {"seconds": 0.0}, 0),
        ("engagement", "", {}, 4000),
    ]
    assert [event.id for event in first] == [event.id for event in second]
    assert first[0].id == uuid5(UUID(ID), "a")


def test_sections_that_are_no_times_are_left_out() -> None:
    odd = {"constructor": "function Object() {}5", "back": -1, "years": 10**12, "good": 10}
    report = {**PLAIN, "name": "engagement", "sections": odd}
    assert [event.section for event in written(report)] == ["good", ""]


def test_no_more_sections_than_a_page_has() -> None:
    report = {**PLAIN, "name": "engagement", "sections": {str(n): 1 for n in range(200)}}
    assert len(written(report)) == MOST_SECTIONS + 1


def test_declared_values() -> None:
    sent = {**PLAIN, "name": "form_submit", "field": {"email": "a@b.fr"}, "answer": {"budget": "9"}}
    (event,) = written(sent)
    assert (event.fields, event.answers) == ({"email": "a@b.fr"}, {"budget": "9"})


def test_declared_values_by_the_name_of_their_attribute() -> None:
    said = {"leadpumpFieldemail": "a@b.fr", "leadpumpAnswerbudget": "9", "leadpumpAnswer": "nameless", "other": "x"}
    (event,) = written({**PLAIN, "name": "form_", "said": said})
    assert (event.fields, event.answers) == ({"email": "a@b.fr"}, {"budget": "9"})


def test_the_plain_form_means_what_it_did() -> None:
    plain: dict[str, Any] = {**PLAIN, "name": "engagement", "age": 5, "scroll": 40, "timezone": "Europe/Paris"}
    plain |= {"automation": True, "consent": "granted", "visitor": "v", "fields": {"a": "b"}, "answers": {"c": "d"}}
    (event,) = written(plain)
    assert msgspec.to_builtins(event).items() >= plain.items()


def test_nothing_to_count_is_accepted_and_not_stored(intaker: Intaker) -> None:
    answer = intaker.post([{**PLAIN, "name": "form_view", "search": True}])
    assert (answer.status_code, (answer.json or {})["accepted"]) == (202, 1)
    assert stored(intaker) == []


def test_one_sent_event_may_be_several_stored_ones(intaker: Intaker) -> None:
    report = {**PLAIN, "name": "engagement", "sections": {"a": 1, "b": 2}}
    assert (intaker.post([report]).json or {})["accepted"] == 1
    assert len(stored(intaker)) == 3


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (r'"a\ud83d b"', "a b"),
        (r'"\udead\ud83d"', ""),
        (r'"\ud83d\ude00"', "\U0001f600"),
        (r'"\ud83d\ud83d\ude00"', "\U0001f600"),
        (r'"\\udead \ud83d"', r"\udead "),
        (r'"\\\ud83d"', "\\"),
        (r'"\u00e9\uD83D"', "é"),
    ],
)
def test_half_a_character_is_dropped(text: str, kept: str) -> None:
    assert msgspec.json.decode(drop_halves(text.encode())) == kept
