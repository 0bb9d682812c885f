"""Everything one visitor does over the weeks: the first visit, the ones after, and the leads they become."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

from leadpump.demo.arrival import BRAND, DIRECT, NEWSLETTER, ORGANIC, Arrival, address, draw_landing
from leadpump.demo.follow_up import DAY, follow_up
from leadpump.demo.mail import SEQUENCE, sequence_mail
from leadpump.demo.page import CHECKLIST, HOME, PRICES, Page
from leadpump.demo.person import Person, draw_person
from leadpump.demo.rhythm import draw_hour
from leadpump.demo.story import Story, local_time, moment
from leadpump.demo.visit import Landing, Visit, make_visit
from leadpump.demo.walk import Item

MOST_RETURNS = 4


@dataclass(frozen=True, slots=True)
class Life:
    """Events and stages, each in order of time, and what became of the e-mails they got."""

    events: list[Item]
    stages: list[Item]
    emails: list[Item] = field(default_factory=list)


def live(rng: Random, story: Story, arrival: Arrival, day: date) -> Life:
    """Somebody who first comes on this day."""
    person = draw_person(rng, arrival)
    page = draw_landing(rng, arrival)
    landing = Landing(page, address(rng, arrival, page), rng.choice(arrival.referrers), False)
    ts = moment(day, draw_hour(rng, day), rng.uniform(0, 3600))
    visits = [make_visit(rng, story, person, landing, ts)]
    while len(visits) <= MOST_RETURNS and rng.random() < return_chance(person, visits):
        visits.append(come_back(rng, story, person, visits))
    lived = gather(rng, story, visits)
    return Life(lived.events, lived.stages, sequence_mail(person.key, visits))


def return_chance(person: Person, visits: list[Visit]) -> float:
    """How likely they come once more."""
    wrote = any(visit.leads for visit in visits)
    return min(0.75, 0.09 + 0.36 * person.interest + (0.3 if wrote else 0.0))


def come_back(rng: Random, story: Story, person: Person, visits: list[Visit]) -> Visit:
    """A later visit: hours to weeks after, by the evening mood of that day, often direct."""
    after = visits[-1].ended + int(rng.lognormvariate(0.9, 1.1) * DAY) + 3_600_000
    day = local_time(after).date()
    ts = max(after, moment(day, draw_hour(rng, day), rng.uniform(0, 3600)))
    return make_visit(rng, story, person, landing_again(rng, person, visits), ts)


def landing_again(rng: Random, person: Person, visits: list[Visit]) -> Landing:
    """How somebody known comes back: by e-mail after the checklist, else by heart, the brand or as before."""
    got_checklist = any(lead.magnet == CHECKLIST for visit in visits for lead in visit.leads)
    if got_checklist and rng.random() < 0.45:
        return Landing(PRICES, address(rng, NEWSLETTER, PRICES, SEQUENCE), "", True)
    arrival = rng.choices((DIRECT, ORGANIC, BRAND, person.arrival), (40, 22, 16, 22))[0]
    page: Page = rng.choices((HOME, PRICES, draw_landing(rng, arrival)), (35, 45, 20))[0]
    return Landing(page, address(rng, arrival, page), rng.choice(arrival.referrers), True)


def gather(rng: Random, story: Story, visits: list[Visit]) -> Life:
    """The visits' events, and what becomes of their leads."""
    events = [event for visit in visits for event in visit.events]
    leads = [lead for visit in visits for lead in visit.leads]
    stages = [stage for lead in leads for stage in follow_up(rng, story, lead)]
    return Life(events, stages)
