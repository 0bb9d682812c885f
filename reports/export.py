"""A report as JSON and as CSV: the same value as the page, in units and names a program can rely on."""

import csv
from io import StringIO
from typing import Any

from reports.figure import Column, Figure, Number, Point, Report, Series, Table
from reports.period import BadParameter, Window
from reports.statement import instant, pasteable
from reports.words import Words

FIGURES, TREND = "figures", "trend"


def as_json(report: Report, answer: str, words: Words) -> dict[str, Any]:
    """The report as documented in docs/reports.md; definitions and the answer in the reader's language."""
    return {
        "report": report.key,
        "site": report.site.name,
        "period": _period(report),
        "answer": answer,
        "figures": {figure.key: _figure(figure, words) for figure in report.figures},
        "series": {series.key: _series(series, words) for series in report.series},
        "tables": {table.key: _table(table, words) for table in report.tables},
    }


def _period(report: Report) -> dict[str, Any]:
    period = report.period
    return {
        "name": period.name,
        **_window(period.current),
        "timezone": period.timezone,
        "interval": period.interval,
        "unfinished": period.unfinished,
        "previous": None if period.previous is None else _window(period.previous),
    }


def _window(window: Window) -> dict[str, str]:
    return {
        "from": window.first.isoformat(),
        "to": window.last.isoformat(),
        "start": f"{instant(window.start).replace(' ', 'T')}Z",
        "end": f"{instant(window.end).replace(' ', 'T')}Z",
    }


def _figure(figure: Figure, words: Words) -> dict[str, Any]:
    return {
        "label": words.term(figure.key).label,
        "value": figure.value,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "unit": _unit(figure.unit, words),
        "previous": figure.previous,
        "definition": words.term(figure.key).definition,
        "columns": list(figure.columns),
        "sql": pasteable(figure.sql, figure.parameters),
    }


def _series(series: Series, words: Words) -> dict[str, Any]:
    return {
        "label": words.term(series.key).label,
        "unit": _unit(series.unit, words),
        "interval": series.interval,
        "definition": words.term(series.key).definition,
        "columns": list(series.columns),
        "sql": pasteable(series.sql, series.parameters),
        "points": [_point(point) for point in series.points],
    }


def _point(point: Point) -> dict[str, Any]:
    return {
        "from": point.first.isoformat(),
        "to": point.last.isoformat(),
        "value": point.value,
        "numerator": point.numerator,
        "denominator": point.denominator,
        "previous": point.previous,
        "unfinished": point.unfinished,
    }


def _table(table: Table, words: Words) -> dict[str, Any]:
    return {
        "label": words.table_name(table.key),
        "columns": [_column(column, words) for column in (*table.labels, *table.columns)],
        "cut": table.cut,
        "sql": pasteable(table.sql, table.parameters),
        "rows": [dict(row) for row in table.rows],
    }


def _column(column: Column, words: Words) -> dict[str, str]:
    term = words.term(column.key)
    return {
        "key": column.key,
        "label": term.label,
        "unit": _unit(column.kind, words),
        "definition": term.definition,
    }


def _unit(unit: str, words: Words) -> str:
    return words.currency if unit == "money" else unit


def as_csv(report: Report, part: str, words: Words) -> str:
    """One part of the report as CSV: its figures, its trend or one of its tables. Raises BadParameter("part")."""
    parts = (FIGURES, TREND, *(table.key for table in report.tables))
    if part not in parts:
        raise BadParameter("part", part, ", ".join(parts))
    if part == FIGURES:
        return _figures_csv(report, words)
    return _trend_csv(report) if part == TREND else _table_csv(report.table(part))


def _figures_csv(report: Report, words: Words) -> str:
    head = ["figure", "value", "numerator", "denominator", "unit", "previous"]
    rows: list[list[object]] = [
        [figure.key, figure.value, figure.numerator, figure.denominator, _unit(figure.unit, words), figure.previous]
        for figure in report.figures
    ]
    return _csv(head, rows)


def _trend_csv(report: Report) -> str:
    head = ["from", "to"]
    for series in report.series:
        head += [series.key, f"{series.key}_previous"]
    rows: list[list[object]] = []
    for points in zip(*(series.points for series in report.series), strict=True):
        row: list[object] = [points[0].first.isoformat(), points[0].last.isoformat()]
        for point in points:
            row += [point.value, point.previous]
        rows.append(row)
    return _csv(head, rows)


def _table_csv(table: Table) -> str:
    head = [column.key for column in (*table.labels, *table.columns)]
    counts = sorted({name for row in table.rows for name in row} - set(head))
    return _csv(head + counts, [[row[name] for name in head + counts] for row in table.rows])


def _csv(head: list[str], rows: list[list[object]]) -> str:
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([[csv_cell(value) for value in row] for row in rows])
    return out.getvalue()


_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_cell(value: object) -> str | Number:
    """A cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
