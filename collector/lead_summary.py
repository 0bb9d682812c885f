"""What each lead has come to, kept beside its facts: worked out again whenever facts of a lead were stored.

A row says nothing that lead_events does not say, so whatever went wrong is mended by comparing and working out anew.
docs/decisions/0061-lead-summaries.md says why it is done so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import zip_longest
from typing import Any
from uuid import UUID

from collector.prepare import LEADS_AT_ONCE, in_parts, statement
from collector.record import NOBODY
from collector.store import Store

Fact = Mapping[str, Any]
"""A row of lead_events, as it was prepared."""
AT_ONCE = 10_000
"""Of more leads than this, comparing all of a site's costs less."""


def sum_leads(store: Store, site: str, marks: Collection[UUID], persons: Collection[int] = ()) -> None:
    """Work out what these leads of a site come to. Raises StoreUnavailable or StoreRefused.

    marks: ids of leads, of submissions joined to them or of facts about them. persons: whose leads.
    """
    if len(marks) + len(persons) > AT_ONCE:
        sum_all_leads(store, [site])
        return
    named, people = in_parts(sorted(map(str, marks)), LEADS_AT_ONCE), in_parts(sorted(persons), LEADS_AT_ONCE)
    for some, few in zip_longest(named, people, fillvalue=()):
        store.command(statement("sum_leads"), {"site": site, "marks": list(some), "persons": list(few)})


def sum_scores(store: Store, site: str, leads: Collection[UUID]) -> None:
    """The same for leads that are summed, of which nothing but a score was told since."""
    for part in in_parts(sorted(map(str, leads)), LEADS_AT_ONCE):
        store.command(statement("sum_scores"), {"site": site, "leads": part})


def sum_all_leads(store: Store, sites: Collection[str] = ()) -> None:
    """Work out what is not as the facts say, of these sites or of all.

    Also fills the table, and mends what another writer of facts or a new definition left behind.
    """
    store.command(statement("sum_all_leads"), {"sites": sorted(sites)})


def sum_leads_of(store: Store, facts: Iterable[Fact]) -> None:
    """Work out what the leads come to that rows of lead_events tell of.

    Reported leads are left out: whoever takes one in sums it.
    """
    marks: dict[str, set[UUID]] = {}
    persons: dict[str, set[int]] = {}
    for fact in facts:
        if fact.get("kind") == "reported":
            continue
        site = fact["site"]
        marks.setdefault(site, set()).update(UUID(fact.get(name) or NOBODY.hex) for name in ("lead_id", "subject_id"))
        if person := fact.get("person"):
            persons.setdefault(site, set()).add(person)
    for site, named in marks.items():
        sum_leads(store, site, named - {NOBODY}, persons.get(site, ()))
