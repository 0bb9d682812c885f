"""Where visitors come from: real forms of addresses and referrers, and what each kind of visitor is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random
from string import ascii_letters, digits
from urllib.parse import urlencode

from leadpump.demo.page import ARTICLE, HOME, PRICES, Page
from leadpump.demo.story import Story

TOKEN = ascii_letters + digits + "_-"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A way to the site.

    weight: new visitors a day on an ordinary day at the story's start. landing: chances of home, prices, article.
    bounce: share that leaves at once. checklist, quote: how readily they ask, 1 being usual. quality: how readily
    their leads buy. mobile_lean: see device. click_id: identifier the network adds to the address.
    """

    name: str
    weight: float
    landing: tuple[int, int, int]
    bounce: float
    checklist: float
    quote: float
    quality: float
    referrers: tuple[str, ...] = ("",)
    query: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    click_id: str = ""
    mobile_lean: float = 1.0
    app: float = 0.0


GOOGLE = ("https://www.google.com/", "https://www.google.com/", "https://www.google.fr/")
GOOGLE_TERMS = ("isolation combles nantes", "devis isolation combles", "prix isolation combles perdus m2")
FACEBOOK = ("https://l.facebook.com/", "https://lm.facebook.com/", "https://m.facebook.com/")

ORGANIC = Arrival("google", 24.9, (22, 22, 56), 0.32, 1.0, 1.0, 1.0, GOOGLE)
BRAND = Arrival(
    "google-ads-marque", 3.4, (60, 40, 0), 0.19, 0.9, 1.7, 1.2, GOOGLE,
    {"utm_source": ("google",), "utm_medium": ("cpc",), "utm_campaign": ("marque",),
     "utm_term": ("les toits de loire", "toits de loire nantes")}, "gclid",
)  # fmt: skip
ADS = Arrival(
    "google-ads-isolation", 12.9, (35, 65, 0), 0.27, 1.0, 1.9, 1.05, GOOGLE,
    {"utm_source": ("google",), "utm_medium": ("cpc",), "utm_campaign": ("isolation-combles",),
     "utm_content": ("annonce-prix", "annonce-visite"), "utm_term": GOOGLE_TERMS}, "gclid", 1.15,
)  # fmt: skip
FACEBOOK_ADS = Arrival(
    "facebook-ads", 12, (92, 0, 8), 0.37, 2.6, 0.3, 0.4, FACEBOOK,
    {"utm_source": ("facebook",), "utm_medium": ("paid_social",), "utm_campaign": ("checklist-combles",),
     "utm_content": ("video-avant-apres", "carrousel-aides", "photo-equipe")}, "fbclid", 5.0, 0.6,
)  # fmt: skip
FACEBOOK_POSTS = Arrival("facebook", 4.3, (45, 5, 50), 0.39, 1.1, 0.5, 0.7, FACEBOOK, {}, "fbclid", 4.0, 0.5)
DIRECT = Arrival("direct", 14.6, (66, 22, 12), 0.26, 0.8, 1.3, 1.15)
NEWSLETTER = Arrival(
    "brevo", 0, (10, 15, 75), 0.24, 0.5, 1.4, 1.2, ("", "", "https://mail.google.com/"),
    {"utm_source": ("brevo",), "utm_medium": ("email",)}, "", 1.3,
)  # fmt: skip
ARRIVALS = (
    ORGANIC,
    BRAND,
    ADS,
    FACEBOOK_ADS,
    FACEBOOK_POSTS,
    DIRECT,
    Arrival("bing", 2.6, (35, 25, 40), 0.3, 0.9, 1.1, 1.1, ("https://www.bing.com/",), {}, "", 0.3),
    Arrival("qwant", 1.5, (30, 20, 50), 0.29, 1.0, 1.1, 1.1, ("https://www.qwant.com/",)),
    Arrival("ecosia", 1.2, (20, 20, 60), 0.31, 1.2, 0.9, 1.0, ("https://www.ecosia.org/",)),
    Arrival("duckduckgo", 1, (30, 20, 50), 0.31, 0.8, 1.0, 1.0, ("https://duckduckgo.com/",)),
    Arrival(
        "chatgpt", 2.6, (12, 38, 50), 0.2, 1.1, 1.6, 1.25, ("https://chatgpt.com/",),
        {"utm_source": ("chatgpt.com",)},
    ),
    Arrival("perplexity", 0.6, (10, 40, 50), 0.22, 1.0, 1.4, 1.2, ("https://www.perplexity.ai/",)),
    Arrival(
        "guild", 2.2, (40, 55, 5), 0.16, 0.6, 2.6, 1.6, ("https://artisans-ligeriens.example/annuaire/couvreurs",)
    ),
    Arrival("pagesjaunes", 3.1, (55, 45, 0), 0.22, 0.5, 2.1, 1.3, ("https://www.pagesjaunes.fr/",)),
    Arrival("leboncoin", 2.4, (50, 50, 0), 0.34, 0.6, 1.3, 0.6, ("https://www.leboncoin.fr/",), {}, "", 1.6),
    Arrival("instagram", 1.9, (85, 5, 10), 0.41, 1.0, 0.4, 0.6, ("https://l.instagram.com/",), {}, "", 9.0),
    Arrival("linkedin", 1, (50, 20, 30), 0.31, 0.9, 0.6, 0.9, ("https://www.linkedin.com/",), {}, "", 0.6),
    Arrival(
        "youtube", 1.5, (30, 10, 60), 0.31, 1.4, 0.8, 0.9, ("https://www.youtube.com/",),
        {"utm_source": ("youtube",), "utm_medium": ("video",), "utm_campaign": ("pose-ouate",)},
    ),
)  # fmt: skip


def weight_on(arrival: Arrival, story: Story, day: date) -> float:
    """New visitors to expect that way on that day, weekday and growth left aside."""
    if arrival in (BRAND, ADS, FACEBOOK_ADS) and story.in_bad_week(day):
        return 0.0
    if arrival is ADS and day < story.campaign_starts:
        return 0.0
    if arrival is FACEBOOK_ADS and day < story.facebook_starts:
        return 0.0
    return arrival.weight


def draw_landing(rng: Random, arrival: Arrival) -> Page:
    """The page they arrive on."""
    return rng.choices((HOME, PRICES, ARTICLE), arrival.landing)[0]


def address(rng: Random, arrival: Arrival, page: Page, campaign: str = "") -> str:
    """The address they arrive with. campaign: for a sending of the newsletter, its name."""
    query = {name: rng.choice(values) for name, values in arrival.query.items()}
    if campaign:
        query["utm_campaign"] = campaign
    if arrival.click_id:
        query[arrival.click_id] = "".join(rng.choices(TOKEN, k=40))
    return f"{page.url}?{urlencode(query)}" if query else page.url
