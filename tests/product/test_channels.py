"""History under new rules, in the product as it runs."""

from __future__ import annotations

from pathlib import Path

from collector.own_rule import Condition, OwnRule
from leadpump.records import open_records
from leadpump.records.new_site import NewSite
from tests.conftest import wait_until
from tests.product.conftest import Product

SITE = "toits.example"
PRINT = OwnRule("Affiches", (Condition("medium", "is", "qr"),))


def page_view(query: str) -> dict[str, str]:
    return {"site": SITE, "name": "pageview", "url": f"https://{SITE}/?{query}"}


def channels(product: Product) -> dict[str, int]:
    rows = product.sql("select channel, count() as n from events group by channel")
    return {row["channel"]: int(row["n"]) for row in rows}


def test_a_new_rule_holds_at_once_for_what_comes_and_by_the_command_for_what_came(tmp_path: Path) -> None:
    product = Product(tmp_path / "data")
    product.start()
    try:
        with open_records(product.data) as records:
            records.add_site(NewSite(SITE, "Toits", "Europe/Paris", "EUR", (SITE,)))
            wait_until(lambda: product.post(page_view("utm_source=mur&utm_medium=qr"))[0] == 202, what="the site")
            wait_until(lambda: channels(product) == {"Referral": 1}, 60, "the first visit")
            records.add_channel_rule(SITE, PRINT)

        def newest_is_by_the_rule() -> bool:
            assert product.post(page_view("utm_source=mur&utm_medium=QR"))[0] == 202
            return "Affiches" in channels(product)

        wait_until(newest_is_by_the_rule, 60, "the rule in the workers")
        count = product.sql("select count() as n, uniqExact(id) as ids from events")
        done = product.command("channels", "rederive")
        assert done.returncode == 0, done.stderr
        assert "another source, medium or channel now" in done.stdout

        def all_by_the_rule() -> bool:
            """What was under way when the command ran comes in under the rules of before."""
            return product.give("channels", "rederive").returncode == 0 and list(channels(product)) == ["Affiches"]

        wait_until(all_by_the_rule, 60, "the rule in history")
        (after,) = product.sql("select count() as n, uniqExact(id) as ids from events")
        assert int(after["n"]) == int(after["ids"]) >= int(count[0]["n"])
        tried = product.give("channels", "test", f"https://{SITE}/?utm_medium=qr")
        assert "channel  Affiches" in tried.stdout
        assert f"rule     {SITE} 1" in tried.stdout
    finally:
        product.stop()
    # Another Leadpump may be at work under the port that it would be looked for at.
    product.environment["LEADPUMP_ENGINE_PORT"] = str(product.engine_port)
    stopped = product.give("channels", "rederive")
    assert stopped.returncode == 1
    assert "is Leadpump running?" in stopped.stderr
