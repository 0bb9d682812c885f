"""What a visitor does on the site, from the first page to the last."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from leadpump.demo.page import (
    ARTICLE,
    CHECKLIST,
    GUILD,
    HOME,
    LEGAL,
    PDF,
    PRICES,
    QUOTE,
    QUOTE_RECEIVED,
    SUPPLIER,
    THANKS,
    Page,
)
from leadpump.demo.person import Person
from leadpump.demo.question import BUDGET, BUDGETS, DATE, DATES, UNKNOWN, WORK, WORKS
from leadpump.demo.story import Story, local_time
from leadpump.demo.walk import Item, Walk

STARTS = {CHECKLIST: 0.05, QUOTE: 0.026}
FINISHES = {CHECKLIST: 0.66, QUOTE: 0.6}
FILLING = {CHECKLIST: (18, 55), QUOTE: (45, 170)}
NEXT_PAGES = {
    HOME: ((PRICES, 38), (ARTICLE, 27), (LEGAL, 1), (None, 34)),
    PRICES: ((HOME, 22), (ARTICLE, 16), (LEGAL, 2), (None, 60)),
    ARTICLE: ((PRICES, 24), (HOME, 20), (None, 56)),
    THANKS: ((ARTICLE, 26), (PRICES, 12), (None, 62)),
    QUOTE_RECEIVED: ((ARTICLE, 18), (HOME, 8), (None, 74)),
    LEGAL: ((HOME, 40), (None, 60)),
}
LONGEST_VISIT = 7
WELL_READ_MS = 360_000
"""Whoever has been there for so long has read what there is to read before asking."""


@dataclass(frozen=True, slots=True)
class Lead:
    """A form that was sent. means, interest: 0 to 1; interest as it showed on the site, too.

    quality: how readily the way they came makes customers, 1 being usual.
    """

    id: str
    ts: int
    magnet: str
    means: float
    interest: float
    quality: float


@dataclass(frozen=True, slots=True)
class Visit:
    """events in order of time; the last one's time is the visit's end."""

    events: list[Item]
    leads: list[Lead]

    @property
    def ended(self) -> int:
        """Unix milliseconds of the last event."""
        last: int = self.events[-1]["ts"]
        return last


@dataclass(frozen=True, slots=True)
class Landing:
    """Where and how a visit begins. known: they have been here before."""

    page: Page
    url: str
    referrer: str
    known: bool


def make_visit(rng: Random, story: Story, person: Person, landing: Landing, ts: int) -> Visit:
    """One visit, begun at this time."""
    walk = Walk(rng, person, ts)
    walk.open(landing.page, landing.url, landing.referrer)
    leads: list[Lead] = []
    if rng.random() < bounce_chance(story, person, landing, ts):
        glance(walk, landing.page)
        return Visit(walk.events, leads)
    page: Page | None = landing.page
    asked: set[str] = set()
    for _ in range(LONGEST_VISIT):
        if page is None:
            break
        page = use_page(walk, story, page, landing.known, asked, leads)
        if page is not None:
            walk.go_to(page)
    return Visit(walk.events, leads)


def bounce_chance(story: Story, person: Person, landing: Landing, ts: int) -> float:
    """How likely they leave the first page without doing anything on it."""
    chance = person.arrival.bounce * (1.3 - 0.6 * person.interest) * (0.6 if landing.known else 1.0)
    return min(0.95, chance * (1.3 if story.in_bad_week(local_time(ts).date()) else 1.0))


def glance(walk: Walk, page: Page) -> None:
    """Look at the first page, and go: half within seconds, half after reading some of it."""
    rng = walk.rng
    quick = rng.random() < 0.5
    depth = reached(walk, page, rng.betavariate(1.1, 5) if quick else rng.betavariate(2, 2.2))
    seconds = rng.uniform(1.5, 9) if quick else reading_time(walk, page, depth)
    walk.read(page, depth, seconds)
    walk.report(seconds * rng.uniform(0.8, 1.0))


def use_page(walk: Walk, story: Story, page: Page, known: bool, asked: set[str], leads: list[Lead]) -> Page | None:
    """Read a page and act on it. Returns the page gone to, None at the end of the visit."""
    rng = walk.rng
    depth = reached(walk, page, rng.betavariate(2.4 + 2 * walk.person.interest, 1.7))
    seconds = reading_time(walk, page, depth)
    walk.read(page, depth, seconds)
    if seconds > 45 and rng.random() < 0.25:
        walk.report(seconds * 0.6)
        walk.wait(20, 240)
        seconds = rng.uniform(5, 25)
        walk.wait(seconds, seconds + 1)
    act_on(walk, page, depth)
    form = page.form
    seen = any(mark.magnet and mark.depth <= depth for mark in page.marks)
    if form and seen and form not in asked and rng.random() < start_chance(walk, story, form, known):
        filled = fill_form(walk, story, form, known, leads)
        seconds += 20
        if filled:
            asked.add(form)
            walk.report(seconds * rng.uniform(0.8, 1.0))
            return THANKS if form == CHECKLIST else QUOTE_RECEIVED
    walk.report(seconds * rng.uniform(0.7, 1.0))
    pages, weights = zip(*NEXT_PAGES[page], strict=True)
    chosen: Page | None = rng.choices(pages, weights)[0]
    return chosen


def reached(walk: Walk, page: Page, eagerness: float) -> int:
    """How deep they scroll, in per cent: small screens show less at first."""
    fold = page.fold * (0.55 if walk.person.device.mobile else 1.0)
    return min(100, round(fold + (100 - fold) * eagerness))


def reading_time(walk: Walk, page: Page, depth: int) -> float:
    """Seconds for so much of the page: some read every word, more skim."""
    return max(2.0, page.seconds * depth / 100 * walk.rng.lognormvariate(-0.45, 0.6))


def act_on(walk: Walk, page: Page, depth: int) -> None:
    """The small acts that are no form: the file, the telephone, a question opened, a link outwards."""
    rng = walk.rng
    if page is THANKS and rng.random() < 0.86:
        walk.download(PDF)
    if page is PRICES and depth > 84 and rng.random() < 0.3:
        walk.act("Question ouverte", {"question": rng.choice(("Quitter la maison", "Aides", "Toits classés"))})
    if page in (HOME, PRICES) and walk.person.device.mobile and rng.random() < 0.018:
        opened = 8 <= local_time(walk.now).hour < 19
        walk.act("Clic sur le téléphone", {"endroit": "En-tête", "heures d’ouverture": opened})
    if depth > 96 and rng.random() < 0.035:
        walk.leave_for(rng.choice((GUILD, SUPPLIER)))
    if page is ARTICLE and depth > 80 and rng.random() < 0.05:
        walk.leave_for(GUILD)


def start_chance(walk: Walk, story: Story, form: str, known: bool) -> float:
    """How likely they touch a form they see."""
    person = walk.person
    lean = person.arrival.checklist if form == CHECKLIST else person.arrival.quote
    again = 3.4 if known and form == QUOTE else 1.0
    better = 1.3 if form == CHECKLIST and changed(walk, story) else 1.0
    return min(0.7, STARTS[form] * lean * again * better * (0.4 + 1.5 * person.interest))


def fill_form(walk: Walk, story: Story, form: str, known: bool, leads: list[Lead]) -> bool:
    """Start a form and perhaps send it. Returns whether it was sent."""
    rng = walk.rng
    walk.start_form(form)
    walk.wait(*FILLING[form])
    easier = 1.2 if form == CHECKLIST and changed(walk, story) else 1.0
    if rng.random() > FINISHES[form] * easier:
        walk.leave_form(form)
        return False
    person = walk.person
    answers = answers_of(person.means, person.interest, rng.random())
    if form == QUOTE:
        answers[WORK] = work(person.key)
    lead = walk.submit_form(form, answers)
    leads.append(Lead(lead, walk.now, form, person.means, shown_interest(walk, known), person.arrival.quality))
    return True


def shown_interest(walk: Walk, known: bool) -> float:
    """How much they want it, and how long they read before they asked; more, if they came back for it."""
    read: float = min(1.0, (walk.now - walk.events[0]["ts"]) / WELL_READ_MS + (0.4 if known else 0.0))
    return 0.35 * walk.person.interest + 0.65 * read


def changed(walk: Walk, story: Story) -> bool:
    """Whether the page already has its shorter form."""
    return local_time(walk.now).date() >= story.page_changes


def answers_of(means: float, interest: float, chance: float) -> dict[str, str]:
    """What they answer to the questions that every form asks."""
    return {BUDGET: budget(means, interest, chance), DATE: horizon(interest)}


def budget(means: float, interest: float, chance: float) -> str:
    """The answer to "Quel est votre budget ?"."""
    if chance < 0.5 - 0.5 * interest:
        return UNKNOWN
    return next(answer for most, answer in zip((0.3, 0.55, 0.78, 1.01), BUDGETS, strict=True) if means < most)


def horizon(interest: float) -> str:
    """When they want the work done."""
    return next(answer for most, answer in zip((0.3, 0.5, 0.7, 1.01), reversed(DATES), strict=True) if interest < most)


def work(key: str) -> str:
    """What they want done: the same person the same, whatever else is drawn."""
    return Random(f"{key}/work").choices(WORKS, (52, 26, 12, 10))[0]  # noqa: S311
