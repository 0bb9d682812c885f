"""A file as chunks of whole lines, in memory that does not grow with the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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
    source: IO[bytes], size: int = CHUNK_BYTES, *, first_line: int = 1, quoted: bool = False
) -> Iterator[Chunk]:
    """Cut a file at ends of lines. quoted: as CSV, where an end of line between quotes is none.

    Quotes are doubled within quotes, so a line is whole where their number is even.
    """
    rest, line, begins = b"", first_line, first_line == 1
    while piece := source.read(size):
        if begins:
            piece, begins = piece.removeprefix(MARK), False
        data = rest + piece
        cut = last_end(data, quoted)
        if not cut and len(data) > MAX_LINE + size:
            yield Chunk(b"", line, (line,))
            line, rest = line + 1, skip_line(source, size)
            continue
        whole, rest = data[:cut], data[cut:]
        if whole:
            yield Chunk(whole, line)
            line += whole.count(b"\n")
    if rest:
        yield Chunk(rest, line)


def last_end(data: bytes, quoted: bool) -> int:
    """Where the last whole line ends; 0 if there is none."""
    cut = data.rfind(b"\n") + 1
    while quoted and cut and data.count(b'"', 0, cut) % 2:
        cut = data.rfind(b"\n", 0, cut - 1) + 1
    return cut


def skip_line(source: IO[bytes], size: int) -> bytes:
    """Read on to the end of a line that is too long; what was read of the next."""
    while piece := source.read(size):
        end = piece.find(b"\n")
        if end >= 0:
            return piece[end + 1 :]
    return b""
