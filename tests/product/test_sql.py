"""Direct SQL while the product runs: the unmodified client, curl's way, and the command; never without the token."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request

import clickhouse_connect
import pytest
from clickhouse_connect.driver.exceptions import ClickHouseError

from tests.product.conftest import Product


def ask(product: Product, statement: str, **credentials: str) -> tuple[int, str]:
    query = urllib.parse.urlencode({"query": statement, **credentials})
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{product.engine_port}/?{query}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_the_owner_asks_with_the_unmodified_client(shared_product: Product) -> None:
    client = clickhouse_connect.get_client(
        host="127.0.0.1",
        port=shared_product.engine_port,
        username="leadpump",
        password=(shared_product.data / "sql.token").read_text(),
        database="leadpump",
    )
    assert client.query("select count() from events").result_rows == [(0,)]
    assert client.query_df("select name from system.tables where database = 'leadpump'").name.tolist()
    with pytest.raises(ClickHouseError, match="UNKNOWN_TABLE"):
        client.query("select * from nowhere")
    client.close()


def test_the_owner_asks_as_curl_does(shared_product: Product) -> None:
    token = (shared_product.data / "sql.token").read_text()
    assert ask(shared_product, "select count() from events", user="leadpump", password=token) == (200, "0\n")


def test_the_owner_asks_by_command(shared_product: Product) -> None:
    assert shared_product.sql("select count() as n from events") == [{"n": 0}]
    connection = shared_product.give("sql", "--connection")
    assert (shared_product.data / "sql.token").read_text() in connection.stdout
    wrong = shared_product.command("sql", "select nonsense from nowhere")
    assert wrong.returncode == 1
    assert "UNKNOWN_TABLE" in wrong.stderr


def test_the_command_runs_any_statement_and_respects_its_own_format(shared_product: Product) -> None:
    for statement in (
        "create table own (x UInt8) engine = MergeTree order by x",
        "insert into own values (1), (2)",
        "delete from own where x = 1",
    ):
        assert shared_product.give("sql", statement).returncode == 0
    assert shared_product.give("sql", "select x from own format CSV").stdout == "2\n"
    assert shared_product.give("sql", "-- A comment = no option\nselect 7 as x", "--format", "CSV").stdout == "7\n"
    assert shared_product.give("sql", "drop table own").returncode == 0


@pytest.mark.parametrize("credentials", [{}, {"user": "leadpump"}, {"user": "leadpump", "password": "guess"}])
def test_without_the_token_nothing_is_answered(shared_product: Product, credentials: dict[str, str]) -> None:
    status, text = ask(shared_product, "select count() from events", **credentials)
    assert status == 401
    assert "Authentication failed" in text


def test_the_engine_listens_on_loopback_only(shared_product: Product) -> None:
    import psutil

    listening = {
        connection.laddr.ip
        for process in shared_product.processes("engine")
        for connection in process.net_connections()
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening == {"127.0.0.1"}


def test_the_command_says_what_to_do_when_nothing_runs(tmp_path: object) -> None:
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    idle = Product(tmp_path / "nothing")
    done = idle.give("sql", "select 1")
    assert done.returncode == 1
    assert "start Leadpump first" in done.stderr
