"""What each channel gets of the conversions: eight models side by side, each of which shares out all of them.

A lead whose visitor came by Social, then twice directly, then by E-mail, one day apart each, and sent the form at once:

| model                | Social | Direct | E-mail |
|----------------------|--------|--------|--------|
| first touch          | 1      | 0      | 0      |
| last touch           | 0      | 0      | 1      |
| last non-direct      | 0      | 0      | 1      |
| linear               | 1/4    | 2/4    | 1/4    |
| position-based       | 0.4    | 0.2    | 0.4    |
| time decay, 1 day    | 1/15   | 6/15   | 8/15   |
| Shapley              | 1/3    | 1/3    | 1/3    |

Time decay: with a half-life of a day the four touches weigh 1/8, 1/4, 1/2 and 1, fifteen eighths together.

Shapley: the worth of a set of channels is the conversions whose journeys need no other channel. A channel's Shapley
value in that game is, for each conversion it took part in, one part in as many as there are different channels; so it
is exact however many there are (K. Zhao, S. H. Mahboobi, S. R. Bagheri, "Shapley value methods for attribution
modeling in online advertising", 2018).

The first seven are counted in journeys.sql. The eighth, Markov's, is computed in markov.py from transitions.sql.
"""

from collections.abc import Sequence
from dataclasses import replace

from reports.attribution.markov import Step, shares
from reports.figure import ROW_LIMIT, Column, Measure, Number, Row, Table, Unit, plain, table
from reports.question import Question
from reports.statement import Counted

WHOLE = ("first_touch", "last_touch", "last_non_direct")
"""The models that never divide a conversion."""
DIVIDED = ("linear", "position_based", "time_decay", "markov", "shapley")
MODELLED = ("value", *WHOLE, *(model for model in DIVIDED if model != "markov"))
"""The columns of journeys.sql."""
KINDS: dict[str, Column] = {
    "channel": Column("channel", "channel"),
    "landing_page": Column("landing_page", "path"),
    "magnet": Column("magnet", "magnet"),
}


def label(by: str) -> Column:
    """The column of what touches are told apart by."""
    return KINDS.get(by, Column(by, "text"))


def models(counted: Counted, question: Question, transitions: Counted) -> Table:
    """The credits by every model, one row per value. counted: by seven of them; transitions: of the same period."""
    by = question.options["by"]
    measures = [Measure(key, _unit(key, question), key) for key in (*WHOLE, *DIVIDED)]
    return table(
        "models",
        [label(by)],
        measures,
        replace(counted, rows=_rows(counted.rows, by, transitions.rows)),
        shown=[measure.key for measure in measures],
        bar="last_touch",
    )


def _unit(key: str, question: Question) -> Unit:
    if question.options["conversion"] == "revenue":
        return "money"
    return "count" if key in WHOLE else "decimal"


def _rows(rows: Sequence[Row], by: str, transitions: Sequence[Row]) -> list[dict[str, object]]:
    """The rows named by their dimension, with Markov's credit; None where it cannot be computed.

    What no conversion touched has no row and gets nothing, though the chain may lead by it to a conversion.
    """
    worth = sum(_number(row["first_touch"]) for row in rows)
    parts = shares(map(_step, transitions)) if len(transitions) < ROW_LIMIT else None
    if parts is None:
        return [{**row, by: row["value"], "markov": None} for row in rows]
    whole = sum(parts[str(row["value"])] for row in rows)
    return [{**row, by: row["value"], "markov": parts[str(row["value"])] * worth / whole} for row in rows]


def _step(row: Row) -> Step:
    kind = str(row["step"])
    if kind not in ("start", "next", "converted", "lost"):
        raise ValueError(f"no step of a journey: {kind}")
    return Step(kind, str(row["from_value"]), str(row["to_value"]), _number(row["journeys"]))  # type: ignore[arg-type]


def _number(value: object) -> Number:
    return plain(value) or 0
