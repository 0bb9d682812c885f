"""POST /hooks/<site>/<sender>/<key>: on disk before it is answered, like every fact.

On the event loop beside the other addresses of the collector, so that a delivery needs no thread of the pages and no
database: docs/decisions/0064-webhooks.md.
"""

from __future__ import annotations

import asyncio
import hmac
from typing import Any

import msgspec

from collector import record
from collector.event import Reason, Refusal
from collector.limit import key_of
from collector.receive import TOO_FAST, Answer, Asked, Intake, answer_no, refuse
from collector.site import KnownHook, KnownSite, hash_key
from collector.spool import SpoolFull
from collector.webhook.hear import Delivery, hear
from collector.webhook.message import Post, Verdict, Why
from collector.webhook.sender import SENDERS
from collector.webhook.signature import addresses_of

PREFIX = "/hooks/"
KEY = "key"
"""The field under which the key of an address is sealed."""
MAX_BODY = 512 * 1024
NO_SUCH_ADDRESS = Refusal(Reason.UNAUTHORIZED, "no webhook has this address: copy it again from the settings")
SAID = {
    Why.NO_SECRET: "the signing secret of this sender has not been pasted into the settings yet",
    Why.NO_SIGNATURE: "the signature is missing",
    Why.BAD_SIGNATURE: "the signature is not the one of this body and this webhook's secret",
    Why.STALE: "it was signed too long ago, or the clocks differ",
    Why.UNREADABLE: "the body is not what this sender sends",
    Why.FAILED: "it could not be worked with; it is kept, and can be replayed",
}
"""Why a delivery was refused, for whoever looks into the sender's own log."""


def find_hook(asked: Asked, intake: Intake) -> tuple[KnownSite, KnownHook] | Refusal:
    """The webhook that an address is of. Which part of it is wrong is not said."""
    parts = asked.path.removeprefix(PREFIX).split("/")
    if intake.limits.address.is_over(key_of(asked.address)):
        return TOO_FAST
    site = intake.sites.find(parts[0]) if len(parts) == 3 else None
    if site is not None and parts[1] in SENDERS:
        given = hash_key(parts[2])
        for hook in site.hooks:
            if hook.sender == parts[1] and hmac.compare_digest(hook.key_hash, given):
                return site, hook
    intake.limits.address.spend(key_of(asked.address))
    return NO_SUCH_ADDRESS


def refuse_address(refusal: Refusal, asked: Asked, intake: Intake) -> Answer:
    """Count it for the site that the address names, whose owner may have replaced it, and say no more than no."""
    site = asked.path.removeprefix(PREFIX).partition("/")[0]
    intake.refusals.count(refusal, asked.headers, msgspec.json.encode({"site": site}))
    return answer_no(refusal)


def check_hook(asked: Asked, intake: Intake) -> Answer | None:
    """What can be answered before the body is read: the address tried in a browser, or by Mailchimp's GET."""
    found = find_hook(asked, intake)
    if isinstance(found, Refusal):
        return refuse_address(found, asked, intake)
    if asked.method in ("GET", "HEAD"):
        return Answer(200, {"ready": True})
    if asked.method != "POST":
        return refuse(Refusal(Reason.METHOD_NOT_ALLOWED, "this address takes POST"), asked, intake)
    if asked.headers.get("content-encoding", "identity") != "identity":
        return refuse(Refusal(Reason.UNSUPPORTED_TYPE, "send the body without Content-Encoding"), asked, intake)
    return None


async def receive_hook(asked: Asked, query: str, body: bytes, intake: Intake) -> Answer:
    """Prove, read, write, and only then 200."""
    found = find_hook(asked, intake)
    if isinstance(found, Refusal):
        return refuse_address(found, asked, intake)
    addresses = addresses_of(intake.address, asked.path, query, asked.headers)
    post = Post(asked.headers, body, addresses, intake.clock())
    # Signatures and boxes of large bodies take a moment: in a thread, so that visitors need not wait for it.
    delivery = await asyncio.to_thread(hear, post, *found, intake.identity)
    try:
        await intake.commit.append([record.encode(item) for item in delivery.records])
    except SpoolFull as error:
        return refuse(Refusal(Reason.STORAGE_FULL, str(error)), asked, intake)
    return answer_to(delivery)


def answer_to(delivery: Delivery) -> Answer:
    """200 for what is understood, taken or not, so that its sender does not send it again; else why it is not."""
    line = delivery.line
    if line.verdict in (Verdict.TAKEN, Verdict.IGNORED):
        body: dict[str, Any] = {"accepted": line.facts}
        if line.reason:
            body |= {"ignored": line.reason}
        unread = [
            {"index": index, "reason": Reason.BAD_FIELD, "detail": one.detail}
            for index, one in enumerate(delivery.heard)
            if one.why in (Why.UNREADABLE, Why.OTHER_CURRENCY)
        ]
        return Answer(200, body | ({"refused": unread} if unread else {}))
    why = Why(line.reason)
    reason = {Why.FAILED: Reason.FAILED, Why.UNREADABLE: Reason.BAD_FIELD}.get(why, Reason.UNAUTHORIZED)
    return answer_no(Refusal(reason, f"{SAID[why]}: {line.detail}" if line.detail else SAID[why]))
