"""The figures that a site's people have put on its board: chosen by them, checked once."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from enum import StrEnum

from sqlalchemy.orm import Session

from leadpump.records.site import get_row
from reports.board import ALWAYS, FEWEST, MOST, ORDER
from reports.goal import Goal

HIGHEST = 1e12


class BoardProblem(StrEnum):
    """Why a board was not taken: the closed set; the page puts each into words."""

    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    UNKNOWN = "unknown"
    BAD_TARGET = "bad_target"


def check_board(keys: Sequence[str], targets: Mapping[str, float]) -> tuple[Goal, ...] | BoardProblem:
    """The board as it will be kept, in the order in which it is shown, or what is wrong.

    targets: by figure; those of figures that are not chosen are left out.
    """
    chosen = {*keys, *ALWAYS}
    if chosen - set(ORDER):
        return BoardProblem.UNKNOWN
    if len(chosen) < FEWEST:
        return BoardProblem.TOO_FEW
    if len(chosen) > MOST:
        return BoardProblem.TOO_MANY
    if not all(math.isfinite(target) and abs(target) <= HIGHEST for target in targets.values()):
        return BoardProblem.BAD_TARGET
    return tuple(Goal(key, targets.get(key)) for key in ORDER if key in chosen)


def keep_board(db: Session, site: str, board: Sequence[Goal]) -> None:
    """Show these figures; none for those suggested. Errors: NotFound."""
    get_row(db, site).board = [[goal.key, goal.target] for goal in board]
