"""How a person calls `leadpump` for this installation and this data folder, as pages and messages print it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from leadpump.settings import Settings


def leadpump_command() -> Path:
    """The `leadpump` that belongs to this installation."""
    return Path(sys.executable).with_name("leadpump")


def how_to_call(settings: Settings) -> str:
    """`leadpump` where the shell finds it, else its path from here; with --data unless the folder is ./data.

    Under a service nobody is "here": its own folder is not where the command is typed.
    """
    program = leadpump_command()
    if shutil.which("leadpump"):
        name = "leadpump"
    elif Path.cwd().name and program.is_relative_to(Path.cwd()):
        name = str(program.relative_to(Path.cwd()))
    else:
        return f"{program} --data {settings.data.resolve()}"
    return name if settings.data.resolve() == Path("data").resolve() else f"{name} --data {settings.data}"
