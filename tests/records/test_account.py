"""Passwords: how they are made, kept, changed and refused."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from leadpump.records import NameTaken, NotFound, Records, RecordsError, Refused, open_records
from leadpump.records.account import Account
from leadpump.records.passwords import PasswordProblem, careful_hasher, find_problem
from tests.records.conftest import MovableClock

ADDRESS = "192.0.2.7"
CHOSEN = "quatre chevaux agrafés"


def owner_password(records: Records) -> str:
    password = records.create_owner()
    assert password is not None
    return password


def log_in(records: Records, login: str, password: str) -> Account:
    outcome = records.authenticate(login, password, ADDRESS)
    assert isinstance(outcome, Account)
    return outcome


def test_the_owner_gets_a_random_one_time_password(records: Records) -> None:
    password = owner_password(records)
    assert re.fullmatch(r"[a-z2-7]{4}(-[a-z2-7]{4}){5}", password)
    account = log_in(records, "owner", password)
    assert account.is_owner
    assert account.must_change_password


def test_there_is_one_first_owner(records: Records) -> None:
    owner_password(records)
    assert records.create_owner() is None


def test_the_chosen_password_replaces_the_one_time_password(records: Records) -> None:
    one_time = owner_password(records)
    account = log_in(records, "owner", one_time)
    token = records.change_password(account, one_time, CHOSEN, ADDRESS)
    assert not isinstance(token, PasswordProblem)
    assert records.authenticate("owner", one_time, ADDRESS) == Refused()
    assert not log_in(records, "owner", CHOSEN).must_change_password


def test_a_one_time_password_serves_a_week(records: Records, clock: MovableClock) -> None:
    password = owner_password(records)
    clock.move(days=7)
    assert records.authenticate("owner", password, ADDRESS) == Refused()
    again = records.reset_password("owner")
    assert log_in(records, "owner", again).must_change_password


def test_the_login_is_compared_without_case_and_spaces(records: Records) -> None:
    password = records.add_account("Claire@Exemple.FR")
    assert log_in(records, " claire@exemple.fr ", password).login == "claire@exemple.fr"


def test_passwords_are_kept_as_argon2id_only(records: Records, data: Path) -> None:
    password = owner_password(records)
    stored = b"".join(file.read_bytes() for file in data.glob("records.sqlite3*"))
    assert password.encode() not in stored
    assert b"$argon2id$" in stored


def test_a_hash_with_old_parameters_is_renewed_at_log_in(records: Records, data: Path, clock: MovableClock) -> None:
    password = owner_password(records)
    stronger = PasswordHasher(memory_cost=16, time_cost=1, parallelism=1)
    with open_records(data, clock=clock, hasher=stronger) as again:
        log_in(again, "owner", password)
        again.publish_sites()
        log_in(again, "owner", password)
    stored = b"".join(file.read_bytes() for file in data.glob("records.sqlite3*"))
    assert b"m=16,t=1,p=1" in stored


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("onze lettre", PasswordProblem.TOO_SHORT),
        ("é" * 129, PasswordProblem.TOO_LONG),
        ("claire@exemple.fr", PasswordProblem.LIKE_THE_LOGIN),
        ("Claire@Exemple.FR", PasswordProblem.LIKE_THE_LOGIN),
        ("MotDePasse2026!", PasswordProblem.TOO_COMMON),
        ("azertyuiop123", PasswordProblem.TOO_COMMON),
        ("123456789012", PasswordProblem.TOO_COMMON),
        ("aaaaaaaaaaaaaaa", PasswordProblem.TOO_COMMON),
        ("Leadpump-2026", PasswordProblem.TOO_COMMON),
        ("1a2z3e4r5t6y", PasswordProblem.TOO_COMMON),
        ("quatre chevaux agrafés", None),
        ("0612 8842 7190", None),
        ("é" * 4 + "çàùîôœ 漢字🐎", None),
    ],
)
def test_which_passwords_are_taken(password: str, problem: PasswordProblem | None) -> None:
    assert find_problem(password, "claire@exemple.fr") == problem


def test_the_same_password_again_is_no_change(records: Records) -> None:
    password = owner_password(records)
    account = log_in(records, "owner", password)
    assert records.change_password(account, password, password, ADDRESS) == PasswordProblem.UNCHANGED


def test_changing_a_password_needs_the_current_one(records: Records) -> None:
    account = log_in(records, "owner", owner_password(records))
    assert records.change_password(account, "guess", CHOSEN, ADDRESS) == PasswordProblem.WRONG_CURRENT


def test_guesses_at_the_current_password_are_limited(records: Records) -> None:
    account = log_in(records, "owner", owner_password(records))
    for _ in range(5):
        records.change_password(account, "guess", CHOSEN, ADDRESS)
    assert records.change_password(account, "guess", CHOSEN, ADDRESS) == PasswordProblem.TOO_MANY_ATTEMPTS


def test_an_unknown_login_is_refused_alike_and_takes_as_long(data: Path) -> None:
    hasher = PasswordHasher(memory_cost=19 * 1024, time_cost=4, parallelism=1)
    with open_records(data, hasher=hasher) as records:
        records.create_owner()
        known = fastest_refusal(records, "owner")
        unknown = fastest_refusal(records, "nobody")
    assert 0.5 < known / unknown < 2


def fastest_refusal(records: Records, login: str) -> float:
    """Seconds of the processor, spent by this thread: other tests run beside it."""
    durations = []
    for _ in range(4):
        began = time.thread_time()
        assert records.authenticate(login, "wrong password", ADDRESS) == Refused()
        durations.append(time.thread_time() - began)
    return min(durations)


def test_the_hasher_of_production_is_argon2id_with_19_mebibytes() -> None:
    assert careful_hasher().hash("x").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("login", ["", "  ", "two words", "line\nbreak", "x" * 255])
def test_a_login_that_cannot_be_one_is_refused(records: Records, login: str) -> None:
    with pytest.raises(RecordsError, match="No account was added"):
        records.add_account(login)


def test_a_login_is_given_once(records: Records) -> None:
    records.add_account("claire")
    with pytest.raises(NameTaken, match="claire exists already"):
        records.add_account("CLAIRE")


def test_resetting_an_unknown_login_says_so(records: Records) -> None:
    with pytest.raises(NotFound, match="leadpump user list"):
        records.reset_password("nobody")


def test_randomness_is_handed_in(data: Path, hasher: PasswordHasher) -> None:
    asked: list[int] = []

    def randomness(count: int) -> bytes:
        asked.append(count)
        return os.urandom(count)

    with open_records(data, hasher=hasher, randomness=randomness) as records:
        account = log_in(records, "owner", owner_password(records))
        records.sign_in(account)
    assert asked == [15, 15, 32]  # the one-time password, the dummy's password, the token


def test_the_language_is_remembered(records: Records) -> None:
    password = owner_password(records)
    records.set_language(log_in(records, "owner", password), "en")
    assert log_in(records, "owner", password).language == "en"
