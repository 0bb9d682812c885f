"""The columns of a table: which field each holds, their cells, and how the dates and numbers in them are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leadpump.sheet import day, number
from leadpump.sheet.problem import Fault, Problem, shortened
from leadpump.sheet.read import Line, Sheet

Columns = Mapping[str, int]
"""Of each field the place of its column."""
Cells = Sequence[tuple[int, str]]
"""Filled cells, each with its line."""
MOST_COLUMNS = 60
"""Of those that are not read, the first so many are shown."""
THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
"""A space within a number, at which no line is to end."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a sheet's dates and numbers are written. order: of day and month. mark: before the fraction."""

    order: str
    mark: str


def cell_of(line: Line, columns: Columns, name: str) -> str:
    """A field's cell, "" where there is none."""
    place = columns.get(name)
    return line.cells[place].strip() if place is not None and place < len(line.cells) else ""


def cells(lines: Sequence[Line], columns: Columns, names: Iterable[str]) -> Cells:
    """The filled cells of some columns."""
    wanted = tuple(names)
    return [
        (line.number, text)
        for line in lines
        for name in wanted
        if (text := cell_of(line, columns, name)) not in number.EMPTY
    ]


def find_way(dates: Cells, amounts: Cells, order: str = "", mark: str = "") -> Way | Problem:
    """How those cells are written, or why nobody can tell. order, mark: what was chosen; "" to find out."""
    found_order = order or find_order(dates)
    if isinstance(found_order, Problem):
        return found_order
    found_mark = mark or find_mark(amounts)
    return found_mark if isinstance(found_mark, Problem) else Way(found_order or day.DAY_FIRST, found_mark)


def find_order(dates: Cells) -> str | Problem:
    """Whether the day or the month comes first; "" where it does not matter."""
    order = day.date_order(text for _, text in dates)
    if order == day.AMBIGUOUS:
        line, text = next(one for one in dates if day.order_of(one[1]) == day.AMBIGUOUS)
        return Problem(Fault.DAY_ORDER, line, {"text": shortened(text)})
    if order == day.MIXED:
        line, text = odd_one(dates, day.order_of, (day.DAY_FIRST, day.MONTH_FIRST))
        return Problem(Fault.DAYS_MIXED, line, {"text": shortened(text)})
    return order


def find_mark(amounts: Cells) -> str | Problem:
    """The mark before the fraction; "" where there is none."""
    written = [(line, number.read_written(text)) for line, text in amounts]
    digits = [(line, one.digits) for line, one in written if one is not None]
    mark = number.decimal_mark(text for _, text in digits)
    if mark == number.AMBIGUOUS:
        line, text = next(one for one in digits if number.mark_of(one[1]) == number.AMBIGUOUS)
        return Problem(Fault.AMOUNT_MARK, line, {"text": shortened(text)})
    if mark == number.MIXED:
        line, text = odd_one(digits, number.mark_of, (",", "."))
        return Problem(Fault.AMOUNTS_MIXED, line, {"text": shortened(text)})
    return mark


def odd_one(texts: Cells, kind_of: Callable[[str], str], kinds: tuple[str, str]) -> tuple[int, str]:
    """The first that is of the other kind than the first one of the two kinds."""
    proven = [(line, text, kind_of(text)) for line, text in texts if kind_of(text) in kinds]
    return next((line, text) for line, text, kind in proven if kind != proven[0][2])


def too_many_cells(line: Line, width: int) -> Problem | None:
    """What is wrong with a line that has more cells than there are headers."""
    if not any(cell.strip() for cell in line.cells[width:]):
        return None
    return Problem(Fault.CELLS, line.number, {"found": f"{len(line.cells)}", "expected": f"{width}"})


def asked_columns(sheet: Sheet, given: Mapping[str, str], fields: Iterable[str]) -> dict[str, int]:
    """The columns as somebody chose them on the page."""
    known = frozenset(fields)
    columns: dict[str, int] = {}
    for place in range(len(sheet.header)):
        field = given.get(f"column_{place}", "")
        if field in known:
            columns.setdefault(field, place)
    return columns


def asked_way(given: Mapping[str, str]) -> tuple[str, str]:
    """Order and mark as somebody chose them on the page; "" to find out."""
    order, mark = given.get("order", ""), given.get("mark", "")
    return order if order in (day.DAY_FIRST, day.MONTH_FIRST) else "", mark if mark in (",", ".") else ""


def by_place(columns: Columns) -> dict[int, str]:
    """Of each place the field that its column holds."""
    return {place: field for field, place in columns.items()}


def shown_columns(sheet: Sheet, field_at: Mapping[int, str]) -> list[dict[str, Any]]:
    """Each column with what it is read as and its first cells: all that are read, however many there are."""
    return [
        {
            "place": place,
            "name": shortened(name),
            "field": field_at.get(place, ""),
            "cells": [
                THOUSANDS.sub("\u00a0", shortened(line.cells[place]))
                for line in sheet.lines[:3]
                if place < len(line.cells) and line.cells[place].strip()
            ],
        }
        for place, name in enumerate(sheet.header)
        if place < MOST_COLUMNS or place in field_at
    ]
