"""What was refused is counted by site and reason, with samples that say nothing of anybody."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from collector.receive import WAYS
from collector.record import RefusalRecord
from collector.refusal import MOST_SAMPLES, HandOver
from leadpump.openapi import SENT
from tests.collector.conftest import CHROME, KEY, Intaker, Pipeline
from tests.collector.test_receive import GOOD, stored
from tests.conftest import wait_until

PAGE = "https://example.fr/contact?mail=marie@example.org"
MARIE = "marie@exemple.fr"


def counted(intaker: Intaker) -> list[RefusalRecord]:
    """The refusals handed over so far."""
    intaker.refusals.hand_over(intaker.spool)
    return [item for item in stored(intaker) if isinstance(item, RefusalRecord)]


def test_a_refusal_says_where_the_mistake_is_and_who_made_it(intaker: Intaker) -> None:
    intaker.post(GOOD | {"url": PAGE, "scroll": 900, "title": "Marie Dupont"}, User_Agent=CHROME)
    (refusal,) = counted(intaker)
    assert (refusal.site, refusal.reason, refusal.detail) == (
        "example.fr",
        "bad_field",
        "Expected `int` <= 100 - at `$.scroll`",
    )
    assert (refusal.name, refusal.hostname, refusal.unknown, refusal.browser) == (
        "pageview",
        "example.fr",
        "",
        "Chrome",
    )
    assert (refusal.refused, refusal.received) == (1, int(intaker.now.timestamp() * 1000))


@pytest.mark.parametrize("path", WAYS)
def test_no_answer_and_no_sample_repeats_what_was_sent_in_the_wrong_field(intaker: Intaker, path: str) -> None:
    kind, _ = SENT[path]
    for field in msgspec.structs.fields(kind):
        for given in (MARIE, {MARIE: MARIE}, [MARIE], f"{MARIE} - at `$.x`"):
            sent = {"site": "example.fr", field.encode_name: given}
            answer = intaker.client.post(path, json=sent, headers={"Authorization": f"Bearer {KEY}"})
            assert MARIE not in answer.text, (field.encode_name, answer.text)
    assert MARIE not in str([refusal.detail for refusal in counted(intaker)])


@pytest.mark.parametrize(
    ("fields", "headers", "site", "hostname", "unknown"),
    [
        # The site it names.
        ({"url": "https://elsewhere.fr/"}, {"Origin": "https://elsewhere.fr"}, "example.fr", "elsewhere.fr", ""),
        # A slip of the pen in data-site: the page's host tells.
        ({"site": "exmaple.fr"}, {"Origin": "https://www.example.fr"}, "example.fr", "example.fr", "exmaple.fr"),
        ({"site": "exmaple.fr", "url": "https://blog.example.fr/"}, {}, "example.fr", "blog.example.fr", "exmaple.fr"),
        # Nobody's.
        ({"site": "foreign.fr", "url": "https://foreign.fr/"}, {}, "", "foreign.fr", "foreign.fr"),
        ({"site": "0612345678", "url": "https://foreign.fr/"}, {}, "", "foreign.fr", ""),
        ({"site": "marie@example.org", "url": "https://x.fr/"}, {}, "", "x.fr", ""),
        ({"site": "<script>", "url": "https://x.fr/"}, {}, "", "x.fr", ""),
        ({"site": "Call me: now", "url": "https://x.fr/"}, {}, "", "x.fr", ""),
        ({"site": "203.0.113.9", "url": "http://203.0.113.9/"}, {}, "", "[ip]", ""),
        ({"site": "x.fr", "url": "http://[2001:db8::1]/"}, {}, "", "[ip]", "x.fr"),
        ({"site": "x.fr", "url": "https://<script>/"}, {"Origin": "https://a b"}, "", "", "x.fr"),
        ({"site": 3, "url": [], "name": {}}, {}, "", "", ""),
    ],
)
def test_a_refusal_belongs_to_the_site_it_was_meant_for(
    intaker: Intaker, fields: dict[str, Any], headers: dict[str, str], site: str, hostname: str, unknown: str
) -> None:
    assert intaker.post(GOOD | fields, **headers).status_code in (400, 403)
    (refusal,) = counted(intaker)
    assert (refusal.site, refusal.hostname, refusal.unknown) == (site, hostname, unknown)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("signup", "signup"), ("Ask marie@example.org now", ""), ("<b>", ""), ("", ""), ("x" * 65, "")],
)
def test_a_name_is_shown_if_it_is_one_that_is_allowed(intaker: Intaker, name: str, shown: str) -> None:
    intaker.post(GOOD | {"name": name, "scroll": 900})
    assert [refusal.name for refusal in counted(intaker)] == [shown]


def test_a_request_refused_whole_counts_once_for_the_site_of_its_page(intaker: Intaker) -> None:
    intaker.post(b"nonsense", Origin="https://example.fr")
    intaker.post(b" " * 300_000, Origin="https://example.fr")
    intaker.post(b"[]")
    intaker.client.get("/api/event")
    intaker.import_("events", [GOOD], key="wrong")
    assert sorted((item.site, item.reason, item.refused) for item in counted(intaker)) == [
        ("", "method_not_allowed", 1),
        ("", "not_an_event", 1),
        ("", "unauthorized", 1),
        ("example.fr", "not_json", 1),
        ("example.fr", "too_large", 1),
    ]


def test_a_full_disk_is_counted_and_handed_over_once_there_is_room(intaker: Intaker) -> None:
    limit = intaker.spool._limit_bytes
    intaker.spool._limit_bytes, intaker.spool._next_look = -1, 0
    for _ in range(3):
        assert intaker.post(GOOD, Origin="https://example.fr").status_code == 503
    intaker.refusals.hand_over(intaker.spool)
    intaker.post(GOOD, Origin="https://example.fr")
    intaker.spool._limit_bytes, intaker.spool._next_look = limit, 0
    assert [(item.site, item.reason, item.refused) for item in counted(intaker)] == [("example.fr", "storage_full", 4)]


def test_samples_are_few_and_the_count_is_whole(intaker: Intaker) -> None:
    for number in range(500):
        intaker.post([{"site": f"s{number}-{place}.fr", "name": "x", "url": "https://x.fr/"} for place in range(10)])
    refusals = counted(intaker)
    assert sum(item.refused for item in refusals) == 5000
    assert len([item for item in refusals if item.unknown]) == MOST_SAMPLES
    assert len(refusals) == MOST_SAMPLES + 1


def test_a_new_hour_brings_new_samples(intaker: Intaker) -> None:
    for hour in range(2):
        for number in range(20):
            intaker.post(GOOD | {"site": f"h{hour}-{number}.fr"})
        intaker.now += timedelta(hours=1)
    assert len([item for item in counted(intaker) if item.unknown]) == 2 * MOST_SAMPLES


def test_nothing_that_was_sent_is_written_down(intaker: Intaker) -> None:
    secret = {"title": "Marie", "props": {"tel": "0612345678"}, "form": "Marie", "visitor": "marie"}
    intaker.post(GOOD | secret | {"url": "https://example.fr/marie?tel=0612345678", "scroll": "0612345678"})
    intaker.post(json.dumps(secret | {"site": "Marie 0612345678"}).encode(), Cookie="marie=1", Referer="https://marie")
    intaker.post(b'{"marie": ' + b"[" * 1000, Authorization="Bearer marie")
    assert len(counted(intaker)) == 3
    everything = b"".join(path.read_bytes() for path in intaker.folder.rglob("*") if path.is_file()).lower()
    assert b"marie" not in everything
    assert b"0612345678" not in everything


def test_counts_reach_clickhouse_once(pipeline: Pipeline) -> None:
    for _ in range(3):
        pipeline.post([GOOD, GOOD | {"scroll": 900}], Origin="https://example.fr")
    pipeline.post(GOOD | {"site": "foreign.fr", "url": "https://foreign.fr/"})
    pipeline.load()
    assert pipeline.rows(
        "select site, reason, name, hostname, unknown, browser, refused from refusals order by site"
    ) == [
        {
            "site": "",
            "reason": "unknown_site",
            "name": "pageview",
            "hostname": "foreign.fr",
            "unknown": "foreign.fr",
            "browser": "Chrome",
            "refused": 1,
        },
        {
            "site": "example.fr",
            "reason": "bad_field",
            "name": "pageview",
            "hostname": "example.fr",
            "unknown": "",
            "browser": "Chrome",
            "refused": 3,
        },
    ]
    assert pipeline.rows("select count() as n from events") == [{"n": 3}]


def test_they_are_handed_over_by_the_clock_and_at_the_end(intaker: Intaker) -> None:
    def reasons() -> list[str]:
        return [item.reason for item in stored(intaker) if isinstance(item, RefusalRecord)]

    by_the_clock = HandOver(intaker.refusals, intaker.spool, seconds=0.05)
    intaker.post(b"nonsense")
    wait_until(lambda: reasons() == ["not_json"], what="the hand-over by the clock")
    by_the_clock.close()

    at_the_end = HandOver(intaker.refusals, intaker.spool, seconds=3600)
    intaker.post(b"[]")
    at_the_end.close()
    assert reasons() == ["not_json", "not_an_event"]
