"""Parameters of the address that one report understands beside the period and the filters."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.parameter import BadParameter

LONGEST = 1010
"""Of a step of a funnel: the longest path that is kept, with what it is before it and a star after it."""
AMOUNT = r"\d{1,9}(\.\d{1,2})?"
"""The pattern of an amount; a comma before the cents is taken for the point, as French writes it."""


@dataclass(frozen=True, slots=True)
class Option:
    """A parameter of a report. values: what it may be, the first without it. pattern: what else it may be, or empty.

    allowed: what a program is told, where there is a pattern.
    """

    name: str
    values: tuple[str, ...]
    pattern: str = ""
    allowed: str = ""

    @property
    def default(self) -> str:
        """What it is without the parameter."""
        return self.values[0]


def read_options(options: Sequence[Option], parameters: Mapping[str, str]) -> Mapping[str, str]:
    """The value of each option. Raises BadParameter."""
    return {option.name: _read(option, parameters.get(option.name, "")) for option in options}


def _read(option: Option, given: str) -> str:
    if not given:
        return option.default
    if option.pattern == AMOUNT:
        given = given.replace(",", ".")
    is_other = bool(option.pattern) and len(given) <= LONGEST and re.fullmatch(option.pattern, given, re.DOTALL)
    if given not in option.values and not is_other:
        raise BadParameter(option.name, given, option.allowed or ", ".join(option.values))
    return given
