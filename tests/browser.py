"""The real browser that drives pages: Chromium or Chrome, found by scripts/test or named in LEADPUMP_BROWSER."""

from __future__ import annotations

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # What a person's browser does not say of itself.
    "--disable-blink-features=AutomationControlled",
]
PERSON = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)


def find_browser() -> str:
    """The browser's program. Raises where there is none: these tests are not skipped."""
    found = os.environ.get("LEADPUMP_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        raise RuntimeError("no Chromium or Chrome was found: install one, or name it in LEADPUMP_BROWSER")
    return found


def browser_arguments() -> list[str]:
    """How it is started; root needs it without its sandbox."""
    return [*ARGUMENTS, *(["--no-sandbox"] if os.getuid() == 0 else [])]
