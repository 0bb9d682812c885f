"""Random stories, and what they come to: worked out from the definitions in docs/, in plain Python and by nothing else.

Nothing here is taken from a statement. test_reckoning.py compares it with the reports.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.reports.conftest import NOW, Database, Story

BEGIN = datetime(2026, 7, 1, tzinfo=UTC)
SPAN = int((NOW - timedelta(minutes=40) - BEGIN).total_seconds())
ORDER = ("contacted", "mql", "sql", "opportunity", "customer")
CONTACTS = ("call", "email", "meeting")
ORIGINS = (
    ("Organic Search", "Google", "organic", ""),
    ("Paid Search", "Google", "cpc", "toits"),
    ("Paid Search", "Bing", "cpc", "toits"),
    ("Paid Social", "Facebook", "cpc", "devis"),
    ("Email", "Brevo", "email", "lettre"),
    ("Direct", "(direct)", "(none)", ""),
    ("Direct", "(direct)", "(none)", ""),
)
Reckoned = float | tuple[float, float] | None
"""A number, or numerator and denominator."""
Shares = Mapping[str, float]


@dataclass(frozen=True)
class Touch:
    """An arrival at the site."""

    at: datetime
    channel: str
    source: str
    medium: str
    campaign: str
    landing_page: str

    @property
    def columns(self) -> dict[str, Any]:
        """What its event says of where it came from."""
        origin = {"channel": self.channel, "source": self.source, "medium": self.medium, "utm_campaign": self.campaign}
        return origin | {"opens_touch": self.channel != "Direct", "path": self.landing_page}

    def of(self, dimension: str) -> str:
        return str(getattr(self, dimension))


@dataclass
class Visit:
    """A session. touches: the first is its start. shown: its page views. seconds: to its last event. cart, bought: when
    a cart was begun, and something bought.
    """

    visitor: int
    touches: list[Touch]
    shown: list[tuple[datetime, str]]
    engaged_ms: int = 0
    seconds: float = 0
    sends_form: bool = False
    cart: datetime | None = None
    bought: datetime | None = None

    @property
    def at(self) -> datetime:
        return self.touches[0].at

    @property
    def bounces(self) -> bool:
        return len(self.shown) == 1 and not (self.sends_form or self.cart or self.bought)


@dataclass
class Lead:
    """A person who became known. touches: until then. visit: None if it was told from elsewhere."""

    id: UUID
    created: datetime
    touches: list[Touch]
    form: str
    magnet: str
    visit: Visit | None = None
    facts: list[dict[str, Any]] = field(default_factory=list)

    def reached(self, stage: str) -> datetime | None:
        """When it reached a stage, or one after it. A sale makes a customer."""
        wanted = ORDER[ORDER.index(stage) :]
        times = [fact["ts"] for fact in self.facts if fact["stage"] in wanted or fact["kind"] == "sale"]
        return min(times, default=None)

    @property
    def contacted(self) -> datetime | None:
        """A call, an e-mail, a meeting, or a stage that takes one: who is MQL or bought may never have been called."""
        times = [
            fact["ts"]
            for fact in self.facts
            if fact["kind"] in CONTACTS or fact["stage"] in ("contacted", "sql", "opportunity")
        ]
        return min(times, default=None)

    @property
    def lost(self) -> str | None:
        """Why it is lost, if it still is: until a later stage or sale."""
        steps = [fact for fact in self.facts if fact["kind"] in ("stage", "sale")]
        last = max(steps, key=lambda fact: (fact["ts"], fact["id"]), default=None)
        return last["reason"] if last is not None and last["stage"] == "lost" else None

    @property
    def paid(self) -> list[tuple[datetime, float]]:
        """Sales, and refunds below zero."""
        return [
            (fact["ts"], -fact["value"] if fact["kind"] == "refund" else fact["value"])
            for fact in self.facts
            if fact["value"] is not None and fact["kind"] != "nps"
        ]

    @property
    def revenue(self) -> float:
        return sum(amount for _, amount in self.paid)


@dataclass
class World:
    """What happened. costs: rows of the table costs."""

    visits: list[Visit]
    leads: list[Lead]
    costs: list[dict[str, Any]]


def invent(rng: random.Random, database: Database) -> World:
    """Make a story up and store it."""
    story, world = Story(), World([], [], [])
    for visitor in range(1, 121):
        starts = sorted(rng.sample(range(0, SPAN, 3600), rng.randint(1, 6)))
        asks_in = rng.randrange(len(starts)) if rng.random() < 0.6 else None
        touches: list[Touch] = []
        for place, start in enumerate(starts):
            at = BEGIN + timedelta(seconds=start + rng.randrange(600))
            visit = invent_visit(rng, story, visitor, at, asks=place == asks_in)
            touches += visit.touches
            world.visits.append(visit)
            if place == asks_in:
                event = story.events[-1]
                known = [touch for touch in touches if touch.at <= event["ts"]]
                world.leads.append(Lead(event["id"], event["ts"], known, event["form"], event["magnet"], visit))
    told = [invent_told(rng) for _ in range(30)]
    world.leads += [lead for lead, _ in told]
    for lead in world.leads:
        invent_facts(rng, lead)
    world.costs = [invent_cost(rng) for _ in range(60)]
    database.insert_lead_events([row for _, row in told])
    database.insert_events(story.events)
    database.insert_lead_events([fact for lead in world.leads for fact in lead.facts])
    database.insert_costs(world.costs)
    return world


def invent_visit(rng: random.Random, story: Story, visitor: int, at: datetime, *, asks: bool) -> Visit:
    """Up to three pages, the third with a campaign of its own, and at the end perhaps a form."""
    first = Touch(at, *rng.choice(ORIGINS), rng.choice(("/", "/prix", "/guide")))
    event = story.session(visitor, at)
    event(0, "pageview", **first.columns)
    visit = Visit(visitor, [first], [(at, first.landing_page)])
    if rng.random() < 0.4:
        visit.engaged_ms, visit.seconds = rng.randrange(40_000), 45
        event(45, "engagement", path=first.landing_page, engaged_ms=visit.engaged_ms)
    if rng.random() < 0.4:
        later, page = at + timedelta(seconds=60), rng.choice(("/contact", "/prix", "/"))
        event(60, "pageview", 2, path=page)
        visit.shown.append((later, page))
        visit.seconds = 60
    if rng.random() < 0.2:
        second = Touch(at + timedelta(seconds=90), *rng.choice(ORIGINS[:5]), rng.choice(("/promo", "/")))
        event(90, "pageview", 3, **second.columns)
        visit.shown.append((second.at, second.landing_page))
        visit.seconds = 90
        # The same campaign once more is no other arrival.
        if (second.channel, second.source) != (first.channel, first.source):
            visit.touches.append(second)
    for kind, after in (("add_to_cart", 70), ("purchase", 75)):
        if rng.random() < 0.1:
            event(after, kind, interaction=True)
            visit.seconds = max(visit.seconds, after)
            setattr(visit, "cart" if kind == "add_to_cart" else "bought", at + timedelta(seconds=after))
    if asks:
        visit.seconds, visit.sends_form = max(visit.seconds, after := rng.choice((80, 120))), True
        form, magnet = rng.choice(("devis", "rappel")), rng.choice(("", "guide"))
        event(after, "form_submit", len(visit.shown), path="/", form=form, magnet=magnet, interaction=True)
    return visit


def invent_told(rng: random.Random) -> tuple[Lead, dict[str, Any]]:
    """A lead that no visit made, with the row that reports it."""
    at = BEGIN + timedelta(seconds=rng.randrange(SPAN))
    touch = Touch(at, *rng.choice(ORIGINS[:5]), "")
    lead = Lead(
        UUID(int=rng.getrandbits(128), version=4), at, [touch], rng.choice(("salon", "")), rng.choice(("", "guide"))
    )
    origin = {f"converting_{name}": touch.of(name) for name in ("channel", "source", "medium", "campaign")}
    row = {"lead_id": lead.id, "id": lead.id, "ts": at, "kind": "reported", "via": "api", "stage": ""}
    return lead, row | origin | {"form": lead.form, "magnet": lead.magnet, "person": rng.getrandbits(40)}


def invent_facts(rng: random.Random, lead: Lead) -> None:
    """What became of a lead, in any order of stages."""
    at = lead.created
    for _ in range(rng.randint(0, 6)):
        at += timedelta(hours=rng.choice((0, 1, 3, 4, 5, 30, 200, 600)), minutes=rng.randrange(1, 60))
        if at >= NOW:
            return
        kind = rng.choice(("stage", "stage", "stage", "sale", "refund", *CONTACTS, "nps"))
        fact = {"lead_id": lead.id, "id": UUID(int=rng.getrandbits(128), version=4), "ts": at, "kind": kind}
        fact |= {"stage": rng.choice((*ORDER, "lost")) if kind == "stage" else "", "reason": "", "value": None}
        if fact["stage"] == "lost":
            fact["reason"] = rng.choice(("no_answer", "price", ""))
        if kind in ("sale", "refund") or (fact["stage"] == "customer" and rng.random() < 0.5):
            fact |= {"value": rng.randrange(10, 5000), "currency": "EUR"}
        if kind == "nps":
            fact["value"] = rng.randrange(11)
        lead.facts.append(fact)


def invent_cost(rng: random.Random) -> dict[str, Any]:
    """Money spent on a day, on a campaign, a channel, or nobody knows what."""
    channel, source, _, campaign = rng.choice(ORIGINS)
    day = BEGIN.date() + timedelta(days=rng.randrange(143))
    cost = {"day": str(day), "amount": rng.randrange(1, 300) / 4, "campaign": "", "channel": "", "purpose": "media"}
    if rng.random() < 0.4 and channel.startswith("Paid"):
        return cost | {"channel": channel, "source": source, "campaign": campaign}
    return cost | ({"channel": channel} if rng.random() < 0.5 else {"purpose": "tools"})


def shares(touches: Sequence[tuple[str, Touch]], created: datetime, model: str, half_life: float) -> Shares:
    """The credit of one conversion by the names of its touches: see docs/attribution.md."""
    names, count = [name for name, _ in touches], len(touches)
    if model == "shapley":
        return dict.fromkeys(names, 1 / len(set(names)))
    weights = [0.0] * count
    if model == "first_touch":
        weights[0] = 1
    elif model == "last_touch":
        weights[-1] = 1
    elif model == "last_non_direct":
        places = [place for place, (_, touch) in enumerate(touches) if touch.channel != "Direct"]
        weights[places[-1] if places else -1] = 1
    elif model == "linear":
        weights = [1 / count] * count
    elif model == "position_based":
        weights = [1.0] if count == 1 else [0.5] * 2 if count == 2 else [0.4, *[0.2 / (count - 2)] * (count - 2), 0.4]
    else:
        days = [(created - touch.at) / timedelta(days=1) for _, touch in touches]
        raw = [0.5 ** (back / half_life) for back in days]
        weights = [weight / sum(raw) for weight in raw]
    told: Counter[str] = Counter()
    for name, weight in zip(names, weights, strict=True):
        told[name] += weight  # type: ignore[assignment]
    return told


def median(values: Iterable[float]) -> float | None:
    """The middle one, or between the two; None of none."""
    known = sorted(values)
    return (known[(len(known) - 1) // 2] + known[len(known) // 2]) / 2 if known else None


def working_seconds(since: datetime, until: datetime, zone: ZoneInfo) -> float:
    """From Monday to Friday, 9 to 18 h."""
    total, day = 0.0, since.astimezone(zone).date()
    while day <= until.astimezone(zone).date():
        if day.weekday() < 5:
            opens, closes = (datetime.combine(day, time(hour), zone) for hour in (9, 18))
            total += max(0.0, (min(until, closes) - max(since, opens)).total_seconds())
        day += timedelta(days=1)
    return total


class Reckoning:
    """What a world comes to in the days from first to last by the clock of a zone."""

    def __init__(self, world: World, zone: ZoneInfo, first: date, last: date) -> None:
        self.world, self.zone = world, zone
        self.start, self.end = (datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1)))
        self.leads = [lead for lead in world.leads if self.has(lead.created)]
        self.visits = [visit for visit in world.visits if self.has(visit.at)]
        self.costs = [cost for cost in world.costs if str(first) <= cost["day"] <= str(last)]
        self.cost = sum(cost["amount"] for cost in self.costs)

    def has(self, at: datetime | None) -> bool:
        """Whether that was in these days."""
        return at is not None and self.start <= at < self.end

    def count(self, holds: Callable[[Lead], object]) -> int:
        """Of how many leads created in these days that holds."""
        return sum(1 for lead in self.leads if holds(lead))

    def reaching(self, stage: str) -> list[Lead]:
        """The leads that reached a stage in these days."""
        return [lead for lead in self.world.leads if self.has(lead.reached(stage))]

    def figures(self) -> dict[str, dict[str, Reckoned]]:
        """By report and its options: numbers, and ratios as numerator and denominator."""
        visits, leads, customers = self.visits, self.leads, self.reaching("customer")
        visitors = len({visit.visitor for visit in visits})
        stages = {stage: self.count(lambda lead, stage=stage: lead.reached(stage)) for stage in ORDER}  # type: ignore[misc]
        waits = [(lead, lead.contacted - lead.created) for lead in leads if lead.contacted]
        soon = [lead for lead, wait in waits if wait < timedelta(hours=4)]
        cycles = [(lead.reached("customer") or lead.created) - lead.created for lead in customers]
        paid = [(lead, at, amount) for lead in self.world.leads for at, amount in lead.paid if self.has(at)]
        sold = sum(amount for _, _, amount in paid)
        orders = sum(1 for _, _, amount in paid if amount > 0)
        views = sum(1 for visit in self.world.visits for at, _ in visit.shown if self.has(at))
        asking = {visit.visitor for visit in visits if visit.sends_form}
        return {
            "overview": {
                "visitors": visitors,
                "sessions": len(visits),
                "page_views": views,
                "leads": len(leads),
                "new_customers": len(customers),
                "conversion_rate": (len(asking), visitors),
                "cpl": (self.cost, len(leads)),
            },
            "bounce_rate": {
                "bounce_rate": (sum(visit.bounces for visit in visits), len(visits)),
                "unengaged_rate": (
                    sum(visit.bounces and visit.engaged_ms < 10_000 for visit in visits),
                    len(visits),
                ),
            },
            "session_time": {
                "session_time": (sum(visit.seconds for visit in visits), len(visits)),
                "engaged_time": (sum(visit.engaged_ms for visit in visits) / 1000, len(visits)),
                "median_session_time": median(visit.seconds for visit in visits),
                "pages_per_session": (sum(len(visit.shown) for visit in visits), len(visits)),
            },
            "audience": {"returning_rate": (sum(map(self.returns, visits)), len(visits))},
            "lead_sources": {
                "mql": stages["mql"],
                "sql": stages["sql"],
                "reached_mql": len(self.reaching("mql")),
                "reached_sql": len(self.reaching("sql")),
                "reached_customer": len(customers),
                "site_conversion": (self.count(lambda lead: lead.visit), len(visits)),
            },
            "lead_funnel": {
                "lead_to_mql": (stages["mql"], len(leads)),
                "mql_to_sql": (stages["sql"], stages["mql"]),
                "sql_to_opportunity": (stages["opportunity"], stages["sql"]),
                "opportunity_to_customer": (stages["customer"], stages["opportunity"]),
                "lost_leads": self.count(lambda lead: lead.lost is not None),
                "lead_loss_no_answer": (self.count(lambda lead: lead.lost == "no_answer"), len(leads)),
            },
            "response_time": {
                "median_response": median(wait.total_seconds() for _, wait in waits),
                "within_4h": (len(soon), len(leads)),
                "never_contacted": (
                    self.count(lambda lead: not lead.contacted and not lead.reached("customer")),
                    len(leads),
                ),
                "waiting_leads": self.count(
                    lambda lead: not lead.contacted and not lead.reached("customer") and lead.lost is None
                ),
                "median_sales_cycle": median(cycle / timedelta(days=1) for cycle in cycles),
            },
            "response_time?hours=working": {
                "median_response": median(
                    working_seconds(lead.created, lead.contacted, self.zone) for lead in leads if lead.contacted
                )
            },
            "acquisition_cost": {
                "cost": self.cost,
                "cac": (self.cost, len(customers)),
                "cost_per_mql": (self.cost, len(self.reaching("mql"))),
            },
            "roi": {
                "roi": (sold - self.cost if self.costs else 0, self.cost),
                "average_order_value": (sold, orders),
                "revenue_per_customer": (sold, len(customers)),
            },
            "roi?dated=lead": {
                "revenue_won": sum(lead.revenue for lead in leads),
                "new_customers": stages["customer"],
            },
            "follow_up_roi": {
                "sold_revenue": sold,
                "followed_revenue": sum(amount for lead, _, amount in paid if lead.contacted),
            },
            "loyalty": self.loyalty(),
        }

    def returns(self, visit: Visit) -> bool:
        """Whether its visitor had an earlier session, since 90 days before these."""
        since = self.start - timedelta(days=90)
        return any(other.visitor == visit.visitor and since <= other.at < visit.at for other in self.world.visits)

    def loyalty(self) -> dict[str, Reckoned]:
        """Customers by their purchases until the end."""
        bought = {}
        for lead in self.world.leads:
            times = [at for at, amount in lead.paid if amount > 0 and at < self.end]
            if times:
                kinds = (*CONTACTS, "nps")
                acts = [fact["ts"] for fact in lead.facts if fact["kind"] in kinds and fact["ts"] < self.end]
                bought[lead.id] = times, (max([*times, *acts]) - min(times)) / timedelta(days=1)
        before = [times for times, _ in bought.values() if min(times) < self.start]
        points = [
            fact["value"]
            for lead in self.world.leads
            for fact in lead.facts
            if fact["kind"] == "nps" and self.has(fact["ts"])
        ]
        promoters, detractors = sum(point > 8 for point in points), sum(point < 7 for point in points)
        carts = {visit.visitor: visit for visit in reversed(self.world.visits) if self.has(visit.cart)}
        return {
            "nps": (promoters - detractors, len(points)),
            "passives": len(points) - promoters - detractors,
            "cart_abandonment": (sum(not self.buys(visit) for visit in carts.values()), len(carts)),
            "repurchase_rate": (sum(len(times) > 1 for times, _ in bought.values()), len(bought)),
            "retention_rate": (sum(max(times) >= self.start for times in before), len(before)),
            "median_lifetime": median(days for _, days in bought.values()),
        }

    def buys(self, cart: Visit) -> bool:
        """Whether somebody bought in these days, once their first cart was begun in them."""
        own = [visit.bought for visit in self.world.visits if visit.visitor == cart.visitor]
        return any(at >= cart.cart for at in own if at and cart.cart and self.has(at))

    def journeys(self, conversion: str, lookback: int, direct: str) -> list[tuple[datetime, float, list[Touch]]]:
        """When each conversion was made, what it is worth, and its touches."""
        made = self.page_seen(conversion[5:]) if conversion.startswith("page:") else self.leads_made(conversion)
        return [(at, worth, within(touches, at, lookback, direct)) for at, worth, touches in made]

    def leads_made(self, conversion: str) -> list[tuple[datetime, float, Sequence[Touch]]]:
        """Leads that have come so far, or what they paid."""
        return [
            (lead.created, lead.revenue if conversion == "revenue" else 1, lead.touches)
            for lead in self.leads
            if conversion == "leads"
            or (lead.paid if conversion == "revenue" else lead.reached(conversion.removesuffix("s")))
        ]

    def page_seen(self, page: str) -> list[tuple[datetime, float, Sequence[Touch]]]:
        """Sessions in which a page was seen, and when first."""
        arrivals: dict[int, list[Touch]] = defaultdict(list)
        for visit in self.world.visits:
            arrivals[visit.visitor] += visit.touches
        made: list[tuple[datetime, float, Sequence[Touch]]] = []
        for visit in self.world.visits:
            at = min((at for at, path in visit.shown if path == page), default=None)
            if at is not None and self.has(at):
                made.append((at, 1, [touch for touch in arrivals[visit.visitor] if touch.at <= at]))
        return made

    def models(
        self, by: str, conversion: str, lookback: int, direct: str, half_life: float
    ) -> dict[str, dict[tuple[str, ...], float]]:
        """The credit of each value by each model."""
        told: dict[str, dict[tuple[str, ...], float]] = {}
        for model in MODELS:
            sums: dict[tuple[str, ...], float] = defaultdict(float)
            for at, worth, touches in self.journeys(conversion, lookback, direct):
                named = [(touch.of(by), touch) for touch in touches]
                for name, share in shares(named, at, model, half_life).items():
                    sums[(name,)] += share * worth
            told[model] = sums
        return told

    def ways(self, conversion: str, lookback: int, direct: str) -> Counter[str]:
        """How many conversions came by each way of channels, repeats in a row told once."""
        ways: Counter[str] = Counter()
        for _, _, touches in self.journeys(conversion, lookback, direct):
            names = [touch.channel for touch in touches]
            ways[" → ".join(name for place, name in enumerate(names) if [name] != names[place - 1 : place])] += 1
        return ways

    def costs_by(self, column: str, touch: str, dated: str) -> dict[tuple[str, ...], list[float]]:
        """Costs, leads, MQL, SQL and customers by what they were spent on, and what a lead's touch says."""
        told: dict[tuple[str, ...], list[float]] = defaultdict(lambda: [0.0] * 5)
        for lead in self.world.leads:
            row = told[(lead.magnet if column == "magnet" else frozen(lead, touch).of(column),)]
            row[1] += self.has(lead.created)
            for place, stage in enumerate(("mql", "sql", "customer"), 2):
                reached = lead.reached(stage)
                row[place] += (reached is not None and self.has(lead.created)) if dated == "lead" else self.has(reached)
        for cost in self.costs:
            told[(cost.get(column, ""),)][0] += cost["amount"]
        return told

    def leads_by(self, columns: Sequence[str], touch: str) -> dict[tuple[str, ...], list[float]]:
        """Leads, MQL, SQL, customers and revenue by what a touch of theirs says."""
        told: dict[tuple[str, ...], list[float]] = defaultdict(lambda: [0.0] * 5)
        for lead in self.leads:
            row = told[tuple(frozen(lead, touch).of(column) for column in columns)]
            reached = [lead.reached(stage) is not None for stage in ("mql", "sql", "customer")]
            for place, more in enumerate((1, *reached, lead.revenue)):
                row[place] += more
        return told


MODELS = ("first_touch", "last_touch", "last_non_direct", "linear", "position_based", "time_decay", "shapley")


def within(touches: Sequence[Touch], at: datetime, lookback: int, direct: str) -> list[Touch]:
    """Those that count: so many days back, direct ones left out if a reader wants that and there are others."""
    seen = [touch for touch in touches if touch.at >= at - timedelta(days=lookback)]
    told = [touch for touch in seen if touch.channel != "Direct"] if direct == "excluded" else seen
    return told or seen


def frozen(lead: Lead, touch: str) -> Touch:
    """The first of its touches, the last that is not direct, or the converting one."""
    told = [one for one in lead.touches if one.channel != "Direct"] or lead.touches
    return {"first": lead.touches[0], "last": told[-1], "converting": lead.touches[-1]}[touch]
