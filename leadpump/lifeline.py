"""Children end with their supervisor, even when it is killed: they hold the reading end of a pipe it keeps open."""

from __future__ import annotations

import os
import signal
import threading

VARIABLE = "LEADPUMP_LIFELINE"


def hold_in_thread() -> None:
    """Send this process SIGTERM once the supervisor's end of the pipe closes. Without a lifeline, do nothing."""
    descriptor = os.environ.get(VARIABLE)
    if descriptor:
        threading.Thread(target=_wait, args=(int(descriptor),), name="lifeline", daemon=True).start()


def _wait(descriptor: int) -> None:
    while True:
        try:
            if os.read(descriptor, 1):
                continue
        except OSError:
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        return
