"""A webhook of the running product: on disk before it answers, with ClickHouse away and its workers killed."""

from __future__ import annotations

import json
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from collector.person import seal
from collector.site import hash_key
from leadpump.demo import SITE
from leadpump.identity import open_identity
from leadpump.records import open_records
from leadpump.records.hook import NewHook
from leadpump.settings import Settings
from tests.conftest import TOKEN, EngineProcess, wait_until
from tests.product.conftest import Product
from tests.webhook.conftest import HOOK_KEY, HOOK_SECRET, message, proof

ADDRESS = f"/hooks/{SITE.name}/stripe/{HOOK_KEY}"


def open_webhook(data: Path) -> None:
    """As its page does."""
    sealed = seal({"secret": HOOK_SECRET}, open_identity(Settings(data=data)).person)
    with open_records(data) as records:
        records.open_hook(SITE.name, NewHook("stripe", hash_key(HOOK_KEY), "", sealed))


def status_of(product: Product, method: str) -> int:
    """What the address answers to a request without a body; 0 if nothing does, or not yet."""
    request = urllib.request.Request(product.url + ADDRESS, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except OSError as error:
        return int(getattr(error, "code", 0))


def test_what_was_answered_is_kept_and_counted_once(tmp_path: Path) -> None:
    late = EngineProcess(tmp_path / "engine")
    address = f"clickhouse://leadpump:{TOKEN}@127.0.0.1:{late.port}/late"
    product = Product(tmp_path / "data", LEADPUMP_CLICKHOUSE=address)
    product.start(wait=False)
    wait_until(lambda: status_of(product, "GET") == 401, 60, "an answer")
    open_webhook(product.data)
    # Each worker hears of it by itself, within a second.
    opened = [200] * 20
    wait_until(lambda: [status_of(product, "HEAD") for _ in opened] == opened, 30, "the webhook's opening")
    body = message("stripe", "checkout_unknown_buyer")
    for _ in range(2):
        told = product.post(body, ADDRESS, **proof("stripe", body, datetime.now(UTC)))
        assert told == (200, {"accepted": 2})
    forged = body.replace(b"12050", b"99999")
    assert product.post(forged, ADDRESS, **proof("stripe", body, datetime.now(UTC)))[0] == 401
    for worker in product.workers("web"):
        worker.kill()
    late.start()
    sql = "select stage, orders, toFloat64(revenue) as revenue from leads"
    product.settle(90)
    wait_until(lambda: product.sql(sql) != [], 60, "the sale")
    assert product.sql(sql) == [{"stage": "customer", "orders": 1, "revenue": 120.5}]
    log = product.sql("select verdict, count() as n from deliveries group by verdict order by verdict")
    assert [(row["verdict"], int(row["n"])) for row in log] == [("refused", 1), ("taken", 2)]
    assert HOOK_KEY not in product.output
    assert "exemple.fr" not in product.output + json.dumps(product.sql("select * except (sealed) from deliveries"))
    assert product.stop() == 0
    late.stop()
