"""What the engine's process takes up."""

import subprocess
import sys


def test_the_engine_takes_up_no_tables_that_nobody_asks_it_for() -> None:
    """They come with chDB, and are a tenth of an engine's memory."""
    program = """
import importlib.util, sys
from leadpump.engine.database import load_chdb
assert importlib.util.find_spec("pyarrow") is not None
load_chdb().query("select 1")
print(sorted({name.partition(".")[0] for name, module in sys.modules.items() if module} & {"pandas", "pyarrow"}))
"""
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "[]"
