"""`leadpump import metrics`, `import history` and `import undo-metrics`, against the running product."""

from __future__ import annotations

import re
from pathlib import Path

from tests.product.conftest import Product

FILES = Path(__file__).parents[1] / "outside" / "files"
SITE = "toits-de-loire.example"


def test_a_history_and_metrics_are_imported_by_command_once_and_taken_back(product: Product) -> None:
    archive = str(FILES / "plausible_export.zip")
    # The tables are made a moment after the product says that it runs.
    assert product.sql("select count() as n from metrics") == [{"n": 0}]
    tried = product.give("import", "history", archive, "--site", SITE, "--dry-run")
    assert "12 values of history_bounces, history_page_views, history_sessions, history_visitors" in tried.stdout
    assert "nothing was stored" in tried.stdout
    done = product.command("import", "history", archive, "--site", SITE)
    assert "new: 12, replaced: 0, as they were: 0" in done.stdout, done.stderr
    again = product.give("import", "history", archive, "--site", SITE)
    assert "new: 0, replaced: 0, as they were: 12" in again.stdout
    mapped = product.give(
        *("import", "metrics", str(FILES / "long_en.csv"), "--site", SITE, "--dates", "dmy", "--levels"),
    )
    assert "new: 4" in mapped.stdout
    assert product.sql("select count() = 16 as all, sum(metric = 'history_visitors') = 3 as days from metric_days") == [
        {"all": 1, "days": 1}
    ]
    number = re.search(r"undo-metrics (\S+) --site", done.stdout)
    assert number
    assert number[1] in product.give("import", "undo-metrics", "--site", SITE).stdout
    undone = product.give("import", "undo-metrics", number[1], "--site", SITE)
    assert "values taken back: 12" in undone.stdout
    assert product.sql("select count() = 4 as left from metric_days") == [{"left": 1}]
    wrong = product.give("import", "metrics", str(FILES / "broken_value.csv"), "--site", SITE)
    assert (wrong.returncode, "Line 2" in wrong.stderr) == (3, True)
    none = product.give("import", "history", str(FILES / "long_en.csv"), "--site", SITE)
    assert none.returncode == 3
