"""The built tag is from its source, and small."""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import brotli
import pytest

ROOM = Path(__file__).parents[2] / "tracker_js"

# Bytes by gzip -9 and by brotli 11: what a build may weigh. These may only go down.
CEILINGS = {"leadpump.js": (2_455, 2_225), "leadpump-reading.js": (1_445, 1_277), "leadpump-pageviews.js": (466, 362)}


@pytest.mark.parametrize("name", CEILINGS)
def test_a_build_stays_under_its_ceiling(name: str) -> None:
    body = (ROOM / "dist" / name).read_bytes()
    packed, smaller = len(gzip.compress(body, 9, mtime=0)), len(brotli.compress(body, quality=11))
    assert (packed <= CEILINGS[name][0], smaller <= CEILINGS[name][1]) == (True, True), (packed, smaller)


@pytest.mark.parametrize("name", CEILINGS)
def test_a_build_leaves_nothing_in_the_pages_scope(name: str) -> None:
    """All of it is one function, called at once: a minifier that unwraps it would make globals of its names."""
    assert re.fullmatch(r"\(\(\)=>\{.*\}\)\(\);\n", (ROOM / "dist" / name).read_text())


def test_the_manifest_agrees_with_source_and_builds() -> None:
    """Needs no Node: whoever changes a source and does not build is told so."""
    lines = (ROOM / "dist" / "leadpump.sha256").read_text().splitlines()
    listed = {name: digest for digest, name in (line.split("  ") for line in lines)}
    sources = {f"src/{path.name}" for path in (ROOM / "src").glob("*.js")}
    built = {f"dist/{name}" for name in CEILINGS}
    assert set(listed) == sources | built | {"build.mjs", "names.json", "package.json", "package-lock.json"}
    found = {name: hashlib.sha256((ROOM / name).read_bytes()).hexdigest() for name in listed}
    assert found == listed


@pytest.mark.skipif(shutil.which("npm") is None, reason="building the tag again needs Node")
def test_the_source_builds_exactly_the_committed_file() -> None:
    if not (ROOM / "node_modules").exists():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=ROOM, check=True, capture_output=True)
    check = subprocess.run(["node", "build.mjs", "--check"], cwd=ROOM, capture_output=True, text=True)
    assert check.returncode == 0, check.stderr
    printed = {name: sizes for name, *sizes in map(str.split, check.stdout.splitlines()[1:])}
    assert documented_sizes() == {name.removeprefix("dist/"): sizes[1:] for name, sizes in printed.items()}
    assert all(int(brotli) < int(gzip) for _, gzip, brotli in printed.values())


def documented_sizes() -> dict[str, list[str]]:
    """Bytes by gzip and brotli in docs/tag.md, by file."""
    text = (ROOM.parent / "docs" / "tag.md").read_text()
    rows = re.findall(r"^\| `(leadpump[\w-]*\.js)` \|.*\| ([\d,]+) B \| ([\d,]+) B \|$", text, re.MULTILINE)
    return {name: [gzip.replace(",", ""), brotli.replace(",", "")] for name, gzip, brotli in rows}


def test_the_lock_file_names_no_host() -> None:
    text = (ROOM / "package-lock.json").read_text() + (ROOM / "package.json").read_text()
    assert '"resolved"' not in text
    assert "registry" not in text
