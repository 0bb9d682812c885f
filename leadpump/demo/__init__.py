"""The demo: a fictional roofer's site under the product's own tag, and the traffic it might have had."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoSite:
    """What the product must know of the demo site to accept its events and to report on it.

    hosts: where its pages live: the simulated host, and the addresses under which a newcomer opens the demo.
    count_automation: a scripted browser that visits the demo is somebody trying it out.
    """

    name: str
    title: str
    timezone: str
    currency: str
    hosts: tuple[str, ...]
    count_automation: bool


SITE = DemoSite(
    name="toits-de-loire.example",
    title="Les Toits de Loire",
    timezone="Europe/Paris",
    currency="EUR",
    hosts=("toits-de-loire.example", "localhost", "127.0.0.1"),
    count_automation=True,
)
