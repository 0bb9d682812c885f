"""Files between their upload and their import: kept for a day in the data folder, under a name nobody can guess."""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec

from collector.spool import write_synced

KEPT_SECONDS = 86_400
_TOKEN = re.compile(r"[0-9a-f]{32}")


class Label(msgspec.Struct, frozen=True):
    """Whose file it is: the site it is for, who sent it, and its name there."""

    site: str
    login: str
    name: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that waits."""

    token: str
    label: Label
    data: bytes


class Uploads:
    """The folder of files that wait."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, label: Label, data: bytes) -> str:
        """Keep a file; its token."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._clear()
        token = secrets.token_hex(16)
        write_synced(self._folder / f"{token}.json", [msgspec.json.encode(label)])
        write_synced(self._folder / f"{token}.csv", [data])
        return token

    def find(self, token: str, site: str, login: str) -> Upload | None:
        """The file of that token, for whoever sent it to that site; None once it is gone."""
        if not _TOKEN.fullmatch(token):
            return None
        try:
            label = msgspec.json.decode((self._folder / f"{token}.json").read_bytes(), type=Label)
            data = (self._folder / f"{token}.csv").read_bytes()
        except (FileNotFoundError, msgspec.MsgspecError):
            return None
        return Upload(token, label, data) if (label.site, label.login) == (site, login) else None

    def forget(self, token: str) -> None:
        """Remove a file that was imported."""
        if _TOKEN.fullmatch(token):
            for end in ("json", "csv"):
                (self._folder / f"{token}.{end}").unlink(missing_ok=True)

    def _clear(self) -> None:
        """Remove what nobody came back to."""
        for path in self._folder.iterdir():
            try:
                if time.time() - path.stat().st_mtime > KEPT_SECONDS:
                    path.unlink()
            except FileNotFoundError:
                continue
