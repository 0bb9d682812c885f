"""The tag's addresses: what tracker_js builds, compressed and cached; each version for ever under its own address."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import brotli
from flask import Blueprint, Response, request

HOUR = "public, max-age=3600"
FOR_EVER = "public, max-age=31536000, immutable"
VERSIONED = re.compile(r"[a-z-]+\.[0-9a-f]{16}\.js")


@dataclass(frozen=True, slots=True)
class Script:
    """One built file. name: as in dist, such as leadpump.js. bodies: by Content-Encoding, best first."""

    name: str
    bodies: dict[str, bytes]

    @property
    def version(self) -> str:
        """The beginning of the SHA-256 of its bytes."""
        return hashlib.sha256(self.bodies["identity"]).hexdigest()[:16]

    @property
    def address(self) -> str:
        """The name of this version alone: leadpump.0123456789abcdef.js."""
        return f"{self.name.removesuffix('.js')}.{self.version}.js"

    @property
    def integrity(self) -> str:
        """What `integrity` on a script element asks for (https://www.w3.org/TR/SRI/)."""
        return "sha384-" + b64encode(hashlib.sha384(self.bodies["identity"]).digest()).decode()


def compress(name: str, body: bytes) -> Script:
    """The script in every encoding that it is served in."""
    return Script(name, {"br": brotli.compress(body), "gzip": gzip.compress(body, 9, mtime=0), "identity": body})


@cache
def built_scripts() -> dict[str, Script]:
    """The scripts of this release by name: the tag in its builds, and the consent adapters."""
    built = (path for path in (files("tracker_js") / "dist").iterdir() if path.name.endswith(".js"))
    return {path.name: compress(path.name, path.read_bytes()) for path in sorted(built, key=lambda path: path.name)}


def keep_versions(archive: Path) -> dict[str, Script]:
    """Every version that this installation has served, by its address; those of this release are added.

    A page that pins a version by its hash must find it after an upgrade, or it would fall silent.
    """
    current = {script.address: script for script in built_scripts().values()}
    # A full disk must not keep the tag from being served.
    with suppress(OSError):
        archive.mkdir(parents=True, exist_ok=True)
        for address in current.keys() - {path.name for path in archive.iterdir()}:
            unfinished = archive / f"{address}.{os.getpid()}"
            unfinished.write_bytes(current[address].bodies["identity"])
            unfinished.replace(archive / address)
    kept = {path.name: path for path in archive.glob("*.js") if VERSIONED.fullmatch(path.name)}
    older = {name: compress(original(name), path.read_bytes()) for name, path in kept.items() if name not in current}
    return current | older


def original(address: str) -> str:
    """leadpump.js for leadpump.0123456789abcdef.js."""
    return re.sub(r"\.[0-9a-f]{16}\.js$", ".js", address)


def create_tag(archive: Path) -> Blueprint:
    """The blueprint of the scripts. archive: the folder that keeps the versions served so far."""
    tag = Blueprint("tag", __name__)
    scripts, versions = built_scripts(), keep_versions(archive)

    @tag.get(f"/<any({', '.join(repr(name) for name in scripts)}):name>")
    def script(name: str) -> Response:
        return answer(scripts[name], HOUR)

    @tag.get(f"/<any({', '.join(repr(address) for address in sorted(versions))}):address>")
    def versioned(address: str) -> Response:
        return answer(versions[address], FOR_EVER)

    return tag


def answer(script: Script, caching: str) -> Response:
    """The script as the browser takes it, readable from every page: `crossorigin` with `integrity` needs that."""
    encoding = next(name for name in script.bodies if name == "identity" or request.accept_encodings[name] > 0)
    response = Response(script.bodies[encoding], content_type="text/javascript; charset=utf-8")
    if encoding != "identity":
        response.content_encoding = encoding
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = caching
    response.set_etag(f"{script.version}-{encoding}")
    response.make_conditional(request)
    return response
