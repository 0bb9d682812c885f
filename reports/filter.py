"""Which sessions a report counts: filters by dimension, from the address into every statement.

A filter narrows sessions, by what their first event says of them; by the pages seen, the magnets and forms shown or
completed and the events done in them; or by whether they are their visitor's first. Page views and leads are then those
of the sessions that are left: by an entry page, of those that *entered* there, for the bounce rate as for everything
else; by a page seen, all that was seen and done in those sessions.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.dimension import COLUMNS, DAYS_KNOWN, DONE, NAMES, PAGE, VISITOR, VISITORS
from reports.parameter import BadParameter

OPERATORS = ("is", "is_not", "contains", "contains_not")
PARAMETER = "filter"
MOST_FILTERS = 20
LONGEST_VALUE = 1300
"""Of a referrer: the longest host and path that are kept."""
NARROWED = ("sessions", "page_views", "visitor_events", "leads", "conversions", "events", "touches")
"""The views a filter narrows. The touches of the period, to those of its visitors who have a session that counts;
those of a longer time not at all: a lead keeps its whole journey.
"""

_READS = re.compile(r"^\s*from (\w+)\b")
_OF_THE_PERIOD = " - interval 1 day)"
"""In the lower bound of what reads the period; what reads further back reads a history, which stays whole.
Of leads there is none: those that were created before the period are counted by what they reached in it."""
_HOW_FAR_BACK = re.compile(r" - interval .+ day\)")
_OF_CURRENCY = "and currency = "
"""The last line of what a statement asks of the view spend."""
_OF_SPEND = {"channel": "channel", "source": "source", "campaign": "campaign", "magnet": "magnet"}
"""What a cost can be told apart by; of any other dimension nobody knows what was spent."""
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
    if dimension not in NAMES:
        raise BadParameter(PARAMETER, text, f"dimension:operator:value, with a dimension of {', '.join(NAMES)}")
    if operator not in OPERATORS or not colon:
        raise BadParameter(PARAMETER, text, f"dimension:operator:value, with an operator of {', '.join(OPERATORS)}")
    if len(value) > LONGEST_VALUE or (not value and operator.startswith("contains")):
        raise BadParameter(PARAMETER, text, f"a value of 1 to {LONGEST_VALUE} characters")
    if dimension == VISITOR and (operator not in ("is", "is_not") or value not in VISITORS):
        raise BadParameter(PARAMETER, text, f"{VISITOR}:is:value or {VISITOR}:is_not:value, of {', '.join(VISITORS)}")
    return dimension, operator, value


def narrow(sql: str, filters: Sequence[Filter]) -> str:
    """The statement, counting only the sessions that pass every filter.

    A condition goes in after the bounds on session_id of every view that is narrowed: the view read last, where a
    statement reads a history and asks of each session whether it is one of the period.
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
        if view == "spend" and text.startswith(_OF_CURRENCY):
            indent = line[: len(line) - len(line.lstrip())]
            lines += [f"{indent}{_condition_of_spend(item, place_of(number))}" for number, item in enumerate(filters)]
        if text.startswith(_LOWER_BOUND):
            lower_bound = text
        is_counted = view == "leads" or _OF_THE_PERIOD in lower_bound
        if text.startswith(_UPPER_BOUND) and view in NARROWED and is_counted:
            indent = line[: len(line) - len(line.lstrip())]
            lines += [f"{indent}{part}" for part in _conditions(view, filters, lower_bound, text)]
    return "\n".join(lines)


def _conditions(view: str, filters: Sequence[Filter], lower_bound: str, upper_bound: str) -> list[str]:
    bounds = (lower_bound, upper_bound)
    conditions = [line for number, item in enumerate(filters) for line in _condition(item, place_of(number), bounds)]
    if view == "sessions":
        return conditions
    known_by = "visitor_id" if view == "touches" else "session_id"
    return [
        f"and {known_by} in",
        *_bracketed(f"select {known_by}", "from sessions", *_of_the_site(bounds), *_indented(conditions)),
    ]


def _condition(item: Filter, name: str, bounds: tuple[str, str]) -> list[str]:
    place = f"{{{name}:Array(String)}}"
    negative = "not " if item.operator in ("is_not", "contains_not") else ""
    if item.dimension == PAGE:
        return [f"and {negative}({_seen(item, place)})"]
    if item.dimension in DONE:
        return _done(item, place, negative, bounds)
    if item.dimension == VISITOR:
        return _first_or_not(place, negative, bounds)
    return [f"and {negative}{_matches(item, COLUMNS[item.dimension], place)}"]


def _condition_of_spend(item: Filter, name: str) -> str:
    if item.dimension not in _OF_SPEND:
        return f"and empty({{{name}:Array(String)}})"
    negative = "not " if item.operator in ("is_not", "contains_not") else ""
    return f"and {negative}{_matches(item, _OF_SPEND[item.dimension], f'{{{name}:Array(String)}}')}"


def _matches(item: Filter, column: str, place: str) -> str:
    if item.operator in ("is", "is_not"):
        return f"has({place}, {column})"
    return f"multiSearchAnyCaseInsensitiveUTF8({column}, {place})"


def _seen(item: Filter, place: str) -> str:
    """Whether a page of the session is one of the values; the empty value stands for sessions without any."""
    without = f" or (has({place}, '') and empty(paths))" if "" in item.values else ""
    return f"arrayExists(path -> {_matches(item, 'path', place)}, paths){without}"


def _done(item: Filter, place: str, negative: str, bounds: tuple[str, str]) -> list[str]:
    """The sessions with an event that carries one of the values; the empty value stands for sessions without any."""
    column, carries = DONE[item.dimension]
    found = f"countIf({carries} and {_matches(item, column, place)}) > 0"
    without = f" or (has({place}, '') and countIf({carries}) = 0)" if "" in item.values else ""
    return [
        f"and session_id {negative}in",
        *_bracketed(
            "select session_id",
            "from events",
            *_of_the_site(bounds),
            "    and bot = ''",
            "group by session_id",
            f"having {found}{without}",
        ),
    ]


def _first_or_not(place: str, negative: str, bounds: tuple[str, str]) -> list[str]:
    """The sessions that are new or returning; as audience/audience.sql tells them apart."""
    lower_bound, upper_bound = bounds
    since = _HOW_FAR_BACK.sub(f" - interval {DAYS_KNOWN} day)", lower_bound)
    read_since, firsts = since, "min(session_id)"
    if _OF_THE_PERIOD not in lower_bound:
        # Of the sessions before those days the first that is known is the new one.
        known = since.removeprefix("and ")
        read_since, firsts = lower_bound, f"arrayJoin([min(session_id), minIf(session_id, {known})])"
    first, *rest = _bracketed(
        f"select {firsts}",
        "from sessions",
        *_of_the_site((read_since, upper_bound)),
        "group by visitor_id",
    )
    return [f"and {negative}has({place}, if(session_id in {first}", *rest[:-1], "), 'new', 'returning'))"]


def _of_the_site(bounds: tuple[str, str]) -> list[str]:
    return ["where", "    site = {site:String}", *_indented(bounds)]


def _bracketed(*lines: str) -> list[str]:
    return ["(", *_indented(lines), ")"]


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def place_of(number: int) -> str:
    """The name of the statement's parameter that holds the values of the filter of that number."""
    return f"filter_{number}"
