"""A backup needs tables that stand still: the loader rests meanwhile, and what is accepted waits in the spool.

Two locks in data/run keep the two apart; whoever is killed lets go of its own.

pause.lock     held by the backup from the asking to the end; shared, by a file import while it changes tables
loading.lock   held by the loader while it loads
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PAUSE = "pause.lock"
LOADING = "loading.lock"
LOOK_SECONDS = 0.1
LONGEST_BATCH_SECONDS = 180.0


class LoaderBusy(Exception):
    """The loader did not come to rest."""


class Pause:
    """The loader's side. run: the folder of the locks."""

    def __init__(self, run: Path) -> None:
        self._run = run

    def is_asked(self) -> bool:
        """Whether somebody wants the loader to rest."""
        with _opened(self._run / PAUSE) as descriptor:
            return not _try_lock(descriptor, fcntl.LOCK_SH)

    def wait_for_end(self, stopped: Callable[[], bool], sleep: Callable[[float], object]) -> None:
        """Return when nobody wants the loader to rest, or when it is stopped."""
        while not stopped() and self.is_asked():
            sleep(LOOK_SECONDS)

    @contextmanager
    def loading(self) -> Iterator[bool]:
        """Hold the right to load; gives False at once where a backup holds it."""
        with _opened(self._run / LOADING) as descriptor:
            yield _try_lock(descriptor, fcntl.LOCK_EX)


@contextmanager
def loader_at_rest(run: Path, seconds: float = LONGEST_BATCH_SECONDS) -> Iterator[None]:
    """Keep the loader from loading, from the end of its batch on. Raises LoaderBusy after so many seconds."""
    end = time.monotonic() + seconds
    with _opened(run / PAUSE) as pause, _opened(run / LOADING) as loading:
        for descriptor in (pause, loading):
            while not _try_lock(descriptor, fcntl.LOCK_EX):
                if time.monotonic() > end:
                    raise LoaderBusy(
                        "The loader did not finish its batch in time: ClickHouse is away or very busy, "
                        "or another backup is being made. Try again."
                    )
                time.sleep(LOOK_SECONDS)
        yield


@contextmanager
def tables_in_use(run: Path) -> Iterator[None]:
    """Keep a backup from beginning, once none is under way. Several may hold this at a time."""
    with _opened(run / PAUSE) as pause:
        while not _try_lock(pause, fcntl.LOCK_SH):
            time.sleep(LOOK_SECONDS)
        yield


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _try_lock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
