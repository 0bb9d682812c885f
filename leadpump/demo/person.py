"""One simulated visitor, the same whenever they come back."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from leadpump.demo.arrival import Arrival
from leadpump.demo.device import LANGUAGES, TIMEZONES, Device, draw_app, draw_device, draw_weighted
from leadpump.demo.story import local_time

SHARE_NAMED = 0.45
"""Visitors who agreed to a lasting identifier."""


@dataclass(frozen=True, slots=True)
class Person:
    """named: agreed to a lasting identifier. interest, means: 0 to 1; how much they want it, and can pay it."""

    key: str
    named: bool
    device: Device
    languages: str
    timezone: str
    arrival: Arrival
    interest: float
    means: float

    def visitor(self, ts: int) -> str:
        """Their name at that time: lasting, or another each day."""
        return self.key if self.named else f"{self.key}-{local_time(ts):%Y%m%d}"

    @property
    def consent(self) -> str:
        """What they answered when asked."""
        return "granted" if self.named else ""


def draw_person(rng: Random, arrival: Arrival) -> Person:
    """Somebody who first comes that way."""
    in_app = rng.random() < arrival.app
    return Person(
        key=f"{rng.getrandbits(64):016x}",
        named=rng.random() < SHARE_NAMED,
        device=draw_app(rng) if in_app else draw_device(rng, arrival.mobile_lean),
        languages=draw_weighted(rng, LANGUAGES),
        timezone=draw_weighted(rng, TIMEZONES),
        arrival=arrival,
        interest=rng.betavariate(2, 3),
        means=min(1.0, rng.betavariate(2.2, 2.4) * (0.55 + 0.45 * arrival.quality)),
    )
