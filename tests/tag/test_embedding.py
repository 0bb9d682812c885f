"""Ways to put the tag on a page."""

from __future__ import annotations

import pytest

from tests.tag.conftest import Collector, Lines, Pages


@pytest.mark.parametrize("attributes", ["", "async", "defer", "type=module crossorigin", "defer nonce=abc"])
def test_every_way_to_load_it(attributes: str, pages: Pages, collector: Collector, lines: Lines) -> None:
    pages.visit(tag=f"<script {attributes} src={collector.origin}/leadpump.js data-site=example.fr></script>")
    assert lines(collector.events) == ["pageview /"]


def test_injected_by_a_tag_manager(pages: Pages, collector: Collector, lines: Lines) -> None:
    inject = f"""<script>const tag = document.createElement('script')
        tag.src = '{collector.origin}/leadpump.js'; tag.setAttribute('data-site', 'example.fr')
        document.head.append(tag)</script>"""
    pages.visit(tag=inject)
    assert lines(collector.events) == ["pageview /"]


def test_two_tags_count_once(pages: Pages, collector: Collector, lines: Lines) -> None:
    page = pages.visit(tag=pages.tag + pages.tag)
    page.evaluate("leadpump('event', 'Once')")
    assert lines(collector.wait(2)) == ["pageview /", "Once"]


def test_under_a_path_of_a_proxy(pages: Pages, collector: Collector) -> None:
    pages.visit(tag=f"<script defer src={collector.origin}/stats/x/leadpump.js?v=1 data-site=example.fr></script>")
    assert [request.path for request in collector.requests] == ["/stats/x/api/event"]


def test_an_endpoint_of_its_own(pages: Pages, collector: Collector) -> None:
    pages.visit(tag=f"<script src={collector.origin}/leadpump.js data-site=example.fr data-api=/in/api/event></script>")
    assert [request.path for request in collector.requests] == ["/in/api/event"]


def test_calls_queued_before_the_script_are_replayed(pages: Pages, collector: Collector, lines: Lines) -> None:
    stub = """<script>window.leadpump = window.leadpump || function () {
        (window.leadpump.q = window.leadpump.q || []).push(arguments) }
        leadpump('event', 'First', {value: 1}); leadpump('event', 'Second')</script>"""
    pages.visit(tag=stub + pages.tag)
    assert lines(collector.wait(3)) == ["pageview /", "First value=1", "Second"]
    assert len(collector.requests) == 1


def test_one_global_and_no_more(pages: Pages) -> None:
    before = set(pages.visit(tag="").evaluate("Object.getOwnPropertyNames(window)"))
    after = set(pages.visit().evaluate("Object.getOwnPropertyNames(window)"))
    assert after - before == {"leadpump"}


def test_under_a_strict_policy(pages: Pages, collector: Collector, lines: Lines) -> None:
    policy = f"default-src 'none'; script-src 'nonce-n' 'strict-dynamic'; connect-src {collector.origin}"
    policy += "; require-trusted-types-for 'script'; trusted-types 'none'"
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    page = pages.visit("<a href=https://other.test/>x</a>", tag=meta + pages.tag.replace("defer", "nonce=n"))
    pages.leave(page)
    assert lines(collector.events) == ["pageview /", "engagement scroll=100"]


def test_without_a_site_it_only_says_so(pages: Pages, collector: Collector) -> None:
    page = pages.visit(tag=f"<script src={collector.origin}/leadpump.js></script>")
    assert collector.settle() == []
    assert pages.warnings == ["leadpump: no data-site"]
    assert page.evaluate("typeof leadpump") == "undefined"


def test_a_module_that_finds_no_tag_only_says_so(pages: Pages, collector: Collector) -> None:
    pages.visit(tag=f"<script type=module src={collector.origin}/leadpump.js></script>")
    assert collector.settle() == []
    assert pages.warnings == ["leadpump: no data-site"]


def test_names_that_hide_the_documents_own(pages: Pages, collector: Collector, lines: Lines) -> None:
    clobber = "<form id=leadpump></form><img name=host><embed name=scrollingElement>"
    page = pages.visit("", tag=clobber + pages.tag)
    page.wait_for_timeout(200)
    page.evaluate("leadpump('event', 'Still')")
    assert lines(collector.wait(3)) == ["pageview /", "form_view form=leadpump", "Still"]


def test_polluted_prototypes(pages: Pages, collector: Collector, lines: Lines) -> None:
    pollute = """<script>Object.prototype.extra = 'x'; Object.prototype.later = true
        Array.prototype.toJSON = function () { return 'array' }
        String.prototype.toJSON = function () { return 'string' }
        Array.prototype.last = function () {}</script>"""
    page = pages.visit("<form id=f><input name=a></form>", tag=pollute + pages.tag)
    page.wait_for_timeout(200)
    page.evaluate("leadpump('event', 'Custom', {props: {plan: 'pro'}})")
    events = collector.wait(3)
    assert lines(events) == ["pageview /", "form_view form=f", "Custom props={'plan': 'pro'}"]
    assert [event["site"] for event in events] == ["example.fr"] * 3
    assert not [event for event in events if "extra" in event]
