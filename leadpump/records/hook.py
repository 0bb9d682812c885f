"""A site's webhooks: the key in each address and the sender's secret, both sealed by whoever hands them in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from leadpump.records.errors import NotFound
from leadpump.records.site import get_row
from leadpump.records.tables import HookRow, SiteRow


@dataclass(frozen=True, slots=True)
class KeptHook:
    """A webhook. key, secret: sealed; secret is empty if there is none."""

    sender: str
    key: str
    secret: str
    stages: dict[str, str]
    created: datetime


@dataclass(frozen=True, slots=True)
class NewHook:
    """A webhook to open, or an address to replace. key_hash: of the key in its address; key, secret: sealed."""

    sender: str
    key_hash: str
    key: str
    secret: str = ""
    stages: dict[str, str] = field(default_factory=dict)


def list_hooks(db: Session, site: str) -> list[KeptHook]:
    """The site's webhooks. Errors: NotFound when there is no such site."""
    return [KeptHook(row.sender, row.key, row.secret, dict(row.stages), row.created) for row in get_row(db, site).hooks]


def open_hook(db: Session, site: str, hook: NewHook, now: datetime) -> None:
    """Open a webhook; one that is open gets the new address and keeps its secret and stages. Errors: NotFound."""
    found = get_row(db, site)
    for row in found.hooks:
        if row.sender == hook.sender:
            row.key_hash, row.key = hook.key_hash, hook.key
            return
    found.hooks.append(
        HookRow(
            sender=hook.sender,
            key_hash=hook.key_hash,
            key=hook.key,
            secret=hook.secret,
            stages=hook.stages,
            created=now,
        )
    )


def set_secret(db: Session, site: str, sender: str, secret: str) -> None:
    """Put another secret in the place of the one there is. Errors: NotFound."""
    _find(get_row(db, site), sender).secret = secret


def set_stages(db: Session, site: str, sender: str, stages: dict[str, str]) -> None:
    """Say what the sender's steps are here. Errors: NotFound."""
    _find(get_row(db, site), sender).stages = stages


def close_hook(db: Session, site: str, sender: str) -> None:
    """Refuse what is sent to it from now on. Errors: NotFound."""
    found = get_row(db, site)
    found.hooks.remove(_find(found, sender))


def _find(site: SiteRow, sender: str) -> HookRow:
    for row in site.hooks:
        if row.sender == sender:
            return row
    raise NotFound(f"The site {site.name} has no webhook of {sender}.")
