"""Sends the simulated traffic through the product's own import addresses, as a history import would be."""

from __future__ import annotations

import json
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError

from leadpump.demo.story import ZONE, Story
from leadpump.demo.traffic import Timed, simulate

BATCH = 1000
PATIENCE_SECONDS = 300.0
"""How long in all a batch may be turned away before the filling gives up."""
LONGEST_PAUSE = 30.0
ADDRESSES = {
    "events": "/api/import/events",
    "leads": "/api/leads",
    "stages": "/api/import/stages",
    "costs": "/api/import/costs",
    "metrics": "/api/import/metrics",
    "emails": "/api/emails",
}

Progress = Callable[[int, int], None]
"""progress(done, total), in items."""


class FillError(Exception):
    """The product could not be filled; the message says what to do."""


@dataclass(slots=True)
class Outcome:
    """What became of one kind of item. refused: count by reason. samples: one detail by reason."""

    kind: str
    sent: int = 0
    accepted: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    samples: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Summary:
    """What was sent: the story told, until when, and the outcome of each kind of item."""

    story: Story
    until: datetime
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """Where to send: the product's address, and the demo site's import key."""

    url: str
    key: str
    pause: Callable[[float], None] = time.sleep


def fill(
    url: str,
    key: str,
    days: int,
    seed: int,
    now: datetime,
    progress: Progress,
    *,
    told: Story | None = None,
    since: datetime | None = None,
    pause: Callable[[float], None] = time.sleep,
) -> Summary:
    """Send the traffic of the last days, today included, to the product at url. Raises FillError.

    told, since: the story sent before, and until when; then only what is new in it is sent.
    """
    story = told or story_until(now, days)
    target = Target(url.rstrip("/"), key, pause)
    if not target.url.startswith(("http://", "https://")):
        raise FillError(f"the product's address must begin with http:// or https://, not {url!r}")
    traffic = simulate(seed, story, now, since)
    parts = [(kind, getattr(traffic, kind)) for kind in ADDRESSES]
    total = sum(len(timed) for _, timed in parts)
    outcomes, done = [], 0
    for kind, timed in parts:
        outcome = Outcome(kind)
        for batch in batches(timed):
            send(target, outcome, batch)
            done += len(batch)
            progress(done, total)
        outcomes.append(outcome)
    return Summary(story, now, tuple(outcomes))


def story_until(now: datetime, days: int) -> Story:
    """The story of so many days whose last is today."""
    return Story(now.astimezone(ZONE).date() - timedelta(days=days - 1), days)


def batches(timed: Sequence[Timed]) -> Iterator[list[Any]]:
    """The items, as many at a time as one request may hold."""
    for start in range(0, len(timed), BATCH):
        yield [one.item for one in timed[start : start + BATCH]]


def send(target: Target, outcome: Outcome, batch: list[Any]) -> None:
    """Send a batch and note what became of it."""
    status, answer = post_patiently(target, ADDRESSES[outcome.kind], json.dumps(batch).encode())
    if status in (401, 403):
        raise FillError(f"the product refused the key: {answer.get('detail', '')}")
    if status >= 300 and "accepted" not in answer:
        raise FillError(f"{ADDRESSES[outcome.kind]} answered {status}: {answer.get('detail', '')}")
    refusals = answer.get("refused", [])
    if not refusals and answer.get("reason"):
        if len(batch) > 1:
            raise FillError(f"{ADDRESSES[outcome.kind]} answered {status}: {answer.get('detail', '')}")
        refusals = [answer]
    outcome.sent += len(batch)
    outcome.accepted += answer.get("accepted", 0)
    for refusal in refusals:
        outcome.refused[refusal["reason"]] += 1
        outcome.samples.setdefault(refusal["reason"], refusal.get("detail", ""))


def post_patiently(target: Target, path: str, body: bytes) -> tuple[int, dict[str, Any]]:
    """Post, and post again while the product is full (503), busy (429) or restarting."""
    waited = 0.0
    while True:
        status, answer, retry_after = post(target, path, body)
        if status not in (0, 429, 502, 503, 504):
            return status, answer
        wait = min(LONGEST_PAUSE, retry_after or 1.0)
        if waited + wait > PATIENCE_SECONDS:
            raise FillError(f"{target.url} does not take more: {answer.get('detail', 'no answer')}")
        target.pause(wait)
        waited += wait


def post(target: Target, path: str, body: bytes) -> tuple[int, dict[str, Any], float]:
    """One attempt: the status (0 where nothing answered), the answer, and the seconds to wait before another."""
    request = urllib.request.Request(  # noqa: S310 - the scheme was checked
        target.url + path,
        data=body,
        headers={"Authorization": f"Bearer {target.key}", "Content-Type": "application/json"},
    )
    # The product is the user's own: a proxy of the environment knows nothing of it.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=60) as response:
            return response.status, read_answer(response.read()), 0.0
    except HTTPError as error:
        with error:
            return error.code, read_answer(error.read()), seconds(error.headers.get("Retry-After"))
    except (URLError, HTTPException, OSError) as error:
        return 0, {"detail": str(error)}, 0.0


def read_answer(body: bytes) -> dict[str, Any]:
    """The answer's object; an empty one where it is none of the product's."""
    try:
        answer = json.loads(body)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def seconds(header: str | None) -> float:
    """Retry-After in seconds; 0 where it is missing or a date."""
    return float(header) if header and header.isdigit() else 0.0
