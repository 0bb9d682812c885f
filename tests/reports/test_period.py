"""Periods are cut in the site's time zone and compared like with like."""

from datetime import UTC, date, datetime

import pytest

from reports.parameter import BadParameter
from reports.period import Period, bucket_name, measured_since, read_period
from tests.reports.conftest import SITE, Database, Story, application

PARIS = "Europe/Paris"
SATURDAY = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)  # 15:30 in Paris


def read(now: datetime = SATURDAY, **parameters: str) -> Period:
    return read_period({key.rstrip("_"): value for key, value in parameters.items()}, PARIS, now)


def days(period: Period) -> tuple[str, str]:
    return period.current.first.isoformat(), period.current.last.isoformat()


def days_before(period: Period) -> tuple[str, str]:
    assert period.previous is not None
    return period.previous.first.isoformat(), period.previous.last.isoformat()


@pytest.mark.parametrize(
    ("name", "now_days", "before_days", "interval"),
    [
        ("today", ("2026-11-21", "2026-11-21"), ("2026-11-20", "2026-11-20"), "hour"),
        ("7d", ("2026-11-15", "2026-11-21"), ("2026-11-08", "2026-11-14"), "day"),
        ("30d", ("2026-10-23", "2026-11-21"), ("2026-09-23", "2026-10-22"), "day"),
        ("month", ("2026-11-01", "2026-11-21"), ("2026-10-01", "2026-10-21"), "day"),
        ("last_month", ("2026-10-01", "2026-10-31"), ("2026-09-01", "2026-09-30"), "day"),
        ("90d", ("2026-08-24", "2026-11-21"), ("2026-05-26", "2026-08-23"), "week"),
        ("12m", ("2025-12-01", "2026-11-21"), ("2024-12-01", "2025-11-21"), "month"),
    ],
)
def test_named_periods(name: str, now_days: tuple[str, str], before_days: tuple[str, str], interval: str) -> None:
    period = read(period=name)
    assert (days(period), days_before(period), period.interval) == (now_days, before_days, interval)


@pytest.mark.parametrize(
    ("now_days", "before_days"),
    [
        (("2026-10-01", "2026-10-31"), ("2026-09-01", "2026-09-30")),
        (("2026-03-01", "2026-03-31"), ("2026-02-01", "2026-02-28")),
        (("2026-07-01", "2026-09-30"), ("2026-04-01", "2026-06-30")),
        (
            ("2026-10-01", "2026-10-30"),
            ("2026-09-01", "2026-09-30"),
        ),  # not a whole month: thirty days, and thirty before
        (("2026-10-02", "2026-10-31"), ("2026-09-02", "2026-10-01")),
    ],
)
def test_whole_months_of_ones_own_are_compared_with_whole_months(
    now_days: tuple[str, str], before_days: tuple[str, str]
) -> None:
    assert days_before(read(from_=now_days[0], to=now_days[1])) == before_days


def test_thirty_days_are_shown_unless_asked_otherwise() -> None:
    assert read().name == "30d"


def test_days_begin_at_midnight_of_the_site() -> None:
    period = read(from_="2026-07-01", to="2026-07-02")
    assert period.current.start == datetime(2026, 6, 30, 22, tzinfo=UTC)  # 00:00 in Paris, summer time
    assert period.current.end == datetime(2026, 7, 2, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)],  # the clocks change on the first two
)
def test_a_day_is_as_long_as_its_clock_says(day: str, hours: int) -> None:
    window = read(from_=day, to=day).current
    assert (window.end - window.start).total_seconds() == hours * 3600


def test_an_unfinished_period_is_compared_up_to_the_same_time_of_day() -> None:
    period = read(period="today")
    assert period.unfinished
    assert period.previous is not None
    assert period.previous.end == datetime(2026, 11, 20, 14, 30, tzinfo=UTC)


def test_the_same_time_of_day_is_by_the_clock_when_the_clocks_change() -> None:
    period = read(now=datetime(2026, 10, 25, 11, tzinfo=UTC), period="today")  # 12:00 in Paris, winter time
    assert period.previous is not None
    assert period.previous.end == datetime(2026, 10, 24, 10, tzinfo=UTC)  # 12:00 in Paris, summer time


def test_a_finished_period_is_compared_whole() -> None:
    period = read(from_="2026-11-01", to="2026-11-10")
    assert not period.unfinished
    assert days_before(period) == ("2026-10-22", "2026-10-31")


def test_days_to_come_are_not_awaited() -> None:
    assert days(read(from_="2026-11-20", to="2026-12-31")) == ("2026-11-20", "2026-11-21")


def test_no_comparison_on_request() -> None:
    assert read(compare="none").previous is None


