"""Amounts as people and programs write them: 1 234,56 €, 1,234.56, 1.234,56, CHF 1’234.56.

Which mark stands before the cents is a matter of the whole column: 1,234 alone may be a thousand or a fraction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import list_currencies

SIGNS = {"€": "EUR", "£": "GBP", "$": "$", "US$": "USD", "CA$": "CAD", "$US": "USD", "$CA": "CAD"}
"""A bare $ is one of several dollars."""
CODES = frozenset(list_currencies())
DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD"})
EMPTY = frozenset({"", "-", "--", "–", "—", " --"})
_SPACE = re.compile(r"[\s\u00a0\u202f\u2007\u2009]+")
_WHOLE = re.compile(
    r"(?P<before>[^\d\s.,'’-]{0,4}) ?(?P<sign>[-−]?)(?P<digits>\d[\d .,'’]*?) ?(?P<after>[^\d\s.,'’-]{0,4})", re.ASCII
)
_MARKED = {
    ",": re.compile(r"(?:\d{1,3}(?:[ .'’]\d{3})+|\d+)(?:,\d+)?"),
    ".": re.compile(r"(?:\d{1,3}(?:[ ,'’]\d{3})+|\d+)(?:\.\d+)?"),
}
AMBIGUOUS = "?"
MIXED = "!"


@dataclass(frozen=True, slots=True)
class Written:
    """A number as it stands there. digits: with its marks. currency: code, "$" or "" """

    digits: str
    currency: str
    negative: bool


def read_written(text: str) -> Written | None:
    """The parts of a cell that holds an amount; None if it holds none."""
    one = _SPACE.sub(" ", text).strip()
    bracketed = one.startswith("(") and one.endswith(")")
    if bracketed:
        one = one[1:-1].strip()
    lead = re.match(r"[-−] ?", one)
    if lead:
        one = one[lead.end() :]
    found = _WHOLE.fullmatch(one)
    if not found:
        return None
    names = [name for name in (found["before"].strip(), found["after"].strip()) if name]
    if len(names) > 1 or (names and not currency_of(names[0])):
        return None
    negative = bracketed or bool(lead) or bool(found["sign"])
    return Written(found["digits"].strip(), currency_of(names[0]) if names else "", negative)


def currency_of(name: str) -> str:
    """The code that a sign or a code stands for; "" for anything else, such as TTC."""
    upper = name.strip().upper()
    return SIGNS.get(upper, upper if upper in CODES else "")


def is_currency(found: str, code: str) -> bool:
    """Whether what was found is that currency."""
    return found == code or (found == "$" and code in DOLLARS)


def mark_of(digits: str) -> str:
    """The mark these digits prove to stand before the fraction; "" if there is none, AMBIGUOUS if one may be it."""
    marks = [mark for mark in digits if mark in ",."]
    if not marks:
        return ""
    if len(set(marks)) == 2:
        return marks[-1]
    mark = marks[0]
    if len(marks) > 1:
        return "." if mark == "," else ","
    whole, fraction = digits.split(mark)
    if len(fraction) != 3 or not re.fullmatch(r"[1-9]\d{0,2}", whole):
        return mark
    return AMBIGUOUS


def decimal_mark(numbers: Iterable[str]) -> str:
    """The mark that a column's numbers prove together: ",", ".", "" for none needed, AMBIGUOUS, or MIXED."""
    found = {mark_of(digits) for digits in numbers}
    proven = found & {",", "."}
    if len(proven) == 2:
        return MIXED
    return proven.pop() if proven else AMBIGUOUS if AMBIGUOUS in found else ""


def value_of(digits: str, mark: str) -> Decimal | None:
    """The number, with that mark before its fraction; None if it is not written so."""
    if not _MARKED[mark or "."].fullmatch(digits):
        return None
    return Decimal(re.sub(r"[^\d.]", "", digits.replace(".", "").replace(",", ".") if mark == "," else digits))
