"""A figure that the owner has put on the board, and what it should come to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goal:
    """key: of the figure. target: in its unit; of what is counted or summed, what a month of 30 days should bring."""

    key: str
    target: float | None = None
