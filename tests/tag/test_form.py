"""Forms seen, begun and submitted; never what is written in them."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.tag.conftest import Collector, Lines, Pages

AJAX = "<script>addEventListener('submit', e => e.preventDefault())</script>"
SEEN, BEGUN, SENT = "form_view form={0}", "form_start form={0}", "form_submit form={0}"

TAKEN = ["id", "name", "action", "submit", "tagName", "method", "closest", "matches", "nodeType", "parentNode"]
TAKEN += ["elements", "attributes", "host", "children", "dataset", "target", "shadowRoot", "value", "length"]
TAKEN += ["mode", "type", "form", "localName", "href", "reset", "checked"]


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
    page.fill("input", "x")
    page.click("button")
    assert lines(collector.wait(4)) == ["pageview /", *whole("f")]


@pytest.mark.parametrize(
    "button",
    [
        "<button>ok</button>",
        "<button><b>ok</b></button>",
        "<input type=submit>",
        "<input type=image alt=ok>",
        "<button name=send>ok</button>",
    ],
)
def test_the_button_that_sends_a_form_does_not_begin_it(button: str, pages: Pages, lines: Lines) -> None:
    page = pages.visit(AJAX + f"<form id=f><input value=me@example.org>{button}</form>")
    page.wait_for_timeout(200)
    page.click("b, button, [type=submit], [type=image]")
    sent = [SEEN.format("f"), SENT.format("f")]
    assert lines(pages.leave(page)) == ["pageview /", *sent, "engagement scroll=100"]


@pytest.mark.parametrize("button", ["", "<button>ok</button>", "<input type=image alt=ok>"])
def test_enter_as_the_first_key_in_a_prefilled_form_does_not_begin_it(button: str, pages: Pages, lines: Lines) -> None:
    """It would have been filled in no time: spam."""
    page = pages.visit(AJAX + f"<form id=f><input name=mail value=me@example.org autofocus>{button}</form>")
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")
    sent = [SEEN.format("f"), SENT.format("f")]
    assert lines(pages.leave(page)) == ["pageview /", *sent, "engagement scroll=100"]


def test_keys_that_change_nothing_do_not_begin_a_form(pages: Pages, lines: Lines) -> None:
    page = pages.visit("<form id=f><input autofocus><input><button>ok</button></form>")
    page.wait_for_timeout(200)
    for key in ("Shift", "ArrowRight", "Tab", "Tab"):
        page.keyboard.press(key)
    assert lines(pages.leave(page)) == ["pageview /", SEEN.format("f"), "engagement scroll=100"]


@pytest.mark.parametrize(
    ("field", "key"),
    [
        ("<select><option>1<option>2</select>", "ArrowDown"),
        ("<input type=checkbox>", "Space"),
        ("<input type=radio name=r checked><input type=radio name=r>", "ArrowDown"),
        ("<input type=range>", "ArrowRight"),
        ("<p contenteditable>x</p>", "a"),
        ("<input value=x>", "Backspace"),
    ],
)
def test_whatever_a_key_changes_begins_the_form(field: str, key: str, pages: Pages, lines: Lines) -> None:
    page = pages.visit(f"<form id=f>{field}</form>")
    page.wait_for_timeout(200)
    page.keyboard.press("Tab")
    page.keyboard.press(key)
    assert [line for line in lines(pages.leave(page)) if "start" in line] == [BEGUN.format("f")]


def test_a_web_component_that_sends_a_form_and_has_a_mode_does_not_begin_it(pages: Pages, lines: Lines) -> None:
    """Shadow roots are known by their mode; the buttons of one library have another."""
    define = """<script>customElements.define('a-button', class extends HTMLElement {
        mode = 'md'; type = 'submit'
        connectedCallback() { this.onclick = () => this.closest('form').requestSubmit() } })</script>"""
    page = pages.visit(AJAX + define + "<form id=f><input value=me@example.org><a-button>ok</a-button></form>")
    page.wait_for_timeout(200)
    page.click("a-button")
    sent = [SEEN.format("f"), SENT.format("f")]
    assert lines(pages.leave(page)) == ["pageview /", *sent, "engagement scroll=100"]


def test_another_button_of_a_form_begins_it(pages: Pages, lines: Lines) -> None:
    page = pages.visit("<form id=f><button type=button>next</button></form>")
    page.wait_for_timeout(200)
    page.click("button")
    begun = [SEEN.format("f"), BEGUN.format("f")]
    assert lines(pages.leave(page)) == ["pageview /", *begun, "engagement scroll=100"]


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
    (lead,) = [event for event in collector.wait(2) if event["name"] == "form_submit"]
    assert UUID(page.evaluate("sent")) == UUID(lead["id"])


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


def test_declared_fields_beside_those_named_as_the_forms_own_properties(pages: Pages, collector: Collector) -> None:
    fields = "".join(f"<input name={name} value=x data-leadpump-answer={name}>" for name in TAKEN)
    page = pages.visit(AJAX + f"<form><input type=hidden name=leadpump_id value=none>{fields}</form>")
    page.evaluate("HTMLFormElement.prototype.requestSubmit.call(document.querySelector('form'))")
    (lead,) = [event for event in collector.wait(2) if event["name"] == "form_submit"]
    assert lead["answers"] == dict.fromkeys(TAKEN, "x")
    assert UUID(page.evaluate("document.querySelector('[name=leadpump_id]').value")) == UUID(lead["id"])


@pytest.mark.parametrize("build", ["leadpump", "leadpump-reading"])
def test_a_submit_event_of_what_is_no_form(build: str, pages: Pages, lines: Lines) -> None:
    """Web components raise events of that name."""
    page = pages.visit("<div id=f>x</div>", tag=pages.tag.replace("/leadpump.", f"/{build}."))
    page.evaluate("f.dispatchEvent(new CustomEvent('submit', {bubbles: true}))")
    assert lines(pages.leave(page)) == ["pageview /", "engagement scroll=100"]
    assert pages.warnings == []


@pytest.mark.parametrize("build", ["leadpump", "leadpump-reading"])
def test_a_field_named_length_hides_no_password(build: str, pages: Pages, lines: Lines) -> None:
    form = "<form><input name=length><input type=password></form>"
    page = pages.visit(AJAX + form, tag=pages.tag.replace("/leadpump.", f"/{build}."))
    page.evaluate("document.querySelector('form').requestSubmit()")
    assert "form_submit" not in " ".join(lines(pages.leave(page)))


@pytest.mark.parametrize(
    ("attributes", "name"),
    [
        ("data-leadpump-form=quote id=a name=b action=/c", "quote"),
        ("id=a name=b action=/c", "a"),
        ("name=b action=/c", "b"),
        ("action=https://crm.test/in?key=secret", "/in"),
        ("action=send.php?key=secret", "send.php"),
        ("", "/here"),
    ],
)
def test_the_name_of_a_form(attributes: str, name: str, pages: Pages, collector: Collector) -> None:
    page = pages.visit(AJAX + f"<form {attributes}><button>ok</button></form>", path="/here")
    page.evaluate("document.querySelector('form').requestSubmit()")
    collector.wait(2)
    (lead,) = [event for event in collector.stored if event.name == "form_submit"]
    assert lead.form == name


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


@pytest.mark.parametrize("build", ["leadpump", "leadpump-reading"])
def test_a_button_that_only_closes_the_dialog_sends_nothing(
    build: str, pages: Pages, collector: Collector, lines: Lines
) -> None:
    form = """<dialog open><form id=f method=post><input name=mail><input type=hidden name=leadpump_id value=none>
        <button formmethod=dialog formnovalidate>Cancel</button><button>ok</button></form></dialog>"""
    page = pages.visit(AJAX + form, tag=pages.tag.replace("/leadpump.", f"/{build}."))
    page.wait_for_timeout(200)
    page.click("text=Cancel")
    collector.settle()
    assert page.input_value("[name=leadpump_id]") == "none"
    assert "form_submit form=f" not in lines(collector.events)
    page.evaluate("document.querySelector('dialog').show()")
    page.click("text=ok")
    assert lines(pages.leave(page)).count("form_submit form=f") == 1


def test_a_form_with_a_search_field_among_others_counts(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit(AJAX + "<form id=f><input type=search><input type=email><button>ok</button></form>")
    page.wait_for_timeout(200)
    page.fill("[type=email]", "me@example.org")
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
    page.fill("input", "x")
    page.click("button")
    assert lines(collector.wait(4)) == ["pageview /", *whole("f")]


SHADOW = """<div id=host data-leadpump-magnet=guide></div><script>
    const root = host.attachShadow({mode: 'open'})
    root.innerHTML = '<form id=f><input name=mail><button>ok</button></form>'
    root.querySelector('form').onsubmit = event => event.preventDefault()</script>"""


def test_a_form_in_a_shadow_root(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit(SHADOW)
    page.wait_for_timeout(200)
    page.fill("input", "x")
    page.click("button")
    events = lines(collector.wait(5))
    assert sorted(events[1:3]) == ["form_view form=f magnet=guide", "magnet_view magnet=guide"]
    assert events[:1] + events[3:] == [
        "pageview /",
        "form_start form=f magnet=guide",
        "form_submit form=f magnet=guide",
    ]


def test_a_shadow_root_within_another_made_later(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit("<div id=outer></div>" + AJAX)
    page.evaluate(
        """const root = outer.attachShadow({mode: 'open'}); root.innerHTML = '<div></div>'
        const inner = root.firstChild.attachShadow({mode: 'open'})
        setTimeout(() => { inner.innerHTML = '<form id=deep><input><button>ok</button></form>'
            inner.firstChild.onsubmit = event => event.preventDefault() }, 300)"""
    )
    page.click("button")
    assert lines(collector.wait(2))[-1:] == ["form_submit form=deep"]


def test_a_button_of_a_web_component_within_a_form(pages: Pages, lines: Lines) -> None:
    page = pages.visit(
        """<form id=f><div id=host></div></form><script>
        host.attachShadow({mode: 'open'}).innerHTML = '<button type=button>more</button>'</script>"""
    )
    page.wait_for_timeout(200)
    page.click("button")
    assert lines(pages.leave(page))[1:3] == ["form_view form=f", "form_start form=f"]


def test_the_last_field_touched_is_named_when_a_begun_form_is_left(pages: Pages, lines: Lines) -> None:
    page = pages.visit("<form id=f><input name=mail><input name=phone><textarea name=message></textarea></form>")
    page.wait_for_timeout(200)
    page.fill("[name=mail]", "me@example.org")
    page.fill("[name=phone]", "0102030405")
    assert lines(pages.leave(page)) == [
        "pageview /",
        "form_view form=f",
        "form_start form=f",
        "form_field form=f props={'field': 'phone'}",
        "engagement scroll=100",
    ]


def test_a_form_that_was_left_is_told_of_no_later_view(pages: Pages, lines: Lines) -> None:
    page = pages.visit("<form id=f><input name=mail></form>")
    page.wait_for_timeout(200)
    page.fill("input", "me@example.org")
    for address in ("/prices", "/about"):
        page.evaluate("path => { history.pushState(0, '', path); document.body.replaceChildren() }", address)
        page.wait_for_timeout(100)
    assert [line for line in lines(pages.leave(page)) if line.startswith("form_field")] == [
        "form_field form=f props={'field': 'mail'}"
    ]


@pytest.mark.parametrize("clicked", ["button", "form"])
def test_what_is_no_field_is_not_the_field_last_touched(clicked: str, pages: Pages, lines: Lines) -> None:
    form = "<form id=f name=quote style=padding:9px><input required><button name=send>ok</button></form>"
    page = pages.visit(form)
    page.wait_for_timeout(200)
    page.click(clicked, position={"x": 3, "y": 3})
    assert [line for line in lines(pages.leave(page)) if line.startswith("form_field")] == []


def test_a_field_outside_of_the_form_is_not_its_last(pages: Pages, lines: Lines) -> None:
    page = pages.visit("<form id=f><input name=mail></form><input type=checkbox name=dark>")
    page.wait_for_timeout(200)
    page.fill("[name=mail]", "me@example.org")
    page.click("[name=dark]")
    assert "form_field form=f props={'field': 'mail'}" in lines(pages.leave(page))


def test_a_submitted_form_was_not_left(pages: Pages, lines: Lines) -> None:
    page = pages.visit(AJAX + "<form id=f><input name=mail><button>ok</button></form>")
    page.wait_for_timeout(200)
    page.fill("input", "x")
    page.click("button")
    assert lines(pages.leave(page)) == ["pageview /", *whole("f"), "engagement scroll=100"]


DECLARED = """<form id=f>
    <input name=a data-leadpump-field=email value=me@example.org>
    <input name=b value=secret>
    <select name=c data-leadpump-answer=budget><option value=small>1<option value=large selected>2</select>
    <input type=radio name=d value=now data-leadpump-answer=when>
    <input type=radio name=d value=later data-leadpump-answer=when checked>
    <input type=checkbox name=e value=yes data-leadpump-answer=news>
    <textarea name=g data-leadpump-answer=need>a roof</textarea>
    <button>ok</button></form>"""


def test_declared_fields_and_answers_are_read_and_no_others(pages: Pages, collector: Collector) -> None:
    page = pages.visit(AJAX + DECLARED)
    page.click("button")
    (lead,) = [event for event in collector.wait(2) if event["name"] == "form_submit"]
    assert lead["fields"] == {"email": "me@example.org"}
    assert lead["answers"] == {"budget": "large", "when": "later", "need": "a roof"}
    assert "secret" not in "".join(request.body for request in collector.requests)


def test_a_declared_field_outside_of_its_form_is_read(pages: Pages, collector: Collector) -> None:
    form = "<form id=f><button>ok</button></form><input form=f data-leadpump-field=email value=me@example.org>"
    page = pages.visit(AJAX + form)
    page.click("button")
    (lead,) = [event for event in collector.wait(2) if event["name"] == "form_submit"]
    assert lead["fields"] == {"email": "me@example.org"}


def test_a_long_answer_and_an_element_without_value_cost_no_lead(pages: Pages, collector: Collector) -> None:
    page = pages.visit(
        AJAX + "<form id=f><p data-leadpump-answer=none>x</p><textarea data-leadpump-answer=need></textarea>"
        "<button>ok</button></form>"
    )
    page.evaluate("document.querySelector('textarea').value = '\u00e9'.repeat(9000)")
    page.click("button")
    (lead,) = [event for event in collector.wait(2) if event["name"] == "form_submit"]
    assert lead["answers"] == {"need": "\u00e9" * 500}


def test_an_element_whose_value_is_a_number_costs_no_lead(pages: Pages, collector: Collector) -> None:
    define = """<script>customElements.define('a-slider', class extends HTMLElement {
        static formAssociated = true; get value() { return this.title ? +this.title : undefined } })</script>"""
    page = pages.visit(
        AJAX + define + "<form id=f><a-slider title=7 data-leadpump-answer=rooms></a-slider>"
        "<a-slider data-leadpump-answer=baths></a-slider><button>ok</button></form>"
    )
    page.click("button")
    (lead,) = [event for event in collector.wait(2) if event["name"] == "form_submit"]
    assert lead["answers"] == {"rooms": "7", "baths": ""}


def test_answers_are_stored_as_properties_and_contact_fields_nowhere(pages: Pages, collector: Collector) -> None:
    page = pages.visit(AJAX + DECLARED)
    page.click("button")
    collector.wait(2)
    (lead,) = [event for event in collector.stored if event.name == "form_submit"]
    assert lead.props == {"answer.budget": "large", "answer.when": "later", "answer.need": "a roof"}
    assert "example.org" not in str(collector.stored)


def test_a_form_refused_by_the_browsers_own_check_is_not_sent(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit("<form id=f><input required><button>ok</button></form>")
    page.wait_for_timeout(200)
    page.click("button")
    assert lines(pages.leave(page))[:2] == ["pageview /", "form_view form=f"]
    assert not [event for event in collector.events if event["name"] == "form_submit"]
