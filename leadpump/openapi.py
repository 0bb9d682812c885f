"""The description of the addresses that programs use, as OpenAPI 3.1: worked out from what answers there.

docs/api.md tells of it; a test asks every address and compares what comes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from collector.event import (
    ImportedEvent,
    Reason,
    SentChange,
    SentCost,
    SentEmail,
    SentEvent,
    SentLead,
    SentMetric,
)
from collector.receive import STATUS, WAYS
from reports.filter import PARAMETER
from reports.glossary import TABLES, TERMS
from reports.option import Option, read_options
from reports.period import COMPARISONS, INTERVALS, PERIODS, read_period
from reports.question import Question
from reports.registry import REPORTS, Kind
from reports.segment import SEGMENT
from reports.site import Site

ADDRESS = "/api/openapi.json"
SENT: dict[str, tuple[type[msgspec.Struct], str]] = {
    "/api/event": (SentEvent, "Send events of now, from anywhere"),
    "/api/import/events": (ImportedEvent, "Send events of the past"),
    "/api/leads": (SentLead, "Tell of leads that did not come from the website"),
    "/api/leads/changes": (SentChange, "Say what became of leads"),
    "/api/import/stages": (SentChange, "Say what became of leads (the older name)"),
    "/api/emails": (SentEmail, "Say what became of e-mails"),
    "/api/import/costs": (SentCost, "Say what was spent"),
    "/api/import/metrics": (SentMetric, "Say what was measured outside the site"),
}
"""What each address of the collector takes; a test compares them with the collector's own list."""
NUMBER = {"type": ["number", "null"]}
TEXT = {"type": "string"}
DAY = {"type": "string", "format": "date"}
READ: list[dict[str, list[str]]] = [{"key": []}, {"cookie": []}]
WRITE: list[dict[str, list[str]]] = [{"key": []}]


def describe(address: str, now: datetime) -> dict[str, Any]:
    """The whole description. address: of this installation, without a slash at its end."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Leadpump",
            "version": "1",
            "summary": "What visitors do, which of them become leads and customers, and what each costs.",
            "license": {"name": "AGPL-3.0", "identifier": "AGPL-3.0-only"},
        },
        "servers": [{"url": address}],
        "tags": [
            {"name": "send", "description": "Facts go in here: 202 means that they are on disk."},
            {"name": "read", "description": "Reports come out here, as JSON and as CSV."},
            {"name": "watch", "description": "For monitors."},
        ],
        "paths": {**sending(), **reading(now), **watching()},
        "components": {"schemas": schemas(), "securitySchemes": SECURITY, "responses": RESPONSES},
    }


def sending() -> dict[str, Any]:
    """The collector's addresses."""
    paths: dict[str, Any] = {path: {"post": send_one(path)} for path in SENT}
    paths["/api/pixel.gif"] = {
        "get": {
            "operationId": "pixel",
            "tags": ["send"],
            "summary": "A page view, told by an image",
            "security": [],
            "parameters": [
                {"name": "site", "in": "query", "required": True, "schema": TEXT, "description": "Name of the site"},
                {"name": "url", "in": "query", "schema": TEXT, "description": "The page; else the Referer"},
            ],
            "responses": {
                "200": {"description": "On disk", "content": {"image/gif": {"schema": {"type": "string"}}}},
                "default": {"$ref": "#/components/responses/Refused"},
            },
        }
    }
    return paths


def send_one(path: str) -> dict[str, Any]:
    """What an address of the collector takes and answers."""
    kind, summary = SENT[path]
    one = {"$ref": f"#/components/schemas/{kind.__name__}"}
    body = {"schema": {"oneOf": [one, {"type": "array", "items": one, "maxItems": WAYS[path].max_items}]}}
    refused = {f"{status}": {"$ref": "#/components/responses/Refused"} for status in sorted({400, *STATUS.values()})}
    return {
        "operationId": path.removeprefix("/api/").replace("/", "_"),
        "tags": ["send"],
        "summary": summary,
        "security": WRITE if WAYS[path].by_key else [],
        "requestBody": {"required": True, "content": {"application/json": body, "text/plain": body}},
        "responses": {
            "202": {
                "description": "On disk, and counted a second or two later",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Accepted"}}},
            },
            **refused,
        },
    }


