"""One command starts everything and keeps it running: the engine, the loader, and the workers on the public port."""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from leadpump import lifeline
from leadpump.settings import Settings

log = logging.getLogger(__name__)

STOP_SECONDS = 25
DIRECTLY = build_opener(ProxyHandler({}))
"""What runs on this machine is asked directly, whatever proxy the environment names."""
LOOPBACK = "127.0.0.1,localhost,::1"
STEADY_SECONDS = 10
LONGEST_WAIT = 15.0


class AlreadyRunning(Exception):
    """Another Leadpump holds the data folder."""


@dataclass(slots=True)
class Child:
    """A process to keep running. failures counts ends in quick succession; next_start waits them out."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    next_start: float = field(default=0.0)


def children_of(settings: Settings) -> list[Child]:
    """What runs, in the order of starting; stopping goes the other way."""
    python = sys.executable
    gunicorn = [python, "-m", "gunicorn", "-c"]
    engine = Child("engine", [*gunicorn, "python:leadpump.engine.serve", "leadpump.engine.serve:create()"])
    loader = Child("loader", [python, "-m", "leadpump.load"])
    web = Child("web", [*gunicorn, "python:leadpump.serve", "leadpump.serve:create()"])
    return [engine, loader, web] if settings.embedded else [loader, web]


def hold_folder(data: Path) -> int:
    """Take the data folder for this process; the descriptor keeps it. Raises AlreadyRunning."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(data / "leadpump.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(descriptor, 32, 0).decode(errors="replace").strip()
        os.close(descriptor)
        raise AlreadyRunning(
            f"Leadpump already runs on {data.resolve()} (process {holder or 'unknown'}). "
            "Stop it first, or choose another folder with --data."
        ) from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor


class Supervisor:
    """Starts the children, starts again what ends, stops all in order."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._children = children_of(settings)
        self._stop = threading.Event()
        self._read_end, self._write_end = os.pipe()
        os.set_inheritable(self._read_end, True)

    def run(self, when_ready: Callable[[], None]) -> None:
        """Run until SIGINT or SIGTERM. when_ready is called once the public port answers."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self._stop.set())
        announced = False
        try:
            while not self._stop.is_set():
                for child in self._children:
                    self._tend(child)
                if not announced and self._answers():
                    announced = True
                    when_ready()
                self._stop.wait(0.1)
        finally:
            self._stop_all()

    def _tend(self, child: Child) -> None:
        """Start a child that does not run, unless it has just failed."""
        now = time.monotonic()
        if child.process is not None:
            code = child.process.poll()
            if code is None:
                return
            end_group(child.process.pid)
            child.process = None
            child.failures = child.failures + 1 if now - child.started < STEADY_SECONDS else 1
            wait = min(0.2 * 2 ** (child.failures - 1), LONGEST_WAIT)
            child.next_start = now + wait
            log.error("%s ended with %s; starting it again in %.1f s", child.name, tell_end(code), wait)
        if now >= child.next_start:
            self._start(child)

    def _start(self, child: Child) -> None:
        child.started = time.monotonic()
        child.process = subprocess.Popen(
            child.command,
            env=os.environ
            | self._settings.environment()
            | {lifeline.VARIABLE: str(self._read_end)}
            | ask_loopback_directly(),
            pass_fds=(self._read_end,),
            # Ctrl-C in the terminal reaches the supervisor alone, which stops the others in order.
            process_group=0,
        )
        log.info("%s started (process %d)", child.name, child.process.pid)

    def _answers(self) -> bool:
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]"}.get(self._settings.host, self._settings.host)
        try:
            with DIRECTLY.open(f"http://{host}:{self._settings.port}/healthz", timeout=1) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def _stop_all(self) -> None:
        """Stop accepting, then loading, then the engine; each gets time to finish."""
        for child in reversed(self._children):
            if child.process is None or child.process.poll() is not None:
                continue
            child.process.terminate()
            try:
                child.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                log.error("%s does not stop; killing it. Nothing that was acknowledged is lost.", child.name)
                child.process.kill()
                child.process.wait()
        os.close(self._write_end)


def ask_loopback_directly() -> dict[str, str]:
    """Variables that keep the children's requests to each other off any proxy the environment names."""
    named = os.environ.get("NO_PROXY") or os.environ.get("no_proxy")
    hosts = f"{named},{LOOPBACK}" if named else LOOPBACK
    return {"NO_PROXY": hosts, "no_proxy": hosts}


def end_group(leader: int) -> None:
    """End what a killed process left behind: its workers would hold the port and the engine's folder."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def tell_end(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return f"code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
