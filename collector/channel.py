"""The channel of an arrival: one ordered list of rules, the first that holds wins. A site's own rules come before.

After GA4's default channel group (support.google.com/analytics/answer/9756891); docs/channels.md says where we differ
and why. This list is the only one: the collector and `leadpump channels rederive` both ask it. A change of a rule or
of the known sources raises VERSION and is announced in the changelog.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from collector.own_rule import OwnRule
from collector.source import DIRECT, NO_MEDIUM, Arrival, Source, find_source

VERSION = 2
MOST_REMEMBERED = 4096

PAID_WORD = re.compile(
    r"cp[acdeilmpvx]|pp[cv]|paid.*|sea|sem|ads?|adwords|retargeting|remarketing|sponsored|sponsoris[eé]e?|pub|"
    r"publicit[eé]|payant"
)
SHOPPING_CAMPAIGN = re.compile(r"(?:[^a-df-z]|^)shop|shopping")
DISPLAY_MEDIA = ("display", "banner", "banniere", "bannière", "expandable", "interstitial", "cpm")
SOCIAL_MEDIA = (
    "social",
    "social-network",
    "social-media",
    "sm",
    "social network",
    "social media",
    "social_network",
    "social_media",
    "reseaux-sociaux",
)
EMAIL_MEDIA = ("email", "e-mail", "e_mail", "e mail", "newsletter", "emailing", "mail", "mailing", "infolettre")
AI_MEDIA = ("ai", "ai-assistant", "ai_assistant", "chatbot", "llm")
AFFILIATE_MEDIA = ("affiliate", "affiliates", "affiliation")
SOLD = {
    "search": ("search", "sea", "sem", "adwords"),
    "social": ("social", "paidsocial"),
    "video": ("video", "cpv"),
    "shopping": ("shopping", "pla"),
}
"""What a medium says was paid for, where the source does not tell."""


def words(medium: str) -> list[str]:
    """The words of a medium: lead_magnet is lead and magnet, and neither is ad."""
    return re.split(r"[\W_]+", medium)


def is_paid(source: Source) -> bool:
    """Paid by a word of its medium, or by a click identifier that only advertisements carry."""
    return source.paid_click or any(PAID_WORD.fullmatch(word) for word in words(source.medium))


def is_paid_on(source: Source, kind: str) -> bool:
    """Paid for on that kind of source; where the source is of no such kind, the medium may say so."""
    if not is_paid(source):
        return False
    return source.kind == kind or (source.kind not in SOLD and any(w in SOLD[kind] for w in words(source.medium)))


def names_shopping(source: Source) -> bool:
    """Whether the campaign is named for a shop."""
    return bool(SHOPPING_CAMPAIGN.search(source.campaign))


@dataclass(frozen=True, slots=True)
class Rule:
    """says: when it holds, in the words of docs/channels.md and of `leadpump channels list`."""

    channel: str
    says: str
    holds: Callable[[Source], bool]


RULES: tuple[Rule, ...] = (
    Rule(
        "Direct",
        "No source is known, and the address names no medium",
        lambda s: s.name == DIRECT and s.medium in NO_MEDIUM,
    ),
    Rule(
        "Cross-network",
        "The campaign contains “cross-network”",
        lambda s: "cross-network" in s.campaign,
    ),
    Rule(
        "Paid Shopping",
        "Paid, and the source is a shop or marketplace, or the campaign or the medium speaks of shopping",
        lambda s: is_paid_on(s, "shopping") or (is_paid(s) and names_shopping(s)),
    ),
    Rule(
        "Paid Search",
        "Paid, and the source is a search engine; of other sources, the medium speaks of search",
        lambda s: is_paid_on(s, "search"),
    ),
    Rule(
        "Paid Social",
        "Paid, and the source is a social network; of other sources, the medium speaks of social",
        lambda s: is_paid_on(s, "social"),
    ),
    Rule(
        "Paid Video",
        "Paid, and the source is a video site; of other sources, the medium speaks of video",
        lambda s: is_paid_on(s, "video"),
    ),
    Rule(
        "Display",
        "The source is an advertising network, or the medium is display, banner, interstitial, expandable or cpm",
        lambda s: s.kind == "display" or s.medium in DISPLAY_MEDIA,
    ),
    Rule(
        "Paid Other",
        "Paid, anywhere else",
        is_paid,
    ),
    Rule(
        "Affiliates",
        "The source is an affiliate platform, or the medium is affiliate",
        lambda s: s.kind == "affiliate" or s.medium in AFFILIATE_MEDIA,
    ),
    Rule(
        "SMS",
        "The medium or the source is sms",
        lambda s: s.medium == "sms" or s.name.lower() == "sms",
    ),
    Rule(
        "Mobile Push",
        "The medium ends with push or contains “notification”, or the source is firebase",
        lambda s: s.medium.endswith("push") or "notification" in s.medium or s.name.lower() == "firebase",
    ),
    Rule(
        "Audio",
        "The medium is audio or podcast",
        lambda s: s.medium in ("audio", "podcast"),
    ),
    Rule(
        "Email",
        "The source is a mailbox or a mailing service, or the medium is email, newsletter or a like word",
        lambda s: s.kind == "email" or s.medium in EMAIL_MEDIA,
    ),
    Rule(
        "Organic Shopping",
        "The source is a shop or marketplace, or the campaign speaks of shopping",
        lambda s: s.kind == "shopping" or names_shopping(s),
    ),
    Rule(
        "Organic Social",
        "The source is a social network, or the medium is social or a like word",
        lambda s: s.kind == "social" or s.medium in SOCIAL_MEDIA,
    ),
    Rule(
        "Organic Video",
        "The source is a video site, or the medium contains “video”",
        lambda s: s.kind == "video" or "video" in s.medium,
    ),
    Rule(
        "AI Assistants",
        "The source is an AI assistant, or the medium is ai-assistant or a like word",
        lambda s: s.kind == "ai" or s.medium in AI_MEDIA,
    ),
    Rule(
        "Organic Search",
        "The source is a search engine, or the medium is organic",
        lambda s: s.kind == "search" or s.medium == "organic",
    ),
    Rule(
        "Referral",
        "Any other source, or the medium is referral, app or link",
        lambda s: s.name != DIRECT or s.medium in ("referral", "app", "link"),
    ),
    Rule(
        "Direct",
        "Nothing of the above",
        lambda s: True,  # noqa: ARG005
    ),
)
CHANNELS = tuple(dict.fromkeys(rule.channel for rule in RULES))


def deciding_rule(source: Source) -> Rule:
    """The first rule that holds; the last always does."""
    return next(rule for rule in RULES if rule.holds(source))


MEDIUM_OF_CHANNEL = {
    "Direct": "(none)",
    "Cross-network": "cpc",
    "Paid Search": "cpc",
    "Paid Social": "cpc",
    "Paid Video": "cpc",
    "Paid Shopping": "cpc",
    "Paid Other": "cpc",
    "Display": "display",
    "Affiliates": "affiliate",
    "SMS": "sms",
    "Mobile Push": "push",
    "Audio": "audio",
    "Email": "email",
    "Organic Social": "social",
    "Organic Video": "video",
    "Organic Shopping": "referral",
    "Organic Search": "organic",
    "AI Assistants": "ai-assistant",
    "Referral": "referral",
}


def medium_of(source: Source, channel: str) -> str:
    """The medium as written in the address, else the one its channel implies."""
    return source.medium or MEDIUM_OF_CHANNEL[channel]


@dataclass(frozen=True, slots=True)
class Derived:
    """What the rules make of an arrival. rule: which decided. opens_touch: of a page view that arrives so."""

    source: str
    medium: str
    channel: str
    rule: Rule | OwnRule
    internal: bool
    opens_touch: bool


@lru_cache(maxsize=MOST_REMEMBERED)
def derive(arrival: Arrival, own_hosts: tuple[str, ...], own_rules: tuple[OwnRule, ...]) -> Derived:
    """Source, medium and channel of an arrival at a site with these hosts and rules of its own.

    The site's rules see the source and the medium that ours would give; all they change is the channel.
    """
    source = find_source(arrival, own_hosts)
    ours = deciding_rule(source)
    medium = medium_of(source, ours.channel)
    rule = next((own for own in own_rules if own.holds(source, medium)), ours)
    return Derived(source.name, medium, rule.channel, rule, source.internal, source.opens_touch)