def reading(now: datetime) -> dict[str, Any]:
    """The reports, each as JSON and CSV, at a site and behind a shared link."""
    paths: dict[str, Any] = {}
    for kind in REPORTS:
        asked = parameters_of(kind)
        schema = report_schema(kind, now)
        for under, name, security in (
            ("/sites/{site}", "site", READ),
            ("/shared/{token}", "token", [{}]),
        ):
            place = {"name": name, "in": "path", "required": True, "schema": TEXT}
            for form, content in (("json", "application/json"), ("csv", "text/csv")):
                more = [] if form == "json" else parts_of(kind, now)
                paths[f"{under}/{kind.name}.{form}"] = {
                    "get": {
                        "operationId": f"{kind.name}_{form}" + ("_shared" if name == "token" else ""),
                        "tags": ["read"],
                        "summary": kind.question,
                        "security": security,
                        "parameters": [place, *asked, *more],
                        "responses": {
                            "200": {
                                "description": "The report",
                                "content": {content: {"schema": schema if form == "json" else TEXT}},
                            },
                            **REFUSED_READING,
                        },
                    }
                }
    return paths


def parameters_of(kind: Kind) -> list[dict[str, Any]]:
    """What a report can be asked."""
    period = [] if kind.window is not None else PERIOD
    return [*period, *COMMON, *(option_parameter(option) for option in kind.options)]


def option_parameter(option: Option) -> dict[str, Any]:
    """A parameter of a report's own."""
    schema: dict[str, Any] = {"type": "string", "default": option.default}
    if not option.pattern:
        schema["enum"] = list(option.values)
    found = {"name": option.name, "in": "query", "schema": schema}
    return found | ({"description": option.allowed} if option.allowed else {})


def parts_of(kind: Kind, now: datetime) -> list[dict[str, Any]]:
    """What a CSV may be of."""
    tables = [table.key for table in plain_report(kind, now).tables]
    return [
        query("part", {"type": "string", "enum": ["figures", "trend", *tables], "default": "figures"}),
        query("format", {"type": "string", "enum": ["excel"]}, "For a reader's own spreadsheet"),
    ]


def report_schema(kind: Kind, now: datetime) -> dict[str, Any]:
    """A report's answer, with its figures, series and tables by name."""
    report = plain_report(kind, now)
    # Which figures the dashboard has is its owner's choice; it has fewer tables without a comparison.
    chosen = kind.name == "overview"
    return {
        "allOf": [
            {"$ref": "#/components/schemas/Report"},
            {
                "type": "object",
                "properties": {
                    "report": {"const": kind.name},
                    "figures": named("Figure", [figure.key for figure in report.figures], needed=not chosen),
                    "series": named("Series", [series.key for series in report.series], needed=not chosen),
                    "tables": named("Table", [table.key for table in report.tables], needed=not chosen),
                },
            },
        ]
    }


def plain_report(kind: Kind, now: datetime) -> Any:
    """The report as it is without any data: its figures, series and tables by name."""
    site = Site("example.fr", "example.fr", "Europe/Paris", "EUR")
    period = kind.window(site.timezone, now) if kind.window else read_period({}, site.timezone, now)
    return kind.report(lambda _sql, _params: [], Question(site, period, options=read_options(kind.options, {})))


def named(schema: str, keys: Iterable[str], *, needed: bool) -> dict[str, Any]:
    """An object of such things by their keys, each with what it is."""
    about = {key: TERMS[key].definition if key in TERMS else TABLES.get(key, key) for key in keys}
    one = {"$ref": f"#/components/schemas/{schema}"}
    return {
        "type": "object",
        "properties": {key: {**one, "description": text} for key, text in about.items()},
        "additionalProperties": one if not needed else False,
        **({"required": list(about)} if needed else {}),
    }


