"""docs/kpis.md promises indicators: each has a report, names, a definition, its SQL, and a test by hand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from reports.figure import Report
from reports.glossary import TERMS
from reports.language import translate
from reports.option import read_options
from reports.period import read_period
from reports.question import Question
from reports.registry import BY_NAME
from tests.docs.page import ROOT, read_page, section, table
from tests.reports.conftest import NOW, SITE

PAGE = read_page("kpis.md")
PARTS = tuple(re.findall(r"^## (.+)$", PAGE, re.MULTILINE))[1:]
ON_PAGES = "Shown on pages of their own"
KPIS = {name: cells for part in PARTS if part != ON_PAGES for name, cells in table(section(PAGE, f"## {part}")).items()}


@cache
def report(name: str) -> Report:
    """The report as it is without any data."""
    kind = BY_NAME[name]
    period = read_period({}, SITE.timezone, NOW)
    return kind.report(lambda _sql, _params: [], Question(SITE, period, options=read_options(kind.options, {})))


def shown(name: str, where: str) -> tuple[str, str]:
    """The term that stands for it, and the statement that counts it. where: `figure` or `table.column`."""
    table_key, _, column = where.rpartition(".")
    if table_key:
        breakdown = report(name).table(table_key)
        assert column in {each.key for each in (*breakdown.labels, *breakdown.columns)}
        return column, breakdown.sql
    return column, report(name).figure(column).sql


@pytest.mark.parametrize("name", KPIS)
def test_it_has_a_report_names_a_definition_and_its_sql(name: str) -> None:
    shown_in, where, english, french, _ = (cell.strip("`") for cell in KPIS[name])
    key, sql = shown(shown_in, where)
    term = TERMS[key]
    assert (term.label, translate("fr", term.label)) == (english, french)
    assert term.definition
    assert translate("fr", term.definition) != term.definition
    assert re.search(r"^select\b", sql, re.MULTILINE)
    assert "{site:String}" in sql


@pytest.mark.parametrize("name", KPIS)
def test_it_was_worked_out_by_hand(name: str) -> None:
    _, where, _, _, file = (cell.strip("`") for cell in KPIS[name])
    key = where.rpartition(".")[2]
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    numbers = [told for told in told_of(key, tree) if has_a_number(told)]
    assert numbers, f"{file} has no number for {key}"
    holding = [node for node in tree.body if any(told in ast.walk(node) for told in numbers)]
    # A table of the module is read by its tests.
    tests = holding if all(isinstance(node, ast.FunctionDef) for node in holding) else tree.body
    assert any(map(in_both, (tree, *tests))), f"{file} works {key} out in one backend only"


def in_both(node: ast.AST) -> bool:
    """Whether a test, or every one of a module, is run embedded and through HTTP."""
    if isinstance(node, ast.Module):
        marks = [each.value for each in node.body if isinstance(each, ast.Assign) and "pytestmark" in ast.dump(each)]
    else:
        marks = node.decorator_list if isinstance(node, ast.FunctionDef) else []
    return any(name in ast.dump(mark) for mark in marks for name in ("'IN_BOTH'", "'through_http'"))


def told_of(key: str, tree: ast.Module) -> Iterator[ast.AST]:
    """Where a test says what a figure comes to: a pair of a dict, a row of a list, or a statement."""
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Constant) and node.value == key):
            continue
        parent = above[node]
        if isinstance(parent, ast.Dict) and node in parent.keys:
            yield parent.values[parent.keys.index(node)]
            continue
        while not isinstance(parent, ast.stmt):
            if isinstance(parent, ast.Tuple) and isinstance(above[parent], ast.List) and has_a_number(parent):
                yield parent
            parent = above[parent]
        if isinstance(parent, ast.Assert):
            yield parent
        elif isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Name):
            name = parent.targets[0].id
            asserted = (found for found in ast.walk(above[parent]) if isinstance(found, ast.Assert))
            yield from (
                found for found in asserted if name in {n.id for n in ast.walk(found) if isinstance(n, ast.Name)}
            )


def has_a_number(told: ast.AST) -> bool:
    """Whether it says anything but nothing: 0 is what a figure that counts nothing shows too."""
    return any(
        isinstance(node, ast.Constant) and isinstance(node.value, int | float) and node.value not in (0, False)
        for node in ast.walk(told)
    )


def test_every_indicator_of_the_catalogue_is_here() -> None:
    promised = set(table(section(PAGE, "## What is promised")))
    assert promised
    listed = {name.split(",")[0] for name in KPIS} | set(table(section(PAGE, f"## {ON_PAGES}")))
    assert promised == listed


def test_every_figure_on_a_page_of_its_own_has_its_page_and_its_test() -> None:
    for where, file, test in table(section(PAGE, f"## {ON_PAGES}")).values():
        assert where
        assert f"def {test.strip('`')}(" in (ROOT / file.strip("`")).read_text("utf-8")
