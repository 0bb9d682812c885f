"""With LEADPUMP_CLICKHOUSE the same product works on a ClickHouse server: here the engine stands for one."""

from __future__ import annotations

import secrets
from pathlib import Path

from tests.conftest import TOKEN, EngineProcess, wait_until
from tests.product.conftest import Product

EVENT = {"site": "toits-de-loire.example", "name": "pageview", "url": "https://toits-de-loire.example/"}


def test_the_product_makes_its_database_on_a_server_and_uses_it(engine: EngineProcess, tmp_path: Path) -> None:
    database = f"server_{secrets.token_hex(4)}"
    address = f"clickhouse://leadpump:{TOKEN}@127.0.0.1:{engine.port}/{database}"
    product = Product(tmp_path / "data", LEADPUMP_CLICKHOUSE=address)
    product.start()
    assert product.processes("engine") == []
    assert product.post(EVENT)[0] == 202
    wait_until(lambda: product.sql("select count() as n from events") == [{"n": 1}], 20, "the row on the server")
    assert product.sql("select currentDatabase() as name") == [{"name": database}]
    assert TOKEN not in product.output
    assert product.stop() == 0


def test_it_starts_and_accepts_while_the_server_is_away(tmp_path: Path) -> None:
    late = EngineProcess(tmp_path / "engine")
    product = Product(
        tmp_path / "data", LEADPUMP_CLICKHOUSE=f"clickhouse://leadpump:{TOKEN}@127.0.0.1:{late.port}/late"
    )
    product.start()
    assert product.post(EVENT)[0] == 202
    late.start()
    ask = "select count() as n from events"
    wait_until(lambda: product.sql(ask) == [{"n": 1}], 40, "the row, once it is there")
    assert product.stop() == 0
    late.stop()
