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
from leadpump.demo.tool import SENDERS, Delivery, deliveries
from leadpump.identity import open_identity
from leadpump.records.hook import NewHook
from leadpump.settings import Settings

WAIT_SECONDS = 15.0
LOOK_SECONDS = 0.3
UNSETTLED = (0, 401, 429)
"""No answer, no such address, too many of them at once: nothing that the message itself is wrong for."""


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
    answered: Counter[int] = Counter()
    for delivery in deliveries(now):
        answered[deliver(addresses[delivery.sender], delivery, proofs[delivery.sender], sleep)] += 1
    return answered


def deliver(address: str, delivery: Delivery, secret: str, sleep: Callable[[float], None] = time.sleep) -> int:
    """The status at last. Each worker looks for new webhooks once a second by itself, so one may know what another
    does not yet: what is signed rightly is sent again until it is proven, as the senders do.
    """
    waited = 0.0
    while True:
        body, headers = delivery.signed(secret, datetime.now(UTC))
        status = ask(address, body, headers)
        if delivery.forged or not (status in UNSETTLED or status >= 500) or waited >= WAIT_SECONDS:
            return status
        sleep(LOOK_SECONDS)
        waited += LOOK_SECONDS


def ask(address: str, body: bytes, headers: Mapping[str, str]) -> int:
    """The status that an address answers to a POST; 0 if nothing does."""
    request = urllib.request.Request(address, data=body, headers=dict(headers))  # noqa: S310 - the product's own
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
