"""What could not be stored, for whoever runs the server: the report on the data's quality says that there is some."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from collector.rejected import Rejected
from leadpump.pages.signed_in import find_account


def tell_what_was_set_aside(app: Flask, folder: Path) -> None:
    """Let pages ask how much it is: 0 for everybody else, who could do nothing about it. folder: Rejected's."""
    rejected = Rejected(folder)

    def set_aside() -> int:
        account = find_account()
        return rejected.count() + rejected.not_kept().files if account and account.is_owner else 0

    app.context_processor(lambda: {"set_aside": set_aside})
