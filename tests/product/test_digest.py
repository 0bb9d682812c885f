"""Figures by e-mail from the running product: asked for on its page, they arrive at a mail server."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from leadpump.demo import SITE
from leadpump.records import open_records
from tests.conftest import wait_until
from tests.digests.conftest import Postbox, postbox
from tests.product.conftest import Product
from tests.product.test_backup import signed_in

__all__ = ["postbox"]
MARIE = "marie@exemple.fr"


@pytest.fixture
def product(tmp_path: Path, postbox: Postbox) -> Iterator[Product]:
    product = Product(
        tmp_path / "data",
        LEADPUMP_MAIL_SERVER=f"smtp://127.0.0.1:{postbox.port}",
        LEADPUMP_MAIL_FROM="Leadpump <stats@exemple.fr>",
    )
    product.start()
    yield product
    product.stop()


def test_the_figures_arrive_and_are_stopped_by_their_link(product: Product, postbox: Postbox, browser: Browser) -> None:
    context = browser.new_context(locale="fr-FR")
    name, value = signed_in(product).split("=", 1)
    context.add_cookies([{"name": name, "value": value, "url": product.url}])
    page = context.new_page()
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
    context.close()
    body = message.get_body(("plain",))
    assert body is not None
    (link,) = re.findall(r"http://\S+/digests/stop/\S+", body.get_content())
    with urllib.request.urlopen(urllib.request.Request(link, data=b"List-Unsubscribe=One-Click")) as answer:
        assert answer.status == 200
    with open_records(product.data, up_to_date=True) as records:
        assert records.digests.of_site(SITE.name) == []
