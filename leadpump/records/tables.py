"""What people edit and what must be unique, as tables of SQLite or PostgreSQL."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from collector.site import MERGE_DAYS


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. SQLite drops the zone of a DateTime: what it gives back is marked as UTC again."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class RecordTable(DeclarativeBase):
    """Names every constraint, so that a later migration can change it in SQLite and in PostgreSQL."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012
        datetime: Moment,
        list[str]: JSON,
        list[dict[str, str]]: JSON,
        list[Any]: JSON,
        dict[str, str]: JSON,
    }


class AccountRow(RecordTable):
    """Someone who can log in. one_time_until: the password was handed out and serves until then."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    must_change_password: Mapped[bool]
    one_time_until: Mapped[datetime | None]
    is_owner: Mapped[bool]
    language: Mapped[str] = mapped_column(String(8))
    created: Mapped[datetime]


class SignInRow(RecordTable):
    """One browser that is logged in. Only the SHA-256 of its token is kept. browser: its name and system."""

    __tablename__ = "sign_ins"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    created: Mapped[datetime]
    last_seen: Mapped[datetime]
    expires: Mapped[datetime] = mapped_column(index=True)
    browser: Mapped[str] = mapped_column(String(100), default="")

    account: Mapped[AccountRow] = relationship()


class SignInFailureRow(RecordTable):
    """Failed log-ins of one login or one address (its SHA-256) since `since`."""

    __tablename__ = "sign_in_failures"

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    since: Mapped[datetime] = mapped_column(index=True)


class SiteRow(RecordTable):
    """A website that is measured. name: the tag's data-site. hosts: where its pages are. mode: how much is kept.

    interesting_from, interested_from, score_qualifies: see Scoring in collector/score.py. merge_days: see KnownSite in
    collector/site.py. board: key and target of each figure that was chosen for it.
    """

    __tablename__ = "sites"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    timezone: Mapped[str] = mapped_column(String(64))
    currency: Mapped[str] = mapped_column(String(3))
    hosts: Mapped[list[str]]
    count_automation: Mapped[bool]
    mode: Mapped[str] = mapped_column(String(16))
    interesting_from: Mapped[int] = mapped_column(default=30)
    interested_from: Mapped[int] = mapped_column(default=30)
    score_qualifies: Mapped[bool] = mapped_column(default=False)
    merge_days: Mapped[int] = mapped_column(default=MERGE_DAYS)
    board: Mapped[list[Any]] = mapped_column(default=list)
    created: Mapped[datetime]

    keys: Mapped[list[SiteKeyRow]] = relationship(order_by="SiteKeyRow.id")
    channel_rules: Mapped[list[ChannelRuleRow]] = relationship(
        order_by="ChannelRuleRow.position, ChannelRuleRow.id", cascade="all, delete-orphan"
    )
    score_rules: Mapped[list[ScoreRuleRow]] = relationship(
        order_by="ScoreRuleRow.position, ScoreRuleRow.id", cascade="all, delete-orphan"
    )
    segments: Mapped[list[SegmentRow]] = relationship(order_by="SegmentRow.id", cascade="all, delete-orphan")
    hooks: Mapped[list[HookRow]] = relationship(order_by="HookRow.id", cascade="all, delete-orphan")
    magnets: Mapped[list[MagnetRow]] = relationship(order_by="MagnetRow.id", cascade="all, delete-orphan")
    conversions: Mapped[list[ConversionRow]] = relationship(order_by="ConversionRow.id", cascade="all, delete-orphan")
    annotations: Mapped[list[AnnotationRow]] = relationship(order_by="AnnotationRow.id", cascade="all, delete-orphan")


class MemberRow(RecordTable):
    """An account that may see a site. The owner sees every site without being a member."""

    __tablename__ = "members"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(16))


class SiteKeyRow(RecordTable):
    """A key of a site for programs. Only its SHA-256 and its last four characters are kept.

    scopes: what it may do: "write" facts, "read" reports. made_by: a login; empty where nobody noted it.
    """

    __tablename__ = "site_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"), index=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str] = mapped_column(String(100))
    last_characters: Mapped[str] = mapped_column(String(4))
    scopes: Mapped[list[str]]
    created: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(254), default="")


class InvitationRow(RecordTable):
    """A one-time link on which somebody chooses a password. Only the SHA-256 of its token is kept.

    site_id, role: the site it opens, and as what; without a site it is for a password that was forgotten.
    """

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    login: Mapped[str] = mapped_column(String(254))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(16))
    invited_by: Mapped[str] = mapped_column(String(254))
    created: Mapped[datetime]
    expires: Mapped[datetime]

    site: Mapped[SiteRow | None] = relationship()


class SharedLinkRow(RecordTable):
    """A link that shows reports of a site to whoever has it. Only the SHA-256 of its token is kept.

    report: the one it shows, or empty for all. filters: as an address writes them; they always hold.
    """

    __tablename__ = "shared_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str] = mapped_column(String(60))
    report: Mapped[str] = mapped_column(String(64))
    filters: Mapped[list[str]]
    password_hash: Mapped[str | None] = mapped_column(String(255))
    made_by: Mapped[str] = mapped_column(String(254))
    created: Mapped[datetime]
    expires: Mapped[datetime | None]

    site: Mapped[SiteRow] = relationship()


class DeedRow(RecordTable):
    """Something that somebody changed or took away: a line of the log.

    who: a login, or what stands for a key or a link. site: its name, empty for the whole installation; names, so that
    the line outlives what it speaks of. what: the endpoint. about: which one, never a visitor's or a lead's data.
    """

    __tablename__ = "deeds"
    __table_args__ = (Index("ix_deeds_site_happened", "site", "happened"), Index("ix_deeds_happened", "happened"))

    id: Mapped[int] = mapped_column(primary_key=True)
    happened: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(254))
    site: Mapped[str] = mapped_column(String(100))
    what: Mapped[str] = mapped_column(String(64))
    about: Mapped[str] = mapped_column(String(300))


class ChannelRuleRow(RecordTable):
    """A site's own channel rule; the lowest position is asked first. conditions: field, how and value of each."""

    __tablename__ = "channel_rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    channel: Mapped[str] = mapped_column(String(60))
    conditions: Mapped[list[dict[str, str]]]


