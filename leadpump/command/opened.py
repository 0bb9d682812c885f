"""The records for one command: opened in the data folder, their refusals in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import click

from leadpump.records import Records, RecordsError, open_records


class DataFolder(Protocol):
    """What these commands need of the settings."""

    @property
    def data(self) -> Path:
        """The folder that holds the records."""


COMMAND = "command leadpump"
"""What stands for whoever types commands on the server. No login has a space."""


def note(records: Records, what: str, about: str, site: str = "") -> None:
    """Write into the log what a command has changed."""
    records.people.note(COMMAND, site, what, about)


@contextmanager
def opened_records(settings: DataFolder) -> Iterator[Records]:
    """The records of the data folder. What they refuse ends the command with its reason."""
    try:
        with open_records(settings.data) as records:
            yield records
    except RecordsError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(
            f"The data folder {settings.data} cannot be used ({error.strerror}). Name another with --data."
        ) from None
