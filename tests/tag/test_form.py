"""Forms seen, begun and submitted; never what is written in them."""

from __future__ import annotations

import pytest

from tests.tag.conftest import Collector, Lines, Pages

AJAX = "<script>addEventListener('submit', e => e.preventDefault())</script>"
SEEN, BEGUN, SENT = "form_view form={0}", "form_start form={0}", "form_submit form={0}"

TAKEN = ["id", "name", "action", "submit", "tagName", "method", "closest", "matches", "querySelector"]
TAKEN += ["getAttribute", "nodeType", "parentNode", "elements", "attributes", "host"]


def whole(name: str) -> list[str]:
    return [line.format(name) for line in (SEEN, BEGUN, SENT)]


def test_a_native_form_is_seen_begun_and_sent(pages: Pages, collector: Collector, lines: Lines) -> None:
    pages.write("thanks", "/thanks", tag="")
    page = pages.visit("<form id=contact action=/thanks method=post><input name=mail><button>ok</button></form>")
    page.wait_for_timeout(200)
    page.fill("input", "me@example.org")
    page.click("button")
    page.wait_for_url("**/thanks")
    assert lines(collector.wait(5)) == ["pageview /", *whole("contact"), "engagement scroll=100"]


def test_no_value_of_a_field_is_in_any_request(pages: Pages, collector: Collector) -> None:
    page = pages.visit(AJAX + "<form id=f><input name=mail><textarea></textarea><button>ok</button></form>")
    page.fill("input", "secret-one")
    page.fill("textarea", "secret-two")
    page.click("button")
    pages.leave(page)
    assert "secret" not in "".join(request.body for request in collector.requests)


def test_ajax_that_stops_the_event(pages: Pages, collector: Collector, lines: Lines) -> None:
    stop = """<script>document.querySelector('form').addEventListener('submit', event => {
        event.preventDefault(); event.stopImmediatePropagation() })</script>"""
    page = pages.visit("<form id=f><input><button>ok</button></form>" + stop)
    page.wait_for_timeout(200)
    page.click("button")
    assert lines(collector.wait(4)) == ["pageview /", *whole("f")]


def test_a_double_click_and_a_second_attempt_are_one_lead(pages: Pages, lines: Lines) -> None:
    page = pages.visit(AJAX + "<form id=f><input type=hidden name=leadpump_id><input id=i><button>ok</button></form>")
    page.dblclick("button")
    page.fill("#i", "corrected")
    page.click("button")
    events = pages.leave(page)
    assert [line for line in lines(events) if "form_submit" in line] == ["form_submit form=f"]


def test_the_hidden_field_takes_the_id_of_the_lead(pages: Pages, collector: Collector) -> None:
    read = """<script>document.querySelector('form').onsubmit = event => {
        event.preventDefault(); window.sent = new FormData(event.target).get('leadpump_id') }</script>"""
    page = pages.visit("<form id=f><input type=hidden name=leadpump_id><button>ok</button></form>" + read)
    page.click("button")
    (lead,) = [event for event in collector.wait(3) if event["name"] == "form_submit"]
    assert page.evaluate("sent") == lead["id"]


def test_two_forms_and_two_page_views_are_leads_of_their_own(pages: Pages) -> None:
    form = "<form id={0}><button id=b{0}>ok</button></form>"
    page = pages.visit(AJAX + form.format("one") + form.format("two"))
    page.click("#bone")
    page.click("#btwo")
    page.evaluate("history.pushState(null, '', '/next')")
    page.wait_for_timeout(100)
    page.click("#bone")
    leads = [event for event in pages.leave(page) if event["name"] == "form_submit"]
    assert [lead["form"] for lead in leads] == ["one", "two", "one"]
    assert len({lead["id"] for lead in leads}) == 3
    assert leads[0]["page"] == leads[1]["page"] != leads[2]["page"]


