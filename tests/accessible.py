"""What axe finds wrong with a page that stands in a browser: https://github.com/dequelabs/axe-core."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

SERIOUS = ("serious", "critical")
PHONE: ViewportSize = {"width": 390, "height": 844}
WIDTHS = (PHONE["width"], 1280, 2560)
_PLAIN = {"resultTypes": ["violations"], "preload": False}
"""Nothing is fetched for it: the pages' policy has to be kept by the pages."""


def faults(page: Page, but: str = "") -> list[str]:
    """Serious and critical ones, a line each: in light; what colours there are in dark; what has no name on a
    phone; and what is too wide. but: a part of the page that was looked at on another one."""
    page.evaluate(AXE_SCRIPT)
    found = _run(page, _PLAIN, but)
    page.emulate_media(color_scheme="dark")
    found += _run(page, _PLAIN | {"runOnly": ["color-contrast"]}, but)
    page.emulate_media(color_scheme="light")
    size = page.viewport_size
    page.set_viewport_size(PHONE)
    found += _run(page, _PLAIN | {"runOnly": ["link-name", "button-name", "label", "select-name"]}, "")
    found += too_wide(page)
    if size:
        page.set_viewport_size(size)
    return found


def too_wide(page: Page) -> list[str]:
    """The widths of windows, from a telephone's to a large screen's, that the page does not fit into, a line each."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": PHONE["height"]})
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            found.append(f"{page.url}: {over} px wider than a window of {width} px")
    return found


def _run(page: Page, options: dict[str, Any], but: str) -> list[str]:
    violations: list[dict[str, Any]] = page.evaluate(
        "([but, options]) => axe.run({exclude: but ? [[but]] : []}, options).then(found => found.violations)",
        [but, options],
    )
    return [
        f"{page.url}: {violation['id']}: {node['html'][:200]}"
        for violation in violations
        if violation["impact"] in SERIOUS
        for node in violation["nodes"][:3]
    ]
