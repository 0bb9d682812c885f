"""What e-mail tools export, as it really comes, and lines that are wrong, each with what the reader is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from collector.person import person_of
from collector.record import EmailRecord
from leadpump.emails.import_names import FIELDS, KNOWN, NAMES
from leadpump.emails.imported import Choice, Reading, guess_choice, read_emails
from leadpump.leads.form import Writer
from leadpump.sheet.problem import Problem
from leadpump.sheet.read import read_sheet
from reports.words import Words
from tests.leads.test_imported import at, writer

__all__ = ["writer"]

EXPORTS = Path(__file__).parent / "exports"
MARCH = {"delivered": 1200, "bounced_soft": 25, "bounced_hard": 15, "opened": 420, "clicked": 96, "unsubscribed": 6}


def read(data: bytes, writer: Writer, **chosen: str) -> Reading:
    sheet = read_sheet(data, KNOWN)
    assert not isinstance(sheet, Problem)
    return read_emails(sheet, Choice(guess_choice(sheet).columns, **chosen), writer)


def records_of(name: str, writer: Writer) -> list[EmailRecord]:
    found = read((EXPORTS / name).read_bytes(), writer)
    assert (found.wrong, found.refused) == ((), ())
    return [one.record for one in found.told]


def totals(records: list[EmailRecord]) -> dict[str, dict[str, int]]:
    told: dict[str, dict[str, int]] = {}
    for one in records:
        assert one.person == 0
        told.setdefault(one.campaign or f"{one.sequence} {one.step}", {})[one.what] = one.recipients
    return told


@pytest.mark.parametrize(
    ("name", "campaign", "day", "other"),
    [
        ("mailchimp_campaigns_en.csv", "Spring letter", "2026-03-12T10:00+01:00", {"sent": 1240, "complained": 1}),
        (
            "brevo_campagnes_fr.csv",
            "Lettre de mars",
            "2026-03-12T10:00+01:00",
            {"sent": 1240, "complained": 1, "opened": 380, "machine_opened": 210},
        ),
        ("sarbacane_fr_utf16.csv", "Lettre de mars", "2026-03-12T12:00+01:00", {"sent": 1240, "complained": 1}),
        ("mailjet_fr_cp1252.csv", "Lettre de mars", "2026-03-12T10:00+01:00", {"complained": 1}),
    ],
)
def test_the_figures_of_mailings(name: str, campaign: str, day: str, other: dict[str, int], writer: Writer) -> None:
    records = records_of(name, writer)
    told = totals(records)[campaign]
    expected = MARCH | other
    if name.startswith("sarbacane"):
        del expected["bounced_soft"]
    assert told == expected
    first = records[0]
    assert (first.campaign, first.ts, first.via, first.author) == (campaign, at(day), "csv", "owner")
    assert (first.provider == "mailchimp") == name.startswith("mailchimp")


def test_an_empty_cell_says_nothing_and_not_0(writer: Writer) -> None:
    april = totals(records_of("brevo_campagnes_fr.csv", writer))["Lettre d’avril"]
    assert april == {
        "sent": 1190,
        "delivered": 1180,
        "clicked": 40,
        "unsubscribed": 3,
        "bounced_hard": 6,
        "bounced_soft": 4,
    }


def test_the_steps_of_a_sequence(writer: Writer) -> None:
    records = records_of("sequence_fr.csv", writer)
    told = totals(records)
    assert told["Bienvenue 1"] == {"sent": 120, "delivered": 118, "opened": 70, "clicked": 40, "unsubscribed": 1}
    assert told["Bienvenue 2"]["clicked"] == 5
    assert {(one.step, one.subject) for one in records} == {(1, "Votre guide"), (2, "Trois erreurs à éviter")}


def test_a_log_of_single_emails(writer: Writer) -> None:
    found = read((EXPORTS / "brevo_log_en.csv").read_bytes(), writer)
    people = {
        name: person_of({"email": f"{name}@exemple.fr"}, "fleurs.fr", writer.identity.person)
        for name in ("marie", "paul", "zoe")
    }
    names = {number: name for name, number in people.items()}
    assert [(names[one.record.person], one.record.what, one.record.recipients) for one in found.told] == [
        ("marie", "sent", 1), ("marie", "delivered", 1), ("marie", "opened", 1), ("marie", "clicked", 1),
        ("paul", "machine_opened", 1), ("zoe", "bounced_hard", 1), ("paul", "unsubscribed", 1),
    ]  # fmt: skip
    assert (found.empty, found.refused) == (1, ())
    first = found.told[0].record
    assert (first.campaign, first.provider) == ("bienvenue-2", "brevo")
    # A Message-ID looks like an address: each has another number instead.
    assert len({one.record.message for one in found.told}) == 3
    assert all("@" not in one.record.message for one in found.told)
    assert first.ts == at("2026-03-13T09:00+01:00")


def test_a_file_of_today_sent_twice_before_noon_says_the_same(writer: Writer) -> None:
    day = f"{writer.now.date():%Y-%m-%d}"
    sent = f"email;status;campaign;date\nmarie@exemple.fr;clicked;A;{day}\n".encode()
    morning = writer.now.replace(hour=7)
    facts = [
        [one.record for one in read(sent, replace(writer, now=morning + timedelta(hours=hours))).told]
        for hours in (0, 1, 8)
    ]
    assert [len(told) for told in facts] == [1, 1, 1]
    assert len({told[0].entry for told in facts}) == len({told[0].id for told in facts}) == 1
    assert facts[0][0].ts == int(morning.timestamp() * 1000)


def test_the_same_file_says_the_same_again(writer: Writer) -> None:
    for name in ("brevo_log_en.csv", "mailchimp_campaigns_en.csv"):
        first, again = records_of(name, writer), records_of(name, writer)
        assert [one.entry for one in first] == [one.entry for one in again]
        assert len({one.entry for one in first}) == len(first)


def test_two_mailings_of_one_name_and_day_are_added_up(writer: Writer) -> None:
    line = "Promo;2026-03-13;{}\n"
    found = read((SUMS + line.format(900) + line.format(100) + line.format(100)).encode(), writer)
    assert [(one.record.what, one.record.recipients) for one in found.told] == [("delivered", 1000)]
    assert found.same == 1


def test_all_lines_may_be_about_one_thing_of_one_mailing(writer: Writer) -> None:
    openers = b"Email,Date\nmarie@exemple.fr,2026-03-13\nPAUL@exemple.fr,2026-03-13\nmarie@exemple.fr,2026-03-13\n"
    found = read(openers, writer, what="opened", campaign="Lettre de mars")
    assert [(one.record.what, one.record.campaign) for one in found.told] == [("opened", "Lettre de mars")] * 2
    assert found.same == 1
    assert [one.fault.name for one in read(openers, writer).wrong] == ["NO_WHAT"]


LOG = "email;event;date;campaign\n"
SUMS = "campaign;date;delivered\n"


@pytest.mark.parametrize(
    ("text", "fault", "said"),
    [
        (f"{LOG}marie;opened;2026-03-13;A\n", "BAD_EMAIL", "Ligne 2 : L’adresse e-mail n’en est pas une."),
        (f"{LOG}m@x.fr;read;2026-03-13;A\n", "UNKNOWN_KIND", "« read » n’est pas connu"),
        (f"{LOG}m@x.fr;opened;2026-03-13;\n", "NO_MAILING", "L’envoi n’est pas nommé"),
        (f"{LOG}m@x.fr;opened;;A\n", "DAY_EMPTY", "La date manque"),
        (f"{LOG}m@x.fr;opened;13/13/2026;A\n", "NO_DAY", "« 13/13/2026 » n’est pas une date"),
        (f"{LOG}m@x.fr;opened;2031-01-01;A\n", "FUTURE", "« 2031-01-01 »"),
        (f"{SUMS}A;2026-03-13;12 %\n", "NO_COUNT", "« 12 % » n’est pas un nombre de destinataires"),
        (f"{SUMS}A;2026-03-13;-4\n", "NO_COUNT", "« -4 »"),
        (f"{SUMS}{'A' * 201};2026-03-13;4\n", "LABEL", "200 caractères"),
        ("sequence;step;date;clicked\nBienvenue;last;2026-03-13;4\n", "NO_STEP", "« last » n’est pas le rang"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(text: str, fault: str, said: str, writer: Writer) -> None:
    found = read(text.encode(), writer)
    assert [one.fault.name for one in found.refused] == [fault]
    assert found.told == ()
    plain = " ".join(found.refused[0].say(Words("fr", "EUR")).split())
    assert said in plain


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("date;campaign;subject\n2026-03-13;A;B\n", "NO_RECIPIENTS"),
        ("campaign;delivered\nA;4\n", "NO_COLUMN"),
        (f"{SUMS}A;03/04/2026;5\n", "DAY_ORDER"),
    ],
)
def test_what_is_wrong_with_the_whole_is_said(text: str, fault: str, writer: Writer) -> None:
    assert [one.fault.name for one in read(text.encode(), writer).wrong] == [fault]


def test_every_field_has_a_name() -> None:
    assert set(FIELDS) == set(NAMES)


def test_hostile_cells_are_text(writer: Writer) -> None:
    name = "<script>alert(1)</script>{{ 7*7 }}'); drop table x"
    found = read(f'{SUMS}"{name}";2026-03-13;5\n'.encode(), writer)
    record: Any = found.told[0].record
    assert record.campaign == name
