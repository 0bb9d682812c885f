"""The sites that are measured, who may see them, and the keys that may import into them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from collector.mode import Mode
from collector.own_rule import Condition, OwnRule
from collector.score import DEFAULT_RULES, ScoreRule, Scoring
from collector.site import KnownHook, KnownSite
from leadpump.records.account import Account
from leadpump.records.errors import NameTaken, NotFound
from leadpump.records.new_site import NewSite
from leadpump.records.scope import WRITE
from leadpump.records.tables import (
    AnnotationRow,
    ChannelRuleRow,
    ConversionRow,
    HookRow,
    MagnetRow,
    MemberRow,
    ScoreRuleRow,
    SiteRow,
)
from reports.annotation import Annotation
from reports.conversion import Conversion
from reports.goal import Goal
from reports.magnet import Magnet
from reports.site import Site


@dataclass(frozen=True, slots=True)
class SiteRecord(Site):
    """A site as the reports know it, with what its settings page shows."""

    hosts: tuple[str, ...]
    count_automation: bool
    mode: Mode
    merge_days: int
    created: datetime


def site_of(row: SiteRow) -> SiteRecord:
    """The site that a row holds."""
    return SiteRecord(
        name=row.name,
        title=row.title,
        timezone=row.timezone,
        currency=row.currency,
        hosts=tuple(row.hosts),
        count_automation=row.count_automation,
        mode=Mode(row.mode),
        merge_days=row.merge_days,
        created=row.created,
        magnets=magnets_of(row),
        interesting_from=row.interesting_from,
        interested_from=row.interested_from,
        board=tuple(Goal(key, target) for key, target in row.board),
        annotations=annotations_of(row),
        conversions=conversions_of(row),
    )


def magnets_of(row: SiteRow) -> tuple[Magnet, ...]:
    """What the site has declared, by title."""
    return tuple(sorted(map(magnet_of, row.magnets), key=lambda magnet: (magnet.title.casefold(), magnet.name)))


def magnet_of(row: MagnetRow) -> Magnet:
    """The magnet that a row holds."""
    return Magnet(row.name, row.title, row.kind, row.path, row.completes)


def annotations_of(row: SiteRow) -> tuple[Annotation, ...]:
    """What the site's people have noted, by day."""
    return tuple(map(annotation_of, sorted(row.annotations, key=lambda kept: (kept.day, kept.id))))


def annotation_of(row: AnnotationRow) -> Annotation:
    """The note that a row holds."""
    return Annotation(row.day, row.text)


def conversions_of(row: SiteRow) -> tuple[Conversion, ...]:
    """What the site's people count as a success, by title."""
    return tuple(sorted(map(conversion_of, row.conversions), key=lambda one: (one.title.casefold(), one.mark)))


def conversion_of(row: ConversionRow) -> Conversion:
    """The conversion that a row holds."""
    return Conversion(row.mark, row.title)


def list_all(db: Session) -> list[SiteRecord]:
    """Every site, by title; for the command line and for nobody who came over the network."""
    return [site_of(row) for row in db.scalars(select(SiteRow).order_by(SiteRow.title, SiteRow.name))]


def list_seen_by(db: Session, account: Account) -> list[SiteRecord]:
    """The sites that the account may see, by title."""
    return [site_of(row) for row in db.scalars(_seen_by(account).order_by(SiteRow.title, SiteRow.name))]


def find_seen_by(db: Session, account: Account, name: str) -> SiteRecord | None:
    """The site of that name if the account may see it. Not there and not yours look the same."""
    row = db.scalar(_seen_by(account).where(SiteRow.name == name))
    return None if row is None else site_of(row)


def _seen_by(account: Account) -> Select[SiteRow]:
    if account.is_owner:
        return select(SiteRow)
    return select(SiteRow).where(SiteRow.id.in_(select(MemberRow.site_id).where(MemberRow.account_id == account.id)))


def get_row(db: Session, name: str) -> SiteRow:
    """The row of the site of that name. Errors: NotFound."""
    row = db.scalar(select(SiteRow).where(SiteRow.name == name))
    if row is None:
        raise NotFound(f"There is no site {name!r}. `leadpump site list` shows those there are.")
    return row


def add(db: Session, site: NewSite, now: datetime) -> SiteRow:
    """Add a site. Errors: NameTaken."""
    if db.scalar(select(SiteRow.id).where(SiteRow.name == site.name)) is not None:
        raise NameTaken(f"No site was added: {site.name} exists already.")
    row = SiteRow(
        name=site.name,
        title=site.title,
        timezone=site.timezone,
        currency=site.currency,
        hosts=list(site.hosts),
        count_automation=site.count_automation,
        mode=site.mode,
        created=now,
        score_rules=[
            ScoreRuleRow(position=place, **msgspec.structs.asdict(rule)) for place, rule in enumerate(DEFAULT_RULES, 1)
        ],
    )
    db.add(row)
    db.flush()
    return row


def own_rule_of(row: ChannelRuleRow) -> OwnRule:
    """The channel rule that a row holds."""
    return OwnRule(row.channel, msgspec.convert(row.conditions, tuple[Condition, ...]))


def score_rule_of(row: ScoreRuleRow) -> ScoreRule:
    """The score rule that a row holds."""
    return msgspec.convert(row, ScoreRule, from_attributes=True)


def scoring_of(row: SiteRow) -> Scoring:
    """How the site of a row scores its leads."""
    return Scoring(
        rules=tuple(map(score_rule_of, row.score_rules)),
        interesting_from=row.interesting_from,
        interested_from=row.interested_from,
        qualifies=row.score_qualifies,
    )


def known_hook(row: HookRow) -> KnownHook:
    """The webhook of a row, as ingest must know it."""
    return KnownHook(sender=row.sender, key_hash=row.key_hash, secret=row.secret, stages=dict(row.stages))


def known_sites(db: Session) -> list[KnownSite]:
    """Every site as ingest must know it, by name."""
    rows = db.scalars(
        select(SiteRow)
        .options(
            selectinload(SiteRow.keys),
            selectinload(SiteRow.channel_rules),
            selectinload(SiteRow.score_rules),
            selectinload(SiteRow.hooks),
        )
        .order_by(SiteRow.name)
    )
    return [
        KnownSite(
            name=row.name,
            hosts=tuple(row.hosts),
            key_hashes=tuple(key.key_hash for key in row.keys if WRITE in key.scopes),
            count_automation=row.count_automation,
            channel_rules=tuple(own_rule_of(rule) for rule in row.channel_rules),
            mode=Mode(row.mode),
            merge_days=row.merge_days,
            currency=row.currency,
            scoring=scoring_of(row),
            hooks=tuple(map(known_hook, row.hooks)),
        )
        for row in rows
    ]
