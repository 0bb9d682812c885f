"""docs/reports.md says what the reports are."""

import pytest

from reports.glossary import TERMS
from reports.option import read_options
from reports.pages import SHEET
from reports.period import COMPARISONS, INTERVALS, PARAMETERS, PERIODS, read_period
from reports.question import Question
from reports.registry import REPORTS, Kind
from reports.segment import SEGMENT
from tests.docs.page import read_page, section, table
from tests.reports.conftest import NOW, SITE

PAGE = read_page("reports.md")
PERIOD = read_period({}, SITE.timezone, NOW)


def keys(things: object) -> str:
    return ", ".join(f"`{thing.key}`" for thing in things)  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", REPORTS, ids=lambda kind: kind.name)
def test_reports_and_figures(kind: Kind) -> None:
    question = Question(SITE, PERIOD, options=read_options(kind.options, {}))
    report = kind.report(lambda _sql, _params: [], question)
    assert table(section(PAGE, "## The reports"))[kind.name] == [
        keys(report.figures),
        keys(report.series),
        keys(report.tables),
    ]
    figures = table(section(PAGE, "## Figures"))
    for figure in report.figures:
        made_of = " / ".join(f"`{column}`" for column in figure.columns)
        assert figures[figure.key] == [figure.unit, made_of, TERMS[figure.key].definition]


def test_parameters() -> None:
    parameters = section(PAGE, "## Parameters")
    for name in (*PARAMETERS, *PERIODS, *INTERVALS, *COMPARISONS, SEGMENT, "chart", "all", "part", "format", SHEET):
        assert f"`{name}`" in parameters


def test_the_example_has_the_parts_of_a_figure() -> None:
    for part in ("value", "numerator", "denominator", "unit", "previous", "definition", "columns", "sql"):
        assert f'"{part}"' in section(PAGE, "## JSON")
