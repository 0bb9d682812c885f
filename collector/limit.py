"""How much one address or one site may send: a leaky bucket for each, in this worker's memory and nowhere else."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from collector.visitor import truncate

ADDRESS_BURST = 10.0
SITE_BURST = 30.0
"""Seconds' worth of events that may come at once: an office after lunch, a television spot."""
MOST_KEYS = 20_000
"""Buckets kept at most, a few megabytes; see Limit.forget."""


class Limit:
    """A rate for each of many keys. rate: events a second, 0 for no limit. burst: seconds' worth that may come at once.

    For each key it knows the moment at which all that was sent would have been sent at the rate (the "generic cell rate
    algorithm"): one number in place of a bucket, and a moment gone by means the same as none.
    """

    def __init__(
        self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic, most_keys: int = MOST_KEYS
    ) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._most_keys = most_keys
        self._even_at: dict[str, float] = {}

    def is_over(self, key: str) -> bool:
        """Whether the key has to wait before it may send anything more. An empty key is never limited."""
        if not self._rate or not key:
            return False
        return self._even_at.get(key, 0.0) - self._clock() >= self._burst

    def spend(self, key: str, events: int = 1) -> None:
        """Count what was sent. A request that was let in is let in whole: the next one waits for it."""
        if not self._rate or not key:
            return
        now = self._clock()
        self._even_at[key] = max(self._even_at.get(key, 0.0), now) + events / self._rate
        if len(self._even_at) > self._most_keys:
            self.forget(now)

    def forget(self, now: float) -> None:
        """Drop the keys that are even, and all if that is not enough: memory is bounded in the senders' favour."""
        self._even_at = {key: even_at for key, even_at in self._even_at.items() if even_at > now}
        if len(self._even_at) > self._most_keys // 2:
            self._even_at = {}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one address and one site may send to this worker."""

    address: Limit
    site: Limit


def create_limits(per_address: float, per_site: float, clock: Callable[[], float] = time.monotonic) -> Limits:
    """Limits in events a second; 0 for none."""
    return Limits(Limit(per_address, ADDRESS_BURST, clock), Limit(per_site, SITE_BURST, clock))


@lru_cache(maxsize=4096)
def key_of(address: str) -> str:
    """What an address is limited under: its network, as visitors are told apart by. "" is not limited.

    An address of this machine or of a private network is not a visitor's but a proxy's or a server's of one's own;
    limiting it would refuse everybody behind a proxy that LEADPUMP_TRUSTED_PROXIES does not name.
    """
    network = truncate(address)
    first, _, rest = network.partition(".")
    second = rest.partition(".")[0]
    is_private = (
        first in ("127", "10")
        or (first == "192" and second == "168")
        or (first == "172" and second.isdigit() and 16 <= int(second) <= 31)
        or network == "::"
        or network.startswith(("fc", "fd", "fe80"))
    )
    return "" if is_private else network
