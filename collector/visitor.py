"""A keyed hash stands for the visitor: nothing is read from or left on their device, and no address is kept.

The key of cookieless visitors is random, changes each day (UTC) and is destroyed by the end of the next, so that
nobody, we included, can tell afterwards who a number was. See docs/privacy.md.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from collector.session import GAP_MS
from collector.spool import write_synced

KEY_BYTES = 32
GAP = timedelta(milliseconds=GAP_MS)
V4_IN_V6 = bytes(10) + b"\xff\xff"


class Salts:
    """The day's random keys, shared by all workers through a folder.

    Today's and yesterday's exist, and tomorrow's from half an hour before midnight; older files are removed, so a key
    lives 48 and a half hours at most.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._keys: dict[date, bytes] = {}

    def of(self, day: date, today: date) -> bytes | None:
        """The key of a day: made on first use for yesterday, today and tomorrow, None for days whose key is gone."""
        if not today - timedelta(days=1) <= day <= today + timedelta(days=1):
            return None
        with self._lock:
            key = self._keys.get(day)
            if key is None:
                self.destroy_before(today - timedelta(days=1))
                key = self._keys[day] = self._read_or_make(day)
            return key

    def destroy_before(self, oldest: date) -> None:
        """Remove the keys of days before oldest, in memory and on disk."""
        for day in [day for day in self._keys if day < oldest]:
            del self._keys[day]
        for path in self._folder.glob("????-??-??"):
            if path.name < oldest.isoformat():
                path.unlink(missing_ok=True)

    def destroy_old(self, today: date) -> None:
        """Destroy the keys of days before yesterday; called by the clock, so that it happens without visitors too."""
        with self._lock:
            self.destroy_before(today - timedelta(days=1))

    def _read_or_make(self, day: date) -> bytes:
        """The first worker to need a day's key makes it; linking a finished file lets exactly one win."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / day.isoformat()
        if not path.exists():
            own = self._folder / f".{day.isoformat()}.{os.getpid()}.{secrets.token_hex(4)}"
            own.touch(mode=0o600)
            write_synced(own, [secrets.token_bytes(KEY_BYTES)])
            try:
                os.link(own, path)
            except FileExistsError:
                pass
            finally:
                own.unlink()
        key = path.read_bytes()
        if len(key) != KEY_BYTES:
            # A power cut may leave an empty file: without a key, a number would tell who it stands for.
            path.unlink(missing_ok=True)
            return self._read_or_make(day)
        return key


class Numbers(NamedTuple):
    """What stands for a visitor: the number of the day of an event, and the same person's of the days beside it.

    0 where there is none. The two others are kept until the loader has looked whether a session crosses midnight.
    """

    own: int
    before: int = 0
    after: int = 0


def cookieless_ids(
    salts: Salts, *, site: str, address: str, user_agent: str, happened: datetime, now: datetime
) -> Numbers:
    """The visitor's numbers. Of a day whose key is gone, yesterday's stands in, the nearest that is left.

    The number of the day after is asked for in the last half hour of a day alone: no session crosses midnight without
    an event in it, and one event that knows both numbers is enough to join what was stored under either.
    """
    today = now.astimezone(UTC).date()
    moment = happened.astimezone(UTC)
    known_by = f"{truncate(address)}\0{user_agent}"

    def number(day: date) -> int:
        key = salts.of(day, today)
        return keyed_number(key, site, known_by) if key else 0

    day = max(moment.date(), today - timedelta(days=1))
    after = (moment + GAP).date()
    return Numbers(number(day), number(day - timedelta(days=1)), number(after) if after > day else 0)


def lasting_id(key: bytes, *, site: str, name: str) -> int:
    """The number of a visitor who goes by a lasting name: a first-party id they agreed to, or an import's."""
    return keyed_number(key, site, f"named\0{name}")


def keyed_number(key: bytes, site: str, known_by: str) -> int:
    """64 bits of keyed BLAKE2b, never 0. The site is hashed in: one person has unrelated numbers on two sites."""
    text = f"{site}\0{known_by}".encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8, key=key).digest(), "little") or 1


def truncate(address: str) -> str:
    """An IPv4 address without its last byte, an IPv6 one cut to its first 48 bits; "" if it is neither."""
    try:
        packed = socket.inet_pton(socket.AF_INET6 if ":" in address else socket.AF_INET, address.partition("%")[0])
    except (OSError, ValueError):
        return ""
    if len(packed) == 16 and packed.startswith(V4_IN_V6):
        packed = packed[len(V4_IN_V6) :]
    if len(packed) == 4:
        return socket.inet_ntop(socket.AF_INET, packed[:3] + b"\0")
    return socket.inet_ntop(socket.AF_INET6, packed[:6] + bytes(10))
