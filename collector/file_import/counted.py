"""Ids that were counted before: a file that is imported again is known by them while it is read."""

from __future__ import annotations

from array import array
from bisect import bisect_left

import numpy

LOW = (1 << 64) - 1


class CountedIds:
    """A set of ids, in sixteen bytes each and shared by forked processes, which a set of Python's would not be.

    What it says it holds, it does. It may miss some, where both halves of two ids agree in their exclusive or.
    """

    def __init__(self, ids: bytes) -> None:
        """ids: as ClickHouse writes UUIDs in RowBinary, two numbers each, the higher half first."""
        halves = numpy.frombuffer(ids, "<u8").reshape(-1, 2)
        mixed = halves[:, 0] ^ halves[:, 1]
        order = numpy.argsort(mixed)
        self._mixed = array("Q", mixed[order].tobytes())
        self._high = array("Q", halves[order, 0].tobytes())

    def __len__(self) -> int:
        return len(self._mixed)

    def __contains__(self, number: int) -> bool:
        high = number >> 64
        mixed = high ^ (number & LOW)
        place = bisect_left(self._mixed, mixed)
        return place < len(self._mixed) and self._mixed[place] == mixed and self._high[place] == high
