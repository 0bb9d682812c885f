"""The OpenAPI description is valid, complete, and says what every address really answers; docs/api.md says the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from werkzeug.routing import Rule

from collector.pixel import ADDRESS as PIXEL
from collector.receive import WAYS
from leadpump.app import create_pages, open_spool
from leadpump.openapi import ADDRESS, SENT, describe
from leadpump.settings import Settings
from leadpump.setup import set_up
from reports.annotation import Annotation
from reports.registry import BY_NAME, REPORTS, Kind
from tests.collector.conftest import KEY, Intaker
from tests.conftest import EmbeddedClickHouse
from tests.docs.page import read_page, section, table
from tests.docs.test_events import EXAMPLES
from tests.reports.conftest import NOW, SITE, Story, application, opened

DOCUMENT = describe("https://stats.example.fr", datetime(2026, 11, 21, tzinfo=UTC))
REGISTRY: Registry[Any] = Registry().with_resource("urn:api", Resource.opaque(DOCUMENT))
FOR_BROWSERS = {"leads.as_csv"}
"""Files that a key cannot ask for: they tell of single leads."""


def fits(answer: Any, schema: dict[str, Any]) -> list[str]:
    """What is wrong with an answer by a schema of the description."""
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "components": DOCUMENT["components"], **schema}
    checker = Draft202012Validator(whole, format_checker=FormatChecker())
    return [error.message[:200] for error in checker.iter_errors(answer)]


def answered(path: str, method: str, status: int, form: str = "application/json") -> dict[str, Any]:
    """The schema of an answer."""
    found = DOCUMENT["paths"][path][method]["responses"]
    one = found.get(f"{status}") or found["default"]
    if "$ref" in one:
        one = DOCUMENT["components"]["responses"][one["$ref"].rpartition("/")[2]]
    schema: dict[str, Any] = one["content"][form]["schema"]
    return schema


def test_the_description_is_valid() -> None:
    assert list(OpenAPIV31SpecValidator(DOCUMENT).iter_errors()) == []
    names = [way["operationId"] for ways in DOCUMENT["paths"].values() for way in ways.values()]
    assert len(names) == len(set(names))


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    settings = Settings(data=tmp_path_factory.mktemp("api") / "data")
    set_up(settings)
    spool = open_spool(settings)
    yield create_pages(settings, spool)
    spool.close()


def test_every_address_for_programs_is_described_and_no_other(app: Flask) -> None:
    found = {*WAYS, PIXEL, "/healthz"}
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in FOR_BROWSERS and is_for_programs(rule):
            names = BY_NAME if "<any(" in rule.rule else [""]
            found |= {plain(rule, name) for name in names}
    assert found == set(DOCUMENT["paths"])
    assert set(SENT) == set(WAYS)


def is_for_programs(rule: Rule) -> bool:
    return rule.rule.endswith((".json", ".csv")) or rule.endpoint in ("health.readyz", "metrics.show")


def plain(rule: Rule, name: str) -> str:
    """An address as the description writes it."""
    before, _, rest = rule.rule.partition("<any(")
    path = before + name + rest.rpartition(">")[2] if rest else rule.rule
    return path.replace("<site>", "{site}").replace("<token>", "{token}")


def test_it_is_read_at_its_address_by_everybody(app: Flask) -> None:
    answer = app.test_client().get(ADDRESS)
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    assert (answer.json or {})["openapi"] == "3.1.0"
    asked = app.test_client().get("/sites/example.fr/overview.json")
    assert (asked.status_code, fits(asked.json, answered("/sites/{site}/overview.json", "get", 401))) == (401, [])


@pytest.fixture(scope="module")
def reader(chdb_path: Path) -> FlaskClient:
    database = opened(EmbeddedClickHouse(chdb_path, "api"))
    story = Story()
    visit = story.session(1, datetime(2026, 11, 20, 9, tzinfo=UTC))
    visit(0, "pageview")
    visit(60, "form_submit", form="contact", interaction=True)
    database.insert_events(story.events)
    database.hold("one_lead")
    noted = replace(SITE, annotations=(Annotation(date(2026, 11, 20), "Salon à Nantes"),))
    return application(database.query, {SITE.name: noted}, lambda: NOW).test_client()


@pytest.mark.parametrize("kind", REPORTS, ids=lambda kind: kind.name)
def test_a_report_answers_as_it_is_described(kind: Kind, reader: FlaskClient) -> None:
    path = f"/sites/{{site}}/{kind.name}"
    address = path.replace("{site}", SITE.name)
    answer = reader.get(f"{address}.json?interval=day" if kind.window is None else f"{address}.json")
    assert answer.status_code == 200
    assert fits(answer.json, answered(f"{path}.json", "get", 200)) == []
    wrong = reader.get(f"{address}.json?filter=nothing")
    assert (wrong.status_code, fits(wrong.json, answered(f"{path}.json", "get", 400))) == (400, [])
    asked = {one["name"]: one["schema"] for one in DOCUMENT["paths"][f"{path}.csv"]["get"]["parameters"]}
    for part in asked["part"]["enum"][:2]:
        assert reader.get(f"{address}.csv?part={part}").status_code == 200


@pytest.mark.parametrize("kind", [kind for kind in REPORTS if kind.options], ids=lambda kind: kind.name)
def test_the_options_of_a_report_are_described(kind: Kind, reader: FlaskClient) -> None:
    asked = {
        one["name"]: one["schema"]
        for one in DOCUMENT["paths"][f"/sites/{{site}}/{kind.name}.json"]["get"]["parameters"]
    }
    for option in kind.options:
        assert asked[option.name]["default"] == option.default
    last = {name: schema["enum"][-1] for name, schema in asked.items() if "enum" in schema and name not in ("compare",)}
    last.pop("interval", None)
    assert reader.get(f"/sites/{SITE.name}/{kind.name}.json", query_string=last).status_code == 200


@pytest.fixture(scope="module")
def intaker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intaker]:
    opened_intake = Intaker(tmp_path_factory.mktemp("intake"))
    yield opened_intake
    opened_intake.spool.close()


@pytest.mark.parametrize(("path", "body"), EXAMPLES)
def test_what_is_sent_and_answered_is_as_it_is_described(path: str, body: str, intaker: Intaker) -> None:
    sent = msgspec.json.decode(body)
    described = DOCUMENT["paths"][path]["post"]
    schema = described["requestBody"]["content"]["application/json"]["schema"]
    assert fits(sent, schema) == []
    headers = {"Authorization": f"Bearer {KEY}"}
    good = intaker.client.post(path, json=sent, headers=headers)
    assert (good.status_code, fits(good.json, answered(path, "post", 202))) == (202, []), good.text
    bad = intaker.client.post(path, json={"site": 7}, headers=headers)
    assert (bad.status_code, fits(bad.json, answered(path, "post", 400))) == (400, [])
    assert fits({"site": 7}, schema) != []
    foreign = intaker.client.post(path, json=sent, headers={"Authorization": "Bearer no"})
    if described["security"]:
        assert (foreign.status_code, fits(foreign.json, answered(path, "post", 401))) == (401, [])
    form = intaker.client.post(path, data={"a": "b"}, headers=headers)
    assert (form.status_code, fits(form.json, answered(path, "post", 415))) == (415, [])


def test_the_page_lists_the_addresses() -> None:
    listed = table(section(read_page("api.md"), "## The addresses"))
    named = {path.partition("?")[0] for path in listed}
    for path in DOCUMENT["paths"]:
        report = path.rpartition("/")[2].rpartition(".")[0]
        general = path.replace(report, "{report}") if report in BY_NAME else path
        assert general in named, general
