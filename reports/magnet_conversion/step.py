"""The steps from seeing a magnet to being a customer, and which of them blocks."""

from __future__ import annotations

from reports.figure import Row, plain
from reports.lead_funnel.lead_funnel import ENOUGH, LEAST_OF_VISITORS

_COUNTS = (
    ("started", "started_visitors", "shown_visitors"),
    ("submitted", "submitted_visitors", "started_visitors"),
    ("downloaded", "downloaded_visitors", "before_download_visitors"),
    ("attended", "attended_leads", "leads"),
    ("mql", "mql_leads", "leads"),
    ("customer", "customers", "mql_leads"),
)


def blocking_step(row: Row) -> str:
    """The step that fewest pass; empty where too few have come so far to tell, or where it is unknown who passed.

    As from visitor to lead, most who see a magnet leave it: that blocks only where fewer than one in a hundred begin.

    >>> row = {"shown_visitors": 1000, "started_visitors": 40, "submitted_visitors": 30, "downloaded_visitors": None}
    >>> row |= {"leads": 28, "mql_leads": 12, "customers": 6}
    >>> blocking_step(row)
    'mql'

    Without any customer yet, nobody knows whether those who are qualified had the time to become one:

    >>> many = row | {"mql_leads": 27}
    >>> blocking_step(many | {"customers": 0}), blocking_step(many | {"customers": 1})
    ('submitted', 'customer')
    >>> blocking_step(row | {"started_visitors": 9})
    'started'
    >>> blocking_step({"shown_visitors": 9, "started_visitors": 1, "submitted_visitors": 0})
    ''
    """
    rates: dict[str, float] = {}
    for step, reached, of in _COUNTS:
        passed, come = plain(row.get(reached)), plain(row.get(of))
        is_early = step == "customer" and not passed
        if passed is not None and come is not None and come >= ENOUGH and not is_early:
            rates[step] = 100 * passed / come
    if rates.get("started", 100) < LEAST_OF_VISITORS:
        return "started"
    later = {step: rate for step, rate in rates.items() if step != "started" and rate < 100}
    return min(later, key=lambda step: later[step], default="")
