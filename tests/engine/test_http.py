"""The embedded engine speaks ClickHouse's HTTP interface as its clients expect."""

from __future__ import annotations

import gzip
import secrets
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.client import IncompleteRead
from xml.etree import ElementTree

import clickhouse_connect
import psutil
import pytest
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DatabaseError

from leadpump.clickhouse import ClickHouse
from leadpump.engine.database import DEFAULT_MEMORY_MB
from leadpump.engine.limits import HELD_FROM_THE_START, configuration, session_settings
from tests.conftest import TOKEN, EngineProcess, filled_with_schema


def ask(engine: EngineProcess, body: bytes, token: str = TOKEN, encoding: str = "", **params: str) -> tuple[int, bytes]:
    query = urllib.parse.urlencode(params)
    request = urllib.request.Request(f"http://127.0.0.1:{engine.port}/?{query}", body, {"X-ClickHouse-Key": token})
    if encoding:
        request.add_header("Content-Encoding", encoding)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


@pytest.fixture
def client(engine: EngineProcess) -> Iterator[Client]:
    """The unmodified HTTP client."""
    client = clickhouse_connect.get_client(
        host="127.0.0.1", port=engine.port, username="leadpump", password=TOKEN, compress=True
    )
    client.command("drop table if exists engine_test")
    client.command(
        "create table engine_test (a UInt64, b Nullable(String)) engine = MergeTree order by a "
        "settings non_replicated_deduplication_window = 100"
    )
    yield client
    client.close()


def test_the_client_inserts_and_reads_back_every_kind_of_text(client: Client) -> None:
    texts = ['it\'s \\ "x"', None, "\t\n\r\0é€😀", "format Native\nselect 1"]
    rows = list(zip([1, 2, 3, 2**64 - 1], texts, strict=True))
    client.insert("engine_test", rows, column_names=["a", "b"])
    assert client.query("select a, b from engine_test order by a").result_rows == rows


def test_parameters_stay_data(client: Client) -> None:
    hostile = "x' or 1=1 -- \\' {a:String}"
    found = client.query("select {x:String} as x", parameters={"x": hostile}).result_rows
    assert found == [(hostile,)]
    with pytest.raises(DatabaseError):
        client.query("select {n:UInt64}", parameters={"n": "1 or 1=1"})


def test_a_token_is_inserted_once_and_another_content_under_it_is_dropped(client: Client) -> None:
    settings = {"insert_deduplication_token": "t1", "async_insert": 0}
    for rows in ([[1, "a"]], [[1, "a"]], [[2, "b"]]):
        client.insert("engine_test", rows, column_names=["a", "b"], settings=settings)
    assert client.query("select a from engine_test").result_rows == [(1,)]


def test_settings_and_database_hold_for_one_request(client: Client) -> None:
    assert client.command("select getSetting('max_threads')", settings={"max_threads": 1}) == 1
    assert client.command("select getSetting('max_threads')") != 1
    assert client.command("select currentDatabase()") == "leadpump"


def test_a_setting_nobody_knows_and_a_hostile_one_are_refused(engine: EngineProcess) -> None:
    assert ask(engine, b"select 1", no_such_setting="1")[0] == 400
    status, text = ask(engine, b"select 1", **{"max_threads = 1; drop table x --": "1"})
    assert status == 400
    assert b"UNKNOWN_SETTING" in text


@pytest.mark.parametrize(
    ("statement", "status", "code"),
    [
        (b"select", 400, b"SYNTAX_ERROR"),
        (b"select * from nowhere", 404, b"UNKNOWN_TABLE"),
        (b"", 400, b"Empty query"),
        (b"insert into engine_test format JSONEachRow\n{nonsense", 400, b"Code: "),
    ],
)
def test_a_bad_statement_is_told_as_clickhouse_tells_it(
    client: Client, engine: EngineProcess, statement: bytes, status: int, code: bytes
) -> None:
    assert client.command("select 1") == 1
    found, text = ask(engine, statement)
    assert found == status
    assert code in text


def test_rows_with_text_that_breaks_the_engines_own_message_are_refused_as_data(
    client: Client, engine: EngineProcess
) -> None:
    client.command("create table if not exists days (day Date) engine = MergeTree order by day")
    row = '{"day":"٢٠٢٦-٠١-٠١"}'.encode()
    status, text = ask(engine, row, query="insert into days format JSONEachRow")
    assert status == 400
    assert b"Code: " in text
    assert client.command("select count() from days") == 0
    client.command("drop table days")


def test_a_body_that_is_not_what_it_says_is_refused(engine: EngineProcess) -> None:
    for encoding in ("gzip", "deflate", "lz4", "zebra"):
        status, text = ask(engine, b"no such thing", encoding=encoding)
        assert status == 400
        assert encoding.encode() in text


def test_inserts_in_the_ways_of_curl(client: Client, engine: EngineProcess) -> None:
    insert = "insert into engine_test format JSONEachRow"
    assert ask(engine, b'{"a":1,"b":"x"}\n{"a":2,"b":"y"}', query=insert)[0] == 200
    assert ask(engine, insert.encode() + b'\n{"a":3}')[0] == 200
    assert ask(engine, gzip.compress(b'{"a":4}'), query=insert, encoding="gzip")[0] == 200
    assert ask(engine, b"insert into engine_test values (5, 'v'), (6, 'format TSV\n')")[0] == 200
    assert ask(engine, b"insert into engine_test select 7, 'format TSV'")[0] == 200
    assert ask(engine, b"8\tq\n", query="insert into engine_test (a, b) format TSV")[0] == 200
    assert client.query("select groupArray(a) from (select a from engine_test order by a)").result_rows == [
        ([1, 2, 3, 4, 5, 6, 7, 8],)
    ]


