"""The statements of this folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def statement(name: str) -> str:
    """A statement, by the name of its file."""
    return (FOLDER / f"{name}.sql").read_text("utf-8")
