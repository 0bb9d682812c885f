"""Files of e-mail tools on their pages: the upload, its preview, the import, and its undoing."""

from __future__ import annotations

import io
import re
from html import unescape
from pathlib import Path

from leadpump.records import Records
from tests.conftest import wait_until
from tests.pages.conftest import Browser
from tests.pages.test_lead_pages import HOSTILE, Town, app, stored, town

__all__ = ["app", "stored", "town"]

EXPORTS = Path(__file__).parents[1] / "emails" / "exports"
PAGE = "/sites/fleurs.fr/emails"


def send_file(browser: Browser, data: bytes) -> str:
    """Upload a file; the address of its preview."""
    browser.get(f"{PAGE}/import")
    sent = {"csrf_token": browser.form_token, "file": (io.BytesIO(data), "marie@exemple.fr.csv")}
    answer = browser.client.post(f"{PAGE}/import", base_url=browser.origin, data=sent)
    assert answer.status_code == 303, answer.text
    return answer.location


def import_file(browser: Browser, data: bytes) -> str:
    """Upload, look and import; what the preview said."""
    location = send_file(browser, data)
    preview = browser.get(location).text
    fields = dict(re.findall(r'<input type="hidden" name="(?!csrf)([^"]+)" value="([^"]*)"', preview))
    if 'type="submit">Import' in preview:
        answer = browser.submit(location, **{name: unescape(value) for name, value in fields.items()})
        assert answer.status_code == 303, answer.text
        browser.get(answer.location)
    return plain(preview)


def undo_latest(browser: Browser) -> str:
    """Undo the latest import that can be undone; what is said then."""
    found = re.search(rf'action="({PAGE}/imports/\d+/undo)"', browser.get(f"{PAGE}/imports").text)
    assert found
    return plain(browser.get(browser.submit(found[1]).location).text)


def plain(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def counts(town: Town, columns: str = "sum(sent), sum(delivered), sum(opened), sum(clicked)") -> tuple[int, ...]:
    (row,) = town.stored.query(f"select {columns} from emails")
    return tuple(int(value) for value in row.values())


def test_figures_of_mailings_are_imported_corrected_by_a_later_export_and_undone(owner: Browser, town: Town) -> None:
    file = (EXPORTS / "mailchimp_campaigns_en.csv").read_bytes()
    preview = import_file(owner, file)
    assert "2 mailings, 16 figures would be added." in preview
    assert "16 are new" in preview
    wait_until(lambda: counts(town) == (2430, 2380, 821, 136), what="the figures")
    assert "There is nothing new in this file." in import_file(owner, file)
    # A week later eleven more have opened the first letter.
    preview = import_file(owner, file.replace(b",420,", b",431,"))
    assert "1 total takes the place of an earlier one" in preview
    assert "15 were here already" in preview
    wait_until(lambda: counts(town) == (2430, 2380, 832, 136), what="the later figures")
    assert "1 is as it was before" in undo_latest(owner)
    wait_until(lambda: counts(town) == (2430, 2380, 821, 136), what="the earlier figures")
    assert "16 facts count no more" in undo_latest(owner)
    wait_until(lambda: counts(town) == (0, 0, 0, 0), what="the undoing of the first too")
    assert "undone" in owner.get(f"{PAGE}/imports").text
    assert "16 that were undone count again" in import_file(owner, file)
    wait_until(lambda: counts(town) == (2430, 2380, 821, 136), what="the figures again")


def test_a_log_takes_permissions_back_and_undoing_gives_them_again(owner: Browser, town: Town) -> None:
    town.form({"email": "paul@exemple.fr", "consent": "on"})
    log = (EXPORTS / "brevo_log_en.csv").read_bytes()
    later = log.replace(b"14-03-2026 08:00:00", b"14-03-2099 08:00:00")
    assert "lies in the future" in import_file(owner, later)
    assert "1 event would be added." in import_file(owner, log)
    permission = "select consent from lead_changes where kind = 'consent'"
    wait_until(lambda: town.stored.query(permission) == [{"consent": "denied"}], what="the opt-out")
    undo_latest(owner)
    wait_until(lambda: town.stored.query(permission) == [], what="the undoing")
    assert counts(town, "sum(unsubscribed), sum(clicked)") == (0, 1)


def test_a_file_that_names_no_mailing_can_be_said_to_be_about_one(owner: Browser, town: Town) -> None:
    location = send_file(owner, b"email,date\nmarie@exemple.fr,2026-03-13\n")
    page = owner.get(location).text
    assert "No column says what happened." in plain(page)
    asked = "order=&what=opened&campaign=Lettre+de+mars&column_0=email&column_1=day"
    page = owner.get(f"{location}?{asked}").text
    assert "1 event would be added." in plain(page)
    fields = dict(re.findall(r'<input type="hidden" name="(?!csrf)([^"]+)" value="([^"]*)"', page))
    assert fields["campaign"] == "Lettre de mars"
    assert owner.submit(location, **fields).status_code == 303
    kinds = "select kind, campaign from email_events"
    wait_until(lambda: town.stored.query(kinds) == [{"kind": "opened", "campaign": "Lettre de mars"}], what="the fact")


def test_who_may_import_and_what_a_file_says_is_text(owner: Browser, member: Browser, records: Records) -> None:
    for page in (f"{PAGE}/import", f"{PAGE}/imports"):
        assert member.get(page).status_code == 403
        assert member.get(page.replace("fleurs.fr", "pains.fr")).status_code == 404
    header = HOSTILE.replace('"', '""')
    location = send_file(owner, f'campaign,date,delivered,"{header}"\nx,2026-03-13,5,y\n'.encode())
    assert "<script>alert(1)" not in owner.get(location).text
    records.add_member("claire", "fleurs.fr", "editor")
    assert member.get(location).status_code == 303
    assert member.get(f"{PAGE}/import").status_code == 200
