"""The channel of an arrival: one ordered list of rules, the first that holds wins.

After GA4's default channel group (support.google.com/analytics/answer/9756891), with AI assistants before search,
and with Direct where nothing is known. A change of a rule raises VERSION and is announced in the changelog.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from collector.source import DIRECT, NONE, PAID_CLICK_IDS, Source

VERSION = 1

PAID_MEDIUM = re.compile(r"^(.*cp.*|ppc|retargeting|remarketing|paid.*|sea|ads?)$")
SHOPPING_CAMPAIGN = re.compile(r"^(.*(([^a-df-z]|^)shop|shopping).*)$")
DISPLAY_MEDIA = ("display", "banner", "expandable", "interstitial", "cpm")
SOCIAL_MEDIA = (
    "social",
    "social-network",
    "social-media",
    "sm",
    "social network",
    "social media",
    "social_media",
)
EMAIL_MEDIA = ("email", "e-mail", "e_mail", "e mail", "newsletter", "emailing", "mail")
AI_MEDIA = ("ai", "ai-assistant", "ai_assistant", "chatbot")


def is_paid(source: Source) -> bool:
    """Paid by its medium, or by a click identifier that only advertisements carry."""
    return bool(PAID_MEDIUM.match(source.medium)) or source.click_id in PAID_CLICK_IDS


def is_shopping(source: Source) -> bool:
    """From a shop, or by a campaign named for one."""
    return source.kind == "shopping" or bool(SHOPPING_CAMPAIGN.match(source.campaign))


RULES: tuple[tuple[str, Callable[[Source], bool]], ...] = (
    ("Direct", lambda s: s.name == DIRECT and s.medium in ("", NONE, "(not set)")),
    ("Cross-network", lambda s: "cross-network" in s.campaign),
    ("Paid Shopping", lambda s: is_paid(s) and is_shopping(s)),
    ("Paid Search", lambda s: is_paid(s) and s.kind == "search"),
    ("Paid Social", lambda s: is_paid(s) and s.kind == "social"),
    ("Paid Video", lambda s: is_paid(s) and s.kind == "video"),
    ("Display", lambda s: s.medium in DISPLAY_MEDIA),
    ("Paid Other", is_paid),
    ("Organic Shopping", is_shopping),
    ("Organic Social", lambda s: s.kind == "social" or s.medium in SOCIAL_MEDIA),
    ("Organic Video", lambda s: s.kind == "video" or "video" in s.medium),
    ("AI Assistants", lambda s: s.kind == "ai" or s.medium in AI_MEDIA),
    ("Organic Search", lambda s: s.kind == "search" or s.medium == "organic"),
    ("Email", lambda s: s.kind == "email" or s.medium in EMAIL_MEDIA),
    ("Affiliates", lambda s: s.medium in ("affiliate", "affiliation", "affiliates")),
    ("Audio", lambda s: s.medium == "audio"),
    ("SMS", lambda s: s.medium == "sms" or s.name.lower() == "sms"),
    (
        "Mobile Push",
        lambda s: s.medium.endswith("push") or "notification" in s.medium or s.name == "firebase",
    ),
    ("Referral", lambda s: s.name != DIRECT or s.medium in ("referral", "app", "link")),
)


def channel_of(source: Source) -> str:
    """The channel of a source, by the first rule that holds; Direct if none does."""
    return next((channel for channel, holds in RULES if holds(source)), "Direct")


MEDIUM_OF_CHANNEL = {
    "Direct": NONE,
    "Paid Search": "cpc",
    "Paid Social": "cpc",
    "Paid Video": "cpc",
    "Paid Shopping": "cpc",
    "Paid Other": "cpc",
    "Organic Social": "social",
    "Organic Video": "video",
    "Organic Shopping": "referral",
    "Organic Search": "organic",
    "AI Assistants": "ai-assistant",
    "Email": "email",
}


def medium_of(source: Source, channel: str) -> str:
    """The medium as written in the address, else the one its channel implies."""
    return source.medium or MEDIUM_OF_CHANNEL.get(channel, "referral")
