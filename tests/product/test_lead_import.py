"""The articles' worked examples from spreadsheets alone: leads, sales and costs imported by command."""

from __future__ import annotations

import json
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.conftest import wait_until
from tests.product.conftest import Product
from tests.product.test_backup import signed_in

SITE = "toits-de-loire.example"


def write_sheet(path: Path, header: str, lines: list[str]) -> str:
    """A file as a French spreadsheet saves it."""
    path.write_text("\r\n".join((header, *lines)) + "\r\n", "cp1252")
    return str(path)


def figures(product: Product, cookie: str, report: str) -> dict[str, Any]:
    request = urllib.request.Request(f"{product.url}/sites/{SITE}/{report}.json", headers={"Cookie": cookie})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return {key: figure["value"] for key, figure in json.load(answer)["figures"].items()}


def test_100_leads_5_sales_and_500_euros_from_three_spreadsheets(product: Product, tmp_path: Path) -> None:
    """5 / 100 → 5 %; 500 € / 5 → 100 €; (2 500 - 500) / 500 → 400 %."""
    today = datetime.now(UTC).date()
    made, sold = (f"{today - timedelta(days=days):%d/%m/%Y}" for days in (9, 2))
    people = write_sheet(
        tmp_path / "prospects.csv",
        "Date de création;Prénom;E-mail",
        [f"{made};Hélène;personne{number}@exemple.fr" for number in range(100)],
    )
    sales = write_sheet(
        tmp_path / "ventes.csv",
        "E-mail;Date;Étape;Montant",
        [f"personne{number}@exemple.fr;{sold};client;500,00" for number in range(5)],
    )
    costs = write_sheet(tmp_path / "coûts.csv", "Jour;Campagne;Coût", [f"{made};hiver;500,00"])
    letter = write_sheet(
        tmp_path / "lettre.csv", "Campagne;Date d'envoi;Délivrés;Ouvreurs;Cliqueurs", [f"Hiver;{made};200;50;10"]
    )
    tried = product.command("import", "emails", letter, "--site", SITE, "--dry-run")
    assert "new: 3," in tried.stdout
    for kind, file in (("leads", people), ("changes", sales), ("costs", costs), ("emails", letter)):
        for _ in range(2):
            done = product.give("import", kind, file, "--site", SITE, "--language", "fr")
            assert done.returncode == 0, done.stdout + done.stderr
    wait_until(lambda: product.sql("select countIf(customer is not null) as n from leads") == [{"n": 5}], 20, "5 sales")

    cookie = signed_in(product)
    found = figures(product, cookie, "acquisition_cost")
    assert (found["leads"], found["new_customers"], found["cpl"], found["cac"]) == (100, 5, 5, 100)
    assert figures(product, cookie, "lead_sources")["lead_to_sale"] == 5
    assert figures(product, cookie, "roi")["roi"] == 400
    assert figures(product, cookie, "roi")["revenue_won"] == 2500
    found = figures(product, cookie, "email_follow_up")
    assert (found["open_rate"], found["click_rate"], found["click_to_open"]) == (25, 5, 20)
