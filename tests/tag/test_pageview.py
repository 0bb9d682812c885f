"""What counts as a page view, and what does not."""

from __future__ import annotations

import re
import uuid

from tests.tag.conftest import SITE, Collector, Lines, Pages, Unwatched

PUSH = "path => history.pushState(null, '', path)"
REPLACE = "path => history.replaceState(null, '', path)"


def test_a_page_view_says_what_the_collector_needs(pages: Pages, collector: Collector) -> None:
    page = pages.visit(path="/prices?utm_source=x#top")
    (event,) = collector.events
    page_id = event["id"]
    assert uuid.UUID(page_id)
    assert 0 <= event["age"] < 1000
    assert event == {
        "age": event["age"],
        "site": SITE,
        "name": "pageview",
        "id": page_id,
        "page": page_id,
        "url": pages.origin + "/prices?utm_source=x#top",
        "title": "/prices",
        "timezone": page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone"),
        "referrer": "",
        "automation": False,
        "visitor": "",
        "consent": "",
    }


def test_one_request_without_preflight_or_cookie(pages: Pages, collector: Collector) -> None:
    pages.visit()
    (request,) = collector.requests
    assert (request.method, request.path, request.cookie) == ("POST", "/api/event", "")
    assert request.content_type == "text/plain;charset=UTF-8"


def test_nothing_is_stored_on_the_device(pages: Pages) -> None:
    page = pages.visit("<form id=f><input name=a></form>")
    page.click("input")
    page.evaluate(PUSH, "/next")
    stored = "[document.cookie, localStorage.length, sessionStorage.length]"
    assert page.evaluate(stored) == ["", 0, 0]
    assert page.evaluate("indexedDB.databases()") == []


def test_storage_that_throws_changes_nothing(pages: Pages, collector: Collector, lines: Lines) -> None:
    block = """<script>for (const name of ['localStorage', 'sessionStorage'])
        Object.defineProperty(window, name, {get() { throw new DOMException('denied', 'SecurityError') }})
        Object.defineProperty(document, 'cookie', {get() { throw new Error('denied') }})</script>"""
    pages.visit(tag=block + pages.tag)
    assert lines(collector.events) == ["pageview /"]


def test_storage_that_is_switched_off_changes_nothing(pages: Pages, lines: Lines) -> None:
    """In a WebView without DOM storage, and in Firefox with dom.storage.enabled off, it is null and throws nothing."""
    off = "<script>Object.defineProperty(window, 'localStorage', {value: null})</script>"
    page = pages.visit(tag=off + pages.tag)
    assert lines(pages.leave(page)) == ["pageview /", "engagement scroll=100"]


def test_every_event_of_a_view_carries_its_landing_referrer(pages: Pages, collector: Collector) -> None:
    pages.write("<a id=next href=/b>b</a>", "/a")
    pages.write("b", "/b")
    page = pages.blank()
    page.goto(pages.origin + "/a")
    collector.wait(1)
    page.click("#next")
    page.wait_for_url("**/b")
    collector.wait(3)
    events = pages.leave(page)
    assert [(e["name"], e["url"], e.get("referrer")) for e in events] == [
        ("pageview", pages.origin + "/a", ""),
        ("engagement", pages.origin + "/a", ""),
        ("pageview", pages.origin + "/b", pages.origin + "/a"),
        ("engagement", pages.origin + "/b", pages.origin + "/a"),
    ]
    assert [e["page"] for e in events] == [events[0]["id"]] * 2 + [events[2]["id"]] * 2
    assert len({e["id"] for e in events}) == 4


