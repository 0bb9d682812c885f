"""An address that gets e-mails, as its row shows it, and what is an address for whoever gives one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from leadpump.pages.leads import when
from reports.language import N_
from reports.words import Words

BAD = N_("Give one e-mail address, as marie@example.fr.")


@dataclass(frozen=True, slots=True)
class ShownMailbox:
    """An address in the reader's words. told: what it gets. by: who added it. became: of the latest e-mail; mark: how
    that is coloured. try_now: the address that sends one at once; try_label: of its button, for whoever hears it.
    """

    address: str
    told: str
    by: str
    became: str
    mark: str
    try_now: str
    try_label: str
    remove: str


def what_became(
    tried: datetime | None, why_not: str, next_try: datetime | None, answers: Mapping[str, str], say: Words
) -> str:
    """What became of the latest e-mail, when and why. why_not: what the mail server said, or one of the answers; empty
    where it took it.
    """
    if tried is None:
        return say.say(N_("nothing sent yet"))
    at = moment(tried, say)
    if not why_not:
        return say.say(N_("sent: %(when)s"), when=at)
    why = (
        say.say(answers[why_not])
        if why_not in answers
        else say.say(N_("the mail server says “%(answer)s”"), answer=why_not)
    )
    failed = say.say(N_("not sent (%(when)s): %(why)s"), when=at, why=why)
    if next_try is None:
        return failed
    again = say.say(N_("next try %(when)s"), when=moment(next_try, say))
    return f"{failed} · {again}"


def moment(instant: datetime, say: Words) -> str:
    """A day and time by the site's clock."""
    return when(int(instant.timestamp() * 1000), say)
