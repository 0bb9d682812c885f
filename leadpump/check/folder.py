"""The data folder: who may read it, whether the disk holds, what waits in the spool."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from collector.site import SITES
from leadpump.backup.ledger import backups_of
from leadpump.check.finding import Finding, fail, ok, warn
from leadpump.condition import BEHIND_SECONDS, NEARLY_FULL, Condition, are_readable
from leadpump.settings import Settings

SECRETS = ("session.key", "visitor.key", "contact.key", "sql.token", "metrics.token", "records.sqlite3")
SHORTEST_SECRET = 16
FOR_OTHERS = 0o077
SLOW_SECONDS = 0.25
FEW_NAMES = 10_000
STUCK_SECONDS = 3600


def check_rights(data: Path) -> Iterator[Finding]:
    """Who may read the folder and the secrets in it."""
    stat = data.stat()
    if os.geteuid() == 0:
        yield warn("account", "This runs as root: run Leadpump under an account of its own (docs/install.md).")
    elif stat.st_uid != os.geteuid():
        yield fail("account", f"{data} belongs to another account (number {stat.st_uid}): run this as that one.")
    if stat.st_mode & FOR_OTHERS:
        yield fail("data folder", f"Other accounts of this machine may enter {data}: chmod 700 {data}")
    elif not os.access(data, os.W_OK | os.X_OK):
        yield fail("data folder", f"{data} cannot be written: give it to the account that Leadpump runs under.")
    else:
        yield ok("data folder", f"{data} is private.")
    bad = [finding for name in SECRETS if (finding := check_secret(data / name))]
    yield from bad
    if not bad:
        yield ok("secrets", "All are there, and only their owner reads them.")
    if not are_readable(data / SITES):
        yield fail("sites", f"{data / SITES} cannot be read: give it to the account that Leadpump runs under.")


def check_secret(path: Path) -> Finding | None:
    """What is wrong with a file of secrets, if anything."""
    try:
        stat = path.stat()
    except FileNotFoundError:
        return warn("secrets", f"There is no {path.name} yet: the next start makes it.")
    if stat.st_mode & FOR_OTHERS:
        return fail("secrets", f"Other accounts of this machine may read {path}: chmod 600 {path}")
    if stat.st_size < SHORTEST_SECRET:
        return fail("secrets", f"{path} is empty or cut short: restore it from a backup, or delete it and start again.")
    return None


def check_disk(settings: Settings, condition: Condition) -> Iterator[Finding]:
    """Whether there is room, and whether a write reaches the disk in time."""
    free, least = condition.disk_free, condition.disk_min_free
    room = f"{free // 1_000_000:,} MB are free on the disk of {settings.data}"
    below = f"below {settings.min_free_mb:,} MB (LEADPUMP_MIN_FREE_MB) events are refused"
    if free < least:
        yield fail("disk", f"{room}; {below}, and so they are now: make room.")
    elif free < NEARLY_FULL * least:
        yield warn("disk", f"{room}; {below}: make room soon.")
    else:
        yield ok("disk", f"{room}.")
    names = os.statvfs(settings.data)
    if names.f_files and names.f_favail < FEW_NAMES:
        yield warn("disk", f"Only {names.f_favail:,} more files can be made on it (df -i): remove some.")
    try:
        seconds = time_a_write(settings.data / "tmp")
    except OSError as error:
        yield fail("disk", f"{settings.data} cannot be written ({error.strerror}): events cannot be accepted.")
        return
    if seconds > SLOW_SECONDS:
        yield warn(
            "disk", f"A write took {seconds:.2f} s to reach the disk; each event waits for one: use a faster disk."
        )
    else:
        yield ok("disk", f"A write reaches it in {seconds * 1000:.1f} ms.")


def time_a_write(folder: Path) -> float:
    """Seconds until a small new file is on the disk."""
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f".check-{os.getpid()}"
    started = time.perf_counter()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, b"x" * 4096)
        os.fdatasync(descriptor)
        return time.perf_counter() - started
    finally:
        os.close(descriptor)
        path.unlink()


def check_spool(condition: Condition, *, running: bool, command: str) -> Iterator[Finding]:
    """What waits for ClickHouse, and what was set aside. command: how `leadpump` is called here."""
    waiting, loader = condition.waiting, condition.loader
    what = f"{waiting.segments} segments with {waiting.bytes / 1_000_000:.1f} MB wait for the loader"
    if condition.waiting.bytes > condition.spool_limit:
        yield fail(
            "spool", f"{what}, more than LEADPUMP_SPOOL_LIMIT_MB: events are refused until ClickHouse takes them."
        )
    elif not running:
        yield ok("spool", f"{what}, which goes on at the next start.")
    elif waiting.oldest_sealed > STUCK_SECONDS:
        yield fail(
            "spool", f"{what}, the oldest since {waiting.oldest_sealed / 60:.0f} minutes: see ClickHouse, and the log."
        )
    elif waiting.oldest_sealed > BEHIND_SECONDS:
        yield warn("spool", f"{what}, the oldest since {waiting.oldest_sealed:.0f} s: look again in a minute.")
    else:
        yield ok("spool", f"{what}.")
    if running and loader.reason:
        yield fail(
            "loader", f"Nothing could be loaded in {loader.tries} tries: ClickHouse error {loader.code} (0: no answer)."
        )
    if loader.rejected:
        yield warn("rejected", f"{loader.rejected} records are set aside: {command} rejected list")


def check_backups(data: Path, command: str) -> Iterator[Finding]:
    """Whether there is any backup."""
    made = backups_of(data)
    if made:
        yield ok("backup", f"The last one was made on {made[-1].made[:10]}.")
    else:
        yield warn("backup", f"None was made of this folder yet: {command} backup FILE")
