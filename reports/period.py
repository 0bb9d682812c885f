"""The stretch of time a report speaks of, cut in the site's time zone, with the stretch it is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from reports.parameter import BadParameter

PERIODS = ("today", "7d", "30d", "month", "last_month", "90d", "12m")
DEFAULT_PERIOD = "30d"
INTERVALS = ("hour", "day", "week", "month")
COMPARISONS = ("previous", "weekdays", "year", "none")
PARAMETERS = ("period", "from", "to", "compare", "interval")

_EARLIEST = date(2000, 1, 1)
_MOST_BUCKETS = 400
_MOST_DAYS_IN_HOURS = 8
_OF_THE_CLOCK = {"hour": timedelta(hours=1), "minute": timedelta(minutes=1)}


class BadOrder(BadParameter):
    """Days of one's own of which the last comes before the first."""

    def __init__(self, given: str, first: date, last: date) -> None:
        super().__init__("to", given, f"YYYY-MM-DD >= from ({first})")
        self.first = first
        self.last = last


@dataclass(frozen=True, slots=True)
class Window:
    """first, last: days in the site's time zone, both included. start, end: the same as UTC instants, end excluded."""

    first: date
    last: date
    start: datetime
    end: datetime

    @property
    def days(self) -> int:
        """How many days it touches; one that is still running is one of them."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Period:
    """What was asked for, and the windows it means.

    name: one of PERIODS, or "custom". unfinished: the last day is still running; then previous ends at the same
    time of day, so that like is compared with like. shift_months, shift_days: what to add to a day of previous
    to lay it over the current days. measured_from: day of the site's first event, None if it has none or it was not
    asked for; incomparable: there is no previous because it would begin before that event. now: when it was asked for.
    uncounted_since: what was received since then is not counted yet, for the loader is late; None while it is not.
    """

    name: str
    current: Window
    previous: Window | None
    interval: str
    timezone: str
    unfinished: bool
    now: datetime
    compared: str = "previous"
    shift_months: int = 0
    shift_days: int = 0
    measured_from: date | None = None
    incomparable: bool = False
    uncounted_since: datetime | None = None

    @property
    def intervals(self) -> tuple[str, ...]:
        """The intervals it can be cut into."""
        if self.interval not in INTERVALS:
            return (self.interval,)
        return INTERVALS if self.current.days <= _MOST_DAYS_IN_HOURS else INTERVALS[1:]

    def whole_months(self, window: Window) -> int:
        """How many calendar months the window is, 0 if it is not of whole ones.

        The window before, where it has as many days as the current one, counts as that does: like against like.
        """
        judged = self.current if window.days == self.current.days else window
        following = judged.last + timedelta(days=1)
        return _months_between(judged.first, following) if following.day == judged.first.day == 1 else 0

    def buckets(self) -> tuple[date, ...]:
        """The first day, or hour of the site's clock, of every interval that touches the current window.

        Weeks begin on Monday; hours that have not come yet are left out.
        """
        if self.interval in _OF_THE_CLOCK:
            end = min(self.current.end, self.now)
            return _by_the_clock(self.current.start, end, _OF_THE_CLOCK[self.interval], ZoneInfo(self.timezone))
        return _buckets(self.current.first, self.current.last, self.interval)

    def spans(self) -> tuple[tuple[date, date, date], ...]:
        """Of every interval: where it begins, and its first and last day (hour) that lie in the window."""
        begins = self.buckets()
        if self.interval in _OF_THE_CLOCK:
            return tuple((begin, begin, begin) for begin in begins)
        ends = [*(following - timedelta(days=1) for following in begins[1:]), self.current.last]
        return tuple((begin, max(begin, self.current.first), end) for begin, end in zip(begins, ends, strict=True))

    def has_before(self, first: date, last: date) -> bool:
        """Whether any day of the period before is laid over the days from first to last."""
        if self.previous is None:
            return False
        begin, end = map(self._laid_over, (self.previous.first, self.previous.last))
        if not (begin <= last and end >= first):
            return False
        # No day of a year before is laid over the 29th of February.
        return not self.shift_months or self._laid_over(_add_months(last, -self.shift_months)) >= first

    def _laid_over(self, day: date) -> date:
        return _add_months(day, self.shift_months) + timedelta(days=self.shift_days)


def bucket_name(begin: date) -> str:
    """An interval as the statements name it: 2026-11-24, or 2026-11-24T13:00 for an hour."""
    return begin.isoformat(timespec="minutes") if isinstance(begin, datetime) else begin.isoformat()


def read_period(parameters: Mapping[str, str], timezone: str, now: datetime) -> Period:
    """The period that an address asks for. Raises BadParameter. now: any aware instant."""
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    name, first, last = _days(parameters, today)
    interval = _interval(parameters, first, last)
    unfinished = last == today
    compare = _one_of(parameters, "compare", COMPARISONS) or "previous"
    current = _window(first, last, zone)
    if compare == "none":
        return Period(name, current, None, interval, timezone, unfinished, now, compare)
    before_first, before_last = _days_before(name, first, last, compare)
    previous = _window(before_first, before_last, zone, _time_of_day(now, zone) if unfinished else None)
    months, days = _shift(name, compare, interval, before_first, first)
    return Period(name, current, previous, interval, timezone, unfinished, now, compare, months, days)


def measured_since(period: Period, first_event: datetime | None) -> Period:
    """The period of a site whose first event was then: no comparison with days that were not measured, or not whole."""
    if first_event is None:
        return replace(period, previous=None)
    day = first_event.astimezone(ZoneInfo(period.timezone)).date()
    if period.previous is None or period.previous.start >= first_event:
        return replace(period, measured_from=day)
    return replace(period, previous=None, measured_from=day, incomparable=True)


def _days(parameters: Mapping[str, str], today: date) -> tuple[str, date, date]:
    if parameters.get("from") or parameters.get("to"):
        return "custom", *_own_days(parameters, today)
    name = _one_of(parameters, "period", PERIODS) or DEFAULT_PERIOD
    return name, *_named_days(name, today)


def _named_days(name: str, today: date) -> tuple[date, date]:
    if name == "month":
        return today.replace(day=1), today
    if name == "last_month":
        last = today.replace(day=1) - timedelta(days=1)
        return last.replace(day=1), last
    if name == "12m":
        return _add_months(today.replace(day=1), -11), today
    days = {"today": 1, "7d": 7, "30d": 30, "90d": 90}[name]
    return today - timedelta(days=days - 1), today


def _own_days(parameters: Mapping[str, str], today: date) -> tuple[date, date]:
    first = _date(parameters, "from", today)
    last = min(_date(parameters, "to", today, default=today), today)
    if last < first:
        raise BadOrder(parameters.get("to", ""), first, last)
    return first, last


def _date(parameters: Mapping[str, str], key: str, today: date, default: date | None = None) -> date:
    given = parameters.get(key, "")
    if not given and default is not None:
        return default
    try:
        value = datetime.strptime(given, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise BadParameter(key, given, "YYYY-MM-DD") from None
    if value < _EARLIEST or (key == "from" and value > today):
        raise BadParameter(key, given, f"{_EARLIEST} … {today}")
    return value


def _interval(parameters: Mapping[str, str], first: date, last: date) -> str:
    asked = _one_of(parameters, "interval", INTERVALS)
    days = (last - first).days + 1
    interval = asked or _fitting_interval(days)
    if interval == "hour" and days > _MOST_DAYS_IN_HOURS:
        raise BadParameter("interval", interval, ", ".join(INTERVALS[1:]))
    if interval != "hour" and len(_buckets(first, last, interval)) > _MOST_BUCKETS:
        raise BadParameter("interval", interval, ", ".join(INTERVALS[INTERVALS.index(interval) + 1 :]))
    return interval


def _fitting_interval(days: int) -> str:
    if days == 1:
        return "hour"
    if days <= 45:
        return "day"
    return "week" if days <= 200 else "month"


def _one_of(parameters: Mapping[str, str], key: str, allowed: tuple[str, ...]) -> str | None:
    given = parameters.get(key)
    if not given:
        return None
    if given not in allowed:
        raise BadParameter(key, given, ", ".join(allowed))
    return given


def _days_before(name: str, first: date, last: date, compare: str) -> tuple[date, date]:
    if compare == "year":
        return _add_months(first, -12), _add_months(last, -12)
    if compare == "weekdays":
        whole_weeks = timedelta(weeks=((last - first).days + 7) // 7)
        return first - whole_weeks, last - whole_weeks
    if name == "month":
        return _add_months(first, -1), _add_months(last, -1)
    if name == "12m":
        return _add_months(first, -12), _add_months(last, -12)
    following = last + timedelta(days=1)
    if name in ("last_month", "custom") and first.day == following.day == 1:
        return _add_months(first, -_months_between(first, following)), first - timedelta(days=1)
    length = last - first + timedelta(days=1)
    return first - length, first - timedelta(days=1)


def _shift(name: str, compare: str, interval: str, before_first: date, first: date) -> tuple[int, int]:
    """Months and days from a day of the period before to its counterpart. A year is twelve months, as some have a
    29th of February: by days, what comes after it would stand beside the day before or after.
    """
    if compare == "year" or (name == "12m" and compare == "previous"):
        return 12, 0
    months = _months_between(before_first, first) if interval == "month" else 0
    return months, 0 if months else (first - before_first).days


def _window(first: date, last: date, zone: ZoneInfo, until: time | None = None) -> Window:
    """until: time of day at which the last day is cut; without it the day is whole."""
    end = datetime.combine(last, until, zone) if until else datetime.combine(last + timedelta(days=1), time(), zone)
    return Window(first, last, datetime.combine(first, time(), zone).astimezone(UTC), end.astimezone(UTC))


def _time_of_day(now: datetime, zone: ZoneInfo) -> time:
    return now.astimezone(zone).time().replace(microsecond=0, fold=0)


def _add_months(day: date, months: int) -> date:
    """The same day some months on; the last of that month where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(day.day, (following - timedelta(days=1)).day))


def _months_between(before: date, after: date) -> int:
    if before.day != after.day:
        return 0
    return (after.year - before.year) * 12 + after.month - before.month


def _by_the_clock(start: datetime, end: datetime, step: timedelta, zone: ZoneInfo) -> tuple[date, ...]:
    """The hours or minutes of the clock on the wall between two instants.

    An hour that is repeated in autumn is one interval.
    """
    steps = -((start - end) // step)
    walls = ((start + step * index).astimezone(zone).replace(tzinfo=None, fold=0) for index in range(steps))
    if step == _OF_THE_CLOCK["hour"]:
        # On Lord Howe Island the clocks change by half an hour.
        walls = (wall.replace(minute=0) for wall in walls)
    return tuple(dict.fromkeys(walls))


def _buckets(first: date, last: date, interval: str) -> tuple[date, ...]:
    if interval == "month":
        months = (last.year - first.year) * 12 + last.month - first.month
        return tuple(_add_months(first.replace(day=1), step) for step in range(months + 1))
    step = timedelta(days=7 if interval == "week" else 1)
    start = first - timedelta(days=first.weekday()) if interval == "week" else first
    return tuple(start + step * index for index in range((last - start) // step + 1))
