"""Filling posts in batches with the key, waits when told to, and says what was refused."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from collector.event import ImportedEvent, SentChange, SentCost, SentEmail, SentLead, SentMetric
from leadpump.command.demo import demo
from leadpump.demo import SITE
from leadpump.demo.fill import FillError, fill
from leadpump.records import open_records
from leadpump.records.hook import NewHook
from leadpump.records.new_site import NewSite
from leadpump.settings import read_settings

NOW = datetime(2026, 11, 21, 21, 0, tzinfo=UTC)
KINDS: dict[str, Any] = {
    "/api/import/events": ImportedEvent,
    "/api/leads": SentLead,
    "/api/import/stages": SentChange,
    "/api/import/costs": SentCost,
    "/api/import/metrics": SentMetric,
    "/api/emails": SentEmail,
}


class Product(HTTPServer):
    """Answers as the import addresses do. full: how many requests it turns away first."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.full = 0
        self.requests: list[tuple[str, int]] = []
        self.ids: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    server: Product

    def do_POST(self) -> None:
        items = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers["Authorization"] != "Bearer the-key":
            return self.answer(401, {"reason": "unauthorized", "detail": "not one of this site's", "accepted": 0})
        if self.server.full > 0:
            self.server.full -= 1
            return self.answer(503, {"reason": "storage_full", "detail": "full", "accepted": 0})
        self.server.requests.append((self.path, len(items)))
        refused = [self.check(index, item) for index, item in enumerate(items)]
        listed = [refusal for refusal in refused if refusal]
        self.server.ids += [item["id"] for item, refusal in zip(items, refused, strict=True) if not refusal]
        return self.answer(202, {"accepted": len(items) - len(listed), "refused": listed})

    def check(self, index: int, item: Any) -> dict[str, Any] | None:
        try:
            msgspec.convert(item, type=KINDS[self.path], strict=False)
        except msgspec.ValidationError as error:
            return {"index": index, "reason": "bad_field", "detail": str(error)}
        return None

    def answer(self, status: int, body: dict[str, Any]) -> None:
        self.send_response(status)
        self.send_header("Retry-After", "7")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a test's output is its own."""


@pytest.fixture
def product() -> Iterator[Product]:
    server = Product()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def silent(_done: int, _total: int) -> None:
    return None


def test_everything_is_sent_in_batches_and_the_refused_are_counted(product: Product) -> None:
    seen: list[tuple[int, int]] = []
    summary = fill(product.url, "the-key", 14, 3, NOW, lambda *step: seen.append(step))
    assert [outcome.kind for outcome in summary.outcomes] == ["events", "leads", "stages", "costs", "metrics", "emails"]
    assert max(size for _, size in product.requests) == 1000
    assert seen[-1][0] == seen[-1][1] == sum(outcome.sent for outcome in summary.outcomes)
    events = summary.outcomes[0]
    assert events.refused["bad_field"] >= 1
    assert events.accepted + events.refused.total() == events.sent
    assert events.samples["bad_field"]


def test_a_full_product_is_waited_for(product: Product) -> None:
    product.full = 2
    pauses: list[float] = []
    fill(product.url, "the-key", 1, 3, NOW, silent, pause=pauses.append)
    assert pauses == [7.0, 7.0]


def test_a_product_that_stays_full_is_given_up(product: Product) -> None:
    product.full = 10_000
    with pytest.raises(FillError, match="does not take more: full"):
        fill(product.url, "the-key", 1, 3, NOW, silent, pause=lambda _: None)


def test_a_wrong_key_is_said(product: Product) -> None:
    with pytest.raises(FillError, match="refused the key"):
        fill(product.url, "another", 1, 3, NOW, silent)


def test_a_wrong_address_is_said() -> None:
    with pytest.raises(FillError, match="must begin with http"):
        fill("file:///etc", "the-key", 1, 3, NOW, silent)


def run(folder: Path, *options: str) -> Any:
    return CliRunner().invoke(demo, options, obj=read_settings({}, data=folder))


def test_the_command_asks_for_a_start_first(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 1
    assert "start Leadpump first" in result.output


def test_the_command_finds_the_product_and_goes_on_where_it_ended(product: Product, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    # The public address may not be reached from here.
    (tmp_path / "run" / "address").write_text("https://stats.example.invalid\n")
    (tmp_path / "run" / "here").write_text(product.url + "\n")
    (tmp_path / "demo.key").write_text("the-key\n")
    with open_records(tmp_path) as records:
        records.add_site(NewSite(SITE.name, SITE.title, "Europe/Paris", "EUR", ("localhost",)))
        records.open_hook(SITE.name, NewHook("stripe", "connected before", "", ""))
    first = run(tmp_path, "--days", "2")
    assert first.exit_code == 0, first.output
    assert "accepted" in first.output
    assert "https://stats.example.invalid/sites/toits-de-loire.example/" in first.output
    again = run(tmp_path, "--days", "2")
    assert again.exit_code == 0, again.output
    assert product.ids
    assert len(product.ids) == len(set(product.ids))


def test_a_filling_broken_off_is_sent_again_from_the_start_with_the_same_ids(product: Product, tmp_path: Path) -> None:
    (tmp_path / "demo.key").write_text("wrong")
    assert run(tmp_path, "--url", product.url, "--days", "2").exit_code == 1
    result = run(tmp_path, "--url", product.url, "--key", "the-key", "--days", "5")
    assert "From " in result.output
    assert product.requests
    assert json.loads((tmp_path / "demo.json").read_text())["1"]["days"] == 2