def watching() -> dict[str, Any]:
    """What monitors ask, and this description."""
    plain = {"description": "As it stands", "content": {"text/plain": {"schema": TEXT}}}
    ready = {"description": "Whether events are taken in", "content": {"application/json": {"schema": OBJECT}}}
    return {
        "/healthz": {"get": watch("healthz", "Does it run?", {"200": plain})},
        "/readyz": {"get": watch("readyz", "Can it take events in?", {"200": ready, "503": ready})},
        "/metrics": {
            "get": {
                **watch("metrics", "Figures for Prometheus, with a token of their own", {"200": plain, "401": plain}),
                "security": [{"metrics": []}],
            }
        },
        ADDRESS: {
            "get": watch(
                "openapi",
                "This description",
                {"200": {"description": "OpenAPI 3.1", "content": {"application/json": {"schema": OBJECT}}}},
            )
        },
    }


def watch(name: str, summary: str, responses: Mapping[str, Any]) -> dict[str, Any]:
    """A plain address for everybody."""
    return {"operationId": name, "tags": ["watch"], "summary": summary, "security": [], "responses": dict(responses)}


def query(name: str, schema: Mapping[str, Any], description: str = "") -> dict[str, Any]:
    """A parameter of the address."""
    found = {"name": name, "in": "query", "schema": dict(schema)}
    return found | ({"description": description} if description else {})


def schemas() -> dict[str, Any]:
    """What is sent, by the collector's own types, and what is answered."""
    _, sent = msgspec.json.schema_components(
        [kind for kind, _ in SENT.values()], ref_template="#/components/schemas/{name}"
    )
    return {**{name: ecma(schema) for name, schema in sent.items()}, **ANSWERED}


def ecma(schema: Any) -> Any:
    r"""The same schema with patterns as JavaScript writes them: the end of a text is $ there, and \Z in Python."""
    if isinstance(schema, dict):
        return {
            key: value.replace(r"\Z", "$") if key == "pattern" and isinstance(value, str) else ecma(value)
            for key, value in schema.items()
        }
    return [ecma(one) for one in schema] if isinstance(schema, list) else schema


def answered(*needed: str, **properties: Any) -> dict[str, Any]:
    """An object that is answered: all that is needed, or what is named."""
    return {"type": "object", "properties": properties, "required": list(needed or properties)}


