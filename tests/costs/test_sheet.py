"""Numbers and dates as they are written in French and English."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadpump.costs.entry import spread
from leadpump.sheet import day, number
from leadpump.sheet.problem import Fault, Problem
from leadpump.sheet.read import Sheet, decode, read_sheet


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("12", "12", ""),
        ("1 234,56", "1234.56", ""),
        ("1\u202f234,56\u202f€", "1234.56", "EUR"),
        ("1\u00a0234\u00a0567,8", "1234567.8", ""),
        ("1,234.56", "1234.56", ""),
        ("1.234,56", "1234.56", ""),
        ("CHF 1’234.50", "1234.50", "CHF"),
        ("€1,234,567.00", "1234567.00", "EUR"),
        ("12.5 EUR", "12.5", "EUR"),
        ("0,125", "0.125", ""),
        ("1234.567", "1234.567", ""),
        ("$5.25", "5.25", "$"),
    ],
)
def test_an_amount_is_read(text: str, amount: str, currency: str) -> None:
    found = number.read_written(text)
    assert found is not None
    assert number.value_of(found.digits, number.mark_of(found.digits)) == Decimal(amount)
    assert (found.currency, found.negative) == (currency, False)


@pytest.mark.parametrize("text", ["-3,00", "−3,00", "(3.00)", "€-3.00", "- 3"])
def test_a_negative_amount_is_told(text: str) -> None:
    found = number.read_written(text)
    assert found is not None
    assert found.negative


@pytest.mark.parametrize("text", ["", "--", "douze", "12 %", "1e9", "12,5 bananes", "NaN", "=1+1", "3 EUR 4", "٣"])
def test_what_is_no_amount(text: str) -> None:
    assert number.read_written(text) is None


@pytest.mark.parametrize("digits", ["1 23,4", "12,34,5", "1.23.4"])
def test_marks_at_odd_places_are_no_number(digits: str) -> None:
    assert {number.value_of(digits, mark) for mark in (",", ".")} == {None}


@pytest.mark.parametrize(
    ("column", "mark"),
    [
        (["1,234", "12,50"], ","),
        (["1,234", "1,234.00"], "."),
        (["1.234.567"], ","),
        (["1,234", "5"], number.AMBIGUOUS),
        (["12,50", "12.50"], number.MIXED),
        (["12", "7"], ""),
    ],
)
def test_the_column_tells_the_mark(column: list[str], mark: str) -> None:
    assert number.decimal_mark(column) == mark


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05", "2026/03/05", "05/03/2026", "5.3.2026", "05-03-26", "20260305", "5 mars 2026", "5 March 2026",
        "Mar 5, 2026", "March 5th, 2026", "jeu. 5 mars 2026", "Thu, Mar 5, 2026", "jeudi 5 mars 2026",
        "05/03/2026 14:30", "2026-03-05T00:00:00Z", "Mar 5 2026",
    ],
)  # fmt: skip
def test_a_day_is_read(text: str) -> None:
    assert day.read_days(text) == (date(2026, 3, 5), date(2026, 3, 5))


@pytest.mark.parametrize("text", ["1er août 2026", "1 AOÛT 2026", "aug 1, 2026"])
def test_accents_and_the_first_of_a_month(text: str) -> None:
    assert day.read_days(text) == (date(2026, 8, 1), date(2026, 8, 1))


@pytest.mark.parametrize("text", ["février 2028", "2028-02", "02/2028", "Feb 2028", "févr. 2028"])
def test_a_month_is_all_its_days(text: str) -> None:
    assert day.read_days(text) == (date(2028, 2, 1), date(2028, 2, 29))


@pytest.mark.parametrize("text", ["", "hier", "31/02/2026", "2026-13-01", "46086", "5 mars", "99/99/9999", "00/2026"])
def test_what_is_no_day(text: str) -> None:
    assert day.read_days(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "1 mars 2026 - 31 mars 2026", "March 1, 2026 - March 31, 2026", "3/1/2026 - 3/31/2026",
        "du 01/03/2026 au 31/03/2026", "3/1/2026,3/31/2026", "2026-03-01 – 2026-03-31",
    ],
)  # fmt: skip
def test_a_period_above_the_table(text: str) -> None:
    assert day.read_range(text.removeprefix("du ")) == (date(2026, 3, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    "text", ["01/03/2026 - 02/03/2026", "Toute la période", "All time", "31 mars 2026 - 1 mars 2026"]
)
def test_a_period_that_nobody_can_tell(text: str) -> None:
    assert day.read_range(text) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac-roman"])
def test_encodings_are_found_out(encoding: str) -> None:
    text = "Campagne;Coût dépensé à Noël\nchecklist;12\n"
    found = decode(text.encode(encoding))
    assert isinstance(found, tuple)
    assert found[0] == text


@given(
    st.decimals(min_value=0, max_value=10**9, places=2),
    st.integers(min_value=0, max_value=365),
    st.sampled_from([0, 2, 3]),
)
def test_the_days_sum_to_the_amount_and_differ_by_a_coin_at_most(amount: Decimal, more: int, digits: int) -> None:
    first = date(2026, 1, 1)
    days = spread(amount, first, first + timedelta(days=more), digits)
    assert [found for found, _ in days] == [first + timedelta(days=count) for count in range(more + 1)]
    assert sum(share for _, share in days) == amount
    shares = [share for _, share in days]
    decimals = -int(amount.normalize().as_tuple().exponent)
    assert max(shares) - min(shares) <= Decimal(1).scaleb(-max(digits, decimals))


def test_a_month_to_the_cent() -> None:
    """100 over three days: 33.33, 33.33 and 33.34."""
    days = spread(Decimal(100), date(2026, 3, 1), date(2026, 3, 3), 2)
    assert [share for _, share in days] == [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]


def test_a_currency_without_cents_is_spread_in_whole_coins() -> None:
    days = spread(Decimal(100), date(2026, 3, 1), date(2026, 3, 3), 0)
    assert [share for _, share in days] == [33, 33, 34]


def test_a_message_of_many_lines_is_one_cell() -> None:
    message = "Bonjour,\n\nnous avons un projet, deux en fait:\n- combles\n- toiture, façade\n\nMerci,\nMarie\n"
    sheet = read_sheet(f'email,message,city\na@exemple.fr,"{message}",Blois\nb@exemple.fr,,Tours\n'.encode(), ())
    assert isinstance(sheet, Sheet)
    assert [(line.number, line.cells[1:]) for line in sheet.lines] == [(2, (message, "Blois")), (11, ("", "Tours"))]


def test_a_quotation_mark_that_closes_many_rows_later_is_told() -> None:
    rows = "".join(f"2026-03-0{day},marque,5.25\n" for day in range(1, 9))
    assert read_sheet(f'Day,Campaign,Cost\n2026-03-01,"marque,1\n{rows}2026-03-09,24",2\n'.encode(), ()) == Problem(
        Fault.QUOTES, 2
    )
