"""Links that show reports of a site to whoever has them: no log-in, nothing but reports, as long as they last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from leadpump.records.errors import NotFound
from leadpump.records.sign_in import hash_token
from leadpump.records.site import SiteRecord, get_row, site_of
from leadpump.records.tables import SharedLinkRow
from reports.filter import Filter, read_filters
from reports.parameter import BadParameter

LONGEST_LABEL = 60
MOST_LINKS = 100
SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 128
"""Of a link's password: it opens reports only, may be passed on by telephone, and guesses at it are limited."""


class SharedLinkProblem(StrEnum):
    """Why a link was not made: the closed set; the pages put each into words."""

    BAD_LABEL = "bad_label"
    BAD_FILTER = "bad_filter"
    BAD_EXPIRY = "bad_expiry"
    BAD_PASSWORD = "bad_password"  # noqa: S105
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class SharedLink:
    """A link without its token, which is shown once. report: the only one it shows; empty for all.

    filters: always hold. expires: None if it lasts until it is removed.
    """

    id: int
    label: str
    report: str
    filters: tuple[Filter, ...]
    has_password: bool
    made_by: str
    created: datetime
    expires: datetime | None


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """A link that somebody follows, and what it shows. mark: tells this link, and its password, from others."""

    link: SharedLink
    site: SiteRecord
    mark: str


@dataclass(frozen=True, slots=True)
class NewLink:
    """What a link is to be, checked. password: empty for none."""

    label: str
    report: str
    filters: tuple[str, ...]
    password: str
    expires: datetime | None


def check_link(
    *, label: str, report: str, filters: Iterable[str], password: str, expires: datetime | None, now: datetime
) -> NewLink | SharedLinkProblem:
    """The link that was asked for, or what is wrong. filters: as in an address."""
    label = " ".join(label.split())
    if not label or len(label) > LONGEST_LABEL or not label.isprintable():
        return SharedLinkProblem.BAD_LABEL
    try:
        checked = read_filters(filters)
    except BadParameter:
        return SharedLinkProblem.BAD_FILTER
    if expires is not None and expires <= now:
        return SharedLinkProblem.BAD_EXPIRY
    if password and not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        return SharedLinkProblem.BAD_PASSWORD
    return NewLink(label, report, tuple(text for item in checked for text in item.parameters), password, expires)


def add_link(
    db: Session, site: str, new: NewLink, token: str, password_hash: str | None, made_by: str, now: datetime
) -> SharedLinkProblem | None:
    """Show reports of the site to whoever has the token; what is wrong, if anything. Errors: NotFound."""
    row = get_row(db, site)
    _forget_ended(db, row.id, now)
    if len(_rows(db, row.id)) >= MOST_LINKS:
        return SharedLinkProblem.TOO_MANY
    db.add(
        SharedLinkRow(
            site_id=row.id,
            token_hash=hash_token(token),
            label=new.label,
            report=new.report,
            filters=list(new.filters),
            password_hash=password_hash,
            made_by=made_by,
            created=now,
            expires=new.expires,
        )
    )
    return None


def list_links(db: Session, site: str, now: datetime) -> list[SharedLink]:
    """The links of a site that still open something, newest first. Errors: NotFound."""
    return [_link_of(row) for row in _rows(db, get_row(db, site).id) if row.expires is None or row.expires > now]


def remove_link(db: Session, site: str, number: int) -> SharedLink:
    """The link opens nothing from now on; which it was. Errors: NotFound."""
    row = db.get(SharedLinkRow, number)
    if row is None or row.site_id != get_row(db, site).id:
        raise NotFound(f"The site {site} has no shared link {number}.")
    db.delete(row)
    return _link_of(row)


def find_row(db: Session, token: str, now: datetime) -> SharedLinkRow | None:
    """The row of that token; None when there is none or it has run out."""
    row = db.scalar(select(SharedLinkRow).where(SharedLinkRow.token_hash == hash_token(token)))
    return None if row is None or (row.expires is not None and row.expires <= now) else row


def opened(row: SharedLinkRow) -> OpenedLink:
    """What a row shows."""
    return OpenedLink(_link_of(row), site_of(row.site), row.token_hash[:32])


def _rows(db: Session, site_id: int) -> list[SharedLinkRow]:
    newest = select(SharedLinkRow).where(SharedLinkRow.site_id == site_id).order_by(SharedLinkRow.id.desc())
    return list(db.scalars(newest))


def _forget_ended(db: Session, site_id: int, now: datetime) -> None:
    for row in _rows(db, site_id):
        if row.expires is not None and row.expires <= now:
            db.delete(row)
    db.flush()


def _link_of(row: SharedLinkRow) -> SharedLink:
    return SharedLink(
        id=row.id,
        label=row.label,
        report=row.report,
        filters=read_filters(row.filters),
        has_password=row.password_hash is not None,
        made_by=row.made_by,
        created=row.created,
        expires=row.expires,
    )