@pytest.mark.parametrize(
    ("first_event", "compared", "measured_from"),
    [
        (None, False, None),  # nothing to compare with, and nothing to say
        (datetime(2026, 9, 1, 8, tzinfo=UTC), True, date(2026, 9, 1)),
        (datetime(2026, 9, 22, 22, tzinfo=UTC), True, date(2026, 9, 23)),  # midnight in Paris, when the days begin
        (datetime(2026, 9, 23, 8, tzinfo=UTC), False, date(2026, 9, 23)),
        (datetime(2026, 11, 21, 8, tzinfo=UTC), False, date(2026, 11, 21)),
    ],
)
def test_days_before_the_measurement_are_not_compared_with(
    first_event: datetime | None, compared: bool, measured_from: date | None
) -> None:
    period = measured_since(read(period="30d"), first_event)  # compared with 23 Sept. to 22 Oct.
    assert (period.previous is not None, period.measured_from) == (compared, measured_from)
    assert period.incomparable == (first_event is not None and not compared)


def test_weeks_begin_on_monday() -> None:
    period = read(from_="2026-11-04", to="2026-11-17", interval="week")  # Wednesday to Tuesday
    assert period.buckets() == (date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16))


def test_months_are_calendar_months() -> None:
    period = read(from_="2025-12-15", to="2026-02-01", interval="month")
    assert period.buckets() == (date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1))


@pytest.mark.parametrize(
    ("day", "asked", "months"),
    [
        (30, {"period": "30d"}, [1, 1]),  # November, and the 2nd to the 31st of October: as many days
        (29, {"period": "30d"}, [0, 0]),
        (21, {"period": "month"}, [0, 0]),
        (30, {"period": "month"}, [1, 1]),
        (21, {"period": "last_month"}, [1, 1]),  # of 31 and of 30 days
        (30, {"period": "12m"}, [12, 12]),
        (30, {"from_": "2026-09-01", "to": "2026-10-31"}, [2, 2]),
        (30, {"from_": "2026-10-02", "to": "2026-10-31"}, [0, 0]),  # the 30 days before are September
    ],
)
def test_as_many_days_are_as_many_months(day: int, asked: dict[str, str], months: list[int]) -> None:
    period = read(datetime(2026, 11, day, 14, 30, tzinfo=UTC), **asked)
    assert period.previous is not None
    assert [period.whole_months(window) for window in (period.current, period.previous)] == months


def test_days_are_one_bucket_each() -> None:
    assert len(read(period="90d", interval="day").buckets()) == 90


def test_the_period_before_is_laid_over_by_months_where_months_are_counted() -> None:
    period = read(period="12m")
    assert (period.shift_months, period.shift_days) == (12, 0)
    assert (read(period="30d").shift_months, read(period="30d").shift_days) == (0, 30)


@pytest.mark.parametrize("now", [datetime(2026, 3, 31, 12, tzinfo=UTC), datetime(2028, 2, 29, 12, tzinfo=UTC)])
@pytest.mark.parametrize("name", ["month", "last_month", "12m"])
def test_months_of_different_lengths(now: datetime, name: str) -> None:
    period = read(now=now, period=name)
    assert period.previous is not None
    assert period.previous.last < period.current.first


@pytest.mark.parametrize(
    ("parameters", "parameter"),
    [
        ({"period": "fortnight"}, "period"),
        ({"interval": "hour"}, "interval"),
        ({"compare": "yes"}, "compare"),
        ({"from": "21/11/2026"}, "from"),
        ({"from": "2026-02-30"}, "from"),
        ({"from": "1999-01-01"}, "from"),
        ({"from": "2026-12-01"}, "from"),  # to come
        ({"to": "2026-11-01"}, "from"),  # an end without a beginning
        ({"from": "2026-11-10", "to": "2026-11-09"}, "to"),
        ({"from": "2020-01-01", "interval": "day"}, "interval"),  # 2 517 points
    ],
)
def test_a_bad_parameter_is_named(parameters: dict[str, str], parameter: str) -> None:
    with pytest.raises(BadParameter) as refused:
        read_period(parameters, PARIS, SATURDAY)
    assert refused.value.parameter == parameter
    assert refused.value.allowed