class ScoreRuleRow(RecordTable):
    """A rule by which a site scores its leads: the fields of ScoreRule in collector/score.py.

    position: its place in the list.
    """

    __tablename__ = "score_rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    field: Mapped[str] = mapped_column(String(16))
    how: Mapped[str] = mapped_column(String(16))
    question: Mapped[str] = mapped_column(String(200))
    value: Mapped[str] = mapped_column(String(200))
    points: Mapped[int]


class SegmentRow(RecordTable):
    """Filters that a site keeps under a name. slug: as addresses call it. filters: each as an address writes it."""

    __tablename__ = "segments"
    __table_args__ = (UniqueConstraint("site_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"), index=True)
    slug: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(60))
    filters: Mapped[list[str]]


class MagnetRow(RecordTable):
    """A lead magnet that a site has declared. name: as its pages mark it. path: of the page it is on, or empty."""

    __tablename__ = "magnets"
    __table_args__ = (UniqueConstraint("site_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(16))
    path: Mapped[str] = mapped_column(String(500))
    completes: Mapped[str] = mapped_column(String(16))


class ConversionRow(RecordTable):
    """What a site's people count as a success. mark: page:<path> or event:<name>, as the reports know it."""

    __tablename__ = "conversions"
    __table_args__ = (UniqueConstraint("site_id", "mark"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"), index=True)
    mark: Mapped[str] = mapped_column(String(500))
    title: Mapped[str] = mapped_column(String(60))


class AnnotationRow(RecordTable):
    """What a site's people have noted on a day of its time zone."""

    __tablename__ = "annotations"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"), index=True)
    day: Mapped[date]
    text: Mapped[str] = mapped_column(String(120))


class HookRow(RecordTable):
    """A webhook that a site has opened to a sender. key: the one in its address, sealed; secret: what the sender signs
    with, sealed, or empty. stages: ours by the sender's names.
    """

    __tablename__ = "hooks"
    __table_args__ = (UniqueConstraint("site_id", "sender"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"), index=True)
    sender: Mapped[str] = mapped_column(String(16))
    key_hash: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(Text())
    secret: Mapped[str] = mapped_column(Text())
    stages: Mapped[dict[str, str]]
    created: Mapped[datetime]


class ReceiverRow(RecordTable):
    """Where a site's leads are told to. address, secret: sealed. kinds: what is told. created: nothing older is.

    made_by: a login; empty where nobody noted it. mail: an e-mail address, in place of one of the web. language, key:
    of its e-mails, and what stops them.
    """

    __tablename__ = "receivers"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"), index=True)
    address: Mapped[str] = mapped_column(Text())
    secret: Mapped[str] = mapped_column(Text())
    kinds: Mapped[list[str]]
    with_contact: Mapped[bool]
    created: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(254), default="")
    mail: Mapped[str] = mapped_column(String(254), default="")
    language: Mapped[str] = mapped_column(String(8), default="")
    key: Mapped[str] = mapped_column(String(64), default="")

    site: Mapped[SiteRow] = relationship()


class TellingRow(RecordTable):
    """A fact that a receiver is told, by its id: never what it says. since: the beginning of the days it is tried.

    state: waiting, told, given_up or gone. answer: a status of HTTP, a mail server's words, or why there were none.
    """

    __tablename__ = "tellings"
    __table_args__ = (Index("ix_tellings_state_next_try", "state", "next_try"),)

    receiver_id: Mapped[int] = mapped_column(ForeignKey("receivers.id", ondelete="CASCADE"), primary_key=True)
    fact: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    happened: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int]
    since: Mapped[datetime]
    next_try: Mapped[datetime]
    tried: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(String(200))


class DigestRow(RecordTable):
    """Who gets a site's figures by e-mail, and what became of the latest. See Digest in records/digest.py."""

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("site_id", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"), index=True)
    address: Mapped[str] = mapped_column(String(254))
    rhythm: Mapped[str] = mapped_column(String(8))
    language: Mapped[str] = mapped_column(String(8))
    key: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[str] = mapped_column(String(254))
    since: Mapped[datetime]
    told: Mapped[date | None]
    asked: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int]
    next_try: Mapped[datetime | None]
    tried: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(String(200))

    site: Mapped[SiteRow] = relationship()
