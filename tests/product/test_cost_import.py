"""`leadpump import costs`, against the running product."""

from __future__ import annotations

from pathlib import Path

from tests.product.conftest import Product

EXPORTS = Path(__file__).parents[1] / "costs" / "exports"
BROKEN = EXPORTS.parent / "broken"
SITE = "toits-de-loire.example"


def test_an_export_is_imported_by_command_and_never_counted_twice(product: Product) -> None:
    file = str(EXPORTS / "google_fr_utf16.csv")
    tried = product.give("import", "costs", file, "--site", SITE, "--dry-run")
    assert tried.returncode == 0, tried.stderr
    assert "€1,277.81 from 3 lines, read as Google Ads" in tried.stdout
    assert "nothing was stored: this was a dry run" in tried.stdout
    assert product.sql("select count() = 0 as none from costs") == [{"none": 1}]

    done = product.command("import", "costs", file, "--site", SITE)
    assert "new: 3, replaced: 0, as they were: 0" in done.stdout
    assert done.stdout.rstrip().endswith("stored")
    again = product.give("import", "costs", file, "--site", SITE)
    assert "new: 0, replaced: 0, as they were: 3" in again.stdout
    assert product.sql("select sum(amount) = toDecimal64('1277.81', 2) as right, count() = 3 as all from spend") == [
        {"right": 1, "all": 1}
    ]
    assert product.sql("select count() = 3 as all from costs") == [{"all": 1}]

    mapped = product.give(
        *("import", "costs", str(BROKEN / "no_period.csv"), "--site", SITE),
        *("--first", "2026-04-01", "--last", "2026-04-30", "--source", "Journal", "--map", "campaign=Campagne"),
    )
    assert mapped.returncode == 0, mapped.stderr
    assert product.sql("select count() = 30 as all, any(source) as source from spend where day >= '2026-04-01'") == [
        {"all": 1, "source": "Journal"}
    ]

    wrong = product.give("import", "costs", str(BROKEN / "dates_either.csv"), "--site", SITE, "--language", "fr")
    assert wrong.returncode == 3
    assert "(--dates dmy or --dates mdy)" in wrong.stderr
    assert "Ligne 2" in wrong.stderr
    assert "Nothing was stored." in wrong.stderr

    unknown = product.give("import", "costs", file, "--site", "nowhere.example")
    assert unknown.returncode == 1
    assert "There is no site nowhere.example" in unknown.stderr
    unmapped = product.give("import", "costs", file, "--site", SITE, "--map", "amount=Prix")
    assert unmapped.returncode == 2
    assert "the columns are État de la campagne, Campagne" in unmapped.stderr
