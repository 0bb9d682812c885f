"""What a receiver is told: a message of JSON, and the headers that prove whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from collector.webhook.signature import hmac_sha256

KINDS = ("lead", "stage")
MOST_BYTES = 64 * 1024
TOO_LONG, GONE = "too_long", "gone"
"""What becomes of a message that is never sent."""
SIGNATURE = "Leadpump-Signature"
DELIVERY = "Leadpump-Delivery"
ABOUT = ("form", "magnet", "path", "via", "channel", "source", "medium", "campaign")
STEP = ("stage", "reason", "value", "currency")


def write_test(site: str, fact: str, now: datetime) -> bytes:
    """A message that tells nothing."""
    return msgspec.json.encode({"id": fact, "type": "test", "site": site, "ts": moment(now)})


def write_message(site: str, row: Mapping[str, Any], contact: Mapping[str, str] | None) -> bytes:
    """What a row of facts.sql says. contact: who the lead is and what they answered; None where that is not told."""
    happened = datetime.fromtimestamp(row["ms"] / 1000, UTC)
    told = {"id": row["id"], "type": row["type"], "site": site, "ts": moment(happened), "lead": row["lead"]}
    told |= {name: row[name] for name in (*STEP, *ABOUT) if row[name] not in ("", None)}
    if contact is not None:
        told |= {"contact": dict(contact), "answers": dict(row["answers"])}
    return msgspec.json.encode(told)


def moment(when: datetime) -> str:
    """ISO 8601 to the millisecond, in UTC."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def headers_of(fact: str, body: bytes, secret: str, now: datetime) -> dict[str, str]:
    """Those that prove it, as our own webhook asks of others."""
    seconds = str(int(now.timestamp()))
    return {
        "Content-Type": "application/json",
        "User-Agent": "Leadpump",
        DELIVERY: fact,
        SIGNATURE: f"t={seconds},v1={hmac_sha256(secret, seconds.encode() + b'.' + body).hex()}",
    }