def test_fields_named_as_the_forms_own_properties(pages: Pages, collector: Collector, lines: Lines) -> None:
    fields = "".join(f"<input name={name}>" for name in TAKEN)
    page = pages.visit(AJAX + f"<form action=/quote>{fields}<button id=ok>ok</button></form>")
    page.wait_for_timeout(200)
    page.keyboard.press("Tab")  # Playwright's own click fails on such a form
    page.keyboard.type("x")
    page.keyboard.press("Enter")
    assert lines(collector.wait(4)) == ["pageview /", *whole("/quote")]
    assert pages.warnings == []


@pytest.mark.parametrize(
    ("attributes", "name"),
    [
        ("data-leadpump-form=quote id=a name=b action=/c", "quote"),
        ("id=a name=b action=/c", "a"),
        ("name=b action=/c", "b"),
        ("action=https://crm.test/in?key=secret", "/in"),
        ("", "/here"),
    ],
)
def test_the_name_of_a_form(attributes: str, name: str, pages: Pages, collector: Collector) -> None:
    page = pages.visit(AJAX + f"<form {attributes}><button>ok</button></form>", path="/here")
    page.evaluate("document.querySelector('form').requestSubmit()")
    (lead,) = [event for event in collector.wait(2) if event["name"] == "form_submit"]
    assert lead["form"] == name


@pytest.mark.parametrize(
    "form",
    [
        "<form role=search><input name=q><button>ok</button></form>",
        "<div role=search><form><input name=q><button>ok</button></form></div>",
        "<search><form><input name=q><button>ok</button></form></search>",
        "<form><input type=search><button>ok</button></form>",
        "<form><input><input type=PASSWORD><button>ok</button></form>",
        "<dialog open><form method=dialog><input><button>ok</button></form></dialog>",
    ],
)
def test_forms_that_bring_no_lead(form: str, pages: Pages, lines: Lines) -> None:
    page = pages.visit(AJAX + form)
    page.wait_for_timeout(200)
    page.focus("input")
    page.click("button")
    assert lines(pages.leave(page)) == ["pageview /", "engagement scroll=100"]


def test_a_form_with_a_search_field_among_others_counts(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit(AJAX + "<form id=f><input type=search><input type=email><button>ok</button></form>")
    page.wait_for_timeout(200)
    page.click("button")
    assert lines(collector.wait(4)) == ["pageview /", *whole("f")]


def test_autofocus_is_no_start(pages: Pages, lines: Lines) -> None:
    page = pages.visit("<form id=f><input autofocus></form><script>document.querySelector('input').focus()</script>")
    page.wait_for_timeout(200)
    assert lines(pages.leave(page)) == ["pageview /", "form_view form=f", "engagement scroll=100"]


def test_typing_into_a_field_that_had_the_focus_is_a_start(pages: Pages, lines: Lines) -> None:
    page = pages.visit("<form id=f><input autofocus></form>")
    page.wait_for_timeout(200)
    page.keyboard.type("a")
    assert lines(pages.leave(page)) == [
        "pageview /",
        "form_view form=f",
        "form_start form=f",
        "engagement scroll=100",
    ]


def test_a_form_inserted_later(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit(AJAX)
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<form id=f><input><button>ok</button></form>')")
    page.wait_for_timeout(500)
    page.click("button")
    assert lines(collector.wait(4)) == ["pageview /", *whole("f")]


def test_a_form_in_a_shadow_root(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit(
        """<div id=host data-leadpump-magnet=guide></div><script>
        const root = host.attachShadow({mode: 'open'})
        root.innerHTML = '<form id=f><input><button>ok</button></form>'
        root.querySelector('form').onsubmit = event => event.preventDefault()</script>"""
    )
    page.wait_for_timeout(200)
    page.fill("input", "x")
    page.click("button")
    assert lines(collector.wait(4)) == [
        "pageview /",
        "magnet_view magnet=guide",
        "form_start form=f magnet=guide",
        "form_submit form=f magnet=guide",
    ]


def test_a_form_refused_by_the_browsers_own_check_is_not_sent(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit("<form id=f><input required><button>ok</button></form>")
    page.wait_for_timeout(200)
    page.click("button")
    assert lines(pages.leave(page))[:3] == ["pageview /", "form_view form=f", "form_start form=f"]
    assert not [event for event in collector.events if event["name"] == "form_submit"]
