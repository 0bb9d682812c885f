"""What append() returned for is on disk, whole, whatever happens next."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector import spool as spool_module
from collector.spool import Damage, Spool, SpoolFull, frame, read_frames, ready_segments

WRITER = """
import sys
from pathlib import Path
from collector.spool import Spool
spool = Spool(Path(sys.argv[1]), limit_bytes=10**9, min_free_bytes=0, seal_seconds=3600)
for number in range(10**9):
    spool.append([b"record %d" % number])
    print(number, flush=True)
"""


def open_spool(folder: Path, **options: float) -> Spool:
    given = {"limit_bytes": 10**9, "min_free_bytes": 0, "seal_seconds": 3600} | options
    return Spool(folder, **given)  # type: ignore[arg-type]


def payloads(folder: Path) -> list[bytes]:
    return [
        part for path in ready_segments(folder) for part in read_frames(path.read_bytes()) if isinstance(part, bytes)
    ]


def test_records_of_many_threads_are_all_there_in_whole_frames(tmp_path: Path) -> None:
    spool = open_spool(tmp_path)
    expected = {b"%d-%d" % (thread, number) for thread in range(16) for number in range(50)}

    def write(thread: int) -> None:
        for number in range(50):
            spool.append([b"%d-%d" % (thread, number)])

    threads = [threading.Thread(target=write, args=(thread,)) for thread in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spool.close()
    found = payloads(tmp_path)
    assert len(found) == 800
    assert set(found) == expected


def test_a_segment_is_sealed_by_age_without_another_append(tmp_path: Path) -> None:
    spool = open_spool(tmp_path, seal_seconds=0.1)
    spool.append([b"x"])
    for _ in range(100):
        if list(tmp_path.glob("*.ready")):
            break
        threading.Event().wait(0.05)
    assert payloads(tmp_path) == [b"x"]
    spool.close()


def test_a_segment_is_sealed_by_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool_module, "SEAL_BYTES", 100)
    spool = open_spool(tmp_path)
    spool.append([b"x" * 200])
    assert len(list(tmp_path.glob("*.ready"))) == 1
    spool.close()


def test_an_open_segment_is_left_alone_while_its_worker_lives(tmp_path: Path) -> None:
    spool = open_spool(tmp_path)
    spool.append([b"x"])
    assert ready_segments(tmp_path) == []
    spool.close()
    assert payloads(tmp_path) == [b"x"]


def test_what_was_acknowledged_before_kill_9_is_found(tmp_path: Path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    )
    assert writer.stdout is not None
    acknowledged = [writer.stdout.readline().strip() for _ in range(200)]
    writer.send_signal(signal.SIGKILL)
    acknowledged += writer.stdout.read().split()
    writer.stdout.close()
    writer.wait()
    found = payloads(tmp_path)
    assert set(found) >= {b"record " + number.encode() for number in acknowledged}
    assert len(found) == len(set(found)) <= len(acknowledged) + 1


def test_a_full_spool_refuses_before_it_accepts(tmp_path: Path) -> None:
    spool = open_spool(tmp_path, limit_bytes=10)
    spool.append([b"x" * 100])
    spool._next_look = 0
    with pytest.raises(SpoolFull, match="wait in the spool"):
        spool.append([b"y"])
    spool.close()
    assert payloads(tmp_path) == [b"x" * 100]


def test_a_disk_below_its_low_water_mark_refuses(tmp_path: Path) -> None:
    spool = open_spool(tmp_path, min_free_bytes=2**60)
    with pytest.raises(SpoolFull, match="free on the disk"):
        spool.append([b"x"])
    spool.close()


def no_space(_: int) -> None:
    raise OSError(28, "No space left on device")


def test_a_failed_write_leaves_nothing_behind_and_the_next_one_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = open_spool(tmp_path)
    spool.append([b"before"])
    monkeypatch.setattr(os, "fdatasync", no_space)
    with pytest.raises(SpoolFull, match="cannot be written"):
        spool.append([b"lost"])
    monkeypatch.undo()
    spool.append([b"after"])
    spool.close()
    assert payloads(tmp_path) == [b"before", b"after"]


def test_what_was_promised_survives_a_write_that_can_not_even_be_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = open_spool(tmp_path)
    spool.append([b"before"])
    monkeypatch.setattr(os, "fdatasync", no_space)
    monkeypatch.setattr(os, "ftruncate", lambda *_: no_space(0))
    for _ in range(3):
        with pytest.raises(SpoolFull):
            spool.append([b"perhaps"])
    monkeypatch.undo()
    spool.append([b"after"])
    spool.close()
    assert [part for part in payloads(tmp_path) if part != b"perhaps"] == [b"before", b"after"]


def test_sealing_that_fails_loses_nothing_and_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = open_spool(tmp_path, seal_seconds=0.1)
    monkeypatch.setattr(spool_module, "SEAL_BYTES", 1)
    rename = Path.rename
    failing = True

    def rename_or_fail(self: Path, target: Path) -> Path:
        if failing and str(target).endswith(".ready"):
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", rename_or_fail)
    spool.append([b"one"])
    spool.append([b"two"])
    assert list(tmp_path.glob("*.ready")) == []
    failing = False
    for _ in range(100):
        if list(tmp_path.glob("*.ready")):
            break
        threading.Event().wait(0.05)
    assert payloads(tmp_path) == [b"one", b"two"]
    spool.close()


def test_nobody_waits_for_ever_when_a_write_ends_in_a_surprise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = open_spool(tmp_path)

    def surprise(_: int) -> None:
        raise MemoryError

    monkeypatch.setattr(os, "fdatasync", surprise)
    with pytest.raises((MemoryError, SpoolFull)):
        spool.append([b"x"])
    monkeypatch.undo()
    spool.append([b"y"])
    spool.close()
    assert b"y" in payloads(tmp_path)


def test_a_whole_last_frame_that_is_damaged_is_not_taken_for_a_torn_end() -> None:
    hurt = frame(b"first") + frame(b"last")[:-1] + b"?"
    parts = list(read_frames(hurt))
    assert parts[0] == b"first"
    assert isinstance(parts[1], Damage)
    assert not parts[1].torn
    torn = list(read_frames(frame(b"first") + frame(b"last")[:-1]))
    assert isinstance(torn[1], Damage)
    assert torn[1].torn


@given(st.lists(st.binary(max_size=60), max_size=8), st.integers(0, 600))
def test_a_torn_end_costs_only_the_frame_it_tears(records: list[bytes], cut: int) -> None:
    whole = b"".join(map(frame, records))
    kept = whole[: min(cut, len(whole))]
    found = [part for part in read_frames(kept) if isinstance(part, bytes)]
    assert found == records[: len(found)]
    assert sum(len(frame(part)) for part in found) + 12 + 60 > len(kept)


@given(st.lists(st.binary(min_size=1, max_size=60), min_size=3, max_size=8), st.data())
def test_damage_in_the_middle_costs_only_the_frame_it_hits(records: list[bytes], data: st.DataObject) -> None:
    frames = list(map(frame, records))
    hit = data.draw(st.integers(0, len(frames) - 2))
    place = data.draw(st.integers(0, len(frames[hit]) - 1))
    hurt = bytearray(frames[hit])
    hurt[place] ^= 0xFF
    parts = list(read_frames(b"".join([*frames[:hit], bytes(hurt), *frames[hit + 1 :]])))
    assert [part for part in parts if isinstance(part, bytes)] == records[:hit] + records[hit + 1 :]
    assert [part.torn for part in parts if isinstance(part, Damage)] == [False]
