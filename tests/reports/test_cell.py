"""No cell that a visitor can write becomes a formula in a spreadsheet."""

from __future__ import annotations

import csv
from io import StringIO

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


@pytest.mark.parametrize("value", ["x,=1+1,", "x, @cmd", "a;=1+1", "a\t-1+1", "=1+1"])
@pytest.mark.parametrize("written", [",", ";"])
@pytest.mark.parametrize("cut", [",", ";", "\t"])
def test_no_formula_is_found_wherever_a_spreadsheet_cuts_the_line(value: str, written: str, cut: str) -> None:
    file = StringIO()
    csv.writer(file, delimiter=written).writerow(["label", csv_cell(value, written), 1])
    cells = next(csv.reader(StringIO(file.getvalue(), newline=""), delimiter=cut))
    assert [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))] == []


def test_a_comma_is_left_alone_where_it_is_in_quotation_marks() -> None:
    assert csv_cell("Nantes, -10 %") == "Nantes, -10 %"
