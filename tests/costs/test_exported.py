"""Exports as they really come, and broken ones, each with what the reader is told in both languages."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadpump.costs.exported import KNOWN, Choice, Reading, Target, guess_choice, read_costs
from leadpump.sheet.day import DAY_FIRST, MONTH_FIRST, Days
from leadpump.sheet.problem import Fault, Problem
from leadpump.sheet.read import Sheet, read_sheet
from reports.magnet import Magnet
from reports.words import Words

HERE = Path(__file__).parent
TARGET = Target("example.fr", "EUR", 2, date(2026, 11, 29))


def sheet_of(name: str) -> Sheet:
    sheet = read_sheet((HERE / "exports" / name).read_bytes(), KNOWN)
    assert isinstance(sheet, Sheet)
    return sheet


def reading_of(name: str) -> tuple[Choice, Reading]:
    sheet = sheet_of(name)
    choice = guess_choice(sheet)
    return choice, read_costs(sheet, choice, TARGET)


def by_campaign(reading: Reading) -> dict[str, tuple[date, date, int, Decimal]]:
    """First and last day, how many, and the sum, of each campaign."""
    found = defaultdict(list)  # the days of a reading are in order
    for item in reading.days:
        found[item.labels.campaign].append(item)
    return {
        name: (items[0].day, items[-1].day, len(items), sum((item.amount for item in items), Decimal(0)))
        for name, items in found.items()
    }


MARCH = (date(2026, 3, 1), date(2026, 3, 31), 31)


def test_google_ads_in_french_by_day_in_utf_16() -> None:
    choice, reading = reading_of("google_fr_utf16.csv")
    assert (sheet_of("google_fr_utf16.csv").delimiter, choice.platform) == ("\t", "google")
    assert reading.problems == ()
    assert by_campaign(reading) == {
        "marque": (date(2026, 3, 1), date(2026, 3, 1), 1, Decimal("5.25")),
        "isolation-combles": (date(2026, 3, 1), date(2026, 3, 2), 2, Decimal("1272.56")),
    }
    assert {(item.labels.channel, item.labels.source) for item in reading.days} == {("Paid Search", "Google")}
    # Two totals at the end, and a campaign that cost nothing.
    assert (reading.totals, reading.empty, reading.assumed) == ((8, 9), 1, False)


def test_google_ads_in_english_for_the_period_named_above() -> None:
    _, reading = reading_of("google_en_period.csv")
    assert reading.problems == ()
    assert by_campaign(reading) == {
        "marque": (*MARCH, Decimal("170.50")),
        "isolation-combles": (*MARCH, Decimal("1178.00")),
    }
    assert reading.totals == (6, 7)


def test_google_ads_by_week() -> None:
    _, reading = reading_of("google_en_weekly.csv")
    assert by_campaign(reading) == {"marque": (date(2026, 3, 2), date(2026, 3, 15), 14, Decimal("140.01"))}


def test_meta_ads_in_french_with_ad_sets_and_a_total_without_a_name() -> None:
    choice, reading = reading_of("meta_fr_bom.csv")
    assert (choice.platform, reading.problems) == ("meta", ())
    # 310.50 + 340.50 of two ad sets; the fifth line says 651 for nobody.
    assert by_campaign(reading) == {
        "checklist-combles": (*MARCH, Decimal("651.00")),
        "notoriete": (*MARCH, Decimal("0.00")),
    }
    assert reading.totals == (5,)
    assert {(item.labels.channel, item.labels.source) for item in reading.days} == {("Paid Social", "Facebook")}


def test_meta_ads_in_english_by_day_with_its_account() -> None:
    _, reading = reading_of("meta_en_daily.csv")
    assert [(item.day, item.amount, item.labels.account) for item in reading.days] == [
        (date(2026, 3, 1), Decimal("21.17"), "Toits de Loire"),
        (date(2026, 3, 2), Decimal("20.83"), "Toits de Loire"),
    ]


def test_microsoft_advertising_with_its_months_first() -> None:
    choice, reading = reading_of("microsoft_en.csv")
    assert (choice.platform, reading.problems, reading.totals) == ("microsoft", (), (9,))
    # 3/1 could be in January; 3/14 could not be otherwise than in March.
    assert [(item.day, item.amount, item.labels.source) for item in reading.days] == [
        (date(2026, 3, 1), Decimal("12.55"), "Bing"),
        (date(2026, 3, 14), Decimal("1010.45"), "Bing"),
    ]


def test_a_table_of_ones_own_from_excel() -> None:
    choice, reading = reading_of("hand_made_fr_cp1252.csv")
    assert (choice.platform, reading.problems, reading.totals) == ("other", (), (5,))
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for item in reading.days:
        sums[item.labels.purpose, item.labels.channel, item.labels.note] += item.amount
    assert sums == {
        ("agency", "Organic Search", "Agence, référencement"): Decimal(1100),
        ("other", "", "Salon de l’habitat"): Decimal(450),
        ("tools", "Email", "Brevo"): Decimal(25),
    }
    assert len(reading.days) == 31 + 1 + 1


@pytest.mark.parametrize(
    ("written", "channel"),
    [
        ("Recherche payante (SEA)", "Paid Search"),
        ("recherche payante", "Paid Search"),
        ("PAID SEARCH", "Paid Search"),
        ("Réseaux sociaux payants", "Paid Social"),
        ("Salons", "Salons"),
    ],
)
def test_a_channel_may_be_called_as_pages_call_it(written: str, channel: str) -> None:
    """Or its costs would meet none of its leads."""
    sheet = read_sheet(f"Date;Canal;Montant\n2026-03-01;{written};10\n".encode(), KNOWN)
    assert isinstance(sheet, Sheet)
    assert [item.labels.channel for item in read_costs(sheet, guess_choice(sheet), TARGET).days] == [channel]


@pytest.mark.parametrize("written", ["guide", "Le guide des combles", "LE GUIDE DES COMBLES"])
def test_a_magnet_may_be_called_by_its_title(written: str) -> None:
    """As reports call it, or its costs would meet none of its leads."""
    sheet = read_sheet(f"Date;Aimant;Montant\n2026-03-01;{written};10\n".encode(), KNOWN)
    assert isinstance(sheet, Sheet)
    magnets = (Magnet("guide", "Le guide des combles", "ebook", "", "form"),)
    found = read_costs(sheet, guess_choice(sheet), replace(TARGET, magnets=magnets))
    assert [item.labels.magnet for item in found.days] == ["guide"]


def test_many_lines_about_a_year_are_spread_together_and_too_many_costs_refused() -> None:
    def read(campaigns: int) -> Reading:
        lines = "".join(f"c{one % campaigns};1,25;2025-01-01;2025-12-31\n" for one in range(2000))
        sheet = read_sheet(f"Campagne;Montant;Début;Fin\n{lines}".encode(), KNOWN)
        assert isinstance(sheet, Sheet)
        return read_costs(sheet, guess_choice(sheet), TARGET)

    assert by_campaign(read(1)) == {"c0": (date(2025, 1, 1), date(2025, 12, 31), 365, Decimal(2500))}
    assert {item.amount for item in read(1).days} == {Decimal("6.84"), Decimal("6.85")}
    assert read(2000).problems == (Problem(Fault.SPREAD, 0, {"most": "100000"}),)


@pytest.mark.parametrize("header", ["Montant (TTC)", "Montant (HT)", "Coût (net)", "Montant (EUR)", "Montant (€ TTC)"])
def test_what_stands_in_brackets_beside_an_amount_is_a_currency_only_if_it_is_one(header: str) -> None:
    sheet = read_sheet(f"Date;Campagne;{header}\n2026-03-01;a;12,50\n".encode(), KNOWN)
    assert isinstance(sheet, Sheet)
    reading = read_costs(sheet, guess_choice(sheet), TARGET)
    assert (reading.problems, reading.spent) == ((), Decimal("12.5"))


def test_the_ids_of_entries_depend_on_the_cost_and_not_on_the_file() -> None:
    """The month as one row and its days one by one are the same entries, so either replaces the other."""
    _, month = reading_of("google_en_period.csv")
    _, daily = reading_of("google_fr_utf16.csv")
    found = {(item.labels.campaign, item.day): item.entry for item in month.days}
    assert all(found[item.labels.campaign, item.day] == item.entry for item in daily.days)
    assert len({item.entry for item in month.days}) == len(month.days)


@pytest.mark.parametrize(("order", "days"), [(DAY_FIRST, [(4, 3), (3, 4)]), (MONTH_FIRST, [(3, 4), (4, 3)])])
def test_dates_that_may_be_read_in_two_ways_are_read_as_chosen(order: str, days: list[tuple[int, int]]) -> None:
    sheet = read_sheet((HERE / "broken" / "dates_either.csv").read_bytes(), KNOWN)
    assert isinstance(sheet, Sheet)
    reading = read_costs(sheet, replace(guess_choice(sheet), order=order), TARGET)
    amounts = {item.amount: (item.day.month, item.day.day) for item in reading.days}
    assert [amounts[Decimal(5)], amounts[Decimal(6)]] == days


@pytest.mark.parametrize(("mark", "amount"), [(",", "1.234"), (".", "1234")])
def test_an_amount_that_may_be_read_in_two_ways_is_read_as_chosen(mark: str, amount: str) -> None:
    sheet = read_sheet((HERE / "broken" / "amounts_either.csv").read_bytes(), KNOWN)
    assert isinstance(sheet, Sheet)
    assert read_costs(sheet, replace(guess_choice(sheet), mark=mark), TARGET).spent == Decimal(amount)


def test_a_period_and_a_column_that_somebody_names_are_taken() -> None:
    sheet = read_sheet(b"Action;Prix TTC final\nmarque;31,00\n", KNOWN)
    assert isinstance(sheet, Sheet)
    days = Days(date(2026, 3, 1), date(2026, 3, 31))
    choice = replace(guess_choice(sheet), columns={"campaign": 0, "amount": 1}, period=days)
    assert by_campaign(read_costs(sheet, choice, TARGET)) == {"marque": (*MARCH, Decimal(31))}


BROKEN = [
    ("empty.csv", "The file is empty. Export it again", "Le fichier est vide. Exportez-le de nouveau"),
    ("workbook.csv", "This is an Excel workbook. Open it", "C’est un classeur Excel. Ouvrez-le"),
    ("archive.csv", "This is a compressed file. Unpack it", "C’est un fichier compressé. Décompressez-le"),
    ("image.csv", "This is not a text file. Export", "Ce n’est pas un fichier texte. Exportez"),
    ("sentence.csv", "There is no table with several columns", "Il n’y a pas de tableau à plusieurs colonnes"),
    ("header_alone.csv", "There is no line below the header", "Il n’y a aucune ligne sous les en-têtes"),
    ("no_amount_column.csv", "No column is known as “Amount”", "Aucune colonne n’est reconnue comme « Montant »"),
    ("no_period.csv", "Neither the columns nor the lines above", "Ni les colonnes ni les lignes au-dessus"),
    ("no_date.csv", "Line 3: “31/02/2026” is not a date. Write it", "Ligne 3 : « 31/02/2026 » n’est pas une date."),
    ("date_missing.csv", "Line 3: The date is missing. Fill it in", "Ligne 3 : La date manque. Ajoutez-la"),
    ("dates_either.csv", "Line 2: “03/04/2026” may be the day or", "Ligne 2 : « 03/04/2026 » peut commencer par"),
    ("dates_mixed.csv", "Line 3: “03/31/2026” has its day and month", "Ligne 3 : « 03/31/2026 » a le jour et le mois"),
    (
        "days_reversed.csv",
        "Line 2: The last day comes before the first.",
        "Ligne 2 : Le dernier jour précède le premier.",
    ),
    ("decade.csv", "Line 2: The line is about 3654 days. Export", "Ligne 2 : La ligne porte sur 3654 jours. Exportez"),
    ("far.csv", "Line 2: “2206-03-01” is too far away", "Ligne 2 : « 2206-03-01 » est trop éloigné"),
    (
        "no_amount.csv",
        "Line 2: “cinq” is not an amount. Write it",
        "Ligne 2 : « cinq » n’est pas un montant. Écrivez-le",
    ),
    ("amounts_either.csv", "Line 2: “1,234” may be a thousand or", "Ligne 2 : « 1,234 » peut être un millier ou"),
    ("amounts_mixed.csv", "Line 3: “12.50” is written otherwise", "Ligne 3 : « 12.50 » est écrit autrement"),
    ("negative.csv", "Line 3: The amount is negative. Take", "Ligne 3 : Le montant est négatif. Déduisez"),
    ("cut_by_comma.csv", "Line 3: There are 5 cells under 4 headers", "Ligne 3 : Il y a 5 cellules pour 4 en-têtes"),
    ("open_quote.csv", "Line 3: A quotation mark opens", "Ligne 3 : Un guillemet s’ouvre"),
    ("foreign.csv", "The costs are in USD, the site counts in EUR", "Les coûts sont en USD, le site compte en EUR"),
    (
        "mixed_currencies.csv",
        "Line 3: This line is in CHF and others are in EUR",
        "Ligne 3 : Cette ligne est en CHF et",
    ),
    ("no_currency.csv", "Line 2: “EUROS” is not the code", "Ligne 2 : « EUROS » n’est pas le code"),
    ("no_campaign.csv", "Line 3: The campaign is missing. Fill it in", "Ligne 3 : La campagne manque. Ajoutez-la"),
    ("purpose.csv", "Line 2: “buffet” is not a purpose. Write", "Ligne 2 : « buffet » n’est pas une nature de coût."),
]


@pytest.mark.parametrize(("name", "english", "french"), BROKEN)
def test_a_broken_file_is_told_by_its_line_and_what_to_do(name: str, english: str, french: str) -> None:
    sheet = read_sheet((HERE / "broken" / name).read_bytes(), KNOWN)
    problems = [sheet] if isinstance(sheet, Problem) else read_costs(sheet, guess_choice(sheet), TARGET).problems
    assert len(problems) == 1
    assert problems[0].say(Words("en", "EUR")).startswith(english)
    said = problems[0].say(Words("fr", "EUR"))
    assert said.replace("\u202f", " ").replace("\u00a0", " ").startswith(french)


def test_every_broken_file_is_tried() -> None:
    assert {path.name for path in (HERE / "broken").iterdir()} == {name for name, _, _ in BROKEN}


def test_a_problem_keeps_everything_out() -> None:
    sheet = read_sheet((HERE / "broken" / "negative.csv").read_bytes(), KNOWN)
    assert isinstance(sheet, Sheet)
    assert read_costs(sheet, guess_choice(sheet), TARGET).days == ()


def test_dollars_are_those_of_the_site() -> None:
    sheet = read_sheet(b"Day,Campaign,Cost\n2026-03-01,marque,$5.25\n", KNOWN)
    assert isinstance(sheet, Sheet)
    assert read_costs(sheet, guess_choice(sheet), replace(TARGET, currency="CAD")).spent == Decimal("5.25")
    assert "USD" not in str(read_costs(sheet, guess_choice(sheet), TARGET).days)
    assert read_costs(sheet, guess_choice(sheet), TARGET).problems[0].values == {"found": "$", "expected": "EUR"}


@given(st.binary(max_size=400))
def test_whatever_bytes_are_sent_the_answer_is_a_table_or_a_sentence(data: bytes) -> None:
    sheet = read_sheet(data, KNOWN)
    if isinstance(sheet, Sheet):
        reading = read_costs(sheet, guess_choice(sheet), TARGET)
        assert reading.problems or reading.spent >= 0
    else:
        assert sheet.say(Words("fr", "EUR"))


@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=5), min_size=1, max_size=6))
def test_whatever_stands_in_the_cells_nothing_breaks(rows: list[list[str]]) -> None:
    quoted = "\n".join(";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    sheet = read_sheet(f"Date;Campagne;Coût\n{quoted}\n".encode("utf-8", "replace"), KNOWN)
    if isinstance(sheet, Sheet):
        for problem in read_costs(sheet, guess_choice(sheet), TARGET).problems:
            assert problem.say(Words("en", "EUR"))
