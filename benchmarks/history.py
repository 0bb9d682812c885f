"""A file of past events in the shape of an import, the same for the same number: what a small agency would bring along.

Three sites, twelve months unless told otherwise, three to four events a session, a third of the visitors come back. A
tenth of the sessions carries an advertising click identifier of its own, so that their addresses are all distinct.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from uuid import UUID

SITES = ("toiture-martin.example", "cuisine-bellac.example", "cabinet-oriol.example")
SHARES = (60, 30, 10)
FIRST_DAY = 1_735_689_600_000  # 2025-01-01
DAYS = 365
DAY_MS = 86_400_000
EVENTS_A_SESSION = 3.4
PAGES = 400
CAMPAIGNS = [f"{what}-{when}" for what in ("toiture", "devis", "guide", "hiver", "soldes") for when in range(1, 9)]
REFERRERS = [
    *["https://www.google.fr/"] * 30,
    *["https://www.google.com/"] * 10,
    *["https://www.bing.com/"] * 4,
    *["https://www.qwant.com/"] * 2,
    *["https://l.facebook.com/"] * 6,
    *["https://www.linkedin.com/"] * 3,
    "https://chatgpt.com/",
    *[f"https://annuaire-{n}.example/entreprises/{n * 7}" for n in range(40)],
]
ZONES = ["Europe/Paris"] * 20 + [
    "Europe/Brussels",
    "Europe/Zurich",
    "Africa/Casablanca",
    "America/Montreal",
    "Europe/London",
]
LANGUAGES = ["fr-FR,fr;q=0.9,en;q=0.8"] * 8 + [
    "fr",
    "fr-BE,fr;q=0.9",
    "en-GB,en;q=0.9",
    "de-DE,de;q=0.9",
    "ar-MA,ar;q=0.8,fr;q=0.6",
]


@dataclass(frozen=True)
class Span:
    """The time of a history, and how its sites share it. first: Unix milliseconds."""

    first: int = FIRST_DAY
    days: int = DAYS
    shares: tuple[int, ...] = SHARES


def write_history(path: Path, events: int, span: Span = Span()) -> None:
    """Write so many events, in order of time."""
    with path.open("w", encoding="utf-8") as file:
        for line in lines(events, span):
            file.write(line)


def lines(events: int, span: Span = Span()) -> Iterator[str]:
    """The events of each hour, in order."""
    random = Random(events)
    agents = user_agents(random)
    hours = span.days * 24
    written = 0
    carried: list[tuple[int, str]] = []
    hour = 0
    while written < events:
        start = span.first + min(hour, hours - 1) * 3_600_000
        for _ in range(round(events / EVENTS_A_SESSION / hours * (1 + hour % 24) / 12.5) + 1):
            carried += session(random, agents, start + random.randrange(3_600_000), events, span.shares)
        carried.sort()
        due = [item for item in carried if item[0] < start + 3_600_000 or hour >= hours]
        for _, line in due[: events - written]:
            yield line
        written += len(due)
        carried = carried[len(due) :]
        hour += 1


def session(random: Random, agents: list[str], ts: int, events: int, shares: tuple[int, ...]) -> list[tuple[int, str]]:
    """The events of one session."""
    site = random.choices(SITES, shares)[0]
    people = max(1, events // 6)
    visitor = int(people * random.random() ** 2)
    fixed = (
        f'"visitor":"v{visitor}","user_agent":{json.dumps(agents[visitor * 7919 % len(agents)])},'
        f'"languages":"{LANGUAGES[visitor % len(LANGUAGES)]}","timezone":"{ZONES[visitor % len(ZONES)]}"'
    )
    query, referrer = arrival(random)
    made: list[tuple[int, str]] = []
    for _ in range(min(8, 1 + int(random.expovariate(1.0)))):
        page = int(PAGES * random.random() ** 3)
        url = f"https://www.{site}/rubrique-{page % 12}/page-{page}{query}"
        page_id = new_id(random)
        title = f"Page {page} – rubrique {page % 12} | {site}"

        common = f'"site":"{site}","url":"{url}","title":"{title}",{fixed}'
        made.append((ts, event(common, ts, "pageview", f'"referrer":"{referrer}",', page_id, page_id)))
        ts += random.randrange(3_000, 60_000)
        for _ in range(random.choice((0, 1, 1, 2))):
            reading = f'"scroll":{random.randrange(101)},"engaged":{random.randrange(1000, 30_000)},'
            made.append((ts, event(common, ts, "engagement", reading, new_id(random), page_id)))
            ts += random.randrange(3_000, 90_000)
        if random.random() < 0.15:
            name, extra = DEEDS[random.randrange(len(DEEDS))]
            made.append((ts, event(common, ts, name, extra, new_id(random), page_id)))
            ts += random.randrange(1_000, 30_000)
        query, referrer = "", url
    return made


def event(common: str, ts: int, name: str, extra: str, event_id: UUID, page_id: UUID) -> str:
    """A line of the file."""
    return f'{{"name":"{name}","id":"{event_id}","page":"{page_id}","ts":{ts},{extra}{common}}}\n'


def new_id(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)


DEEDS = (
    ("magnet_view", '"magnet":"guide-pdf",'),
    ("form_start", '"form":"devis",'),
    ("form_submit", '"form":"devis","magnet":"guide-pdf",'),
    ("outbound", '"target":"https://partenaire.example/offre?x=1",'),
    ("download", '"magnet":"guide-pdf","target":"/fichiers/guide.pdf",'),
    ("simulateur", '"props":{"etape":"2","surface":120,"ok":true},"value":49.9,"currency":"EUR",'),
)


def arrival(random: Random) -> tuple[str, str]:
    """The query of the first page, and where the visitor came from."""
    kind = random.random()
    if kind < 0.10:
        return (
            f"?gclid={random.getrandbits(160):x}&utm_source=google&utm_medium=cpc&utm_campaign={random.choice(CAMPAIGNS)}",
            ("https://www.google.fr/"),
        )
    if kind < 0.20:
        return f"?utm_source=newsletter&utm_medium=email&utm_campaign={random.choice(CAMPAIGNS)}", ""
    if kind < 0.50:
        return "", ""
    return "", random.choice(REFERRERS)


def user_agents(random: Random) -> list[str]:
    """Some three thousand browsers."""
    windows = [
        f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        f"Chrome/{major}.0.{random.randrange(9999)}.0 Safari/537.36"
        for major in range(100, 143)
        for _ in range(30)
    ]
    phones = [
        f"Mozilla/5.0 (Linux; Android {10 + n % 6}; SM-A{n}F) AppleWebKit/537.36 (KHTML, like Gecko) "
        f"Chrome/{110 + n % 33}.0.0.0 Mobile Safari/537.36"
        for n in range(1200)
    ]
    apples = [
        f"Mozilla/5.0 (iPhone; CPU iPhone OS {major}_{minor} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        f"Version/{major}.{minor} Mobile/15E148 Safari/604.1"
        for major in range(13, 27)
        for minor in range(7)
    ] * 3
    return windows + phones + apples
