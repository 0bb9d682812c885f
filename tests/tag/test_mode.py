"""data-mode, consent, and the wish not to be counted: what leaves the browser, and what stays on the device."""

from __future__ import annotations

import json
import re
import time
from contextlib import suppress
from uuid import UUID

import pytest
from playwright.sync_api import Error, Page

from tests.tag.conftest import SITE, Answer, Collector, Event, Lines, Pages

LANDING = "/offer?utm_source=news&gclid=abc#details"
FORM = """<script>addEventListener('submit', e => e.preventDefault())</script><form id=f>
    <input name=mail data-leadpump-field=email value=me@example.org><input name=b data-leadpump-answer=budget value=9>
    <input type=hidden name=leadpump_id value=none><button>ok</button></form>"""
STORED = """() => { const all = {...localStorage, ...sessionStorage}
    return [document.cookie, ...Object.entries(all).map(pair => pair.join('='))].filter(Boolean) }"""


def tag(pages: Pages, mode: str, before: str = "") -> str:
    return before + pages.tag.replace("data-site", f"data-mode={mode} data-site")


def arrive(pages: Pages, mode: str, body: str = FORM, before: str = "") -> Page:
    """Come to the landing page from another page of the same host, whose path is nobody's business."""
    pages.write(f"<a href='{LANDING}'>go</a>", "/from/secret", tag="")
    pages.write(body, "/offer", tag(pages, mode, before))
    page = pages.blank()
    page.goto(pages.origin + "/from/secret")
    page.click("a")
    page.wait_for_url("**/offer*")
    pages.collector.wait(1)
    return page


def addresses(pages: Pages, events: list[Event]) -> list[tuple[str, str]]:
    return [(e["url"].removeprefix(pages.origin), e["referrer"].removeprefix(pages.origin)) for e in events]


def sent_form(events: list[Event]) -> Event:
    (event,) = [event for event in events if event["name"] == "form_submit"]
    return event


def test_cookieless_says_all_and_stores_nothing(pages: Pages, collector: Collector) -> None:
    page = arrive(pages, "cookieless")
    page.click("button")
    events = collector.wait(3)
    assert addresses(pages, events[:1]) == [(LANDING, "/from/secret")]
    lead = sent_form(events)
    assert (lead["fields"], lead["answers"]) == ({"email": "me@example.org"}, {"budget": "9"})
    assert UUID(page.input_value("[name=leadpump_id]")) == UUID(lead["id"])
    page.evaluate("leadpump('consent', 'granted')")
    pages.leave(page)
    assert {event["visitor"] for event in collector.events} == {""}


@pytest.mark.parametrize("mode", ["exempt", "consent", "Exempt", "nonsense"])
def test_what_exempt_keeps_in_the_browser(mode: str, pages: Pages, collector: Collector, lines: Lines) -> None:
    page = arrive(pages, mode)
    page.click("button")
    collector.wait(3)
    assert page.evaluate(STORED) == []
    assert page.input_value("[name=leadpump_id]") == "none"
    events = pages.leave(page)
    assert lines(events) == ["pageview /offer", *FORM_LINES, "engagement scroll=100"]
    assert set(addresses(pages, events)) == {("/offer", "")}
    assert not [event for event in events if "fields" in event or "answers" in event]
    sent = "".join(request.body for request in collector.requests)
    assert not re.search("utm_|gclid|secret|example.org|details", sent)


def test_the_address_a_form_goes_to_keeps_its_query_in_the_browser(pages: Pages, collector: Collector) -> None:
    """A form without id and name is named by it, and some plug-ins write the page's own address there."""
    body = FORM.replace("<form id=f>", f"<form action='{LANDING}'>")
    page = arrive(pages, "exempt", body)
    page.click("button")
    lead = sent_form(collector.wait(3))
    assert lead["form"] == "/offer"
    assert not re.search("utm_|gclid|details", "".join(request.body for request in collector.requests))


FORM_LINES = ["form_view form=f", "form_submit form=f"]


def test_a_browser_that_asks_for_privacy_is_counted_as_exempt(pages: Pages, collector: Collector) -> None:
    signal = "<script>Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})</script>"
    page = arrive(pages, "consent", before=signal)
    page.evaluate("leadpump('consent', 'granted'); leadpump('event', 'Asked')")
    events = collector.wait(2)
    assert set(addresses(pages, events)) == {("/offer", "")}
    assert {event.get("visitor") for event in events} == {""}
    assert page.evaluate(STORED) == []


