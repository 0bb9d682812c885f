"""The built adapters are from their source, and small."""

from __future__ import annotations

import gzip
import hashlib
import subprocess
from pathlib import Path

from tests.tag.node_packages import needs_node

ROOM = Path(__file__).parents[2] / "tracker_js"
CEILING = 450
BUILT = sorted((ROOM / "dist").glob("leadpump-consent-*.js"))


def test_an_adapter_stays_under_its_ceiling() -> None:
    assert len(BUILT) == 5
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9, mtime=0)) for path in BUILT}
    assert {name: size for name, size in sizes.items() if size > CEILING} == {}


def test_the_manifest_agrees_with_source_and_build() -> None:
    """Needs no Node: whoever changes a source and does not build is told so."""
    lines = (ROOM / "dist" / "leadpump-consent.sha256").read_text().splitlines()
    listed = {name: digest for digest, name in (line.split("  ") for line in lines)}
    files = [*(ROOM / "adapters").glob("*.*js"), *BUILT]
    assert listed == {str(path.relative_to(ROOM)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@needs_node
def test_the_source_builds_exactly_the_committed_files() -> None:
    if not (ROOM / "node_modules").exists():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=ROOM, check=True, capture_output=True)
    check = subprocess.run(["node", "adapters/build.mjs", "--check"], cwd=ROOM, capture_output=True, text=True)
    assert check.returncode == 0, check.stderr
