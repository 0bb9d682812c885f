"""E-mails, from the public addresses to the report: each figure worked out with pencil and paper."""

from __future__ import annotations

import doctest
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from reports.email_follow_up import email_follow_up
from reports.glossary import TERMS
from tests.collector.conftest import Pipeline, pipeline
from tests.reports.test_loyalty import at, tell
from tests.reports.test_money import Read, post, read, value

__all__ = ["pipeline", "read"]

DAY = 86_400_000
KEYS = ("delivered_emails", "hard_bounces", "open_rate", "click_rate", "unsubscribe_rate", "email_conversion_rate")


def who(number: int) -> str:
    return f"lecteur{number}@exemple.fr"


def of_a_letter(kind: str, readers: range | list[int], day: int = 10, **fields: Any) -> list[dict[str, Any]]:
    """The same of the letter of March to each of these readers."""
    about = {"campaign": "Lettre de mars", "kind": kind, "ts": at(2026, 3, day), "provider": "brevo"}
    return [about | {"email": who(number)} | fields for number in readers]


def visit(pipeline: Pipeline, visitor: str, address: str, after: int = 0, **fields: Any) -> str:
    """A page view on 11 March, and a form a minute later; its leadpump_id."""
    plain = {"site": "example.fr", "url": f"https://example.fr/{address}", "visitor": visitor, "consent": "granted"}
    sent = str(uuid4())
    events = [
        plain | {"name": "pageview", "id": str(uuid4()), "ts": at(2026, 3, 11) + after},
        plain | {"name": "form_submit", "id": sent, "ts": at(2026, 3, 11) + after + 60_000, "form": "devis"} | fields,
    ]
    assert pipeline.import_("events", events).json == {"accepted": 2, "refused": []}
    return sent


BY_LETTER = "?utm_source=brevo&utm_medium=email&utm_campaign=Lettre+de+mars"


def figure(answer: dict[str, Any], key: str) -> tuple[Any, ...]:
    told = answer["figures"][key]
    return told["value"], told["numerator"], told["denominator"]


def rows(answer: dict[str, Any], table: str, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in answer["tables"][table]["rows"]]


@pytest.mark.through_http
def test_a_letter_to_20_readers(pipeline: Pipeline, read: Read) -> None:
    # 20 sent, 16 of them arrived, 3 bounced hard and 1 softly.
    post(pipeline, "/api/emails", of_a_letter("sent", range(20)) + of_a_letter("delivered", range(16)))
    post(pipeline, "/api/emails", of_a_letter("bounced_hard", range(16, 19)) + of_a_letter("bounced_soft", [19]))
    # 0 to 3 opened, 0 three times; 4 clicked and is not known to have opened; a machine opened those of 0, 5 and 6.
    post(pipeline, "/api/emails", [mail for day in (10, 11, 12) for mail in of_a_letter("opened", [0], day)])
    post(pipeline, "/api/emails", of_a_letter("opened", range(1, 4)) + of_a_letter("clicked", [0, 4], 11))
    post(pipeline, "/api/emails", of_a_letter("machine_opened", [0, 5, 6]))
    post(pipeline, "/api/emails", of_a_letter("unsubscribed", [3]) + of_a_letter("complained", [2]))
    answer = read("email_follow_up")
    told = {key: figure(answer, key) for key in answer["figures"]}
    assert told == {
        "delivery_rate": (80, 16, 20),
        "open_rate": (31.25, 5, 16),
        "machine_open_rate": (12.5, 2, 16),
        "click_rate": (12.5, 2, 16),
        "click_to_open": (40, 2, 5),
        "unsubscribe_rate": (6.25, 1, 16),
        "complaint_rate": (6.25, 1, 16),
        "email_conversion_rate": (0, 0, 16),
        "sent_emails": (20, 20, None),
        "list_size": (0, 0, None),
        "opt_out_rate": (None, 0, 0),
    }
    assert rows(answer, "email_campaigns", "email_campaign", "email_day", *KEYS) == [
        ("Lettre de mars", "2026-03-10", 16, 3, 31.25, 12.5, 6.25, 0)
    ]
    points = {point["from"]: point["value"] for point in answer["series"]["open_rate"]["points"]}
    assert (points["2026-03-10"], points["2026-03-11"]) == (31.25, None)


