"""One person, exported and erased from the running product: no file of the data folder keeps them."""

from __future__ import annotations

import hashlib
import json
import re
import time
import zipfile
from pathlib import Path
from uuid import uuid4

from collector.person import Key, unseal
from collector.rejected import Rejected, SetAside, now_text
from leadpump.demo import SITE
from leadpump.importing import only_import
from tests.conftest import wait_until
from tests.product.conftest import Product

EMAIL = "marie.dupont@exemple.fr"
NAME = "Marie-Laure Dupont-Test"
OTHER = "paul@exemple.fr"
CLEAR = [text.encode() for text in (EMAIL, NAME, "marie.dupont", "+33612345678", "0612345678", "rappeler lundi")]
BOX = re.compile(rb"[A-Za-z0-9+/]{60,}={0,2}")


def tell_of(product: Product) -> None:
    """Two people: forms, a report, a note; of each the contact details of one more form are refused by ClickHouse."""
    refused = {email: str(uuid4()) for email in (EMAIL, OTHER)}
    listed = ", ".join(f"'{id_}'" for id_ in refused.values())
    product.sql(f"alter table contacts add constraint refused check toString(id) not in ({listed})")
    key = {"Authorization": f"Bearer {(product.data / 'demo.key').read_text().strip()}"}
    form = {"site": SITE.name, "name": "form_submit", "url": f"{product.url}/demo/", "form": "devis"}
    for email in (EMAIL, OTHER):
        fields = {"email": email, "name": NAME, "phone": "06 12 34 56 78", "message": "À rappeler lundi"}
        for id_ in (str(uuid4()), refused[email]):
            event = form | {"id": id_, "fields": fields, "answers": {"budget": "12000"}}
            assert product.post(event)[0] == 202
        lead = {"site": SITE.name, "email": email.upper(), "company": "Dupont SA", "source": "salon"}
        assert product.post(lead, "/api/leads", **key)[0] == 202
        note = {"id": str(uuid4()), "ts": int(time.time() * 1000), "kind": "note", "note": "rappeler lundi"}
        change = {"site": SITE.name, "email": email} | note
        assert product.post(change, "/api/leads/changes", **key)[0] == 202
    wait_until(lambda: count(product, "contacts") == 6, 60, "the contacts")
    wait_until(lambda: count(product, "leads") == 2, 60, "the leads")
    wait_until(lambda: len(tables_set_aside(product)) == 2, 60, "the refusals")
    assert tables_set_aside(product) == ["contacts", "contacts"]
    product.sql("alter table contacts drop constraint refused")
    # Nobody can tell who is in these.
    Rejected(product.data / "spool" / "rejected").add(
        [SetAside(kind="bytes", at=now_text(), segment="1", reason="damaged", data=b"\x00\x01")]
    )


def tables_set_aside(product: Product) -> list[str]:
    """The tables whose rows were set aside."""
    folder = Rejected(product.data / "spool" / "rejected")
    return [folder.read(name).table for name in folder.names()]


IMPORTED = """Prénom;Nom;Courriel;Téléphone;Date de création
Marie-Laure;Dupont-Test;marie.dupont@exemple.fr;+33612345678;2026-03-02 09:00
"""
"""The same person in a customer file."""


def import_marie(product: Product, folder: Path) -> None:
    """Her line of a customer file, and a note about her, imported by command."""
    for about, text in (
        ("leads", IMPORTED),
        ("changes", f"date;courriel;type;note\n2026-03-03;{EMAIL};note;rappeler lundi\n"),
    ):
        file = folder / f"{about}.csv"
        file.write_text(text)
        done = product.give("import", about, str(file), "--site", SITE.name)
        assert done.returncode == 0, done.stderr
        again = product.give("import", about, str(file), "--site", SITE.name)
        assert "new: 0, again after an undo: 0, known already: 1" in again.stdout


