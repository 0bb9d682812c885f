"""Which sessions a report counts: filters by dimension, from the address into every statement.

A filter narrows sessions, by what their first event says of them. Page views and leads are then those of the sessions
that are left; so a filter by page means the sessions that *entered* there, for the bounce rate as for everything else.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.dimension import COLUMNS
from reports.parameter import BadParameter

OPERATORS = ("is", "is_not", "contains", "contains_not")
PARAMETER = "filter"
MOST_FILTERS = 20
LONGEST_VALUE = 500
NARROWED = ("sessions", "page_views", "leads", "conversions", "events")
"""The views a filter narrows. Touches are left whole: a lead keeps its whole journey."""

_READS = re.compile(r"^\s*from (\w+)\b")
_OF_THE_PERIOD = " - interval 1 day)"
"""In the lower bound of what reads the period; what reads further back reads a history, which stays whole."""
_LOWER_BOUND, _UPPER_BOUND = "and session_id >= ", "and session_id < "


@dataclass(frozen=True, slots=True)
class Filter:
    """Sessions of which the dimension is (or is not, contains, does not contain) one of the values."""

    dimension: str
    operator: str
    values: tuple[str, ...]

    @property
    def parameters(self) -> tuple[str, ...]:
        """As the address writes it, one a value."""
        return tuple(f"{self.dimension}:{self.operator}:{value}" for value in self.values)


def read_filters(given: Iterable[str]) -> tuple[Filter, ...]:
    """The filters of an address: dimension:operator:value, repeated. Raises BadParameter.

    Several values of one dimension under one operator are alternatives (of a negative one: all are excluded);
    different filters must all hold.
    """
    values: dict[tuple[str, str], dict[str, None]] = {}
    for number, text in enumerate(given):
        if number >= MOST_FILTERS:
            raise BadParameter(PARAMETER, "…", f"{MOST_FILTERS} filters")
        dimension, operator, value = _read(text)
        values.setdefault((dimension, operator), {})[value] = None
    return tuple(Filter(dimension, operator, tuple(found)) for (dimension, operator), found in values.items())


def _read(text: str) -> tuple[str, str, str]:
    dimension, _, rest = text.partition(":")
    operator, colon, value = rest.partition(":")
    if dimension not in COLUMNS:
        raise BadParameter(PARAMETER, text, f"dimension:operator:value, with a dimension of {', '.join(COLUMNS)}")
    if operator not in OPERATORS or not colon:
        raise BadParameter(PARAMETER, text, f"dimension:operator:value, with an operator of {', '.join(OPERATORS)}")
    if len(value) > LONGEST_VALUE or (not value and operator.startswith("contains")):
        raise BadParameter(PARAMETER, text, f"a value of 1 to {LONGEST_VALUE} characters")
    return dimension, operator, value


def narrow(sql: str, filters: Sequence[Filter]) -> str:
    """The statement, counting only the sessions that pass every filter.

    A condition goes in after the bounds on session_id of every view that is narrowed.
    """
    if not filters:
        return sql
    lines: list[str] = []
    view = lower_bound = ""
    for line in sql.splitlines():
        lines.append(line)
        if found := _READS.match(line):
            view = found[1]
        text = line.strip()
        if text.startswith(_LOWER_BOUND):
            lower_bound = text
        if text.startswith(_UPPER_BOUND) and view in NARROWED and _OF_THE_PERIOD in lower_bound:
            indent = line[: len(line) - len(line.lstrip())]
            lines += [f"{indent}{part}" for part in _conditions(view, filters, lower_bound, text)]
    return "\n".join(lines)


def _conditions(view: str, filters: Sequence[Filter], lower_bound: str, upper_bound: str) -> list[str]:
    conditions = [f"and {_condition(item, number)}" for number, item in enumerate(filters)]
    if view == "sessions":
        return conditions
    return [
        "and session_id in",
        "(",
        "    select session_id",
        "    from sessions",
        "    where",
        "        site = {site:String}",
        *(f"        {part}" for part in (lower_bound, upper_bound, *conditions)),
        ")",
    ]


def _condition(item: Filter, number: int) -> str:
    column = COLUMNS[item.dimension]
    place = f"{{{place_of(number)}:Array(String)}}"
    negative = "not " if item.operator in ("is_not", "contains_not") else ""
    if item.operator in ("is", "is_not"):
        return f"{negative}has({place}, toString({column}))"
    return f"{negative}arrayExists(part -> positionCaseInsensitiveUTF8({column}, part) > 0, {place})"


def place_of(number: int) -> str:
    """The name of the statement's parameter that holds the values of the filter of that number."""
    return f"filter_{number}"
