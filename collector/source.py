"""Where a visitor came from: the name and kind of the source, before any rule about channels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from collector.address import Page, Referrer, is_within, read_host
from collector.known_source import Known, known_by_app, known_by_host, known_by_name, known_sources
from collector.spam import is_spam

DIRECT = "(direct)"
NO_MEDIUM = ("", "(none)", "(not set)")
PASSED_THROUGH = ("payment", "login")
"""Kinds of pages that lead back to the site the visitor was on before."""
APP = "android-app"


class Arrival(NamedTuple):
    """What is known of how a visitor came to a page, as it is stored: nothing of it is derived.

    hostname: of the page. referrer_app: whether the referrer is an Android app. referrer: host, or package of the app.
    internal: the visitor came from a page of the site itself, whose address is not kept.
    """

    hostname: str
    referrer_app: bool
    referrer: str
    utm_source: str
    utm_medium: str
    utm_campaign: str
    named_source: str
    click_id: str
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """name: Google, example.org, (direct) … kind: as in known_source.KINDS, or "".

    written: utm_source as the address says it. medium, campaign: lower-cased as the rules need them. referrer: host.
    paid_click: the click identifier is one that only advertisements carry. opens_touch: it came with a campaign or
    from another site, and not back from a payment or by a link on the site itself.
    """

    name: str
    kind: str = ""
    written: str = ""
    medium: str = ""
    campaign: str = ""
    referrer: str = ""
    click_id: str = ""
    paid_click: bool = False
    internal: bool = False
    opens_touch: bool = False


def read_arrival(page: Page, referrer: Referrer) -> Arrival:
    """The arrival that a page's address and a referrer tell of."""
    utm_source, utm_medium, utm_campaign, *_ = page.utm
    return Arrival(
        page.hostname,
        referrer.scheme == APP,
        referrer.hostname,
        utm_source,
        utm_medium,
        utm_campaign,
        page.named_source,
        page.click_id,
    )


def find_source(arrival: Arrival, own_hosts: tuple[str, ...]) -> Source:
    """The source of an arrival: what the address says of itself, else its click identifier, else the referrer.

    A source or ref parameter counts only from elsewhere: on links inside a site it is often the site's own.
    """
    internal = is_internal(arrival, own_hosts)
    seen = None if internal else known_by_referrer(arrival)
    passed_through = seen is not None and seen.kind in PASSED_THROUGH
    referrer = "" if internal or passed_through else arrival.referrer
    written = arrival.utm_source or ("" if internal else arrival.named_source)
    click = known_sources().click_ids.get(arrival.click_id)
    if written:
        known = named_source(written)
    elif click is not None and (click.paid or not referrer):
        known = click.known
    elif referrer:
        known = seen or Known(referrer, "")
    else:
        known = Known(DIRECT, "")
    tagged = known.name != DIRECT or arrival.utm_campaign or arrival.utm_medium.lower() not in NO_MEDIUM
    return Source(
        name=known.name,
        kind=known.kind,
        written=written,
        medium=arrival.utm_medium.lower(),
        campaign=arrival.utm_campaign.lower(),
        referrer=referrer,
        click_id=arrival.click_id,
        paid_click=click is not None and click.paid,
        internal=internal,
        opens_touch=bool(tagged) and not (internal or passed_through or is_spam(arrival.referrer)),
    )


def is_internal(arrival: Arrival, own_hosts: tuple[str, ...]) -> bool:
    """Whether the visitor came from a page of the site itself."""
    if arrival.internal or not arrival.referrer or arrival.referrer_app:
        return arrival.internal
    if arrival.referrer == arrival.hostname:
        return True
    return any(is_within(arrival.referrer, host) for host in own_hosts)


def known_by_referrer(arrival: Arrival) -> Known | None:
    """The known source that the referrer belongs to."""
    if not arrival.referrer:
        return None
    return known_by_app(arrival.referrer) if arrival.referrer_app else known_by_host(arrival.referrer)


def named_source(written: str) -> Known:
    """What a utm_source means: an alias, else a host or an address of the table, else itself."""
    written = written.strip()
    if written.lower() == DIRECT:
        return Known(DIRECT, "")
    found = known_by_name(written)
    if found is not None:
        return found
    host = read_host(written if "//" in written else f"//{written}") if "." in written else ""
    return (known_by_host(host) if host else None) or Known(host if host and "//" in written else written, "")
