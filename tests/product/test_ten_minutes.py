"""A newcomer's ten minutes, in a browser: each thing is at most three clicks away from the board, and works."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.accessible import faults
from tests.browser import PERSON
from tests.product.conftest import Product
from tests.product.test_straight_line import log_in

NAME = "atelier.localhost"
"""Browsers take names under localhost for this machine, so it can be a website of its own."""
FEWEST_CLICKS = 3
GUEST_PASSWORD = "cinq moutons en laine"


class Newcomer:
    """Somebody who begins at the board each time. Filling a field is no click; following a link or a button is."""

    def __init__(self, product: Product, page: Page) -> None:
        self.product = product
        self.page = page
        self.site = ""
        self.clicks = 0

    @contextmanager
    def from_the_board(self) -> Iterator[Page]:
        self.page.goto(f"{self.product.url}/sites/{self.site}/")
        self.clicks = 0
        yield self.page
        assert self.clicks <= FEWEST_CLICKS, self.page.url

    def click(self, what: Locator) -> None:
        self.clicks += 1
        what.click()

    def follow(self, name: str) -> None:
        """A link of the navigation beside the board."""
        self.click(self.page.locator("nav.rooms").get_by_role("link", name=name, exact=True))

    def press(self, name: str) -> None:
        self.click(self.page.locator("main").get_by_role("button", name=name, exact=True))


@contextmanager
def website(head: str) -> Iterator[str]:
    """The newcomer's own website, with that pasted into its head; its address."""
    body = f"""<!doctype html><html lang="fr"><head><title>Atelier</title>{head}</head><body><h1>Atelier</h1>
        <form data-leadpump-magnet="guide" action="/merci"><input type="email" name="email">
        <button>Recevoir</button></form>
        </body></html>""".encode()

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://{NAME}:{server.server_port}/conseils"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def visit(visitor: BrowserContext, address: str) -> None:
    page = visitor.new_page()
    page.goto(address)
    page.mouse.move(200, 200)
    page.wait_for_timeout(1500)
    page.close()


def link_made(page: Page, product: Product) -> str:
    """The link that the page shows once."""
    assert faults(page) == []
    text = page.locator("main pre").first.inner_text()
    assert re.fullmatch(rf"{re.escape(product.url)}/(invitation|shared)/[\w-]{{43}}/?", text)
    return text


def test_a_newcomers_ten_minutes(product: Product, browser: Browser) -> None:
    at_work = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
    outside = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris", user_agent=PERSON)
    page = at_work.new_page()
    newcomer = Newcomer(product, page)
    log_in(product, page)

    newcomer.site = "toits-de-loire.example"  # the demo's board, the only one so far
    with newcomer.from_the_board():
        newcomer.click(page.get_by_title("Tous vos sites"))
        newcomer.click(page.get_by_role("link", name="Ajouter un site"))
        page.get_by_label("Domaine", exact=True).fill(NAME)
        newcomer.press("Ajouter le site")
        expect(page).to_have_url(f"{product.url}/sites/{NAME}/install")
    newcomer.site = NAME

    with newcomer.from_the_board():
        newcomer.follow("Installation")
        tag = page.locator("main pre").first.inner_text()
        assert tag.startswith("<script defer src=")

    with website(tag) as address:
        visit(outside, address)
    with newcomer.from_the_board():
        newcomer.follow("En direct")
        for _ in range(20):
            if page.get_by_text("/conseils").count():
                break
            page.wait_for_timeout(500)
            page.reload()
        expect(page.get_by_text("/conseils").first).to_be_visible()

    with newcomer.from_the_board():
        newcomer.follow("Aimants déclarés")
        newcomer.click(page.get_by_role("link", name="Déclarer guide"))
        page.get_by_label("Titre").fill("Le guide de l’atelier")
        newcomer.click(page.locator("main form button[type=submit]"))
        expect(page.locator("main").get_by_role("link", name="Le guide de l’atelier", exact=True)).to_be_visible()

    with newcomer.from_the_board():
        newcomer.follow("Coûts")
        page.get_by_label("Montant en EUR").fill("120,50")
        page.get_by_label("Canal").fill("SEA (recherche payante)")
        newcomer.press("Ajouter le coût")
        expect(page.locator("main")).to_contain_text("120,50")

    with newcomer.from_the_board():
        newcomer.follow("Membres")
        page.get_by_label("Identifiant ou adresse e-mail").fill("claire@atelier.example")
        page.get_by_label("Éditeur", exact=False).check()
        newcomer.press("Créer le lien")
        invitation = link_made(page, product)
    claire = browser.new_context(locale="fr-FR").new_page()
    claire.goto(invitation)
    assert faults(claire) == []
    claire.locator("input[name=new]").fill(GUEST_PASSWORD)
    claire.locator("input[name=again]").fill(GUEST_PASSWORD)
    claire.get_by_role("button", name="Choisir ce mot de passe").click()
    expect(claire).to_have_url(f"{product.url}/sites/{NAME}/")

    with newcomer.from_the_board():
        newcomer.click(page.get_by_role("link", name="Partager…"))
        newcomer.press("Créer le lien")
        shared = link_made(page, product)
    guest = outside.new_page()
    guest.goto(shared)
    expect(guest.get_by_role("heading", name="Tableau de bord")).to_be_visible()
    assert faults(guest) == []
    assert guest.goto(f"{product.url}/sites/{NAME}/") is not None
    expect(guest).to_have_url(re.compile("/login"))

    claire.goto(f"{product.url}/account")
    expect(claire.get_by_text("ce navigateur")).to_be_visible()
    assert faults(claire) == []

    with newcomer.from_the_board():
        newcomer.follow("Journal")
        for said in ("A créé un lien partagé", "A invité une personne", "A noté un coût", "A déclaré un aimant"):
            expect(page.locator("main")).to_contain_text(said)
    for context in (at_work, outside, claire.context):
        context.close()
