"""docs/events.md says what collector/event.py and collector/receive.py do, field by field and reason by reason."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
import pytest
from msgspec import inspect

from collector.enrich import PASSIVE
from collector.event import (
    ImportedEvent,
    Reason,
    Refusal,
    SentChange,
    SentCost,
    SentEmail,
    SentEvent,
    SentLead,
    SentMetric,
    TagBatch,
    TagEvent,
    split_items,
)
from collector.pixel import ADDRESS as PIXEL
from collector.receive import MAX_AGE_MS, MAX_BODY, MAX_EVENTS, MAX_IMPORT_BODY, MAX_IMPORT_ITEMS, STATUS, WAYS
from tests.docs.page import blocks, read_page, section, table

PAGE = read_page("events.md")
KINDS: dict[str, type[msgspec.Struct]] = {
    "/api/event": SentEvent,
    "/api/import/events": ImportedEvent,
    "/api/leads": SentLead,
    "/api/leads/changes": SentChange,
    "/api/emails": SentEmail,
    "/api/import/costs": SentCost,
    "/api/import/metrics": SentMetric,
}
EVENT_FIELDS = table(section(PAGE, "### Fields"))
TABLES = {
    "/api/event": EVENT_FIELDS,
    "/api/import/events": EVENT_FIELDS | table(section(PAGE, "### Events of the past")),
    "/api/leads": table(section(PAGE, "### Leads from elsewhere")),
    "/api/leads/changes": table(section(PAGE, "### Stages of leads")),
    "/api/emails": table(section(PAGE, "### E-mails")),
    "/api/import/costs": table(section(PAGE, "### Costs")),
    "/api/import/metrics": table(section(PAGE, "### Outside metrics")),
}
REASONS = table(section(PAGE, "### Reasons"))
CURL = re.compile(r"curl \S+?(/api/\S+) .*?-d '(.*?)'", re.DOTALL)
EXAMPLES = [example for block in blocks(PAGE, "sh") for example in CURL.findall(block)]


def fields_of(address: str) -> dict[str, inspect.Field]:
    """The fields that an address takes, by name."""
    found = inspect.type_info(KINDS[address])
    assert isinstance(found, inspect.StructType)
    return {field.encode_name: field for field in found.fields}


def limits_of(found: inspect.Type) -> Iterator[int | float]:
    """The numbers that bound a field: lengths and values."""
    if isinstance(found, inspect.UnionType):
        for part in found.types:
            yield from limits_of(part)
    elif isinstance(found, inspect.DictType):
        yield from limits_of(found.key_type)
    for name in ("min_length", "max_length", "ge", "le"):
        limit = getattr(found, name, None)
        if limit is not None:
            yield limit


EVERY_FIELD = [(address, name) for address in KINDS for name in fields_of(address)]


def test_the_page_lists_every_address() -> None:
    listed = [address.strip("`").partition(" ") for address in table(PAGE.partition("## Sending an event")[0])]
    assert [(method, path) for method, _, path in listed if path == PIXEL] == [("GET", PIXEL)]
    assert {path for method, _, path in listed if method == "POST"} == set(WAYS)


@pytest.mark.parametrize("address", KINDS)
def test_the_page_lists_the_fields_of_the_type_and_no_others(address: str) -> None:
    assert set(TABLES[address]) == set(fields_of(address))


@pytest.mark.parametrize(("address", "name"), EVERY_FIELD)
def test_a_field_is_called_required_where_it_is(address: str, name: str) -> None:
    assert (TABLES[address][name][1] == "required") == fields_of(address)[name].required


@pytest.mark.parametrize(("address", "name"), EVERY_FIELD)
def test_the_limits_of_a_field_are_named(address: str, name: str) -> None:
    if name == "age":
        assert f"{MAX_AGE_MS // 3_600_000} hours" in TABLES[address][name][0]
        return
    numbers = {float(number) for number in re.findall(r"-?\d+", TABLES[address][name][0])}
    assert {float(limit) for limit in limits_of(fields_of(address)[name].type)} <= numbers


def test_the_tags_page_takes_the_same_names() -> None:
    rule = re.search(r"letters of any language, digits, spaces and `[^`]+`", EVENT_FIELDS["name"][0])
    assert rule
    assert rule[0] in read_page("tag.md")


def test_every_reason_is_explained_with_its_status() -> None:
    assert {reason: int(cells[0]) for reason, cells in REASONS.items()} == {
        reason.value: STATUS.get(reason, 400) for reason in Reason
    }


def test_every_status_of_a_reason_is_listed_among_the_answers() -> None:
    answers = {int(status) for status in table(section(PAGE, "## Answers"))}
    assert set(STATUS.values()) | {202, 400} <= answers


def test_the_limits_of_a_request_are_named() -> None:
    assert f"up to {MAX_EVENTS}, in UTF-8; {MAX_BODY // 1024} KiB at most" in PAGE
    assert f"up to {MAX_IMPORT_ITEMS:,} objects, {MAX_IMPORT_BODY // 1024**2} MiB" in PAGE


def test_passive_events_are_said_not_to_end_a_bounce() -> None:
    names = table(section(PAGE, "### Names"))
    passive = {name for name, cells in names.items() if cells[2] == "no"}
    assert passive | {"pageview"} == PASSIVE


def test_there_is_an_example_of_each_address() -> None:
    assert {address for address, _ in EXAMPLES} == set(KINDS)


@pytest.mark.parametrize(("address", "body"), EXAMPLES)
def test_an_example_is_what_the_collector_takes(address: str, body: str) -> None:
    items = split_items(body.encode(), MAX_EVENTS)
    assert not isinstance(items, Refusal)
    for raw in items:
        msgspec.json.decode(raw, type=KINDS[address])


@pytest.mark.parametrize(("address", "body"), EXAMPLES)
def test_an_example_uses_only_fields_that_exist(address: str, body: str) -> None:
    decoded = msgspec.json.decode(body)
    for item in decoded if isinstance(decoded, list) else [decoded]:
        assert set(item) <= set(fields_of(address))


def test_the_tags_shorthand_is_listed() -> None:
    listed = re.findall(r"^\| (`.+?) \|", section(PAGE, "### The tag's shorthand"), re.MULTILINE)
    names = {name for cell in listed for name in re.findall(r"`(\w+)`", cell)}
    short = [field for kind in (TagEvent, TagBatch) for field in msgspec.structs.fields(kind)]
    assert names == {field.encode_name for field in short} - set(SentEvent.__struct_fields__)
