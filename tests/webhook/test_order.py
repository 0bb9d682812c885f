"""Every message told several times, in any order, gives the same figures."""

from __future__ import annotations

import random
from typing import Any

from collector.webhook.sender import SENDERS
from tests.webhook.conftest import Hooks, all_messages

COUNTS = """
select
    person,
    stage,
    orders,
    revenue,
    consent,
    mql,
    sql,
    opportunity,
    customer,
    contacted,
    lost
from all_leads
where site = {site:String}
"""
HAPPENED = """
select
    kind,
    count() as facts,
    sum(value) as value
from lead_changes
where site = {site:String}
group by kind
order by kind
"""


EMAILS = """
select
    kind,
    campaign,
    list,
    uniqExact(person) as people,
    count() as rows
from email_events
where site = {site:String}
group by
    kind,
    campaign,
    list
order by
    kind,
    campaign,
    list
"""


def figures(hooks: Hooks, site: str) -> list[list[dict[str, Any]]]:
    """What reports count of a site; persons are numbers of their site, so only whether there is one is compared."""
    leads = hooks.clickhouse.query(COUNTS, {"site": site})
    for row in leads:
        row["person"] = row["person"] != 0
    leads.sort(key=str)
    return [leads, *(hooks.clickhouse.query(sql, {"site": site}) for sql in (HAPPENED, EMAILS))]


def test_every_message_of_every_sender_repeated_and_in_any_order(hooks: Hooks) -> None:
    told = list(dict.fromkeys(name for sender in SENDERS for name in all_messages(sender)))
    in_order = hooks.new_site()
    for name in told:
        hooks.tell(in_order, name)
    hooks.load()
    expected = figures(hooks, in_order)
    leads, happened, emails = expected
    assert len(leads) > 10
    assert {row["kind"] for row in happened} >= {"sale", "refund", "meeting", "call", "stage", "consent"}
    assert len(emails) > 10
    for seed in range(3):
        site = hooks.new_site()
        shuffled = told * 2
        random.Random(seed).shuffle(shuffled)
        for count, name in enumerate(shuffled):
            hooks.tell(site, name)
            if count in (len(told) // 2, len(told)):
                hooks.load()
        hooks.load()
        assert figures(hooks, site) == expected, seed
