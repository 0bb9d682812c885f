"""Leads as a person lists, reads, writes and marks them, through spool, loader and ClickHouse."""

from __future__ import annotations

import csv
import io
import re
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import msgspec
import pytest
from flask import Flask
from playwright.sync_api import Page, Playwright, Route

from collector.enrich import Identity, Sender, enrich_event
from collector.event import SentEvent
from collector.lead_summary import sum_all_leads
from collector.loader import Loader
from collector.site import KnownSite
from collector.spool import Spool
from collector.visitor import Salts
from leadpump.clickhouse import ClickHouse
from leadpump.facts import Facts
from leadpump.pages import lead as lead_page
from leadpump.pages import waiting
from leadpump.pages.given import give_facts, give_identity
from leadpump.records import Records
from tests.browser import browser_arguments, find_browser
from tests.conftest import wait_until
from tests.pages.conftest import Browser, build_app

PAGE = "/sites/fleurs.fr/leads"
HOSTILE = '"><img src=x onerror=alert(1)>{{ 7*7 }}</td><script>alert(1)</script>'
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)
MARIE = {"email": "marie.dupont@exemple.fr", "name": "Marie Dupont", "phone": "01 99 00 12 78"}


@dataclass
class Town:
    """A site's visitors: they send forms, and their leads are looked up."""

    facts: Facts
    identity: Identity
    stored: ClickHouse

    def send(self, name: str = "pageview", address: str = "192.0.2.1", **fields: Any) -> None:
        given = {"site": "fleurs.fr", "name": name, "url": "https://fleurs.fr/", "id": str(uuid4())} | fields
        site = KnownSite(name="fleurs.fr", hosts=("fleurs.fr",))
        record = enrich_event(
            msgspec.convert(given, SentEvent), Sender(address, CHROME, "fr"), site, self.identity, datetime.now(UTC)
        )
        assert record is not None
        assert self.facts.keep([record], seconds=60)

    def form(self, fields: dict[str, str] | None = None, **more: Any) -> str:
        """A form is sent; the id of its lead, once it is there."""
        id_ = str(uuid4())
        self.send("form_submit", id=id_, fields=fields or {}, **({"form": "devis"} | more))
        wait_until(lambda: self.leads(f"toString(lead_id) = '{id_}'"), what="the lead")
        return id_

    def leads(self, condition: str = "1") -> list[dict[str, Any]]:
        return self.stored.query(f"select * from all_leads where {condition} order by created, lead_id")


@pytest.fixture
def stored(clickhouse_http: ClickHouse) -> ClickHouse:
    return clickhouse_http


@pytest.fixture
def town(data: Path, stored: ClickHouse, records: Records) -> Iterator[Town]:  # noqa: ARG001 - makes the folder
    """A spool, and a loader that works while somebody waits."""
    spool = Spool(data / "spool", limit_bytes=10**9, min_free_bytes=0)
    loader = Loader(data / "spool", stored)
    identity = Identity(Salts(data / "salts"), secrets.token_bytes(32), secrets.token_bytes(32))
    yield Town(Facts(spool, stored.query, sleep=lambda _: loader.load_waiting()), identity, stored)
    spool.close()


@pytest.fixture
def app(records: Records, town: Town, data: Path) -> Flask:
    app = build_app(records)
    give_facts(app, town.facts)
    give_identity(app, town.identity)
    app.config[waiting.FOLDER] = data / "uploads"
    return app


Opening = Callable[[Browser], Page]


@pytest.fixture
def open_page(playwright: Playwright) -> Iterator[Opening]:
    """A real browser without JavaScript, whose requests the application answers in this process."""
    chromium = playwright.chromium.launch(executable_path=find_browser(), args=browser_arguments())

    def opened(signed_in: Browser) -> Page:
        def answer(route: Route) -> None:
            sent = route.request
            response = signed_in.client.open(
                sent.url.removeprefix("http://leadpump.test"),
                method=sent.method,
                data=sent.post_data_buffer,
                content_type=sent.headers.get("content-type"),
                headers={"Accept-Language": "en"},
                base_url=signed_in.origin,
                follow_redirects=True,
            )
            route.fulfill(status=response.status_code, content_type=response.content_type, body=response.get_data())
            response.close()

        page = chromium.new_context(java_script_enabled=False).new_page()
        page.route("http://leadpump.test/**", answer)
        return page

    yield opened
    chromium.close()


