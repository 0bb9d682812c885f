"""`leadpump demo` goes through the real intake: what it says was accepted is what the tables hold."""

from __future__ import annotations

import json
import re
import urllib.request
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest

from leadpump.command.demo_people import INVITED
from leadpump.demo import SITE
from leadpump.records import open_records
from leadpump.records.scope import READ
from reports.registry import REPORTS
from tests.conftest import wait_until
from tests.product.conftest import Product
from tests.product.crawl import PAGE_BYTES, is_page, kind_of
from tests.product.test_backup import signed_in


def counts(product: Product) -> dict[str, int]:
    (row,) = product.sql(
        "select (select count() from events) as events, "
        "(select countIf(kind = 'reported' and via != 'webhook') from lead_events) as leads, "
        "(select countIf(kind not in ('created', 'submission', 'reported', 'score', 'consent') and via != 'webhook') "
        "from lead_events) as stages, "
        "(select count() from costs) as costs, (select count() from email_events) as emails"
    )
    return row


def accepted(output: str) -> dict[str, int]:
    return {
        kind: int(number)
        for kind, number in re.findall(r"(events|leads|stages|costs|emails): \d+ sent, (\d+) accepted", output)
    }


WITHOUT_LEAD = """
select count() as n
from
(
    select id from events where name = 'form_submit' and bot = ''
    union all
    select id from lead_events where kind = 'reported'
)
where id not in (select subject_id from lead_events where kind in ('created', 'submission'))
"""
"""Submissions and reports that the loader has not made leads of yet."""
NOT_FILLED = {
    # What only an owner can say.
    "acquisition_cost.cac_ceiling",
    "follow_up_roi.follow_up_gain",
    "follow_up_roi.follow_up_increase",
    "follow_up_roi.follow_up_year",
    # Faults that this site does not have.
    "data_quality.campaign_costs",
    "data_quality.campaign_spellings",
    "data_quality.source_spellings",
    "data_quality.spam_forms",
    # A roofer has no carts.
    "loyalty.cart_abandonment",
}
AGO = {"history": "12m"}
"""Periods in which there is something, where the usual one has nothing: the other counter stopped as this one began."""


def unfilled(product: Product) -> set[str]:
    """The figures and tables of reports in which the demo shows nothing. Who is on the site now depends on the hour."""
    with open_records(product.data) as records:
        key = records.create_key(SITE.name, "a test", (READ,))
    found = set()
    for kind in REPORTS:
        address = f"{product.url}/sites/{SITE.name}/{kind.name}.json?period={AGO.get(kind.name, '30d')}"
        asked = urllib.request.Request(address, headers={"Authorization": f"Bearer {key}"})
        with urllib.request.urlopen(asked, timeout=120) as answer:
            told = json.loads(answer.read())
        if kind.name != "realtime":
            found |= {f"{kind.name}.{name}" for name, figure in told["figures"].items() if figure["value"] is None}
            found |= {f"{kind.name}.{name}" for name, table in told["tables"].items() if not table["rows"]}
    return found


class Links(HTMLParser):
    """Where the links of a page lead, as they stand there."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if tag == "a" and name in ("href", "xlink:href") and value]


def weights(product: Product) -> dict[str, int]:
    """The bytes of every page that links lead to, one address for each kind; a browser opens them in test_hostile."""
    cookie = signed_in(product)
    found: dict[str, int] = {}
    waiting, known = [product.url + "/"], {"/"}
    while waiting:
        address = waiting.pop(0)
        asked = urllib.request.Request(address, headers={"Cookie": cookie, "Accept-Language": "fr"})
        with urllib.request.urlopen(asked, timeout=120) as answer:
            page = answer.read()
        found[address] = len(page)
        links = Links()
        links.feed(page.decode())
        for link in (urljoin(answer.url, link).partition("#")[0] for link in links.found):
            if link.startswith(product.url + "/") and kind_of(link) not in known and is_page(link):
                known.add(kind_of(link))
                waiting.append(link)
    return found


@pytest.mark.timeout(900)
def test_every_page_of_the_full_demo_is_light(product: Product) -> None:
    filled = product.command("demo")
    assert filled.returncode == 0, filled.stderr
    product.settle(240)
    assert counts(product) == accepted(filled.stdout)
    wait_until(lambda: product.sql("select count() as n from metrics")[0]["n"] > 0, 60, "what was measured outside")
    wait_until(lambda: product.sql(WITHOUT_LEAD) == [{"n": 0}], 240, "the leads of the demo")
    assert unfilled(product) == NOT_FILLED
    found = weights(product)
    assert len(found) > 40
    assert {address: weight for address, weight in found.items() if weight >= PAGE_BYTES} == {}


def test_the_demo_is_stored_once_however_often_it_is_sent(product: Product) -> None:
    first = product.command("demo", "--days", "7", "--seed", "3")
    assert first.returncode == 0, first.stderr
    said = accepted(first.stdout)
    assert said["events"] > 1000
    assert re.search("refused, (bad|missing)_field", first.stdout)
    wait_until(lambda: counts(product) == said, 30, "the rows of the demo")
    # Sessions are summed a moment after their events are stored.
    wait_until(lambda: product.sql("select count() as n from sessions")[0]["n"] > 300, 30, "the sums of the sessions")
    (sessions,) = product.sql(
        "select count() as n, uniqExact(channel) as channels, sum(form_submissions) as forms from sessions"
    )
    assert "until then they show what has been loaded" in first.stdout
    assert "delivered 25 messages; 2 were refused, on purpose" in first.stdout
    wait_until(lambda: product.sql("select count() as n from deliveries")[0]["n"] == 27, 30, "the log of the webhooks")
    assert sessions["channels"] >= 6
    assert sessions["forms"] > 0
    assert product.sql("select count() as n from events where bot != ''")[0]["n"] > 0
    again = product.give("demo", "--days", "7", "--seed", "3")
    assert again.returncode == 0
    assert "delivered" not in again.stdout
    # Those it lets in are asked once, and nobody of them is in: there is no password but the owner's.
    with open_records(product.data) as records:
        assert [account.login for account in records.list_accounts()] == ["owner"]
        assert [(one.login, one.role) for one in records.people.invitations_to(SITE.name)] == sorted(INVITED)
        assert [link.has_password for link in records.people.shared_links_of(SITE.name)] == [True, False]
        (receiver,) = records.receivers.of_site(SITE.name)
        assert not receiver.with_contact
    fresh = product.sql("select count() as n, uniqExact(id) as ids from events")[0]
    assert fresh["n"] == fresh["ids"]
