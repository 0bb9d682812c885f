"""How numbers, money, durations and dates are written in each language. No data is a dash."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_skeleton, get_day_names
from babel.numbers import format_compact_currency, format_compact_decimal, format_currency, format_decimal

NO_DATA = "–"
NARROW = "\u202f"

_LOCALES = {"fr": Locale("fr"), "en": Locale("en", "GB")}


def number(value: float | None, language: str, digits: int = 0) -> str:
    """A count or a mean, with at most that many digits after the mark: 1 234,5 in French, 1,234.5 in English."""
    if value is None:
        return NO_DATA
    pattern = "#,##0" if digits == 0 else "#,##0." + "#" * digits
    return _narrow(format_decimal(value, format=pattern, locale=_LOCALES[language]))


def signed(value: float | None, language: str) -> str:
    """A change of a count, with its sign: +12, −3."""
    if value is None or value <= 0:
        return number(value, language)
    return f"+{number(value, language)}"


def decimal(value: float | None, language: str, digits: int = 2) -> str:
    """A mean, always with that many digits, so that small moves are seen: 1,70."""
    if value is None:
        return NO_DATA
    return _narrow(format_decimal(value, format="#,##0." + "0" * digits, locale=_LOCALES[language]))


def as_it_is(value: float | None, language: str) -> str:
    """A number with the decimals it has, two at most: 1 250, 4,35."""
    return number(value, language, 0 if value is None or float(value).is_integer() else 2)


def rounded(value: float, digits: int) -> Decimal:
    """The value as it is printed with that many digits."""
    return round(Decimal(str(value)), digits)


def rounded_duration(seconds: float) -> int:
    """The seconds that `duration` prints: whole, and whole minutes from an hour up."""
    whole = round(seconds)
    return whole if whole < 3600 else whole // 60 * 60


def are_long(values: Iterable[float]) -> bool:
    """Whether an axis that goes so far is written short, in thousands: all of it, or nothing of it."""
    return max(map(abs, values), default=0) >= 10_000


def compact(value: float, language: str, *, short: bool) -> str:
    """A number for an axis: written out, or short, as 1,5 k in French, 1.5K in English."""
    if not short:
        return number(value, language, 2)
    return _narrow(format_compact_decimal(value, fraction_digits=1, locale=_LOCALES[language]))


def percent(value: float | None, language: str, digits: int = 1) -> str:
    """A percentage given in per cent (12.5 is 12,5 %), always with that many digits, so that columns align."""
    if value is None:
        return NO_DATA
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    written = _narrow(format_decimal(value, format=pattern, locale=_LOCALES[language]))
    return written + (f"{NARROW}%" if language == "fr" else "%")


def need_cents(amounts: Iterable[float | None]) -> bool:
    """Whether amounts that stand together are written to the cent: not where all are whole, nor where the cents of the
    smallest say nothing beside the largest.

    >>> need_cents([None, 12, 0]), need_cents([12, 7.93]), need_cents([1243.2, 23.78]), need_cents([1243.2, 7.93])
    (False, True, False, True)
    """
    known = [abs(amount) for amount in amounts if amount]
    if all(amount == round(amount) for amount in known):
        return False
    return max(known) < 1000 or min(known) < 10


def money(value: float | None, currency: str, language: str, cents: bool | None = None) -> str:
    """An amount in an ISO 4217 currency: 12,50 €. An amount alone has cents unless it is whole, or 1 000 and more."""
    if value is None:
        return NO_DATA
    locale = _LOCALES[language]
    if cents is None:
        cents = abs(value) < 1000 and value != round(value)
    if not cents:
        pattern = "#,##0\u00a0¤" if language == "fr" else "¤#,##0"
        return _narrow(format_currency(value, currency, pattern, locale=locale, currency_digits=False))
    return _narrow(format_currency(value, currency, locale=locale))


def compact_money(value: float, currency: str, language: str) -> str:
    """An amount for a long axis: 40 k € in French, €40K in English."""
    return _narrow(format_compact_currency(value, currency, locale=_LOCALES[language], fraction_digits=1))


def exact_money(value: Decimal, currency: str, language: str) -> str:
    """An amount of a ledger, always to the smallest coin: 1 234,00 €."""
    return _narrow(format_currency(value, currency, locale=_LOCALES[language]))


def is_one(value: float, language: str) -> bool:
    """Whether the language speaks of that many things in the singular: 0,9 point in French, 0.9 points in English."""
    return _LOCALES[language].plural_form(value) == "one"


def duration(seconds: float | None) -> str:
    """Seconds as 42 s, 2 min 05 s or 1 h 02 min: the same in both languages."""
    if seconds is None:
        return NO_DATA
    whole = round(seconds)
    if whole < 60:
        return f"{whole}{NARROW}s"
    if whole < 3600:
        return f"{whole // 60}{NARROW}min {whole % 60:02}{NARROW}s".replace(" ", NARROW)
    return f"{whole // 3600}{NARROW}h {whole % 3600 // 60:02}{NARROW}min".replace(" ", NARROW)


def short_duration(seconds: float) -> str:
    """A round duration in its largest whole unit: 30 s, 90 s, 3 min, 2 h; any other one in full."""
    whole = round(seconds)
    if whole < 120 and whole % 60:
        return f"{whole}{NARROW}s"
    if whole < 3600 and whole % 60 == 0:
        return f"{whole // 60}{NARROW}min" if whole else f"0{NARROW}s"
    return f"{whole // 3600}{NARROW}h" if whole % 3600 == 0 else duration(whole)


def day(value: date, language: str) -> str:
    """21 nov. 2026; 21 Nov 2026. The first of a month is 1er in French."""
    return _day(value, "MMM y", language)


def short_day(value: date, language: str) -> str:
    """21 nov.; 21 Nov."""
    return _day(value, "MMM", language)


def hour(value: datetime, language: str) -> str:
    """21 nov., 13 h; 21 Nov, 13:00."""
    return f"{short_day(value, language)}, {short_hour(value, language)}"


def short_hour(value: datetime, language: str) -> str:
    """9 h; 09:00."""
    return clock_hour(value.hour, language)


def clock_hour(hour: int, language: str) -> str:
    """9 h; 09:00."""
    return f"{hour}{NARROW}h" if language == "fr" else f"{hour:02}:00"


def weekday(number: int, language: str) -> str:
    """lundi; Monday. number: 1 is Monday, 7 is Sunday."""
    return str(get_day_names("wide", locale=_LOCALES[language])[number - 1])


def short_weekday(number: int, language: str) -> str:
    """lun.; Mon. number: 1 is Monday, 7 is Sunday."""
    return str(get_day_names("abbreviated", locale=_LOCALES[language])[number - 1])


def minute(value: datetime) -> str:
    """13:05."""
    return f"{value:%H:%M}"


def clock(value: datetime, language: str) -> str:
    """9 h 05; 09:05."""
    return f"{value.hour}{NARROW}h{NARROW}{value:%M}" if language == "fr" else minute(value)


def long_day(value: date, language: str) -> str:
    """21 novembre 2026; 21 November 2026."""
    return _day(value, "MMMM y", language)


def long_span(first: date, last: date, language: str) -> tuple[str, str]:
    """Both ends of a range of days for a sentence, the first without what it shares: ("1er", "31 octobre 2026")."""
    shared = "" if (first.year, first.month) == (last.year, last.month) else "MMMM"
    return _day(first, "MMMM y" if first.year != last.year else shared, language), long_day(last, language)


def _day(value: date, rest: str, language: str) -> str:
    number = "1er" if value.day == 1 and language == "fr" else str(value.day)
    return f"{number} {format_date(value, rest, locale=_LOCALES[language])}" if rest else number


def month(value: date, language: str) -> str:
    """novembre 2026; November 2026."""
    return format_skeleton("yMMMM", value, locale=_LOCALES[language])


def short_month(value: date, language: str) -> str:
    """nov. 2026; Nov 2026."""
    return format_skeleton("yMMM", value, locale=_LOCALES[language])


def span(first: date, last: date, language: str) -> str:
    """A range of days, both included, without repeating what they share: 1 – 21 nov. 2026."""
    if first == last:
        return day(first, language)
    if (first.year, first.month) == (last.year, last.month):
        return f"{_day(first, '', language)} – {day(last, language)}"
    if first.year == last.year:
        return f"{short_day(first, language)} – {day(last, language)}"
    return f"{day(first, language)} – {day(last, language)}"


def _narrow(text: str) -> str:
    """Its spaces narrow, and a minus where there is one, not a hyphen."""
    return text.replace("\u00a0", NARROW).replace("-", "−")


def unbroken(text: str) -> str:
    """A text of a few words whose hyphens end no line: e-mail, lead-to-sale."""
    return re.sub(r"(?<=\w)-(?=\w)", "-\u2060", text)


def readable(code: str) -> str:
    """A question or an answer as people read it, where a form gave it as a code: Under six months of under-six-months.

    A space tells words from a code, and digits stay as they are: 3000-8000 is a span.
    """
    if not re.fullmatch(r"[a-z0-9]+([_-][a-z0-9]+)*", code):
        return code
    words = re.sub(r"(?<=[a-z])[_-]|[_-](?=[a-z])", " ", code)
    words = re.sub(r"\b([djlmnst]|qu) (?=[aeiouhy])", "\\1’", words)
    return words[:1].upper() + words[1:]
