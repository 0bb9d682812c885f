"""The order in which a reader wants the rows of one table of the page: the parameter `sort`."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.figure import Column, Report, Row, Table, is_unit
from reports.parameter import BadParameter
from reports.words import Words

SORT = "sort"
FEWEST_ROWS = 6
"""Fewer are read at a glance."""


@dataclass(frozen=True, slots=True)
class Order:
    """table, column: keys. turned: numbers from the lowest, texts from Z; without it the other way."""

    table: str
    column: str
    turned: bool = False

    @property
    def parameter(self) -> str:
        """As it stands in an address: channels:leads, channels:-leads."""
        return f"{self.table}:{'-' if self.turned else ''}{self.column}"


def read_order(text: str, report: Report) -> Order | None:
    """The order asked for; None if none is. Raises BadParameter for what is no column of a table of the report."""
    if not text:
        return None
    allowed = {
        Order(table.key, column.key, turned)
        for table in report.tables
        for column in (*table.labels, *table.columns)
        for turned in (False, True)
    }
    found = next((order for order in allowed if order.parameter == text), None)
    if found is None:
        raise BadParameter(SORT, text, "table:column or table:-column, of a table of this report")
    return found


def in_order(table: Table, order: Order | None, words: Words) -> Sequence[Row]:
    """The rows of the table in that order, those without data last; as they are if it is of another table."""
    if order is None or order.table != table.key:
        return table.rows
    column = next(one for one in (*table.labels, *table.columns) if one.key == order.column)
    known = [row for row in table.rows if row[column.key] is not None]
    unknown = [row for row in table.rows if row[column.key] is None]
    descending = falls(column) is not order.turned
    return [*sorted(known, key=lambda row: _rank(row, column, words), reverse=descending), *unknown]


def falls(column: Column) -> bool:
    """Whether its order begins with the highest: that of what was counted does, that of names and hours does not."""
    return is_unit(column.kind) or column.kind in ("measured", "measured_change")


def _rank(row: Row, column: Column, words: Words) -> tuple[float, str]:
    value = row[column.key]
    return (value, "") if isinstance(value, int | float) else (0, words.cell(row, column).casefold())
