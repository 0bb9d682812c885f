"""Every report: its page, its JSON, its CSV and the SQL it shows give the same numbers."""

import csv
import doctest
import re
from decimal import Decimal
from html import unescape
from io import StringIO
from typing import Any

import pytest
from flask.testing import FlaskClient

from reports.awareness import awareness
from reports.display import FIRST_CHANGES, FIRST_ROWS
from reports.figure import Column, Unit
from reports.format import NO_DATA
from reports.history import history
from reports.registry import REPORTS, Kind
from reports.words import Words
from tests.reports import shown as reading
from tests.reports.conftest import IN_BOTH, Database
from tests.reports.explained import printed
from tests.reports.shown import says, table_shown, trend_shown

FRENCH = Words("fr", "EUR")


def squeezed(text: str) -> str:
    """The text with every run of spaces, narrow and unbreakable ones too, as one space."""
    return " ".join(text.split())


def text_of(page: str) -> str:
    return squeezed(unescape(re.sub(r"<[^>]*>", " ", page)))


def cells(reader: FlaskClient, address: str, parameters: dict[str, str]) -> list[dict[str, str]]:
    response = reader.get(address, query_string=parameters)
    assert response.content_type == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(response.text)))


def as_cell(value: Any) -> str:
    return "" if value is None else str(value)


@IN_BOTH
@pytest.mark.parametrize("kind", REPORTS, ids=lambda kind: kind.name)
def test_page_json_csv_and_sql_agree(
    kind: Kind, three_days: Database, reader: FlaskClient, days: dict[str, str]
) -> None:
    address = f"/sites/atelier.fr/{kind.name}"
    # Before a page is chosen, the ways through the site have one tile only.
    asked = days | ({"page1": "/"} if kind.name == "paths" else {})
    answer = reader.get(f"{address}.json", query_string=asked).get_json()
    html = reader.get(address, query_string=asked | {"explain": "figures"}, follow_redirects=True).text
    page, explained = text_of(html), printed(html, "figures")

    assert list(explained) and explained.keys() == answer["figures"].keys()
    for key, figure in answer["figures"].items():
        assert {"value", "numerator", "denominator", "unit", "previous", "definition", "sql"} <= figure.keys()
        assert explained[key].sql == figure["sql"]
        assert explained[key].columns == tuple(figure["columns"])
        row = three_days.query(explained[key].sql)[0]
        assert [float(row[column]) for column in figure["columns"] if row[column] is not None] == [
            float(number) for number in (figure["numerator"], figure["denominator"]) if number is not None
        ]
        unit: Unit = "money" if figure["unit"] == "EUR" else figure["unit"]
        assert squeezed(f"{FRENCH.term(key).label} {figure['definition']}") in page
        assert squeezed(FRENCH.value(figure["value"], unit)) in page
        assert squeezed(FRENCH.value(figure["value"], unit)) == squeezed(explained[key].value)
        assert f'explain=figures#explain-{key}"' in html

    figures = cells(reader, f"{address}.csv", asked)
    assert [row["figure"] for row in figures] == list(answer["figures"])
    for row in figures:
        figure = answer["figures"][row["figure"]]
        assert all(row[part] == as_cell(figure[part]) for part in ("value", "numerator", "denominator", "previous"))


@pytest.mark.parametrize("kind", REPORTS, ids=lambda kind: kind.name)
def test_tables_and_trends_agree(kind: Kind, three_days: Database, reader: FlaskClient, days: dict[str, str]) -> None:
    address = f"/sites/atelier.fr/{kind.name}"
    answer = reader.get(f"{address}.json", query_string=days).get_json()
    for key, table in answer["tables"].items():
        html = reader.get(address, query_string=days | {"explain": key}, follow_redirects=True).text
        explained = printed(html, key)
        (sql,) = {one.sql for one in explained.values()}
        assert sql == table["sql"]
        counted = three_days.query(sql)
        assert table["rows"]
        for row, counts in zip(table["rows"], counted, strict=True):
            assert {name: row[name] for name in counts} == {
                name: float(value) if isinstance(value, Decimal) else value for name, value in counts.items()
            }
        exported = cells(reader, f"{address}.csv", days | {"part": key})
        assert exported == [{name: as_cell(row[name]) for name in exported[0]} for row in table["rows"]]
        for column, one in explained.items():
            assert set(one.columns) <= counted[0].keys(), column
            assert f'explain={key}#explain-{key}-{column}"' in html
        shown = table_shown(html, key)
        assert len(shown) == min(len(table["rows"]), FIRST_CHANGES if key == "changes" else FIRST_ROWS)
        for (texts, numbers), row in zip(shown, table["rows"], strict=False):
            assert numbers
            columns = table["columns"][-len(numbers) :]
            assert [
                (column["key"], number, row[column["key"]])
                for column, number in zip(columns, numbers, strict=True)
                if not says(number, row[column["key"]])
            ] == []
            labels = table["columns"][: -len(numbers)]
            known = {squeezed(FRENCH.cell(row, Column(label["key"], label["unit"]))) for label in labels}
            if NO_DATA in known:
                known |= {FRENCH.nameless(label["key"], row[label["key"]]) for label in labels}
            assert set(texts) <= known

    trend = cells(reader, f"{address}.csv", days | {"part": "trend"})
    for key, series in list(answer["series"].items())[:1]:
        html = reader.get(address, query_string=days | {"chart": key}, follow_redirects=True).text
        drawn = trend_shown(html)
        for (_, numbers), point in zip(drawn, series["points"], strict=True):
            assert all(map(says, numbers, (point["value"], point["previous"]))), (numbers, point)
    for key, series in answer["series"].items():
        buckets = {row["bucket"]: row for row in three_days.query(series["sql"])}
        for point, line in zip(series["points"], trend, strict=True):
            # Nothing happened on a day without a row, but nobody said that nothing was spent.
            without = {"cost": None, "profit": None}
            stored = [
                buckets.get(point["from"], {}).get(column, without.get(column, 0)) for column in series["columns"]
            ]
            expected = [float(number) for number in stored if number is not None]
            assert [float(number) for number in (point["numerator"], point["denominator"]) if number is not None] == (
                expected
            )
            assert (line["from"], line[key], line[f"{key}_previous"]) == (
                point["from"],
                as_cell(point["value"]),
                as_cell(point["previous"]),
            )


