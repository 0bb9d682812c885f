"""Reads a page of docs/ the way its tests need it: sections, tables, fenced blocks."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
CELL = re.compile(r"(?<!\\)\|")


def read_page(name: str) -> str:
    """The text of docs/<name>."""
    return (DOCS / name).read_text("utf-8")


def section(text: str, heading: str) -> str:
    """What stands under a heading (given with its #), up to the next of the same or a higher level."""
    lines = text.splitlines()
    start = lines.index(heading) + 1
    level = len(heading) - len(heading.lstrip("#"))
    fenced = False
    for end, line in enumerate(lines[start:], start):
        fenced ^= line.startswith("```")
        if not fenced and re.match(rf"#{{1,{level}}} ", line):
            return "\n".join(lines[start:end])
    return "\n".join(lines[start:])


def table(text: str) -> dict[str, list[str]]:
    """The first table of a text: its rows' cells by the first cell, which is bare of back-quotes."""
    rows: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("|"):
            cells = [cell.strip().replace("\\|", "|") for cell in CELL.split(line)[1:-1]]
            rows[cells[0].strip("`")] = cells[1:]
        elif rows:
            break
    header, rule, *names = rows
    return {name: rows[name] for name in names if rule and header}


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
