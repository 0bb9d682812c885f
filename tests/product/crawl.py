"""Finds every page of the product as a person does: by following its links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

from leadpump.records import open_records
from leadpump.records.member import OWNER
from leadpump.records.shared_link import NewLink

IDENTIFIER = re.compile(r"\b([0-9a-f]{8}-[0-9a-f-]{27}|\d+)\b")
PAGE_BYTES = 150_000
"""What a page may weigh before it is compressed."""
_TESTS = Path(__file__).parents[1]
WAITING = {
    "/leads/import": _TESTS / "leads/exports/hubspot_contacts_en.csv",
    "/leads/changes/import": _TESTS / "leads/exports/follow_up.csv",
    "/costs/import": _TESTS / "costs/exports/google_fr_utf16.csv",
    "/emails/import": _TESTS / "emails/exports/mailchimp_campaigns_en.csv",
    "/metrics/import": _TESTS / "outside/files/plausible_visitors.csv",
}
"""Forms that take a file, and one each."""
NO_PAGES = (".csv", ".json", ".zip")


def kind_of(address: str) -> str:
    """The page that an address shows, whatever it is of."""
    return IDENTIFIER.sub("#", urlsplit(address).path)


def is_page(address: str) -> bool:
    """Whether it is a page of the product's own: neither a file, nor of the demo site."""
    path = urlsplit(address).path
    return not path.endswith(NO_PAGES) and not path.startswith(("/demo/", "/language/"))


def log_in(
    page: Page, home: str, login: str, password: str, new: str, look: Callable[[Page], object] = lambda _: None
) -> None:
    """As a person does who has a one-time password, and chooses their own. look: at the pages on the way in."""
    page.goto(home + "/login")
    look(page)
    page.fill("[name=login]", login)
    page.fill("[name=password]", password)
    page.click("main button")
    look(page)
    page.fill("[name=new]", new)
    page.fill("[name=again]", new)
    page.click("main button")


def links_of(page: Page) -> list[str]:
    """Where its links lead, those of its drawings too, whose href is no text."""
    whole = "links => links.map(link => new URL(link.getAttribute('href'), document.baseURI).href)"
    found: list[str] = page.eval_on_selector_all("a[href]", whole)
    return found


def add_member(data: Path, site: str) -> None:
    """Somebody who can be removed, and what they made: whoever runs the server cannot."""
    login = "claire@exemple.fr"
    with open_records(data) as records:
        records.add_account(login, sites=[site], role=OWNER)
        records.create_key(site, "Tableur", made_by=login)
        records.people.share(login, site, NewLink("Agence", "", (), "", None))
        records.digests.add(site, login, "week", "fr", "owner")


def unlinked(context: BrowserContext, home: str, site: str) -> list[str]:
    """The addresses of pages that no link leads to.

    Of mistakes, of what is gone, of files that wait to be imported, of an invitation, of a link with a password.
    """
    of_site = f"{home}/sites/{site}"
    found = [f"{home}/nowhere", f"{of_site}/nowhere", f"{of_site}/overview?period=never", f"{home}/invitation/made-up"]
    found.append(f"{home}/digests/stop/made-up")
    page = context.new_page()
    for form, file in WAITING.items():
        page.goto(of_site + form)
        page.set_input_files("input[type=file]", file)
        page.click("form:has(input[type=file]) button")
        assert re.search("/import/.", urlsplit(page.url).path), f"{form}: {page.inner_text('main')}"
        found.append(page.url)
    page.close()
    for made in shown_once(context, home, site, "unlinked"):
        text = made.inner_text("main pre")
        found += [text] if text.startswith((f"{home}/invitation/", f"{home}/shared/")) else []
    return found


ONCE = {
    "keys": {"#label": "Tableur"},
    "members": {"#login": "{name}@exemple.fr"},
    "shared-links": {"#password": "trois ânes bâtés"},
    "receivers": {"#address": "https://tool.invalid/in"},
}
"""Forms whose answer shows what is shown this once, and what is typed into a field of each."""


def shown_once(context: BrowserContext, home: str, site: str, name: str) -> Iterator[Page]:
    """Those answers, each standing in the same tab: a key, an invitation, a shared link, a secret.

    name: in what is typed. Of two invitations of a login the first opens nothing.
    """
    page = context.new_page()
    for form, typed in ONCE.items():
        page.goto(f"{home}/sites/{site}/{form}")
        for field, text in typed.items():
            page.fill(field, text.format(name=name))
            page.click(f"form:has({field}) button")
        yield page
    page.close()


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
            if link.startswith(home + "/") and is_page(link) and kind_of(link) not in known:
                known.add(kind_of(link))
                waiting.append(link.partition("#")[0])
    page.close()
