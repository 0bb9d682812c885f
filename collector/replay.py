"""Looking through kept segments once more: what ClickHouse lost of them comes back, and nothing counts twice.

The segments are handed to the loader as links in spool/replay. It asks the tables themselves which of the records
they hold, with what goes in beside their rows, and loads what is missing like what is new, under whichever session it
belongs to now.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from collector.batch import Batch
from collector.spool import frame, sync_folder, write_synced

RESULTS = "results.jsonl"


class Result(msgspec.Struct, frozen=True):
    """What became of some replayed segments: how many records they hold, and of how many something was missing."""

    segments: list[str]
    records: int
    restored: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A segment that was loaded and is kept. opened_at: Unix seconds, from its name."""

    path: Path
    opened_at: float


def kept_segments(spool: Path, since: datetime | None = None, until: datetime | None = None) -> list[Kept]:
    """The kept segments that were opened in this time, oldest first."""
    found = [Kept(path, opened_at(path)) for path in (spool / "done").glob("*/*.ready")]
    return sorted(
        (
            kept
            for kept in found
            if (since is None or kept.opened_at >= since.timestamp())
            and (until is None or kept.opened_at <= until.timestamp())
        ),
        key=lambda kept: kept.path.name,
    )


def opened_at(path: Path) -> float:
    """When a segment was opened: its name begins with nanoseconds since 1970."""
    digits = path.name.split("-")[0]
    return int(digits) / 1e9 if digits.isdigit() else path.stat().st_mtime


def hand_over(path: Path, spool: Path) -> str:
    """Give a kept segment to the loader; the name it has there. It may vanish from done meanwhile: FileNotFoundError.

    A link takes no room; where a file system has none, a copy does.
    """
    folder = spool / "replay"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / path.name
    if target.exists():
        return path.name
    try:
        os.link(path, target)
    except FileExistsError:
        return path.name
    except FileNotFoundError:
        raise
    except OSError:
        beside = folder / f".{path.name}.new"
        shutil.copyfile(path, beside)
        beside.rename(target)
    sync_folder(folder)
    return path.name


def hand_over_records(payloads: Iterable[bytes], name: str, spool: Path) -> None:
    """Give single records, as record.encode makes them, to the loader, as a segment of that name."""
    folder = spool / "replay"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = folder / f".{name}.new"
    write_synced(beside, map(frame, payloads))
    beside.rename(folder / f"{name}.ready")
    sync_folder(folder)


def note_result(spool: Path, batch: Batch) -> None:
    """Write down what became of a replayed batch, for whoever waits for it."""
    result = Result(batch.manifest.segments, batch.manifest.records, batch.manifest.fresh)
    with (spool / "replay" / RESULTS).open("ab") as file:
        file.write(msgspec.json.encode(result) + b"\n")


def read_results(spool: Path, offset: int = 0) -> tuple[list[Result], int]:
    """The results from this place of the file on, and where it ends now."""
    try:
        with (spool / "replay" / RESULTS).open("rb") as file:
            # Cleared and begun again, as old results are.
            offset = offset if os.fstat(file.fileno()).st_size >= offset else 0
            file.seek(offset)
            data = file.read()
    except FileNotFoundError:
        return [], 0
    whole = data[: data.rfind(b"\n") + 1]
    return [msgspec.json.decode(line, type=Result) for line in whole.splitlines()], offset + len(whole)