def test_consent_tells_the_same_view_again_with_its_campaign(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = arrive(pages, "consent", "<h1>Offer</h1>")
    page.evaluate("leadpump('consent', 'granted')")
    events = collector.wait(2)
    assert lines(events) == ["pageview /offer", "consent"]
    assert addresses(pages, events) == [("/offer", ""), (LANDING, "/from/secret")]
    assert events[0]["page"] == events[1]["page"]
    assert [event["consent"] for event in events] == ["", "granted"]
    assert events[0]["visitor"] == ""
    assert re.fullmatch(r"a\d{31}\d{13}", events[1]["visitor"])
    assert page.evaluate(STORED) == [f"leadpump={events[1]['visitor']}"]
    (view, consent) = collector.stored
    assert (view.utm_source, view.click_id, view.consent) == ("", "", "")
    assert (consent.utm_source, consent.click_id, consent.consent) == ("news", "gclid", "granted")
    assert not consent.interaction


def test_consent_on_a_later_view_of_the_document_tells_the_landing(pages: Pages, collector: Collector) -> None:
    page = arrive(pages, "consent", "<h1>Offer</h1>")
    page.evaluate("history.pushState(null, '', '/next')")
    collector.wait(3)
    page.evaluate("leadpump('consent', 'granted'); leadpump('consent', 'granted'); leadpump('event', 'After')")
    events = collector.wait(5)
    assert [event["name"] for event in events[3:]] == ["consent", "After"]
    assert events[3]["page"] == events[0]["id"]
    assert events[4]["page"] == events[2]["id"]
    assert addresses(pages, events[3:]) == [(LANDING, "/from/secret"), ("/next", LANDING)]
    assert events[4]["visitor"] == events[3]["visitor"]


def test_consent_asked_before_the_script_arrived(pages: Pages, collector: Collector, lines: Lines) -> None:
    stub = """<script>window.leadpump = window.leadpump || function () {
        (leadpump.q = leadpump.q || []).push(arguments) }; leadpump('consent', 'granted')</script>"""
    arrive(pages, "consent", "<h1>Offer</h1>", stub)
    assert lines(collector.wait(2)) == ["pageview /offer", "consent"]
    assert len(collector.requests) == 1


def test_two_tabs_agree_on_one_id(pages: Pages, collector: Collector) -> None:
    first = arrive(pages, "consent", "<h1>Offer</h1>")
    second = pages.blank()
    second.goto(pages.origin + "/offer")
    collector.wait(2)
    first.evaluate("leadpump('consent', 'granted')")
    collector.wait(3)
    second.evaluate("leadpump('consent', 'granted')")
    collector.wait(4)
    told = [event["visitor"] for event in collector.events if event["name"] == "consent"]
    assert len(told) == 2
    assert len(set(told)) == 1


def test_another_tab_that_was_open_joins_the_consent(pages: Pages, collector: Collector) -> None:
    first = arrive(pages, "consent", "<h1>Offer</h1>")
    second = pages.blank()
    second.goto(pages.origin + LANDING)
    collector.wait(3)
    first.evaluate("leadpump('consent', 'granted')")
    collector.wait(4)
    second.evaluate("leadpump('event', 'Elsewhere')")
    collector.wait(6)
    consents = [event for event in collector.events if event["name"] == "consent"]
    assert len({event["page"] for event in consents}) == 2
    assert len({event["visitor"] for event in consents}) == 1
    (elsewhere,) = [event for event in collector.events if event["name"] == "Elsewhere"]
    assert elsewhere["visitor"] == consents[0]["visitor"]


@pytest.mark.parametrize("choice", ["consent', 'denied", "optout"])
def test_a_change_of_mind_holds_in_other_tabs_and_on_the_way_back(
    choice: str, pages: Pages, collector: Collector
) -> None:
    first = arrive(pages, "consent", "<h1>Offer</h1>")
    first.evaluate("leadpump('consent', 'granted')")
    collector.wait(2)
    pages.write(path="/next", tag=tag(pages, "consent"))
    first.goto(pages.origin + "/next")
    second = pages.blank()
    second.goto(pages.origin + "/offer")
    collector.settle()
    second.evaluate(f"leadpump('{choice}')")
    before = {event["id"] for event in collector.settle()}
    first.bring_to_front()
    first.evaluate("leadpump('event', 'After')")
    first.evaluate("history.back()")  # out of the back/forward cache: nothing loads
    first.wait_for_timeout(500)
    collector.settle()
    first.goto("about:blank")
    later = [event for event in collector.settle() if event["id"] not in before]
    assert {event["visitor"] for event in later} == (set() if choice == "optout" else {""})
    pages.write("x", "/plain", tag="")
    first.goto(pages.origin + "/plain")
    assert first.evaluate(STORED) == (["leadpump=out"] if choice == "optout" else [])


def test_an_unknown_choice_is_no_consent(pages: Pages, collector: Collector) -> None:
    page = arrive(pages, "consent", "<h1>Offer</h1>")
    page.evaluate("leadpump('consent'); leadpump('consent', 'maybe'); leadpump('event', 'After')")
    assert [event.get("consent") for event in collector.wait(2)] == ["", "denied"]
    assert page.evaluate(STORED) == []


def test_opting_in_again_is_no_consent(pages: Pages, collector: Collector) -> None:
    page = arrive(pages, "consent", "<h1>Offer</h1>")
    page.evaluate("leadpump('optout')")
    page.reload()
    page.evaluate("leadpump('optin'); leadpump('event', 'Back')")
    event = collector.wait(2)[-1]
    assert (event["name"], event["consent"], event["visitor"]) == ("Back", "", "")


def test_the_id_is_known_on_the_next_page_and_not_renewed(pages: Pages, collector: Collector) -> None:
    page = arrive(pages, "consent", "<h1>Offer</h1>")
    page.evaluate("leadpump('consent', 'granted')")
    visitor = collector.wait(2)[1]["visitor"]
    pages.write(path="/next", tag=tag(pages, "consent"))
    page.goto(pages.origin + "/next?utm_source=b")
    events = collector.wait(4)
    page.evaluate("leadpump('consent', 'granted'); leadpump('event', 'After')")
    events = collector.wait(5)
    after = [event for event in events if event["url"].endswith("/next?utm_source=b")]
    assert [event["name"] for event in after] == ["pageview", "After"]
    assert {(event["visitor"], event["consent"]) for event in after} == {(visitor, "granted")}


@pytest.mark.parametrize(("months", "known"), [(12, True), (14, False)])
def test_the_id_lasts_13_months(months: int, known: bool, pages: Pages, collector: Collector) -> None:
    old = "0d0c6f0e-5f0b-4c53-9c3e-0a6b1f6a1c01"
    seconds = months * 30.4 * 86_400
    before = f"<script>localStorage.leadpump = '{old}' + Math.round(Date.now() - {seconds * 1000})</script>"
    pages.visit(tag=tag(pages, "consent", before))
    assert collector.events[0]["visitor"].startswith(old) == known


def test_denied_removes_the_id(pages: Pages, collector: Collector) -> None:
    page = arrive(pages, "consent", "<h1>Offer</h1>")
    page.evaluate("leadpump('consent', 'granted')")
    collector.wait(2)
    page.evaluate("leadpump('consent', 'denied'); leadpump('event', 'After')")
    events = collector.wait(3)
    assert (events[2]["consent"], events[2]["visitor"]) == ("denied", "")
    assert addresses(pages, events[2:]) == [("/offer", "")]
    assert page.evaluate(STORED) == []
    page.goto("about:blank")
    page.goto(pages.origin + "/offer")
    assert {event["visitor"] for event in collector.wait(5)[3:]} == {""}


def test_refusing_at_once_stores_nothing(pages: Pages) -> None:
    page = arrive(pages, "consent", "<h1>Offer</h1>")
    page.evaluate("leadpump('consent', 'denied')")
    assert page.evaluate(STORED) == []


@pytest.mark.parametrize("mode", ["cookieless", "exempt", "consent"])
def test_opting_out_lasts(mode: str, pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit(tag=tag(pages, mode))
    page.evaluate("leadpump('event', 'Dropped'); leadpump('optout'); leadpump('event', 'Silent')")
    page.reload()
    page.evaluate("leadpump('consent', 'granted'); leadpump('event', 'Silent')")
    assert lines(pages.leave(page)) == ["pageview /"]
    assert len(collector.requests) == 1
    page.goto(pages.origin + "/")
    assert page.evaluate(STORED) == ["leadpump=out"]
    page.evaluate("leadpump('optin'); leadpump('event', 'Back')")
    assert lines(collector.wait(2)) == ["pageview /", "Back"]
    assert page.evaluate(STORED) == []
    page.reload()
    assert "pageview /" in lines(collector.wait(4))[2:]


def test_opting_out_before_the_script_arrived(pages: Pages) -> None:
    stub = """<script>window.leadpump = window.leadpump || function () {
        (leadpump.q = leadpump.q || []).push(arguments) }; leadpump('optout')</script>"""
    page = pages.blank()
    page.goto(pages.write(tag=stub + pages.tag))
    assert pages.leave(page) == []


def test_blocked_storage_holds_no_consent_up(pages: Pages, lines: Lines) -> None:
    block = """<script>for (const name of ['localStorage', 'sessionStorage'])
        Object.defineProperty(window, name, {get() { throw new DOMException('denied', 'SecurityError') }})</script>"""
    page = pages.visit(tag=tag(pages, "consent", block))
    page.evaluate("leadpump('consent', 'granted'); leadpump('event', 'After')")
    assert lines(pages.leave(page)) == ["pageview /", "consent", "After", "engagement scroll=100"]


def test_what_could_not_be_sent_goes_from_the_next_page(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = arrive(pages, "consent", "<h1>Offer</h1>")
    page.evaluate("leadpump('consent', 'granted')")
    collector.wait(2)
    collector.answers += [Answer(503, headers={"Retry-After": "60"}), Answer(503)]
    page.evaluate("leadpump('event', 'Kept')")
    collector.wait_for_status(503)
    pages.write(path="/next", tag=tag(pages, "consent"))
    page.goto(pages.origin + "/next")
    collector.wait(5)
    assert sorted(lines(collector.events)) == [
        "Kept",
        "consent",
        "engagement scroll=100",
        "pageview /next",
        "pageview /offer",
    ]
    assert page.evaluate(STORED) == [f"leadpump={collector.events[1]['visitor']}"]
    kept = [event for event in collector.events if event["name"] == "Kept"]
    assert kept[0]["url"].endswith(LANDING)


def test_what_was_delivered_is_neither_kept_nor_sent_again(pages: Pages, collector: Collector) -> None:
    page = arrive(pages, "consent", "<h1>Offer</h1>")
    page.evaluate("leadpump('consent', 'granted')")
    collector.wait(2)
    for n in range(2):
        page.wait_for_timeout(1100)
        pages.blank()
        collector.wait(3 + 2 * n)
        page.bring_to_front()
        page.evaluate("leadpump('event', 'Back')")
        collector.wait(4 + 2 * n)
    assert page.evaluate(STORED) == [f"leadpump={collector.events[1]['visitor']}"]
    sent = [event["id"] for request in collector.requests for event in request.events]
    assert len(sent) == len(set(sent)) == 6


def go_away(collector: Collector) -> None:
    """From here on the collector refuses all, until its answers are cleared."""
    collector.answers += [Answer(503, headers={"Retry-After": "60"})] * 99


def agree(pages: Pages) -> tuple[Page, Page]:
    """Two tabs of a visitor who agreed."""
    first = arrive(pages, "consent", "<h1>Offer</h1>")
    first.evaluate("leadpump('consent', 'granted')")
    second = pages.blank()
    second.goto(pages.origin + "/offer")
    pages.collector.wait(4)
    return first, second


def own(events: list[Event]) -> list[str]:
    """Names of the page's own events, which begin with a capital."""
    return sorted(event["name"] for event in events if event["name"].istitle())


def test_two_tabs_lose_nothing_of_each_others_while_the_collector_is_away(pages: Pages, collector: Collector) -> None:
    first, second = agree(pages)
    go_away(collector)
    for tab, name in ((first, "One"), (second, "Two"), (first, "Three")):
        tab.bring_to_front()
        tab.evaluate("name => leadpump('event', name)", name)
        collector.settle()
    for tab in (first, second):
        pages.leave(tab)
    collector.answers.clear()
    second.bring_to_front()
    second.goto(pages.origin + "/offer")
    events = collector.wait(9)
    assert own(events) == ["One", "Three", "Two"]
    visitor = events[1]["visitor"]
    assert {event["visitor"] for event in events[1:]} == {visitor}
    assert second.evaluate(STORED) == [f"leadpump={visitor}"]


def test_two_tabs_that_are_left_at_the_same_moment_keep_both(pages: Pages, collector: Collector) -> None:
    """As when the window is closed: neither sees what the other writes."""
    tabs = agree(pages)
    go_away(collector)
    for number, tab in enumerate(tabs):
        tab.evaluate(
            """number => { window.all = new BroadcastChannel('all'); all.onmessage = () => {
                for (let n = 0; n < 9; n++) leadpump('event', 'Last ' + number + n)
                location = 'about:blank' } }""",
            number,
        )
    pages.write("<script>new BroadcastChannel('all').postMessage(0)</script>", "/close", tag="")
    third = pages.blank()
    third.goto(pages.origin + "/close")
    collector.wait_for_requests(6)
    collector.settle()
    collector.answers.clear()
    third.goto(pages.origin + "/offer")
    collector.wait(22)
    assert own(collector.events) == [f"Last {number}{n}" for number in range(2) for n in range(9)]


def test_a_tab_that_crashed_keeps_what_it_could_not_send(pages: Pages, collector: Collector) -> None:
    first, second = agree(pages)
    go_away(collector)
    first.bring_to_front()
    first.evaluate("leadpump('event', 'Kept')")
    collector.wait_for_status(503)
    collector.settle()
    with first.expect_event("crash"), suppress(Error):
        first.goto("chrome://crash")
    collector.answers.clear()
    second.bring_to_front()
    second.reload()
    collector.wait(7)
    assert own(collector.events) == ["Kept"]


@pytest.mark.parametrize("choice", ["consent', 'denied", "optout"])
def test_what_other_tabs_left_goes_with_the_choice(choice: str, pages: Pages, collector: Collector) -> None:
    first, second = agree(pages)
    go_away(collector)
    first.evaluate("leadpump('event', 'Left')")
    collector.wait_for_status(503)
    pages.leave(first)
    assert len(second.evaluate(STORED)) > 1
    second.evaluate(f"leadpump('{choice}')")
    assert second.evaluate(STORED) == (["leadpump=out"] if choice == "optout" else [])
    collector.answers.clear()
    first.goto(pages.origin + "/offer")
    assert own(collector.wait(5)) == []


def test_what_was_under_way_at_an_opting_out_is_not_repeated(pages: Pages, collector: Collector) -> None:
    page = pages.visit()
    collector.answers += [Answer(503, 0.5, {"Retry-After": "1"})]
    page.evaluate("leadpump('event', 'Begun'); setTimeout(leadpump, 200, 'optout')")
    collector.wait_for_status(503)
    page.wait_for_timeout(2500)
    assert len(collector.requests) == 2


def test_what_a_tag_of_before_kept_below_the_id_is_sent_and_removed(pages: Pages, collector: Collector) -> None:
    visitor = "a" + "1" * 31 + str(int(time.time() * 1000))
    kept = {"key": "a" + "2" * 31, "page": "a" + "3" * 31, "url": pages.origin + "/", "site": SITE, "name": "Kept"}
    kept |= {"referrer": "", "by": visitor}
    stored = visitor + "\n" + json.dumps(kept)
    page = pages.visit(tag=tag(pages, "consent", f"<script>localStorage.leadpump = {json.dumps(stored)}</script>"))
    assert sorted((event["name"], event["visitor"]) for event in collector.wait(2)) == [
        ("Kept", visitor),
        ("pageview", visitor),
    ]
    assert page.evaluate(STORED) == [f"leadpump={visitor}"]


def test_what_went_by_beacon_is_not_sent_from_every_later_page(pages: Pages, collector: Collector) -> None:
    broken = "<script>window.fetch = () => { throw new Error('blocked') }</script>"
    page = arrive(pages, "consent", "<h1>Offer</h1>", broken)
    page.evaluate("leadpump('consent', 'granted')")
    collector.wait(2)
    pages.leave(page)
    page.goto(pages.origin + "/offer")
    collector.wait(4)
    sent = [event["id"] for request in collector.requests for event in request.events]
    assert len(sent) == len(set(sent)) == 4


def test_storage_that_is_full_costs_no_event(pages: Pages, collector: Collector) -> None:
    watch = "<script>seen = []; addEventListener('unhandledrejection', e => seen.push(String(e.reason)))</script>"
    page = arrive(pages, "consent", "<h1>Offer</h1>", watch)
    page.evaluate("leadpump('consent', 'granted')")
    collector.wait(2)
    page.evaluate(
        """() => { for (let size = 2 ** 22; size; size >>= 1)
            try { localStorage['full' + size] = 'x'.repeat(size) } catch {} }"""
    )
    page.evaluate("leadpump('event', 'One')")
    collector.wait(3)
    page.evaluate("leadpump('event', 'Two')")
    assert own(collector.wait(4)) == ["One", "Two"]
    assert {event["visitor"] for event in collector.events[1:]} == {collector.events[1]["visitor"]}
    assert page.evaluate("seen") == []


def test_nothing_undelivered_is_stored_without_consent(pages: Pages, collector: Collector) -> None:
    collector.answers += [Answer(503, headers={"Retry-After": "60"}), Answer(503)]
    pages.write(path="/", tag=tag(pages, "consent"))
    page = pages.blank()
    page.goto(pages.origin + "/")
    page.wait_for_timeout(300)
    pages.leave(page)
    pages.write("x", "/plain", tag="")
    page.goto(pages.origin + "/plain")
    assert page.evaluate(STORED) == []