@pytest.mark.through_http
def test_what_readers_do_after_their_click(pipeline: Pipeline, read: Read) -> None:
    post(pipeline, "/api/emails", of_a_letter("delivered", range(20)) + of_a_letter("clicked", range(4)))
    # 0 clicked, and sent a form without a campaign a day later, as somebody known; 1 did so 30 days after, too late.
    visit(pipeline, "zero", "", fields={"email": who(0)})
    visit(pipeline, "one", "", after=29 * DAY, fields={"email": who(1)})
    # Two visitors of the letter sent a form, one of them twice; one with the same campaign came by an advertisement.
    first = visit(pipeline, "two", BY_LETTER, fields={"email": who(12)})
    visit(pipeline, "two", "", after=DAY, fields={"email": who(12)})
    visit(pipeline, "three", BY_LETTER)
    visit(pipeline, "four", BY_LETTER.replace("medium=email", "medium=cpc"))
    # Who filled in a form before reading the letter has not done so for it.
    visit(pipeline, "five", "", after=-3 * DAY, fields={"email": who(2)})
    assert figure(read("email_follow_up"), "email_conversion_rate") == (15, 3, 20)
    # Of them one met you and bought twice; 0 and 2 met you too, and so did 6, who never clicked.
    visit(pipeline, "six", "", fields={"email": who(6)})
    tell(pipeline, first, "meeting", at(2026, 3, 14))
    tell(pipeline, first, "sale", at(2026, 3, 20), value=100, currency="EUR")
    tell(pipeline, first, "sale", at(2026, 3, 21), value=100, currency="EUR")
    met = {"kind": "meeting", "ts": at(2026, 3, 15)}
    post(pipeline, "/api/leads/changes", [met | {"id": str(uuid4()), "email": who(number)} for number in (0, 2, 6)])
    assert figure(read("email_follow_up", wanted="meeting"), "email_conversion_rate") == (15, 3, 20)
    answer = read("email_follow_up", wanted="sale")
    assert figure(answer, "email_conversion_rate") == (5, 1, 20)
    assert rows(answer, "email_campaigns", "converted_emails", "email_conversion_rate") == [(1, 5)]


@pytest.mark.through_http
@pytest.mark.parametrize(("reader", "march", "february"), [(0, 25, 0), (4, 0, 25)])
def test_what_a_step_brought_is_of_one_month(
    pipeline: Pipeline, read: Read, reader: int, march: float, february: float
) -> None:
    """The first e-mail of a sequence went to four readers in each month; one clicked, and sent a form in March."""
    visit(pipeline, "early", "", after=-60 * DAY)
    first: dict[str, Any] = {"campaign": "", "sequence": "Bienvenue", "step": 1}
    months = {range(4): at(2026, 3, 10), range(4, 8): at(2026, 2, 20)}
    for readers, sent in months.items():
        post(pipeline, "/api/emails", of_a_letter("delivered", readers, **first, ts=sent))
        if reader in readers:
            post(pipeline, "/api/emails", of_a_letter("clicked", [reader], **first, ts=sent + 60_000))
    visit(pipeline, "reader", "", fields={"email": who(reader)})
    answer = read("email_follow_up")
    assert figure(answer, "email_conversion_rate") == (march, march / 25, 4)
    assert answer["figures"]["email_conversion_rate"]["previous"] == february
    before = read("email_follow_up", **{"from": "2026-02-01", "to": "2026-02-28"})
    assert figure(before, "email_conversion_rate") == (february, february / 25, 4)


@pytest.mark.through_http
def test_two_leads_of_one_recipient_are_one_who_converted(pipeline: Pipeline, read: Read) -> None:
    """0 clicked; known for a hundred days, and again since the day after, they bought under both. 1 visited by the
    letter, and so did 2, of whom nobody knows who it is.
    """
    post(pipeline, "/api/emails", of_a_letter("delivered", range(10)) + of_a_letter("clicked", [0]))
    zero = [visit(pipeline, "zero", "", after=days * DAY, fields={"email": who(0)}) for days in (-100, 1)]
    one = visit(pipeline, "one", BY_LETTER, fields={"email": who(1)})
    two = visit(pipeline, "two", BY_LETTER)
    pipeline.load()
    for lead in (*zero, one, two):
        tell(pipeline, lead, "sale", at(2026, 3, 20), value=100, currency="EUR")
    answer = read("email_follow_up", wanted="sale")
    assert figure(answer, "email_conversion_rate") == (30, 3, 10)
    assert rows(answer, "email_campaigns", "converted_emails", "email_conversion_rate") == [(3, 30)]


