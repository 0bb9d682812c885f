"""Finds every page of the product as a person does: by following its links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

IDENTIFIER = re.compile(r"\b([0-9a-f]{8}-[0-9a-f-]{27}|\d+)\b")
PAGE_BYTES = 150_000
"""What a page may weigh before it is compressed."""
NO_PAGES = (".csv", ".json", ".zip")


def kind_of(address: str) -> str:
    """The page that an address shows, whatever it is of."""
    return IDENTIFIER.sub("#", urlsplit(address).path)


def log_in(page: Page, home: str, login: str, password: str, new: str) -> None:
    """As a person does who has a one-time password, and chooses their own."""
    page.goto(home + "/login")
    page.fill("[name=login]", login)
    page.fill("[name=password]", password)
    page.click("main button")
    page.fill("[name=new]", new)
    page.fill("[name=again]", new)
    page.click("main button")


def links_of(page: Page) -> list[str]:
    """Where its links lead, those of its drawings too, whose href is no text."""
    whole = "links => links.map(link => new URL(link.getAttribute('href'), document.baseURI).href)"
    found: list[str] = page.eval_on_selector_all("a[href]", whole)
    return found


def pages(context: BrowserContext, home: str, start: str = "/") -> Iterator[Page]:
    """Each page of the product once, standing in the same tab, one address for each kind."""
    page = context.new_page()
    waiting, known = [home + start], {"/"}
    while waiting:
        address = waiting.pop(0)
        answer = page.goto(address)
        assert answer is not None
        assert answer.status < 400, (address, answer.status)
        links = links_of(page)
        yield page
        for link in links:
            path = urlsplit(link).path
            if not link.startswith(home + "/") or path.endswith(NO_PAGES) or path.startswith(("/demo/", "/language/")):
                continue
            if kind_of(link) not in known:
                known.add(kind_of(link))
                waiting.append(link.partition("#")[0])
    page.close()
