"""The demo site's trials: every signal of the tag, set off in a real browser, and what is stored of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.conftest import wait_until
from tests.product.conftest import Product

TRIALS = "/demo/essais"
Stored = list[dict[str, Any]]


def stored(product: Product, path: str, since: str = "1970-01-01 00:00:00.000") -> Stored:
    """The events of a page after a moment (UTC), in the order in which they happened."""
    return product.sql(
        "select name, path, form, magnet, section, target, scroll, value, currency, consent, utm_campaign, "
        "toString(id) as id, toString(page_id) as page, props from events "
        f"where startsWith(path, '{path}') and ts > '{since}' order by ts, name"
    )


def wait_for(product: Product, path: str, holds: Callable[[Stored], bool], *since: str) -> Stored:
    """The stored events, once they are as they should be."""
    found: Stored = []

    def look() -> bool:
        found[:] = stored(product, path, *since)
        return holds(found)

    try:
        wait_until(look, 20, "the events")
    except AssertionError:
        raise AssertionError("stored:\n" + "\n".join(map(str, found))) from None
    return found


@pytest.fixture
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """Somebody with a browser of their own, whose links to other sites lead nowhere.

    It stays open until the test is over: what is sent on leaving a page would be lost with it.
    """
    context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
    context.route("https://*.example/**", lambda route: route.fulfill(status=204))
    yield context
    context.close()


def open_page(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    expect(page.locator("#live")).to_contain_text("pageview")
    return page


def leave(page: Page) -> None:
    page.wait_for_timeout(300)
    page.goto("about:blank")


def now(product: Product) -> str:
    """This moment, as `stored` takes it."""
    return str(product.sql("select toString(now64(3, 'UTC')) as now")[0]["now"])


def names(events: Stored) -> set[str]:
    return {event["name"] for event in events}


def of(events: Stored, name: str) -> Stored:
    return [event for event in events if event["name"] == name]


def test_every_signal_of_the_first_page_is_stored(shared_product: Product, visitor: BrowserContext) -> None:
    page = open_page(visitor, shared_product.url + TRIALS)
    for heading in ("Liens", "Aimants à prospects", "Formulaires", "Vos propres événements"):
        page.get_by_role("heading", name=heading, exact=True).scroll_into_view_if_needed()
        page.mouse.wheel(0, 500)
        page.wait_for_timeout(400)
    page.get_by_role("link", name="Un fichier à télécharger").click()
    page.get_by_role("link", name="Un autre site, dont la page arrête le clic").click()
    page.get_by_role("link", name="Un lien dans un dessin").click()
    page.get_by_role("link", name="Un lien dans un shadow root").click()
    page.get_by_role("link", name="La checklist, en lien").click()
    page.get_by_role("link", name="un dessin à garder").click()
    form = page.locator("#essai-ajax")
    form.get_by_label("Adresse e-mail").fill("marie@example.org")
    form.get_by_label("Budget").select_option("large")
    form.get_by_label("Message").fill("un mot que personne ne lit")
    form.get_by_role("button", name="Envoyer").click()
    expect(form.locator("output")).to_contain_text("Envoyé. Le prospect est ")
    lead = str(UUID(form.locator("output").inner_text().rpartition(" ")[2]))
    page.get_by_role("button", name="Insérer un formulaire").click()
    page.get_by_label("Téléphone").fill("0240000000")
    page.locator("#essai-tardif").get_by_role("button", name="Envoyer").click()
    page.get_by_label("Ville").fill("Nantes")
    page.locator("#essai-ombre").get_by_role("button", name="Envoyer").click()
    for name in ("avec une valeur", "avec une propriété", "n’est pas le fait du visiteur"):
        page.get_by_role("button", name=name).click()
    expect(page.locator("#live")).to_contain_text("Slide changed")
    assert "marie@example.org" not in page.locator("#live").inner_text()
    leave(page)

    def complete(found: Stored) -> bool:
        return {"engagement", "Slide changed"} <= names(found) and len(of(found, "form_submit")) == 3

    events = wait_for(shared_product, TRIALS, complete)
    assert len(of(events, "pageview")) == 1
    assert of(events, "engagement")[-1]["scroll"] > 80
    sections = {event["section"] for event in of(events, "section")}
    assert sections == {"introduction", "links", "magnets", "forms", "events"}
    pdf = "http://localhost/demo/static/checklist-combles.pdf"
    assert [(event["target"], event["magnet"]) for event in of(events, "download")] == [
        (pdf, ""),
        (pdf, "essai-lien"),
        ("http://localhost/demo/static/coupe-combles.svg", "essai-bloc"),
    ]
    assert [event["target"] for event in of(events, "outbound")] == [
        "https://artisans-ligeriens.example/couvreurs",
        "https://ouate-et-chanvre.example/",
        "https://artisans-ligeriens.example/annuaire",
    ]
    assert {event["magnet"] for event in of(events, "magnet_view")} == {"essai-lien", "essai-bloc", "essai-formulaire"}
    for step in ("form_view", "form_start", "form_submit"):
        assert {event["form"] for event in of(events, step)} == {"essai-ajax", "essai-tardif", "essai-ombre"}, step
    (sent,) = (event for event in of(events, "form_submit") if event["form"] == "essai-ajax")
    assert (sent["id"], sent["magnet"], sent["props"]) == (lead, "essai-formulaire", {"answer.budget": "large"})
    (quote,) = of(events, "Quote asked")
    assert (float(quote["value"]), quote["currency"], quote["props"]) == (120, "EUR", {"plan": "pro"})
    assert [event["props"] for event in of(events, "Call")] == [{"place": "top"}]


def test_a_form_left_half_filled_says_which_field_was_touched_last(
    shared_product: Product, visitor: BrowserContext
) -> None:
    began = now(shared_product)
    page = open_page(visitor, shared_product.url + TRIALS)
    page.locator("#essai-ajax").get_by_label("Adresse e-mail").fill("marie")
    page.locator("#essai-ajax").get_by_label("Message").fill("rien")
    leave(page)
    events = wait_for(shared_product, TRIALS, lambda found: "form_field" in names(found), began)
    assert [(event["form"], event["props"]) for event in of(events, "form_field")] == [
        ("essai-ajax", {"field": "message"})
    ]


def test_an_application_is_followed_by_its_addresses(shared_product: Product, visitor: BrowserContext) -> None:
    path = TRIALS + "/application"
    page = open_page(visitor, shared_product.url + path)
    page.locator(".box").hover()
    for _ in range(10):
        page.mouse.wheel(0, 200)
        page.wait_for_timeout(30)
    page.wait_for_timeout(1200)
    for name in ("/toit", "les trois d’un coup", "#/photos", "?q=ardoise", "#/avis"):
        page.get_by_text(name).click()
        page.wait_for_timeout(200)
    page.get_by_role("button", name="Retour").click()
    page.wait_for_timeout(200)
    leave(page)

    def complete(found: Stored) -> bool:
        return len(of(found, "pageview")) >= 6 and "engagement" in names(found)

    events = wait_for(shared_product, path, complete)
    assert [event["path"].removeprefix(path) for event in of(events, "pageview")] == [
        "",
        "/toit",
        "/facade",
        "/facade",
        "/facade",
        "/facade",
    ]
    assert of(events, "engagement")[0]["scroll"] > 60


def landings(events: Stored) -> Stored:
    """The page views on which somebody agreed."""
    agreed = {event["page"] for event in of(events, "consent")}
    return [event for event in of(events, "pageview") if event["page"] in agreed]


def test_consent_joins_the_campaign_to_the_same_page_view(shared_product: Product, visitor: BrowserContext) -> None:
    path = TRIALS + "/consentement"
    page = open_page(visitor, shared_product.url + path)
    page.get_by_role("link", name="Arriver avec une campagne").click()
    expect(page).to_have_url(f"{shared_product.url}{path}?utm_source=newsletter&utm_medium=email&utm_campaign=essai")
    expect(page.locator("#kept")).to_have_text("rien")
    assert page.evaluate("localStorage.length") == 0
    page.get_by_role("button", name="J’accepte").click()
    expect(page.locator("#answer")).to_have_text("acceptée")
    expect(page.get_by_role("heading", name="Pouvons-nous")).to_be_hidden()
    assert len(page.evaluate("localStorage.leadpump")) > 36
    leave(page)
    # While a visit moves to the session that it turns out to be of, its events are there twice for a moment.
    events = wait_for(shared_product, path, lambda found: len(of(found, "consent")) == len(landings(found)) == 1)
    (landing,), (agreed,) = landings(events), of(events, "consent")
    assert (landing["utm_campaign"], landing["consent"]) == ("", "")
    assert (agreed["utm_campaign"], agreed["consent"]) == ("essai", "granted")

    page = open_page(visitor, shared_product.url + path)
    expect(page.locator("#answer")).to_have_text("acceptée")
    page.get_by_role("button", name="Me redemander").click()
    expect(page.locator("#kept")).to_have_text("rien")
    expect(page.get_by_role("heading", name="Pouvons-nous")).to_be_visible()
    page.get_by_role("button", name="Je refuse").click()
    expect(page.locator("#answer")).to_have_text("refusée")
    leave(page)


def test_whoever_opts_out_is_counted_no_more_until_they_opt_in(
    shared_product: Product, visitor: BrowserContext
) -> None:
    path = TRIALS + "/consentement"
    began = now(shared_product)
    page = open_page(visitor, shared_product.url + path)
    page.get_by_role("button", name="Ne plus me compter").click()
    expect(page.locator("#kept")).to_have_text("out")
    page.goto(shared_product.url + path + "?out")
    page.wait_for_timeout(500)
    expect(page.locator("#live li")).to_have_count(0)
    page.get_by_role("button", name="Me compter à nouveau").click()
    expect(page.locator("#kept")).to_have_text("rien")
    leave(page)
    leave(open_page(visitor, shared_product.url + path + "?in"))
    wait_for(shared_product, path, lambda found: len(of(found, "engagement")) >= 2, began)
    assert len(of(stored(shared_product, path, began), "pageview")) == 2


def test_without_javascript_the_page_view_is_an_image(shared_product: Product, browser: Browser) -> None:
    context = browser.new_context(locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{shared_product.url}/demo/tarifs?utm_source=lettre&utm_campaign=sans-script")
    context.close()
    events = wait_for(shared_product, "/demo/tarifs", bool)
    assert [(event["name"], event["utm_campaign"], event["scroll"]) for event in events] == [
        ("pageview", "sans-script", None)
    ]
