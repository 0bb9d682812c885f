"""The log: who changed or took away what, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from leadpump.records.tables import DeedRow

KEPT = timedelta(days=365)
LONGEST_ABOUT = 300
ONE_LINE = timedelta(hours=1)
"""What a program takes every minute is one line an hour."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A line of the log; see DeedRow."""

    happened: datetime
    who: str
    site: str
    what: str
    about: str


def note(db: Session, deed: Deed) -> None:
    """Write a line, and forget those that are too old."""
    db.execute(delete(DeedRow).where(DeedRow.happened <= deed.happened - KEPT))
    db.add(
        DeedRow(
            happened=deed.happened,
            who=deed.who[:254],
            site=deed.site,
            what=deed.what,
            about=deed.about[:LONGEST_ABOUT],
        )
    )


def is_noted(db: Session, deed: Deed) -> bool:
    """Whether a line of the last hour says the same."""
    same = select(DeedRow.id).where(
        DeedRow.happened > deed.happened - ONE_LINE,
        DeedRow.who == deed.who[:254],
        DeedRow.site == deed.site,
        DeedRow.what == deed.what,
        DeedRow.about == deed.about[:LONGEST_ABOUT],
    )
    return db.scalar(same.limit(1)) is not None


def list_deeds(db: Session, site: str | None, now: datetime, start: int, most: int) -> tuple[list[Deed], int]:
    """Lines of the last twelve months, newest first, from the one of that place; and how many there are in all.

    site: its name; None for every line.
    """
    wanted = [DeedRow.happened > now - KEPT]
    if site is not None:
        wanted.append(DeedRow.site == site)
    newest = select(DeedRow).where(*wanted).order_by(DeedRow.happened.desc(), DeedRow.id.desc())
    rows = db.scalars(newest.offset(start).limit(most))
    found = [Deed(row.happened, row.who, row.site, row.what, row.about) for row in rows]
    return found, db.scalar(select(func.count()).select_from(DeedRow).where(*wanted)) or 0