def test_who_was_imported_is_found_in_no_file_before_and_after_undoing_and_erasure(
    shared_product: Product, tmp_path: Path
) -> None:
    product = shared_product
    import_marie(product, tmp_path)
    wait_until(lambda: count(product, "leads") == 1, 60, "the lead")
    assert holding(product.data, CLEAR) == []
    listed = product.give("import", "undo", "--site", SITE.name).stdout.splitlines()
    assert [line.split(": ")[1] for line in listed] == [
        "0 leads, 1 changes, 0 taken back",
        "1 leads, 0 changes, 0 taken back",
    ]
    for line in listed:
        undone = product.give("import", "undo", line.split()[0], "--site", SITE.name)
        assert undone.returncode == 0, undone.stderr
    assert "leads that count no more: 1" in undone.stdout
    wait_until(lambda: count(product, "leads") == 0, 60, "the undoing")
    assert holding(product.data, CLEAR) == []
    back = product.give("import", "leads", str(tmp_path / "leads.csv"), "--site", SITE.name)
    assert "again after an undo: 1" in back.stdout
    wait_until(lambda: count(product, "leads") == 1, 60, "the lead again")
    # Nobody can tell who is in a file that waits between two pages of an import.
    waiting = product.data / "uploads" / f"{'0' * 32}.sealed"
    waiting.parent.mkdir(exist_ok=True)
    waiting.write_bytes(b"sealed")
    # Nor does a killed import of events tell whose forms it left.
    key = hashlib.blake2b((product.data / "visitor.key").read_bytes(), digest_size=6, person=b"file import").hexdigest()
    left = f"import_{key}_forms"
    product.sql(f"create table {left} (record String) engine = MergeTree order by tuple()")
    assert count(product, left) == 0
    with only_import(product.data / "run"):
        # Given by another process: this one holds the import.
        refused = product.command("person", "erase", "--email", EMAIL, "--yes")
        assert "An import of events is at work" in refused.stderr
    erased = product.give("person", "erase", "--email", EMAIL, "--yes")
    assert (erased.returncode, "Removed 1 uploaded files" in erased.stdout, waiting.exists()) == (0, True, False)
    assert count(product, left) == -1
    assert holding(product.data, CLEAR) == []
    assert opened_boxes(product.data) == []


def count(product: Product, table: str) -> int:
    """Rows of a table; -1 where it is not there yet."""
    rows = product.sql_or_none(f"select count() as n from {table}")
    return -1 if rows is None else int(rows[0]["n"])


def holding(data: Path, words: list[bytes]) -> list[Path]:
    """The files that hold one of the words."""
    paths = [path for path in data.rglob("*") if path.is_file()]
    return [path for path in paths if any(word in content(path) for word in words)]


