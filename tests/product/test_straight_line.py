"""From a page with the tag to the overview: what a newcomer does in the first minutes."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import PERSON
from tests.conftest import wait_until
from tests.product.conftest import Product
from tests.product.test_backup import signed_in

SITE = "toits-de-loire.example"
CAMPAIGN = "?utm_source=google&utm_medium=cpc&utm_campaign=isolation-combles"
PASSWORD = "moulin-vent-cerise-42"


def log_in(product: Product, page: Page) -> None:
    """As the owner on the first day: the password of the terminal, then one of their own."""
    page.goto(product.url + "/")
    page.get_by_label("Identifiant").fill("owner")
    page.get_by_label("Mot de passe").fill(product.password())
    page.get_by_role("button", name="Se connecter").click()
    page.locator("input[name=new]").fill(PASSWORD)
    page.locator("input[name=again]").fill(PASSWORD)
    page.locator("main form button[type=submit]").click()
    expect(page).to_have_url(product.url + "/sites/")


def visit_the_demo(product: Product, visitor: BrowserContext) -> None:
    """Arrive from an advertisement, read to the bottom, ask for the checklist, leave.

    What is sent on leaving carries the browser's true name, not the one emulated here: the page view joins them.
    """
    page = visitor.new_page()
    page.goto(f"{product.url}/demo/{CAMPAIGN}")
    for _ in range(40):
        page.mouse.wheel(0, 400)
        page.wait_for_timeout(30)
    page.wait_for_timeout(500)
    page.get_by_label("Prénom").press_sequentially("Marie", delay=60)
    page.get_by_label("Adresse e-mail").first.press_sequentially("marie@example.org", delay=60)
    page.locator("#checklist select[name=budget]").select_option(index=2)
    page.locator("#checklist select[name=date-des-travaux]").select_option(index=2)
    page.get_by_role("button", name="Recevoir la checklist").click()
    expect(page.get_by_role("heading", name="Merci")).to_be_visible()
    page.wait_for_timeout(200)
    page.close()


def figures(product: Product, cookie: str) -> dict[str, Any]:
    address = f"{product.url}/sites/{SITE}/overview.json?period=today"
    with urllib.request.urlopen(urllib.request.Request(address, headers={"Cookie": cookie}), timeout=30) as answer:
        return {key: figure["value"] for key, figure in json.load(answer)["figures"].items()}


def test_a_visit_is_in_the_overview_within_ten_seconds(shared_product: Product, browser: Browser) -> None:
    product, cookie = shared_product, signed_in(shared_product)
    owner = browser.new_context(locale="fr-FR")
    visitor = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris", user_agent=PERSON)
    overview = owner.new_page()
    log_in(product, overview)
    assert figures(product, cookie)["visitors"] == 0

    visit_the_demo(product, visitor)
    # Ten seconds from the end of the visit: what the tag says on leaving comes last.
    wait_until(lambda: product.sql("select max(scroll) as scroll from sessions") == [{"scroll": 100}], 10, "its scroll")
    wait_until(lambda: figures(product, cookie)["leads"] == 1, 10, "the visit in the overview")

    found = figures(product, cookie)
    assert (found["visitors"], found["sessions"], found["page_views"], found["leads"]) == (1, 1, 2, 1)
    assert found["bounce_rate"] == 0
    assert found["conversion_rate"] == 100
    (session,) = product.sql("select channel, source, utm_campaign, country, device, scroll from sessions")
    assert session == {
        "channel": "Paid Search",
        "source": "Google",
        "utm_campaign": "isolation-combles",
        "country": "FR",
        "device": "desktop",
        "scroll": 100,
    }
    assert product.sql("select magnet from leads") == [{"magnet": "checklist-combles"}]

    overview.goto(f"{product.url}/sites/{SITE}/?period=today")
    page_text = overview.locator("main").inner_text()
    for shown in ("1 visiteur", "La checklist des combles", "Recherche payante", "/demo/"):
        assert shown in page_text
    names = product.sql("select name, count() as n from events group by name order by name")
    assert {row["name"]: row["n"] for row in names}.items() >= {
        "form_submit": 1,
        "form_start": 1,
        "pageview": 2,
    }.items()
    everything = b"".join(path.read_bytes() for path in (product.data / "spool").rglob("*") if path.is_file())
    assert b"marie@example.org" not in everything
    assert b"Marie" not in everything


def test_a_posted_event_is_in_the_report_and_bad_ones_are_refused_with_a_reason(shared_product: Product) -> None:
    product, cookie = shared_product, signed_in(shared_product)
    before = figures(product, cookie)["page_views"]
    event = {"site": SITE, "name": "pageview", "url": f"https://{SITE}/tarifs"}
    assert product.post(event) == (202, {"accepted": 1, "refused": []})
    for bad, status, reason in [
        (b"no JSON", 400, "not_json"),
        (event | {"site": "unknown.fr"}, 403, "unknown_site"),
        ({"site": SITE, "name": "pageview"}, 400, "missing_field"),
    ]:
        code, answer = product.post(bad)
        assert (code, answer["reason"]) == (status, reason)
    wait_until(lambda: figures(product, cookie)["page_views"] == before + 1, 10, "the page view in the report")
