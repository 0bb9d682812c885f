"""A visitor's number: the same all day, another the next, and nobody's once the day's key is gone."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from collector.visitor import Numbers, Salts, cookieless_ids, lasting_id, truncate

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


def ids(salts: Salts, happened: datetime = NOW, now: datetime = NOW, **given: str) -> Numbers:
    facts = {"site": "a.fr", "address": "203.0.113.5", "user_agent": "Firefox"} | given
    return cookieless_ids(salts, happened=happened, now=now, **facts)


def test_the_same_visitor_has_one_number_a_day_and_the_next_day_remembers_it(tmp_path: Path) -> None:
    salts = Salts(tmp_path)
    today = ids(salts).own
    assert ids(salts, NOW + timedelta(hours=5), NOW + timedelta(hours=5))[0] == today
    tomorrow = ids(salts, NOW + timedelta(days=1), NOW + timedelta(days=1))
    assert tomorrow.own != today
    assert tomorrow.before == today


@pytest.mark.parametrize(("minutes", "known"), [(-31, False), (-30, True), (-1, True), (0, False)])
def test_the_next_days_number_is_known_in_the_last_half_hour(minutes: int, known: bool, tmp_path: Path) -> None:
    salts = Salts(tmp_path)
    midnight = datetime(2026, 3, 11, tzinfo=UTC)
    moment = midnight + timedelta(minutes=minutes)
    after = ids(salts, moment, moment).after
    assert (tmp_path / "2026-03-11").exists() == (known or minutes >= 0)
    assert after == (ids(salts, midnight, midnight).own if known else 0)


def test_site_browser_and_network_tell_visitors_apart_but_not_the_last_byte_of_the_address(tmp_path: Path) -> None:
    salts = Salts(tmp_path)
    one = ids(salts)[0]
    assert ids(salts, site="b.fr")[0] != one
    assert ids(salts, user_agent="Chrome")[0] != one
    assert ids(salts, address="203.0.114.5")[0] != one
    assert ids(salts, address="203.0.113.99")[0] == one


def test_keys_are_gone_after_two_days(tmp_path: Path) -> None:
    salts = Salts(tmp_path)
    first = ids(salts)[0]
    for days in (1, 2):
        ids(salts, NOW + timedelta(days=days), NOW + timedelta(days=days))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026-03-11", "2026-03-12"]
    late = ids(salts, NOW, NOW + timedelta(days=2))
    assert late.own != first
    # Yesterday's key is the nearest that is left, and what was read offline on both days stays one visitor's.
    yesterday = NOW + timedelta(days=1)
    assert late == (ids(salts, yesterday, NOW + timedelta(days=2)).own, 0, 0)


def test_keys_are_destroyed_by_the_clock_when_nobody_comes(tmp_path: Path) -> None:
    ids(Salts(tmp_path))
    Salts(tmp_path).destroy_old((NOW + timedelta(days=1)).date())
    assert (tmp_path / "2026-03-10").exists()
    Salts(tmp_path).destroy_old((NOW + timedelta(days=2)).date())
    assert list(tmp_path.iterdir()) == []


def test_workers_that_start_together_agree_on_the_key(tmp_path: Path) -> None:
    found: set[int] = set()
    threads = [threading.Thread(target=lambda: found.add(ids(Salts(tmp_path))[0])) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 1
    assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.iterdir())


def test_a_key_of_a_day_long_past_is_never_made(tmp_path: Path) -> None:
    assert Salts(tmp_path).of(date(2026, 3, 1), NOW.date()) is None


def test_a_lasting_name_has_a_lasting_number_per_site() -> None:
    key = bytes(32)
    assert lasting_id(key, site="a", name="x") == lasting_id(key, site="a", name="x")
    assert lasting_id(key, site="a", name="x") != lasting_id(key, site="b", name="x")


@pytest.mark.parametrize(
    ("address", "cut"),
    [
        ("203.0.113.77", "203.0.113.0"),
        ("2001:db8:1234:5678::1", "2001:db8:1234::"),
        ("::ffff:203.0.113.77", "203.0.113.0"),
        ("nonsense", ""),
        ("", ""),
    ],
)
def test_addresses_are_cut_before_they_are_hashed(address: str, cut: str) -> None:
    assert truncate(address) == cut


def test_a_key_that_a_power_cut_left_empty_is_made_anew(tmp_path: Path) -> None:
    day = date(2026, 3, 10)
    (tmp_path / day.isoformat()).write_bytes(b"")
    key = Salts(tmp_path).of(day, day)
    assert key is not None
    assert len(key) == 32
    assert Salts(tmp_path).of(day, day) == key