def plain(page: str) -> str:
    """The page's words, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<main")[2]))


def write(browser: Browser, lead: str, **fields: str) -> str:
    """Write down what happened to a lead; the page that is shown then."""
    browser.get(f"{PAGE}/{lead}")
    answer = browser.submit(f"{PAGE}/{lead}", **fields)
    assert answer.status_code == 303, plain(answer.text)
    return plain(browser.get(answer.location).text)


def test_without_leads_the_page_says_where_they_come_from(owner: Browser) -> None:
    page = plain(owner.get(PAGE).text)
    assert "No lead yet" in page
    assert "Add a lead" in page
    assert "at a fair or by word of mouth" in page


def test_the_list_says_whom_to_call_and_names_them(owner: Browser, town: Town) -> None:
    town.send(url="https://fleurs.fr/?utm_source=google&utm_medium=cpc&utm_campaign=toit")
    lead = town.form(MARIE, magnet="checklist")
    page = owner.get(PAGE).text
    words = plain(page)
    assert "1 lead waits for your call, for 0 min." in words
    assert "Marie Dupont" in words
    assert "checklist" in words
    assert "Paid search (SEA)" in words
    assert f'href="{PAGE}/{lead}"' in page
    assert 'href="tel:+33199001278"' in page
    assert 'href="mailto:marie.dupont@exemple.fr"' in page


def test_who_was_called_waits_no_more(owner: Browser, town: Town) -> None:
    lead = town.form(MARIE)
    words = write(owner, lead, what="call", note="Rappeler lundi")
    assert "It is written down." in words
    assert "Rappeler lundi" in words
    assert "by owner" in words
    assert "Nobody waits for your call" in plain(owner.get(PAGE).text)
    assert "No lead fits" in plain(owner.get(f"{PAGE}?show=waiting").text)


def test_who_is_qualified_waits_until_somebody_calls(owner: Browser, town: Town) -> None:
    lead = town.form(MARIE)
    write(owner, lead, what="stage:mql")
    assert "1 lead waits for your call" in plain(owner.get(PAGE).text)
    assert "Marie Dupont" in plain(owner.get(f"{PAGE}?show=waiting").text)
    write(owner, lead, what="stage:lost", reason="duplicate")
    assert "Nobody waits for your call" in plain(owner.get(PAGE).text)


def test_a_customer_has_a_date_and_an_amount(owner: Browser, town: Town) -> None:
    lead = town.form(MARIE)
    words = write(owner, lead, what="stage:customer", amount="1 250,50", at="2026-03-21T14:30")
    assert "Stage: Customer" in words
    assert "€1,250.50" in words
    (row,) = town.leads()
    assert (row["stage"], float(row["revenue"])) == ("customer", 1250.5)
    # 14:30 in Paris before the clocks change is 13:30 UTC.
    assert row["customer"].isoformat()[:16] == "2026-03-21T13:30"


def test_a_lost_lead_has_its_reason(owner: Browser, town: Town) -> None:
    lead = town.form(MARIE)
    words = write(owner, lead, what="stage:lost", reason="no_answer")
    assert "Lost (No answer)" in words
    assert [row["lost_reason"] for row in town.leads()] == ["no_answer"]


def test_what_was_written_down_is_withdrawn(owner: Browser, town: Town) -> None:
    lead = town.form(MARIE)
    write(owner, lead, what="sale", amount="500", order="A-12")
    page = owner.get(f"{PAGE}/{lead}").text
    (address,) = re.findall(r'action="([^"]*/withdraw)"', page)
    answer = owner.submit(address)
    assert answer.status_code == 303
    assert "Sale of" not in plain(owner.get(answer.location).text)
    (row,) = town.leads()
    assert (row["stage"], float(row["revenue"])) == ("new", 0)
    assert owner.submit(address).status_code == 404  # there is nothing left to withdraw
    # The ledger has kept both.
    assert len(town.stored.query("select * from lead_events where kind in ('sale', 'retracted')")) == 2


REFUSED_CHANGES = [
    ({"what": "sale"}, "need their amount"),
    ({"what": "sale", "amount": "beaucoup"}, "This is no amount"),
    ({"what": "refund", "amount": "-5"}, "This is no amount"),
    ({"what": "sale", "amount": "1,234"}, "a thousand or a fraction"),
    ({"what": "note"}, "Write the note."),
    ({"what": "note", "note": "x" * 2001}, "The note is too long"),
    ({"what": "call", "at": "hier"}, "This is no date"),
    ({"what": "call", "at": "1999-01-01"}, "This is no date"),
    ({"what": "call", "at": "2099-01-01"}, "lies in the future"),
    ({"what": "retracted"}, "Choose what happened"),
    ({"what": "stage:nonsense"}, "Choose what happened"),
    ({"amount": "5"}, "Choose what happened"),
]


def test_what_cannot_be_kept_says_why_and_keeps_what_was_typed(owner: Browser, town: Town) -> None:
    lead = town.form(MARIE)
    owner.get(f"{PAGE}/{lead}")
    for fields, said in REFUSED_CHANGES:
        answer = owner.submit(f"{PAGE}/{lead}", **fields)
        assert answer.status_code == 422
        assert said in plain(answer.text), fields
        for name in fields.keys() & {"amount", "at"}:
            assert f'value="{fields[name]}"' in answer.text
    assert town.stored.query("select * from lead_events where via = 'page'") == []


def test_a_note_is_as_long_as_its_field_lets_it_be(owner: Browser, town: Town) -> None:
    """Where a browser counts one character at the end of a line, it sends two."""
    lead, note = town.form(MARIE), "Veut un devis.\n" * 133 + "x" * 5
    assert len(note) == 2000
    owner.get(f"{PAGE}/{lead}")
    sent = owner.submit(f"{PAGE}/{lead}", what="note", note=note.replace("\n", "\r\n"))
    assert sent.status_code == 303
    owner.get(f"{PAGE}/new")
    assert owner.submit(f"{PAGE}/new", name="Luc", note=note.replace("\n", "\r\n")).status_code == 303


def test_a_form_sent_twice_counts_once(owner: Browser, town: Town) -> None:
    lead = town.form(MARIE)
    page = owner.get(f"{PAGE}/{lead}").text
    form_id = re.search(r'name="id" value="([^"]+)"', page)
    assert form_id
    for _ in range(2):
        owner.submit(f"{PAGE}/{lead}", what="sale", amount="500", id=form_id[1])
    assert [float(row["revenue"]) for row in town.leads()] == [500]


def test_a_lead_by_hand_is_there_at_once(owner: Browser, town: Town) -> None:
    owner.get(f"{PAGE}/new")
    answer = owner.submit(
        f"{PAGE}/new",
        name="Paul Martin",
        phone="01 99 00 34 56",
        channel="Referral",
        source="salon-lyon",
        magnet="stand",
        note="Veut un devis",
        consent="yes",
    )
    assert answer.status_code == 303
    words = plain(owner.get(answer.location).text)
    assert "Paul Martin" in words
    assert "01 99 00 34 56" in words
    assert "Veut un devis" in words
    assert "May be contacted" in words
    (row,) = town.leads()
    assert (row["via"], row["first_channel"], row["first_source"], row["magnet"], row["consent"]) == (
        "page", "Referral", "salon-lyon", "stand", "granted",
    )  # fmt: skip


REFUSED_LEADS = [
    ({}, "at least a name"),
    ({"company": "Toits SARL"}, "at least a name"),
    ({"email": "marie"}, "This is no e-mail address"),
    ({"phone": "12"}, "This is no telephone number"),
    ({"name": "x" * 201}, "too long"),
    ({"name": "Marie", "at": "2099-01-01T00:00"}, "lies in the future"),
]


def test_a_lead_by_hand_that_is_refused_keeps_what_was_typed(owner: Browser, town: Town) -> None:
    owner.get(f"{PAGE}/new")
    for fields, said in REFUSED_LEADS:
        answer = owner.submit(f"{PAGE}/new", **fields)
        assert answer.status_code == 422
        assert said in plain(answer.text)
        for value in fields.values():
            assert f'value="{value}"' in answer.text
    assert town.leads() == []


def test_a_known_person_written_down_again_stays_one_lead(owner: Browser, town: Town) -> None:
    lead = town.form(MARIE)
    owner.get(f"{PAGE}/new")
    answer = owner.submit(f"{PAGE}/new", email="Marie.Dupont@exemple.fr", company="Toits SARL")
    answer = owner.get(answer.location)
    assert answer.location == f"{PAGE}/{lead}"
    assert "Toits SARL" in plain(owner.get(answer.location).text)
    assert [row["submissions"] for row in town.leads()] == [2]


def test_the_journey_holds_visits_pages_and_the_form(owner: Browser, town: Town) -> None:
    page = str(uuid4())
    town.send(id=page, url="https://fleurs.fr/prix?utm_source=newsletter&utm_medium=email")
    town.send("engagement", page=page, url="https://fleurs.fr/prix", engaged=65000, scroll=80)
    lead = town.form(MARIE, page=page, url="https://fleurs.fr/prix", answers={"budget": "8000"})
    words = plain(owner.get(f"{PAGE}/{lead}").text)
    assert "Visit: E-mail" in words
    assert "/prix" in words
    assert "1 min 05" in words.replace("\u202f", " ")
    assert "read to 80" in words
    assert "Form sent: devis" in words
    assert "Budget 8000" in words
    assert "First, last and converting touch E-mail" in words
    # Nothing has scored it here; what the rules of now say is there all the same, with why.
    assert "+15 “Budget” is at least 5,000" in words
    assert "By the rules of now: 30 for means, 10 for interest." in words
    # A customer is no longer graded as somebody who is still to be won.
    assert "A lead neither interesting nor interested" in words
    words = write(owner, lead, what="stage:customer", amount="900")
    assert "Score Already a customer" in words
    assert "A lead neither interesting nor interested" not in words
    assert "+15 “Budget” is at least 5,000" in words


def test_spam_is_kept_apart_and_comes_back(owner: Browser, town: Town) -> None:
    lead = town.form(MARIE)
    owner.get(f"{PAGE}/{lead}")
    answer = owner.submit(f"{PAGE}/{lead}/spam", spam="yes")
    assert "Kept apart as spam (marked by hand)" in plain(owner.get(answer.location).text)
    assert "Marie Dupont" not in plain(owner.get(PAGE).text)
    assert "Spam: 1 in all" in plain(owner.get(PAGE).text)
    assert "Marie Dupont" in plain(owner.get(f"{PAGE}?show=spam").text)
    answer = owner.submit(f"{PAGE}/{lead}/spam", spam="no")
    assert "The lead counts again." in plain(owner.get(answer.location).text)
    assert "Marie Dupont" in plain(owner.get(PAGE).text)


def test_many_are_marked_at_once(owner: Browser, town: Town) -> None:
    ids = [town.form({"email": f"a{number}@exemple.fr"}) for number in range(3)]
    owner.get(PAGE)
    answer = owner.client.post(
        f"{PAGE}/marked",
        base_url=owner.origin,
        data={"csrf_token": owner.form_token, "lead": ids[:2], "what": "stage:mql", "stage": "new"},
    )
    assert (answer.status_code, answer.location) == (303, f"{PAGE}?stage=new")
    assert sorted(row["stage"] for row in town.leads()) == ["mql", "mql", "new"]
    owner.submit(f"{PAGE}/marked", lead=ids[2], what="spam")
    assert sorted(row["spam"] for row in town.leads()) == ["", "", "by_hand"]
    answer = owner.submit(f"{PAGE}/marked", what="spam")
    assert "Nothing was changed" in plain(owner.get(answer.location).text)
    assert owner.submit(f"{PAGE}/marked", lead="x", what="spam").status_code == 400


def test_the_list_is_filtered(owner: Browser, town: Town) -> None:
    town.send(url="https://fleurs.fr/?utm_source=google&utm_medium=cpc")
    town.form(MARIE, magnet="checklist")
    paul = town.form(
        {"email": "paul@exemple.fr", "first_name": "Paul"}, magnet="devis en ligne", address="198.51.100.9"
    )
    write(owner, paul, what="stage:sql")

    def shown(query: str) -> list[str]:
        table = owner.get(f"{PAGE}?{query}").text.partition("<table")[2]
        return [name for name in ("Marie Dupont", "Paul") if name in table]

    assert shown("") == ["Marie Dupont", "Paul"]
    assert shown("stage=sql") == ["Paul"]
    assert shown("channel=Paid%20Search") == ["Marie Dupont"]
    assert shown("magnet=devis%20en%20ligne") == ["Paul"]
    assert shown("period=7d") == ["Marie Dupont", "Paul"]
    assert shown("show=waiting") == ["Marie Dupont"]
    assert shown("search=paul@exemple.fr") == ["Paul"]
    assert shown(f"search={quote('+33 1 99 00 12 78')}") == ["Marie Dupont"]
    assert shown("search=dupont") == ["Marie Dupont"]
    assert shown("search=personne") == []
    assert shown("stage=nonsense&period=x&page=x&order=x") == ["Marie Dupont", "Paul"]
    assert shown("page=2") == []


def test_hostile_text_is_shown_as_text(owner: Browser, town: Town) -> None:
    fields = dict.fromkeys(("name", "phone", "company", "city", "message"), HOSTILE)
    lead = town.form(
        fields | {"email": "x@exemple.fr"},
        form=HOSTILE,
        magnet=HOSTILE,
        answers={HOSTILE[:60]: HOSTILE},
        url=f"https://fleurs.fr/{HOSTILE}?utm_source={quote(HOSTILE)}&utm_campaign={quote(HOSTILE)}",
    )
    town.send(url=f"https://fleurs.fr/{HOSTILE}?utm_source={quote(HOSTILE)}", title=HOSTILE)
    write(owner, lead, what="sale", amount="5", order=HOSTILE, note=HOSTILE)
    write(owner, lead, what="stage:lost", own_reason=HOSTILE)
    owner.get(f"{PAGE}/new")
    for page in (
        owner.get(PAGE).text,
        owner.get(f"{PAGE}/{lead}").text,
        owner.get(f"{PAGE}?search={quote(HOSTILE)}&magnet={quote(HOSTILE)}").text,
        owner.submit(f"{PAGE}/{lead}", what="call", at=HOSTILE, amount=HOSTILE, note=HOSTILE, order=HOSTILE).text,
        owner.submit(f"{PAGE}/new", name=HOSTILE, email=HOSTILE, note=HOSTILE).text,
    ):
        main = page.partition("<main")[2]
        assert "<img" not in main
        assert "<script" not in main
        assert ">49<" not in main
        assert "alert(1)" in main


def test_the_file_holds_what_the_list_shows_and_no_formula(owner: Browser, town: Town) -> None:
    lead = town.form({"email": "marie@exemple.fr", "name": "=cmd|' /C calc'!A0"}, magnet="+1")
    answer = owner.get(f"{PAGE}.csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [(row["Name"], row["E-mail"], row["Magnet"], row["Stage"]) for row in rows] == [
        ("'=cmd|' /C calc'!A0", "marie@exemple.fr", "'+1", "New")
    ]
    write(owner, lead, what="refund", amount="40")
    (row,) = csv.DictReader(io.StringIO(owner.get(f"{PAGE}.csv").text.removeprefix("\ufeff")))
    assert row["Revenue"] == "-40"
    assert list(csv.reader(io.StringIO(owner.get(f"{PAGE}.csv?stage=sql").text)))[1:] == []


def test_a_viewer_sees_masked_contacts_and_changes_nothing(member: Browser, town: Town) -> None:
    lead = town.form(MARIE | {"message": "Appelez-moi vite"})
    pages = [member.get(PAGE).text, member.get(f"{PAGE}/{lead}").text, member.get(f"{PAGE}.csv").text]
    for page in pages:
        for secret in ("Dupont", "marie.dupont", "01 99", "0199", "Appelez-moi"):
            assert secret not in page
    assert "m…@exemple.fr" in pages[1]
    assert "M… D…" in pages[0]
    for door in ('type="checkbox"', "Write down what happened", "Mark as spam", "leads/new"):
        assert door not in pages[0] + pages[1]
    assert "masked" in pages[0]
    # A name is no way to find out who somebody is; a whole address, which the asker knows, is.
    assert "No lead fits" in member.get(f"{PAGE}?search=dupont").text
    assert "M… D…" in member.get(f"{PAGE}?search=marie.dupont@exemple.fr").text
    member.get("/account/password")
    assert member.get(f"{PAGE}/new").status_code == 403
    for address in (f"{PAGE}/new", f"{PAGE}/{lead}", f"{PAGE}/{lead}/spam", f"{PAGE}/marked"):
        assert member.submit(address, what="call", spam="yes", lead=lead, name="x").status_code == 403
    assert member.submit(f"{PAGE}/{lead}/changes/{lead}/withdraw").status_code == 403
    assert town.stored.query("select * from lead_events where via = 'page'") == []


def test_strangers_log_in_and_other_sites_are_not_there(app: Flask, member: Browser, town: Town) -> None:
    lead = town.form(MARIE)
    stranger = Browser(app.test_client())
    for address in (PAGE, f"{PAGE}/{lead}", f"{PAGE}/new"):
        assert stranger.get(address).location.startswith("/login")
        assert member.get(address.replace("fleurs.fr", "pains.fr")).status_code == 404
    assert stranger.get(f"{PAGE}.csv").status_code == 401


def test_the_lead_of_one_site_is_none_of_anothers(owner: Browser, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    lead = town.form(MARIE)
    other = f"/sites/pains.fr/leads/{lead}"
    # Nothing is waited for: the page would hold a thread.
    monkeypatch.setattr(lead_page, "MADE_WITHIN", 60)
    began = time.monotonic()
    assert owner.get(other).status_code == 404
    assert time.monotonic() - began < 20
    owner.get(PAGE)
    assert owner.submit(other, what="call").status_code == 404
    owner.submit("/sites/pains.fr/leads/marked", lead=lead, what="spam")
    assert [row["spam"] for row in town.leads()] == [""]
    assert owner.get(f"{PAGE}/{uuid4()}").status_code == 404


def test_nothing_changes_without_the_forms_token(owner: Browser, town: Town) -> None:
    lead = town.form(MARIE)
    for address in (f"{PAGE}/new", f"{PAGE}/{lead}", f"{PAGE}/{lead}/spam", f"{PAGE}/marked"):
        owner.form_token = "forged"
        assert owner.submit(address, what="call", spam="yes", lead=lead, name="x").status_code == 400
    assert town.stored.query("select * from lead_events where via = 'page'") == []


def test_contact_details_written_on_a_page_are_nowhere_in_the_clear(owner: Browser, town: Town, data: Path) -> None:
    lead = town.form(MARIE)
    write(owner, lead, what="note", note="Marie Dupont habite Tours")
    owner.get(f"{PAGE}/new")
    owner.submit(f"{PAGE}/new", name="Paul Martin", email="paul.martin@exemple.fr")
    for table in ("lead_events", "lead_summaries", "events", "contacts"):
        text = repr(town.stored.query(f"select * from {table}"))
        for secret in ("Dupont", "marie.dupont", "Tours", "Martin", "paul.martin"):
            assert secret not in text
    on_disk = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())
    assert b"paul.martin" not in on_disk


def test_pages_turn_at_fifty(owner: Browser, town: Town) -> None:
    now = datetime.now(UTC)
    rows = [
        {
            "site": "fleurs.fr",
            "lead_id": str(uuid4()),
            "ts": (now - timedelta(minutes=n)).timestamp(),
            "received": now.timestamp(),
            "kind": "created",
            "id": str(uuid4()),
            "subject_id": str(uuid4()),
            "form": f"formulaire-{n:02}",
        }
        for n in range(51)
    ]
    town.stored.insert_lines("lead_events", b"".join(msgspec.json.encode(row) + b"\n" for row in rows), "rows")
    sum_all_leads(town.stored)
    first, second = owner.get(PAGE).text, owner.get(f"{PAGE}?page=2").text
    assert "1 to 50 of 51 leads" in plain(first)
    assert f'rel="next" href="{PAGE}?page=2"' in first
    table = second.partition("<table")[2]
    assert re.findall(r"formulaire-\d\d", table.partition("</tbody>")[0])[-1] == "formulaire-50"
    assert "formulaire-49" not in table


def test_a_lead_by_hand_takes_one_form_and_few_keys(owner: Browser, open_page: Opening) -> None:
    """From the list: a click, four fields, a click. Nothing else is asked, and no script runs."""
    page = open_page(owner)
    page.goto("http://leadpump.test/sites/fleurs.fr/leads")
    page.get_by_role("link", name="Add a lead").click()
    page.locator("#name:focus").wait_for()
    page.keyboard.type("Paul Martin")
    page.keyboard.press("Tab")
    page.keyboard.type("01 99 00 34 56")
    page.get_by_label("Source").fill("salon-lyon")
    page.get_by_label("Note").fill("Rappeler lundi")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Paul Martin").wait_for()
    assert "Rappeler lundi" in page.inner_text("main")
    # What a call does not need is not asked for; a sale brings the field of its amount.
    assert not page.get_by_label("Amount").is_visible()
    page.locator("#what").select_option("sale")
    assert page.get_by_label("Amount").is_visible()


def test_the_list_is_in_the_navigation(owner: Browser) -> None:
    assert f'href="{PAGE}"' in owner.get("/sites/fleurs.fr/install").text


def test_the_list_is_filtered_by_quadrant_and_days(owner: Browser, town: Town) -> None:
    best, kicker, plain_one = (
        town.form(MARIE),
        town.form({"email": "k@exemple.fr"}),
        town.form({"email": "p@exemple.fr"}),
    )
    town.stored.insert_lines("lead_events", b"".join(
        msgspec.json.encode({"site": "fleurs.fr", "lead_id": lead, "id": str(uuid4()), "kind": "score", "stage": "",
                             "ts": datetime.now(UTC).timestamp(), "received": datetime.now(UTC).timestamp(),
                             "interesting": means, "interested": interest}) + b"\n"
        for lead, means, interest in ((best, 30, 30), (kicker, 29, 90))
    ), "scores")  # fmt: skip
    sum_all_leads(town.stored)

    def listed(query: str) -> list[str]:
        table = owner.get(f"{PAGE}?{query}").text.partition("table-leads")[2]
        return [lead for lead in (best, kicker, plain_one) if f"/leads/{lead}" in table]

    for quadrant, leads in (("both", [best]), ("interested", [kicker]), ("interesting", []), ("neither", [plain_one])):
        wait_until(lambda q=quadrant, e=leads: listed(f"quadrant={q}") == e, what=quadrant)
    words = plain(owner.get(PAGE).text)
    assert [points for points in ("30 / 30", "29 / 90", "0 / 0") if points not in words] == []
    today = datetime.now(UTC).date()
    first, last = today - timedelta(days=1), today + timedelta(days=1)
    assert listed(f"quadrant=both&period={first}_{last}") == [best]
    assert f'value="{first}_{last}" selected' in owner.get(f"{PAGE}?period={first}_{last}").text
    assert listed(f"period=2020-01-01_{first - timedelta(days=1)}") == []
    assert len(listed("quadrant=nowhere&period=2026-02-30_2026-03-01")) == 3


def test_a_score_that_rules_gave_is_not_offered_to_be_withdrawn(owner: Browser, town: Town) -> None:
    lead, now = town.form(MARIE), datetime.now(UTC).timestamp()
    town.stored.insert_lines("lead_events", b"".join(
        msgspec.json.encode({"site": "fleurs.fr", "lead_id": lead, "id": str(uuid4()), "kind": "score", "stage": "",
                             "ts": now, "received": now, "interesting": means, "interested": 40, "via": via}) + b"\n"
        for means, via in ((31, "rule"), (32, "api"))
    ), "scores")  # fmt: skip
    page = owner.get(f"{PAGE}/{lead}").text
    offered = re.findall(r'aria-label="Withdraw: ([^"]*)"', page)
    assert "Score: 31 for means" in plain(page)
    assert [title for title in offered if title.startswith("Score")] == ["Score: 32 for means, 40 for interest"]


EXPORTS = Path(__file__).parents[1] / "leads" / "exports"


def send_file(browser: Browser, about: str, data: bytes) -> tuple[int, str]:
    """Upload a file; the status, and the address of its preview."""
    page = f"{PAGE}/import" if about == "leads" else f"{PAGE}/changes/import"
    browser.get(page)
    answer = browser.client.post(
        page,
        base_url=browser.origin,
        data={"csrf_token": browser.form_token, "file": (io.BytesIO(data), "marie.dupont@exemple.fr.csv")},
    )
    return answer.status_code, answer.location or ""


def import_file(browser: Browser, about: str, data: bytes) -> tuple[str, str]:
    """Upload, look, import; the preview and the page that follows."""
    status, location = send_file(browser, about, data)
    assert status == 303
    preview = browser.get(location).text
    fields = dict(re.findall(r'<input type="hidden" name="(?!csrf)([^"]+)" value="([^"]*)"', preview))
    answer = browser.submit(location, **fields)
    assert answer.status_code == 303, answer.text
    return plain(preview), plain(browser.get(answer.location).text)


def undo_latest(browser: Browser) -> str:
    """Undo the latest import that can be undone; the page that follows."""
    page = browser.get(f"{PAGE}/imports").text
    found = re.search(rf'action="({PAGE}/imports/\d+/undo)"', page)
    assert found, page
    return plain(browser.get(browser.submit(found[1]).location).text)


def test_leads_and_changes_are_imported_once_undone_and_imported_again(owner: Browser, town: Town, data: Path) -> None:
    file = (EXPORTS / "hubspot_contacts_en.csv").read_bytes()
    preview, _ = import_file(owner, "leads", file)
    assert "3 lines would be added." in preview
    wait_until(lambda: len(town.leads("spam = ''")) == 3, what="the leads")
    preview, page = import_file(owner, "leads", file)
    assert "3 are known already" in preview
    # A longer version adds what is new, and a wrong line is left out.
    longer = (
        file + b'"104","Lea","Bois","lea@exemple.fr","","","Lead","2026-03-07 10:00"\n"105","X","","x","","","",""\n'
    )
    preview, _ = import_file(owner, "leads", longer)
    assert "1 line would be added." in preview
    assert "Line 6: The e-mail address is not one." in preview
    wait_until(lambda: len(town.leads("spam = ''")) == 4, what="the fourth")

    follow_up = (EXPORTS / "follow_up.csv").read_bytes()
    preview, _ = import_file(owner, "changes", follow_up)
    assert "10 lines would be added." in preview
    wait_until(lambda: len(town.leads("stage = 'customer'")) == 1, what="the customer")
    (marie,) = town.leads("stage = 'customer'")
    assert (marie["orders"], float(marie["revenue"])) == (1, 2900)
    assert [lead["lost_reason"] for lead in town.leads("stage = 'lost'")] == ["no_answer"]

    page = undo_latest(owner)
    assert "10 changes are withdrawn" in page
    wait_until(lambda: not town.leads("stage = 'customer' or stage = 'lost'"), what="the undoing")
    preview, _ = import_file(owner, "changes", follow_up)
    assert "10 lines would be added." in preview
    wait_until(lambda: len(town.leads("stage = 'customer'")) == 1, what="the customer again")
    preview, _ = import_file(owner, "changes", follow_up)
    assert "There is nothing new in this file." in preview
    undo_latest(owner)

    undo_latest(owner)
    undo_latest(owner)
    wait_until(lambda: not town.leads("spam = ''"), what="the undoing of the leads")
    preview, _ = import_file(owner, "leads", file)
    assert "3 leads that were undone count again" in preview
    wait_until(lambda: len(town.leads("spam = ''")) == 3, what="the leads again")
    # Nothing of them lies in the clear, neither in what was imported nor in what waits.
    send_file(owner, "leads", longer)
    paths = [path for path in data.rglob("*") if path.is_file()]
    assert any(path.parent.name == "uploads" for path in paths)
    assert not [path for path in paths if b"marie.dupont" in path.read_bytes()]


def test_a_lead_that_others_told_of_too_stays_when_its_import_is_undone(owner: Browser, town: Town) -> None:
    import_file(owner, "leads", (EXPORTS / "hubspot_contacts_en.csv").read_bytes())
    wait_until(lambda: len(town.leads()) == 3, what="the leads")
    town.send("form_submit", form="devis", fields={"email": "paul@exemple.fr"}, id=str(uuid4()))
    late = b"email,create date\npaul@exemple.fr,2026-03-05 18:00\nneu@exemple.fr,2026-03-05 18:00\n"
    import_file(owner, "leads", late)
    wait_until(lambda: len(town.leads("submissions = 2")) == 1, what="the report that joined Paul")
    page = undo_latest(owner)
    assert "1 lead counts no more" in page
    assert len(town.leads("spam = '' and submissions = 2")) == 1


def test_leads_of_two_imports_count_no_more_once_both_are_undone_in_whichever_order(owner: Browser, town: Town) -> None:
    first = b"email,create date\npaul@exemple.fr,2026-03-05 18:00\nlea@exemple.fr,2026-03-05 18:00\n"
    second = b"email,create date\npaul@exemple.fr,2026-03-06 18:00\n"
    import_file(owner, "leads", first)
    wait_until(lambda: len(town.leads()) == 2, what="the leads")
    import_file(owner, "leads", second)
    wait_until(lambda: len(town.leads("submissions = 2")) == 1, what="the report that joined Paul")
    latest, earlier = re.findall(rf'action="({PAGE}/imports/\d+/undo)"', owner.get(f"{PAGE}/imports").text)
    page = plain(owner.get(owner.submit(earlier).location).text)
    assert "1 lead counts no more · 0 changes are withdrawn · 1 lead stays, for others told of it too" in page
    page = owner.get(owner.submit(latest).location).text
    assert "1 lead counts no more" in plain(page)
    assert "/undo" not in page
    wait_until(lambda: not town.leads("spam = ''"), what="the undoing")
    preview, _ = import_file(owner, "leads", first)
    assert "2 lines would be added." in preview
    wait_until(lambda: len(town.leads("spam = ''")) == 2, what="the leads again")
    # The second report is one of the lead that counts again.
    preview, _ = import_file(owner, "leads", second)
    assert "There is nothing new in this file." in preview
    assert len(town.leads("spam = ''")) == 2


def test_a_column_far_to_the_right_is_imported_as_the_preview_reads_it(owner: Browser, town: Town) -> None:
    others = [f"Property {number}" for number in range(70)]
    header, cells = ",".join(["Nom", *others, "E-mail"]), ",".join(["Dupont", *others, "marie@exemple.fr"])
    preview, _ = import_file(owner, "leads", f"{header}\n{cells}\n".encode())
    assert "1 line would be added." in preview
    assert "marie@exemple.fr" in preview
    wait_until(lambda: len(town.leads()) == 1, what="the lead")
    assert town.leads()[0]["person"] != 0


def test_changes_of_people_unknown_so_far_are_named(owner: Browser) -> None:
    _, location = send_file(owner, "changes", b"date,email,what\n2026-04-01,nobody@exemple.fr,call\n")
    assert "counted once they are a lead: line 2" in plain(owner.get(location).text)


def test_only_owner_and_editors_import_and_undo(member: Browser, records: Records) -> None:
    for page in (f"{PAGE}/import", f"{PAGE}/changes/import", f"{PAGE}/imports"):
        assert member.get(page).status_code == 403
        assert member.get(page.replace("fleurs.fr", "pains.fr")).status_code == 404
    member.get(PAGE)
    assert member.submit(f"{PAGE}/imports/1/undo").status_code in (400, 403)
    assert "Import a file" not in member.get(PAGE).text
    records.add_member("claire", "fleurs.fr", "editor")
    assert member.get(f"{PAGE}/import").status_code == 200


def test_a_file_is_for_whoever_sent_it_about_what_it_was_sent_and_needs_the_token(
    owner: Browser, member: Browser, records: Records
) -> None:
    _, location = send_file(owner, "leads", (EXPORTS / "brevo_contacts.csv").read_bytes())
    records.add_member("claire", "fleurs.fr", "editor")
    assert member.get(location).status_code == 303
    assert owner.get(location.replace("/leads/import", "/leads/changes/import")).status_code == 303
    assert owner.client.post(location, base_url=owner.origin).status_code == 400
    assert owner.get(location).status_code == 200


def test_what_a_file_says_is_shown_as_text(owner: Browser) -> None:
    data = f'email,"{HOSTILE.replace(chr(34), chr(34) * 2)}"\nx,y\n'.encode()
    _, location = send_file(owner, "leads", data)
    page = owner.get(location).text
    assert "<script>alert(1)" not in page
    assert "{{ 7*7 }}" in page
