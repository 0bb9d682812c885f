"""What the form of a report's own options offers: a list to choose from, or a field to fill in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.option import Option
from reports.question import Question
from reports.words import Words


@dataclass(frozen=True, slots=True)
class Choice:
    """An option in words. values: what it may be, with its name; empty where it is typed in. kind: of the field."""

    name: str
    label: str
    values: tuple[tuple[str, str], ...]
    given: str
    kind: str = "text"

    @property
    def said(self) -> str:
        """What is chosen or entered now, in words; empty where nothing is, and of names that only programs read."""
        return dict(self.values).get(self.given, self.given if self.kind == "amount" else "")


def choice(option: Option, label: str, names: Mapping[str, str], question: Question, words: Words) -> Choice:
    """A list to choose from. names: of each value, a message of the catalogue."""
    values = tuple((value, words.say(names[value])) for value in option.values)
    return Choice(option.name, words.say(label), values, question.options[option.name])


def entry(option: Option, label: str, question: Question, words: Words, kind: str = "text") -> Choice:
    """A field to fill in."""
    return Choice(option.name, words.say(label), (), question.options[option.name], kind)


def choices(*offered: Choice) -> Mapping[str, Sequence[Choice]]:
    """What the template of the form is given."""
    return {"offered": offered}
