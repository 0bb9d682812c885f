"""Sending a prepared batch: each insert stored exactly once, whatever ClickHouse answers, or does not.

A first attempt relies on nothing: its token is new. A repeated one does not rely on the token alone either, for
ClickHouse notes a token a moment before the rows are in place (a crash in between leaves a token without rows), and
forgets it if the machine loses power before the note is on disk. So it looks at what the table holds, sends what is
missing, and looks again.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from collector.batch import Batch, Insert
from collector.judge import judge_forms_of
from collector.lead import follow_agreed, follow_moved
from collector.lead_summary import Fact, sum_leads_of
from collector.prepare import IDS, in_parts, statement
from collector.rejected import Rejected, SetAside, now_text
from collector.store import Store, StoreRefused, StoreUnavailable
from collector.summary import Sums, forget_sessions
from collector.verdict import OF_THE_MOMENT, OF_THE_ROWS, Patience, find_bad

log = logging.getLogger(__name__)

SETTLE_SECONDS = 2.0
"""How long an insert that was cut off may need from noting its token to showing its rows: milliseconds, in fact."""


class Inserter:
    """The way of a batch into the tables."""

    def __init__(
        self,
        store: Store,
        rejected: Rejected,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._store = store
        self._rejected = rejected
        self._sleep = sleep
        self._patience = Patience(clock)
        self._sums = Sums(store, clock)

    def insert(self, batch: Batch, *, repeated: bool) -> None:
        """Store every row of the batch. Raises StoreUnavailable or StoreRefused if it has to be done again.

        Rows of sessions that were moved go only once their copies are there: for a moment they count twice, but no
        event is ever missing, whatever stops the loader in between. Then the sessions of all of them are summed.
        Leads are summed before the ids go in: whoever finds the id of a fact finds what its lead comes to.
        """
        for item in batch.manifest.inserts:
            if item.table == IDS:
                facts = facts_of(batch)
                sum_leads_of(self._store, facts)
                judge_forms_of(self._store, facts)
            self._insert_or_sift(batch, item, repeated)
        for site, sessions in batch.manifest.moved.items():
            follow_moved(self._store, site, sessions)
            for part in in_parts(sessions):
                self._store.command(statement("forget_sessions"), {"site": site, "sessions": part})
                forget_sessions(self._store, site, part)
        if batch.manifest.moved:
            # What is told of a form whose visit is moved was written into the row that went.
            judge_forms_of(self._store, facts_of(batch))
        marks = list(marks_of(batch))
        self._sums.sum(sessions_of(marks))
        if agreed := may_have_agreed(marks, joined=bool(batch.manifest.moved)):
            follow_agreed(self._store, agreed)

    def _insert_or_sift(self, batch: Batch, item: Insert, repeated: bool) -> None:
        """Insert a file; where single rows are at fault, set them aside and insert the others."""
        rows = batch.rows(item)
        if not rows:
            return
        try:
            self._send(batch.name, item.table, rows, repeated)
        except StoreRefused as error:
            bad = self._rows_at_fault(batch, item, rows, error)
            self._rejected.add(set_aside(batch.name, item.table, row, reason) for row, reason in bad)
            at_fault = {row for row, _ in bad}
            others = batch.replace_rows(item, b"".join(row for row in split(rows) if row not in at_fault))
            self._insert_or_sift(batch, others, repeated=True)

    def _send(self, name: str, table: str, rows: bytes, repeated: bool) -> None:
        """Insert rows under a token made of them; if that was tried before, only those that are not there."""
        if repeated:
            rows = self._missing(table, rows)
        if not rows:
            return
        token = f"{name}-{table}-{hashlib.sha256(rows).hexdigest()[:32]}"
        self._store.insert_lines(table, rows, token)
        if repeated and self._missing(table, rows):
            self._sleep(SETTLE_SECONDS)
            if lost := self._missing(table, rows):
                log.warning("ClickHouse dropped rows of %s as known that it does not have; sending them again", table)
                self._store.insert_lines(table, lost, f"{token}-again-{time.time_ns()}")

    def _missing(self, table: str, rows: bytes) -> bytes:
        """Those of the rows that the table does not hold."""
        lines = split(rows)
        marks = [msgspec.json.decode(row) for row in lines]
        held = self._held(table, marks)
        return b"".join(row for row, mark in zip(lines, marks, strict=True) if key(table, mark) not in held)

    def _held(self, table: str, marks: Sequence[dict[str, Any]]) -> set[tuple[str, UUID, int]]:
        """The keys of those rows that the table holds."""
        bounds: dict[str, int] = {}
        if table == "events":
            times = [milliseconds(mark["ts"]) for mark in marks]
            bounds = {"first": min(times), "last": max(times)}
        held: set[tuple[str, UUID, int]] = set()
        for ids in in_parts([str(mark["id"]) for mark in marks]):
            for row in self._store.query(statement(f"present_{table}"), {"ids": ids} | bounds):
                held.add(key(table, row | {"id": row["known_id"]}))
        return held

    def _rows_at_fault(
        self, batch: Batch, item: Insert, rows: bytes, error: StoreRefused
    ) -> list[tuple[bytes, Exception]]:
        """The rows that cannot be stored. Raises the error again where it is not proven to be the rows' fault.

        Proven means: in an empty table of the same make, a row of nothing but defaults goes in, and these do not.
        """
        if error.code in OF_THE_MOMENT:
            raise error
        if error.code not in OF_THE_ROWS and not self._patience.is_over(f"{batch.name}/{item.file}"):
            raise error
        with self._trial_table(item.table) as trial:

            def refused(lines: Sequence[bytes]) -> StoreRefused | None:
                data = b"".join(lines)
                try:
                    self._store.insert_lines(trial, data, hashlib.sha256(data).hexdigest())
                except StoreRefused as reason:
                    if reason.code in OF_THE_MOMENT:
                        raise
                    return reason
                return None

            if refused([b"{}\n"]) is not None:
                raise error
            bad = find_bad(split(rows), refused)
        if not bad:
            raise error
        return bad

    @contextmanager
    def _trial_table(self, table: str) -> Iterator[str]:
        """An empty table like this one, for a while. Its engine is named: a copy of another could write elsewhere."""
        trial = f"{table}_trial"
        self._store.command(f"drop table if exists {trial} sync")
        self._store.command(f"create table {trial} as {table} engine = MergeTree order by tuple()")
        try:
            yield trial
        finally:
            with suppress(StoreRefused, StoreUnavailable):
                self._store.command(f"drop table if exists {trial} sync")


class SessionRow(msgspec.Struct):
    """Of a row of events, which session it belongs to, and whose it is."""

    site: str
    session_id: int
    visitor_id: int
    lasting_id: int = 0


def sessions_of(marks: Iterable[SessionRow]) -> dict[str, set[int]]:
    """The sessions that some events belong to, by site."""
    sessions: dict[str, set[int]] = {}
    for mark in marks:
        sessions.setdefault(mark.site, set()).add(mark.session_id)
    return sessions


def may_have_agreed(marks: Iterable[SessionRow], *, joined: bool) -> list[int]:
    """The sessions that may have got a lasting visitor by some events: those with one under another number than it came
    with, and all where sessions were joined.
    """
    return sorted({mark.session_id for mark in marks if joined or mark.lasting_id not in (0, mark.visitor_id)})


def marks_of(batch: Batch) -> Iterator[SessionRow]:
    """Whose each event of a batch is. Raises DamagedBatch."""
    for item in batch.manifest.inserts:
        if item.table == "events":
            for row in split(batch.rows(item)):
                yield decode_session(row)


def facts_of(batch: Batch) -> list[Fact]:
    """The rows of lead_events of a batch, read. Raises DamagedBatch."""
    own = (item for item in batch.manifest.inserts if item.table == "lead_events")
    return [msgspec.json.decode(row) for item in own for row in split(batch.rows(item))]


decode_session = msgspec.json.Decoder(SessionRow, strict=False).decode


def split(rows: bytes) -> list[bytes]:
    """The rows, each with the end of its line. JSON escapes every other break."""
    return [row + b"\n" for row in rows.split(b"\n") if row]


def key(table: str, mark: dict[str, Any]) -> tuple[str, UUID, int]:
    """What tells a row from others: its site, but of events, its id, and what else may make it another row."""
    beside = BESIDE_ID.get(table)
    site = "" if table == "events" else mark.get("site", "")
    return site, UUID(str(mark["id"])), int(mark[beside]) if beside else 0


BESIDE_ID = {"events": "session_id", "contacts": "person"}
"""A moved event is another row; and contact details may be of a form that anybody sent under the id that a lead has."""


def milliseconds(ts: float | str) -> int:
    """The time of a row as Unix milliseconds: a number of seconds, or as ClickHouse writes it, for a moved row."""
    if isinstance(ts, str):
        return round(datetime.fromisoformat(ts).replace(tzinfo=UTC).timestamp() * 1000)
    return round(ts * 1000)


def set_aside(segment: str, table: str, row: bytes, reason: Exception) -> SetAside:
    """A row that ClickHouse refuses, as it is kept."""
    code = reason.code if isinstance(reason, StoreRefused) else 0
    return SetAside(
        kind="row", at=now_text(), segment=segment, reason=str(reason), code=code, table=table, row=msgspec.Raw(row)
    )
