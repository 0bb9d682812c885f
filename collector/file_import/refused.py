"""The lines of a file that were refused, each with its reason, in a file of their own beside it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import IO

import msgspec

from collector.file_import.pieces import Refused

REFUSED_LINES = ".refused.jsonl"
"""How the name of such a file ends."""
MOST_LINES = 100_000
"""Written down; the rest is counted."""


class RefusedFile:
    """Counts refused lines by reason and writes them down. The file is there only if something was refused."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.reasons: Counter[str] = Counter()
        self.samples: dict[str, tuple[int, str]] = {}
        self._file: IO[bytes] | None = None
        path.unlink(missing_ok=True)

    def add(self, refused: Iterable[Refused]) -> None:
        """Note refused lines. Raises OSError where the file cannot be written."""
        for item in refused:
            reason = item.refusal.reason
            if self.reasons.total() < MOST_LINES:
                self._write(item)
            self.reasons[reason] += 1
            self.samples.setdefault(reason, (item.line, item.refusal.detail))

    def _write(self, item: Refused) -> None:
        if self._file is None:
            # What was refused may hold whatever the file holds: for its owner alone.
            self._file = os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
        entry = {
            "line": item.line,
            "reason": item.refusal.reason,
            "detail": item.refusal.detail,
            "text": item.text.decode("utf-8", "replace"),
        }
        self._file.write(msgspec.json.encode(entry) + b"\n")

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