@pytest.mark.through_http
def test_a_letter_counts_in_its_own_month(pipeline: Pipeline, read: Read) -> None:
    visit(pipeline, "early", "", after=-60 * DAY)
    february = {"ts": at(2026, 2, 20)}
    post(pipeline, "/api/emails", of_a_letter("delivered", range(4), campaign="Lettre de mars"))
    post(pipeline, "/api/emails", of_a_letter("delivered", range(10), campaign="Lettre de février", **february))
    post(pipeline, "/api/emails", of_a_letter("clicked", range(2), campaign="Lettre de février", **february))
    # One reader of February's sends a form after a click of which its sender tells.
    visit(pipeline, "zero", "", after=-15 * DAY, fields={"email": who(0)})
    answer = read("email_follow_up", interval="day")
    assert figure(answer, "delivery_rate") == (100, 4, 4)
    assert [answer["figures"][key]["previous"] for key in ("click_rate", "email_conversion_rate")] == [20, 10]
    points = answer["series"]["sent_emails"]["points"]
    told = {point["from"]: (point["value"], point["previous"]) for point in points}
    assert {day: sent for day, sent in told.items() if any(sent)} == {"2026-03-10": (4, 0), "2026-03-20": (0, 10)}
    # What the statement shown gives is of March alone.
    (row,) = pipeline.rows(answer["figures"]["click_rate"]["sql"])
    assert (row["clicked_emails"], row["delivered_emails"]) == (0, 4)
    # Without a comparison February's is not there.
    alone = read("email_follow_up", compare="none")
    assert (figure(alone, "delivery_rate"), alone["figures"]["click_rate"]["previous"]) == ((100, 4, 4), None)


@pytest.mark.through_http
def test_a_visit_is_that_of_the_last_letter_before_it(pipeline: Pipeline, read: Read) -> None:
    # Three letters have one utm_campaign; the last two were begun at the same moment, so the later name counts.
    for campaign, day in (("A", 9), ("B", 10), ("C", 10)):
        about = {"campaign": campaign, "utm_campaign": "Lettre de mars"}
        post(pipeline, "/api/emails", of_a_letter("delivered", range(9), day, **about))
    visit(pipeline, "before", BY_LETTER, after=-5 * DAY)
    visit(pipeline, "first", BY_LETTER, after=-DAY - 3_600_000)
    visit(pipeline, "second", BY_LETTER)
    answer = read("email_follow_up")
    assert sorted(rows(answer, "email_campaigns", "email_campaign", "converted_emails")) == [
        ("A", 1),
        ("B", 0),
        ("C", 1),
    ]


@pytest.mark.through_http
def test_totals_count_beside_recipients_and_not_twice(pipeline: Pipeline, read: Read) -> None:
    def totals(campaign: str, **numbers: int) -> list[dict[str, Any]]:
        about = {"campaign": campaign, "ts": at(2026, 3, 10)}
        return [about | {"kind": kind, "recipients": number} for kind, number in numbers.items()]

    # 100 sent, 10 bounced: 90 arrived though nobody says so. Told again a week later, openings have grown.
    post(pipeline, "/api/emails", totals("Mars", sent=100, bounced_hard=4, bounced_soft=6, opened=20, clicked=9))
    pipeline.now += timedelta(days=7)
    post(pipeline, "/api/emails", totals("Mars", opened=30))
    assert figure(read("email_follow_up"), "open_rate") == (pytest.approx(100 / 3), 30, 90)
    # Of the letter the totals know more than the single reports; of the second letter it is the other way round.
    post(pipeline, "/api/emails", of_a_letter("delivered", range(3)) + of_a_letter("clicked", [1]))
    post(pipeline, "/api/emails", totals("Lettre de mars", delivered=5, clicked=2))
    post(
        pipeline, "/api/emails", of_a_letter("delivered", range(3), campaign="B") + totals("B", delivered=2, clicked=2)
    )
    # Nothing is told of the sending of the third: its openings are in no rate.
    post(pipeline, "/api/emails", of_a_letter("opened", range(9), campaign="C"))
    answer = read("email_follow_up")
    assert rows(answer, "email_campaigns", "email_campaign", "sent_emails", "delivered_emails", "clicked_emails") == [
        ("B", 3, 3, 0),
        ("C", 0, 0, 0),
        ("Lettre de mars", 5, 5, 2),
        ("Mars", 100, 90, 9),
    ]
    assert figure(answer, "open_rate") == (pytest.approx(3200 / 98), 32, 98)
    # What was sent by mistake is taken back.
    (row,) = pipeline.rows("select entry from email_events where campaign = 'Mars' and kind = 'clicked'")
    pipeline.now += timedelta(days=1)
    (mistake,) = totals("Mars", clicked=9)
    post(pipeline, "/api/emails", [mistake | {"entry": str(row["entry"]), "removed": True}])
    assert figure(read("email_follow_up"), "click_rate") == (pytest.approx(200 / 98), 2, 98)


