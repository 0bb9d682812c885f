"""The e-mails of the business, as Brevo would tell of them: the newsletter, and the three that follow the checklist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from leadpump.demo import SITE
from leadpump.demo.contact import contact_of
from leadpump.demo.page import CHECKLIST
from leadpump.demo.story import Story, moment
from leadpump.demo.visit import Visit
from leadpump.demo.walk import Item, draw_id

DAY = 86_400_000
SEQUENCE = "suite-checklist"
"""Campaign of the e-mails that follow the checklist."""
BOUNCES, MACHINES, LETTER_OPENS = 0.014, 0.3, 0.24
LEAVES_AFTER_DAYS = 900
"""How long subscribers stay, on average."""
TIRED = 0.035
"""How many of the sequence's readers unsubscribe by its second e-mail."""


@dataclass(frozen=True, slots=True)
class Step:
    """An e-mail of the sequence. after: days from the form. opens: how many open it. clicks: weight of its links."""

    number: int
    subject: str
    after: float
    opens: float
    clicks: int


STEPS = (
    Step(1, "Votre checklist des combles", 0.004, 0.7, 50),
    Step(2, "L’histoire de notre entreprise", 3, 0.2, 3),
    Step(3, "Combien coûte une isolation des combles ?", 6, 0.48, 80),
)
"""The second is the weak one: it tells of the business, not of the reader's roof."""


def has_left(name: str, story: Story, number: int, day: date) -> bool:
    """Whether this subscriber of the newsletter has unsubscribed before that day."""
    rng = Random(f"{name}/subscriber/{number}/leaves")  # noqa: S311
    return day > story.start + timedelta(days=int(rng.expovariate(1 / LEAVES_AFTER_DAYS)))


def letter_mail(
    name: str, story: Story, day: date, campaign: str, addresses: Iterable[str], clicked: Mapping[int, int]
) -> list[Item]:
    """What becomes of a sending of the newsletter. addresses: of the subscribers. clicked: when, by their number."""
    rng = Random(f"{name}/letter/{day}")  # noqa: S311
    sent = moment(day, 10, 0)
    about = {"campaign": campaign, "subject": "La lettre des Toits de Loire", "list": "Lettre"}
    found: list[Item] = []
    for number, email in enumerate(addresses):
        if has_left(name, story, number, day):
            continue
        arrived = message(rng, email, about, sent, clicked.get(number), LETTER_OPENS)
        found += arrived
        if len(arrived) > 1 and has_left(name, story, number, day + timedelta(days=14)):
            found.append(told(rng, "unsubscribed", arrived[-1]["ts"] + 40_000, email, about))
    return found


def sequence_mail(key: str, visits: list[Visit]) -> list[Item]:
    """What becomes of the e-mails that somebody gets who asked for the checklist. key: theirs."""
    asked = [lead.ts for visit in visits for lead in visit.leads if lead.magnet == CHECKLIST]
    if not asked:
        return []
    rng = Random(f"{key}/sequence")  # noqa: S311
    email = contact_of(key, CHECKLIST)["email"]
    came = [visit.events[0]["ts"] for visit in visits if SEQUENCE in visit.events[0]["url"]]
    clicked = clicks_of(rng, asked[0], came)
    found: list[Item] = []
    for step in STEPS:
        about = {"sequence": "Suite de la checklist", "step": step.number, "subject": step.subject}
        about |= {"utm_campaign": SEQUENCE}
        sent = asked[0] + int(step.after * DAY)
        found += message(rng, email, about, sent, clicked.get(step.number), step.opens)
        if step.number == 2 and rng.random() < TIRED:
            return [*found, told(rng, "unsubscribed", sent + 3_600_000, email, about)]
    return found


def clicks_of(rng: Random, asked: int, came: Iterable[int]) -> dict[int, int]:
    """By which e-mails they came back, and when: each visit by one that was sent before it."""
    clicked: dict[int, int] = {}
    for ts in came:
        sent = [step for step in STEPS if asked + step.after * DAY < ts - 60_000]
        if sent:
            (step,) = rng.choices(sent, [step.clicks for step in sent])
            clicked.setdefault(step.number, ts)
    return clicked


def message(
    rng: Random, email: str, about: Mapping[str, object], sent: int, clicked: int | None, opens: float
) -> list[Item]:
    """What becomes of one e-mail, in order of time. clicked: when its link was followed."""
    bounces, machine, opened = rng.random() < BOUNCES, rng.random() < MACHINES, rng.random() < opens
    later = int(rng.lognormvariate(9.0, 1.4) * 1000)
    if bounces and clicked is None:
        return [told(rng, rng.choice(("bounced_hard", "bounced_soft")), sent + 9_000, email, about)]
    found = [told(rng, "delivered", sent + rng.randrange(2_000, 60_000), email, about)]
    if machine:
        found.append(told(rng, "machine_opened", sent + rng.randrange(60_000, 600_000), email, about))
    if clicked is not None:
        found.append(told(rng, "opened", clicked - 25_000, email, about))
        found.append(told(rng, "clicked", clicked - 1_000, email, about))
    elif opened:
        found.append(told(rng, "opened", sent + 90_000 + later, email, about))
    return sorted(found, key=lambda item: int(item["ts"]))


def told(rng: Random, kind: str, ts: int, email: str, about: Mapping[str, object]) -> Item:
    """One fact in the shape of POST /api/emails."""
    return {"site": SITE.name, "kind": kind, "ts": ts, "email": email, "id": draw_id(rng), "provider": "brevo", **about}
