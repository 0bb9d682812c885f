"""How many points a lead has on two axes: interesting (it has the means) and interested (it behaves so)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec

Axis = Literal["interesting", "interested"]
Field = Literal["answer", "magnet", "page_views", "engaged_seconds", "sessions", "magnets", "page"]
How = Literal["is", "contains", "at_least", "given"]

HOWS: dict[Field, tuple[How, ...]] = {
    "answer": ("given", "is", "contains", "at_least"),
    "magnet": ("is",),
    "page_views": ("at_least",),
    "engaged_seconds": ("at_least",),
    "sessions": ("at_least",),
    "magnets": ("at_least",),
    "page": ("is",),
}
MEANS: tuple[Field, ...] = ("answer", "magnet")

AMOUNT = re.compile(
    r"(\d{1,3}(?:[ \u00a0\u202f'’]\d{3}(?!\d))+|\d{1,3}(?:[.,]\d{3}(?!\d))+|\d+)"
    r"(?:[.,](\d{1,2})(?!\d))?"
    r"(?:[ \u00a0\u202f]?(k|K|M|mille|millions?)(?!\w))?"
)
"""As people write amounts: 20 000, 20.000,50, 20,000, 1.5k, 20 k€, 2 millions."""
SEPARATORS = re.compile(r"[ \u00a0\u202f'’.,]")
TIMES = {"": 1, "k": 1000, "mille": 1000, "m": 1_000_000, "million": 1_000_000, "millions": 1_000_000}
AT_MOST = re.compile(r"(?:<|≤|moins|jusqu|maximum|\bmax\b|\bless\b|\bunder\b|\bup to\b|\bbelow\b|\bat most\b)", re.I)
"""Before an amount: it is the most, and says nothing of how much it is at least."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a lead's visitors have done up to now. pages: of those that rules ask for, the viewed ones, as they ask."""

    page_views: int = 0
    engaged_seconds: float = 0
    sessions: int = 0
    magnets: int = 0
    pages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Points:
    """A lead's score."""

    interesting: int = 0
    interested: int = 0


class ScoreRule(msgspec.Struct, frozen=True):
    """A condition, and the points for it; fewer than none take away.

    field: what is looked at. how: how it is compared with value; given asks only whether there is an answer.
    question: of an answer, as the form names it. value: for at_least a number; of a page its path, or how its path
    begins, with * at the end. Upper and lower case are the same.
    """

    field: Field
    how: How
    question: str
    value: str
    points: int

    @property
    def axis(self) -> Axis:
        """What the points count for."""
        return "interesting" if self.field in MEANS else "interested"

    def holds(self, answers: Mapping[str, str], magnets: Collection[str], behaviour: Behaviour) -> bool:
        """Whether a lead gets the points."""
        match self.field:
            case "answer":
                given = answer_to(self.question, answers)
                return bool(given) and compare(self.how, given, self.value)
            case "magnet":
                return any(compare("is", magnet, self.value) for magnet in magnets)
            case "page":
                return self.value in behaviour.pages
            case _:
                least = read_amount(self.value)
                return least is not None and getattr(behaviour, self.field) >= least


class Scoring(msgspec.Struct, frozen=True):
    """How a site scores its leads.

    interesting_from, interested_from: points from which a lead is so. qualifies: whether whoever is both becomes a
    marketing-qualified lead.
    """

    rules: tuple[ScoreRule, ...] = ()
    interesting_from: int = 30
    interested_from: int = 30
    qualifies: bool = False

    def passes(self, points: Points) -> bool:
        """Whether a lead is interesting and interested."""
        return points.interesting >= self.interesting_from and points.interested >= self.interested_from

    def pages(self) -> list[str]:
        """The pages that the rules ask for."""
        return sorted({rule.value for rule in self.rules if rule.field == "page"})


DEFAULT_RULES = (
    ScoreRule("answer", "given", "budget", "", 15),
    ScoreRule("answer", "at_least", "budget", "5000", 15),
    ScoreRule("answer", "given", "date", "", 10),
    ScoreRule("answer", "given", "region", "", 10),
    ScoreRule("page_views", "at_least", "", "3", 10),
    ScoreRule("page_views", "at_least", "", "8", 10),
    ScoreRule("engaged_seconds", "at_least", "", "60", 10),
    ScoreRule("engaged_seconds", "at_least", "", "180", 10),
    ScoreRule("sessions", "at_least", "", "2", 15),
    ScoreRule("magnets", "at_least", "", "1", 5),
    ScoreRule("magnets", "at_least", "", "2", 10),
)
"""What a site begins with: the three questions of any trade, and signs of interest that add up."""


def score(
    rules: Iterable[ScoreRule], answers: Mapping[str, str], magnets: Collection[str], behaviour: Behaviour
) -> Points:
    """The points of a lead by the rules. answers: by question. magnets: by which it was made."""
    return add_up(reasons(rules, answers, magnets, behaviour))


def reasons(
    rules: Iterable[ScoreRule], answers: Mapping[str, str], magnets: Collection[str], behaviour: Behaviour
) -> list[ScoreRule]:
    """The rules that hold for a lead, in order."""
    return [rule for rule in rules if rule.holds(answers, magnets, behaviour)]


def add_up(rules: Iterable[ScoreRule]) -> Points:
    """The points of rules that hold."""
    sums = {"interesting": 0, "interested": 0}
    for rule in rules:
        sums[rule.axis] += rule.points
    return Points(**sums)


def answer_to(question: str, answers: Mapping[str, str]) -> str:
    """The answer, or "" if there is none."""
    wanted = plain(question)
    return next((text.strip() for asked, text in answers.items() if plain(asked) == wanted and text.strip()), "")


def compare(how: How, text: str, value: str) -> bool:
    """Whether a text is, contains, or as a number is at least, the value."""
    if how == "at_least":
        amount, least = read_amount(text), read_amount(value)
        return amount is not None and least is not None and amount >= least
    if how == "given":
        return bool(text)
    return plain(text) == plain(value) if how == "is" else plain(value) in plain(text)


def plain(text: str) -> str:
    """The text without what makes no difference: case, and how it is spaced."""
    return " ".join(text.split()).casefold()


def read_amount(text: str) -> float | None:
    """The first number in a text as people write it, the least of a range; None if there is none, or it is the most."""
    found = AMOUNT.search(text)
    if found is None or AT_MOST.search(text[: found.start()]):
        return None
    whole, decimals, times = found.groups(default="")
    following = AMOUNT.match(text[found.end() :].lstrip(" \u00a0\u202f-–à"))
    if not times and following and following[3] and following[3].lower() == "k" and len(whole) < 4:
        times = following[3]  # 10-20k: the thousands are said once
    return float(f"{SEPARATORS.sub('', whole)}.{decimals or 0}") * TIMES[times.lower()]
