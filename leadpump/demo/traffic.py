"""The simulated traffic as a whole: the same for the same seed and story, whenever it is made.

Each day's newcomers, and all they will ever do, hang on the seed, the story and that day alone. So a story told until
tomorrow is the one told until today, and a day more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from leadpump.demo.arrival import ARRIVALS, weight_on
from leadpump.demo.cost import costs_of
from leadpump.demo.elsewhere import at_once, leads_of, meetings_of
from leadpump.demo.fault import cost_fault, event_fault, stage_fault
from leadpump.demo.follow_up import follow_up
from leadpump.demo.junk import junk_of
from leadpump.demo.letter import is_sent, readers_of
from leadpump.demo.life import Life, live
from leadpump.demo.machine import machines_of
from leadpump.demo.outside import metrics_of
from leadpump.demo.rhythm import draw_count, weekday_factor
from leadpump.demo.story import ZONE, Story, moment
from leadpump.demo.walk import Item

DAYS_BEFORE = 21
"""Days before the story whose visitors may come back within it."""


@dataclass(frozen=True, slots=True)
class Timed:
    """An item of an import, and when it becomes known (Unix milliseconds). sound: False if it is to be refused."""

    ts: int
    item: Item
    sound: bool = True


@dataclass(frozen=True, slots=True)
class Traffic:
    """What there is to import, each list in order of time."""

    events: list[Timed] = field(default_factory=list)
    leads: list[Timed] = field(default_factory=list)
    stages: list[Timed] = field(default_factory=list)
    costs: list[Timed] = field(default_factory=list)
    metrics: list[Timed] = field(default_factory=list)
    emails: list[Timed] = field(default_factory=list)


def simulate(seed: int, story: Story, until: datetime, since: datetime | None = None) -> Traffic:
    """The traffic from the story's start until a moment, or what is new in it since another."""
    name = f"{seed}/{story.start}/{story.days}"
    begin = moment(story.start, 0, 0) if since is None else int(since.timestamp() * 1000) + 1
    end = int(until.timestamp() * 1000)
    traffic = Traffic()
    for day in days_between(story.start - timedelta(days=DAYS_BEFORE), until.astimezone(ZONE).date()):
        _add_lives(traffic, name, story, day)
        if day >= story.start:
            _add_rest(traffic, name, story, day)
    return Traffic(
        *(
            _within(timed, begin, end)
            for timed in (traffic.events, traffic.leads, traffic.stages, traffic.costs, traffic.metrics, traffic.emails)
        )
    )


def days_between(first: date, last: date) -> Iterator[date]:
    """The days from first to last, both included."""
    for count in range((last - first).days + 1):
        yield first + timedelta(days=count)


def lives_of(name: str, story: Story, day: date) -> Iterator[Life]:
    """The lives that begin on this day, and the newsletter's readers."""
    rng = Random(f"{name}/{day}")  # noqa: S311
    busy = weekday_factor(day) * story.growth(day)
    for arrival in ARRIVALS:
        for number in range(draw_count(rng, weight_on(arrival, story, day) * busy)):
            yield live(Random(f"{name}/{day}/{arrival.name}/{number}"), story, arrival, day)  # noqa: S311
    if is_sent(day):
        yield from readers_of(rng, name, story, day)


def _add_lives(traffic: Traffic, name: str, story: Story, day: date) -> None:
    opened = moment(story.start, 0, 0)
    for life in lives_of(name, story, day):
        shown = [event for event in life.events if event["ts"] >= opened]
        sent = {event["id"] for event in shown if event["name"] == "form_submit"}
        traffic.events.extend(Timed(event["ts"], event) for event in shown)
        traffic.stages.extend(Timed(stage["ts"], stage) for stage in life.stages if stage["lead"] in sent)
        traffic.emails.extend(Timed(email["ts"], email) for email in life.emails if day >= story.start)


def _add_rest(traffic: Traffic, name: str, story: Story, day: date) -> None:
    rng = Random(f"{name}/{day}/rest")  # noqa: S311
    evening = moment(day + timedelta(days=1), 0, 0) - 1
    traffic.events.extend(Timed(event["ts"], event) for event in machines_of(rng, day))
    traffic.costs.extend(Timed(evening, cost) for cost in costs_of(rng, story, day))
    outside = Random(f"{name}/{day}/outside")  # noqa: S311
    traffic.metrics.extend(Timed(evening, metric) for metric in metrics_of(outside, story, day))
    elsewhere = Random(f"{name}/{day}/elsewhere")  # noqa: S311
    for item, lead in leads_of(elsewhere, story, day):
        traffic.leads.append(Timed(lead.ts, item))
        told = at_once(item, lead) or meetings_of(item, lead) + follow_up(elsewhere, story, lead)
        traffic.stages.extend(Timed(change["ts"], change) for change in told)
    junk = Random(f"{name}/{day}/junk")  # noqa: S311
    traffic.leads.extend(Timed(item["ts"], item) for item in junk_of(junk, day))
    faults = Random(f"{name}/{day}/faults")  # noqa: S311
    if day == story.start or faults.random() < 0.35:
        traffic.events.append(Timed(evening, event_fault(faults, day), sound=False))
    if faults.random() < 0.06:
        traffic.stages.append(Timed(evening, stage_fault(faults, day), sound=False))
    if faults.random() < 0.05:
        traffic.costs.append(Timed(evening, cost_fault(faults, day), sound=False))


def _within(timed: list[Timed], begin: int, end: int) -> list[Timed]:
    return sorted((one for one in timed if begin <= one.ts <= end), key=lambda one: one.ts)
