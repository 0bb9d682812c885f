"""What the rules of a site's scores say, and what they make of its leads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from collector.lead_score import why
from collector.score import Behaviour, Points, ScoreRule, Scoring, add_up, read_amount
from leadpump.leads.statement import statement
from reports.format import as_it_is, readable
from reports.language import N_
from reports.query import Query, Rows
from reports.site import Site
from reports.statement import instant
from reports.words import Words

DAYS = 90
MOST_TRIED = 2000
MOST_ANSWERS = 200
ANSWERS = {
    "given": N_("“%(question)s” is answered"),
    "is": N_("“%(question)s” is “%(value)s”"),
    "contains": N_("“%(question)s” contains “%(value)s”"),
    "at_least": N_("“%(question)s” is at least %(value)s"),
}
SIGNS = {
    "magnet": N_("Came by the magnet “%(value)s”"),
    "page_views": N_("Pages seen: at least %(value)s"),
    "engaged_seconds": N_("Seconds of reading: at least %(value)s"),
    "sessions": N_("Visits: at least %(value)s"),
    "magnets": N_("Different magnets completed: at least %(value)s"),
    "page": N_("Saw the page %(value)s"),
}


@dataclass(frozen=True, slots=True)
class Answered:
    """A question that forms asked, and the answers that leads gave, the most frequent first, with how many."""

    question: str
    answers: tuple[tuple[str, int], ...]


def rule_name(rule: ScoreRule, words: Words) -> str:
    """When a rule holds, in words: names as reports write them, a part of a text and a path as they are."""
    said = ANSWERS[rule.how] if rule.field == "answer" else SIGNS[rule.field]
    value = rule.value
    if rule.field == "magnet":
        value = words.magnet(value)
    elif rule.how == "at_least":
        least = read_amount(value)
        value = value if least is None else as_it_is(least, words.language)
    elif rule.how == "is" and rule.field == "answer":
        value = readable(value)
    return words.say(said, question=words.field_name(rule.question), value=value)


def is_unmet(rule: ScoreRule, seen: Sequence[Answered]) -> bool:
    """Whether a rule asks for an answer that nobody gave. seen: lately; none, or a part, proves nothing."""
    if rule.field != "answer" or not 0 < sum(len(one.answers) for one in seen) < MOST_ANSWERS:
        return False
    given = [{one.question: text} for one in seen for text, _ in one.answers]
    return not any(rule.holds(answers, (), Behaviour()) for answers in given)


def signed(points: int) -> str:
    """Points with their sign."""
    return f"+{points}" if points > 0 else f"\u2212{-points}"


def quadrant(points: Points, scoring: Scoring) -> str:
    """Where a lead of so many points stands."""
    interesting, interested = (
        points.interesting >= scoring.interesting_from,
        points.interested >= scoring.interested_from,
    )
    if interesting:
        return "both" if interested else "interesting"
    return "interested" if interested else "neither"


def reasons_of(query: Query, site: Site, scoring: Scoring, lead: UUID) -> Sequence[ScoreRule] | None:
    """The rules that hold for a lead now; None for one that is not scored."""
    return why(query, site.name, scoring, [lead]).get(str(lead))


def try_out(query: Query, site: Site, scoring: Scoring, now: datetime) -> Counter[str]:
    """How many of the latest leads stand in each quadrant, by the rules as they are given."""
    asked = {"site": site.name, "since": instant(now - timedelta(days=DAYS)), "most": MOST_TRIED}
    leads = [UUID(row["lead"]) for row in query(statement("latest"), asked)]
    held = why(query, site.name, scoring, leads)
    return Counter(quadrant(add_up(rules), scoring) for rules in held.values())


def answers_seen(query: Query, site: Site, now: datetime) -> list[Answered]:
    """What was asked and answered lately, the question answered most first."""
    asked = {"site": site.name, "since": instant(now - timedelta(days=DAYS)), "most": MOST_ANSWERS}
    return by_question(query(statement("answered"), asked))


def by_question(rows: Rows) -> list[Answered]:
    """The answers of each question, in the order of the rows."""
    found: dict[str, list[tuple[str, int]]] = {}
    for row in rows:
        found.setdefault(row["question"], []).append((row["answer"], int(row["leads"])))
    return [Answered(question, tuple(answers)) for question, answers in found.items()]