def test_formats_in_the_ways_of_curl(engine: EngineProcess) -> None:
    assert ask(engine, b"select 1 as x, 'a' as y") == (200, b"1\ta\n")
    assert ask(engine, b"select 1 as x format CSVWithNames") == (200, b'"x"\n1\n')
    assert ask(engine, b"select 1 as x", default_format="JSONEachRow") == (200, b'{"x":1}\n')


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x", "é"])
def test_nobody_without_the_token_is_answered(engine: EngineProcess, token: str) -> None:
    status, text = ask(engine, b"select 1", token=urllib.parse.quote(token))
    assert status == 401
    assert b"Authentication failed" in text
    assert b"1\n" not in text


def test_many_clients_at_once_do_not_disturb_each_other(client: Client, engine: EngineProcess) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def work(number: int) -> bytes:
        ask(engine, f'{{"a":{number}}}'.encode(), query="insert into engine_test format JSONEachRow")
        return ask(engine, f"select {number} settings max_threads = {1 + number % 3}".encode())[1]

    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(work, range(60)))
    assert answers == [f"{number}\n".encode() for number in range(60)]
    assert client.command("select count() from engine_test") == 60


def test_rows_can_be_had_as_they_come_and_given_in_pieces(client: Client) -> None:
    client.command("insert into engine_test select number, toString(number) from numbers(300000)")
    before = client.query("select count(), sum(a), groupBitXor(cityHash64(b)) from engine_test").result_rows
    client.command("create table if not exists engine_copy as engine_test")
    with client.raw_stream("select * from engine_test", fmt="Native", settings={"wait_end_of_query": "0"}) as rows:
        pieces = list(iter(lambda: rows.read(100_000), b""))
    assert len(pieces) > 5
    summary = client.raw_insert("engine_copy", insert_block=(piece for piece in pieces), fmt="Native")
    assert summary.written_rows == 300_000
    assert client.query("select count(), sum(a), groupBitXor(cityHash64(b)) from engine_copy").result_rows == before
    client.command("drop table engine_copy")


def test_a_stream_that_fails_late_breaks_off_and_one_that_fails_early_says_why(engine: EngineProcess) -> None:
    status, text = ask(engine, b"select nonsense", wait_end_of_query="0")
    assert status == 400
    assert b"UNKNOWN_IDENTIFIER" in text
    late = b"select throwIf(number = 900000) from numbers(1000000)"
    with pytest.raises(IncompleteRead):
        ask(engine, late, wait_end_of_query="0")
    assert ask(engine, b"select 1")[1] == b"1\n"


def test_the_engine_keeps_within_its_memory_and_goes_on_after_a_statement_that_wanted_more(client: Client) -> None:
    limit = "select toUInt64(value) from system.server_settings where name = 'max_server_memory_usage'"
    assert client.command(limit) == (DEFAULT_MEMORY_MB + HELD_FROM_THE_START) * 1_000_000
    assert client.command("select getSetting('max_bytes_before_external_group_by')") == DEFAULT_MEMORY_MB * 250_000
    with pytest.raises(DatabaseError, match="MEMORY_LIMIT_EXCEEDED"):
        client.command("select length(groupArray(number)) from numbers(300000000)")
    spilled = (
        "select count(), max(n) from (select number % 9000000 as k, count() as n from numbers(9000000) group by k)"
    )
    assert client.query(spilled).result_rows == [(9_000_000, 1)]


def test_what_statements_no_longer_need_goes_back_to_the_system(client: Client, engine: EngineProcess) -> None:
    """ClickHouse counts what it asks its allocator for, and the allocator keeps more: 840 MB after these, if let."""
    assert engine.process is not None
    (worker,) = psutil.Process(engine.process.pid).children()
    held = worker.memory_full_info().uss
    for _ in range(5):
        with pytest.raises(DatabaseError, match="MEMORY_LIMIT_EXCEEDED"):
            client.command("select length(groupArray(number)) from numbers(300000000)")
        assert worker.memory_full_info().uss < held + DEFAULT_MEMORY_MB * 1_000_000 * 3 // 4


def test_a_large_part_of_events_is_written_in_little_memory(engine: EngineProcess) -> None:
    store = ClickHouse(engine.address(f"test_{secrets.token_hex(6)}"))
    with filled_with_schema(store):
        # As parts of some 80,000 events are: every column in files of its own.
        store.command("alter table events modify setting min_bytes_for_wide_part = 0")
        store.command(
            "insert into events (site, ts) select 'example.fr', now64() from numbers(2) "
            "settings max_memory_usage = 100000000, max_untracked_memory = 0"
        )
        assert store.query(
            "select part_type from system.parts where database = currentDatabase() and table = 'events'"
        ) == [{"part_type": "Wide"}]


def test_a_statement_gets_two_threads_though_the_engine_has_little_memory(client: Client) -> None:
    pipeline = client.query("explain pipeline select sum(number) from numbers_mt(10000000)").result_rows
    assert any("NumbersRange × 2" in line for (line,) in pipeline)


def test_every_share_of_the_memory_follows_from_one_number() -> None:
    for memory in (150, 600, 16_000):
        root = ElementTree.fromstring(configuration(memory))
        assert int(root.findtext("max_server_memory_usage", "0")) == (memory + HELD_FROM_THE_START) * 1_000_000
        assert int(root.findtext("mark_cache_size", "0")) * 2 < memory * 1_000_000 // 7
        assert int(session_settings(memory)["max_memory_usage"]) < memory * 1_000_000
