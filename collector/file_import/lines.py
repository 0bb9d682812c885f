"""A file as chunks of whole lines, in memory that does not grow with the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import IO

CHUNK_BYTES = 8 * 1024 * 1024
MAX_LINE = 1024 * 1024
"""Bytes of the longest line that is read; no event is near it."""
MOST_BYTES = MAX_LINE + 2 * CHUNK_BYTES
"""Of a chunk: a line of the greatest length was begun, and a piece of the file came to it, when it was cut."""
MARK = b"\xef\xbb\xbf"
"""What some programs write before UTF-8."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole lines. first_line: the number of the first, from 1.

    too_long: the numbers of lines that were left out of it for their length; they are empty there.
    """

    data: bytes
    first_line: int
    too_long: tuple[int, ...] = ()


def chunks_of(
    source: IO[bytes], size: int = CHUNK_BYTES, *, first_line: int = 1, delimiter: str = ""
) -> Iterator[Chunk]:
    """Cut a file at ends of lines. delimiter: of CSV, where an end of line between quotes is none.

    A record of CSV that does not end is a quote too many: it is cut like other lines, and read_csv sees what it is.
    """
    rest, line, begins = b"", first_line, first_line == 1
    while piece := source.read(size):
        if begins:
            piece, begins = piece.removeprefix(MARK), False
        data = rest + piece
        cut = last_end(data, delimiter)
        if not cut and len(data) > MAX_LINE + size:
            cut = data.rfind(b"\n") + 1
            if not cut:
                yield Chunk(b"", line, (line,))
                line, rest = line + 1, skip_line(source, size)
                continue
        whole, rest = data[:cut], data[cut:]
        if whole:
            yield Chunk(whole, line)
            line += whole.count(b"\n")
    if rest:
        yield Chunk(rest, line)


def last_end(data: bytes, delimiter: str) -> int:
    """Where the last whole line, or record of CSV, ends; 0 if there is none.

    Quotes come in pairs, unless a field that is not quoted holds one: only then each is looked at.
    """
    cut = data.rfind(b"\n") + 1
    if not delimiter or data.count(b'"', 0, cut) % 2 == 0:
        return cut
    for field in reversed([found.span() for found in quoted_field(delimiter).finditer(data)]):
        if field[1] < cut:
            break
        if field[0] < cut:
            cut = data.rfind(b"\n", 0, field[0]) + 1
    return cut


@cache
def quoted_field(delimiter: str) -> re.Pattern[bytes]:
    """What Python's reader of CSV takes for quoted: from a quote that begins a field to the next that is not double."""
    return re.compile(rb'(?<![^\r\n%s])"[^"]*(?:""[^"]*)*"?' % re.escape(delimiter.encode()))


def skip_line(source: IO[bytes], size: int) -> bytes:
    """Read on to the end of a line that is too long; what was read of the next."""
    while piece := source.read(size):
        end = piece.find(b"\n")
        if end >= 0:
            return piece[end + 1 :]
    return b""
