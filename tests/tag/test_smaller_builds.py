"""The two smaller builds: what they tell, on the same pages as the whole tag."""

from __future__ import annotations

from tests.tag.conftest import Answer, Collector, Lines, Pages

PUSH = "path => history.pushState(null, '', path)"


def build(pages: Pages, name: str) -> str:
    return pages.tag.replace("/leadpump.js", f"/leadpump-{name}.js")


def test_reading_tells_all_but_magnets_sections_and_starts(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit(
        """<script>for (const type of ['click', 'submit']) addEventListener(type, e => e.preventDefault())</script>
        <div data-leadpump-section=a data-leadpump-magnet=m><a href=/a.pdf>pdf</a> <a href=https://other.test/b>b</a>
        <form id=f><input name=mail data-leadpump-field=email value=secret></form></div>""",
        path="/a",
        tag=build(pages, "reading"),
    )
    page.click("text=pdf")
    page.click("text=b >> nth=-1")
    page.evaluate("document.querySelector('form').requestSubmit()")
    page.evaluate("leadpump('event', 'Own', {value: 2, currency: 'EUR'}); leadpump('consent', 'granted')")
    collector.wait(5)
    page.evaluate(PUSH, "/b")
    collector.wait(7)
    assert lines(pages.leave(page)) == [
        "pageview /a",
        f"download target={pages.origin}/a.pdf",
        "outbound target=https://other.test/b",
        "form_submit form=f",
        "Own value=2 currency=EUR",
        "engagement scroll=100",
        "pageview /b",
        "engagement scroll=100",
    ]
    assert "secret" not in "".join(request.body for request in collector.requests)


def test_reading_repeats_what_failed(pages: Pages, collector: Collector, lines: Lines) -> None:
    collector.answers += [Answer(503, headers={"Retry-After": "1"})]
    page = pages.blank()
    page.goto(pages.write(tag=build(pages, "reading")))
    assert lines(collector.wait(1)) == ["pageview /"]


def test_page_views_alone(pages: Pages, collector: Collector) -> None:
    page = pages.visit("<form><input></form>", path="/a?utm_source=x", tag=build(pages, "pageviews"))
    page.evaluate("['/b', '/c'].forEach(path => history.pushState(null, '', path))")
    collector.wait_for_requests(2)
    page.evaluate("history.replaceState(null, '', '?q=1')")
    page.evaluate("history.back()")
    collector.wait_for_requests(3)
    page.goto("about:blank")
    collector.settle()
    sent = [event for request in collector.requests for event in request.events]
    told = [(event["name"], event["url"].removeprefix(pages.origin), event["title"]) for event in sent]
    assert told == [
        ("pageview", "/a?utm_source=x", "/a"),
        ("pageview", "/c", "/a"),
        ("pageview", "/b", "/a"),
    ]


def test_page_views_alone_wait_for_the_page_to_be_seen(pages: Pages, collector: Collector) -> None:
    front = pages.blank()
    pages.write(path="/a", tag=build(pages, "pageviews"))
    with pages.context.expect_page() as opened:
        front.evaluate("address => { window.open(address) }", pages.origin + "/a")
    front.bring_to_front()
    collector.settle()
    collector.requests.clear()
    opened.value.reload()
    collector.settle()
    assert collector.requests == []
    opened.value.bring_to_front()
    collector.wait_for_requests(1)
    assert [request.status for request in collector.requests] == [202]
