"""What strangers write is text on every page: markup is told wherever it can be, and a browser looks at all pages."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Request

from leadpump.demo import SITE
from tests.accessible import faults
from tests.browser import PERSON
from tests.product.conftest import Product
from tests.product.crawl import PAGE_BYTES, add_member, kind_of, links_of, log_in, shown_once, unlinked
from tests.product.mishaps import mishaps

HOSTILE = "='\"><i data-hostile></i><img src=/hostile onerror=alert(1)>"
PASSWORD = "quatre chevaux agrafés"
ROOMS = "nav.rooms"
ROOMS_LOOKED_AT = 3
"""Pages on which axe looks at them: they are the same beside every page of a site."""
FORMULA = re.compile(r"^[=+\-@\t\r]")
NUMBER = re.compile(r"^-?[\d\s.,]+$")


def tell(product: Product) -> None:
    """Every fact that comes from outside, with markup in all of its texts."""
    key = {"Authorization": f"Bearer {(product.data / 'demo.key').read_text().strip()}"}
    query = "&".join(f"utm_{name}={HOSTILE}" for name in ("source", "medium", "campaign", "content", "term"))
    plain: dict[str, Any] = {
        "site": SITE.name,
        "url": f"{product.url}/{HOSTILE}?{query}",
        "title": HOSTILE,
        "referrer": "https://a.example/",
    }
    marks: dict[str, Any] = {
        "form": HOSTILE,
        "magnet": HOSTILE,
        "section": HOSTILE,
        "target": f"https://b.example/{HOSTILE}",
        "props": {HOSTILE: HOSTILE, "field": HOSTILE, "seconds": HOSTILE},
        "fields": {"name": HOSTILE, "message": HOSTILE},
        "answers": {HOSTILE: HOSTILE},
    }
    page = {"page": str(uuid4())}
    names = (
        "pageview",
        "form_view",
        "form_start",
        "section",
        "magnet_view",
        "download",
        "outbound",
        "form_submit",
        "own event",
    )
    for place, name in enumerate(names):
        event = plain | page | marks | {"name": name, "id": str(uuid4()), "age": 5_000 * (len(names) - place)}
        accept(product.post(event, **{"User-Agent": PERSON, "Accept-Language": HOSTILE}))
    # A sample of what was refused is shown too.
    assert product.post(plain | {"name": HOSTILE})[0] == 400
    now = int(time.time() * 1000)
    lead: dict[str, Any] = {"site": SITE.name, "id": str(uuid4()), "ts": now - 60_000, "email": "marie@exemple.fr"}
    texts = ("name", "company", "message", "source", "channel", "campaign", "medium", "form", "magnet")
    accept(product.post([lead | dict.fromkeys(texts, HOSTILE) | {"answers": {HOSTILE: HOSTILE}}], "/api/leads", **key))
    told = ({"kind": "note", "note": HOSTILE}, {"stage": "lost", "reason": HOSTILE}, {"kind": "call", "note": HOSTILE})
    changes = [
        {"site": SITE.name, "id": str(uuid4()), "ts": now, "email": "marie@exemple.fr"} | change for change in told
    ]
    accept(product.post(changes, "/api/leads/changes", **key))
    cost = {"site": SITE.name, "id": str(uuid4()), "day": time.strftime("%Y-%m-%d"), "amount": 10, "currency": "EUR"}
    accept(
        product.post(
            [cost | dict.fromkeys(("source", "campaign", "magnet", "note"), HOSTILE)], "/api/import/costs", **key
        )
    )
    email = {
        "site": SITE.name,
        "kind": "delivered",
        "ts": now - 60_000,
        "recipients": 5,
        "sequence": HOSTILE,
        "step": 1,
    }
    accept(product.post([email | dict.fromkeys(("campaign", "subject", "list"), HOSTILE)], "/api/emails", **key))
    metric = {
        "site": SITE.name,
        "day": time.strftime("%Y-%m-%d"),
        "metric": "social_followers",
        "value": 7,
        "id": str(uuid4()),
    }
    accept(product.post([metric | {"dimension": HOSTILE}], "/api/import/metrics", **key))
    while len(product.sql("select lead_id from all_leads")) < 2:
        time.sleep(1)


def accept(answer: tuple[int, dict[str, Any]]) -> None:
    assert (answer[0], answer[1]["refused"]) == (202, []), answer


@pytest.fixture
def at_the_door() -> list[str]:
    """What axe finds on the pages that lead in."""
    return []


@pytest.fixture
def owner(product: Product, browser: Browser, at_the_door: list[str]) -> Iterator[BrowserContext]:
    """The owner's browser, logged in."""
    context = browser.new_context(locale="fr-FR")
    log_in(
        context.new_page(),
        product.url,
        "owner",
        product.password(),
        PASSWORD,
        look=lambda page: at_the_door.extend(faults(page)),
    )
    yield context
    context.close()


