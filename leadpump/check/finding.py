"""One thing that was looked at, and what was found."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

Level = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Finding:
    """level: fail stops the product from doing its work or from keeping its promises, warn may come to that.

    about: what was looked at; says: a sentence, which for warn and fail says what to do.
    """

    level: Level
    about: str
    says: str

    def as_dict(self) -> dict[str, str]:
        """For --json."""
        return asdict(self)


def ok(about: str, says: str) -> Finding:
    """As it should be."""
    return Finding("ok", about, says)


def warn(about: str, says: str) -> Finding:
    """To be looked at."""
    return Finding("warn", about, says)


def fail(about: str, says: str) -> Finding:
    """To be set right."""
    return Finding("fail", about, says)
