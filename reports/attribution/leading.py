"""Who is ahead by first touch and by last, in a sentence."""

from collections.abc import Sequence

from reports.figure import Column, Row
from reports.language import N_
from reports.words import Words, leader, of_column


def first_and_last(rows: Sequence[Row], name: Column, credits: tuple[Column, Column], whole: str, words: Words) -> str:
    """Which row of a table is ahead by each of the two; nothing where several are level.

    name: the column that names a row. credits: those of the first touch and of the last. whole: what is shared out.
    """
    first, last = (leader(rows, of_column(credit.key)) for credit in credits)
    if first is None or last is None:
        return ""
    return " " + words.say(
        N_("By first touch, %(first)s leads (%(n1)s of %(n)s); by last touch, %(last)s (%(n2)s).")
        if first[name.key] != last[name.key]
        else N_("%(first)s is ahead both by first touch (%(n1)s of %(n)s) and by last (%(n2)s)."),
        first=words.head(first, name),
        last=words.head(last, name),
        n=whole,
        n1=words.cell(first, credits[0]),
        n2=words.cell(last, credits[1]),
    )