class Walk:
    """Follows every link of our own from page to page, one to each."""

    def __init__(self, product: Product, context: BrowserContext) -> None:
        self.home = product.url
        self.context = context
        self.waiting = [product.url + "/"]
        self.known: set[str] = set()
        self.page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self._complain(message.text))
        self.page.on("dialog", self._dismiss)
        self.page.on("request", self._look_at)
        self.pages: list[str] = []
        self.faults: list[str] = []
        """What axe finds."""
        self.rooms = 0
        """Pages that have them."""
        self.told = 0
        """Pages on which the markup is to be read: elsewhere nothing was tried."""
        self.sheets: list[str] = []
        self.apart: list[str] = []
        """Pages that no link leads to; some of them tell of a mistake."""

    def _dismiss(self, dialog: Dialog) -> None:
        self._complain(f"dialog {dialog.message}")
        dialog.dismiss()

    def _look_at(self, request: Request) -> None:
        if urlsplit(request.url).path == "/hostile":
            self._complain(request.url)

    def _complain(self, what: str) -> None:
        self.complaints.append(f"{self.page.url}: {what}")

    def go(self) -> None:
        while self.waiting:
            address = self.waiting.pop(0)
            parts = urlsplit(address)
            if parts.path.endswith((".csv", ".json", ".zip")):
                self._read(address)
            elif not parts.path.startswith(("/demo/", "/language/")):
                self._open(address)

    def _open(self, address: str) -> None:
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status < 400 or address in self.apart, (address, answer.status)
        self.pages.append(address)
        assert len(answer.body()) < PAGE_BYTES, address
        self.faults += faults(self.page, ROOMS if self.rooms > ROOMS_LOOKED_AT else "")
        self.rooms += self.page.locator(ROOMS).count()
        self.told += HOSTILE in self.page.inner_text("body")
        assert self.page.locator("[data-hostile], img[onerror]").count() == 0, address
        for link in links_of(self.page) if answer.ok else ():
            if link.startswith(self.home + "/"):
                self.offer(link.partition("#")[0])

    def offer(self, link: str) -> None:
        if kind_of(link) not in self.known:
            self.known.add(kind_of(link))
            self.waiting.append(link)

    def _read(self, address: str) -> None:
        answer = self.context.request.get(address)
        assert answer.ok, (address, answer.status)
        self.sheets.append(address)
        if ".csv" in address:
            text = answer.body().decode("utf-8-sig")
            for mark in ",;\t":
                for cell in (cell for row in csv.reader(io.StringIO(text), delimiter=mark) for cell in row):
                    assert not FORMULA.match(cell) or NUMBER.match(cell), (address, cell)


@pytest.mark.timeout(900)
def test_markup_from_outside_is_text_and_every_page_keeps_to_its_policy_its_weight_and_everybodys_needs(
    product: Product, owner: BrowserContext, at_the_door: list[str]
) -> None:
    tell(product)
    add_member(product.data, SITE.name)
    walk = Walk(product, owner)
    once = [fault for page in shown_once(owner, product.url, SITE.name, "once") for fault in faults(page)]
    with mishaps(product.data, SITE.name) as broken:
        walk.apart = [*unlinked(owner, product.url, SITE.name), *broken]
        walk.waiting += walk.apart
        # Some of them lead to themselves.
        walk.known |= {kind_of(address) for address in walk.apart if not urlsplit(address).query}
        walk.go()
    assert once == []
    assert set(walk.apart) <= set(walk.pages)
    # A browser says itself that an address was answered with a mistake.
    assert [one for one in walk.complaints if "Failed to load resource" not in one] == []
    assert walk.faults == []
    assert at_the_door == []
    assert any("/members/remove" in address for address in walk.pages)
    assert len(walk.pages) > 40
    assert len(walk.sheets) > 10
    assert walk.told > 10
