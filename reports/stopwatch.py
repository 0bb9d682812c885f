"""What an answer has cost so far: for the owner, at the foot of a report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from reports.query import Query, Rows
from reports.words import Words


@dataclass(slots=True)
class Stopwatch:
    """began: when the answer was begun. statements, waited: how many were asked, and the seconds spent on them."""

    began: float = field(default_factory=perf_counter)
    statements: int = 0
    waited: float = 0.0

    def ask(self, query: Query, sql: str, params: Mapping[str, Any]) -> Rows:
        """Ask the database, and count the time."""
        begun = perf_counter()
        try:
            return query(sql, params)
        finally:
            self.statements += 1
            self.waited += perf_counter() - begun

    def said(self, words: Words) -> str:
        """Both times in milliseconds, in words."""
        return words.say_count(
            "Answered in %(all)s ms; %(waited)s ms of it for %(n)s statement.",
            "Answered in %(all)s ms; %(waited)s ms of it for %(n)s statements.",
            self.statements,
            all=words.value(round(1000 * (perf_counter() - self.began)), "count"),
            waited=words.value(round(1000 * self.waited), "count"),
        )
