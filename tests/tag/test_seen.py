"""Lead magnets and sections that come into view."""

from __future__ import annotations

from tests.tag.conftest import Collector, Lines, Pages

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


def test_one_taller_than_the_screen_is_seen_when_it_fills_it(pages: Pages, lines: Lines) -> None:
    page = pages.visit(TOP + FAR + "<div data-leadpump-section=long style=height:9000px></div>")
    page.evaluate("new Promise(done => { scrollTo(0, 3500); setTimeout(done, 200) })")
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
