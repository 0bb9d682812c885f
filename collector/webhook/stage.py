"""What the steps of a customer tool are here: the owner's word first, then the names that the tools come with."""

from __future__ import annotations

from collections.abc import Mapping

from collector.event import STAGES

NONE = "-"
"""In the owner's list: this step means nothing here."""


def stage_of(name: str, own: Mapping[str, str], usual: Mapping[str, str]) -> str:
    """The stage of a step, or "" if it has none."""
    found = own.get(name.strip().lower(), usual.get(name.strip().lower(), ""))
    return found if found in STAGES else ""


def read_stages(text: str) -> dict[str, str] | str:
    """The owner's list, a line a step as `closedwon = customer`; or the first line that is none."""
    stages: dict[str, str] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        name, sign, stage = (part.strip().lower() for part in line.partition("="))
        if not name or not sign or stage not in (*STAGES, NONE) or len(name) > 100 or len(stages) >= 100:
            return line.strip()[:100]
        stages[name] = stage
    return stages
