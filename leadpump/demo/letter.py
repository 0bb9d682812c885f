"""The newsletter: every second Thursday at ten, to subscribers who mostly came before the story began."""

from __future__ import annotations

from datetime import date
from random import Random

from leadpump.demo.arrival import NEWSLETTER, address, draw_landing
from leadpump.demo.contact import contact_of
from leadpump.demo.life import Life, gather
from leadpump.demo.mail import has_left, letter_mail
from leadpump.demo.page import CHECKLIST
from leadpump.demo.person import Person, draw_person
from leadpump.demo.story import Story, moment
from leadpump.demo.visit import Landing, make_visit

SUBSCRIBERS = 300
CLICKS = 0.14
MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin",
    "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip


def is_sent(day: date) -> bool:
    """Thursdays of even weeks."""
    return day.weekday() == 3 and day.isocalendar().week % 2 == 0


def campaign_of(day: date) -> str:
    """The sending's name, as in utm_campaign."""
    return f"lettre-{day.day}-{MONTHS[day.month - 1]}"


def readers_of(rng: Random, seed: str, story: Story, day: date) -> list[Life]:
    """The subscribers who click, most of them within hours, and what became of everybody's letter.

    seed: names the same subscribers at each sending.
    """
    lives = []
    clicked: dict[int, int] = {}
    people = [subscriber(seed, number) for number in range(SUBSCRIBERS)]
    for number, person in enumerate(people):
        if rng.random() < CLICKS and not has_left(seed, story, number, day):
            page = draw_landing(rng, NEWSLETTER)
            url = address(rng, NEWSLETTER, page, campaign_of(day))
            landing = Landing(page, url, rng.choice(NEWSLETTER.referrers), True)
            ts = moment(day, 10, rng.lognormvariate(9.2, 1.2))
            lives.append(gather(rng, story, [make_visit(rng, story, person, landing, ts)]))
            clicked[number] = ts
    addresses = (contact_of(person.key, CHECKLIST)["email"] for person in people)
    return [*lives, Life([], [], letter_mail(seed, story, day, campaign_of(day), addresses, clicked))]


def subscriber(seed: str, number: int) -> Person:
    """One of the subscribers, the same at each sending."""
    return draw_person(Random(f"{seed}/subscriber/{number}"), NEWSLETTER)  # noqa: S311
