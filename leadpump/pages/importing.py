"""What the pages that import facts share: they write them in parts, and look again until all are counted."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, flash

from collector.record import Record
from leadpump.pages import waiting
from leadpump.pages.given import facts, words
from reports import format as written
from reports.language import N_
from reports.words import Words

AT_ONCE = 2000
"""Facts in one write."""
LOOK_SECONDS = 2


def write(records: Sequence[Record], token: str) -> bool:
    """Put them on disk, forget the file that waited, wait until the last are stored. False, and said so, of none."""
    for start in range(0, len(records), AT_ONCE):
        facts().append(records[start : start + AT_ONCE])
    waiting.forget(token)
    if not records:
        flash(words().say(N_("All of this was here already; nothing was changed.")), "good")
        return False
    facts().wait_until_stored([record.id for record in records[-AT_ONCE:]])
    return True


def progress(done: int, expected: int, finished: str, say: Words) -> str:
    """How far an import is; "" of none. finished: what is said once all is counted."""
    if not expected or done >= expected:
        return finished if expected else ""
    return say.say(
        N_("%(done)s of %(expected)s are counted; the others are on disk and follow."),
        done=written.number(done, say.language),
        expected=written.number(expected, say.language),
    )


def look_again(answer: Response, done: int, expected: int) -> Response:
    """The page, which the browser asks for again while not all is counted."""
    if done < expected:
        answer.headers["Refresh"] = f"{LOOK_SECONDS}"
    return answer