def content(path: Path) -> bytes:
    """What stands in a file; nothing, where the engine has finished with it meanwhile."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def opened_boxes(data: Path) -> list[dict[str, str]]:
    """Every sealed box in the spool that the key opens."""
    key = Key(b"", bytes.fromhex((data / "contact.key").read_text().strip()))
    texts = [path.read_bytes() for path in (data / "spool").rglob("*") if path.is_file()]
    boxes = [box.decode() for text in texts for box in BOX.findall(text)]
    # In a frame the length stands before it, which may look like a letter of the box.
    found = [unseal(box, key) or unseal(box[1:], key) for box in boxes]
    return [contact for contact in found if contact]


def test_a_person_is_exported_and_erased_and_others_stay(product: Product) -> None:
    tell_of(product)
    assert holding(product.data, CLEAR) == []
    assert any(contact.get("name") == NAME for contact in opened_boxes(product.data))

    exported = product.give("person", "export", "--email", f" {EMAIL.title()}")
    assert exported.returncode == 0, exported.stderr
    (found,) = json.loads(exported.stdout)
    assert [contact.get("name") or contact.get("company") or contact["note"] for contact in found["contacts"]] == [
        NAME,
        "Dupont SA",
        "rappeler lundi",
    ]
    assert len(found["leads"]) == 1
    assert found["leads"][0]["answers"] == {"budget": "12000"}
    assert {event["name"] for event in found["events"]} == {"form_submit"}

    (product.data / "stdin.refused.jsonl").write_text(json.dumps({"line": 1, "text": EMAIL}))
    backup = product.data.with_name("backup.zip")
    assert product.give("backup", str(backup)).returncode == 0
    with zipfile.ZipFile(backup) as archive:
        assert "stdin.refused.jsonl" not in archive.namelist()
    erased = product.command("person", "erase", "--email", EMAIL, "--yes")
    assert erased.returncode == 0, erased.stderr
    assert str(backup) in erased.stdout
    assert "Removed 1 files of lines that an import refused" in erased.stdout
    assert "leadpump_id, erase it there too" in erased.stdout

    assert "2 things set aside" in erased.stdout
    assert tables_set_aside(product) == ["contacts"], "the other person's row"
    assert holding(product.data, CLEAR) == []
    assert {contact.get("email", OTHER).lower() for contact in opened_boxes(product.data)} == {OTHER}
    assert len(opened_boxes(product.data)) >= 3
    assert product.sql("select count() as n, uniqExact(person) as people from contacts")[0] in (
        {"n": 3, "people": 1},
        {"n": "3", "people": "1"},
    )
    # What was counted stays counted.
    leads = product.sql(
        "select person in (select person from contacts) as known, length(answers) as n from leads order by 1"
    )
    assert [(int(row["known"]), int(row["n"])) for row in leads] == [(0, 0), (1, 1)]
    nothing = product.give("person", "export", "--email", EMAIL)
    assert json.loads(nothing.stdout) == []

    # Nor do kept segments bring the person back.
    product.give("replay")
    again = product.give("person", "export", "--email", EMAIL)
    assert json.loads(again.stdout) == []


def test_who_is_nobodys_lead_is_exported_with_what_is_kept_of_them_and_erased(shared_product: Product) -> None:
    """A reader of the newsletter who unsubscribed and bought, and whose second order was written down by mistake."""
    product = shared_product
    key = {"Authorization": f"Bearer {(product.data / 'demo.key').read_text().strip()}"}
    about = {"site": SITE.name, "email": EMAIL, "ts": int(time.time() * 1000)}
    letter = {"kind": "unsubscribed", "campaign": "Lettre de mars", "provider": "brevo"}
    assert product.post(about | letter, "/api/emails", **key)[0] == 202
    mistaken = str(uuid4())
    for id_, order in ((str(uuid4()), "F-1"), (mistaken, "F-2")):
        sale = {"id": id_, "kind": "sale", "value": 50, "currency": "EUR", "order": order}
        assert product.post(about | sale, "/api/leads/changes", **key)[0] == 202
    undo = {"site": SITE.name, "id": str(uuid4()), "ts": about["ts"], "kind": "retracted", "retracts": mistaken}
    assert product.post(undo, "/api/leads/changes", **key)[0] == 202

    exported = product.give("person", "export", "--email", EMAIL)
    assert exported.returncode == 0, exported.stderr
    (found,) = json.loads(exported.stdout)
    assert [told["kind"] for told in found["emails"]] == ["unsubscribed"]
    assert sorted(
        (fact["kind"], fact["order_id"], fact["consent"], fact["withdrawn"]) for fact in found["changes"]
    ) == [
        ("consent", "", "denied", False),
        ("sale", "F-1", "", False),
        ("sale", "F-2", "", True),
    ]
    erased = product.give("person", "erase", "--email", EMAIL, "--yes")
    assert erased.returncode == 0, erased.stderr
    assert "0 sets of contact details, 4 e-mails, facts and deliveries" in erased.stdout
    assert json.loads(product.give("person", "export", "--email", EMAIL).stdout) == []
    again = product.give("person", "erase", "--email", EMAIL, "--yes")
    assert "sets of contact details" not in again.stdout, "nothing is left to be erased"


def test_who_names_nobody_is_told_how(shared_product: Product) -> None:
    refused = shared_product.give("person", "erase", "--yes")
    assert refused.returncode != 0
    assert "--email" in refused.stderr
