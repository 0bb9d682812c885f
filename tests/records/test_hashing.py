"""A password takes 19 MB to judge, and anybody may send many: they must not take it for each thread of the pages."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from argon2 import PasswordHasher

from leadpump.records.passwords import hash_password, matches

PASSWORD = "quatre chevaux agrafés"
MANY_AT_ONCE = """
import psutil
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from leadpump.records.passwords import careful_hasher, hash_password, matches

hasher = careful_hasher()
kept = hash_password(hasher, "quatre chevaux agrafés")
before = psutil.Process().memory_info().rss
start = Barrier(12)

def log_in(password):
    start.wait()
    return matches(hasher, kept, password)

with ThreadPoolExecutor(12) as threads:
    found = list(threads.map(log_in, ["quatre chevaux agrafés", "trois chevaux agrafés"] * 6))
assert found == [True, False] * 6, found
print((psutil.Process().memory_info().rss - before) // 1_000_000)
"""


def test_many_log_ins_at_once_take_the_memory_of_one() -> None:
    told = subprocess.run([sys.executable, "-c", MANY_AT_ONCE], capture_output=True, text=True, check=True)
    assert int(told.stdout) < 60


def test_a_process_that_was_forked_judges_passwords_too() -> None:
    hasher = PasswordHasher(memory_cost=8, time_cost=1, parallelism=1)
    kept = hash_password(hasher, PASSWORD)
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as apart:
        assert apart.submit(matches, hasher, kept, PASSWORD).result(timeout=30)
