"""What the tests take from npm: the real consent managers, TypeScript, and the bundler that fits them to a page."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from pathlib import Path

import pytest

ROOM = Path(__file__).parent / "node"
needs_node = pytest.mark.skipif(shutil.which("npm") is None, reason="what is tested here comes from npm: install Node")


def install_packages() -> Path:
    """The folder of the packages, as the lock file names them. Two processes of tests may ask at once."""
    lock = (ROOM / "package-lock.json").read_bytes()
    stamp = ROOM / "node_modules" / ".leadpump-lock"
    with (ROOM / "package.json").open("rb") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_bytes() != lock:
            command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            subprocess.run(command, cwd=ROOM, check=True, capture_output=True)
            stamp.write_bytes(lock)
    return ROOM / "node_modules"


def bundle_cmp() -> str:
    """The page script of a consent manager made of the IAB's library."""
    esbuild = str(install_packages() / ".bin" / "esbuild")
    command = [esbuild, "cmp.js", "--bundle", "--format=iife", "--log-level=error"]
    return subprocess.check_output(command, cwd=ROOM, text=True)
