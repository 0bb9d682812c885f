"""The npm package: what is in it, its types in a real compiler, and its loader in a real page."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.tag.conftest import Collector, Lines, Pages
from tests.tag.node_packages import install_packages, needs_node

ROOM = Path(__file__).parents[2] / "tracker_js"
LOADER = (ROOM / "npm" / "index.js").read_text()
pytestmark = needs_node

RIGHT = """
import { leadpump, load, type Leadpump, type LoadOptions } from 'leadpump'

const options: LoadOptions = { site: 'example.fr', host: 'https://stats.example.fr', mode: 'consent' }
load(options)
load({ ...options, consent: 'didomi', nonce: 'n', data: { hash: true } })
load({ ...options, consent: { manager: 'tcf', purposes: '1 8' }, file: 'leadpump.0123.js', integrity: 'sha384-x' })
leadpump('event', 'Quote asked', { value: 120, currency: 'EUR', props: { plan: 'pro', seats: 3, trial: false } })
leadpump('pageview')
leadpump('consent', 'granted')
leadpump('optout')
leadpump('optin')
window.leadpump?.('event', 'Call', { interactive: false })
const typed: Leadpump = leadpump
typed('consent', 'denied')
"""

WRONG = (
    "load({ host: '/' })",
    "load({ site: 'example.fr', host: '/', mode: 'other' })",
    "load({ site: 'example.fr', host: '/', consent: 'unknown' })",
    "leadpump('events', 'Call')",
    "leadpump('event')",
    "leadpump('event', 'Call', { props: { list: [1] } })",
    "leadpump('event', 'Call', { amount: 1 })",
    "leadpump('consent', 'maybe')",
)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that has the packed package installed, as `npm install leadpump` leaves it."""
    project = tmp_path_factory.mktemp("project")
    folder = project / "node_modules" / "leadpump"
    folder.mkdir(parents=True)
    pack = ["npm", "pack", "--json", "--pack-destination", str(project)]
    packed = json.loads(subprocess.run(pack, cwd=ROOM, check=True, capture_output=True, text=True).stdout)
    archive = project / packed[0]["filename"]
    subprocess.run(["tar", "-xzf", archive, "-C", folder, "--strip-components=1"], check=True)
    return folder


def test_the_package_holds_the_tag_its_source_types_and_licence(package: Path) -> None:
    found = {path.relative_to(package).as_posix() for path in package.rglob("*") if path.is_file()}
    wanted = {"package.json", "README.md", "LICENSE", "npm/index.js", "npm/index.d.ts", "dist/leadpump.js"}
    assert wanted <= found
    assert {f"src/{path.name}" for path in (ROOM / "src").glob("*.js")} <= found
    assert {f"dist/{path.name}" for path in (ROOM / "dist").glob("*.js")} <= found
    assert {name for name in found if name.partition("/")[0] not in ("src", "dist", "adapters", "npm")} == {
        "package.json",
        "README.md",
        "LICENSE",
    }
    assert (package / "dist" / "leadpump.js").read_bytes() == (ROOM / "dist" / "leadpump.js").read_bytes()


def test_nothing_runs_when_it_is_installed(package: Path) -> None:
    described = json.loads((package / "package.json").read_text())
    assert set(described["scripts"]) == {"build", "check", "names"}
    assert "dependencies" not in described


def compile_typescript(package: Path, source: str) -> str:
    """What the compiler says of a module in the project."""
    module = package.parents[1] / "example.ts"
    module.write_text(source)
    options = ["--strict", "--noEmit", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom"]
    compiler = install_packages() / "typescript" / "bin" / "tsc"
    return subprocess.run(["node", compiler, *options, module], capture_output=True, text=True).stdout


def test_the_types_take_what_the_tag_takes(package: Path) -> None:
    assert compile_typescript(package, RIGHT) == ""


def test_the_types_refuse_what_the_tag_would(package: Path) -> None:
    lines = ["import { leadpump, load } from 'leadpump'", *WRONG]
    said = compile_typescript(package, "\n".join(lines)).splitlines()
    refused = {int(line.partition("(")[2].partition(",")[0]) for line in said if line.startswith("example.ts(")}
    refused |= {int(line.split("example.ts(")[1].partition(",")[0]) for line in said if "/example.ts(" in line}
    assert refused == set(range(2, len(lines) + 1))


def test_on_a_server_nothing_happens(package: Path) -> None:
    code = """import { leadpump, load } from 'leadpump'
        load({ site: 'example.fr', host: 'https://stats.example.fr' })
        leadpump('event', 'Rendered')
        console.log(typeof window, 'leadpump' in globalThis)"""
    run = subprocess.run(["node", "--input-type=module", "-e", code], cwd=package.parents[1], capture_output=True)
    assert (run.stdout, run.stderr) == (b"undefined false\n", b"")


def module(collector: Collector, code: str) -> str:
    """A page's module that has the loader in it, as a bundler would leave it."""
    loader = LOADER.replace("export const", "const")
    return f"<script type=module>{loader}\nconst host = '{collector.origin}'\n{code}</script>"


def test_the_loader_in_a_page(pages: Pages, collector: Collector, lines: Lines) -> None:
    code = """leadpump('event', 'Early')
        load({ site: 'example.fr', host }); load({ site: 'example.fr', host: host + '/' })
        leadpump('event', 'Queued', { value: 2 })"""
    page = pages.visit(tag=module(collector, code))
    page.evaluate("leadpump('event', 'Late')")
    assert lines(collector.wait(4)) == ["pageview /", "Early", "Queued value=2", "Late"]
    assert page.locator("script[src]").count() == 1


def test_the_loaders_attributes(pages: Pages, collector: Collector) -> None:
    code = """load({ site: 'example.fr', host: host + '/stats', mode: 'consent', file: 'leadpump.0123.js', nonce: 'n',
        data: { hash: true, api: '/in/api/event', off: false }, consent: { manager: 'tcf', purposes: '1 8' } })"""
    page = pages.visit(tag=module(collector, code))
    found = page.evaluate(
        "[...document.querySelectorAll('script[src]')].map(({src, nonce, dataset}) => [src, nonce, {...dataset}])"
    )
    host = f"{collector.origin}/stats"
    assert found == [
        [
            f"{host}/leadpump.0123.js",
            "n",
            {"site": "example.fr", "mode": "consent", "hash": "", "api": "/in/api/event"},
        ],
        [f"{host}/leadpump-consent-tcf.js", "n", {"purposes": "1 8"}],
    ]


def test_the_loader_under_a_path(pages: Pages, collector: Collector) -> None:
    pages.visit(tag=module(collector, "load({ site: 'example.fr', host: host + '/stats' })"))
    assert [request.path for request in collector.requests] == ["/stats/api/event"]


def test_the_loader_asks_for_the_hash(pages: Pages, collector: Collector, lines: Lines) -> None:
    code = "load({ site: 'example.fr', host, integrity: 'sha384-AAAA' })"
    page = pages.visit(tag=module(collector, code))
    assert page.evaluate("document.querySelector('script[src]').crossOrigin") == "anonymous"
    assert lines(collector.settle()) == []
