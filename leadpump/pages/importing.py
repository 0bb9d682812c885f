"""What the pages that import facts share: they write them in parts, and look again until all are counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, flash, request

from collector.record import Record
from leadpump.pages import waiting
from leadpump.pages.given import facts, words
from reports import format as written
from reports.language import N_
from reports.words import Words

AT_ONCE = 2000
"""Facts in one write."""
LOOK_SECONDS = 2
ALL_HERE = N_("All of this was here already; nothing was changed.")


def write(records: Sequence[Record], token: str) -> dict[str, Any]:
    """Put them on disk, forget the file that waited, wait until the last are stored; what the next address tells of it.

    Nothing, and said so, of none.
    """
    for start in range(0, len(records), AT_ONCE):
        facts().append(records[start : start + AT_ONCE])
    waiting.forget(token)
    if not records:
        flash(words().say(ALL_HERE), "good")
        return {}
    facts().wait_until_stored([record.id for record in records[-AT_ONCE:]])
    return {"expected": f"{len(records)}", "last": f"{records[-1].id}"}


def is_through() -> bool:
    """Whether the last fact of the import that the address tells of is stored. To be asked before they are counted.

    Those of them that somebody else imports at the same moment are stored once, as theirs.
    """
    last = request.args.get("last", type=UUID)
    return last is not None and facts().wait_until_stored([last], 0)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is. done: its facts that are stored. expected: what it was to add; 0 where there is none."""

    done: int
    expected: int
    through: bool

    @property
    def ended(self) -> bool:
        """Whether nothing of it follows."""
        return self.through or self.done >= self.expected

    def say(self, finished: str, say: Words) -> str:
        """In words; "" of none. finished: what is said once all is counted."""
        if not self.expected:
            return ""
        if not self.ended:
            return say.say(
                N_("%(done)s of %(expected)s are counted; the others are on disk and follow."),
                done=written.number(self.done, say.language),
                expected=written.number(self.expected, say.language),
            )
        return finished if self.done else say.say(ALL_HERE)

    def look_again(self, answer: Response) -> Response:
        """The page, which the browser asks for again while not all is counted."""
        if not self.ended:
            answer.headers["Refresh"] = f"{LOOK_SECONDS}"
        return answer
