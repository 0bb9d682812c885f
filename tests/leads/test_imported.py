"""Customer files as they really come, and broken ones, each with what the reader is told in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collector.enrich import Identity
from collector.mode import Mode
from collector.person import unseal
from collector.record import ChangeRecord, LeadRecord
from collector.site import KnownSite
from collector.visitor import Salts
from leadpump.leads.form import Writer
from leadpump.leads.import_names import CHANGES, KNOWN, LEADS
from leadpump.leads.imported import Reading, guess_choice, read_facts
from leadpump.records.site import SiteRecord
from leadpump.sheet.problem import Problem
from leadpump.sheet.read import read_sheet
from reports.magnet import Magnet
from reports.words import Words

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 29, 8, 0, tzinfo=UTC)


@pytest.fixture
def writer(tmp_path: Path) -> Writer:
    site = SiteRecord(
        name="fleurs.fr",
        title="Fleurs",
        timezone="Europe/Paris",
        currency="EUR",
        hosts=("fleurs.fr",),
        count_automation=False,
        mode=Mode("cookieless"),
        merge_days=90,
        created=NOW,
    )
    identity = Identity(Salts(tmp_path), b"\1" * 32, b"\2" * 32)
    return Writer(site, KnownSite(name="fleurs.fr", hosts=("fleurs.fr",)), identity, "owner", NOW)


def read(data: bytes, about: str, writer: Writer) -> Reading | Problem:
    sheet = read_sheet(data, KNOWN[about])
    return sheet if isinstance(sheet, Problem) else read_facts(sheet, guess_choice(sheet, about), writer)


def read_export(name: str, about: str, writer: Writer) -> Reading:
    found = read((HERE / "exports" / name).read_bytes(), about, writer)
    assert isinstance(found, Reading)
    assert (found.wrong, found.refused) == ((), ())
    return found


def leads_of(name: str, writer: Writer) -> list[tuple[LeadRecord, dict[str, str]]]:
    records = [one.record for one in read_export(name, LEADS, writer).told]
    assert all(isinstance(record, LeadRecord) for record in records)
    return [(one, unseal(one.sealed, writer.identity.person)) for one in records if isinstance(one, LeadRecord)]


def changes_of(name: str, writer: Writer) -> list[ChangeRecord]:
    return [one.record for one in read_export(name, CHANGES, writer).told if isinstance(one.record, ChangeRecord)]


def value_of(change: ChangeRecord) -> float | None:
    return None if change.value is None else float(change.value)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


@pytest.mark.parametrize(
    ("name", "created"),
    [
        ("hubspot_contacts_en.csv", "2026-03-02T14:30:00+01:00"),
        ("brevo_contacts.csv", "2026-03-02T14:30:12+01:00"),
        ("pipedrive_people_fr.csv", "2026-03-02T14:30:12+01:00"),
        ("excel_list_fr.csv", "2026-03-15T12:00:00+01:00"),
    ],
)
def test_marie_is_one_person_in_every_export(name: str, created: str, writer: Writer) -> None:
    found = leads_of(name, writer)
    record, contact = found[0]
    assert record.ts == at(created)
    assert record.via == "csv"
    assert record.person == leads_of("pipedrive_people_fr.csv", writer)[0][0].person
    assert contact["email"] == "marie.dupont@exemple.fr"
    assert {contact.get("name"), contact.get("first_name")} >= {"Marie"} or contact["name"] == "Marie Dupont"
    assert contact["phone"].endswith("78")


def test_who_has_a_telephone_number_alone_is_a_lead_too(writer: Writer) -> None:
    record, contact = leads_of("excel_list_fr.csv", writer)[1]
    assert (record.person != 0, contact["city"], record.consent) == (True, "Blois", "denied")
    first, _ = leads_of("excel_list_fr.csv", writer)[0]
    assert (first.source, first.consent) == ("salon", "granted")


def test_the_same_file_gives_the_same_ids_and_an_id_tells_nothing_without_the_key(
    writer: Writer, tmp_path: Path
) -> None:
    ids = [record.id for record, _ in leads_of("hubspot_contacts_en.csv", writer)]
    assert ids == [record.id for record, _ in leads_of("hubspot_contacts_en.csv", writer)]
    other = Writer(writer.site, writer.known, Identity(Salts(tmp_path), b"\3" * 32, b"\3" * 32), "x", NOW)
    assert set(ids).isdisjoint(record.id for record, _ in leads_of("hubspot_contacts_en.csv", other))


def test_deals_of_pipedrive_become_customers_and_open_ones_nothing(writer: Writer) -> None:
    reading = read_export("pipedrive_deals_en.csv", CHANGES, writer)
    (won,) = changes_of("pipedrive_deals_en.csv", writer)
    assert (won.what, won.stage, value_of(won), won.currency) == ("stage", "customer", 12500.5, "EUR")
    assert won.ts == at("2026-04-02T10:15:00+02:00")
    assert reading.empty == 1


def test_deals_of_hubspot_in_french_with_their_contact_in_brackets(writer: Writer) -> None:
    won, lost = changes_of("hubspot_deals_fr.csv", writer)
    assert (won.stage, value_of(won), lost.stage, lost.reason) == ("customer", 1250, "lost", "no_answer")
    assert won.person == leads_of("brevo_contacts.csv", writer)[0][0].person


def test_sales_in_utf_16_with_the_currency_in_the_header(writer: Writer) -> None:
    sales = changes_of("sales_fr_utf16.csv", writer)
    assert [(one.what, value_of(one), one.order_id, one.currency) for one in sales] == [
        ("sale", 1234.56, "C-1", "EUR"),
        ("sale", 90, "C-2", "EUR"),
    ]


@pytest.mark.parametrize(
    ("written", "channel"),
    [("Recherche payante (SEA)", "Paid Search"), ("réseaux sociaux payants", "Paid Social"), ("Salon", "Salon")],
)
def test_a_channel_may_be_called_as_pages_call_it(written: str, channel: str, writer: Writer) -> None:
    found = read(f"email;canal\na@exemple.fr;{written}\n".encode(), LEADS, writer)
    assert isinstance(found, Reading)
    assert [one.record.channel for one in found.told if isinstance(one.record, LeadRecord)] == [channel]


def test_a_magnet_may_be_called_by_its_title(writer: Writer) -> None:
    magnets = (Magnet("guide", "Le guide des combles", "ebook", "", "form"),)
    reader = replace(writer, site=replace(writer.site, magnets=magnets))
    found = read(b"email;aimant\na@exemple.fr;le guide des combles\n", LEADS, reader)
    assert isinstance(found, Reading)
    assert [one.record.magnet for one in found.told if isinstance(one.record, LeadRecord)] == ["guide"]


def test_every_kind_of_change(writer: Writer) -> None:
    found = changes_of("follow_up.csv", writer)
    assert [(one.what, one.stage, value_of(one), one.reason, one.consent) for one in found] == [
        ("call", "", None, "", ""),
        ("stage", "mql", None, "", ""),
        ("stage", "sql", None, "", ""),
        ("stage", "opportunity", None, "", ""),
        ("sale", "", 3000, "", ""),
        ("refund", "", 100, "", ""),
        ("meeting", "", None, "", ""),
        ("note", "", None, "", ""),
        ("consent", "", None, "", "denied"),
        ("stage", "lost", None, "no_answer", ""),
    ]
    assert unseal(found[7].sealed, writer.identity.person) == {"note": "call again on Monday"}


def test_nps_answers_in_windows_1252(writer: Writer) -> None:
    assert [(one.what, value_of(one)) for one in changes_of("nps_fr.csv", writer)] == [("nps", 9), ("nps", 0)]


def test_lines_that_say_the_same_count_once(writer: Writer) -> None:
    text = "date,email,what\n" + "2026-04-01,a@exemple.fr,call\n" * 3
    found = read(text.encode(), CHANGES, writer)
    assert isinstance(found, Reading)
    assert (len(found.told), found.same) == (1, 2)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-03-02T14:30:12Z", "2026-03-02T14:30:12+00:00"),
        ("2026-03-02T14:30:12.123+02:00", "2026-03-02T12:30:12+00:00"),
        ("15/03/2026 à 14h30", "2026-03-15T14:30:00+01:00"),
        ("Mar 15, 2026 2:30 PM", "2026-03-15T14:30:00+01:00"),
        ("15 mars 2026", "2026-03-15T12:00:00+01:00"),
        # Noon of today is still to come: it is now.
        ("2026-11-29", "2026-11-29T08:00:00+00:00"),
    ],
)
def test_moments(written: str, moment: str, writer: Writer) -> None:
    found = read(f'date;email;what\n"{written}";a@exemple.fr;call\n'.encode(), CHANGES, writer)
    assert isinstance(found, Reading)
    assert [one.record.ts for one in found.told] == [at(moment)], found


BROKEN = [
    ("email.csv", LEADS, "Line 2: The e-mail address is not one.", "Ligne 2"),
    ("phone.csv", LEADS, "Line 2: The telephone number is not one.", "Ligne 2"),
    ("nobody.csv", LEADS, "Line 2: Nobody is named.", "Ligne 2"),
    ("id.csv", LEADS, "Line 2: “1234” is not the id of a lead.", "Ligne 2"),
    ("no_date.csv", LEADS, "Line 2: “bientôt” is not a date.", "Ligne 2"),
    ("future.csv", LEADS, "Line 2: “2031-01-01” lies in the future.", "Ligne 2"),
    ("old.csv", LEADS, "Line 2: “1998-01-01” is too far away", "Ligne 2"),
    ("long.csv", LEADS, "Line 2: “très longue très lon …” is too long: 200 characters", "200 caractères au plus"),
    ("long_note.csv", CHANGES, "Line 2: “Veut rappeler. Veut …” is too long: 2000 char", "2000 caractères au plus"),
    ("consent_leads.csv", LEADS, "Line 2: “peut-être” is neither a yes nor a no.", "Ligne 2"),
    ("no_who.csv", LEADS, "No column says who it is about.", "Aucune colonne"),
    ("dates_either.csv", LEADS, "Line 2: “03/04/2026” may be the day or the month first.", "Ligne 2"),
    ("dates_mixed.csv", LEADS, "Line 3: “04/16/2026” has its day and month the other way round", "Ligne 3"),
    ("cells.csv", LEADS, "Line 2: There are 3 cells under 2 headers", "Ligne 2"),
    ("quote.csv", LEADS, "Line 2: A quotation mark opens", "Ligne 2"),
    ("empty.csv", LEADS, "The file is empty.", "Le fichier est vide"),
    ("header_alone.csv", LEADS, "There is no line below the header.", "en-tête"),
    ("stage.csv", CHANGES, "Line 2: “presque” is neither a stage nor a happening.", "Ligne 2"),
    ("no_day.csv", CHANGES, "No column is known as “Date”.", "Date"),
    ("day_empty.csv", CHANGES, "Line 2: The date is missing.", "Ligne 2"),
    ("no_what.csv", CHANGES, "No column says what happened.", "Aucune colonne"),
    ("nobody_change.csv", CHANGES, "Line 2: Nobody is named.", "Ligne 2"),
    ("amount_missing.csv", CHANGES, "Line 2: The amount is missing.", "Ligne 2"),
    ("amount.csv", CHANGES, "Line 2: “cher” is not an amount.", "Ligne 2"),
    ("negative.csv", CHANGES, "Line 2: “-5,00” is negative.", "Ligne 2"),
    ("currency.csv", CHANGES, "Line 2: The amount is in USD, the site counts in EUR.", "Ligne 2"),
    ("amount_either.csv", CHANGES, "Line 2: “1,234” may be a thousand or a fraction.", "Ligne 2"),
    ("nps.csv", CHANGES, "Line 2: “11” is not an answer from 0 to 10.", "Ligne 2"),
    ("note.csv", CHANGES, "Line 2: The note is empty.", "Ligne 2"),
    ("consent.csv", CHANGES, "Line 2: “peut-être” is neither a yes nor a no.", "Ligne 2"),
]


@pytest.mark.parametrize(("name", "about", "english", "french"), BROKEN)
def test_what_is_wrong_is_said_with_its_line(name: str, about: str, english: str, french: str, writer: Writer) -> None:
    found = read((HERE / "broken" / name).read_bytes(), about, writer)
    problems = [found] if isinstance(found, Problem) else [*found.wrong, *found.refused]
    (problem,) = problems
    assert problem.say(Words("en", "EUR")).startswith(english)
    said = problem.say(Words("fr", "EUR"))
    assert french in said
    assert said.split(":")[-1].strip() not in problem.say(Words("en", "EUR"))


def test_every_broken_file_is_tried() -> None:
    assert {path.name for path in (HERE / "broken").iterdir()} == {name for name, *_ in BROKEN}


def test_a_wrong_line_leaves_the_others(writer: Writer) -> None:
    found = read((HERE / "broken" / "email.csv").read_bytes(), LEADS, writer)
    assert isinstance(found, Reading)
    assert [one.line for one in found.told] == [3]
