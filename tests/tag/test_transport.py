"""Nothing lost, nothing twice, nobody waits."""

from __future__ import annotations

import time

from tests.tag.conftest import Answer, Collector, Lines, Pages


def test_leaving_50_ms_after_load_with_a_slow_collector(pages: Pages, collector: Collector, lines: Lines) -> None:
    collector.answers += [Answer(seconds=2), Answer(seconds=2)]
    pages.write("other", "/other", tag="")
    page = pages.blank()
    page.goto(pages.write())
    page.wait_for_timeout(50)
    started = time.monotonic()
    page.goto(pages.origin + "/other")
    assert time.monotonic() - started < 1.5
    assert lines(collector.wait(2)) == ["pageview /", "engagement scroll=100"]


def test_a_collector_that_hangs_delays_nothing(pages: Pages, collector: Collector, lines: Lines) -> None:
    collector.answers += [Answer(seconds=30)]
    page = pages.blank()
    page.goto(pages.write())
    page.wait_for_timeout(300)
    page.evaluate("leadpump('event', 'Meanwhile')")
    page.wait_for_timeout(300)
    page.goto("about:blank")
    page.wait_for_timeout(300)
    assert lines(collector.events) == ["pageview /", "Meanwhile", "engagement scroll=100"]


def test_503_once_is_retried_with_its_own_id_and_age(pages: Pages, collector: Collector, lines: Lines) -> None:
    collector.answers += [Answer(503, headers={"Retry-After": "1"})]
    page = pages.blank()
    page.goto(pages.write())
    page.wait_for_timeout(300)
    page.evaluate("leadpump('event', 'Second')")
    page.wait_for_timeout(300)
    assert [request.status for request in collector.requests] == [503]
    # Two requests leave one after the other; which is recorded first is the network's affair, the age tells the order.
    events = sorted(collector.wait(2, seconds=5), key=lambda event: -event["age"])
    assert lines(events) == ["pageview /", "Second"]
    assert events[0]["id"] == collector.requests[0].events[0]["id"]
    assert 1000 <= events[0]["age"] < 3000
    assert 500 <= events[1]["age"] < events[0]["age"]


def test_429_waits_as_long_as_asked(pages: Pages, collector: Collector, lines: Lines) -> None:
    collector.answers += [Answer(429, headers={"Retry-After": "1"})]
    page = pages.blank()
    page.goto(pages.write())
    assert lines(collector.wait(1, seconds=4)) == ["pageview /"]
    assert collector.events[0]["age"] >= 1000


def test_a_connection_cut_is_retried_after_a_pause(pages: Pages, collector: Collector, lines: Lines) -> None:
    collector.answers += [Answer(0), Answer(0)]
    page = pages.blank()
    page.goto(pages.write())
    assert lines(collector.wait(1, seconds=12)) == ["pageview /"]
    assert collector.events[0]["age"] >= 1000
    assert {event["id"] for request in collector.requests for event in request.events} == {collector.events[0]["id"]}


def test_what_waits_goes_when_the_page_is_left(pages: Pages, collector: Collector, lines: Lines) -> None:
    collector.answers += [Answer(503, headers={"Retry-After": "60"})]
    page = pages.blank()
    page.goto(pages.write())
    page.wait_for_timeout(300)
    assert collector.events == []
    assert lines(pages.leave(page)) == ["pageview /", "engagement scroll=100"]


def test_offline_then_online_in_order(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit()
    session = pages.context.new_cdp_session(page)
    network = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", {"offline": True, **network})
    for name in ("One", "Two"):
        page.evaluate("name => leadpump('event', name)", name)
        page.wait_for_timeout(200)
    assert lines(collector.events) == ["pageview /"]
    session.send("Network.emulateNetworkConditions", {"offline": False, **network})
    events = collector.wait(3, seconds=3)
    assert lines(events) == ["pageview /", "One", "Two"]
    assert events[1]["age"] > events[2]["age"] > 0


def test_a_page_without_fetch_sends_a_beacon(pages: Pages, lines: Lines) -> None:
    page = pages.visit(tag="<script>window.fetch = undefined</script>" + pages.tag)
    assert lines(pages.leave(page)) == ["pageview /", "engagement scroll=100"]


def test_a_browser_without_keepalive_leaves_with_a_beacon(pages: Pages, lines: Lines) -> None:
    page = pages.visit(tag="<script>delete Request.prototype.keepalive</script>" + pages.tag)
    assert lines(pages.leave(page)) == ["pageview /", "engagement scroll=100"]


def test_fetch_replaced_by_a_broken_one(pages: Pages, collector: Collector, lines: Lines) -> None:
    pages.visit(tag="<script>window.fetch = () => { throw new Error('blocked') }</script>" + pages.tag)
    assert lines(collector.events) == ["pageview /"]


def test_no_unhandled_rejection_reaches_the_page(pages: Pages, collector: Collector) -> None:
    collector.answers += [Answer(0), Answer(500, body="oops")]
    watch = "<script>seen = []; addEventListener('unhandledrejection', e => seen.push(String(e.reason)))</script>"
    page = pages.blank()
    page.goto(pages.write(tag=watch + pages.tag))
    page.wait_for_timeout(500)
    assert page.evaluate("seen") == []


def test_ordinary_reading_is_two_requests(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit(
        """<div data-leadpump-section=intro>Intro</div><form id=f data-leadpump-magnet=guide><input></form>
        <div style=height:3000px></div>"""
    )
    page.click("input")
    page.mouse.wheel(0, 700)
    page.wait_for_timeout(300)
    assert lines(pages.leave(page)) == [
        "pageview /",
        "section section=intro",
        "magnet_view magnet=guide",
        "form_view form=f magnet=guide",
        "form_start form=f magnet=guide",
        "engagement scroll=" + str(collector.events[-1]["scroll"]),
    ]
    assert len(collector.requests) == 2
