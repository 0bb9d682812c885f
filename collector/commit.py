"""Group commit: records that arrive while the disk is busy wait together, and share the next write and its sync."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from collector.spool import Spool

Waiting = tuple[Sequence[bytes], asyncio.Future[None]]


class Commit:
    """The event loop's way to the spool: one write at a time, in a thread of its own, for all who wait for it."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._thread = ThreadPoolExecutor(1, "spool")
        self._waiting: list[Waiting] = []
        self._busy = False

    async def append(self, payloads: Sequence[bytes]) -> None:
        """Return once every payload is on disk. Raises SpoolFull, and then none of them was promised."""
        loop = asyncio.get_running_loop()
        written = loop.create_future()
        self._waiting.append((payloads, written))
        if not self._busy:
            self._busy = True
            # What else arrives in this turn of the loop still gets on.
            loop.call_soon(self._write_waiting, loop)
        await written

    def _write_waiting(self, loop: asyncio.AbstractEventLoop) -> None:
        group, self._waiting = self._waiting, []
        together = [payload for payloads, _ in group for payload in payloads]
        write = loop.run_in_executor(self._thread, self._spool.append, together)
        write.add_done_callback(lambda done: self._tell(group, done, loop))

    def _tell(self, group: Sequence[Waiting], done: asyncio.Future[None], loop: asyncio.AbstractEventLoop) -> None:
        """Whatever ended the write, nobody may wait for it for ever."""
        error = asyncio.CancelledError() if done.cancelled() else done.exception()
        for _, written in group:
            # A sender that has hung up no longer waits.
            if written.done():
                continue
            if error is None:
                written.set_result(None)
            else:
                written.set_exception(error)
        self._busy = bool(self._waiting)
        if self._busy:
            self._write_waiting(loop)

    def close(self) -> None:
        """Finish the write at hand."""
        self._thread.shutdown()