def test_push_state_begins_a_view_and_ends_the_last(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit(path="/a")
    page.evaluate(PUSH, "/b")
    events = collector.wait(3)
    assert lines(events) == ["pageview /a", "engagement scroll=100", "pageview /b"]
    assert events[1]["page"] == events[0]["id"]
    assert events[1]["url"] == pages.origin + "/a"
    assert events[2]["referrer"] == pages.origin + "/a"
    assert [len(request.events) for request in collector.requests] == [1, 2]


def test_three_push_states_in_a_tick_are_one_view(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit(path="/a")
    page.evaluate("['/b', '/c', '/d'].forEach(path => history.pushState(null, '', path))")
    assert lines(collector.wait(3)) == ["pageview /a", "engagement scroll=100", "pageview /d"]


def test_a_push_that_a_router_redirects_back_is_no_view(pages: Pages, lines: Lines) -> None:
    page = pages.visit(path="/a")
    page.evaluate("history.pushState(null, '', '/b'); history.replaceState(null, '', '/a')")
    page.wait_for_timeout(200)
    assert lines(pages.leave(page)) == ["pageview /a", "engagement scroll=100"]


def test_back_and_forward_within_the_page_are_views(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit(path="/a")
    page.evaluate(PUSH, "/b")
    collector.wait(3)
    page.evaluate("history.back()")
    events = collector.wait(4)
    assert [line for line in lines(events) if "pageview" in line] == [
        "pageview /a",
        "pageview /b",
        "pageview /a",
    ]
    assert events[-1]["referrer"] == pages.origin + "/b"


def test_five_replace_states_of_the_query_are_no_view(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit(path="/a")
    for n in range(5):
        page.evaluate(REPLACE, f"?q={n}")
    assert lines(collector.settle()) == ["pageview /a"]


def test_the_same_address_another_query_or_hash_are_no_view(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit(path="/a")
    for address in ("/a", "/a?page=2", "/a#reviews"):
        page.evaluate(PUSH, address)
    page.evaluate("location.hash = 'prices'; history.back()")
    assert lines(collector.settle()) == ["pageview /a"]


def with_routes(pages: Pages, routes: str) -> str:
    return pages.tag.replace("data-site", f'data-routes="{routes}" data-site')


def test_hash_routes_as_configured(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit("<a href='#/prices'>x</a>", path="/a", tag=with_routes(pages, "hash"))
    page.click("a")
    events = collector.wait(3)
    assert lines(events) == ["pageview /a", "engagement scroll=100", "pageview /a"]
    assert events[2]["url"] == pages.origin + "/a#/prices"
    page.go_back()
    assert [event["url"] for event in collector.wait(4) if event["name"] == "pageview"][2:] == [pages.origin + "/a"]


def test_queries_as_configured(pages: Pages, collector: Collector) -> None:
    page = pages.visit(path="/a", tag=with_routes(pages, "search"))
    page.evaluate(PUSH, "?page=2")
    collector.wait(3)
    page.evaluate(PUSH, "#top")
    page.evaluate(REPLACE, "?page=3")
    assert [event["url"] for event in collector.settle() if event["name"] == "pageview"] == [
        pages.origin + "/a",
        pages.origin + "/a?page=2",
    ]


def test_replacements_as_configured(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit(path="/a", tag=with_routes(pages, "search replaceState"))
    page.evaluate(REPLACE, "?page=2")
    assert lines(collector.wait(3)) == ["pageview /a", "engagement scroll=100", "pageview /a"]


def test_the_navigation_api(pages: Pages, collector: Collector, lines: Lines) -> None:
    intercept = """<script>navigation.addEventListener('navigate', event => {
        if (event.canIntercept) event.intercept({handler: async () => {}}) })</script>"""
    page = pages.visit("<a href=/c>c</a>" + intercept, path="/a")
    page.evaluate("navigation.navigate('/b').finished.then(() => 0)")
    assert lines(collector.wait(3)) == ["pageview /a", "engagement scroll=100", "pageview /b"]
    page.click("a")
    events = collector.wait(5)
    assert [line for line in lines(events) if "pageview" in line] == ["pageview /a", "pageview /b", "pageview /c"]
    assert events[-1]["referrer"] == pages.origin + "/b"
    page.evaluate("navigation.back().finished.then(() => 0)")
    assert [line for line in lines(collector.wait(6)) if "pageview" in line][3:] == ["pageview /b"]


def test_a_browser_without_the_navigation_api(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit(path="/a", tag="<script>delete window.navigation</script>" + pages.tag)
    assert page.evaluate("typeof navigation") == "undefined"
    page.evaluate(PUSH, "/b")
    collector.wait(3)
    page.evaluate("history.back()")
    assert [line for line in lines(collector.wait(4)) if "pageview" in line] == [
        "pageview /a",
        "pageview /b",
        "pageview /a",
    ]


def test_push_state_keeps_its_manners(pages: Pages) -> None:
    page = pages.visit(path="/a")
    error = "try { history.pushState(null, '', 'https://other.test/') } catch (error) { error.name }"
    assert page.evaluate(error) == "SecurityError"
    page.evaluate("history.pushState({step: 1}, '', '/b')")
    assert page.evaluate("[history.state.step, location.pathname]") == [1, "/b"]


def test_replacing_the_path_is_no_view(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit(path="/a")
    page.evaluate(REPLACE, "/b")
    page.evaluate("dispatchEvent(new Event('scroll'))")
    assert lines(collector.settle()) == ["pageview /a"]


def test_back_forward_cache_is_kept_and_a_return_is_a_new_view(
    pages: Pages, collector: Collector, lines: Lines
) -> None:
    pages.write("other", "/other", tag="")
    page = pages.visit(path="/a")
    page.evaluate("window.alive = true")
    page.goto(pages.origin + "/other")
    page.wait_for_timeout(1200)
    page.evaluate("history.back()")
    events = collector.wait(3)
    page.wait_for_timeout(100)
    assert page.evaluate("window.alive") is True
    assert lines(events) == ["pageview /a", "engagement scroll=100", "pageview /a"]
    assert events[2]["id"] != events[0]["id"]
    events = pages.leave(page)
    assert lines(events[3:]) == ["engagement scroll=100"]
    assert events[3]["page"] == events[2]["id"]
    assert events[3].get("engaged", 0) < 1000


def test_a_background_tab_counts_when_it_is_first_seen(pages: Pages, collector: Collector, lines: Lines) -> None:
    front = pages.blank()
    pages.write(path="/a")
    front.evaluate("1")
    with pages.context.expect_page() as opened:
        front.evaluate("address => { window.open(address) }", pages.origin + "/a")
    back = opened.value
    front.bring_to_front()
    back.reload()
    collector.settle()
    collector.requests.clear()
    back.reload()
    assert back.evaluate("document.visibilityState") == "hidden"
    assert collector.settle() == []
    back.evaluate("leadpump('event', 'Early')")
    assert collector.settle() == []
    back.bring_to_front()
    assert lines(collector.wait(2)) == ["pageview /a", "Early"]


SPECULATE = """<script type=speculationrules>
{"prerender": [{"source": "list", "urls": ["/next"], "eagerness": "immediate"}]}</script>
<a href=/next>next</a>"""
FOLLOW = "<script>setTimeout(() => document.querySelector('a').click(), 3000)</script>"


def write_next(pages: Pages, collector: Collector) -> None:
    """A page /next that tells the collector's host, in an image's address, whether it is being prerendered."""
    told = f"<script>new Image().src = '{collector.origin}/prerendering?' + document.prerendering</script>"
    pages.write("next", "/next", tag=pages.tag + told)


def test_a_prerendered_page_never_shown_counts_nothing(
    pages: Pages, collector: Collector, lines: Lines, unwatched: Unwatched
) -> None:
    write_next(pages, collector)
    with unwatched(pages.write(SPECULATE, "/a")):
        collector.wait_for_prerendering()
        assert lines(collector.settle()) == ["pageview /a"]


def test_a_prerendered_page_counts_once_when_it_is_opened(
    pages: Pages, collector: Collector, lines: Lines, unwatched: Unwatched
) -> None:
    write_next(pages, collector)
    with unwatched(pages.write(SPECULATE + FOLLOW, "/a")):
        collector.wait_for_prerendering()
        events = sorted(collector.wait(3), key=lambda event: event["url"] + event["name"])
    assert lines(events) == ["engagement scroll=100", "pageview /a", "pageview /next"]
    assert events[2]["referrer"] == pages.origin + "/a"
    assert collector.prerendered == [True]


def test_half_a_character_in_the_title_does_not_spoil_the_request(pages: Pages, collector: Collector) -> None:
    pages.visit(tag="<script>document.title = 'Roof \\\\udead \\ud83d'</script>" + pages.tag)
    assert collector.events[0]["title"] == "Roof \\udead "


def test_a_form_named_title(pages: Pages, collector: Collector, lines: Lines) -> None:
    pages.visit("<form name=title></form>")
    assert lines(collector.events) == ["pageview /"]


def test_an_address_of_70_kb_is_cut(pages: Pages, collector: Collector) -> None:
    page = pages.blank()
    pages.write(path="/a")
    page.goto(pages.origin + "/a")
    page.evaluate("history.replaceState(null, '', '/a?' + 'x'.repeat(70000))")
    collector.wait(1)
    page.evaluate(PUSH, "/b?utm_source=x&" + "y" * 70_000)
    events = collector.wait(3)
    assert [len(event["url"]) <= 2000 for event in events] == [True] * 3
    assert events[2]["url"].startswith(pages.origin + "/b?utm_source=x&yyy")


def test_the_automation_flag(pages: Pages, collector: Collector) -> None:
    robot = "<script>Object.defineProperty(Navigator.prototype, 'webdriver', {get: () => true})</script>"
    pages.visit(tag=robot + pages.tag)
    assert collector.events[0]["automation"] is True


def test_the_id_is_a_uuid_without_randomuuid(pages: Pages, collector: Collector) -> None:
    page = pages.visit()
    assert page.evaluate("[window.isSecureContext, typeof crypto.randomUUID]") == [False, "undefined"]
    # Nothing that a spreadsheet would read as a number, as it would 31 digits.
    assert re.fullmatch(r"a\d{7}-\d{4}-\d{4}-\d{4}-\d{12}", collector.events[0]["id"])
