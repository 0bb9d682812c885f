"""The sites the collector accepts events for, read from a file so that accepting needs no database."""

from __future__ import annotations

import hashlib
import logging
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from collector.address import is_within
from collector.mode import Mode
from collector.own_rule import OwnRule
from collector.score import Scoring

log = logging.getLogger(__name__)

SITES = "sites.json"
"""The file of known sites, in the data folder."""
MERGE_DAYS = 90


class KnownHook(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook that the site has opened. sender: a name of collector/webhook/sender.py. key_hash: of the key in its
    address. secret: what its sender signs with, sealed; empty if there is none. stages: ours by the sender's names.
    """

    sender: str
    key_hash: str
    secret: str = ""
    stages: dict[str, str] = {}


class KnownSite(msgspec.Struct, frozen=True, kw_only=True):
    """What ingest must know of a site.

    name: the tag's data-site. hosts: where its pages may live, without "www."; a host stands for its subdomains too.
    key_hashes: SHA-256 (hex) of the keys that may import into it. count_automation: count scripted browsers as
    people, which only a site made for trying things out does. channel_rules: the site's own, in order. mode: how much
    of its visits may be kept. merge_days: how long after a lead was made another submission of the same person still
    belongs to it. currency: ISO 4217 code of the one in which its revenue is counted; empty in a file written before it
    stood there. scoring: how its leads are scored; by default not at all.
    hooks: its webhooks.
    """

    name: str
    hosts: tuple[str, ...]
    key_hashes: tuple[str, ...] = ()
    count_automation: bool = False
    channel_rules: tuple[OwnRule, ...] = ()
    mode: Mode = Mode.TAG
    merge_days: int = MERGE_DAYS
    currency: str = ""
    scoring: Scoring = Scoring()
    hooks: tuple[KnownHook, ...] = ()

    def owns(self, host: str) -> bool:
        """Whether a page of that host is one of the site's."""
        return any(is_within(host, own) for own in self.hosts)

    def counts_in(self, currency: str) -> bool:
        """Whether an amount in that currency can be added to the site's revenue; one that names none can."""
        return currency in ("", self.currency) or not self.currency


def hash_key(key: str) -> str:
    """SHA-256 of an import key, in hex. Keys are long and random, so a fast hash is enough."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def publish_sites(path: Path, sites: Iterable[KnownSite]) -> None:
    """Replace the file of known sites in one step; a reader sees the old list or the new one."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(list(sites)), indent=1))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


class KnownSites:
    """The published sites, looked at again at most once a second.

    Where the file can no longer be read, those known before go on; where it never could, every question raises OSError
    or msgspec.MsgspecError: nothing may be refused as unknown that is not.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._clock = clock
        self._next_look = float("-inf")
        self._version: tuple[int, int] | None = None
        self._trouble = ""
        self._by_name: dict[str, KnownSite] = {}
        self._by_host: dict[str, str] = {}

    def find(self, name: str) -> KnownSite | None:
        """The site of that name, or None."""
        self._refresh()
        return self._by_name.get(name)

    def merge_days(self, name: str) -> int:
        """The days of grace of the site of that name; the usual ones of a site that is gone."""
        site = self.find(name)
        return MERGE_DAYS if site is None else site.merge_days

    def scorings(self) -> dict[str, Scoring]:
        """How each site scores its leads, by name; sites without rules are left out."""
        self._refresh()
        return {name: site.scoring for name, site in self._by_name.items() if site.scoring.rules}

    def owner_of(self, host: str) -> str:
        """The name of the site that a page of that host belongs to, or ""; of several, the first one of
        the longest host.
        """
        self._refresh()
        labels = host.split(".")
        for start in range(len(labels)):
            owner = self._by_host.get(".".join(labels[start:]))
            if owner is not None:
                return owner
        return ""

    def has_key(self, key_hash: str) -> bool:
        """Whether any site may be imported into with that key."""
        self._refresh()
        return any(key_hash in site.key_hashes for site in self._by_name.values())

    def _refresh(self) -> None:
        now = self._clock()
        if now < self._next_look:
            return
        try:
            self._read()
        except (OSError, msgspec.MsgspecError) as error:
            if self._version is None:
                raise
            if str(error) != self._trouble:
                log.error("%s cannot be read, the sites known before go on: %s", self._path, error)
            self._trouble = str(error)
        else:
            self._trouble = ""
        self._next_look = now + 1

    def _read(self) -> None:
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            self._by_name, self._by_host = {}, {}
            self._version = None
            return
        version = (stat.st_mtime_ns, stat.st_ino)
        if version == self._version:
            return
        sites = msgspec.json.decode(self._path.read_bytes(), type=list[KnownSite])
        self._by_name = {site.name: site for site in sites}
        self._by_host = {host: site.name for site in reversed(sites) for host in site.hosts}
        self._version = version
