"""What the reader may ask of the attribution: which conversions, how far back, which touches, by what."""

from dataclasses import replace

from reports.choice import Choice, choice
from reports.language import N_
from reports.option import Option, read_options
from reports.question import Question
from reports.words import Words

CONVERSION = Option(
    "conversion",
    ("leads", "mql", "sql", "customers", "revenue"),
    r"(magnet|event|page):.+",
    "leads, mql, sql, customers, revenue, magnet:<name>, event:<name>, page:<path>",
)
LOOKBACK = Option("lookback", ("90", "7", "30", "365"))
DIRECT = Option("direct", ("included", "excluded"))
BY = Option("by", ("channel", "source", "medium", "campaign", "content", "term", "landing_page", "magnet"))
HALF_LIFE = Option("half_life", ("7",), r"[1-9]\d?|[12]\d\d|3[0-5]\d|36[0-5]", "a number of days from 1 to 365")

OPTIONS = (CONVERSION, LOOKBACK, DIRECT, BY, HALF_LIFE)

_DIRECT_NAMES = {"included": N_("count as touches"), "excluded": N_("are left out")}


def with_options(question: Question) -> Question:
    """The question with a value for each option, for what was asked without them."""
    return replace(question, options=read_options(OPTIONS, question.options))


def lookback_choice(question: Question, words: Words) -> Choice:
    """How far back touches count, from the shortest."""
    given = question.options[LOOKBACK.name]
    values = tuple((value, words.say(N_("%(days)s days"), days=value)) for value in sorted(LOOKBACK.values, key=int))
    return Choice(LOOKBACK.name, words.say(N_("Looking back")), values, given, said=dict(values)[given])


def direct_choice(question: Question, words: Words) -> Choice:
    """Whether direct touches count."""
    return choice(DIRECT, N_("Direct visits"), _DIRECT_NAMES, question, words)
