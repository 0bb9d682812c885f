"""The tag over HTTP: compressed, cached, and pinned by its hash beyond an upgrade."""

from __future__ import annotations

import gzip
import hashlib
from base64 import b64encode
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from leadpump.pages.tag import built_scripts, create_tag

DIST = Path(__file__).parents[2] / "tracker_js" / "dist"
TAG = (DIST / "leadpump.js").read_bytes()
NAMES = sorted(path.name for path in DIST.glob("*.js"))


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "tags"


def ask(archive: Path) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(create_tag(archive))
    return app.test_client()


@pytest.mark.parametrize("name", NAMES)
def test_every_built_script_is_served_as_it_is(name: str, archive: Path) -> None:
    response = ask(archive).get(f"/{name}")
    assert response.data == (DIST / name).read_bytes()
    assert response.content_type == "text/javascript; charset=utf-8"
    assert response.headers["Cache-Control"] == "public, max-age=3600"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("zstd", None),
    ],
)
def test_it_is_compressed_as_the_browser_takes_it(accepted: str, encoding: str | None, archive: Path) -> None:
    response = ask(archive).get("/leadpump.js", headers={"Accept-Encoding": accepted})
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert response.headers.get("Content-Encoding") == encoding
    assert response.headers["Vary"] == "Accept-Encoding"
    assert unpack(response.data) == TAG


def test_what_the_browser_has_is_not_sent_again(archive: Path) -> None:
    client = ask(archive)
    headers = {"Accept-Encoding": "gzip"}
    tagged = client.get("/leadpump.js", headers=headers).headers["ETag"]
    again = client.get("/leadpump.js", headers=headers | {"If-None-Match": tagged})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get("/leadpump.js", headers={"If-None-Match": tagged}).status_code == 200


def test_a_version_has_an_address_for_ever(archive: Path) -> None:
    script = built_scripts()["leadpump.js"]
    assert script.address == f"leadpump.{hashlib.sha256(TAG).hexdigest()[:16]}.js"
    response = ask(archive).get(f"/{script.address}")
    assert response.data == TAG
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert script.integrity == "sha384-" + b64encode(hashlib.sha384(response.data).digest()).decode()


def test_a_pinned_version_is_served_after_an_upgrade(archive: Path) -> None:
    archive.mkdir()
    old = b"/* the tag of an earlier release */"
    address = f"leadpump.{hashlib.sha256(old).hexdigest()[:16]}.js"
    (archive / address).write_bytes(old)
    client = ask(archive)
    assert client.get(f"/{address}").data == old
    assert client.get("/leadpump.js").data == TAG


def test_only_versions_are_served_from_the_folder(archive: Path) -> None:
    archive.mkdir()
    for name in ("leadpump.js", "secret.js", "leadpump.0123456789abcdef.js.4711", "leadpump.xyz.js"):
        (archive / name).write_bytes(b"not a version")
    client = ask(archive)
    assert client.get("/leadpump.js").data == TAG
    for name in ("secret.js", "leadpump.0123456789abcdef.js.4711", "leadpump.xyz.js", "leadpump.0123456789abcdef.js"):
        assert client.get(f"/{name}").status_code == 404


def test_the_tag_is_served_where_nothing_can_be_written(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file where the folder should be")
    client = ask(blocked)
    assert client.get("/leadpump.js").data == TAG
    assert client.get(f"/{built_scripts()['leadpump.js'].address}").data == TAG