@pytest.mark.usefixtures("three_days")
def test_another_chart_than_the_first_can_be_chosen(reader: FlaskClient, days: dict[str, str]) -> None:
    """Of every report the last one: the page asks for all figures whichever is drawn."""
    for kind in REPORTS:
        answer = reader.get(f"/sites/atelier.fr/{kind.name}.json", query_string=days).get_json()
        for key, series in list(answer["series"].items())[-1:]:
            page = reader.get(
                f"/sites/atelier.fr/{kind.name}", query_string=days | {"chart": key}, follow_redirects=True
            ).text
            assert f'<title id="chart-title">{FRENCH.say(series["label"])}</title>' in page


@pytest.mark.usefixtures("three_days")
def test_one_interval_is_not_drawn(reader: FlaskClient, days: dict[str, str]) -> None:
    assert (
        "chart-plot" not in reader.get("/sites/atelier.fr/bounce_rate", query_string=days | {"interval": "week"}).text
    )


ADDS_UP = {"sessions": "sessions", "bounces": "bounce_rate", "leads_first": "leads", "leads_last": "leads"}
"""Counts of which the rows of every table that has them are the parts; and the figure that is the whole."""

SUMS = {
    "overview": ("page_views",),
    "content": ("page_views",),
    "realtime": ("recent_page_views",),
    "forms": ("spam_submissions",),
    "lead_sources": ("leads", "mql", "sql", "customers"),
    "lead_funnel": ("lost_leads",),
    "response_time": ("leads",),
    "interest_matrix": ("leads",),
    "loyalty": ("nps_answers", "promoters", "passives", "detractors"),
    "acquisition_cost": ("leads", "new_customers"),
    "data_quality": ("counted_events", "refused_events", "machine_events", "prepared_events", "spam_events"),
}
"""By report, the figures that every table with a column of that name shares out among its rows."""
IN_PART = {"samples"}
"""Tables of some of it: not every refusal left a sample."""


@pytest.mark.usefixtures("three_days")
@pytest.mark.parametrize("filters", [[], ["visitor:is:new"], ["channel:is_not:Direct", "magnet:is_not:checklist"]])
def test_the_parts_of_every_breakdown_sum_to_the_whole(
    reader: FlaskClient, days: dict[str, str], filters: list[str]
) -> None:
    compared = 0
    for kind in REPORTS:
        query = {**days, "filter": filters}
        answer = reader.get(f"/sites/atelier.fr/{kind.name}.json", query_string=query).get_json()
        for name, table in answer["tables"].items():
            for count, whole in ADDS_UP.items():
                if whole not in answer["figures"] or not table["rows"] or count not in table["rows"][0]:
                    continue
                figure = answer["figures"][whole]
                parts = sum(row[count] for row in table["rows"])
                assert parts == figure["numerator"], (
                    kind.name,
                    name,
                    count,
                )
                compared += 1
            for key in SUMS.get(kind.name, ()):
                if name not in IN_PART and key in {column["key"] for column in table["columns"]}:
                    parts = sum(row[key] or 0 for row in table["rows"])
                    assert parts == (answer["figures"][key]["value"] or 0), (kind.name, name, key)
                    compared += 1
    assert compared >= 60


UNKNOWN_IF_EMPTY = (
    "cost",
    "cost_ceiling",
    *(measure.numerator for measure in (*awareness.OUTSIDE, *history.FIGURES)),
)
"""Sums that are unknown, and not 0, where nobody has entered them."""


@pytest.mark.parametrize("kind", REPORTS, ids=lambda kind: kind.name)
@pytest.mark.parametrize(("period", "language"), [("today", "fr"), ("12m", "en")])
def test_every_period_of_an_empty_site_is_dashes_and_never_0_per_cent(
    kind: Kind, language: str, period: str, reader: FlaskClient
) -> None:
    parameters = {"period": period}
    headers = {"Accept-Language": language}
    answer = reader.get(f"/sites/atelier.fr/{kind.name}.json", query_string=parameters).get_json()
    for figure in answer["figures"].values():
        is_sum = figure["unit"] in ("count", "EUR") and len(figure["columns"]) == 1
        assert figure["value"] == (0 if is_sum and figure["columns"][0] not in UNKNOWN_IF_EMPTY else None)
        assert figure["previous"] is None
    assert answer["period"]["no_previous"] is None
    page = reader.get(
        f"/sites/atelier.fr/{kind.name}", query_string=parameters, headers=headers, follow_redirects=True
    ).text
    assert "0,0\u202f%" not in page
    assert "0.0%" not in page
    assert "/sites/atelier.fr/install" in page


def test_the_examples_of_reading_a_page_hold() -> None:
    assert doctest.testmod(reading).failed == 0
