"""Which passwords are accepted, how they are kept, and how those that we hand out are made."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 128

Randomness = Callable[[int], bytes]
"""randomness(n): n unpredictable bytes."""


class PasswordProblem(StrEnum):
    """Why a new password was not taken: the closed set; the pages put each into words."""

    WRONG_CURRENT = "wrong_current"
    TOO_MANY_ATTEMPTS = "too_many_attempts"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_COMMON = "too_common"
    LIKE_THE_LOGIN = "like_the_login"
    UNCHANGED = "unchanged"


def careful_hasher() -> PasswordHasher:
    """Argon2id with the first parameters of OWASP's list that suit a small server: 19 MiB, two passes."""
    return PasswordHasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)


@cache
def _apart() -> ThreadPoolExecutor:
    """The one thread that judges passwords.

    Each takes 19 MB, which the allocator keeps for the thread that asked. With the threads of the pages that is 300 MB
    a process for good, once somebody, with a password or without, has sent as many log-ins at once.
    """
    return ThreadPoolExecutor(1, "passwords")


# A thread does not outlive a fork.
os.register_at_fork(after_in_child=_apart.cache_clear)


def matches(hasher: PasswordHasher, password_hash: str, password: str) -> bool:
    """Whether the password is the one that was hashed."""
    try:
        return _apart().submit(hasher.verify, password_hash, password.encode("utf-8", "surrogatepass")).result()
    except (VerificationError, InvalidHashError):
        return False


def hash_password(hasher: PasswordHasher, password: str) -> str:
    """The password's hash, with its salt and parameters."""
    return _apart().submit(hasher.hash, password.encode("utf-8", "surrogatepass")).result()


def find_problem(password: str, login: str) -> PasswordProblem | None:
    """Why this password is not good enough for this login, or None."""
    if len(password) < SHORTEST:
        return PasswordProblem.TOO_SHORT
    if len(password) > LONGEST:
        return PasswordProblem.TOO_LONG
    if _is_like_login(password, login):
        return PasswordProblem.LIKE_THE_LOGIN
    if _is_common(password):
        return PasswordProblem.TOO_COMMON
    return None


def _is_like_login(password: str, login: str) -> bool:
    plain = password.casefold()
    return plain in {login.casefold(), login.casefold() * 2, login.casefold()[::-1]}


def _is_common(password: str) -> bool:
    plain = password.casefold()
    if len(set(plain)) < 5 or plain in _common_passwords():
        return True
    # "Motdepasse2026!" is "motdepasse" to whoever guesses.
    letters = "".join(character for character in plain if character.isalpha())
    return letters in _common_passwords() or (not letters and _counts_up(plain))


def _counts_up(digits: str) -> bool:
    return digits in "01234567890123456789012345678901234567890" or digits in "9876543210987654321098765432109876543210"


@cache
def _common_passwords() -> frozenset[str]:
    lines = files("leadpump.records").joinpath("common_passwords.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def make_one_time_password(randomness: Randomness) -> str:
    """120 random bits as six groups of four letters and digits, without those that look alike."""
    letters = base64.b32encode(randomness(15)).decode().lower()
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))
