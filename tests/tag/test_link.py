"""Downloads and outbound links."""

from __future__ import annotations

from typing import Literal

import pytest

from tests.tag.conftest import Answer, Collector, Lines, Pages

# The site's own pages stay where they are, so that a click is all that happens.
STAY = "<script>addEventListener('click', e => e.preventDefault())</script>"


def clicked(pages: Pages, html: str, selector: str = "#x") -> list[str]:
    page = pages.visit(STAY + html)
    page.click(selector)
    page.wait_for_timeout(150)
    return [
        f"{event['name']} {event['target'].replace(pages.origin, '')}"
        for event in pages.collector.settle()
        if "target" in event
    ]


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("<a id=x href='/Guide.PDF?token=secret#p2'>x</a>", ["download /Guide.PDF"]),
        ("<a id=x href=/export download>x</a>", ["download /export"]),
        ("<a id=x href=https://cdn.test/a/list.xlsx>x</a>", ["download https://cdn.test/a/list.xlsx"]),
        ("<a id=x href=https://other.test/page?key=secret>x</a>", ["outbound https://other.test/page"]),
        ("<a href=https://other.test/><b><i id=x>x</i></b></a>", ["outbound https://other.test/"]),
        ("<a id=x href=/prices>x</a>", []),
        ("<a id=x href='#top'>x</a>", []),
        ("<a id=x href=mailto:me@example.org>x</a>", []),
        ("<a id=x href=tel:+33100000000>x</a>", []),
        ("<a id=x>x</a>", []),
        ("<a id=x href='http://['>x</a>", []),
        ("<a id=x href=/file.pdf/page>x</a>", []),
    ],
)
def test_a_click(html: str, told: list[str], pages: Pages) -> None:
    assert clicked(pages, html) == told


@pytest.mark.parametrize("attribute", ["href", "xlink:href"])
def test_a_link_within_svg(attribute: str, pages: Pages) -> None:
    svg = f"<svg width=90 height=90><a {attribute}=https://other.test/s><rect id=x width=90 height=90 /></a></svg>"
    assert clicked(pages, svg) == ["outbound https://other.test/s"]


def test_a_link_in_a_shadow_root_that_stops_the_event(pages: Pages) -> None:
    html = """<div id=host></div><script>host.attachShadow({mode: 'open'}).innerHTML =
        '<a href=https://other.test/s>shadow</a>'
        host.shadowRoot.firstChild.onclick = event => { event.preventDefault(); event.stopPropagation() }</script>"""
    assert clicked(pages, html, "a") == ["outbound https://other.test/s"]


@pytest.mark.parametrize(("button", "told"), [("middle", 1), ("right", 0)])
def test_the_other_buttons(button: Literal["middle", "right"], told: int, pages: Pages, collector: Collector) -> None:
    page = pages.visit("<a href=http://other.test:1/s>x</a>")
    page.click("a", button=button)
    page.wait_for_timeout(300)
    assert [event["name"] for event in collector.settle()].count("outbound") == told


@pytest.mark.parametrize("key", ["Enter", "Control+Enter"])
def test_by_keyboard(key: str, pages: Pages, collector: Collector) -> None:
    page = pages.visit("<a href=http://other.test:1/s>x</a>" + STAY)
    page.focus("a")
    page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert [event["name"] for event in collector.settle()].count("outbound") == 1


def test_the_navigation_goes_on_at_once_and_nothing_is_lost(pages: Pages, collector: Collector, lines: Lines) -> None:
    collector.answers += [Answer(), Answer(seconds=1.5)]
    away = pages.origin.replace("shop.test", "other.test")
    page = pages.visit(f"<a href={away}/away>x</a>", path="/")
    pages.write("away", "/away", tag="")
    page.click("a")
    page.wait_for_url("**/away", timeout=1200)
    # The last two leave beside each other, in requests of their own: either may arrive first.
    first, *others = lines(collector.wait(3))
    assert (first, sorted(others)) == ("pageview /", ["engagement scroll=100", f"outbound target={away}/away"])
