"""No cell that a visitor can write becomes a formula in a spreadsheet."""

from __future__ import annotations

import pytest

from reports.export import csv_cell


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (-3, -3),
        (1.5, 1.5),
        ("Referral", "Referral"),
        ("=1+1", "'=1+1"),
        ("@cmd", "'@cmd"),
        ("-2+3", "'-2+3"),
        ("\t=1", "'\t'=1"),
        # A spreadsheet that cuts at semicolons would find a cell of its own here.
        ("x;=1+1", "x;'=1+1"),
        ("/x; +cmd|' /C calc'!A0", "/x;' +cmd|' /C calc'!A0"),
        ("a;b", "a;b"),
        ("a-b+c=d", "a-b+c=d"),
    ],
)
def test_a_cell_is_text_or_a_number(value: object, cell: object) -> None:
    assert csv_cell(value) == cell
