"""Whoever has not been in touch for so many months is forgotten: what was counted stays, without the person.

CNIL's standard for commercial activities has prospects' data go three years after the last contact that came from them,
and not after each detail was written down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from collector.erase import NOBODY, OF_PERSONS, ids_of, make_nobody
from collector.lead_summary import sum_all_leads
from collector.prepare import in_parts, statement
from collector.store import Store

AT_ONCE = 500
"""Persons whom one set of statements forgets: their ids travel in the request's address."""
MOST = 20_000
"""Persons of one look; of more, the others are found by the next."""


def forget_silent(store: Store, now: datetime, months: int) -> int:
    """Forget everybody who was last in touch more than so many months ago; how many they were. Safe to repeat.

    The loader must be at rest, with nothing prepared. Raises StoreUnavailable or StoreRefused.
    """
    found = store.query(statement("long_silent"), {"now": now, "months": months, "nobody": NOBODY, "most": MOST})
    for site, rows in groupby(found, key=lambda row: str(row["site"])):
        silent = list(rows)
        for start in range(0, len(silent), AT_ONCE):
            _forget(store, site, silent[start : start + AT_ONCE])
        sum_all_leads(store, [site])
    return len(found)


def _forget(store: Store, site: str, silent: Sequence[Mapping[str, Any]]) -> None:
    persons = [int(row["person"]) for row in silent if row["person"]]
    named = {"site": site, "persons": persons, "nobodies": [make_nobody() for _ in persons]}
    ids = ids_of(store, site, persons, [lead for row in silent for lead in row["leads"]])
    # Whom no id is known of may still be a recipient.
    for part in list(in_parts(ids)) or [[]]:
        for table in OF_PERSONS:
            store.command(statement(f"erase_{table}"), named | {"ids": part})
