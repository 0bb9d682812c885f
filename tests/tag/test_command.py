"""leadpump(command, …)."""

from __future__ import annotations

import time

from tests.tag.conftest import Collector, Lines, Pages


def test_a_custom_event_with_everything(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit()
    page.evaluate(
        """leadpump('event', 'Quote asked', {props: {plan: 'pro', seats: 3, yearly: true}, value: 99.5,
        currency: 'EUR', magnet: 'guide', form: 'quote', interactive: false})"""
    )
    events = collector.wait(2)
    assert lines(events[1:]) == [
        "Quote asked form=quote magnet=guide value=99.5 currency=EUR "
        "props={'plan': 'pro', 'seats': 3, 'yearly': True} interactive=False"
    ]
    assert events[1]["page"] == events[0]["id"] != events[1]["id"]


def test_events_of_one_task_share_a_request(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit()
    page.evaluate("for (const name of 'abc') leadpump('event', name)")
    assert lines(collector.wait(4)) == ["pageview /", "a", "b", "c"]
    assert [len(request.events) for request in collector.requests] == [1, 3]


def test_a_page_view_on_demand(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit()
    page.evaluate("leadpump('pageview')")
    events = collector.wait(3)
    assert lines(events) == ["pageview /", "engagement scroll=100", "pageview /"]
    assert events[2]["referrer"] == events[0]["url"]


def test_the_page_may_change_its_objects_afterwards(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit()
    page.evaluate("const props = {step: 1}; leadpump('event', 'Step', {props}); props.step = 2")
    assert lines(collector.wait(2)) == ["pageview /", "Step props={'step': 1}"]


def test_what_cannot_be_written_harms_nothing_else(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit()
    page.evaluate(
        """const loop = {}; loop.loop = loop; leadpump('event', 'Loop', {props: loop})
        leadpump('nonsense'); leadpump(); leadpump('event', 'Good')"""
    )
    assert lines(collector.wait(2)) == ["pageview /", "Good"]
    assert len(pages.warnings) == 3


def test_a_lone_surrogate_does_not_spoil_the_request(pages: Pages, collector: Collector) -> None:
    page = pages.visit()
    page.evaluate("leadpump('event', 'Half', {props: {text: 'a\\ud83d b'}})")
    assert collector.wait(2)[1]["props"] == {"text": "a b"}


def test_more_than_a_hundred_events_go_in_several_requests(pages: Pages, collector: Collector) -> None:
    page = pages.visit()
    page.evaluate("for (let n = 0; n < 250; n++) leadpump('event', 'n' + n)")
    events = collector.wait(251)
    assert sorted(int(event["name"][1:]) for event in events[1:]) == list(range(250))
    assert max(len(request.events) for request in collector.requests) <= 100
    assert max(len(request.body) for request in collector.requests) < 64 * 1024


def test_an_event_larger_than_keepalive_allows_still_goes(pages: Pages, collector: Collector) -> None:
    page = pages.visit()
    page.evaluate(
        """const props = {}; for (let n = 0; n < 25; n++) props[n] = '\\u20ac'.repeat(3000)
        leadpump('event', 'Big', {props})"""
    )
    assert [event["name"] for event in collector.wait(2)] == ["pageview", "Big"]


def test_a_final_refusal_is_not_repeated(pages: Pages, collector: Collector) -> None:
    page = pages.visit()
    page.evaluate("leadpump('event', 'Odd', {value: 'ten'})")
    deadline = time.monotonic() + 10
    while not collector.refusals and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    page.wait_for_timeout(2500)
    assert [refusal["reason"] for refusal in collector.refusals] == ["bad_field"]
    collector.refusals.clear()
    assert [event["name"] for event in pages.leave(page)] == ["pageview", "engagement"]
