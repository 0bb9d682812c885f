"""Take a picture of every page of the demo, to be looked at by a person: `python -m tests.screenshots FOLDER [WORD …]`.

Every page that can be reached by links, those on the way in, those that no link leads to, those that show something
this once and those of mishaps: in French and English, light and dark, 1280 and 390 pixels wide. Words narrow them down
by their names: `python -m tests.screenshots /tmp/look overview fr dark`. What is too wide, and what the browser
complains of, is printed.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from itertools import product as every
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, StorageState, sync_playwright

from leadpump.demo import SITE
from tests.browser import browser_arguments, find_browser
from tests.product.conftest import Product
from tests.product.crawl import add_member, log_in, pages, shown_once, unlinked
from tests.product.mishaps import mishaps

LANGUAGES = ("fr", "en")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (1280, 390)
PASSWORD = "quatre chevaux agrafés"
PATIENCE_MS = 180_000


def name_of(address: str) -> str:
    """What a picture is called after the page it shows."""
    path = urlsplit(address).path.strip("/").removeprefix("sites/")
    return path.replace("/", "_") or "sites"


def complain(name: str, message: ConsoleMessage) -> None:
    """Say what the browser said."""
    print(f"{name}: {message.text}")


def looks(name: str, words: list[str]) -> Iterator[tuple[str, Literal["light", "dark"], int]]:
    """Name, colour scheme and width of the pictures of a page that have all of the words."""
    for scheme, width in every(SCHEMES, WIDTHS):
        picture = f"{name}-{scheme}-{width}"
        if all(word in picture for word in words):
            yield picture, scheme, width


def take(browser: Browser, product: Product, folder: Path, words: list[str]) -> int:
    """Take the pictures; how many there are. A page is opened once a language: its looks are the browser's doing."""
    first = browser.new_context(locale="fr")
    taken = 0

    def look(page: Page) -> None:
        nonlocal taken
        for picture, scheme, width in looks(f"{name_of(page.url)}-fr", words):
            photograph(page, folder, picture, scheme, width)
            taken += 1

    log_in(first.new_page(), product.url, "owner", product.password(), PASSWORD, look=look)
    addresses = [page.url for page in pages(first, product.url)]
    addresses += unlinked(first, product.url, SITE.name)
    kept = first.storage_state()
    with mishaps(product.data, SITE.name) as broken:
        return taken + take_each(browser, product, folder, words, [*addresses, *broken], kept)


def take_each(
    browser: Browser, product: Product, folder: Path, words: list[str], addresses: list[str], kept: StorageState
) -> int:
    """Take those of all addresses, and of what is shown once, by somebody who is logged in; how many there are."""
    taken = 0
    for language in LANGUAGES:
        context = browser.new_context(
            storage_state=kept, locale=language, extra_http_headers={"Accept-Language": language}
        )
        context.set_default_timeout(PATIENCE_MS)
        for address in addresses:
            name = f"{name_of(address)}-{language}"
            if wanted := list(looks(name, words)):
                page = context.new_page()
                page.on("console", partial(complain, name))
                page.goto(address)
                for picture, scheme, width in wanted:
                    photograph(page, folder, picture, scheme, width)
                page.close()
                taken += len(wanted)
        for page in shown_once(context, product.url, SITE.name, language):
            for picture, scheme, width in looks(f"{name_of(page.url)}_made-{language}", words):
                photograph(page, folder, picture, scheme, width)
                taken += 1
    return taken


def photograph(page: Page, folder: Path, name: str, scheme: Literal["light", "dark"], width: int) -> None:
    """Take one picture of a page that is open."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if overflow > 0:
        print(f"{name}: {overflow} px too wide")
    page.screenshot(path=folder / f"{name}.png", full_page=True)


def main(folder: Path, words: list[str]) -> None:
    """Start the product, fill its demo, and look at it."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        product = Product(Path(data) / "data")
        product.start()
        try:
            filled = product.command("demo")
            assert filled.returncode == 0, filled.stderr
            add_member(product.data, SITE.name)
            browser = playwright.chromium.launch(executable_path=find_browser(), args=browser_arguments())
            print(f"{take(browser, product, folder, words)} pictures in {folder}")
            browser.close()
        finally:
            product.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
