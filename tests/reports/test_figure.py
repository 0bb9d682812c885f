"""Ratios are made of counts, and nothing to divide by is no data."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.figure import Measure, figure, measured, plain, ratio, series
from reports.period import read_period
from reports.statement import Counted

BOUNCE_RATE = Measure("bounce_rate", "percent", "bounces", "sessions", 100)


@pytest.mark.parametrize(
    ("numerator", "denominator", "factor", "value"),
    [
        (30, 1000, 100, 3.0),  # the catalogue's example: 30 of 1 000 visitors are 3 %
        (10, 5000, 100, 0.2),
        (0, 5, 100, 0.0),  # nobody of five is 0 %
        (0, 0, 100, None),  # nobody of nobody is no data
        (5, 0, 100, None),
        (None, 5, 100, None),
        (5, None, 100, None),
        (90, 4, 1, 22.5),
    ],
)
def test_ratio(numerator: int | None, denominator: int | None, factor: int, value: float | None) -> None:
    assert ratio(numerator, denominator, factor) == value


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_part_of_a_whole_lies_between_0_and_100(part: int, more: int) -> None:
    value = ratio(part, part + more, 100)
    assert value is not None
    assert 0 <= value <= 100


def test_a_figure_without_rows_is_no_data() -> None:
    made = figure(BOUNCE_RATE, Counted([], [], "select 1", {}))
    assert (made.value, made.previous, made.numerator, made.denominator) == (None, None, 0, 0)


def test_without_a_comparison_there_is_no_previous() -> None:
    made = figure(BOUNCE_RATE, Counted([{"bounces": 1, "sessions": 4}], None, "select 1", {}))
    assert (made.value, made.previous) == (25.0, None)


def test_a_missing_count_is_0_and_a_missing_median_no_data() -> None:
    assert measured(Measure("leads", "count", "leads"), {})[0] == 0
    assert measured(Measure("median_session_time", "seconds", "median_seconds"), {"median_seconds": None})[0] is None


@pytest.mark.parametrize(
    ("value", "number"),
    [(3, 3), (None, None), (float("nan"), None), (float("inf"), None), (Decimal("12.5000"), 12.5)],
)
def test_numbers_of_the_database(value: object, number: float | None) -> None:
    assert plain(value) == number


def test_a_text_is_not_a_count() -> None:
    with pytest.raises(TypeError, match="a count was expected"):
        plain("12")


def test_a_series_has_every_interval_and_lays_the_period_before_over_it() -> None:
    period = read_period(
        {"from": "2026-11-19", "to": "2026-11-21"}, "Europe/Paris", datetime(2026, 11, 21, 12, tzinfo=UTC)
    )
    rows = [
        {"bucket": "2026-11-19", "bounces": 1, "sessions": 2},
        {"bucket": "2026-11-21", "bounces": 3, "sessions": 4},
    ]
    before = [{"bucket": "2026-11-20", "bounces": 1, "sessions": 4}]
    made = series(BOUNCE_RATE, Counted(rows, before, "select 1", {}), period)
    assert [(point.first, point.value, point.previous, point.unfinished) for point in made.points] == [
        (date(2026, 11, 19), 50.0, None, False),
        (date(2026, 11, 20), None, 25.0, False),
        (date(2026, 11, 21), 75.0, None, True),
    ]


NOON = datetime(2026, 4, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "now", "without"),
    [
        # March against February: three days more.
        ({"period": "last_month"}, NOON, ["2026-03-29", "2026-03-30", "2026-03-31"]),
        ({"period": "last_month", "interval": "week"}, NOON, ["2026-03-30"]),
        ({"period": "last_month", "interval": "month"}, NOON, []),
        # February against January: three days fewer.
        ({"period": "last_month"}, datetime(2026, 3, 15, tzinfo=UTC), []),
        ({"period": "month"}, datetime(2026, 3, 31, 12, tzinfo=UTC), ["2026-03-29", "2026-03-30", "2026-03-31"]),
        # A year before without the leap day: nothing is laid over it, and each other day over its own.
        (
            {"from": "2028-02-27", "to": "2028-03-01", "compare": "year"},
            datetime(2028, 4, 1, tzinfo=UTC),
            ["2028-02-29"],
        ),
        (
            {"from": "2028-02-27", "to": "2028-02-29", "compare": "year"},
            datetime(2028, 4, 1, tzinfo=UTC),
            ["2028-02-29"],
        ),
        ({"period": "12m"}, NOON, []),
        ({"period": "90d"}, NOON, []),
        ({"period": "today"}, NOON, []),
    ],
)
def test_days_that_the_period_before_does_not_have_are_no_data_in_it(
    asked: dict[str, str], now: datetime, without: list[str]
) -> None:
    period = read_period(asked, "Europe/Paris", now)
    made = series(Measure("leads", "count", "leads"), Counted([], [], "select 1", {}), period)
    assert {point.previous for point in made.points} <= {0, None}
    assert [str(point.first) for point in made.points if point.previous is None] == without
