"""Facts that people write on a page: appended to the spool like everybody's, and waited for until reports count them.

The way in is the collector's: what `append` was given is on disk when it returns, and the loader stores it a moment
later. A page that changed something waits that moment, so that the next one it shows is true.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from uuid import UUID

from collector import record
from collector.prepare import in_parts, statement
from collector.record import Record
from collector.spool import Spool
from reports.query import DatabaseUnavailable, Query

log = logging.getLogger(__name__)

WAIT_SECONDS = 6.0
"""How long a page waits. The loader looks several times a second and begins a round a second."""
LOOK_SECONDS = 0.1


class Facts:
    """The pages' way to the facts, in and out. Safe for many threads.

    query: as for the reports. clock: seconds that pass.
    """

    def __init__(
        self,
        spool: Spool,
        query: Query,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._spool = spool
        self.query = query
        self._clock = clock
        self._sleep = sleep

    def append(self, records: Sequence[Record]) -> None:
        """Return once every record is on disk. Raises SpoolFull, and then none of them is kept.

        They are stored in one insert a table. They go to the loader at once; should that fail, the spool hands them
        over within a second by itself.
        """
        self._spool.append([record.encode(item) for item in records])
        with suppress(OSError):
            self._spool.seal()

    def wait_until_stored(self, ids: Iterable[UUID], seconds: float = WAIT_SECONDS) -> bool:
        """Whether all the records of these ids are in ClickHouse, after waiting for them so long at most.

        False is no failure: they are on disk, and counted as soon as the loader gets to them.
        """
        end = self._clock() + seconds
        for part in in_parts(sorted(map(str, ids))):
            while not self._are_stored(part):
                if self._clock() >= end:
                    return False
                self._sleep(LOOK_SECONDS)
        return True

    def keep(self, records: Sequence[Record], seconds: float = WAIT_SECONDS) -> bool:
        """Append, then wait. Raises SpoolFull."""
        self.append(records)
        return self.wait_until_stored((item.id for item in records), seconds)

    def _are_stored(self, ids: Sequence[str]) -> bool:
        """Ids go in after the rows they stand for, so whoever finds them finds the rows."""
        try:
            found = self.query(statement("present_event_ids"), {"ids": ids})
        except DatabaseUnavailable as error:
            log.info("what was appended cannot be looked up now: %s", error)
            return False
        return {row["known_id"] for row in found}.issuperset(ids)
