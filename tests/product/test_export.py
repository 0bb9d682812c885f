"""Reports written into files by command are those that their addresses give."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path

from leadpump.demo import SITE
from leadpump.records import open_records
from leadpump.records.scope import READ
from tests.conftest import wait_until
from tests.product.conftest import Product


def get(product: Product, address: str, key: str) -> str:
    asked = urllib.request.Request(f"{product.url}{address}", headers={"Authorization": f"Bearer {key}"})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return str(answer.read().decode("utf-8"))


def test_every_report_is_written_as_its_address_gives_it(product: Product, tmp_path: Path) -> None:
    visit = {"site": SITE.name, "name": "pageview", "url": f"{product.url}/demo/?utm_source=lettre&utm_medium=email"}
    assert product.post(visit, **{"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"})[0] == 202
    wait_until(lambda: product.sql("select count() as n from sessions")[0]["n"] == 1, 30, "the visit")
    folder = tmp_path / "exports"
    done = product.command("export", SITE.name, "--to", str(folder), "--period", "today", "--language", "en")
    assert done.returncode == 0, done.stderr
    files = sorted(path.name for path in folder.iterdir())
    assert sorted(done.stdout.splitlines()) == sorted(map(str, folder.iterdir()))
    assert len(files) > 80
    with open_records(product.data) as records:
        key = records.create_key(SITE.name, "a test", (READ,))
        deeds = [(deed.what, deed.about) for deed in records.people.deeds_of(SITE.name, 0, 10)[0]]
    assert ("export", "all") in deeds
    named = {name.split("_", 1)[1].rsplit("_", 2)[0]: folder / name for name in files}
    for report, part in (("overview", "channels"), ("channel_attribution", "campaigns"), ("bounce_rate", "figures")):
        given = get(product, f"/sites/{SITE.name}/{report}.csv?period=today&part={part}", key)
        assert (folder / named[f"{report}_{part}"]).read_bytes().decode() == given
        assert given.count("\n") > 1

    for wrong, said in (("--filter=channel", "filter"), ("--segment=none", "segment")):
        done = product.give("export", SITE.name, "overview", "--to", str(folder), wrong)
        assert done.returncode == 1
        assert said in done.stderr
    done = product.give("export", SITE.name, "overview", "--to", str(folder), "--format", "json", "--period", "7d")
    told = json.loads(Path(done.stdout.strip()).read_text("utf-8"))
    assert told["figures"]["visitors"]["value"] == 1
