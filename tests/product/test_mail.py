"""E-mails from the running product: asked for on their pages, they arrive at a mail server."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser, Page

from leadpump.demo import SITE
from leadpump.records import open_records
from tests.conftest import wait_until
from tests.outbox.postbox import Postbox, listening
from tests.product.conftest import Product
from tests.product.test_backup import signed_in

MARIE = "marie@exemple.fr"


@pytest.fixture(scope="module")
def open_box() -> Iterator[Postbox]:
    with listening() as box:
        yield box


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory, open_box: Postbox) -> Iterator[Product]:
    product = Product(
        tmp_path_factory.mktemp("mail") / "data",
        LEADPUMP_MAIL_SERVER=f"smtp://127.0.0.1:{open_box.port}",
        LEADPUMP_MAIL_FROM="Leadpump <stats@exemple.fr>",
    )
    product.start()
    yield product
    product.stop()


@pytest.fixture
def postbox(open_box: Postbox) -> Postbox:
    open_box.messages.clear()
    return open_box


@pytest.fixture
def page(product: Product, browser: Browser) -> Iterator[Page]:
    """A French one of the owner's."""
    context = browser.new_context(locale="fr-FR")
    name, value = signed_in(product).split("=", 1)
    context.add_cookies([{"name": name, "value": value, "url": product.url}])
    yield context.new_page()
    context.close()


def stop_by_link(message: EmailMessage) -> None:
    """As the button of a mail program does."""
    body = message.get_body(("plain",))
    assert body is not None
    (link,) = re.findall(r"http://\S+/stop/\S+", body.get_content())
    with urllib.request.urlopen(urllib.request.Request(link, data=b"List-Unsubscribe=One-Click")) as answer:
        assert answer.status == 200


def test_the_figures_arrive_and_are_stopped_by_their_link(product: Product, postbox: Postbox, page: Page) -> None:
    page.goto(f"{product.url}/sites/{SITE.name}/digests")
    page.fill("#address", MARIE)
    page.click("form:has(#address) button")
    assert "rien d’envoyé encore" in page.inner_text("main")
    page.click("text=Envoyer le dernier maintenant")
    wait_until(lambda: postbox.messages, 30, "an e-mail")
    (message,) = postbox.messages
    assert message["To"] == MARIE
    assert message["Subject"].startswith(f"{SITE.title}\u00a0: 0 prospect")

    def has_been_sent() -> bool:
        page.reload()
        return "envoyé\u00a0:" in page.inner_text("main")

    wait_until(has_been_sent, 20, "the page's word")
    stop_by_link(message)
    with open_records(product.data, up_to_date=True) as records:
        assert records.digests.of_site(SITE.name) == []


def test_a_lead_arrives_seconds_after_its_form(product: Product, postbox: Postbox, page: Page) -> None:
    page.goto(f"{product.url}/sites/{SITE.name}/lead-mails")
    page.fill("#address", MARIE)
    page.check("#contact")
    page.click("form:has(#address) button")
    page.click("text=Envoyer un essai")
    wait_until(lambda: postbox.messages, 30, "the test")
    stop_by_link(postbox.messages.pop())
    with open_records(product.data, up_to_date=True) as records:
        assert records.receivers.of_site(SITE.name) == []

    page.reload()
    page.fill("#address", MARIE)
    page.check("#contact")
    page.click("form:has(#address) button")
    key = (product.data / "demo.key").read_text().strip()
    lead = {"site": SITE.name, "form": "devis", "email": "paul@exemple.fr", "name": "Paul Élie"}
    assert product.post(lead, "/api/leads", Authorization=f"Bearer {key}")[0] == 202
    wait_until(lambda: postbox.messages, 60, "the lead's e-mail")
    (message,) = postbox.messages
    assert message["Subject"] == f"{SITE.title}\u00a0: 1 nouveau prospect"
    assert message["Reply-To"] == "paul@exemple.fr"
    body = message.get_body(("plain",))
    assert body is not None
    assert "Paul Élie" in body.get_content()
    (link,) = re.findall(r"http://\S+/leads/\S+", body.get_content())
    page.goto(link)
    assert "Paul Élie" in page.inner_text("main")
