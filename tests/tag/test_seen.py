"""Lead magnets and sections that come into view."""

from __future__ import annotations

import pytest

from tests.tag.conftest import Collector, Event, Lines, Pages

TOP = "<style>body { margin: 0 }</style>"
FAR = "<div style=height:3000px></div>"


def test_only_what_was_on_screen(pages: Pages, lines: Lines) -> None:
    page = pages.visit(
        TOP + "<p data-leadpump-section=intro>Intro</p>" + FAR + "<p data-leadpump-magnet=guide>Guide</p>"
    )
    page.wait_for_timeout(200)
    assert lines(pages.leave(page))[:-1] == ["pageview /", "section section=intro"]


def test_seen_twice_is_told_once(pages: Pages, lines: Lines) -> None:
    page = pages.visit(TOP + FAR + "<p data-leadpump-magnet=guide>Guide</p>" + FAR)
    for y in (3000, 0, 3000, 0):
        page.evaluate("y => new Promise(done => { scrollTo(0, y); setTimeout(done, 150) })", y)
    assert lines(pages.leave(page))[:-1] == ["pageview /", "magnet_view magnet=guide"]


def test_less_than_half_is_not_seen(pages: Pages, lines: Lines) -> None:
    block = "<div data-leadpump-magnet=guide style='height:200px;margin-top:calc(100vh - 60px)'></div>"
    page = pages.visit(TOP + block + FAR)
    page.wait_for_timeout(200)
    assert lines(pages.leave(page))[:-1] == ["pageview /"]


@pytest.mark.parametrize("screens", [1.5, 4.5, 12, 22, 45])
def test_one_taller_than_the_screen_is_seen_when_it_fills_it(screens: float, pages: Pages, lines: Lines) -> None:
    page = pages.visit(TOP + FAR + f"<div data-leadpump-section=long style='height:{100 * screens}vh'></div>")
    page.evaluate("new Promise(done => { scrollTo(0, 3000); setTimeout(done, 200) })")
    assert lines(pages.leave(page))[:-1] == ["pageview /", "section section=long"]


def test_inserted_later(pages: Pages, lines: Lines) -> None:
    page = pages.visit()
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p data-leadpump-magnet=late>Late</p>')")
    page.wait_for_timeout(500)
    assert lines(pages.leave(page))[:-1] == ["pageview /", "magnet_view magnet=late"]


def test_again_on_the_next_view_within_the_page(pages: Pages, lines: Lines) -> None:
    page = pages.visit("<p data-leadpump-magnet=guide>Guide</p>", path="/a")
    page.wait_for_timeout(200)
    page.evaluate("history.pushState(null, '', '/b')")
    page.wait_for_timeout(300)
    events = pages.leave(page)
    assert lines(events) == [
        "pageview /a",
        "magnet_view magnet=guide",
        "engagement scroll=100",
        "pageview /b",
        "magnet_view magnet=guide",
        "engagement scroll=100",
    ]
    assert events[4]["page"] == events[3]["id"]


def test_a_magnet_gives_its_name_to_what_happens_in_it(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit(
        """<script>for (const type of ['click', 'submit']) addEventListener(type, e => e.preventDefault())</script>
        <div data-leadpump-magnet=guide><a href=/guide.pdf>get</a></div>"""
    )
    page.wait_for_timeout(200)
    page.click("a")
    assert lines(collector.wait(3)) == [
        "pageview /",
        "magnet_view magnet=guide",
        f"download magnet=guide target={pages.origin}/guide.pdf",
    ]


def seconds(events: list[Event]) -> dict[str, float]:
    told: dict[str, float] = {}
    for event in events:
        if event["name"] == "section":
            told[event["section"]] = told.get(event["section"], 0) + event["props"]["seconds"]
    return told


def test_seconds_of_each_section(pages: Pages, lines: Lines) -> None:
    page = pages.visit(TOP + "<p data-leadpump-section=a>A</p>" + FAR + "<p data-leadpump-section=b>B</p>")
    page.wait_for_timeout(1000)
    page.evaluate("scrollTo(0, 9999)")
    page.wait_for_timeout(2000)
    events = pages.leave(page)
    assert lines(events)[:3] == ["pageview /", "section section=a", "section section=b"]
    told = seconds(events)
    assert 1.0 <= told["a"] < told["b"]
    assert told["b"] >= 1.9
    assert told["a"] + told["b"] <= events[-1]["engaged"] / 1000 + 0.1


def test_seconds_of_a_section_do_not_run_while_nobody_looks(pages: Pages, collector: Collector) -> None:
    page = pages.visit("<p data-leadpump-section=a>A</p>")
    page.wait_for_timeout(500)
    other = pages.blank()
    collector.wait(3)
    other.wait_for_timeout(2000)
    page.bring_to_front()
    page.wait_for_timeout(1100)
    events = pages.leave(page)
    engaged = sum(event.get("engaged", 0) for event in events) / 1000
    assert seconds(events)["a"] <= engaged + 0.001
    assert len([event for event in events if event["name"] == "section"]) == 2


def test_a_section_in_a_shadow_root(pages: Pages, lines: Lines) -> None:
    page = pages.visit(
        """<div id=host></div><script>host.attachShadow({mode: 'open'}).innerHTML =
        '<p data-leadpump-section=inner>x</p><p data-leadpump-magnet=guide>y</p>'</script>"""
    )
    page.wait_for_timeout(300)
    assert sorted(lines(pages.leave(page))) == [
        "engagement scroll=100",
        "magnet_view magnet=guide",
        "pageview /",
        "section section=inner",
    ]


def test_a_magnet_that_is_a_link(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit("<a data-leadpump-magnet=guide href=/guide.pdf download>get</a>")
    page.wait_for_timeout(200)
    page.click("a")
    assert lines(collector.wait(3)) == [
        "pageview /",
        "magnet_view magnet=guide",
        f"download magnet=guide target={pages.origin}/guide.pdf",
    ]


def test_a_magnet_that_is_a_form(pages: Pages, collector: Collector, lines: Lines) -> None:
    stop = "<script>addEventListener('submit', e => e.preventDefault())</script>"
    page = pages.visit(stop + "<form id=f data-leadpump-magnet=guide><input name=a><button>ok</button></form>")
    page.wait_for_timeout(200)
    page.fill("input", "x")
    page.click("button")
    assert lines(collector.wait(5)) == [
        "pageview /",
        "magnet_view magnet=guide",
        "form_view form=f magnet=guide",
        "form_start form=f magnet=guide",
        "form_submit form=f magnet=guide",
    ]
