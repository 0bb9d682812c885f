"""Who sends too much waits; nobody else does, and memory stays bounded."""

from __future__ import annotations

from pathlib import Path

import pytest

from collector.limit import Limit, create_limits
from tests.collector.conftest import CHROME, Intaker
from tests.collector.test_receive import GOOD, stored


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def sent_at_once(limit: Limit, key: str, most: int = 10_000) -> int:
    """How many single events get through at once."""
    for count in range(most):
        if limit.is_over(key):
            return count
        limit.spend(key)
    return most


def test_a_burst_passes_then_the_rate_holds(clock: Clock) -> None:
    limit = Limit(8, 5, clock)
    assert sent_at_once(limit, "a") == 40
    clock.now += 1
    assert sent_at_once(limit, "a") == 8
    clock.now += 60
    assert sent_at_once(limit, "a") == 40


def test_others_are_not_concerned(clock: Clock) -> None:
    limit = Limit(10, 5, clock)
    sent_at_once(limit, "a")
    assert not limit.is_over("b")


def test_a_batch_let_in_is_let_in_whole_and_waited_for(clock: Clock) -> None:
    limit = Limit(10, 5, clock)
    limit.spend("a", 100)
    assert limit.is_over("a")
    clock.now += 4.9
    assert limit.is_over("a")
    clock.now += 0.2
    assert not limit.is_over("a")


@pytest.mark.parametrize(("rate", "key"), [(0, "a"), (1, "")])
def test_no_rate_and_no_key_mean_no_limit(clock: Clock, rate: float, key: str) -> None:
    assert sent_at_once(Limit(rate, 5, clock), key, 100) == 100


def test_a_million_addresses_take_no_more_memory_than_twenty_thousand(clock: Clock) -> None:
    limit = Limit(10, 5, clock, most_keys=100)
    sent_at_once(limit, "steady")
    for number in range(10_000):
        clock.now += 0.001
        limit.spend(str(number))
        assert len(limit._even_at) <= 101
    # 10 s later nobody owes anything any more, and nothing is remembered of anybody.
    clock.now += 10
    limit.forget(clock.now)
    assert limit._even_at == {}


def flood(intaker: Intaker, batches: int) -> list[int]:
    """Batches of ten events each from one address; their statuses."""
    return [intaker.post([GOOD] * 10, X_Forwarded_For="203.0.113.9").status_code for _ in range(batches)]


def test_one_address_that_floods_gets_429_and_others_do_not(tmp_path: Path, clock: Clock) -> None:
    intaker = Intaker(tmp_path, limits=create_limits(2, 0, clock), trusted_proxies=1)
    assert flood(intaker, 4) == [202, 202, 429, 429]
    answer = intaker.post(GOOD, X_Forwarded_For="203.0.113.10")
    assert (answer.status_code, answer.json["reason"]) == (429, "rate_limited")  # type: ignore[index]
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert intaker.post(GOOD, X_Forwarded_For="203.0.114.9").status_code == 202
    clock.now += 60
    assert intaker.post(GOOD, X_Forwarded_For="203.0.113.9").status_code == 202
    assert len(stored(intaker)) == 22
    intaker.spool.close()


def test_what_is_refused_for_its_body_counts_against_its_address_too(tmp_path: Path, clock: Clock) -> None:
    intaker = Intaker(tmp_path, limits=create_limits(1, 0, clock), trusted_proxies=1)
    statuses = [intaker.post(b"nonsense", X_Forwarded_For="203.0.113.9").status_code for _ in range(12)]
    assert statuses == [400] * 10 + [429] * 2
    intaker.spool.close()


def test_one_site_that_is_flooded_gets_429_and_others_do_not(tmp_path: Path, clock: Clock) -> None:
    intaker = Intaker(tmp_path, limits=create_limits(0, 1, clock), trusted_proxies=1)
    assert flood(intaker, 5) == [202, 202, 202, 429, 429]
    assert intaker.post(GOOD | {"site": "other.fr", "url": "https://other.fr/"}).status_code == 202
    mixed = intaker.post([GOOD, GOOD | {"site": "other.fr", "url": "https://other.fr/"}])
    assert (mixed.status_code, mixed.json["accepted"]) == (202, 1)  # type: ignore[index]
    assert [(item["index"], item["reason"]) for item in mixed.json["refused"]] == [(0, "rate_limited")]  # type: ignore[index]
    clock.now += 31
    assert intaker.post(GOOD).status_code == 202
    intaker.spool.close()


def test_who_imports_with_a_key_is_not_limited(tmp_path: Path, clock: Clock) -> None:
    intaker = Intaker(tmp_path, limits=create_limits(1, 1, clock), trusted_proxies=1)
    past = GOOD | {"ts": 1_770_000_000_000, "visitor": "someone"}
    for _ in range(5):
        answer = intaker.client.post(
            "/api/import/events",
            json=[past] * 100,
            headers={"Authorization": "Bearer key-of-the-tests", "X-Forwarded-For": "203.0.113.9"},
        )
        assert answer.status_code == 202
    assert intaker.post(GOOD, X_Forwarded_For="203.0.113.9", User_Agent=CHROME).status_code == 202
    intaker.spool.close()


def test_this_machine_and_its_neighbours_are_not_limited(tmp_path: Path, clock: Clock) -> None:
    """Behind a proxy that the settings do not name, everybody has its address."""
    intaker = Intaker(tmp_path, limits=create_limits(1, 0, clock))
    for address in ("127.0.0.1", "172.18.0.2", "::1"):
        for _ in range(30):
            answer = intaker.client.post(
                "/api/event", json=GOOD, headers={"User-Agent": CHROME}, environ_base={"REMOTE_ADDR": address}
            )
            assert answer.status_code == 202
    intaker.spool.close()
