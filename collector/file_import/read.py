"""A line of a file as an event: the checks are those of the import address, with the same reasons.

JSON lines are read as the address reads them. CSV and what a table format gave know no types, or others: their empty
fields count as not sent, texts become numbers and flags where the event wants them, and `props` may be JSON in a text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET, UnsetType

from collector.event import ImportedEvent, Name, Reason, Refusal, drop_halves, read_item
from collector.file_import.lines import MAX_LINE, Chunk

if TYPE_CHECKING:
    from _csv import Reader

OBJECTS = ("props", "answers", "fields")
"""Fields that hold objects."""
TOO_LONG = Refusal(Reason.TOO_LARGE, f"a line may have {MAX_LINE} bytes")
csv.field_size_limit(MAX_LINE)


Read = tuple[int, bytes, ImportedEvent | Refusal]
"""A line that was read: its number, how it stood in the file, for whoever has to correct it, and what it says. No named
tuple: to make one would take a twentieth of the time of an import."""
LINES_TOGETHER = 128
"""Few enough that what was read of them is still in the processor's cache when rows are made of it."""
UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


class LooseEvent(ImportedEvent, frozen=True, kw_only=True):
    """An event whose name and identifiers are texts: to check each by itself takes half of the time of reading a line.

    Those of many lines are checked together, so that one handed on says what an ImportedEvent says.
    """

    name: str
    id: str | UnsetType = UNSET  # type: ignore[assignment]
    page: str | UnsetType = UNSET  # type: ignore[assignment]


decode_event = msgspec.json.Decoder(ImportedEvent).decode
decode_loosely = msgspec.json.Decoder(LooseEvent).decode


def read_json_lines(chunk: Chunk) -> Iterator[Read]:
    """The events of a chunk with one JSON object a line. Empty lines are none."""
    lines = chunk.data.removesuffix(b"\n").split(b"\n")
    for start in range(0, len(lines), LINES_TOGETHER):
        yield from read_lines(chunk.first_line + start, lines[start : start + LINES_TOGETHER])


def read_lines(first: int, lines: Sequence[bytes]) -> Iterable[Read]:
    """The events of some lines: quickly where nothing is unusual in any. first: number of the first."""
    numbers = range(first, first + len(lines))
    if max(map(len, lines)) <= MAX_LINE:
        try:
            events = [decode_loosely(text) for text in lines]
        except UNREADABLE:
            pass
        else:
            ids = [event.id for event in events if event.id is not UNSET]
            ids += [event.page for event in events if event.page is not UNSET]
            if are_uuids(ids) and all(map(is_name, {event.name for event in events})):
                return zip(numbers, lines, events, strict=True)
    return ((number, text, read_line(text)) for number, text in zip(numbers, lines, strict=True) if text.strip())


def read_line(text: bytes) -> ImportedEvent | Refusal:
    """The event of a line, or what is wrong with it."""
    try:
        return decode_event(text) if len(text) <= MAX_LINE else TOO_LONG
    except UNREADABLE:
        return read_item(msgspec.Raw(drop_halves(text)), ImportedEvent)


def are_uuids(texts: Sequence[str]) -> bool:
    """Whether all are UUIDs as most write them: in small letters, with hyphens."""
    joined = "".join(texts)
    if not {len(text) for text in texts} <= {36} or any(set(joined[place::36]) - {"-"} for place in (8, 13, 18, 23)):
        return False
    try:
        return len(bytes.fromhex(joined.replace("-", ""))) == 16 * len(texts) and joined == joined.lower()
    except ValueError:
        return False


@lru_cache
def is_name(text: str) -> bool:
    """Whether an event may be called so."""
    try:
        msgspec.convert(text, Name)
    except msgspec.ValidationError:
        return False
    return True


def read_table_lines(chunk: Chunk) -> Iterator[Read]:
    """The events of a chunk of JSON lines that were made of the rows of a table."""
    number = chunk.first_line - 1
    for text in chunk.data.split(b"\n"):
        number += 1
        if text:
            yield number, text, read_object(text)


def read_object(text: bytes) -> ImportedEvent | Refusal:
    """The event of a table's row, in JSON."""
    try:
        cells = msgspec.json.decode(text, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Refusal(Reason.NOT_JSON, "the row is not text in UTF-8")
    if isinstance(cells.get("visitor"), int):
        cells["visitor"] = str(cells["visitor"])
    return read_cells(cells)


def read_csv(chunk: Chunk, names: Sequence[str], delimiter: str = ",") -> Iterator[Read]:
    """The events of a chunk of CSV. names: the fields of the header.

    A quote too many makes one record of many lines. What is refused is read again, each of its lines as a record, and
    counts as these if any is an event.
    """
    # What is no UTF-8 becomes halves of characters, which no UTF-8 holds.
    lines = io.StringIO(chunk.data.decode("utf-8", "surrogateescape"), newline="").readlines()
    begin = 0
    for end, event in csv_records(csv.reader(lines, delimiter=delimiter, strict=True), names):
        found = [(begin, end, event)]
        if isinstance(event, Refusal):
            alone = [
                (number, number + 1, one)
                for number in range(begin, end)
                for _, one in csv_records(csv.reader(lines[number : number + 1], delimiter=delimiter), names)
            ]
            if len(alone) == 1 or any(isinstance(one, ImportedEvent) for *_, one in alone):
                found = alone
        for first, last, one in found:
            if one is not None:
                yield chunk.first_line + first, as_it_stood(lines[first:last]), one
        begin = end


def csv_records(rows: Reader, names: Sequence[str]) -> Iterator[tuple[int, ImportedEvent | Refusal | None]]:
    """How many lines there are to the end of each record, and what it says, if anything."""
    while True:
        try:
            cells = next(rows, None)
        except csv.Error as error:
            yield rows.line_num, Refusal(Reason.BAD_FIELD, f"not CSV: {error}")
            continue
        if cells is None:
            return
        yield rows.line_num, read_row(cells, names) if cells else None


def as_it_stood(lines: Sequence[str]) -> bytes:
    """The text of a record, without its end."""
    return "".join(lines).rstrip("\r\n")[:MAX_LINE].encode("utf-8", "surrogateescape")


def read_row(cells: Sequence[str], names: Sequence[str]) -> ImportedEvent | Refusal:
    """The event in a row of CSV."""
    if len(cells) != len(names):
        return Refusal(Reason.BAD_FIELD, f"{len(cells)} fields where the header has {len(names)}")
    try:
        "".join(cells).encode()
    except UnicodeEncodeError:
        return Refusal(Reason.BAD_FIELD, "the line is not UTF-8")
    return read_cells(dict(zip(names, cells, strict=True)))


def read_cells(cells: Mapping[str, Any]) -> ImportedEvent | Refusal:
    """The event in the cells of a row: nothing is sent where nothing stands."""
    sent = {name: cell for name, cell in cells.items() if cell is not None and cell not in ("", {})}
    try:
        for name in OBJECTS:
            if isinstance(sent.get(name), str):
                sent[name] = msgspec.json.decode(sent[name])
        return msgspec.convert(sent, ImportedEvent, strict=False)
    except msgspec.ValidationError as error:
        missing = "missing required field" in str(error)
        return Refusal(Reason.MISSING_FIELD if missing else Reason.BAD_FIELD, str(error))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Refusal(Reason.BAD_FIELD, "props is not JSON - at `$.props`")
