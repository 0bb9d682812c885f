"""Which column is which, by the names that exports give them in French and English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

Names = Mapping[str, Sequence[str]]
"""Of each field the names that its column may have, folded, the surest first."""


def fold(text: str, keep: str = "") -> str:
    """Lower case without accents; every other mark than those to keep is a space."""
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))
    return " ".join(re.sub(rf"[^\w{re.escape(keep)}]+", " ", plain.casefold()).split())


def bare(header: str) -> str:
    """A header without what it says in brackets: “Montant dépensé (EUR)” is montant depense."""
    return fold(re.sub(r"\([^)]*\)", " ", header))


def in_brackets(header: str) -> str:
    """What a header says in brackets last: EUR."""
    found = re.findall(r"\(([^)]*)\)", header)
    return found[-1].strip() if found else ""


def guess(header: Sequence[str], names: Names) -> dict[str, int]:
    """The column of each field that has one; a column serves one field."""
    folded = [bare(name) for name in header]
    found: dict[str, int] = {}
    for field, known in names.items():
        for name in known:
            free = [index for index, one in enumerate(folded) if one == name and index not in found.values()]
            if free:
                found[field] = free[0]
                break
    return found
