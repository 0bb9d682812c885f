"""One at a time looks up what is stored and stores what follows from it: the loader a batch, a file import a slice.

Which session an event belongs to hangs on what the table holds; nothing may come in between the look and the insert.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def preparing(spool: Path) -> Iterator[None]:
    """Hold the spool's lock of preparing, waiting for it as long as it takes: a slice of an import is some seconds."""
    descriptor = os.open(spool / "prepare.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
