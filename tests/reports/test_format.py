"""Numbers, money, durations and dates as each language writes them."""

from collections.abc import Callable
from datetime import date

import pytest

from reports import format as written

FORMATS: list[tuple[Callable[[str], str], str, str]] = [
    # what, in French, in English
    (lambda language: written.number(1234.5, language, 1), "1\u202f234,5", "1,234.5"),
    (lambda language: written.number(1234567, language), "1\u202f234\u202f567", "1,234,567"),
    (lambda language: written.number(3.0, language, 1), "3", "3"),
    (lambda language: written.decimal(1.7, language), "1,70", "1.70"),
    (lambda language: written.number(None, language), "–", "–"),
    (lambda language: written.percent(1234.5, language), "1\u202f234,5\u202f%", "1,234.5%"),
    (lambda language: written.percent(0, language), "0,0\u202f%", "0.0%"),
    (lambda language: written.percent(None, language), "–", "–"),
    (lambda language: written.money(12.5, "EUR", language), "12,50\u202f€", "€12.50"),
    (lambda language: written.money(0, "EUR", language), "0\u202f€", "€0"),
    (lambda language: written.money(122060.4, "EUR", language), "122\u202f060\u202f€", "€122,060"),
    (lambda language: written.money(12.5, "CHF", language), "12,50\u202fCHF", "CHF12.50"),
    (lambda language: written.money(124.5, "EUR", language, False), "124\u202f€", "€124"),
    (lambda language: written.money(1240, "EUR", language, True), "1\u202f240,00\u202f€", "€1,240.00"),
    (lambda language: written.money(None, "EUR", language), "–", "–"),
    (lambda language: written.compact(9999, language, short=False), "9\u202f999", "9,999"),
    (lambda language: written.compact(15000, language, short=True), "15\u202fk", "15K"),
    (lambda language: written.compact_money(40000, "EUR", language), "40\u202fk\u202f€", "€40K"),
    (lambda language: written.compact_money(-2500, "EUR", language), "−2,5\u202fk\u202f€", "−€2.5K"),
    (lambda language: written.short_weekday(3, language), "mer.", "Wed"),
    (lambda language: written.day(date(2026, 11, 21), language), "21 nov. 2026", "21 Nov 2026"),
    (lambda language: written.short_day(date(2026, 8, 1), language), "1er août", "1 Aug"),
    (lambda language: written.month(date(2026, 8, 1), language), "août 2026", "August 2026"),
    (
        lambda language: written.span(date(2026, 11, 1), date(2026, 11, 21), language),
        "1er – 21 nov. 2026",
        "1 – 21 Nov 2026",
    ),
    (
        lambda language: written.span(date(2026, 10, 23), date(2026, 11, 21), language),
        "23 oct. – 21 nov. 2026",
        "23 Oct – 21 Nov 2026",
    ),
    (
        lambda language: written.span(date(2025, 12, 1), date(2026, 1, 2), language),
        "1er déc. 2025 – 2 janv. 2026",
        "1 Dec 2025 – 2 Jan 2026",
    ),
    (lambda language: written.span(date(2026, 11, 1), date(2026, 11, 1), language), "1er nov. 2026", "1 Nov 2026"),
]


@pytest.mark.parametrize(("write", "french", "english"), FORMATS)
def test_formats(write: Callable[[str], str], french: str, english: str) -> None:
    assert (write("fr"), write("en")) == (french, english)


@pytest.mark.parametrize(
    ("first", "last", "french", "english"),
    [
        (date(2026, 10, 1), date(2026, 10, 31), ("1er", "31 octobre 2026"), ("1", "31 October 2026")),
        (date(2026, 10, 23), date(2026, 11, 1), ("23 octobre", "1er novembre 2026"), ("23 October", "1 November 2026")),
        (
            date(2025, 12, 1),
            date(2026, 1, 2),
            ("1er décembre 2025", "2 janvier 2026"),
            ("1 December 2025", "2 January 2026"),
        ),
    ],
)
def test_a_range_of_days_in_a_sentence(
    first: date, last: date, french: tuple[str, str], english: tuple[str, str]
) -> None:
    assert written.long_span(first, last, "fr") == french
    assert written.long_span(first, last, "en") == english


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (42.4, "42 s"),
        (59.6, "1 min 00 s"),
        (125, "2 min 05 s"),
        (3599, "59 min 59 s"),
        (3720, "1 h 02 min"),
        (None, "–"),
    ],
)
def test_durations(seconds: float | None, text: str) -> None:
    assert written.duration(seconds) == text.replace(" ", "\u202f")


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 s"), (30, "30 s"), (90, "90 s"), (120, "2 min"), (7200, "2 h"), (150, "2 min 30 s")]
)
def test_durations_beside_an_axis(seconds: float, text: str) -> None:
    assert written.short_duration(seconds) == text.replace(" ", "\u202f")


def test_the_singular_is_each_languages_own() -> None:
    assert [written.is_one(n, "fr") for n in (0, 0.9, 1, 1.5, 2)] == [True, True, True, True, False]
    assert [written.is_one(n, "en") for n in (0, 0.9, 1, 1.5, 2)] == [False, False, True, False, False]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("sous-six-mois", "Sous six mois"),
        ("plus_15000", "Plus 15000"),
        ("3000-8000", "3000-8000"),  # a span, and no word
        ("project_date", "Project date"),
        ("plus-d-un-an", "Plus d’un an"),
        ("Avant l’été", "Avant l’été"),  # words already
        ("a-b <i>", "a-b <i>"),
        ("", ""),
    ],
)
def test_a_code_is_made_readable(code: str, text: str) -> None:
    assert written.readable(code) == text


def test_hyphens_end_no_line() -> None:
    assert written.unbroken("E-mails (lead-to-sale) - 1") == "E-\u2060mails (lead-\u2060to-\u2060sale) - 1"