OBJECT = {"type": "object"}
PERIOD = [
    query("period", {"type": "string", "enum": list(PERIODS), "default": "30d"}),
    query("from", DAY, "First day of your own; wins over period"),
    query("to", DAY, "Last day of your own; without it today"),
    query("compare", {"type": "string", "enum": list(COMPARISONS), "default": "previous"}),
    query("interval", {"type": "string", "enum": list(INTERVALS)}, "Hours only of up to 8 days"),
]
COMMON = [
    query(SEGMENT, TEXT, "Slug of one of the site's segments"),
    {
        **query(PARAMETER, {"type": "array", "items": TEXT, "maxItems": 20}, "dimension:operator:value, repeated"),
        "style": "form",
        "explode": True,
    },
]
SECURITY = {
    "key": {"type": "http", "scheme": "bearer", "description": "A key of the site, made on its page “Keys”"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "leadpump_sign_in", "description": "A person's log-in"},
    "metrics": {"type": "http", "scheme": "bearer", "description": "The token in metrics.token of the data folder"},
}
WINDOW = {"from": DAY, "to": DAY, "start": TEXT, "end": TEXT}
ANSWERED: dict[str, Any] = {
    "Accepted": answered(
        accepted={"type": "integer", "minimum": 0},
        refused={"type": "array", "items": {"$ref": "#/components/schemas/RefusedItem"}},
    ),
    "RefusedItem": answered(index={"type": "integer"}, reason={"$ref": "#/components/schemas/Reason"}, detail=TEXT),
    "Reason": {"type": "string", "enum": [reason.value for reason in Reason]},
    "Refusal": answered(
        "reason",
        "detail",
        "accepted",
        reason={"$ref": "#/components/schemas/Reason"},
        detail=TEXT,
        accepted={"const": 0},
        refused={"type": "array", "items": {"$ref": "#/components/schemas/RefusedItem"}},
    ),
    "BadParameter": answered(error=TEXT, parameter=TEXT, given=TEXT, allowed=TEXT),
    "NotForYou": answered("reason", reason=TEXT, login=TEXT),
    "Period": answered(
        "name",
        *WINDOW,
        "timezone",
        "interval",
        "unfinished",
        "previous",
        name=TEXT,
        **WINDOW,
        timezone=TEXT,
        interval=TEXT,
        unfinished={"type": "boolean"},
        previous={"oneOf": [{"type": "null"}, answered(**WINDOW)]},
        no_previous={"type": ["string", "null"]},
        measured_from={"type": ["string", "null"], "format": "date"},
        uncounted_since={"type": ["string", "null"], "format": "date-time"},
    ),
    "Figure": answered(
        label=TEXT,
        value=NUMBER,
        numerator=NUMBER,
        denominator=NUMBER,
        unit=TEXT,
        previous=NUMBER,
        definition=TEXT,
        columns={"type": "array", "items": TEXT},
        sql=TEXT,
    ),
    "Point": answered(
        **{"from": TEXT, "to": TEXT},
        value=NUMBER,
        numerator=NUMBER,
        denominator=NUMBER,
        previous=NUMBER,
        unfinished={"type": "boolean"},
    ),
    "Series": answered(
        label=TEXT,
        unit=TEXT,
        interval=TEXT,
        definition=TEXT,
        columns={"type": "array", "items": TEXT},
        sql=TEXT,
        points={"type": "array", "items": {"$ref": "#/components/schemas/Point"}},
    ),
    "Column": answered(key=TEXT, label=TEXT, unit=TEXT, definition=TEXT),
    "Table": answered(
        label=TEXT,
        columns={"type": "array", "items": {"$ref": "#/components/schemas/Column"}},
        cut={"type": "boolean"},
        sql=TEXT,
        rows={
            "type": "array",
            "items": {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean", "null"]}},
        },
    ),
    "Report": answered(
        report=TEXT,
        site=TEXT,
        period={"$ref": "#/components/schemas/Period"},
        segment={"type": ["object", "null"]},
        filters={"type": "array", "items": OBJECT},
        options={"type": "object", "additionalProperties": TEXT},
        answer=TEXT,
        figures=OBJECT,
        series=OBJECT,
        annotations={"type": "array", "items": answered(day=DAY, text=TEXT)},
        tables=OBJECT,
    ),
}


def said(description: str, schema: str) -> dict[str, Any]:
    """A refusal in JSON."""
    return {
        "description": description,
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }


RESPONSES = {
    "Refused": said("Refused, with the reason", "Refusal"),
    "BadParameter": said("A parameter cannot be used; says what may be", "BadParameter"),
    "NotForYou": said("No key or log-in, or not one that may read", "NotForYou"),
    "NotFound": {"description": "No such site, or not yours"},
    "Later": {
        "description": "Too many requests, or the database does not answer: come again after Retry-After seconds",
        "headers": {"Retry-After": {"schema": {"type": "integer"}}},
        "content": {"application/json": {"schema": OBJECT}},
    },
}
REFUSED_READING = {
    "400": {"$ref": "#/components/responses/BadParameter"},
    "401": {"$ref": "#/components/responses/NotForYou"},
    "403": {"$ref": "#/components/responses/NotForYou"},
    "404": {"$ref": "#/components/responses/NotFound"},
    "429": {"$ref": "#/components/responses/Later"},
    "503": {"$ref": "#/components/responses/Later"},
}
