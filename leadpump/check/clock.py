"""Clocks: events are dated by this machine's, sessions and the ages of identifiers depend on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from leadpump.check.finding import Finding, fail, ok, warn
from leadpump.clickhouse import ClickHouse

SMALL_SECONDS = 2.0
LARGE_SECONDS = 60.0
BUILT = 1_790_000_000
"""Unix time before which this program was not written: September 2026."""


def check_clock(data: Path) -> Iterator[Finding]:
    """This machine's clock by itself."""
    now = time.time()
    if now < BUILT:
        yield fail(
            "clock", f"This machine takes today for {time.strftime('%Y-%m-%d', time.gmtime(now))}: set its clock."
        )
    apart = abs(now - time_of_a_file(data / "tmp"))
    if apart > SMALL_SECONDS:
        yield warn(
            "clock", f"The disk of the data folder dates files {apart:.0f} s apart from this machine: set both by NTP."
        )
    kept = is_kept_by_ntp()
    if kept is False:
        yield warn("clock", "Nothing keeps this machine's clock right (timedatectl): switch NTP on.")
    elif now >= BUILT and apart <= SMALL_SECONDS:
        yield ok("clock", "It is kept by NTP." if kept else "It looks right; whether NTP keeps it cannot be seen here.")


def time_of_a_file(folder: Path) -> float:
    """The time that the file system gives to a file made now."""
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f".clock-{os.getpid()}"
    path.write_bytes(b"x")
    try:
        return path.stat().st_mtime
    finally:
        path.unlink()


def is_kept_by_ntp() -> bool | None:
    """What systemd says; None where it cannot be asked, as in a container."""
    if shutil.which("timedatectl") is None:
        return None
    try:
        said = subprocess.run(
            ["timedatectl", "show", "--property=NTPSynchronized", "--value"],
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return {"yes": True, "no": False}.get(said.stdout.strip())


def check_clock_of(clickhouse: ClickHouse) -> Iterator[Finding]:
    """ClickHouse's clock beside this one, and the dates of what is stored."""
    before = time.time()
    (row,) = clickhouse.query(
        "select toUnixTimestamp64Milli(now64(3)) / 1000 as now, "
        "(select toUnixTimestamp64Milli(max(received)) / 1000 from events) as newest"
    )
    after = time.time()
    apart = max(0.0, before - row["now"], row["now"] - after)
    if apart > LARGE_SECONDS:
        yield fail("clock", f"ClickHouse's clock is {apart:.0f} s apart from this machine's: set both by NTP.")
    elif apart > SMALL_SECONDS:
        yield warn("clock", f"ClickHouse's clock is {apart:.0f} s apart from this machine's: set both by NTP.")
    else:
        yield ok("clock", "ClickHouse's clock agrees.")
    if row["newest"] - after > LARGE_SECONDS:
        ahead = row["newest"] - after
        yield fail(
            "clock", f"The newest event was received {ahead:.0f} s from now: the clock was ahead. Set it by NTP."
        )
