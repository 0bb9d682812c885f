"""A report as JSON and as CSV: the same value as the page, in units and names a program can rely on."""

import csv
import re
from collections.abc import Iterable
from datetime import datetime
from io import StringIO
from typing import Any

from reports.annotation import between
from reports.figure import Column, Figure, Number, Point, Report, Row, Series, Table, is_unit
from reports.filter import Filter
from reports.language import N_
from reports.parameter import BadParameter
from reports.period import Window, bucket_name
from reports.segment import Segment
from reports.statement import instant, pasteable
from reports.words import Words

FIGURES, TREND = "figures", "trend"


def as_json(report: Report, answer: str, words: Words) -> dict[str, Any]:
    """The report as documented in docs/reports.md; definitions and the answer in the reader's language."""
    return {
        "report": report.key,
        "site": report.site.name,
        "period": _period(report, words),
        "segment": _segment(report.question.segment),
        "filters": _filters(report.question.filters),
        "options": dict(report.question.options),
        "answer": answer,
        "figures": {figure.key: _figure(figure, words) for figure in report.figures},
        "series": {series.key: _series(series, words) for series in report.series},
        "annotations": [
            {"day": one.day.isoformat(), "text": one.text}
            for one in between(report.site.annotations, report.period.current.first, report.period.current.last)
        ],
        "tables": {table.key: _table(table, words) for table in report.tables},
    }


def _segment(segment: Segment | None) -> dict[str, Any] | None:
    if segment is None:
        return None
    return {"slug": segment.slug, "name": segment.name, "filters": _filters(segment.filters)}


def _filters(filters: Iterable[Filter]) -> list[dict[str, Any]]:
    return [{"dimension": item.dimension, "operator": item.operator, "values": list(item.values)} for item in filters]


def _period(report: Report, words: Words) -> dict[str, Any]:
    period = report.period
    return {
        "name": period.name,
        **_window(period.current),
        "timezone": period.timezone,
        "interval": period.interval,
        "unfinished": period.unfinished,
        "previous": None if period.previous is None else _window(period.previous),
        "no_previous": words.uncompared(period) or None,
        "measured_from": None if period.measured_from is None else period.measured_from.isoformat(),
        "uncounted_since": None if period.uncounted_since is None else _moment(period.uncounted_since),
    }


def _window(window: Window) -> dict[str, str]:
    return {
        "from": window.first.isoformat(),
        "to": window.last.isoformat(),
        "start": _moment(window.start),
        "end": _moment(window.end),
    }


def _moment(moment: datetime) -> str:
    return f"{instant(moment).replace(' ', 'T')}Z"


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
        "from": bucket_name(point.first),
        "to": bucket_name(point.last),
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
    return {"money": words.currency, "change": "count"}.get(unit, unit)


def as_csv(report: Report, part: str, words: Words) -> str:
    """One part of the report as CSV: its figures, its trend or one of its tables. Raises BadParameter("part")."""
    _check_part(report, part)
    if part == FIGURES:
        return _figures_csv(report, words)
    return _trend_csv(report) if part == TREND else _table_csv(report.table(part))


def file_name(report: Report, part: str, ending: str) -> str:
    """What a file of the report is called: its site, name, part and days."""
    days = report.period.current
    said = "_".join(filter(None, (report.site.name, report.key, part, f"{days.first}", f"{days.last}")))
    return re.sub(r"[^A-Za-z0-9._-]+", "-", f"{said}.{ending}")


def _check_part(report: Report, part: str) -> None:
    parts = (FIGURES, TREND, *(table.key for table in report.tables))
    if part not in parts:
        raise BadParameter("part", part, ", ".join(parts))


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
        row: list[object] = [bucket_name(points[0].first), bucket_name(points[0].last)]
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


def as_sheet(report: Report, part: str, words: Words) -> str:
    """The same part for a reader's own spreadsheet: their words, their decimal mark, values as the page rounds them.

    French spreadsheets want semicolons; all of them want a mark at the start to see that the text is UTF-8.
    """
    _check_part(report, part)
    if part == FIGURES:
        head, rows = _figures_sheet(report, words)
    elif part == TREND:
        head, rows = _trend_sheet(report, words)
    else:
        head, rows = _table_sheet(report.table(part), words)
    out = StringIO()
    writer = csv.writer(out, delimiter=delimiter_of(words))
    writer.writerow(head)
    writer.writerows(rows)
    return "\ufeff" + out.getvalue()


def delimiter_of(words: Words) -> str:
    """What stands between the cells of a file for a reader's own spreadsheet."""
    return ";" if words.language == "fr" else ","


def _figures_sheet(report: Report, words: Words) -> tuple[list[str], list[list[str]]]:
    head = [N_("Figure"), N_("Value"), N_("Unit"), N_("Previous period"), N_("Numerator"), N_("Denominator")]
    rows = [
        [
            words.term(figure.key).label,
            words.plain(figure.value, figure.unit),
            words.unit_name(figure.unit),
            words.plain(figure.previous, figure.unit),
            words.plain(figure.numerator, "count"),
            words.plain(figure.denominator, "count"),
        ]
        for figure in report.figures
    ]
    return [words.say(name) for name in head], rows


def _trend_sheet(report: Report, words: Words) -> tuple[list[str], list[list[str]]]:
    head = [words.say(N_("From")), words.say(N_("To (included)"))]
    for series in report.series:
        name = _head(series.key, series.unit, words)
        head += [name, words.say(N_("%(name)s, previous period"), name=name)]
    rows: list[list[str]] = []
    for points in zip(*(series.points for series in report.series), strict=True):
        row = [points[0].first.isoformat(), points[0].last.isoformat()]
        for series, point in zip(report.series, points, strict=True):
            row += [words.plain(point.value, series.unit), words.plain(point.previous, series.unit)]
        rows.append(row)
    return head, rows


def _table_sheet(table: Table, words: Words) -> tuple[list[str], list[list[str]]]:
    columns = (*table.labels, *table.columns)
    rows = [[_sheet_cell(row, column, words) for column in columns] for row in table.rows]
    return [_head(column.key, column.kind, words) for column in columns], rows


def _sheet_cell(row: Row, column: Column, words: Words) -> str:
    # A number below zero begins like a formula, and is to be added up.
    text = words.sheet_cell(row, column)
    is_number = is_unit(column.kind) or column.kind in ("measured", "measured_change")
    return text if is_number else str(csv_cell(text, delimiter_of(words)))


def _head(key: str, kind: str, words: Words) -> str:
    label, unit = words.term(key).label, words.unit_name(kind)
    return f"{label} ({unit})" if unit else label


_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_FORMULA_WITHIN = {
    delimiter: re.compile(rf"([{others}\t])(\s*[=+\-@])") for delimiter, others in ((",", ";"), (";", ","))
}


def csv_cell(value: object, delimiter: str = ",") -> str | Number:
    """A cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe before it.

    So does what follows the other of comma and semicolon, or a tab: a spreadsheet of another language cuts there.
    delimiter: that of the file.
    """
    if value is None:
        return ""
    if isinstance(value, int | float):
        return value
    text = str(value)
    text = _FORMULA_WITHIN[delimiter].sub(r"\1'\2", text)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
