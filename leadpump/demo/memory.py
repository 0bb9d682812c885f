"""What a data folder was already told of the demo, so that a later filling goes on where the last one ended."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from leadpump.demo.story import Story


@dataclass(frozen=True, slots=True)
class Told:
    """A story, and the moment until which it was sent; None if that was broken off."""

    story: Story
    until: datetime | None


def recall(file: Path, seed: int) -> Told | None:
    """What was told with this seed, or None."""
    entry = _read(file).get(str(seed))
    if entry is None:
        return None
    until = datetime.fromisoformat(entry["until"]) if entry["until"] else None
    return Told(Story(date.fromisoformat(entry["start"]), int(entry["days"])), until)


def remember(file: Path, seed: int, told: Told) -> None:
    """Note it, in one step: a reader finds the old note or the new one."""
    notes = _read(file)
    notes[str(seed)] = {
        "start": told.story.start.isoformat(),
        "days": told.story.days,
        "until": told.until.isoformat() if told.until else None,
    }
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(json.dumps(notes, indent=1) + "\n", "utf-8")
    beside.replace(file)


def _read(file: Path) -> dict[str, dict[str, Any]]:
    try:
        notes: dict[str, dict[str, Any]] = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return notes
