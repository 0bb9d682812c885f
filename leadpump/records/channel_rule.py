"""A site's own channel rules: checked once, kept in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import get_args

import msgspec
from sqlalchemy.orm import Session

from collector.channel import CHANNELS
from collector.own_rule import Condition, Field, How, OwnRule
from leadpump.records.errors import NotFound
from leadpump.records.new_site import plain_host
from leadpump.records.site import get_row, own_rule_of
from leadpump.records.tables import ChannelRuleRow, SiteRow

FIELDS: tuple[Field, ...] = get_args(Field)
HOWS: tuple[How, ...] = get_args(How)
LONGEST_CHANNEL = 60
LONGEST_VALUE = 200
MOST_RULES = 100


class RuleProblem(StrEnum):
    """Why a rule was not taken: the closed set; the pages put each into words."""

    NO_CHANNEL = "no_channel"
    BAD_CHANNEL = "bad_channel"
    NO_CONDITION = "no_condition"
    BAD_CONDITION = "bad_condition"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class KeptRule:
    """A rule with its number, by which it is changed."""

    id: int
    rule: OwnRule


def check_rule(channel: str, conditions: Mapping[str, tuple[str, str]]) -> OwnRule | RuleProblem:
    """The rule as it will be kept, or what is wrong. conditions: how and value by field; an empty value is none.

    The channel is one of ours, or any name on one line. A pasted address stands for its host.
    """
    channel = " ".join(channel.split())
    if not channel:
        return RuleProblem.NO_CHANNEL
    if len(channel) > LONGEST_CHANNEL or not channel.isprintable():
        return RuleProblem.BAD_CHANNEL
    checked: list[Condition] = []
    for field in FIELDS:
        how, value = conditions.get(field, ("", ""))
        value = " ".join(value.split())
        if not value:
            continue
        if field == "referrer" and how == "is":
            value = plain_host(value) or ""
        if how not in HOWS or not value or len(value) > LONGEST_VALUE or not value.isprintable():
            return RuleProblem.BAD_CONDITION
        checked.append(Condition(field, how, value))
    if not checked:
        return RuleProblem.NO_CONDITION
    return OwnRule(_plain_channel(channel), tuple(checked))


def _plain_channel(channel: str) -> str:
    return next((ours for ours in CHANNELS if ours.casefold() == channel.casefold()), channel)


def list_rules(db: Session, site: str) -> list[KeptRule]:
    """The site's rules in order. Errors: NotFound when there is no such site."""
    return [KeptRule(row.id, own_rule_of(row)) for row in get_row(db, site).channel_rules]


def add_rule(db: Session, site: str, rule: OwnRule) -> RuleProblem | None:
    """Ask the rule after those there are; what is wrong, if anything. Errors: NotFound."""
    row = get_row(db, site)
    if len(row.channel_rules) >= MOST_RULES:
        return RuleProblem.TOO_MANY
    last = max((kept.position for kept in row.channel_rules), default=0)
    row.channel_rules.append(
        ChannelRuleRow(position=last + 1, channel=rule.channel, conditions=_plain_conditions(rule))
    )
    return None


def change_rule(db: Session, site: str, number: int, rule: OwnRule) -> None:
    """Put the rule in the place of the one of that number. Errors: NotFound."""
    row = _find(get_row(db, site), number)
    row.channel, row.conditions = rule.channel, _plain_conditions(rule)


def remove_rule(db: Session, site: str, number: int) -> None:
    """Ask the rule no longer. Errors: NotFound."""
    row = get_row(db, site)
    row.channel_rules.remove(_find(row, number))


def move_rule(db: Session, site: str, number: int, by: int) -> None:
    """Ask the rule so many places later, or earlier if negative; it stops at the ends. Errors: NotFound."""
    row = get_row(db, site)
    rules = list(row.channel_rules)
    moved = _find(row, number)
    place = min(max(rules.index(moved) + by, 0), len(rules) - 1)
    rules.remove(moved)
    rules.insert(place, moved)
    for position, kept in enumerate(rules, 1):
        kept.position = position


def _find(site: SiteRow, number: int) -> ChannelRuleRow:
    for row in site.channel_rules:
        if row.id == number:
            return row
    raise NotFound(f"The site {site.name} has no channel rule {number}.")


def _plain_conditions(rule: OwnRule) -> list[dict[str, str]]:
    plain: list[dict[str, str]] = msgspec.to_builtins(list(rule.conditions))
    return plain
