"""Whether an import is at work, as other processes see it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from leadpump.importing import is_importing, only_import
from tests.conftest import ROOT

HOLD = """
import sys
from pathlib import Path
from leadpump.importing import only_import
with only_import(Path(sys.argv[1])) as held:
    print(held, flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("killed", [True, False])
def test_an_import_is_seen_until_it_ends_or_is_killed(tmp_path: Path, killed: bool) -> None:
    assert not is_importing(tmp_path)
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdin is not None
        assert other.stdout.readline() == "True\n"
        # Looking takes nothing from it.
        assert [is_importing(tmp_path), is_importing(tmp_path)] == [True, True]
        with only_import(tmp_path) as held:
            assert not held
        if killed:
            other.kill()
        else:
            other.stdin.close()
        other.wait()
    assert not is_importing(tmp_path)
    with only_import(tmp_path) as held:
        assert held
