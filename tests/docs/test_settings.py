"""docs/settings.md is the one table of leadpump.settings."""

from __future__ import annotations

from dataclasses import fields

from leadpump.settings import Settings, variable, write
from tests.docs.page import read_page, table


def test_the_table_is_that_of_the_settings_in_their_order() -> None:
    documented = [(name, *cells) for name, cells in table(read_page("settings.md")).items()]
    assert documented == [
        (variable(item.name), f"`{write(item.default)}`" if write(item.default) else "empty", item.metadata["meaning"])
        for item in fields(Settings)
    ]
