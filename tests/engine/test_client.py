"""What the loader relies on in the client of ClickHouse."""

from __future__ import annotations

import secrets

import pytest

from collector.store import StoreUnavailable
from leadpump.clickhouse import ClickHouse
from tests.conftest import TOKEN, EngineProcess
from tests.product.oracle import Proxy


def test_an_insert_whose_answer_is_cut_is_not_repeated_behind_the_loaders_back(engine: EngineProcess) -> None:
    """A repeat has to look at the table first: ClickHouse may know the token and not have the rows."""
    database = f"client_{secrets.token_hex(4)}"
    direct = ClickHouse(engine.address(database))
    direct.create_database()
    direct.command("create table t (n UInt8) engine = MergeTree order by n")
    proxy = Proxy(engine)
    through = ClickHouse(type(direct.address)("127.0.0.1", proxy.port, "leadpump", TOKEN, database))
    through.insert_lines("t", b'{"n": 1}\n', "first")
    proxy.set("cut")
    with pytest.raises(StoreUnavailable):
        through.insert_lines("t", b'{"n": 2}\n', "second")
    proxy.close()
    assert proxy.injured["cut"] == 1
    assert direct.query("select count() as n from t") == [{"n": 2}]


def test_an_answer_knows_how_many_rows_were_read_for_it(engine: EngineProcess) -> None:
    store = ClickHouse(engine.address("default"))
    answer = store.query("select sum(number) as n from numbers(100)")
    assert (answer, answer.read) == ([{"n": 4950}], 100)
