"""The engine by itself, for a command that needs it while the product is stopped."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from leadpump import lifeline

START_SECONDS = 60
STOP_SECONDS = 60
DIRECTLY = build_opener(ProxyHandler({}))


class EngineFailed(Exception):
    """The engine did not start."""


@contextmanager
def engine_alone(data: Path, environment: dict[str, str]) -> Iterator[int]:
    """The embedded engine over a data folder that nobody else uses; gives its loopback port.

    environment: the product's variables. Raises EngineFailed.
    """
    (data / "tmp").mkdir(mode=0o700, parents=True, exist_ok=True)
    port = find_port()
    read_end, write_end = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "python:leadpump.engine.serve", "leadpump.engine.serve:create()"],
        env=os.environ
        | environment
        | {"LEADPUMP_DATA": str(data.resolve()), "LEADPUMP_ENGINE_PORT": str(port), lifeline.VARIABLE: str(read_end)},
        pass_fds=(read_end,),
        process_group=0,
    )
    try:
        wait_for_answer(process, port)
        yield port
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)
        os.close(read_end)
        os.close(write_end)


def find_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_answer(process: subprocess.Popen[bytes], port: int) -> None:
    """Return when the engine answers. Raises EngineFailed when it ends or takes too long."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with DIRECTLY.open(f"http://127.0.0.1:{port}/ping", timeout=1):
                return
        except (URLError, OSError):
            time.sleep(0.05)
    raise EngineFailed("The embedded engine did not start; what it wrote above says why.")
