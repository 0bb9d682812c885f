"""The keys of the data folder that stand people in."""

from __future__ import annotations

from collector.enrich import Identity
from collector.visitor import Salts
from leadpump.settings import Settings
from leadpump.setup import CONTACT_KEY, VISITOR_KEY, read_secret


def open_identity(settings: Settings) -> Identity:
    """The keys that stand people in."""
    visitor_key, contact_key = (bytes.fromhex(read_secret(settings.data / name)) for name in (VISITOR_KEY, CONTACT_KEY))
    return Identity(Salts(settings.data / "salts"), visitor_key, contact_key)
