"""The chunks of a file as rows, on every processor: reading and enriching is most of the work of an import."""

from __future__ import annotations

import gc
import mmap
import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from collector.enrich import Identity
from collector.event import Refusal
from collector.file_import.counted import CountedIds
from collector.file_import.lines import MOST_BYTES, Chunk
from collector.file_import.read import TOO_LONG, Read, read_csv, read_json_lines, read_table_lines
from collector.file_import.row import Rows
from collector.site import KnownSite
from collector.visitor import Salts

MOST_PROCESSES = 8


class ReadingFailed(Exception):
    """The file could not be read to its end; the message says why."""


@dataclass(frozen=True, slots=True)
class Work:
    """What every process must know. kind: json, csv or table. names, delimiter: of a CSV. now: time of the import.

    lasting_key, contact_key: they stand people in. counted: ids that were counted before.
    """

    kind: str
    names: tuple[str, ...]
    delimiter: str
    sites: dict[str, KnownSite]
    lasting_key: bytes
    contact_key: bytes
    now: datetime
    counted: CountedIds | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that is no event. text: as it stood in the file."""

    line: int
    refusal: Refusal
    text: bytes


@dataclass(frozen=True, slots=True)
class Piece:
    """A chunk as rows. rows: in the format Native. sites, days: events by site and by day (UTC, counted from 1970).

    known: how many of the events were counted before and have no row. forms: lines of JSON, which have none either.
    """

    rows: bytes
    refused: list[Refused]
    sites: Counter[str]
    days: Counter[int]
    known: int
    forms: list[bytes]

    @property
    def fresh(self) -> int:
        """How many rows there are."""
        return self.sites.total() - self.known - len(self.forms)


def pieces_of(chunks: Iterable[Chunk], work: Work) -> Iterator[Piece]:
    """The pieces, in the order of the file. Raises ReadingFailed if a process dies.

    The first is made here, and the processes are forked then: they share what is loaded for it and what is remembered
    of it, most browsers, pages and ways to a site, which each of them would have to work out.
    """
    make = piece_maker(work)
    chunks = iter(chunks)
    for chunk in islice(chunks, 1):
        yield make(chunk)
    processes = min(MOST_PROCESSES, len(os.sched_getaffinity(0)))
    shelves = [mmap.mmap(-1, MOST_BYTES) for _ in range(processes + 2)]
    waiting: deque[Future[Piece]] = deque()
    with ProcessPoolExecutor(
        processes, multiprocessing.get_context("fork"), initializer=begin, initargs=(make, shelves)
    ) as pool:
        try:
            for number, chunk in enumerate(chunks):
                # Pieces are taken in order, so this chunk's shelf is that of the piece taken last.
                waiting.append(pool.submit(make_piece, laid_down(chunk, shelves, number % len(shelves))))
                if len(waiting) == len(shelves):
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            raise ReadingFailed("A process that read the file was killed; perhaps memory is short.") from None
        finally:
            # Waited for, or what is left of the pool may complain of its closed pipe when the command ends.
            pool.shutdown(cancel_futures=True)


@dataclass(frozen=True, slots=True)
class Laid:
    """A chunk whose bytes lie on a shelf: memory that the processes share, for a pipe copies them four times more."""

    shelf: int
    size: int
    chunk: Chunk


def laid_down(chunk: Chunk, shelves: Sequence[mmap.mmap], shelf: int) -> Laid:
    """Lay a chunk's bytes on a shelf."""
    shelves[shelf][: len(chunk.data)] = chunk.data
    return Laid(shelf, len(chunk.data), replace(chunk, data=b""))


_shelves: list[mmap.mmap] = []
_maker: list[Callable[[Chunk], Piece]] = []
"""Of this process."""


def begin(make: Callable[[Chunk], Piece], shelves: Sequence[mmap.mmap]) -> None:
    """Make a process ready. It ends with the one that started it, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()
    _shelves.extend(shelves)
    _maker.append(make)
    # What is remembered is no garbage, and rows make none in cycles: looking for it would take a third of the time.
    gc.freeze()
    gc.set_threshold(200_000, 50, 1000)


def end_with_parent() -> None:
    """Stop at once when the parent is gone."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def make_piece(laid: Laid) -> Piece:
    """A chunk as rows, in this process."""
    return _maker[0](replace(laid.chunk, data=_shelves[laid.shelf][: laid.size]))


def piece_maker(work: Work) -> Callable[[Chunk], Piece]:
    """What makes pieces of chunks, with what it remembers between them."""
    # No salt is ever asked for: an imported visitor goes by a name.
    identity = Identity(Salts(Path(os.devnull)), work.lasting_key, work.contact_key)
    rows = Rows(work.sites, identity, work.now, work.counted)
    readers: dict[str, Callable[[Chunk], Iterator[Read]]] = {
        "json": read_json_lines,
        "table": read_table_lines,
        "csv": lambda chunk: read_csv(chunk, work.names, work.delimiter),
    }
    read = readers[work.kind]

    def make(chunk: Chunk) -> Piece:
        refused = [Refused(line, TOO_LONG, b"") for line in chunk.too_long]
        for line, text, event in read(chunk):
            if isinstance(event, Refusal):
                refused.append(Refused(line, event, text))
            elif refusal := rows.add(event, line):
                refused.append(Refused(line, refusal, text))
        made = rows.made()
        return Piece(made.rows, refused, made.sites, made.days, made.known, made.forms)

    return make
