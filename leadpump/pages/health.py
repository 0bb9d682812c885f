"""Whether the product can accept, for supervisors, proxies and monitors: words, and nothing more."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, Response, jsonify, request

from leadpump.condition import Condition

FULL = "storage_full"
"""The word that a refused event gets, too."""


NONCE = Path("run", "check.nonce")
"""The word by which `leadpump check` proves that it sits on this machine, for the second that it needs."""


def create_health(condition: Callable[[], Condition], data: Path) -> Blueprint:
    """The blueprint of /readyz (/healthz: leadpump/front.py). data: where `leadpump check` leaves its word."""
    health = Blueprint("health", __name__)

    @health.get("/readyz")
    def readyz() -> tuple[Response, int]:
        found = condition()
        says = {"ready": not found.full, "reason": FULL if found.full else "", "degraded": found.degraded()}
        if is_own_check(data / NONCE, request.args.get("check", "")):
            says["proxies"] = len(
                [part for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
            )
        answer = jsonify(says)
        answer.cache_control.no_store = True
        return answer, 503 if found.full else 200

    return health


def is_own_check(nonce: Path, word: str) -> bool:
    """Whether `leadpump check` asks, which has just written this word into the data folder."""
    if not word:
        return False
    try:
        written = nonce.read_bytes()
    except OSError:
        return False
    return len(written) >= 32 and hmac.compare_digest(written, word.encode("utf-8", "replace"))
