"""The costs of a site as a person writes, corrects and imports them, through spool, loader and ClickHouse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from collector.enrich import Identity
from collector.loader import Loader
from collector.spool import Spool
from collector.visitor import Salts
from leadpump.clickhouse import ClickHouse
from leadpump.facts import Facts
from leadpump.pages import waiting
from leadpump.pages.given import give_facts, give_identity
from leadpump.records import Records
from leadpump.records.new_site import NewSite
from reports.magnet import Magnet
from tests.pages.conftest import Browser, build_app

PAGE = "/sites/fleurs.fr/costs"
EXPORTS = Path(__file__).parents[1] / "costs" / "exports"
HOSTILE = '"><img src=x onerror=alert(1)>{{ 7*7 }}</td><script>alert(1)</script>'


@pytest.fixture
def stored(clickhouse_http: ClickHouse) -> ClickHouse:
    return clickhouse_http


@pytest.fixture
def app(records: Records, data: Path, stored: ClickHouse) -> Iterator[Flask]:
    """The pages over a spool, and a loader that works while somebody waits."""
    app = build_app(records)
    spool = Spool(data / "spool", limit_bytes=10**9, min_free_bytes=0)
    loader = Loader(data / "spool", stored)
    give_facts(app, Facts(spool, stored.query, sleep=lambda _: loader.load_waiting()))
    give_identity(app, Identity(Salts(data / "salts"), b"\1" * 32, b"\2" * 32))
    app.config[waiting.FOLDER] = data / "uploads"
    yield app
    spool.close()


def spend(stored: ClickHouse) -> list[tuple[date, float, str]]:
    rows = stored.query(
        "select day, sum(amount) as spent, any(campaign) as campaign from spend group by day, entry order by day"
    )
    return [(row["day"], float(row["spent"]), row["campaign"]) for row in rows]


def write(browser: Browser, **fields: str) -> str:
    """Add a cost; the page that is shown then."""
    browser.get(PAGE)
    answer = browser.submit(
        PAGE, **{"amount": "90,50", "first": "2026-03-01", "last": "2026-03-03", "purpose": "media"} | fields
    )
    assert answer.status_code == 303, answer.text
    return browser.get(answer.location).text


def entry_address(browser: Browser, page: str) -> str:
    """The address of the form of the one entry behind the one line of a page."""
    line = re.search(r'opening-link" href="([^"]*/entries[^"]*)"', page)
    assert line
    found = re.search(rf'href="({PAGE}/[0-9a-f-]{{36}})"', browser.get(line[1].replace("&amp;", "&")).text)
    assert found
    return found[1]


def version_in(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return found[1]


def test_without_any_the_page_says_what_they_are_good_for(owner: Browser) -> None:
    page = owner.get(PAGE).text
    assert "No cost is written down yet" in page
    assert "Add the cost" in page


def test_a_cost_is_seen_as_soon_as_it_is_written(owner: Browser, stored: ClickHouse) -> None:
    page = write(owner, channel="Paid search (SEA)", campaign="toiture")
    assert "The cost is written down." in page
    assert "€90.50 spent in March 2026, all of it on Paid search (SEA)." in page
    # 90.50 over three days: 30.16, 30.17, 30.17.
    assert spend(stored) == [
        (date(2026, 3, 1), 30.16, "toiture"),
        (date(2026, 3, 2), 30.17, "toiture"),
        (date(2026, 3, 3), 30.17, "toiture"),
    ]
    assert stored.query("select distinct channel, author, origin, currency from spend") == [
        {"channel": "Paid Search", "author": "owner", "origin": "page", "currency": "EUR"}
    ]


def test_a_form_that_is_sent_twice_counts_once(owner: Browser, stored: ClickHouse) -> None:
    found = re.search(r'name="id" value="([^"]+)"', owner.get(PAGE).text)
    assert found
    for _ in range(2):
        write(owner, campaign="toiture", id=found[1], last="2026-03-01")
    # Another cost, from the same form: the browser went back and something else was typed.
    write(owner, campaign="toiture", id=found[1], last="2026-03-01", amount="10")
    assert sorted(spend(stored)) == [(date(2026, 3, 1), 10.0, "toiture"), (date(2026, 3, 1), 90.5, "toiture")]


def test_a_cost_is_corrected_and_its_other_days_are_gone(owner: Browser, stored: ClickHouse) -> None:
    form = entry_address(owner, write(owner, campaign="toiture"))
    page = owner.get(form).text
    assert 'value="90.5"' in page
    answer = owner.submit(
        form,
        version=version_in(page),
        amount="10",
        first="2026-03-02",
        last="2026-03-02",
        purpose="tools",
        note="corrected",
    )
    assert answer.status_code == 303
    assert "The cost is corrected." in owner.get(answer.location).text
    assert spend(stored) == [(date(2026, 3, 2), 10, "")]
    # Nothing was deleted: three days, a new second one, and two that are taken away.
    assert stored.query("select count() as rows from costs") == [{"rows": 6}]


def test_the_form_of_a_cost_is_taken_as_it_is_shown(owner: Browser, stored: ClickHouse) -> None:
    page = write(owner, amount="12.3450", source="salon", last="2026-03-01")
    address = entry_address(owner, page)
    form = owner.get(address).text
    shown = re.search(r'name="amount" type="text" value="([^"]+)"', form)
    assert shown
    fields = {"amount": shown[1], "first": "2026-03-01", "source": "salon", "purpose": "media", "note": "corrected"}
    assert owner.submit(address, version=version_in(form), **fields).status_code == 303
    assert spend(stored) == [(date(2026, 3, 1), 12.345, "")]


def test_two_who_correct_the_same_cost_do_not_overwrite_each_other(owner: Browser, stored: ClickHouse) -> None:
    form = entry_address(owner, write(owner, campaign="toiture"))
    opened = version_in(owner.get(form).text)
    given = {"first": "2026-03-01", "last": "2026-03-01", "purpose": "media", "campaign": "toiture"}
    assert owner.submit(form, version=opened, amount="20", **given).status_code == 303
    answer = owner.submit(form, version=opened, amount="30", **given)
    assert answer.status_code == 409
    assert "Somebody else has changed this cost" in answer.text
    assert spend(stored) == [(date(2026, 3, 1), 20, "toiture")]


def test_a_cost_is_taken_out(owner: Browser, stored: ClickHouse) -> None:
    form = entry_address(owner, write(owner, campaign="toiture"))
    answer = owner.submit(f"{form}/remove")
    assert "The cost is taken out." in owner.get(answer.location).text
    assert spend(stored) == []
    assert owner.get(form).status_code == 404


def test_all_behind_a_line_is_taken_out(owner: Browser, stored: ClickHouse) -> None:
    write(owner, campaign="toiture")
    write(owner, campaign="toiture", first="2026-03-20", last="2026-04-02")
    write(owner, campaign="other")
    answer = owner.submit(f"{PAGE}/entries/remove", month="2026-03", purpose="media", campaign="toiture")
    assert "The costs are taken out." in owner.get(answer.location).text
    assert {campaign for _, _, campaign in spend(stored)} == {"other"}


def test_more_entries_than_are_listed_are_counted_and_taken_out_all(owner: Browser, stored: ClickHouse) -> None:
    stored.command(
        "insert into costs (id, entry, site, day, amount, currency, purpose, campaign, received) "
        "select generateUUIDv4(number) as id, id, 'fleurs.fr', toDate('2026-03-05'), 0.5, 'EUR', 'media', 'toiture', "
        "now64() from numbers(1203)"
    )
    page = owner.get(f"{PAGE}/entries?month=2026-03&purpose=media&campaign=toiture").text
    assert "The first 500 of 1,203 entries; the sum is of all of them." in page
    assert "€601.50" in page
    assert "Remove all 1203 entries" in page
    answer = owner.submit(f"{PAGE}/entries/remove", month="2026-03", purpose="media", campaign="toiture")
    assert "The costs are taken out." in owner.get(answer.location).text
    assert spend(stored) == []


WRONG: list[tuple[dict[str, str], str]] = [
    ({"amount": "douze"}, "Write an amount"),
    ({"amount": "1,234"}, "This may be a thousand or a fraction"),
    ({"amount": "-5"}, "Write more than nothing"),
    ({"amount": "0"}, "Write more than nothing"),
    ({"amount": "1e400"}, "Write an amount"),
    ({"amount": "9999999999999"}, "too large to be a cost"),
    ({"amount": "5 CHF"}, "Costs of this site are in EUR"),
    ({"first": "31/02/2026"}, "Write a day"),
    ({"first": "", "last": ""}, "Write a day"),
    ({"last": "2026-02-01"}, "The last day comes before the first."),
    ({"last": "2199-01-01"}, "Choose a day from 2000"),
    ({"first": "2020-01-01"}, "spread over a year at most"),
    ({"campaign": ""}, "Say what it was spent on"),
    ({"note": "x" * 201}, "At most 200 characters."),
]


def test_what_a_form_may_not_say(owner: Browser, stored: ClickHouse) -> None:
    owner.get(PAGE)
    for fields, said in WRONG:
        given = {"amount": "5", "first": "2026-03-01", "last": "2026-03-03", "purpose": "media", "campaign": "a"}
        answer = owner.submit(PAGE, **given | fields)
        assert (answer.status_code, said in answer.text) == (422, True), fields
    assert spend(stored) == []


def test_what_people_write_is_text(owner: Browser) -> None:
    page = write(owner, channel=HOSTILE, source=HOSTILE, campaign=HOSTILE, magnet=HOSTILE, note=HOSTILE)
    form = entry_address(owner, page)
    for shown in (page, owner.get(form).text):
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert "&lt;script&gt;alert(1)" in shown


def test_a_viewer_sees_and_may_not_change(member: Browser, owner: Browser) -> None:
    form = entry_address(owner, write(owner, campaign="toiture"))
    page = member.get(f"{PAGE}?month=2026-03").text
    assert "toiture" in page
    assert "Add the cost" not in page
    assert member.get(form).status_code == 403
    token = {"amount": "5", "first": "2026-03-01", "purpose": "media", "campaign": "a"}
    member.get("/account/password")
    assert member.submit(PAGE, **token).status_code == 403
    assert member.submit(f"{form}/remove").status_code == 403
    assert member.get(f"{PAGE}/import").status_code == 403


def test_an_editor_may_change(member: Browser, records: Records, stored: ClickHouse) -> None:
    records.add_member("claire", "fleurs.fr", "editor")
    write(member, campaign="toiture")
    assert len(spend(stored)) == 3


def test_costs_of_another_site_are_out_of_reach(owner: Browser) -> None:
    form = entry_address(owner, write(owner, campaign="toiture"))
    assert owner.get(form.replace("fleurs.fr", "pains.fr")).status_code == 404
    assert "toiture" not in owner.get("/sites/pains.fr/costs?month=2026-03").text


def send_file(browser: Browser, data: bytes, name: str = "export.csv") -> tuple[int, str]:
    """Upload a file: the status, and where it leads or what is said."""
    browser.get(f"{PAGE}/import")
    answer = browser.client.post(
        f"{PAGE}/import",
        base_url=browser.origin,
        data={"csrf_token": browser.form_token, "file": (BytesIO(data), name)},
        content_type="multipart/form-data",
        headers={"Accept-Language": "en"},
    )
    return answer.status_code, answer.location or answer.text


def import_file(browser: Browser, name: str) -> tuple[str, str]:
    """Import a file as it is read; the preview, and the page after it."""
    status, location = send_file(browser, (EXPORTS / name).read_bytes(), name)
    assert status == 303, location
    preview = browser.get(location).text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', preview))
    hidden.pop("csrf_token")
    answer = browser.submit(location, **hidden)
    assert answer.status_code == 303, answer.text
    return preview, browser.get(answer.location).text


def test_an_export_is_looked_at_and_then_imported(owner: Browser, stored: ClickHouse) -> None:
    preview, page = import_file(owner, "google_fr_utf16.csv")
    assert "€1,277.81 from 3 lines, spent on 1 – 2 Mar 2026." in preview
    assert "3 new days of costs" in preview
    assert "Left out as totals: lines 8, 9" in preview
    assert "(no visit carries this name)" in preview
    assert "The costs are imported." in page
    assert sorted(spend(stored)) == [
        (date(2026, 3, 1), 5.25, "marque"),
        (date(2026, 3, 1), 1234.56, "isolation-combles"),
        (date(2026, 3, 2), 38.0, "isolation-combles"),
    ]


def test_an_amount_in_a_preview_is_not_broken_at_its_thousands(owner: Browser) -> None:
    owner.get(f"{PAGE}/import")
    _, location = send_file(owner, b"Jour;Campagne;Montant\n01/03/2026;hiver 2026 12;1 234,56\n", "own.csv")
    page = owner.get(location).text
    assert "1\u00a0234,56" in page
    assert "hiver 2026 12" in page


def test_the_same_file_again_changes_nothing(owner: Browser, stored: ClickHouse) -> None:
    import_file(owner, "google_fr_utf16.csv")
    rows = stored.query("select count() as rows from costs")
    preview, page = import_file(owner, "google_fr_utf16.csv")
    assert "3 days are here already as they are" in preview
    assert "Import these costs" not in preview
    assert "nothing was changed" in page
    assert stored.query("select count() as rows from costs") == rows


def test_the_same_file_again_counts_in_the_currency_that_the_site_was_given_since(
    owner: Browser, records: Records, stored: ClickHouse
) -> None:
    write(owner, campaign="a", source="salon", first="2026-03-01", last="2026-03-01")
    own = b"Date;Source;Campagne;Montant\n2026-03-01;salon;a;100\n2026-03-02;salon;a;50\n"
    _, location = send_file(owner, own, "own.csv")
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', owner.get(location).text))
    hidden.pop("csrf_token")
    owner.submit(location, **hidden)
    assert "count twice" in owner.get(send_file(owner, own, "own.csv")[1]).text
    records.change_site(NewSite("fleurs.fr", "Fleurs", "Europe/Paris", "CHF", ("fleurs.fr",)))
    _, location = send_file(owner, own, "own.csv")
    preview = owner.get(location).text
    assert "2 days replaced" in preview
    assert "count twice" not in preview
    owner.submit(location, **hidden)
    found = stored.query("select currency, sum(amount) as spent from spend where source = 'salon' group by currency")
    assert {row["currency"]: float(row["spent"]) for row in found}["CHF"] == 150


def test_a_later_export_that_overlaps_replaces_and_does_not_add(owner: Browser, stored: ClickHouse) -> None:
    import_file(owner, "google_fr_utf16.csv")
    preview, _ = import_file(owner, "google_en_period.csv")
    assert "59 new days of costs" in preview
    # 170.50 and 1,178 over 31 days are 5.50 and 38.00 a day: of the three days there, two change.
    assert "2 days replaced" in preview
    assert "1 day is here already as it is" in preview
    assert stored.query("select sum(amount) as spent, count() as days from spend") == [{"spent": 1348.5, "days": 62}]


def test_what_was_typed_in_for_the_same_campaign_would_count_twice(owner: Browser) -> None:
    write(owner, source="Google", campaign="marque", channel="Paid search (SEA)", first="2026-03-01", last="2026-03-01")
    status, location = send_file(owner, (EXPORTS / "google_fr_utf16.csv").read_bytes())
    assert status == 303
    assert "Google · marque: €90.50 of the same days are written down already" in owner.get(location).text


def test_a_taken_out_import_comes_back_with_its_file(owner: Browser, stored: ClickHouse) -> None:
    import_file(owner, "google_en_weekly.csv")
    owner.submit(
        f"{PAGE}/entries/remove",
        month="2026-03",
        purpose="media",
        channel="Paid Search",
        source="Google",
        campaign="marque",
    )
    assert spend(stored) == []
    import_file(owner, "google_en_weekly.csv")
    assert len(spend(stored)) == 14


def test_a_file_with_a_problem_is_shown_with_its_line_and_not_imported(owner: Browser, stored: ClickHouse) -> None:
    broken = EXPORTS.parent / "broken" / "dates_either.csv"
    status, location = send_file(owner, broken.read_bytes())
    assert status == 303
    page = owner.get(location).text
    assert "Line 2: “03/04/2026” may be the day or the month first." in page
    assert owner.submit(location).status_code == 422
    chosen = "?platform=other&order=month_first&column_0=day&column_1=campaign&column_2=amount"
    assert "€11.00 from 2 lines, spent on 4 Mar – 3 Apr 2026." in owner.get(location + chosen).text
    assert spend(stored) == []


def test_what_is_no_table_is_told_at_once(owner: Browser) -> None:
    status, page = send_file(owner, b"PK\x03\x04xl/workbook.xml")
    assert status == 422
    assert "This is an Excel workbook" in page


def test_a_file_is_for_whoever_sent_it_to_that_site(owner: Browser, member: Browser, records: Records) -> None:
    records.add_member("claire", "fleurs.fr", "editor")
    _, location = send_file(owner, (EXPORTS / "google_fr_utf16.csv").read_bytes())
    assert member.get(location).status_code == 303
    assert owner.get(location.replace("fleurs.fr", "pains.fr")).status_code == 303
    assert owner.get(f"{PAGE}/import/..%2F..%2Fsession.key").status_code in (303, 404)


def test_names_in_a_file_are_text(owner: Browser) -> None:
    cell = HOSTILE.replace('"', '""')
    data = f'Date;Campagne;Coût\n2026-03-01;"{cell}";5,00\n'.encode()
    status, location = send_file(owner, data, "<script>alert(2)</script>.csv")
    assert status == 303
    page = owner.get(location).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "script&gt;.csv" in page


def test_campaigns_that_no_visit_names_are_listed(owner: Browser, stored: ClickHouse) -> None:
    today = date.today().isoformat()  # noqa: DTZ011
    write(owner, campaign="seen", first=today, last=today)
    stored.command(
        "insert into events (site, session_id, ts, id, name, utm_campaign)"
        " select 'fleurs.fr', bitShiftLeft(toUInt64(toUnixTimestamp(now())), 32), now(), generateUUIDv4(),"
        " 'pageview', 'seen'"
    )
    page = write(owner, campaign="Seen", first=today, last=today)
    unseen = page[page.index("Campaigns without visits") :]
    assert ">Seen</th>" in unseen
    assert ">seen</th>" not in unseen


def test_other_currencies_are_named_and_not_added(owner: Browser, stored: ClickHouse) -> None:
    stored.command(
        "insert into costs (site, day, received, id, amount, currency)"
        " values ('fleurs.fr', '2026-03-01', now(), generateUUIDv4(), 7, 'CHF')"
    )
    page = write(owner, campaign="toiture")
    assert "€90.50 spent in March 2026" in page
    assert "Not counted here, since a total holds one currency, EUR: CHF" in page


def test_a_magnet_is_found_by_its_title(owner: Browser, records: Records, stored: ClickHouse) -> None:
    records.add_magnet("fleurs.fr", Magnet("stand", "Le stand du salon", "consultation", "", "attended"))
    assert '<option value="Le stand du salon">' in owner.get(PAGE).text
    write(owner, magnet="le stand du salon")
    assert stored.query("select distinct toString(magnet) as name from spend") == [{"name": "stand"}]


def test_a_magnet_is_called_by_its_title(owner: Browser, records: Records) -> None:
    records.add_magnet("fleurs.fr", Magnet("stand", "Le stand du salon", "consultation", "", "attended"))
    page = write(owner, channel="Salons", campaign="", magnet="stand")
    assert "Campaign or magnet" in page
    assert "Le stand du salon" in page
