"""What ClickHouse's errors mean for the rows it was given: their fault, or the moment's.

Numbers are those of ClickHouse's src/Common/ErrorCodes.cpp.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from collector.store import StoreRefused

T = TypeVar("T")

OF_THE_ROWS = frozenset(
    {
        6,  # CANNOT_PARSE_TEXT
        25,  # CANNOT_PARSE_ESCAPE_SEQUENCE
        26,  # CANNOT_PARSE_QUOTED_STRING
        27,  # CANNOT_PARSE_INPUT_ASSERTION_FAILED
        38,  # CANNOT_PARSE_DATE
        41,  # CANNOT_PARSE_DATETIME
        53,  # TYPE_MISMATCH
        69,  # ARGUMENT_OUT_OF_BOUND
        70,  # CANNOT_CONVERT_TYPE
        72,  # CANNOT_PARSE_NUMBER
        117,  # INCORRECT_DATA
        130,  # CANNOT_READ_ARRAY_FROM_TEXT
        131,  # TOO_LARGE_STRING_SIZE
        321,  # VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
        349,  # CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
        376,  # CANNOT_PARSE_UUID
        407,  # DECIMAL_OVERFLOW
        441,  # CANNOT_PARSE_DOMAIN_VALUE_FROM_STRING
        467,  # CANNOT_PARSE_BOOL
        469,  # VIOLATED_CONSTRAINT
        563,  # CANNOT_READ_MAP_FROM_TEXT
        632,  # UNEXPECTED_DATA_AFTER_PARSED_VALUE
    }
)
"""These blame the content of a row. Even so the rows are tried on their own before one of them is set aside."""

MEMORY_LIMIT = 241
"""MEMORY_LIMIT_EXCEEDED: less at once may succeed."""


def asks_for_too_much(error: StoreRefused) -> bool:
    """Whether a statement needs more memory than one may have, so that it would be refused again.

    What ClickHouse does beside it passes: that is told as the memory of the whole, not as that of the statement.
    """
    return error.code == MEMORY_LIMIT and "Query memory limit exceeded" in str(error)


OF_THE_MOMENT = frozenset(
    {
        *(74, 75, 76, 77, 87, 88, 95, 96, 172, 204, 214, 294, 298, 299, 400, 425, 586, 641),  # files, pipes
        *(198, 203, 209, 210, 279, 297, 364, 410, 519, 749, 762, 1018),  # network and connections
        *(158, 159, 160, 201, 202, 236, 290, 307, 394, 396, 700, 718, 735, 745, 763, 776, 1019),  # limits and time
        *(173, MEMORY_LIMIT, 243, 439, 777, 778, 1016, 1020),  # memory, threads, disk
        *(164, 242, 384, 473, 517, 692, 733, 734, 738, 774),  # locks, read-only tables, mutations
        *(252, 565, 574),  # parts and partitions
        *(225, 244, 254, 265, 285, 286, 289, 319, 369, 415, 416, 529, 659, 999, 1017),  # replicas and Keeper
        *(60, 81, 83, 107, 218, 305),  # a table that is not there, now
        *(192, 193, 194, 195, 291, 481, 495, 497, 511, 516, 720),  # rights
        *(499, 500, 693, 707, 737, 900, 901, 905),  # object storage
        *(341, 667, 677, 694, 695, 696, 722, 903),  # starting and stopping
    }
)
"""These say nothing about the rows: wait, and send the same again, for ever."""

UNKNOWN_TRIES = 5
UNKNOWN_SECONDS = 120.0


class Patience:
    """How long one insert has been refused with an error that is in neither list."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._of = ""
        self._since = 0.0
        self._tries = 0

    def is_over(self, insert: str) -> bool:
        """Note a refusal of this insert; whether there were enough of them, over long enough."""
        if insert != self._of:
            self._of, self._since, self._tries = insert, self._clock(), 0
        self._tries += 1
        return self._tries >= UNKNOWN_TRIES and self._clock() - self._since >= UNKNOWN_SECONDS


def tell(error: Exception) -> str:
    """An error in words for logs and health pages: what ClickHouse says of rows may quote them, so it is left out."""
    if not isinstance(error, StoreRefused) or error.code in OF_THE_MOMENT:
        return str(error)[:500]
    names = re.findall(r"\(([A-Z][A-Z_0-9]+)\)", str(error))
    return f"ClickHouse refuses it with error {error.code} ({names[-1] if names else 'no name given'})"


def find_bad(items: Sequence[T], fails: Callable[[Sequence[T]], Exception | None]) -> list[tuple[T, Exception]]:
    """The items that fail on their own, each with its error, found by halving. fails: the error of trying some."""
    error = fails(items)
    if error is None:
        return []
    if len(items) == 1:
        return [(items[0], error)]
    half = len(items) // 2
    return find_bad(items[:half], fails) + find_bad(items[half:], fails)
