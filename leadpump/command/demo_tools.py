"""Connects the demo site's other tools, once, and lets them deliver through the running product's own addresses."""

from __future__ import annotations

import secrets
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http.client import HTTPException
from urllib.error import HTTPError, URLError

from collector.person import seal
from collector.site import hash_key
from collector.webhook.hear import SECRET
from collector.webhook.receive import KEY, PREFIX
from leadpump.command.opened import note, opened_records
from leadpump.demo import SITE
from leadpump.demo.tool import SENDERS, deliveries
from leadpump.identity import open_identity
from leadpump.records.hook import NewHook
from leadpump.settings import Settings

WAIT_SECONDS = 15.0
LOOK_SECONDS = 0.3


def connect_tools(
    settings: Settings, url: str, now: datetime, sleep: Callable[[float], None] = time.sleep
) -> Counter[int]:
    """How many deliveries were answered how; none if the tools were connected before."""
    with opened_records(settings) as records:
        if records.hooks_of(SITE.name):
            return Counter()
        person = open_identity(settings).person
        keys = {sender: secrets.token_urlsafe(24) for sender in SENDERS}
        proofs = {sender: secrets.token_hex(32) for sender in SENDERS}
        for sender in SENDERS:
            sealed = {
                name: seal({name: text}, person) for name, text in ((KEY, keys[sender]), (SECRET, proofs[sender]))
            }
            records.open_hook(SITE.name, NewHook(sender, hash_key(keys[sender]), sealed[KEY], sealed[SECRET]))
            note(records, "webhooks.open_", sender, SITE.name)
    addresses = {sender: f"{url.rstrip('/')}{PREFIX}{SITE.name}/{sender}/{key}" for sender, key in keys.items()}
    # The workers look for new webhooks once a second.
    waited = 0.0
    while any(ask(address) != 200 for address in addresses.values()) and waited < WAIT_SECONDS:
        sleep(LOOK_SECONDS)
        waited += LOOK_SECONDS
    answered: Counter[int] = Counter()
    for delivery in deliveries(now):
        body, headers = delivery.signed(proofs[delivery.sender], datetime.now(UTC))
        answered[ask(addresses[delivery.sender], body, headers)] += 1
    return answered


def ask(address: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> int:
    """The status that an address answers; 0 if nothing does. With a body by POST."""
    request = urllib.request.Request(address, data=body, headers=dict(headers or {}))  # noqa: S310 - the product's own
    # A proxy of the environment knows nothing of it.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=30) as response:
            return int(response.status)
    except HTTPError as error:
        error.close()
        return int(error.code)
    except (URLError, HTTPException, OSError):
        return 0
