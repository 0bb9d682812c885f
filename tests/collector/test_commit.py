"""What arrives together is written together, and each sender hears of its own fate."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest

from collector.commit import Commit
from collector.spool import SpoolFull
from tests.collector.test_spool import no_space, open_spool, payloads

Answer = TypeVar("Answer")


def run(work: Coroutine[Any, Any, Answer]) -> Answer:
    """On a loop in a thread of its own: another test's browser may keep one running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def test_records_of_many_senders_are_all_there_and_share_syncs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = open_spool(tmp_path)
    commit = Commit(spool)
    syncs: list[int] = []
    fdatasync = os.fdatasync

    def counted(descriptor: int) -> None:
        syncs.append(descriptor)
        fdatasync(descriptor)

    monkeypatch.setattr(os, "fdatasync", counted)

    async def send(sender: int) -> None:
        for number in range(20):
            await commit.append([b"%d-%d" % (sender, number)])

    async def send_all() -> None:
        await asyncio.gather(*(send(sender) for sender in range(40)))

    run(send_all())
    commit.close()
    spool.close()
    found = payloads(tmp_path)
    assert len(found) == 800
    assert set(found) == {b"%d-%d" % (sender, number) for sender in range(40) for number in range(20)}
    assert len(syncs) < 400


def test_a_failed_write_is_told_to_all_who_shared_it_and_the_next_one_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = open_spool(tmp_path)
    commit = Commit(spool)

    async def send(number: int) -> str:
        try:
            await commit.append([b"%d" % number])
        except SpoolFull:
            return "refused"
        return "written"

    async def send_all() -> list[str]:
        return await asyncio.gather(*map(send, range(5)))

    monkeypatch.setattr(os, "fdatasync", no_space)
    assert run(send_all()) == ["refused"] * 5
    monkeypatch.undo()
    assert run(send_all()) == ["written"] * 5
    commit.close()
    spool.close()
    assert sorted(payloads(tmp_path)) == [b"0", b"1", b"2", b"3", b"4"]


def test_a_sender_that_hangs_up_holds_nobody_up(tmp_path: Path) -> None:
    spool = open_spool(tmp_path)
    commit = Commit(spool)

    async def send_all() -> None:
        gone = asyncio.create_task(commit.append([b"gone"]))
        stays = asyncio.create_task(commit.append([b"stays"]))
        await asyncio.sleep(0)
        gone.cancel()
        await stays
        await commit.append([b"next"])

    run(send_all())
    commit.close()
    spool.close()
    assert {b"stays", b"next"} <= set(payloads(tmp_path))
