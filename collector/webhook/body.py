"""A delivery's body as it is kept: packed and sealed, with the people it speaks of as keyed numbers."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus

import msgspec
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from collector.person import EMAIL, Key, person_of

ADDRESS = re.compile(EMAIL.pattern.replace("[^@\\s", "[^@\\s:/=&?\\[\\]{}'", 1))
"""An e-mail address within a longer text."""


def seal_body(body: bytes, key: Key) -> str:
    """The body, encrypted."""
    return base64.b64encode(SecretBox(key.box).encrypt(zlib.compress(body))).decode()


def open_body(sealed: str, key: Key) -> bytes | None:
    """The body of a sealed box, or None if there is none, or this key does not open it."""
    if not sealed:
        return None
    try:
        return zlib.decompress(SecretBox(key.box).decrypt(base64.b64decode(sealed)))
    except (CryptoError, ValueError, zlib.error):
        return None


def people_in(body: bytes, site: str, key: Key) -> set[int]:
    """Everybody whose e-mail address stands somewhere in a body, so that what is kept of them can be found."""
    found = {address for text in texts_of(body) for address in ADDRESS.findall(text)}
    return {person_of({"email": address}, site, key) for address in found} - {0}


def texts_of(body: bytes) -> Iterator[str]:
    """The texts in a body: JSON's, or those of a form, or the body itself."""
    try:
        yield from walk(msgspec.json.decode(body))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        yield from (unquote_plus(part) for part in re.split("[&=]", body.decode("utf-8", "replace")))


def walk(value: Any) -> Iterator[str]:
    """The texts in a JSON value, however deep."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            waiting += [*item.keys(), *item.values()]
        elif isinstance(item, list):
            waiting += item
