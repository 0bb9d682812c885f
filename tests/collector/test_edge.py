"""What unfinished requests may hold of a worker's memory."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from collector import edge
from collector.edge import BodyTooLarge, TooManyBodies, read_body


def of_parts(*parts: bytes, last: bool = True) -> edge.Receive:
    """The parts of a body, one after the other; without a last one, the sender goes silent."""
    left = list(parts)

    async def receive() -> dict[str, Any]:
        if not left:
            await asyncio.sleep(3600)
        part = left.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(left) or not last}

    return receive


def read(receive: edge.Receive, most: int, seconds: float = 15) -> bytes:
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, read_body(receive, most, seconds)).result()


def test_a_body_without_a_length_is_bounded_too() -> None:
    assert read(of_parts(b"a" * 60, b"b" * 40), 100) == b"a" * 60 + b"b" * 40
    with pytest.raises(BodyTooLarge):
        read(of_parts(*[b"x" * 30] * 10), 100)
    assert edge._held.bytes == 0


def test_all_unfinished_bodies_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "MAX_HELD", 250)

    async def hold() -> list[BaseException | bytes]:
        first = [asyncio.create_task(read_body(of_parts(b"x" * 100, last=False), 1000, 2)) for _ in range(2)]
        await asyncio.sleep(0.1)
        late = await asyncio.gather(
            read_body(of_parts(b"y" * 100, last=False), 1000, 2),
            read_body(of_parts(b"z"), 1000),
            return_exceptions=True,
        )
        return [*late, *await asyncio.gather(*first, return_exceptions=True)]

    with ThreadPoolExecutor(1) as thread:
        refused, whole, *silent = thread.submit(asyncio.run, hold()).result()
    assert isinstance(refused, TooManyBodies)
    assert whole == b"z"
    assert all(isinstance(item, TimeoutError) for item in silent)
    assert edge._held.bytes == 0