@pytest.mark.through_http
def test_of_what_was_told_again_the_last_holds(pipeline: Pipeline, read: Read) -> None:
    def tell_again(kind: str, reader: int, **fields: Any) -> None:
        pipeline.now += timedelta(hours=1)
        post(pipeline, "/api/emails", of_a_letter(kind, [reader], id=str(uuid4()), **fields))

    def clicked_and_opened() -> tuple[Any, Any]:
        answer = read("email_follow_up")
        return figure(answer, "click_rate")[1], figure(answer, "open_rate")[1]

    post(pipeline, "/api/emails", of_a_letter("delivered", range(10)) + of_a_letter("clicked", [0]))
    own = {"entry": str(uuid4())}
    tell_again("clicked", 3, **own)
    assert clicked_and_opened() == (2, 2)
    tell_again("opened", 3, **own)
    assert clicked_and_opened() == (1, 2)
    # The click that was told without an entry of the sender's was none; then it was one after all, and none again.
    (click,) = pipeline.rows("select entry from email_events where kind = 'clicked' and id = entry")
    for removed, clicked in ((True, 0), (False, 1), (True, 0)):
        tell_again("clicked", 0, entry=str(click["entry"]), removed=removed)
        assert clicked_and_opened() == (clicked, clicked + 1)


@pytest.mark.through_http
def test_the_weak_step_of_a_sequence(pipeline: Pipeline, read: Read) -> None:
    for step, (delivered, clicked) in enumerate(((40, 12), (36, 2), (30, 9)), start=1):
        about = {"campaign": "", "sequence": "Bienvenue", "step": step, "subject": f"Lettre {step}"}
        for kind, readers in (("delivered", range(delivered)), ("clicked", range(clicked))):
            post(pipeline, "/api/emails", of_a_letter(kind, readers, 10 + step, **about))
    # The first reader sends a form between the second e-mail and the third, and one after it: one for each.
    visit(pipeline, "zero", "", after=DAY + 3_600_000, fields={"email": who(0)})
    visit(pipeline, "zero", "", after=3 * DAY, fields={"email": who(0)})
    answer = read("email_follow_up")
    assert rows(
        answer, "email_steps", "email_step", "delivered_emails", "click_rate", "converted_emails", "is_weak"
    ) == [
        (1, 40, 30, 0, 0),
        (2, 36, pytest.approx(200 / 36), 1, 1),
        (3, 30, 30, 1, 0),
    ]
    assert answer["answer"].endswith(
        "L’étape faible de «\u202fBienvenue\u202f» est l’e-mail 2\u00a0: 5,6\u202f% y cliquent."
    )
    assert answer["tables"]["email_campaigns"]["rows"] == []
    assert doctest.testmod(email_follow_up).failed == 0


@pytest.mark.through_http
def test_leads_with_permission_and_who_takes_it_back(pipeline: Pipeline, read: Read) -> None:
    # Four leads on 11 March: three permit, of whom one unsubscribes on the 15th and subscribes again on the 20th, and
    # another marks a letter as spam on the 16th; the fourth said nothing, and unsubscribes too.
    for number in range(4):
        permission = {"consent": "on"} if number < 3 else {}
        visit(pipeline, f"reader{number}", "" if number else BY_LETTER, fields={"email": who(number)} | permission)
    post(pipeline, "/api/emails", of_a_letter("delivered", range(4)) + of_a_letter("unsubscribed", [0, 3], 15))
    post(pipeline, "/api/emails", of_a_letter("complained", [1], 16) + of_a_letter("subscribed", [0], 20))
    # After the period, the third too.
    post(pipeline, "/api/emails", [mail | {"ts": at(2026, 4, 3)} for mail in of_a_letter("unsubscribed", [2])])
    answer = read("email_follow_up")
    assert figure(answer, "list_size") == (2, 2, None)
    assert figure(answer, "opt_out_rate") == (50, 2, 4)
    size = {point["from"][8:]: point["value"] for point in answer["series"]["list_size"]["points"]}
    assert [size[day] for day in ("11", "14", "15", "16", "19", "20", "31")] == [3, 3, 2, 1, 1, 2, 2]
    outs = {point["from"][8:]: point["value"] for point in answer["series"]["opt_outs"]["points"]}
    assert {day: number for day, number in outs.items() if number} == {"15": 2, "16": 1}
    # Of the one who came by the letter, alone.
    narrowed = read("email_follow_up", filter="channel:is:Email")
    assert (figure(narrowed, "list_size"), figure(narrowed, "opt_out_rate")) == ((1, 1, None), (0, 0, 1))
    # The same figures where leads are told of.
    sources = read("lead_sources")
    assert (value(sources, "database_size"), value(sources, "opt_outs")) == (2, 3)
    terms = TERMS["database_size"], TERMS["list_size"]
    assert terms[0].label == terms[1].label
