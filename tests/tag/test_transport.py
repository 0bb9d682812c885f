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
    collector.wait_for_status(503)
    page.evaluate("leadpump('event', 'Second')")
    events = collector.wait(2)
    assert lines(events) == ["pageview /", "Second"]
    assert [request.status for request in collector.requests] == [503, 202]
    assert events[0]["id"] == collector.requests[0].events[0]["id"]
    assert events[0]["age"] >= 1000
    assert events[0]["age"] >= events[1]["age"]


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
    assert lines(collector.wait(1, seconds=30)) == ["pageview /"]
    assert collector.events[0]["age"] >= 1000
    assert {event["id"] for request in collector.requests for event in request.events} == {collector.events[0]["id"]}


HURRY = """<script>asked = []; const wait = setTimeout
    setTimeout = (run, ms = 0, ...rest) => (asked.push(ms), wait(run, ms / 1e6, ...rest))</script>"""


def test_a_collector_that_is_gone_is_asked_every_five_minutes_at_most(pages: Pages) -> None:
    """A timer of over 31 bits goes off at once: a page left open beside a dead collector would ask without end."""
    page = pages.blank()
    page.route("**/api/event", lambda route: route.abort())
    page.goto(pages.write(tag=HURRY + pages.tag))
    page.wait_for_function("asked.filter(ms => ms >= 2000).length > 30")
    pauses = page.evaluate("asked.filter(ms => ms >= 2000)")
    assert pauses[:9] == [2000 * 2**n for n in range(8)] + [300_000]
    assert set(pauses[8:]) == {300_000}


def test_a_collector_that_wants_to_be_left_alone_for_a_month_is_asked_after_five_minutes(pages: Pages) -> None:
    """As above: a timer of a month goes off at once."""
    page = pages.blank()
    away = {"Retry-After": "2592000", "Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "*"}
    page.route("**/api/event", lambda route: route.fulfill(status=429, headers=away))
    page.goto(pages.write(tag=HURRY + pages.tag))
    page.wait_for_function("asked.filter(ms => ms >= 2000).length > 2")
    assert set(page.evaluate("asked.filter(ms => ms >= 2000)")) == {300_000}


def test_a_collector_that_answered_is_asked_again_soon_the_next_time_it_fails(pages: Pages) -> None:
    answers = [503, 503, 202, 503, 202]
    page = pages.blank()
    cors = {"Access-Control-Allow-Origin": "*"}
    page.route("**/api/event", lambda route: route.fulfill(status=answers.pop(0), headers=cors))
    page.goto(pages.write(tag=HURRY + pages.tag))
    page.wait_for_function("asked.filter(ms => ms >= 2000).length == 2")
    page.wait_for_timeout(300)
    page.evaluate("leadpump('event', 'Later')")
    page.wait_for_function("asked.filter(ms => ms >= 2000).length == 3")
    assert page.evaluate("asked.filter(ms => ms >= 2000)") == [2000, 4000, 2000]


COUNT = """<script>running = new Set; const [start, stop] = [setTimeout, clearTimeout]
    setTimeout = (run, ms = 0, ...rest) => { const timer = start(() => { running.delete(timer); run(...rest) }, ms)
        if (ms >= 2000) running.add(timer); return timer }
    clearTimeout = timer => { running.delete(timer); stop(timer) }</script>"""


def test_a_collector_that_is_gone_is_asked_by_one_timer_however_often_the_page_was_hidden(pages: Pages) -> None:
    page = pages.blank()
    page.route("**/api/event", lambda route: route.abort())
    page.goto(pages.write(tag=COUNT + pages.tag))
    for _ in range(4):
        page.wait_for_function("running.size == 1")
        with page.expect_event("requestfailed"):
            page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(500)
    assert page.evaluate("running.size") == 1


def test_what_waits_goes_when_the_page_is_left(pages: Pages, collector: Collector, lines: Lines) -> None:
    collector.answers += [Answer(503, headers={"Retry-After": "60"})]
    page = pages.blank()
    page.goto(pages.write())
    collector.wait_for_status(503)
    collector.settle()
    assert collector.events == []
    assert lines(pages.leave(page)) == ["pageview /", "engagement scroll=100"]
    assert [len(request.events) for request in collector.requests] == [1, 2]


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
    events = collector.wait(3)
    assert lines(events) == ["pageview /", "One", "Two"]
    assert [len(request.events) for request in collector.requests] == [1, 2]
    assert events[1]["age"] > events[2]["age"] > 0


def test_two_requests_that_fail_together_are_one(pages: Pages, collector: Collector, lines: Lines) -> None:
    collector.answers += [Answer(), Answer(503, 0.5, {"Retry-After": "1"}), Answer(503, 0.5, {"Retry-After": "1"})]
    page = pages.visit()
    page.evaluate("leadpump('event', 'One'); setTimeout(() => leadpump('event', 'Two'), 100)")
    assert sorted(lines(collector.wait(3))) == ["One", "Two", "pageview /"]
    assert [(request.status, len(request.events)) for request in collector.requests] == [
        (202, 1),
        (503, 1),
        (503, 1),
        (202, 2),
    ]


def test_what_is_left_over_keepalive_size_goes_in_several_requests(
    pages: Pages, collector: Collector, lines: Lines
) -> None:
    """Half a day offline, or a busy page, left: browsers refuse more than 64 KiB of a page that is gone."""
    collector.answers += [Answer(), Answer(503, headers={"Retry-After": "60"})]
    page = pages.visit(path="/a?" + "x" * 3000)
    page.evaluate("leadpump('event', 'First')")
    collector.wait_for_status(503)
    page.evaluate("for (let n = 0; n < 15; n++) leadpump('event', 'n' + n)")
    pages.leave(page)
    events = collector.wait(18)
    assert sorted(lines(events))[:3] == ["First", "engagement scroll=100", "n0"]
    assert len(events) == 18
    assert max(len(request.body) for request in collector.requests) < 2**16


def test_a_page_without_fetch_sends_a_beacon(pages: Pages, lines: Lines) -> None:
    page = pages.visit(tag="<script>window.fetch = undefined</script>" + pages.tag)
    assert lines(pages.leave(page)) == ["pageview /", "engagement scroll=100"]


def test_fetch_replaced_by_a_broken_one(pages: Pages, collector: Collector, lines: Lines) -> None:
    pages.visit(tag="<script>window.fetch = () => { throw new Error('blocked') }</script>" + pages.tag)
    assert lines(collector.events) == ["pageview /"]


def test_no_unhandled_rejection_reaches_the_page(pages: Pages, collector: Collector) -> None:
    collector.answers += [Answer(0), Answer(500)]
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
        "magnet_view magnet=guide",
        "form_view form=f magnet=guide",
        "form_start form=f magnet=guide",
        "section section=intro",
        "engagement scroll=" + str(collector.events[-1]["scroll"]),
    ]
    assert len(collector.requests) == 2
