"""The list of backups that were made: whoever erases a person must know which copies still hold them."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

FILE = "backups.jsonl"


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A backup. made: UTC; file: where it was put, as this machine saw it."""

    id: str
    made: str
    file: str
    version: str
    events: int


def note(data: Path, backup: Made) -> None:
    """Add a backup to the list and wait for the disk."""
    descriptor = os.open(data / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab") as file:
        file.write(msgspec.json.encode(backup) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def backups_of(data: Path) -> list[Made]:
    """The backups that were made of this folder, oldest first, whether they still exist or not."""
    path = data / FILE
    lines = path.read_bytes().splitlines() if path.exists() else []
    return [msgspec.json.decode(line, type=Made) for line in lines if line.strip()]
