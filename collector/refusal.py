"""What was refused, counted by site and reason with a few samples, so that an owner can see why traffic is missing.

A worker sums in memory and hands the sums to the spool every few seconds, as records like any other: what was handed
over is counted exactly once, and a worker that is killed takes the last seconds of these counts with it.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import uuid4

import msgspec

from collector import record
from collector.address import MAX_REMEMBERED, read_host
from collector.event import Reason, Refusal
from collector.record import RefusalRecord
from collector.site import KnownSites
from collector.spool import Spool, SpoolFull
from collector.user_agent import read_user_agent

log = logging.getLogger(__name__)

FLUSH_SECONDS = 5.0
MOST_SAMPLES = 8
"""Different samples an hour for each site and reason; the rest is counted without."""
HOUR_MS = 3_600_000
NAME = re.compile(r"\w[\w .:,;'’&/+()-]{0,63}")
HOST = re.compile(r"[\w-]+(\.[\w-]+)*")
BARE_ADDRESS = re.compile(r"[\d.]+|.*:.*")
"""An IPv4 or IPv6 address in place of a name: it might be somebody's."""
SITE_NAME = re.compile(r"(?=.*[^\W\d_])\w[\w-]*(\.[\w-]+)*")
"""What may be shown of a site's name that is none here: something like a host, with a letter in it."""


class Sample(NamedTuple):
    """What refusals have in common that are summed. All of it may be empty but the reason."""

    site: str
    reason: Reason
    detail: str = ""
    name: str = ""
    hostname: str = ""
    unknown: str = ""


NOTHING = msgspec.Raw(b"")


class Said(msgspec.Struct, frozen=True):
    """What a refused event says of itself: JSON of any kind, still unread."""

    site: msgspec.Raw = NOTHING
    name: msgspec.Raw = NOTHING
    url: msgspec.Raw = NOTHING


class Sum:
    """How many refusals of a sample, since when (Unix milliseconds), and the browser of the first."""

    __slots__ = ("browser", "refused", "since")

    def __init__(self, since: int, browser: str) -> None:
        self.since, self.browser, self.refused = since, browser, 0


class Refusals:
    """The sums of one worker. Safe for threads; no larger than sites × reasons × samples."""

    def __init__(self, sites: KnownSites, clock: Callable[[], datetime]) -> None:
        self._sites = sites
        self._clock = clock
        self._lock = threading.Lock()
        self._sums: dict[Sample, Sum] = {}
        self._samples: dict[tuple[str, Reason], set[Sample]] = {}
        self._hour = 0

    def count(self, refusal: Refusal, headers: Mapping[str, str], raw: bytes | memoryview = b"") -> None:
        """Count one. headers: of the request, names in lower case. raw: the refused object, if it got that far."""
        site, name, url = read_said(raw)
        origin = host_of(headers.get("origin", ""))
        hostname = (host_of(url) if len(url) <= MAX_REMEMBERED else host_of.__wrapped__(url)) or origin
        known = self._sites.find(site) is not None
        sample = Sample(
            site=site if known else self._sites.owner_of(origin) or self._sites.owner_of(hostname),
            reason=refusal.reason,
            detail=refusal.detail,
            name=name_shown(name),
            hostname=hostname,
            unknown="" if known else site_shown(site),
        )
        now = int(self._clock().timestamp() * 1000)
        with self._lock:
            self._add(sample, now, headers.get("user-agent", ""))

    def _add(self, sample: Sample, now: int, user_agent: str) -> None:
        """Add to the sum of the sample, or to that of its site and reason if there are enough samples."""
        if now // HOUR_MS != self._hour:
            self._hour = now // HOUR_MS
            self._samples = {}
        samples = self._samples.setdefault(sample[:2], set())
        if sample not in samples and len(samples) >= MOST_SAMPLES:
            sample = Sample(*sample[:2])
            user_agent = ""
        else:
            samples.add(sample)
        found = self._sums.get(sample)
        if found is None:
            found = self._sums[sample] = Sum(now, read_user_agent(user_agent).browser)
        found.refused += 1

    def hand_over(self, spool: Spool) -> None:
        """Write the sums to the spool and start new ones; keep them where it is full."""
        with self._lock:
            sums, self._sums = self._sums, {}
        if not sums:
            return
        try:
            spool.append([record.encode(record_of(sample, total)) for sample, total in sums.items()])
        except SpoolFull:
            self._take_back(sums)

    def _take_back(self, sums: dict[Sample, Sum]) -> None:
        with self._lock:
            for sample, total in self._sums.items():
                sums.setdefault(sample, Sum(total.since, total.browser)).refused += total.refused
            self._sums = sums


class HandOver:
    """A thread that hands refusals over by the clock."""

    def __init__(self, refusals: Refusals, spool: Spool, seconds: float = FLUSH_SECONDS) -> None:
        self._refusals = refusals
        self._spool = spool
        self._seconds = seconds
        self._closed = threading.Event()
        threading.Thread(target=self._run, name="refusals", daemon=True).start()

    def _run(self) -> None:
        while not self._closed.wait(self._seconds):
            try:
                self._refusals.hand_over(self._spool)
            except Exception:
                # A count lost is better than all counts lost from then on.
                log.exception("refusals could not be handed over")

    def close(self) -> None:
        """Hand over what is left; to be called before the spool is closed."""
        self._closed.set()
        self._refusals.hand_over(self._spool)


def record_of(sample: Sample, total: Sum) -> RefusalRecord:
    """The record of a sum."""
    return RefusalRecord(
        site=sample.site,
        received=total.since,
        id=uuid4(),
        reason=sample.reason,
        detail=sample.detail,
        name=sample.name,
        hostname=sample.hostname,
        unknown=sample.unknown,
        browser=total.browser,
        refused=min(total.refused, 2**32 - 1),
    )


def read_said(raw: bytes | memoryview) -> tuple[str, str, str]:
    """Site, name and address of a refused event; "" for each that is not there or is no text."""
    try:
        said = msgspec.json.decode(raw, type=Said)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return "", "", ""
    return text_of(said.site), text_of(said.name), text_of(said.url)


def text_of(raw: msgspec.Raw) -> str:
    """A JSON text, or "" for anything else."""
    try:
        return msgspec.json.decode(raw, type=str)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ""


def name_shown(name: str) -> str:
    """An event's name if it is one that is allowed."""
    return name if NAME.fullmatch(name) else ""


def site_shown(name: str) -> str:
    """A site's name as a sample shows it: nothing that might be a message, an address or a number."""
    return name if len(name) <= 64 and SITE_NAME.fullmatch(name) else ""


@lru_cache(maxsize=1024)
def host_of(url: str) -> str:
    """The host of an address or an Origin, as a sample shows it."""
    host = read_host(url)
    if host and BARE_ADDRESS.fullmatch(host):
        return "[ip]"
    return host if HOST.fullmatch(host) else ""
