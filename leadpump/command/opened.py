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


def note(records: Records, what: str, about: str, site: str = "", *, often: bool = False) -> None:
    """Write into the log what a command has changed or taken out. often: the same within the hour is one line."""
    records.people.note(COMMAND, site, what, about, often=often)


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


def note_one(settings: DataFolder, what: str, about: str = "", site: str = "", *, often: bool = False) -> None:
    """The same, for a command that has no other need of the records."""
    with opened_records(settings) as records:
        note(records, what, about, site, often=often)
