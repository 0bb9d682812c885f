"""The machines that visit every site and run its scripts: crawlers and monitors.

No headless browsers: the demo site counts scripted browsers as people, since those who try it out use them.
"""

from __future__ import annotations

from datetime import date
from random import Random

from leadpump.demo.arrival import DIRECT
from leadpump.demo.device import Device
from leadpump.demo.page import ARTICLE, HOME, LEGAL, PRICES
from leadpump.demo.person import Person
from leadpump.demo.rhythm import draw_count
from leadpump.demo.story import moment
from leadpump.demo.walk import Item, Walk

_COMPATIBLE = "AppleWebKit/537.36 (KHTML, like Gecko; compatible;"
CRAWLERS = (
    f"Mozilla/5.0 {_COMPATIBLE} Googlebot/2.1; +http://www.google.com/bot.html) Chrome/142.0.0.0 Safari/537.36",
    f"Mozilla/5.0 {_COMPATIBLE} bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/136.0.0.0 Safari/537.36",
    f"Mozilla/5.0 {_COMPATIBLE} GPTBot/1.3; +https://openai.com/gptbot)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)",
    "Mozilla/5.0 (compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
)
PER_DAY = 15


def machines_of(rng: Random, day: date) -> list[Item]:
    """The events of a day's machines."""
    events: list[Item] = []
    for _ in range(draw_count(rng, PER_DAY)):
        events += _crawl(rng, day, rng.choice(CRAWLERS))
    return events


def _crawl(rng: Random, day: date, user_agent: str) -> list[Item]:
    machine = Person(
        key=f"{rng.getrandbits(64):016x}",
        named=False,
        device=Device(user_agent, False, 0),
        languages="en-US",
        timezone="UTC",
        arrival=DIRECT,
        interest=0.0,
        means=0.0,
    )
    walk = Walk(rng, machine, moment(day, 0, rng.uniform(0, 86_000)))
    for page in rng.sample((HOME, PRICES, ARTICLE, LEGAL), rng.randint(1, 3)):
        walk.open(page, page.url, "")
        walk.wait(0.3, 4)
    return walk.events
