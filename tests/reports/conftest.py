"""A real ClickHouse with the product's own schema, and the reports as an application serves them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import clickhouse_connect
import pytest
from clickhouse_connect.driver.client import Client
from flask import Blueprint, Flask
from flask.testing import FlaskClient

from reports.pages import create_reports, install_language
from reports.query import Query, Rows
from reports.site import Site

SCHEMA = Path(__file__).parents[2] / "collector" / "schema"
NOW = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)
SITE = Site("atelier.fr", "Atelier Morel", "Europe/Paris", "EUR")

EVENT: dict[str, Any] = {
    "site": SITE.name,
    "hostname": "atelier.fr",
    "path": "/",
    "source": "(direct)",
    "medium": "(none)",
    "channel": "Direct",
    "via": "tag",
    "scroll": None,
    "value": None,
    "engaged_ms": 0,
    "interaction": False,
    "opens_touch": False,
    "title": "",
    "magnet": "",
    "form": "",
    "referrer": "",
    "bot": "",
    "utm_campaign": "",
}
STAGE: dict[str, Any] = {"site": SITE.name, "value": None, "currency": "", "reason": "", "author": ""}


@dataclass
class Database:
    """One ClickHouse with the schema; rows are given as dicts, what they leave out has a plain default."""

    client: Client

    def query(self, sql: str, params: Mapping[str, Any] | None = None) -> Rows:
        """What the application hands to the reports."""
        return list(self.client.query(sql, parameters=dict(params or {})).named_results())

    def insert_events(self, events: list[dict[str, Any]]) -> None:
        """Append events; each needs session_id, ts, id, name, page_id and visitor_id."""
        self._insert("events", [EVENT | {"received": event["ts"]} | event for event in events])

    def insert_lead_events(self, stages: list[dict[str, Any]]) -> None:
        """Append stages; each needs lead_id, ts, id and stage."""
        self._insert("lead_events", [STAGE | {"received": stage["ts"]} | stage for stage in stages])

    def clear(self) -> None:
        """Empty the tables."""
        for table in ("events", "lead_events"):
            self.client.command(f"truncate table {table}")

    def _insert(self, table: str, rows: list[dict[str, Any]]) -> None:
        columns = sorted(rows[0])
        values = [[row[name] for name in columns] for row in rows]
        self.client.insert(table, values, column_names=columns)


def create_schema(client: Client) -> None:
    """Run the product's migrations and views."""
    for file in (*sorted(SCHEMA.glob("*.sql")), *sorted((SCHEMA / "views").glob("*.sql"))):
        for statement in file.read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                client.command(statement)


@pytest.fixture(scope="session")
def opened_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    client = clickhouse_connect.get_client(interface="chdb", path=str(tmp_path_factory.mktemp("clickhouse")))
    create_schema(client)
    yield Database(client)
    client.close()


@pytest.fixture
def database(opened_database: Database) -> Iterator[Database]:
    """An empty database with the schema."""
    opened_database.clear()
    yield opened_database


def application(query: Query, sites: Mapping[str, Site], now: Callable[[], datetime]) -> Flask:
    """The reports in an application, with stand-ins for the pages of other rooms that they link to."""
    app = Flask("tests", static_folder=None)
    app.secret_key = "tests"
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    install_language(app)
    app.register_blueprint(create_reports(query, sites.get, now))
    account, site_pages = Blueprint("account", __name__), Blueprint("sites", __name__)
    account.add_url_rule("/logout", "logout", lambda: "", methods=["POST"])
    account.add_url_rule("/account/password", "password", lambda: "")
    site_pages.add_url_rule("/sites/", "index", lambda: "")
    site_pages.add_url_rule("/sites/<site>/install", "install", lambda site: site)
    app.register_blueprint(account)
    app.register_blueprint(site_pages)
    return app


@pytest.fixture
def browser(database: Database) -> FlaskClient:
    """A client of the reports of one site, at a fixed moment."""
    return application(database.query, {SITE.name: SITE}, lambda: NOW).test_client()


@dataclass
class Story:
    """Writes events down as they would be stored, from few words.

    A session is numbered by its visitor and start; every event gets an id of its own, in order.
    """

    events: list[dict[str, Any]] = field(default_factory=list)

    def session(self, visitor: int, start: datetime, **origin: Any) -> Callable[..., UUID]:
        """A session; call it with seconds after its start, a name and columns to add an event."""
        session_id = (int(start.timestamp()) << 32) | visitor

        def event(after: float, name: str, page: int = 1, **columns: Any) -> UUID:
            identifier = UUID(int=len(self.events) + 1 + (visitor << 64))
            self.events.append(
                {
                    **origin,
                    "session_id": session_id,
                    "visitor_id": visitor,
                    "ts": datetime.fromtimestamp(start.timestamp() + after, UTC),
                    "id": identifier,
                    "name": name,
                    "page_id": UUID(int=(session_id << 8) | page),
                    **columns,
                }
            )
            return identifier

        return event


@pytest.fixture
def story() -> Story:
    return Story()
