"""Who may import whom is checked, and the check can fail."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

LINT = Path(sys.executable).with_name("lint-imports")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(folder)}
    )


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("reports/period.py", "import collector.spool", "Reports never write"),
        ("collector/spool.py", "import reports.period", "The application joins the two rooms"),
        ("collector/enrich.py", "import leadpump.settings", "The application joins the two rooms"),
        ("collector/loader.py", "import clickhouse_connect", "Only leadpump.clickhouse talks to ClickHouse"),
        ("leadpump/load.py", "import chdb", "Only the engine holds chDB"),
        ("collector/enrich.py", "import flask", "Flask stays at the edge"),
    ],
)
def test_an_import_against_the_contracts_fails(tmp_path: Path, file: str, line: str, contract: str) -> None:
    for name in ("collector", "reports", "leadpump"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    path = tmp_path / file
    path.write_text(path.read_text() + f"\n{line}\n")
    done = lint(tmp_path)
    assert done.returncode != 0
    broken = [text for text in done.stdout.splitlines() if " BROKEN" in text]
    assert any(text.startswith(contract) for text in broken), done.stdout


def test_the_tree_as_it_is_keeps_them() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout
