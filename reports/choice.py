"""What the form of a report's own options offers: a list to choose from, or a field to fill in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.option import Option
from reports.question import Question
from reports.words import Words


@dataclass(frozen=True, slots=True)
class Choice:
    """An option in words. values: what it may be, with its name; empty where it is typed in. kind: of the field, text,
    amount or days.

    said: what is chosen or entered now, in words; empty where nothing is, and of names that only programs read.
    groups: the values under headings, in place of values.
    """

    name: str
    label: str
    values: tuple[tuple[str, str], ...]
    given: str
    kind: str = "text"
    said: str = ""
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()


def choice(option: Option, label: str, names: Mapping[str, str], question: Question, words: Words) -> Choice:
    """A list to choose from. names: of each value, a message of the catalogue."""
    values = tuple((value, words.say(names[value])) for value in option.values)
    given = question.options[option.name]
    return Choice(option.name, words.say(label), values, given, said=dict(values).get(given, ""))


def entry(option: Option, label: str, question: Question, words: Words, kind: str = "text") -> Choice:
    """A field to fill in. An amount is said as amounts are written, to the cent where it has any."""
    given = question.options[option.name]
    said = words.amount(float(given)) if kind == "amount" and given else ""
    if kind == "amount" and words.language == "fr":
        given = given.replace(".", ",")
    return Choice(option.name, words.say(label), (), given, kind, said)


def choices(*offered: Choice) -> Mapping[str, Sequence[Choice]]:
    """What the template of the form is given."""
    return {"offered": offered}
