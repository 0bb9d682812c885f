"""Files between their upload and their import: kept for a day in the data folder, under a name nobody can guess.

They may tell of people, in what they hold and in their names: both are encrypted before they are written.
"""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from collector.spool import write_synced

UPLOADS = "uploads"
"""The folder in the data folder."""
KEPT_SECONDS = 86_400
_TOKEN = re.compile(r"[0-9a-f]{32}")


class Label(msgspec.Struct, frozen=True):
    """Whose file it is: the site it is for, who sent it, its name there, and what it is about."""

    site: str
    login: str
    name: str
    about: str = "costs"


class Sealed(msgspec.Struct, frozen=True):
    """What is encrypted as one."""

    label: Label
    data: bytes


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that waits."""

    token: str
    label: Label
    data: bytes


def forget_all(folder: Path) -> int:
    """Remove every file that waits, whoever may be in it; how many."""
    waiting = list(folder.glob("*.sealed"))
    for path in waiting:
        path.unlink(missing_ok=True)
    return len(waiting)


class Uploads:
    """The folder of files that wait. box: the key of 32 bytes that encrypts them."""

    def __init__(self, folder: Path, box: bytes) -> None:
        self._folder = folder
        self._box = SecretBox(box)

    def keep(self, label: Label, data: bytes) -> str:
        """Keep a file; its token."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._clear()
        token = secrets.token_hex(16)
        write_synced(self._path(token), [self._box.encrypt(msgspec.msgpack.encode(Sealed(label, data)))])
        return token

    def find(self, token: str, label: Label) -> Upload | None:
        """The file of that token, for whoever sent it to that site about that; None once it is gone."""
        if not _TOKEN.fullmatch(token):
            return None
        try:
            opened = self._box.decrypt(self._path(token).read_bytes())
        except (FileNotFoundError, CryptoError):
            return None
        found = msgspec.msgpack.decode(opened, type=Sealed)
        if msgspec.structs.replace(found.label, name="") != msgspec.structs.replace(label, name=""):
            return None
        return Upload(token, found.label, found.data)

    def forget(self, token: str) -> None:
        """Remove a file that was imported."""
        if _TOKEN.fullmatch(token):
            self._path(token).unlink(missing_ok=True)

    def _path(self, token: str) -> Path:
        return self._folder / f"{token}.sealed"

    def _clear(self) -> None:
        """Remove what nobody came back to."""
        for path in self._folder.iterdir():
            try:
                if time.time() - path.stat().st_mtime > KEPT_SECONDS:
                    path.unlink()
            except FileNotFoundError:
                continue
