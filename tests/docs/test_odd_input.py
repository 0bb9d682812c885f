"""The table "Odd input" of docs/events.md is what the tests send, line by line."""

from __future__ import annotations

from tests.collector.test_bad_input import ODD_INPUT
from tests.docs.page import read_page, section, table
from tests.product.test_abuse import FRAMING

WRITTEN = table(section(read_page("events.md"), "### Odd input"))
TESTED = FRAMING | ODD_INPUT


def test_every_line_is_tested_and_every_test_is_a_line() -> None:
    assert {
        row.strip("`"): [str(status), f"`{reason}`" if reason else "–"] for row, ((status, reason), _) in TESTED.items()
    } == WRITTEN
