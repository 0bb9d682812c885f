"""Rows as columns, in the format Native: what comes again and again is written once, and each row as its number.

ClickHouse takes such columns in nearly as they are. Rows in RowBinary cost it six times as much: it looks every text of
every row up in a dictionary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy
from numpy.typing import NDArray

Numbers = NDArray[Any]
Column = tuple[str, bytes]
"""The type of a column and its values, as Native has them."""

DICTIONARY_VERSION = (1).to_bytes(8, "little")
OWN_KEYS = 0x600
"""A dictionary comes with its keys, and none was sent before."""
WIDTHS = (numpy.uint8, numpy.uint16, numpy.uint32)


def block(columns: Mapping[str, Column], rows: int) -> bytes:
    """Columns of so many rows."""
    parts = [length(len(columns)), length(rows)]
    for name, (kind, values) in columns.items():
        parts += (texts((name, kind)), values)
    return b"".join(parts)


def numbers(kind: str, values: Numbers) -> Column:
    """Numbers, or anything else of a fixed size."""
    return kind, values.tobytes()


def nullable(kind: str, is_null: Numbers, values: Numbers) -> Column:
    """The same, where some may be missing."""
    return f"Nullable({kind})", is_null.tobytes() + values.tobytes()


def uuids(texts: Sequence[str]) -> Column:
    """UUIDs, with hyphens or without: ClickHouse has them as two numbers, the lowest byte of each first."""
    values = bytes.fromhex("".join(texts).replace("-", ""))
    return "UUID", numpy.frombuffer(values, ">u8").astype("<u8").tobytes()


def chosen(values: Sequence[Any], which: Numbers) -> Column:
    """Of each row, one of some values; which: its place among them. They are texts, flags or small numbers."""
    if values and not isinstance(values[0], str):
        flags = isinstance(values[0], bool)
        return "Bool" if flags else "UInt16", numpy.array(values, "u1" if flags else "<u2")[which].tobytes()
    known: dict[str, int] = {}
    keys = numpy.array([known.setdefault(value, len(known)) for value in values], "<u4")
    return "LowCardinality(String)", DICTIONARY_VERSION + dictionary(known, keys[which])


def dictionary(keys: Iterable[str], which: Numbers) -> bytes:
    """Keys, and the place of each row's among them."""
    keys = tuple(keys)
    size = 0 if len(keys) <= 1 << 8 else 1 if len(keys) <= 1 << 16 else 2
    head = numpy.array([OWN_KEYS | size, len(keys)], "<u8").tobytes()
    count = len(which).to_bytes(8, "little")
    return b"".join((head, texts(keys), count, which.astype(WIDTHS[size]).tobytes()))


def maps(counts: Numbers, pairs: Sequence[tuple[str, str]]) -> Column:
    """Maps of texts. counts: pairs of each row; pairs: those of all rows, one after the other."""
    values = [numpy.cumsum(counts, dtype="<u8").tobytes()]
    if pairs:
        known: dict[str, int] = {}
        which = numpy.array([known.setdefault(key, len(known)) for key, _ in pairs], "<u4")
        values += (dictionary(known, which), texts(value for _, value in pairs))
    return "Map(LowCardinality(String), String)", DICTIONARY_VERSION + b"".join(values)


def texts(parts: Iterable[str]) -> bytes:
    """Strings: their length, then their bytes."""
    written = []
    for part in parts:
        encoded = part.encode()
        written.append(length(len(encoded)))
        written.append(encoded)
    return b"".join(written)


SHORT = [bytes((number,)) for number in range(128)]


def length(number: int) -> bytes:
    """A number of variable size, seven bits a byte, the lowest first."""
    if number < 128:
        return SHORT[number]
    written = bytearray()
    while number > 127:
        written.append(number & 127 | 128)
        number >>= 7
    written.append(number)
    return bytes(written)
