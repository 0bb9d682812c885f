"""A site's keys: what programs send in place of a person's log-in."""

from __future__ import annotations

import base64
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from collector.site import hash_key
from leadpump.records.errors import NotFound, RecordsError
from leadpump.records.passwords import Randomness
from leadpump.records.scope import SCOPES
from leadpump.records.site import get_row
from leadpump.records.tables import SiteKeyRow, SiteRow

LONGEST_LABEL = 100


@dataclass(frozen=True, slots=True)
class SiteKey:
    """A key without the key itself, which is shown once, when it is made. scopes: what it may do, of SCOPES.

    made_by: a login; empty where nobody noted it.
    """

    id: int
    label: str
    last_characters: str
    scopes: tuple[str, ...]
    created: datetime
    made_by: str


def make_key(randomness: Randomness) -> str:
    """256 random bits, marked so that people and secret scanners know what it is."""
    return "leadpump_" + base64.b16encode(randomness(32)).decode().lower()


def add_key(site: SiteRow, key: str, label: str, scopes: Collection[str], made_by: str, now: datetime) -> None:
    """Let a key do so much at the site. Errors: RecordsError when the label is too long, or for such scopes."""
    label = " ".join(label.split())
    if len(label) > LONGEST_LABEL or not (label.isprintable() or not label):
        raise RecordsError(f"No key was made: its label may have {LONGEST_LABEL} characters.")
    kept = [scope for scope in SCOPES if scope in scopes]
    if not kept or len(kept) != len(set(scopes)):
        raise RecordsError(f"No key was made: its scopes may be {', '.join(SCOPES)}.")
    site.keys.append(
        SiteKeyRow(
            key_hash=hash_key(key), label=label, last_characters=key[-4:], scopes=kept, created=now, made_by=made_by
        )
    )


def list_keys(db: Session, name: str) -> list[SiteKey]:
    """The keys of a site, oldest first. Errors: NotFound."""
    return [_key_of(row) for row in get_row(db, name).keys]


def find_key(db: Session, key: str) -> tuple[SiteKey, str] | None:
    """The key, and the name of the site whose it is; None for what is no key."""
    row = db.scalar(select(SiteKeyRow).where(SiteKeyRow.key_hash == hash_key(key)))
    if row is None:
        return None
    return _key_of(row), db.scalars(select(SiteRow.name).where(SiteRow.id == row.site_id)).one()


def delete_key(db: Session, name: str, key_id: int) -> SiteKey:
    """Refuse a key from now on; which it was. Errors: NotFound when the site has no such key."""
    for row in get_row(db, name).keys:
        if row.id == key_id:
            db.delete(row)
            return _key_of(row)
    raise NotFound(f"The site {name} has no key {key_id}.")


def _key_of(row: SiteKeyRow) -> SiteKey:
    return SiteKey(
        id=row.id,
        label=row.label,
        last_characters=row.last_characters,
        scopes=tuple(row.scopes),
        created=row.created,
        made_by=row.made_by,
    )
