"""From the bytes of an exported table to its header and lines: encoding, delimiter and header row are found out."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from leadpump.sheet.header import bare
from leadpump.sheet.problem import Fault, Problem

DELIMITERS = "\t;,|"
LOOKED_AT = 40
"""Rows among which the header must be."""
MOST_LINES = 50_000
LONGEST_LINE = 131_072
"""Characters. A limit of our own: that of the csv module is the process's, and the import of events raises it."""
_HINT = re.compile(r"\ufeff?\"?sep=(.)\"?\r?\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table. number: its line in the file, as a text editor counts."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """preamble: what stands above the header, a text a line. lines: those that are not empty."""

    encoding: str
    delimiter: str
    preamble: tuple[str, ...]
    header: tuple[str, ...]
    lines: tuple[Line, ...]


def read_sheet(data: bytes, known: Collection[str]) -> Sheet | Problem:
    """The table in a file. known: folded names of columns, by which the header row is recognised."""
    found = decode(data)
    if isinstance(found, Problem):
        return found
    text, encoding = found
    hint = _HINT.match(text)
    delimiter = hint[1] if hint else choose_delimiter(text, known)
    rows = parse(text[hint.end() :] if hint else text, delimiter, 1 if hint else 0)
    if isinstance(rows, Problem):
        return rows
    place = header_place(rows, known)
    if place is None:
        return Problem(Fault.ONE_COLUMN)
    header = tuple(cell.strip() for cell in rows[place].cells)
    while header and not header[-1]:
        header = header[:-1]
    preamble = tuple(delimiter.join(row.cells).strip(delimiter + " ") for row in rows[:place])
    lines = tuple(rows[place + 1 :])
    if not lines:
        return Problem(Fault.NO_LINES)
    return Sheet(encoding, delimiter, preamble, header, lines)


def decode(data: bytes) -> tuple[str, str] | Problem:
    """The text and the name of its encoding."""
    if not data.strip(b"\x00 \r\n\t\xef\xbb\xbf\xff\xfe"):
        return Problem(Fault.EMPTY)
    if data.startswith(b"PK\x03\x04") or data.startswith(b"\xd0\xcf\x11\xe0"):
        return Problem(Fault.WORKBOOK if b"xl/" in data or data[:1] == b"\xd0" else Fault.ARCHIVE)
    if data.startswith((b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\x28\xb5\x2f\xfd")):
        return Problem(Fault.ARCHIVE)
    for encoding in encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text or sum(mark < " " and mark not in "\t\r\n\f" for mark in text[:4000]) > 2:
            return Problem(Fault.NOT_TEXT)
        return text.removeprefix("\ufeff").replace("\x00", ""), encoding
    return Problem(Fault.NOT_TEXT)


def encodings(data: bytes) -> Iterator[str]:
    """What it may be written in, the likeliest first."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield "utf-16"
        return
    head = data[:4000]
    # Latin text in UTF-16 has a zero in every other byte.
    if head[1::2].count(0) > len(head) // 4:
        yield "utf-16-le"
    if head[0::2].count(0) > len(head) // 4:
        yield "utf-16-be"
    yield "utf-8"
    # Excel's, on Windows and on a Mac: whichever gives more of the letters that French has.
    yield from sorted(("cp1252", "mac-roman"), key=lambda name: -french_letters(data, name))


def french_letters(data: bytes, encoding: str) -> int:
    """How many letters of French the bytes give in that encoding."""
    return sum(data.decode(encoding, "replace").count(mark) for mark in "éèêàçôûîùœÉÈÀ€")


def choose_delimiter(text: str, known: Collection[str]) -> str:
    """The one under which most of a row's cells are known names; else the one that gives most rows the same width."""

    def merit(delimiter: str) -> tuple[int, int, int]:
        reader = csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=delimiter)
        widths: Counter[int] = Counter()
        best = 0
        try:
            for number, cells in enumerate(reader):
                if number < LOOKED_AT:
                    best = max(best, known_cells(cells, known))
                if len(cells) > 1:
                    widths[len(cells)] += 1
        except csv.Error:
            pass
        return best, max(widths.values(), default=0), max(widths, default=0)

    return max(DELIMITERS, key=merit)


def known_cells(cells: Collection[str], known: Collection[str]) -> int:
    """How many of the cells are names of columns."""
    return sum(bare(cell) in known for cell in cells)


def parse(text: str, delimiter: str, above: int) -> list[Line] | Problem:
    """The rows that hold something. above: lines of the file before this text."""
    reader = csv.reader(lines_of(text), delimiter=delimiter, strict=True)
    rows: list[Line] = []
    number = above + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if any(swallowed_rows(cell, delimiter) for cell in cells):
                    return Problem(Fault.QUOTES, number)
                rows.append(Line(number, tuple(cells)))
            number = above + reader.line_num + 1
            if len(rows) > MOST_LINES:
                return Problem(Fault.TOO_LONG, 0, {"most": f"{MOST_LINES}"})
    except csv.Error:
        return Problem(Fault.QUOTES, number)
    return rows


def swallowed_rows(cell: str, delimiter: str) -> bool:
    """Whether lines within a cell are rows: a quotation mark that closes too late swallows them. What people write in
    several lines has its marks at odd places.
    """
    marks = {line.count(delimiter) for line in cell.split("\n")[1:-1]}
    return cell.count("\n") > 5 and len(marks) == 1 and 0 not in marks


def lines_of(text: str) -> Iterator[str]:
    """Its lines. Raises csv.Error at one that no table has: millions of empty cells take more than their file."""
    for line in io.StringIO(text, newline=""):
        if len(line) > LONGEST_LINE:
            raise csv.Error("a line is longer than any table's")
        yield line


def header_place(rows: list[Line], known: Collection[str]) -> int | None:
    """Which row is the header: the one with most known names, else the first of the commonest width."""
    looked_at = rows[:LOOKED_AT]
    best = max((known_cells(row.cells, known) for row in looked_at), default=0)
    if best >= 2:
        return next(place for place, row in enumerate(looked_at) if known_cells(row.cells, known) == best)
    widths = Counter(len(row.cells) for row in rows if len(row.cells) > 1)
    if not widths:
        return None
    common = widths.most_common(1)[0][0]
    return next((place for place, row in enumerate(rows) if len(row.cells) == common), None)
