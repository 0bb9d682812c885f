"""What the collector answers, counted for /metrics."""

from __future__ import annotations

from collections.abc import Callable

from collector.receive import Answer
from collector.tally import Tally


def count_answers(tally: Tally) -> Callable[[Answer], None]:
    """What counts the collector's answers: requests by status, what was accepted, and what was refused by reason."""

    def count_answer(answer: Answer) -> None:
        tally.add("requests", str(answer.status))
        body = answer.body
        if accepted := body.get("accepted"):
            tally.add("accepted", "", accepted)
        if refused := body.get("refused"):
            for item in refused:
                tally.add("refused", item["reason"])
        elif "reason" in body:
            tally.add("refused", body["reason"])

    return count_answer
