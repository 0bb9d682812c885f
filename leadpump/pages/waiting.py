"""The files that wait between the pages of an import, for the person who sent them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from flask import Request, current_app, flash, g
from werkzeug.datastructures import FileStorage

from leadpump.pages import signed_in
from leadpump.pages.given import identity
from leadpump.sheet.problem import shortened
from leadpump.sheet.upload import Label, Upload, Uploads
from reports.language import N_
from reports.words import Words

FOLDER = "LEADPUMP_UPLOADS"
"""Key of the application's configuration: where files wait."""


class InMemory(Request):
    """A request whose files stay in memory: those above half a megabyte would lie in a temporary file, in the clear."""

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002 - what Werkzeug calls it with
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> BytesIO:
        return BytesIO()


def keep(about: str, name: str, data: bytes) -> str:
    """Keep a file of this site and person; its token."""
    return uploads().keep(label(about, name), data)


def find(about: str, token: str) -> Upload | None:
    """The file of that token; None once it is gone, and for everybody else."""
    return uploads().find(token, label(about))


def forget(token: str) -> None:
    """Remove a file that was imported."""
    uploads().forget(token)


def uploads() -> Uploads:
    """Where files wait."""
    return Uploads(current_app.config[FOLDER], identity().person.box)


def label(about: str, name: str = "") -> Label:
    """Whose file it is."""
    return Label(g.site.name, signed_in.account().login, name, about)


def name_of(sent: FileStorage | None, otherwise: str) -> str:
    """The name of a file as its sender knows it."""
    return shortened(Path((sent.filename if sent else "") or otherwise).name)


def say_gone(words: Words) -> None:
    """Say why a file is not there."""
    flash(words.say(N_("That file was imported or has waited for more than a day. Send it again.")), "warning")
