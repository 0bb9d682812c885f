"""What files and forms call by the names that pages show, in whichever language: channels, and why a lead was lost."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from leadpump.sheet.header import bare, fold
from reports.glossary import CHANNELS
from reports.language import LANGUAGES, translate
from reports.stage import LOST_REASONS


def channel_named(text: str) -> str:
    """One of our channels by its key or its name, with or without its brackets; else as it is written."""
    return _channels().get(fold(text), text)


def reason_named(text: str) -> str:
    """One of our reasons by its key or its name; else as it is written."""
    return _reasons().get(fold(text), text)


@cache
def _channels() -> Mapping[str, str]:
    return _keys(CHANNELS)


@cache
def _reasons() -> Mapping[str, str]:
    return _keys(LOST_REASONS)


def _keys(names: Mapping[str, str]) -> Mapping[str, str]:
    """Of each way to write a name its key."""
    said = [(key, translate(language, name)) for key, name in names.items() for language in LANGUAGES]
    written = [*((key, key) for key in names), *((key, key.replace("_", " ")) for key in names), *said]
    return {way(text): key for key, text in written for way in (bare, fold)}
