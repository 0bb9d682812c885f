"""scripts/prepare, which scripts/run and scripts/test begin with."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.docs.page import ROOT


def prepare(folder: Path) -> str:
    """Run it in a folder of its own, without any index of packages; what it said."""
    done = subprocess.run(
        ["sh", "-c", "set -eu; . scripts/prepare; prepare_venv"],
        cwd=folder,
        env={"PATH": os.defpath, "PYTHON": sys.executable, "PIP_NO_INDEX": "1"},
        capture_output=True,
        text=True,
    )
    return done.stdout


def test_an_environment_of_a_python_that_is_gone_is_made_anew(tmp_path: Path) -> None:
    """The system's Python was replaced by the next one, which finds none of what was installed for the one before."""
    (tmp_path / "scripts").mkdir()
    for name in ("pyproject.toml", "scripts/prepare", "scripts/constraints.txt"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / ".venv"], check=True)
    (tmp_path / "click.py").touch()  # what lies in the folder itself proves nothing
    wanted = subprocess.check_output("cat pyproject.toml scripts/constraints.txt | cksum", shell=True, cwd=tmp_path)
    (tmp_path / ".venv" / ".leadpump-run").write_bytes(wanted)
    (old,) = (tmp_path / ".venv" / "lib").iterdir()
    old.rename(old.with_name("python3.9"))
    assert "Making .venv with Python 3." in prepare(tmp_path)
    assert [path.name for path in (tmp_path / ".venv" / "lib").iterdir()] == [old.name]
