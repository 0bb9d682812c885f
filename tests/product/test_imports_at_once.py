"""Two people import the same file at the same moment: what it tells is there once, and both are told when it is."""

from __future__ import annotations

import re
import threading
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from leadpump.demo import SITE
from tests.conftest import wait_until
from tests.product.conftest import Product
from tests.product.test_backup import signed_in

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
PEOPLE = range(40)
LEADS = "Courriel;Prénom;Date\n" + "".join(f"personne{n}@exemple.fr;Hélène;2026-03-0{n % 9 + 1}\n" for n in PEOPLE)
NAMELESS = "Nom;Société\n" + "".join(f"Dupont {n};Toits SARL\n" for n in PEOPLE)
CHANGES = "Courriel;Date;Étape;Montant\n" + "".join(f"personne{n}@exemple.fr;2026-04-01;vente;10\n" for n in PEOPLE)
COSTS = "Jour;Campagne;Coût\n" + "".join(f"2026-03-0{n % 9 + 1};campagne {n};5,00\n" for n in PEOPLE)


@dataclass
class Person:
    """Somebody with a browser of their own."""

    product: Product
    cookie: str

    def open(self, address: str, data: bytes | None = None, kind: str = "") -> tuple[str, str, bool]:
        """Where it leads, what is there, and whether it is looked at again by itself."""
        headers = {"Cookie": self.cookie, "Accept-Language": "en"} | ({"Content-Type": kind} if kind else {})
        request = urllib.request.Request(self.product.url + address, data, headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            # The one that the form's token goes with.
            self.cookie += "".join(f"; {line.partition(';')[0]}" for line in answer.headers.get_all("Set-Cookie", ()))
            return answer.url.removeprefix(self.product.url), answer.read().decode(), "Refresh" in answer.headers

    def upload(self, form: str, text: str) -> tuple[str, bytes]:
        """Send a file; the address of its preview, and what its button sends."""
        page = self.open(form)[1]
        mark = uuid4().hex
        body = (
            f'--{mark}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{TOKEN.findall(page)[0]}\r\n'
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n{text}\r\n--{mark}--\r\n'
        )
        address, preview, _ = self.open(form, body.encode(), f"multipart/form-data; boundary={mark}")
        assert address != form, preview
        return address, urlencode([("csrf_token", TOKEN.findall(preview)[0]), *FIELD.findall(preview)]).encode()


@pytest.mark.parametrize(
    ("form", "text", "counted"),
    [
        ("leads/import", LEADS, "select count() as n from all_leads"),
        ("leads/import", NAMELESS, "select count() as n from all_leads"),
        ("leads/changes/import", CHANGES, "select count() as n from lead_events where kind = 'sale'"),
        ("costs/import", COSTS, "select toUInt32(sum(amount) / 5) as n from spend"),
    ],
)
def test_a_file_that_two_people_import_at_once_is_there_once(
    shared_product: Product, form: str, text: str, counted: str
) -> None:
    before = shared_product.sql(counted)[0]["n"]
    people = [Person(shared_product, signed_in(shared_product)) for _ in range(2)]
    address = f"/sites/{SITE.name}/{form}"
    waiting = [person.upload(address, text) for person in people]
    start = threading.Barrier(len(people))

    def bring_in(person: Person, preview: str, sent: bytes) -> tuple[str, str, bool]:
        start.wait()
        return person.open(preview, sent, "application/x-www-form-urlencoded")

    with ThreadPoolExecutor(len(people)) as pool:
        ended = list(pool.map(lambda each: bring_in(each[0], *each[1]), zip(people, waiting, strict=True)))
    wait_until(lambda: shared_product.sql(counted)[0]["n"] >= before + len(PEOPLE), 30, "the import")
    for person, (shown, *_) in zip(people, ended, strict=True):
        wait_until(lambda person=person, shown=shown: not person.open(shown)[2], 15, f"the end of {shown}")
    assert shared_product.sql(counted)[0]["n"] == before + len(PEOPLE)