@pytest.mark.parametrize(
    ("parameters", "before_days"),
    [
        # the same weekdays: whole weeks earlier, at least as far as the period is long
        ({"period": "7d", "compare": "weekdays"}, ("2026-11-08", "2026-11-14")),
        ({"period": "30d", "compare": "weekdays"}, ("2026-09-18", "2026-10-17")),
        ({"period": "today", "compare": "weekdays"}, ("2026-11-14", "2026-11-14")),
        ({"period": "30d", "compare": "year"}, ("2025-10-23", "2025-11-21")),
        ({"from_": "2024-02-29", "to": "2024-02-29", "compare": "year"}, ("2023-02-28", "2023-02-28")),
    ],
)
def test_comparisons(parameters: dict[str, str], before_days: tuple[str, str]) -> None:
    period = read(SATURDAY, **parameters)
    assert days_before(period) == before_days
    if parameters["compare"] == "weekdays":
        assert period.previous is not None
        assert period.previous.first.weekday() == period.current.first.weekday()


def test_hours_are_those_of_the_clock_until_now() -> None:
    hours = [bucket_name(begin) for begin, _, _ in read(period="today").spans()]
    assert (hours[0], hours[-1], len(hours)) == ("2026-11-21T00:00", "2026-11-21T15:00", 16)  # 15:30 in Paris


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 24), ("2026-10-26", 24)])
def test_a_night_in_which_the_clocks_change_has_the_hours_of_the_clock(day: str, hours: int) -> None:
    names = [bucket_name(begin) for begin, _, _ in read(from_=day, to=day, interval="hour").spans()]
    assert len(names) == len(set(names)) == hours
    assert (f"{day}T02:00" in names) == (day != "2026-03-29")


def test_hours_begin_on_the_hour_where_clocks_change_by_half_of_one() -> None:
    for day, hours in (("2026-10-04", 24), ("2026-04-05", 24)):
        asked = {"from": day, "to": day, "interval": "hour"}
        begins = read_period(asked, "Australia/Lord_Howe", SATURDAY).buckets()
        assert [bucket_name(begin)[-5:] for begin in begins] == [f"{hour:02}:00" for hour in range(hours)]


@pytest.mark.parametrize(
    ("parameters", "shift", "without"),
    [
        ({"from": "2025-02-27", "to": "2025-03-02", "compare": "year"}, (12, 0), []),
        ({"from": "2024-02-27", "to": "2024-03-02", "compare": "year"}, (12, 0), [date(2024, 2, 29)]),
        (
            {"from": "2024-02-29", "to": "2024-02-29", "compare": "year", "interval": "day"},
            (12, 0),
            [date(2024, 2, 29)],
        ),
        ({"from": "2024-02-27", "to": "2024-03-02", "compare": "previous"}, (0, 5), []),
        ({"period": "12m", "interval": "week"}, (12, 0), []),
        ({"period": "12m", "interval": "week", "compare": "weekdays"}, (0, 357), []),
    ],
)
def test_a_year_before_lies_day_by_day_under_this_one(
    parameters: dict[str, str], shift: tuple[int, int], without: list[date]
) -> None:
    period = read_period(parameters, PARIS, SATURDAY)
    assert (period.shift_months, period.shift_days) == shift
    assert [begin for begin, first, last in period.spans() if not period.has_before(first, last)] == without


def test_a_long_period_is_not_cut_into_hours() -> None:
    with pytest.raises(BadParameter):
        read(period="30d", interval="hour")
    assert "hour" not in read(period="30d").intervals
    assert "hour" in read(period="7d").intervals


@pytest.mark.parametrize(
    ("year", "previous"),
    [
        # The page views of 29 February 2028 are added to those of the 28th in 2029; in 2028 nothing is before it.
        (2029, {"02-28": 2, "03-01": 1, "03-02": 1}),
        (2028, {"02-28": 1, "02-29": None, "03-01": 1, "03-02": 1}),
    ],
)
def test_a_leap_day_is_not_lost_in_the_comparison_of_years(
    database: Database, story: Story, year: int, previous: dict[str, int | None]
) -> None:
    for visitor, day in enumerate(("2027-02-28", "2027-03-01", "2027-03-02", "2028-02-28", "2028-02-29", "2028-03-01")):
        story.session(visitor, datetime.fromisoformat(f"{day}T11:00Z"))(0, "pageview")
    story.session(9, datetime(2028, 3, 2, 11, tzinfo=UTC))(0, "pageview")
    story.session(10, datetime(2026, 3, 2, 11, tzinfo=UTC))(0, "pageview")
    database.insert_events(story.events)
    reader = application(database.query, {SITE.name: SITE}, lambda: datetime(2029, 4, 1, tzinfo=UTC)).test_client()
    asked = {"from": f"{year}-02-28", "to": f"{year}-03-02", "compare": "year"}
    answer = reader.get("/sites/atelier.fr/content.json", query_string=asked).get_json()
    points = answer["series"]["page_views"]["points"]
    assert {point["from"][5:]: point["previous"] for point in points} == previous
    assert sum(filter(None, previous.values())) == answer["figures"]["page_views"]["previous"]
