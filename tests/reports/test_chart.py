"""The geometry of charts, worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.chart import HEIGHT, line_chart, nice_step, sparkline


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0, 0], [0, 1]),
        ([3, 1], [0, 1, 2, 3]),
        ([97, 3], [0, 25, 50, 75, 100]),
        ([100, 3], [0, 25, 50, 75, 100]),
        ([101, 3], [0, 50, 100, 150]),
        ([10, 3], [0, 5, 10]),  # no halves of a visitor: 2.5 is not a step for counts
        ([0.3, 0.1], [0, 0.1, 0.2, 0.3]),
        ([], [0, 1]),
        ([100.0, -30.0], [-50, 0, 50, 100]),  # a score may lie below 0
        ([-3, -1], [-3, -2, -1, 0]),
        ([60000.0, -1200.0], [0, 20000, 40000, 60000]),  # a refund needs no empty band down to -20 000
    ],
)
def test_grid_lines_are_round_and_begin_at_0(values: list[float], ticks: list[float]) -> None:
    assert [tick.value for tick in line_chart(values, []).ticks] == ticks


def test_grid_lines_of_durations_are_those_of_a_clock() -> None:
    assert [tick.value for tick in line_chart([170.0, 20.0], [], in_seconds=True).ticks] == [0, 60, 120, 180]


def test_two_points_by_hand() -> None:
    chart = line_chart([1, 2], [2, 0])
    # two intervals: middles at 25 % and 75 % of 1 000; the axis ends at 2: 1 is half way down
    assert chart.line == "M250 110L750 0"
    assert chart.before == "M250 0L750 220"
    assert chart.area == "M250 220L250 110L750 0L750 220Z"
    assert [(place.left, place.middle, place.width) for place in chart.places] == [(0, 25, 50), (50, 75, 50)]


def test_what_lies_below_0_by_hand() -> None:
    chart = line_chart([50.0, -50.0], [])
    # the axis runs from -50 to 50: 0 is half way down, and the area lies between the line and 0
    assert chart.line == "M250 0L750 220"
    assert chart.area == "M250 110L250 0L750 220L750 110Z"


def test_what_lies_a_little_below_0_lies_at_the_foot() -> None:
    chart = line_chart([40.0, -4.0], [])
    # lines at 0, 20 and 40; the axis runs from -4 to 40, 5 pixels for 1: 0 is 200 pixels down
    assert chart.line == "M250 0L750 220"
    assert [tick.y for tick in chart.ticks] == [200, 100, 0]


def test_no_data_is_a_gap_and_a_lonely_point_a_dot() -> None:
    chart = line_chart([4, None, 4, 4], [])
    assert chart.line == "M125 0h0M625 0L875 0"
    assert chart.places[1].y is None


def test_the_way_to_an_unfinished_interval_is_drawn_apart() -> None:
    chart = line_chart([4, 4, 2], [], unfinished=True)
    assert chart.line == "M166.67 0L500 0"
    assert chart.tail == "M500 0L833.33 110"


def test_an_unfinished_interval_may_stand_apart_without_a_line_to_it() -> None:
    chart = line_chart([4, 4, 1], [4, 4, 0], unfinished=True, apart=True)
    assert (chart.line, chart.tail) == ("M166.67 0L500 0", "")
    assert chart.before == "M166.67 0L500 0"  # cut at the same time of day: not drawn
    assert chart.area == "M166.67 220L166.67 0L500 0L500 220Z"
    assert chart.places[2].y == 165


def test_labels_end_on_the_last_interval_and_are_few() -> None:
    places = line_chart(list(range(30)), []).places
    assert places[-1].labelled
    assert places[-1].labelled_narrow
    assert sum(place.labelled for place in places) <= 12
    assert sum(place.labelled_narrow for place in places) <= 4


def test_sparklines() -> None:
    assert sparkline([0, 10]) == "M0 22L100 2"
    assert sparkline([10, 0, -10]) == "M0 2L50 12L100 22"
    assert sparkline([1, None, 2]) != ""
    assert sparkline([None, None, None, 1, 2]) != ""  # known since the fourth day only
    assert sparkline([1, None, 2, None]) == sparkline([1, 2, None, 3, None, None, 4]) == ""
    assert sparkline([5]) == sparkline([None, 3]) == sparkline([0, 0]) == sparkline([]) == ""


@given(st.lists(st.one_of(st.none(), st.integers(-(10**9), 10**9), st.floats(-1e9, 1e9)), max_size=60))
def test_everything_lies_inside_the_box(values: list[float | None]) -> None:
    chart = line_chart(values, values)
    assert all(0 <= place.y <= HEIGHT for place in chart.places if place.y is not None)
    assert all(0 <= place.left < 100 for place in chart.places)
    assert 2 <= len(chart.ticks) <= 6


@given(st.floats(1e-6, 1e12))
def test_a_step_covers_the_top_in_at_most_four(top: float) -> None:
    assert nice_step(top) * 4 >= top * (1 - 1e-6)
