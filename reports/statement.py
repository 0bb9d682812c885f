"""A report's SQL: read whole from its file, run for a period and the one before, and shown ready to paste."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from textwrap import indent

from reports.conversion import named_pages
from reports.filter import narrow, place_of
from reports.magnet import parameters_of
from reports.period import Window
from reports.query import Answer, Awaited, Query, Rows, rows_read
from reports.question import Question
from reports.site import Site

_PLACE = re.compile(r"\{(\w+):([^{}]+)\}")
_ROOM = Path(__file__).parent

Value = str | int | Sequence[str]


@dataclass(frozen=True, slots=True)
class Counted:
    """The rows a statement gave for a period, and for the one before if there is a comparison.

    answer: the rows as the database gave them, where a report has put other columns in its own.
    """

    rows: Rows
    previous: Rows | None
    sql: str
    parameters: Mapping[str, Value]
    answer: Rows = ()

    @property
    def columns(self) -> frozenset[str]:
        """Those of the answer; none if it has no row."""
        return frozenset(self.answer[0] if self.answer else ())

    @property
    def read(self) -> int | None:
        """Rows of tables that ClickHouse read for the period, None where it did not say."""
        return rows_read(self.answer)

    @property
    def row(self) -> Mapping[str, object]:
        """The only row of a statement without grouping."""
        return self.rows[0] if self.rows else {}

    @property
    def previous_row(self) -> Mapping[str, object] | None:
        """The same of the period before, or None without a comparison."""
        if self.previous is None:
            return None
        return self.previous[0] if self.previous else {}


@cache
def statement(name: str) -> str:
    """The text of reports/<name>.sql, for example "bounce_rate/trend"."""
    return (_ROOM / f"{name}.sql").read_text(encoding="utf-8").strip().removesuffix(";")


def count(query: Query, name: str, question: Question, *, compare: bool = True) -> Counted:
    """Run a statement for the period and, unless compare is off or the reader wants none, for the one before."""
    sql = narrow(statement(name), question.narrowing)
    parameters = _parameters(sql, question, question.period.current)
    rows = query(sql, parameters)
    counted = Counted(rows, None, sql, parameters, rows)
    return compared(query, counted, question) if compare else counted


def count_parts(
    query: Query, name: str, question: Question, parts: Mapping[str, Sequence[str]], *, compare: bool = False
) -> dict[str, Counted]:
    """Run a statement that counts several things in one reading; each of them as if it had been counted alone.

    The statement's column "part" tells them apart. parts: by its value the columns that are of it. compare: with the
    period before; a statement that names it (before_start) counts it in the same reading, in rows with is_before. What
    each part shows is a statement that gives its rows alone, around the one that was run.
    """
    both = "{before_start:" in statement(name)
    counted = count(query, name, question, compare=compare and not both)
    if compare and both and question.period.previous is not None:
        counted = replace(counted, previous=counted.rows)
    return {part: _part(counted, part, columns, both) for part, columns in parts.items()}


def _part(counted: Counted, part: str, columns: Sequence[str], both: bool) -> Counted:
    rows = _of_part(counted.rows, part, columns)
    previous = None if counted.previous is None else _of_part(counted.previous, part, columns, before=both)
    selected = "\n" + indent(",\n".join(columns), "    ")
    sql = _around(counted.sql, selected, f"part = {_quoted(part)}" + " and not is_before" * both)
    return replace(counted, rows=rows, previous=previous, sql=sql, answer=rows)


def some_of(counted: Counted, rows: Rows, condition: str) -> Counted:
    """Some rows of what was counted, and as its statement one that gives just these, around the one that was run.

    condition: what they have in common, in SQL.
    """
    return replace(counted, rows=rows, sql=_around(counted.sql, " *", condition))


def _around(sql: str, selected: str, condition: str) -> str:
    return f"select{selected}\nfrom\n(\n{indent(sql, '    ')}\n)\nwhere {condition}"


def _of_part(rows: Rows, part: str, columns: Sequence[str], *, before: bool = False) -> Rows:
    def taken() -> Rows:
        found = (row for row in rows if row["part"] == part and bool(row.get("is_before")) == before)
        return Answer(({column: row[column] for column in columns} for row in found), rows_read(rows))

    return Awaited(taken)


def compared(query: Query, counted: Counted, question: Question) -> Counted:
    """The same with the rows of the period before, if there is a comparison."""
    previous = question.period.previous
    if previous is None:
        return counted
    return replace(counted, previous=query(counted.sql, _parameters(counted.sql, question, previous)))


def first_event(query: Query, site: Site) -> datetime | None:
    """When the site's first event happened; None without any."""
    rows = query(statement("first_event"), {"site": site.name})
    return datetime.fromtimestamp(int(rows[0]["first_ms"]) / 1000, UTC) if rows else None


def _parameters(sql: str, question: Question, window: Window) -> dict[str, Value]:
    period = question.period
    shifted = window is period.previous
    known: dict[str, Value] = {
        "site": question.site.name,
        "start": instant(window.start),
        "end": instant(window.end),
        "tz": period.timezone,
        "currency": question.site.currency,
        "interval": period.interval,
        "days": window.days,
        "whole_months": period.whole_months(window),
        "interesting_from": question.site.interesting_from,
        "interested_from": question.site.interested_from,
        "shift_months": period.shift_months if shifted else 0,
        "shift_days": period.shift_days if shifted else 0,
        "named_pages": named_pages(question.site.conversions),
    }
    # Without a comparison nothing was before.
    before = period.previous or replace(period.current, end=period.current.start)
    known |= {"before_start": instant(before.start), "before_end": instant(before.end)}
    known |= {"before_shift_months": period.shift_months, "before_shift_days": period.shift_days}
    known |= parameters_of(question.site.magnets)
    known |= question.options
    known |= {place_of(number): list(item.values) for number, item in enumerate(question.narrowing)}
    return {name: known[name] for name, _ in _PLACE.findall(sql)}


def instant(value: datetime) -> str:
    """An aware instant as ClickHouse reads it for DateTime64(3, 'UTC')."""
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.") + f"{value.microsecond // 1000:03}"


def pasteable(sql: str, parameters: Mapping[str, Value]) -> str:
    """The statement with its {name:Type} places filled by literals. For showing; it is never run by the product."""
    return _PLACE.sub(lambda place: literal(parameters[place[1]], place[2]), sql)


def literal(value: Value, kind: str) -> str:
    """A value as a ClickHouse literal of that type. Raises ValueError for a type no report uses."""
    kind = kind.replace(" ", "")
    if kind == "String":
        return _quoted(str(value))
    if kind == "DateTime64(3,'UTC')":
        return f"toDateTime64({_quoted(str(value))}, 3, 'UTC')"
    if kind == "Array(String)" and not isinstance(value, str | int):
        return f"[{', '.join(map(_quoted, value))}]"
    if re.fullmatch(r"U?Int\d+", kind) and isinstance(value, str | int):
        return str(int(value))
    raise ValueError(f"no literal is known for the type {kind}")


_ESCAPES = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"})


def _quoted(text: str) -> str:
    return f"'{text.translate(_ESCAPES)}'"
