"""One import of a file of events at a time works on a data folder, and the loader sees whether one does.

The lock is the process's own and not the open file's (no flock): the processes that read the file would hold it for a
moment longer than a killed import lives. It has two bytes, for whoever looks holds what it looks at for a moment, and
nobody may be told then that another import is at work.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "import.lock"
ONLY, SEEN = 0, 1
"""Its bytes."""


@contextmanager
def only_import(run: Path) -> Iterator[bool]:
    """Hold the right to import; gives False at once where another process holds it. run: the folder of the locks."""
    with _opened(run) as descriptor:
        if held := _try_lock(descriptor, ONLY, fcntl.LOCK_EX):
            fcntl.lockf(descriptor, fcntl.LOCK_EX, 1, SEEN)
        yield held


def is_importing(run: Path) -> bool:
    """Whether an import is at work. Not to be asked in its own process, which would let go of the lock."""
    with _opened(run) as descriptor:
        return not _try_lock(descriptor, SEEN, fcntl.LOCK_SH)


@contextmanager
def _opened(run: Path) -> Iterator[int]:
    descriptor = os.open(run / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _try_lock(descriptor: int, byte: int, kind: int) -> bool:
    try:
        fcntl.lockf(descriptor, kind | fcntl.LOCK_NB, 1, byte)
    except (BlockingIOError, PermissionError):
        return False
    return True
