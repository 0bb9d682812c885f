"""Reads from a page the numbers of its tables, as a person does."""

import re
from html import unescape

Number = int | float
_BODY = re.compile(r"<tbody[^>]*>(.*?)</tbody>", re.S)
_ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.S)
_CELL = re.compile(r'<t[hd]((?:\s[\w-]+(?:="[^"]*")?)*)>(.*?)</t[hd]>', re.S)
_SECONDS = {"h": 3600, "min": 60, "s": 1}


def table_shown(page: str, key: str) -> list[tuple[list[str], list[str]]]:
    """The rows of a table of a report: texts and numbers of each."""
    card = re.search(rf'<section class="card card-table" id="{key}">(.*?)</section>', page, re.S)
    assert card, key
    return _rows(card[1])


def trend_shown(page: str) -> list[tuple[list[str], list[str]]]:
    """The same of the table beneath the chart."""
    table = re.search(r'<details class="more">\s*<summary>Afficher en tableau</summary>(.*?)</details>', page, re.S)
    assert table
    return _rows(table[1])


def _rows(text: str) -> list[tuple[list[str], list[str]]]:
    (body,) = _BODY.findall(text)
    found = []
    for row in _ROW.findall(body):
        cells = [('class="number' in attributes, _plain(text)) for attributes, text in _CELL.findall(row)]
        found.append(([text for is_one, text in cells if not is_one], [text for is_one, text in cells if is_one]))
    return found


def _plain(cell: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", cell)).split())


def says(cell: str, value: Number | None) -> bool:
    """Whether the text of a French page is this number, rounded as it is written there; a dash is none at all.

    >>> says("1 234,5 %", 1234.46), says("1 234,5 %", 1234.4), says("–", None), says("0", None)
    (True, False, True, False)
    >>> says("2 min 05 s", 125.3), says("5 h 20 min", 19_215.0), says("12 s", 13), says("−3", -3)
    (True, True, False, True)
    """
    if value is None or cell == "–":
        return value is None and cell == "–"
    plain = cell.replace("−", "-").replace(",", ".").replace("\u202f", "").replace("\xa0", "")
    if parts := re.findall(r"(\d+) ?(h|min|s)\b", plain):
        step = _SECONDS[parts[-1][1]]
        shown = float(sum(int(number) * _SECONDS[unit] for number, unit in parts))
    else:
        digits = re.search(r"[+-]?\d[\d ]*(?:\.(\d+))?", plain)
        if digits is None:
            return False
        step = 10 ** -len(digits[1] or "")
        shown = float(digits[0].replace(" ", ""))
    return abs(shown - value) <= step / 2 + 1e-9 * abs(value)
