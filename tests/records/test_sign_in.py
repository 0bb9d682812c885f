"""A sign-in lives on the server: it runs out, it can be ended, and failures are counted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from leadpump.records import Records, Refused, open_records
from leadpump.records.account import Account
from leadpump.records.passwords import PasswordProblem
from leadpump.records.sign_in_failure import (
    FAILURES_PER_ADDRESS,
    FAILURES_PER_LOGIN,
    FAILURES_PER_LOGIN_AND_ADDRESS,
    address_subject,
)
from tests.records.conftest import MovableClock

ADDRESS = "192.0.2.7"


@pytest.fixture
def password(records: Records) -> str:
    password = records.create_owner()
    assert password is not None
    return password


@pytest.fixture
def owner(records: Records, password: str) -> Account:
    account = records.authenticate("owner", password, ADDRESS)
    assert isinstance(account, Account)
    return account


def test_a_token_has_256_bits_and_is_kept_as_a_hash(records: Records, owner: Account, data: Path) -> None:
    token = records.sign_in(owner)
    assert len(token) == 43
    stored = b"".join(file.read_bytes() for file in data.glob("records.sqlite3*"))
    assert token.encode() not in stored


def test_a_token_finds_its_account(records: Records, owner: Account) -> None:
    found = records.find_sign_in(records.sign_in(owner))
    assert found is not None
    assert found.account == owner


@pytest.mark.parametrize("token", ["", "x", "' or 1=1 --", "\ud800", "0" * 10_000])
def test_a_made_up_token_finds_nothing(records: Records, owner: Account, token: str) -> None:
    records.sign_in(owner)
    assert records.find_sign_in(token) is None


def test_signing_out_ends_one_browser(records: Records, owner: Account) -> None:
    here, there = records.sign_in(owner), records.sign_in(owner)
    records.sign_out(here)
    assert records.find_sign_in(here) is None
    assert records.find_sign_in(there) is not None


def test_a_sign_in_ends_after_seven_idle_days(records: Records, owner: Account, clock: MovableClock) -> None:
    token = records.sign_in(owner)
    clock.move(days=6, hours=23, minutes=59)
    assert records.find_sign_in(token) is not None
    clock.move(days=7)
    assert records.find_sign_in(token) is None


def test_a_sign_in_ends_after_thirty_days_of_use(records: Records, owner: Account, clock: MovableClock) -> None:
    token = records.sign_in(owner)
    for _ in range(29):
        clock.move(days=1)
        assert records.find_sign_in(token) is not None
    clock.move(days=1)
    assert records.find_sign_in(token) is None


def test_changing_the_password_ends_the_other_sign_ins(records: Records, owner: Account, password: str) -> None:
    before = [records.sign_in(owner), records.sign_in(owner)]
    token = records.change_password(owner, password, "quatre chevaux agrafés", ADDRESS)
    assert not isinstance(token, PasswordProblem)
    assert [records.find_sign_in(old) for old in before] == [None, None]
    assert records.find_sign_in(token) is not None


def test_only_a_one_time_password_is_replaced_without_being_asked_for(
    records: Records, owner: Account, password: str
) -> None:
    before = records.sign_in(owner)
    assert records.choose_password(owner, password) == PasswordProblem.UNCHANGED
    token = records.choose_password(owner, "quatre chevaux agrafés")
    assert not isinstance(token, PasswordProblem)
    assert records.find_sign_in(before) is None
    assert records.find_sign_in(token) is not None
    # What the page knew of the account is old by now; the record is not.
    assert records.choose_password(owner, "cinq girafes repassées") == PasswordProblem.WRONG_CURRENT


def test_resetting_the_password_ends_every_sign_in(records: Records, owner: Account) -> None:
    token = records.sign_in(owner)
    records.reset_password("owner")
    assert records.find_sign_in(token) is None


def test_every_sign_in_of_a_login_can_be_ended(records: Records, owner: Account) -> None:
    records.add_account("claire")
    tokens = [records.sign_in(owner), records.sign_in(owner)]
    assert records.sign_out_everywhere("claire") == 0
    assert records.sign_out_everywhere("owner") == 2
    assert [records.find_sign_in(token) for token in tokens] == [None, None]


def test_after_five_failures_a_login_waits(records: Records, password: str, clock: MovableClock) -> None:
    for _ in range(FAILURES_PER_LOGIN_AND_ADDRESS):
        assert records.authenticate("owner", "wrong", ADDRESS) == Refused()
    clock.move(minutes=5)
    assert records.authenticate("owner", password, ADDRESS) == Refused(wait=600)
    clock.move(minutes=10)
    assert isinstance(records.authenticate("owner", password, ADDRESS), Account)


def test_an_unknown_login_waits_alike(records: Records) -> None:
    for _ in range(FAILURES_PER_LOGIN_AND_ADDRESS):
        assert records.authenticate("nobody", "wrong", ADDRESS) == Refused()
    assert records.authenticate("nobody", "wrong", ADDRESS) == Refused(wait=900)


def test_an_address_that_tries_many_logins_waits(records: Records, password: str) -> None:
    for number in range(FAILURES_PER_ADDRESS):
        assert records.authenticate(f"login{number}", "wrong", ADDRESS) == Refused()
    assert records.authenticate("owner", password, ADDRESS) == Refused(wait=900)
    assert isinstance(records.authenticate("owner", password, "192.0.2.8"), Account)


def test_a_stranger_elsewhere_cannot_lock_somebody_out(records: Records, password: str) -> None:
    for _ in range(FAILURES_PER_LOGIN_AND_ADDRESS + 1):
        records.authenticate("owner", "wrong", "198.51.100.9")
    assert isinstance(records.authenticate("owner", password, ADDRESS), Account)
    assert records.authenticate("owner", password, "198.51.100.9") == Refused(wait=900)


def test_guesses_from_everywhere_together_are_limited_too(records: Records, password: str) -> None:
    for number in range(FAILURES_PER_LOGIN):
        assert records.authenticate("owner", "wrong", f"203.0.113.{number}") == Refused()
    assert records.authenticate("owner", password, ADDRESS) == Refused(wait=900)


def test_logging_in_does_not_forget_the_failures_of_the_address(records: Records, password: str) -> None:
    for number in range(FAILURES_PER_ADDRESS):
        records.authenticate(f"login{number}", "wrong", ADDRESS)
        if number == 10:
            assert isinstance(records.authenticate("owner", password, ADDRESS), Account)
    assert records.authenticate("owner", password, ADDRESS) == Refused(wait=900)


def test_logging_in_forgets_the_failures_of_the_login(records: Records, password: str) -> None:
    for _ in range(3):
        for _ in range(FAILURES_PER_LOGIN_AND_ADDRESS - 1):
            assert records.authenticate("owner", "wrong", ADDRESS) == Refused()
        assert isinstance(records.authenticate("owner", password, ADDRESS), Account)


@pytest.mark.usefixtures("password")
def test_a_reset_lets_the_login_try_at_once(records: Records) -> None:
    for _ in range(FAILURES_PER_LOGIN_AND_ADDRESS + 1):
        records.authenticate("owner", "wrong", ADDRESS)
    again = records.reset_password("owner")
    assert isinstance(records.authenticate("owner", again, ADDRESS), Account)


def test_attempts_at_once_and_from_two_processes_count_together(
    records: Records, data: Path, clock: MovableClock, hasher: PasswordHasher
) -> None:
    records.create_owner()
    with open_records(data, clock=clock, hasher=hasher) as other, ThreadPoolExecutor(8) as threads:
        tries = [threads.submit(opened.authenticate, "owner", "wrong", ADDRESS) for opened in [records, other] * 10]
        judged = [attempt.result() for attempt in tries].count(Refused())
    assert judged == FAILURES_PER_LOGIN_AND_ADDRESS


def test_an_address_of_version_six_counts_by_its_customer() -> None:
    assert address_subject("2001:db8:1:2::1") == address_subject("2001:db8:1:2:ffff::9")
    assert address_subject("2001:db8:1:2::1") != address_subject("2001:db8:1:3::1")
    assert address_subject("192.0.2.7") != address_subject("192.0.2.8")


def test_an_address_of_version_four_is_the_same_within_one_of_version_six() -> None:
    # As a socket that listens for both tells it.
    assert address_subject("::ffff:192.0.2.7") == address_subject("192.0.2.7")
    assert address_subject("::ffff:192.0.2.7") != address_subject("::ffff:198.51.100.9")
