"""The records as the application uses them: each method is one transaction over the tables."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType

from argon2 import PasswordHasher
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from collector.mode import Mode
from collector.own_rule import OwnRule
from collector.score import ScoreRule, Scoring
from collector.site import SITES, KnownSite, publish_sites
from leadpump.records import account as accounts
from leadpump.records import annotation as notes
from leadpump.records import board as boards
from leadpump.records import channel_rule as channel_rules
from leadpump.records import conversion as conversions
from leadpump.records import hook as hooks
from leadpump.records import magnet as magnets
from leadpump.records import member as members
from leadpump.records import score_rule as score_rules
from leadpump.records import segment as segments
from leadpump.records import sign_in as sign_ins
from leadpump.records import sign_in_failure as failures
from leadpump.records import site as site_table
from leadpump.records import site_key as site_keys
from leadpump.records.account import Account
from leadpump.records.annotation import AnnotationProblem, KeptAnnotation
from leadpump.records.channel_rule import KeptRule, RuleProblem
from leadpump.records.conversion import ConversionProblem, KeptConversion
from leadpump.records.database import as_writer, connect, migrate, prepare_file, sqlite_url
from leadpump.records.digest import Digests
from leadpump.records.hook import KeptHook, NewHook
from leadpump.records.magnet import KeptMagnet, MagnetProblem
from leadpump.records.new_site import NewSite, SiteProblem, check_hosts
from leadpump.records.passwords import (
    PasswordProblem,
    Randomness,
    careful_hasher,
    find_problem,
    hash_password,
    make_one_time_password,
    matches,
)
from leadpump.records.people import People
from leadpump.records.receiver import Receivers, Transaction
from leadpump.records.scope import WRITE
from leadpump.records.score_rule import KeptScoreRule, ScoreProblem
from leadpump.records.segment import SegmentProblem
from leadpump.records.sign_in import SignIn
from leadpump.records.site import SiteRecord
from leadpump.records.site_key import SiteKey
from leadpump.records.tables import AccountRow
from reports.annotation import Annotation
from reports.conversion import Conversion
from reports.goal import Goal
from reports.magnet import Magnet
from reports.segment import Segment

Clock = Callable[[], datetime]
"""The time now, with its zone."""

FILE = "records.sqlite3"
OWNER = "owner"
LANGUAGE = "fr"


@dataclass(frozen=True, slots=True)
class Refused:
    """A log-in not accepted. wait: seconds until one is looked at again; 0: login or password wrong."""

    wait: int = 0


def utc_now() -> datetime:
    """The clock of production."""
    return datetime.now(UTC)


def open_records(
    data: Path,
    url: str | None = None,
    *,
    up_to_date: bool = False,
    clock: Clock = utc_now,
    randomness: Randomness = os.urandom,
    hasher: PasswordHasher | None = None,
) -> Records:
    """Open the records, bring their tables up to date and publish the sites for the collector.

    data: the folder that gets records.sqlite3 and sites.json. url: an address of PostgreSQL instead of the file.
    up_to_date: the tables are, for this start has just seen to it. Several processes may do this at once; a process
    that forks opens them in each child, after it.
    Errors: RecordsError when the tables are of a newer version; OSError when the folder cannot be written.
    """
    if url is None:
        prepare_file(data / FILE)
        url = sqlite_url(data / FILE)
    if not up_to_date:
        migrate(url)
    records = Records(connect(url), data / SITES, clock=clock, randomness=randomness, hasher=hasher or careful_hasher())
    records.publish_sites()
    return records


@contextmanager
def open_receivers(data: Path, clock: Clock = utc_now, randomness: Randomness = os.urandom) -> Iterator[Receivers]:
    """The receivers alone, of tables that are up to date, for whoever tells them; no site is published."""
    with _transactions(data) as (reading, writing):
        yield Receivers(reading, writing, clock, randomness)


@contextmanager
def open_digests(data: Path, clock: Clock = utc_now, randomness: Randomness = os.urandom) -> Iterator[Digests]:
    """The digests alone, in the same way."""
    with _transactions(data) as (reading, writing):
        yield Digests(reading, writing, clock, randomness)


@contextmanager
def _transactions(data: Path) -> Iterator[tuple[Transaction, Transaction]]:
    """What reads and what writes the tables in the data folder."""
    engine = connect(sqlite_url(data / FILE))
    reading, writing = (sessionmaker(one, expire_on_commit=False) for one in (engine, as_writer(engine)))
    try:
        yield reading.begin, writing.begin
    finally:
        engine.dispose()


class Records:
    """Accounts, sign-ins, sites and their keys. Safe to share between threads.

    people: who may see a site and how they came in, the links that show its reports, and the log of changes.
    receivers: where leads are told to. digests: who gets the figures by e-mail.
    """

    def __init__(
        self, engine: Engine, snapshot: Path, *, clock: Clock, randomness: Randomness, hasher: PasswordHasher
    ) -> None:
        self._engine = engine
        self._reading = sessionmaker(engine, expire_on_commit=False)
        self._writing = sessionmaker(as_writer(engine), expire_on_commit=False)
        self._snapshot = snapshot
        self._clock = clock
        self._randomness = randomness
        self._hasher = hasher
        self.receivers = Receivers(self._read, self._write, clock, randomness)
        self.digests = Digests(self._read, self._write, clock, randomness)
        self.people = People(
            self._read, self._write, self._change_sites, clock=clock, randomness=randomness, hasher=hasher
        )

    def __enter__(self) -> Records:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    def _read(self) -> AbstractContextManager[Session]:
        return self._reading.begin()

    def _write(self) -> AbstractContextManager[Session]:
        return self._writing.begin()

    # People

    def create_owner(self, login: str = OWNER, language: str = LANGUAGE) -> str | None:
        """The owner's one-time password, made when nobody can log in yet; None when somebody can."""
        password = make_one_time_password(self._randomness)
        password_hash = hash_password(self._hasher, password)
        with self._write() as db:
            if accounts.has_accounts(db):
                return None
            accounts.add_account(
                db, login, password_hash=password_hash, is_owner=True, language=language, now=self._clock()
            )
        return password

    def add_account(
        self,
        login: str,
        *,
        is_owner: bool = False,
        language: str = LANGUAGE,
        sites: Iterable[str] = (),
        role: str = "viewer",
    ) -> str:
        """Add somebody who can log in; their one-time password.

        sites, role: what they may see besides, and as what. Errors: RecordsError, NameTaken, NotFound.
        """
        password = make_one_time_password(self._randomness)
        password_hash = hash_password(self._hasher, password)
        with self._write() as db:
            row = accounts.add_account(
                db,
                login,
                password_hash=password_hash,
                is_owner=is_owner,
                language=language,
                now=self._clock(),
            )
            for site in sites:
                members.add_member(db, row.id, site_table.get_row(db, site).id, role)
        return password

    def list_accounts(self) -> list[Account]:
        """Everybody who can log in, by login."""
        with self._read() as db:
            return accounts.list_accounts(db)

    def reset_password(self, login: str) -> str:
        """A one-time password for that login, which is logged out everywhere. Errors: NotFound."""
        password = make_one_time_password(self._randomness)
        password_hash = hash_password(self._hasher, password)
        with self._write() as db:
            row = accounts.get_row(db, login)
            accounts.hand_out_password(db, row, password_hash, self._clock())
            failures.forget_login(db, row.login)
        return password

    def set_language(self, account: Account, language: str) -> None:
        """Remember the language that the person chose."""
        with self._write() as db:
            row = db.get(AccountRow, account.id)
            if row is not None:
                row.language = language

    # Logging in and out

    def authenticate(self, login: str, password: str, address: str) -> Account | Refused:
        """The account, if the password is its. An unknown login takes as long and gives the same answer.

        address: where the attempt comes from; attempts are limited by login and by address.
        """
        login = accounts.plain_login(login)
        dummy_hash = self._dummy_hash
        with self._write() as db:
            wait = failures.try_once(db, login, address, self._clock())
        if wait:
            return Refused(wait)
        with self._read() as db:
            row = accounts.find_usable_row(db, login, self._clock())
        right = matches(self._hasher, row.password_hash if row else dummy_hash, password)
        if row is None or not right:
            return Refused()
        with self._write() as db:
            failures.take_back(db, login, address)
            self._renew_hash(db, row, password)
        return accounts.account_of(row)

    @cached_property
    def _dummy_hash(self) -> str:
        return hash_password(self._hasher, make_one_time_password(self._randomness))

    def _renew_hash(self, db: Session, row: AccountRow, password: str) -> None:
        if not self._hasher.check_needs_rehash(row.password_hash):
            return
        kept = db.get(AccountRow, row.id)
        if kept is not None and kept.password_hash == row.password_hash:
            kept.password_hash = hash_password(self._hasher, password)

    def sign_in(self, account: Account, browser: str = "") -> str:
        """Log the account in: a new token for the browser's cookie. browser: what people know it by."""
        token = sign_ins.make_token(self._randomness)
        with self._write() as db:
            sign_ins.start(db, account.id, token, self._clock(), browser)
        return token

    def find_sign_in(self, token: str) -> SignIn | None:
        """The sign-in of that token; None when there is none, it was ended, or it has run out."""
        now = self._clock()
        with self._read() as db:
            found = sign_ins.find(db, token, now)
        if found is not None and found.last_seen <= now - sign_ins.SEEN_EVERY:
            with self._write() as db:
                sign_ins.see(db, token, now)
        return found

    def sign_out(self, token: str) -> None:
        """End the sign-in of that token; nothing happens when there is none."""
        with self._write() as db:
            sign_ins.end(db, token)

    def sign_ins_of(self, account: Account) -> list[SignIn]:
        """Where the account is logged in, the browser seen last first."""
        with self._read() as db:
            return sign_ins.list_of(db, account.id, self._clock())

    def sign_out_marked(self, account: Account, mark: str) -> bool:
        """End the account's sign-in of that mark; whether there was one."""
        with self._write() as db:
            return sign_ins.end_marked(db, account.id, mark)

    def sign_out_elsewhere(self, account: Account, token: str) -> int:
        """End every sign-in of the account but that of the token; how many there were."""
        with self._write() as db:
            return sign_ins.end_others(db, account.id, token)

    def sign_out_everywhere(self, login: str) -> int:
        """End every sign-in of that login; how many there were. Errors: NotFound."""
        with self._write() as db:
            return accounts.end_sign_ins(db, accounts.get_row(db, login).id)

    def change_password(
        self, account: Account, current: str, new: str, address: str, browser: str = ""
    ) -> str | PasswordProblem:
        """Give the account the password it chose and end its sign-ins; a new token for this browser.

        Guesses at the current password count as failed log-ins.
        """
        outcome = self.authenticate(account.login, current, address)
        if isinstance(outcome, Refused):
            return PasswordProblem.TOO_MANY_ATTEMPTS if outcome.wait else PasswordProblem.WRONG_CURRENT
        problem = PasswordProblem.UNCHANGED if new == current else find_problem(new, account.login)
        if problem is not None:
            return problem
        return self._set_own_password(outcome, new, browser)

    def choose_password(self, account: Account, new: str, browser: str = "") -> str | PasswordProblem:
        """The same for an account whose one-time password has just opened this page: it is not asked for again."""
        with self._read() as db:
            row = accounts.get_row(db, account.login)
        if not row.must_change_password:
            return PasswordProblem.WRONG_CURRENT
        if matches(self._hasher, row.password_hash, new):
            return PasswordProblem.UNCHANGED
        return find_problem(new, account.login) or self._set_own_password(account, new, browser)

    def _set_own_password(self, account: Account, password: str, browser: str) -> str:
        password_hash = hash_password(self._hasher, password)
        token = sign_ins.make_token(self._randomness)
        with self._write() as db:
            accounts.set_own_password(db, accounts.get_row(db, account.login), password_hash)
            sign_ins.start(db, account.id, token, self._clock(), browser)
        return token

    # Sites

    def sites_of(self, account: Account) -> list[SiteRecord]:
        """The sites that the account may see, by title."""
        with self._read() as db:
            return site_table.list_seen_by(db, account)

    def all_sites(self) -> list[SiteRecord]:
        """Every site, by title; for the command line, never for a page."""
        with self._read() as db:
            return site_table.list_all(db)

    def find_site(self, account: Account, name: str) -> SiteRecord | None:
        """The site of that name if the account may see it; not there and not yours look the same."""
        with self._read() as db:
            return site_table.find_seen_by(db, account, name)

    def add_site(self, site: NewSite) -> SiteRecord:
        """Add a site and publish it. Errors: NameTaken."""
        with self._change_sites() as db:
            return site_table.site_of(site_table.add(db, site, self._clock()))

    def change_site(self, site: NewSite) -> None:
        """Give a site another title, time zone, currency and domains, and publish it. Errors: NotFound."""
        with self._change_sites() as db:
            row = site_table.get_row(db, site.name)
            row.title, row.timezone, row.currency, row.hosts = (
                site.title,
                site.timezone,
                site.currency,
                list(site.hosts),
            )

    def hosts_of(self, name: str) -> tuple[str, ...]:
        """Where a site's pages may live. Errors: NotFound."""
        with self._read() as db:
            return tuple(site_table.get_row(db, name).hosts)

    def set_hosts(self, name: str, hosts: Iterable[str]) -> tuple[str, ...] | SiteProblem:
        """Say where a site's pages may live and publish it; the hosts as kept. Errors: NotFound."""
        checked = check_hosts(hosts)
        if isinstance(checked, SiteProblem):
            return checked
        with self._change_sites() as db:
            site_table.get_row(db, name).hosts = list(checked)
        return checked

    def set_mode(self, name: str, mode: Mode) -> None:
        """Say how much of a site's visits may be kept from now on, and publish it. Errors: NotFound."""
        with self._change_sites() as db:
            site_table.get_row(db, name).mode = mode

    def mode_of(self, name: str) -> Mode:
        """How much of a site's visits may be kept. Errors: NotFound."""
        with self._read() as db:
            return Mode(site_table.get_row(db, name).mode)

    def merge_days_of(self, name: str) -> int:
        """Days after a lead was made within which the same person is the same lead. Errors: NotFound."""
        with self._read() as db:
            return site_table.get_row(db, name).merge_days

    def set_merge_days(self, name: str, days: int) -> None:
        """Say so for leads that are made from now on, and publish it. Errors: NotFound."""
        with self._change_sites() as db:
            site_table.get_row(db, name).merge_days = days

    def add_member(self, login: str, site: str, role: str = "viewer") -> None:
        """Let that login see a site. Errors: NotFound, RecordsError for an unknown role."""
        with self._write() as db:
            account_id, site_id = accounts.get_row(db, login).id, site_table.get_row(db, site).id
            members.add_member(db, account_id, site_id, role)

    # Keys

    def create_key(self, site: str, label: str = "", scopes: Collection[str] = (WRITE,), made_by: str = "") -> str:
        """A key that may do so much at the site, kept nowhere: show it now. made_by: their login.

        Errors: NotFound, RecordsError.
        """
        key = site_keys.make_key(self._randomness)
        with self._change_sites() as db:
            site_keys.add_key(site_table.get_row(db, site), key, label, scopes, made_by, self._clock())
        return key

    def keys_of(self, site: str) -> list[SiteKey]:
        """The site's keys, oldest first. Errors: NotFound."""
        with self._read() as db:
            return site_keys.list_keys(db, site)

    def find_key(self, key: str) -> tuple[SiteKey, SiteRecord] | None:
        """What a key may do, and at which site; None for what is no key."""
        with self._read() as db:
            found = site_keys.find_key(db, key)
            return None if found is None else (found[0], site_table.site_of(site_table.get_row(db, found[1])))

    def delete_key(self, site: str, key_id: int) -> SiteKey:
        """Refuse that key from now on; which it was. Errors: NotFound."""
        with self._change_sites() as db:
            return site_keys.delete_key(db, site, key_id)

    # Channel rules

    def may_edit(self, account: Account, site: str) -> bool:
        """Whether the account may change the site's settings."""
        with self._read() as db:
            return members.may_edit(db, account, site)

    def role_of(self, account: Account, site: str) -> str | None:
        """What the account is at the site, of ROLES in leadpump/records/member.py; None if it may not see it."""
        with self._read() as db:
            return members.role_of(db, account, site)

    def channel_rules_of(self, site: str) -> list[KeptRule]:
        """The site's own channel rules, in order. Errors: NotFound."""
        with self._read() as db:
            return channel_rules.list_rules(db, site)

    def add_channel_rule(self, site: str, rule: OwnRule) -> RuleProblem | None:
        """Ask the rule after those there are, and publish it; what is wrong, if anything. Errors: NotFound."""
        with self._change_sites() as db:
            return channel_rules.add_rule(db, site, rule)

    def change_channel_rule(self, site: str, number: int, rule: OwnRule) -> None:
        """Put the rule in the place of the one of that number. Errors: NotFound."""
        with self._change_sites() as db:
            channel_rules.change_rule(db, site, number, rule)

    def remove_channel_rule(self, site: str, number: int) -> None:
        """Ask the rule no longer. Errors: NotFound."""
        with self._change_sites() as db:
            channel_rules.remove_rule(db, site, number)

    def move_channel_rule(self, site: str, number: int, by: int) -> None:
        """Ask the rule so many places later, or earlier if negative. Errors: NotFound."""
        with self._change_sites() as db:
            channel_rules.move_rule(db, site, number, by)

    # How leads are scored

    def score_rules_of(self, site: str) -> list[KeptScoreRule]:
        """The rules by which the site scores its leads. Errors: NotFound."""
        with self._read() as db:
            return score_rules.list_score_rules(db, site)

    def scoring_of(self, site: str) -> Scoring:
        """The same with the thresholds, as the loader knows it. Errors: NotFound."""
        with self._read() as db:
            return site_table.scoring_of(site_table.get_row(db, site))

    def add_score_rule(self, site: str, rule: ScoreRule) -> ScoreProblem | None:
        """Score by this rule too, and publish it; what is wrong, if anything. Errors: NotFound."""
        with self._change_sites() as db:
            return score_rules.add_score_rule(db, site, rule)

    def change_score_rule(self, site: str, number: int, rule: ScoreRule) -> None:
        """Put the rule in the place of the one of that number. Errors: NotFound."""
        with self._change_sites() as db:
            score_rules.change_score_rule(db, site, number, rule)

    def remove_score_rule(self, site: str, number: int) -> None:
        """Score by the rule no longer. Errors: NotFound."""
        with self._change_sites() as db:
            score_rules.remove_score_rule(db, site, number)

    def move_score_rule(self, site: str, number: int, by: int) -> None:
        """List the rule so many places later among those of its axis, or earlier if negative. Errors: NotFound."""
        with self._change_sites() as db:
            score_rules.move_score_rule(db, site, number, by)

    def set_score_thresholds(self, site: str, thresholds: tuple[int, int], *, qualifies: bool) -> None:
        """From how many points a lead is interesting and interested; whether both qualify it. Errors: NotFound."""
        with self._change_sites() as db:
            score_rules.set_thresholds(db, site, thresholds, qualifies=qualifies)

    # Segments

    def segments_of(self, site: str) -> list[Segment]:
        """The filters that the site keeps under a name, by name. Errors: NotFound."""
        with self._read() as db:
            return segments.list_segments(db, site)

    def add_segment(self, site: str, name: str, filters: Iterable[str]) -> Segment | SegmentProblem:
        """Keep filters, written as in an address, under a name; or what is wrong. Errors: NotFound."""
        with self._write() as db:
            return segments.add_segment(db, site, name, filters)

    def rename_segment(self, site: str, slug: str, name: str) -> SegmentProblem | None:
        """Call the segment so; what is wrong, if anything. Errors: NotFound."""
        with self._write() as db:
            return segments.rename_segment(db, site, slug, name)

    def remove_segment(self, site: str, slug: str) -> None:
        """Keep the segment no longer. Errors: NotFound."""
        with self._write() as db:
            segments.remove_segment(db, site, slug)

    # The board

    def keep_board(self, site: str, board: Sequence[Goal]) -> None:
        """Show these figures on the site's board, as checked; none for those suggested. Errors: NotFound."""
        with self._write() as db:
            boards.keep_board(db, site, board)

    # Lead magnets

    def magnets_of(self, site: str) -> list[KeptMagnet]:
        """The magnets that the site has declared, by title. Errors: NotFound."""
        with self._read() as db:
            return magnets.list_magnets(db, site)

    def add_magnet(self, site: str, magnet: Magnet) -> MagnetProblem | None:
        """Declare a magnet that was checked; what is wrong, if anything. Errors: NotFound."""
        with self._write() as db:
            return magnets.add_magnet(db, site, magnet)

    def change_magnet(self, site: str, number: int, magnet: Magnet) -> MagnetProblem | None:
        """Put it in the place of the one of that number; what is wrong, if anything. Errors: NotFound."""
        with self._write() as db:
            return magnets.change_magnet(db, site, number, magnet)

    def remove_magnet(self, site: str, number: int) -> None:
        """Declare the magnet no longer. Errors: NotFound."""
        with self._write() as db:
            magnets.remove_magnet(db, site, number)

    # Named conversions

    def conversions_of(self, site: str) -> list[KeptConversion]:
        """What the site's people count as a success, by title. Errors: NotFound."""
        with self._read() as db:
            return conversions.list_conversions(db, site)

    def add_conversion(self, site: str, conversion: Conversion) -> ConversionProblem | None:
        """Keep a conversion that was checked; what is wrong, if anything. Errors: NotFound."""
        with self._write() as db:
            return conversions.add_conversion(db, site, conversion)

    def change_conversion(self, site: str, number: int, conversion: Conversion) -> ConversionProblem | None:
        """Put it in the place of the one of that number; what is wrong, if anything. Errors: NotFound."""
        with self._write() as db:
            return conversions.change_conversion(db, site, number, conversion)

    def remove_conversion(self, site: str, number: int) -> None:
        """Keep the conversion no longer. Errors: NotFound."""
        with self._write() as db:
            conversions.remove_conversion(db, site, number)

    # Annotations

    def annotations_of(self, site: str) -> list[KeptAnnotation]:
        """What the site's people have noted, the latest day first. Errors: NotFound."""
        with self._read() as db:
            return notes.list_annotations(db, site)

    def add_annotation(self, site: str, annotation: Annotation) -> AnnotationProblem | None:
        """Keep a note that was checked; what is wrong, if anything. Errors: NotFound."""
        with self._write() as db:
            return notes.add_annotation(db, site, annotation)

    def change_annotation(self, site: str, number: int, annotation: Annotation) -> None:
        """Put it in the place of the one of that number. Errors: NotFound."""
        with self._write() as db:
            notes.change_annotation(db, site, number, annotation)

    def remove_annotation(self, site: str, number: int) -> None:
        """Keep the note no longer. Errors: NotFound."""
        with self._write() as db:
            notes.remove_annotation(db, site, number)

    # Webhooks

    def hooks_of(self, site: str) -> list[KeptHook]:
        """The webhooks that the site has opened. Errors: NotFound."""
        with self._read() as db:
            return hooks.list_hooks(db, site)

    def open_hook(self, site: str, hook: NewHook) -> None:
        """Open a webhook, or give it another address. Errors: NotFound."""
        with self._change_sites() as db:
            hooks.open_hook(db, site, hook, self._clock())

    def set_hook_secret(self, site: str, sender: str, secret: str) -> None:
        """Put another secret, sealed, in the place of the one there is. Errors: NotFound."""
        with self._change_sites() as db:
            hooks.set_secret(db, site, sender, secret)

    def set_hook_stages(self, site: str, sender: str, stages: dict[str, str]) -> None:
        """Say what the sender's steps are here. Errors: NotFound."""
        with self._change_sites() as db:
            hooks.set_stages(db, site, sender, stages)

    def close_hook(self, site: str, sender: str) -> None:
        """Refuse what is sent to it from now on. Errors: NotFound."""
        with self._change_sites() as db:
            hooks.close_hook(db, site, sender)

    # The collector's list

    def known_sites(self) -> list[KnownSite]:
        """Every site as the collector knows it, by name; for the command line, never for a page."""
        with self._read() as db:
            return site_table.known_sites(db)

    @contextmanager
    def _change_sites(self) -> Iterator[Session]:
        with self._write() as db:
            yield db
        self.publish_sites()

    def publish_sites(self) -> None:
        """Write the file the collector reads; as one writer at a time, so that the newest list stays."""
        with self._write() as db:
            publish_sites(self._snapshot, site_table.known_sites(db))
