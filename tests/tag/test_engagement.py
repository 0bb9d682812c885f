"""How deep a page was read, and how long."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page

from tests.tag.conftest import Collector, Event, Lines, Pages


def tall(pixels: int) -> str:
    return f"<style>body {{ margin: 0 }}</style><div style=height:{pixels}px></div>"


def scroll(page: Page, y: int) -> None:
    page.evaluate("y => new Promise(done => { scrollTo(0, y); setTimeout(done, 150) })", y)


def depth(events: list[Event]) -> int:
    return int(events[-1]["scroll"])


def test_a_short_page_is_read_whole(pages: Pages) -> None:
    assert depth(pages.leave(pages.visit("<p>short"))) == 100


def test_half_way_and_back_is_half(pages: Pages) -> None:
    page = pages.visit(tall(8000))
    height = page.evaluate("innerHeight")
    scroll(page, 4000 - height)
    scroll(page, 0)
    assert depth(pages.leave(page)) == 50


def test_to_the_end_is_100(pages: Pages) -> None:
    page = pages.visit(tall(5000))
    scroll(page, 9999)
    assert depth(pages.leave(page)) == 100


def test_a_page_that_grew_is_not_read_whole(pages: Pages) -> None:
    page = pages.visit("<style>body { margin: 0 }</style><p>Loading")
    page.evaluate("document.body.innerHTML = '<div style=height:8000px></div>'")
    viewport = page.evaluate("innerHeight")
    assert depth(pages.leave(page)) == round(viewport / 80)


def test_a_page_that_collapsed_was_not_read_further(pages: Pages) -> None:
    page = pages.visit(tall(8000))
    scroll(page, 2000)
    reached = page.evaluate("2000 + innerHeight") / 80
    page.evaluate("document.querySelector('div').style.height = '2000px'")
    assert depth(pages.leave(page)) == round(reached)


def test_time_counts_while_visible_only(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit()
    page.wait_for_timeout(1500)
    other = pages.blank()
    collector.wait(2)
    other.wait_for_timeout(1500)
    page.bring_to_front()
    page.wait_for_timeout(1200)
    events = pages.leave(page)
    assert lines(events) == ["pageview /", "engagement scroll=100", "engagement scroll=100"]
    assert 1500 <= events[1]["engaged"] < 2600
    assert 1200 <= events[2]["engaged"] < 2300


def test_nothing_new_is_not_said(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit()
    other = pages.blank()
    collector.wait(2)
    page.bring_to_front()
    page.wait_for_timeout(200)
    other.bring_to_front()
    page.wait_for_timeout(200)
    assert lines(collector.settle()) == ["pageview /", "engagement scroll=100"]


def test_a_window_without_focus_does_not_count(pages: Pages) -> None:
    page = pages.visit("<script>Document.prototype.hasFocus = () => window.focused !== false</script>")
    page.evaluate("focused = false; dispatchEvent(new Event('blur'))")
    page.wait_for_timeout(1500)
    assert pages.leave(page)[-1].get("engaged", 0) < 1300


def test_focus_inside_an_iframe_of_the_page_counts(pages: Pages) -> None:
    page = pages.visit("<iframe srcdoc='<input id=i>'></iframe>")
    page.frame_locator("iframe").locator("#i").click()
    page.wait_for_timeout(1500)
    assert page.evaluate("document.activeElement.tagName") == "IFRAME"
    assert pages.leave(page)[-1]["engaged"] >= 1500


@pytest.mark.parametrize("hours", [1, 8])
def test_a_stretch_without_a_sign_of_life_is_capped(hours: int, pages: Pages) -> None:
    page = pages.visit()
    page.evaluate("ms => { const now = Date.now; Date.now = () => now() + ms }", hours * 3_600_000)
    assert 300_000 <= pages.leave(page)[-1]["engaged"] < 302_000


def test_a_clock_set_back_takes_nothing_away(pages: Pages) -> None:
    page = pages.visit()
    page.evaluate("{ const now = Date.now; Date.now = () => now() - 3600000 }")
    event = pages.leave(page)[-1]
    assert (event["name"], 0 <= event.get("engaged", 0) < 1000) == ("engagement", True)
    assert 0 <= event["age"] < 1000


def test_a_view_within_the_page_starts_anew(pages: Pages) -> None:
    page = pages.visit(tall(8000), path="/a")
    scroll(page, 9999)
    page.wait_for_timeout(1000)
    begun = time.monotonic()
    page.evaluate("history.pushState(null, '', '/b'); scrollTo(0, 0)")
    page.wait_for_timeout(300)
    events = pages.leave(page)
    taken = (time.monotonic() - begun) * 1000
    assert [(event["name"], event.get("scroll")) for event in events][:3] == [
        ("pageview", None),
        ("engagement", 100),
        ("pageview", None),
    ]
    assert events[3]["page"] == events[2]["id"]
    assert events[3]["scroll"] < 20
    assert events[3].get("engaged", 0) < taken


def test_no_layout_is_read_while_evaluating_or_in_the_scroll_handler(pages: Pages) -> None:
    spy = """<script>reads = []
        const watch = (object, name) => {
          const {get, ...rest} = Object.getOwnPropertyDescriptor(object, name)
          Object.defineProperty(object, name, {...rest, get() { reads.push(name); return get.call(this) }})
        }
        for (const name of ['scrollY', 'pageYOffset', 'innerHeight']) watch(window, name)
        for (const name of ['scrollHeight', 'clientHeight', 'scrollTop']) watch(Element.prototype, name)</script>"""
    tag = pages.tag.replace("defer", "") + "<script>evaluated = reads.slice()</script>"
    page = pages.visit(tall(5000), tag=spy + tag)
    assert page.evaluate("evaluated") == []
    assert page.evaluate("reads = [], dispatchEvent(new Event('scroll')), reads.slice()") == []
    page.wait_for_function("['scrollTop', 'clientHeight', 'scrollHeight'].every(name => reads.includes(name))")


BOX = """<style>body { margin: 0 } #box { height: 400px; overflow: auto }</style>
    <div id=box data-leadpump-scroll><div style=height:4000px></div></div>"""


def test_an_inner_scroller_as_configured(pages: Pages) -> None:
    page = pages.visit(BOX)
    page.evaluate("new Promise(done => { box.scrollTop = 1600; setTimeout(done, 150) })")
    page.evaluate("new Promise(done => { box.scrollTop = 0; setTimeout(done, 150) })")
    assert depth(pages.leave(page)) == 50


def test_an_inner_scroller_not_configured_is_no_part_of_the_page(pages: Pages) -> None:
    page = pages.visit(BOX.replace("data-leadpump-scroll", ""))
    page.evaluate("new Promise(done => { box.scrollTop = 1600; setTimeout(done, 150) })")
    assert depth(pages.leave(page)) == 100


def test_three_seconds_a_minute_elsewhere_and_two_more_are_five(pages: Pages, collector: Collector) -> None:
    page = pages.visit("<script>let ahead = 0; const now = Date.now; Date.now = () => now() + ahead</script>")
    page.wait_for_timeout(3000)
    other = pages.blank()
    collector.wait(2)
    page.evaluate("ahead = 60000")
    other.wait_for_timeout(300)
    page.bring_to_front()
    page.wait_for_timeout(2000)
    told = sum(event.get("engaged", 0) for event in pages.leave(page))
    assert 5000 <= told < 20_000
