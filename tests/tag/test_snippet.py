"""The snippets of docs/embedding.md and docs/consent.md, as they stand there, in a real page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Playwright, Route
from werkzeug.serving import make_server

from leadpump.pages.tag import built_scripts, create_tag
from tests.browser import browser_arguments, find_browser
from tests.docs.page import blocks, read_page, section
from tests.tag.conftest import Collector, Lines, Pages

EMBEDDING = read_page("embedding.md")
CONSENT = read_page("consent.md")
TRACKER = Path(__file__).parents[2] / "tracker_js"
ADAPTERS = sorted(path.stem for path in (TRACKER / "adapters").glob("*.js") if path.stem != "choice")


def filled(snippet: str, collector: Collector) -> str:
    """With this collector in place of HOST."""
    return snippet.replace("https://HOST", collector.origin)


def as_a_container_inserts(snippet: str) -> str:
    """A page whose tag manager runs the snippet: scripts are made anew, and their other attributes are lost."""
    markup = json.dumps(snippet).replace("</", "<\\/")
    return f"""<script>addEventListener('load', () => {{
        const box = document.createElement('div')
        box.innerHTML = {markup}
        for (const found of box.querySelectorAll('script')) {{
            const script = document.createElement('script')
            if (found.src) script.src = found.src
            script.text = found.text
            document.body.append(script)
        }}
    }})</script>"""


def test_html(pages: Pages, collector: Collector, lines: Lines) -> None:
    plain, queued = blocks(section(EMBEDDING, "## HTML"), "html")
    page = pages.visit(tag=filled(plain, collector))
    assert lines(collector.events) == ["pageview /"]
    page.close()
    collector.wait(2)
    collector.requests.clear()
    pages.visit(tag=filled(queued, collector))
    assert lines(collector.wait(2)) == ["pageview /", "Price list opened"]


def test_wordpress(pages: Pages, collector: Collector, lines: Lines) -> None:
    (code,) = blocks(section(EMBEDDING, "## WordPress"), "php")
    printed = re.findall(r"echo '(.*?)'", code)
    assert len(printed) == 1
    pages.visit(tag=filled(printed[0], collector))
    assert lines(collector.events) == ["pageview /"]


def test_wordpress_a_magnet_around_a_form(pages: Pages, lines: Lines) -> None:
    (block,) = re.findall(r"`(<div data-leadpump-magnet.*?</div>)`", section(EMBEDDING, "## WordPress"))
    form = "<form id=wpcf7-f12><input name=your-email></form>"
    page = pages.visit(re.sub(r"\[.*?\]", form, block))
    page.wait_for_timeout(300)
    seen = lines(pages.leave(page))
    assert "magnet_view magnet=guide" in seen
    assert "form_view form=wpcf7-f12 magnet=guide" in seen


def test_google_tag_manager(pages: Pages, collector: Collector, lines: Lines) -> None:
    (snippet,) = blocks(section(EMBEDDING, "## Google Tag Manager"), "html")
    assert not re.search(r"\b(const|let)\b|=>|`", snippet), "the container takes ECMAScript 5"
    pages.visit(tag=as_a_container_inserts(filled(snippet, collector)))
    assert lines(collector.events) == ["pageview /"]
    assert pages.warnings == []


def test_google_tag_manager_would_lose_the_site_of_the_plain_line(pages: Pages, collector: Collector) -> None:
    plain = blocks(section(EMBEDDING, "## HTML"), "html")[0]
    page = pages.visit(tag=as_a_container_inserts(filled(plain, collector)))
    page.wait_for_timeout(100)
    assert collector.settle() == []
    assert pages.warnings == ["leadpump: no data-site"]


def test_next(pages: Pages, collector: Collector, lines: Lines) -> None:
    """next/script makes the element after the page is interactive, and sets what it does not know as attributes."""
    (code,) = blocks(section(EMBEDDING, "## Applications"), "jsx")
    (attributes,) = re.findall(r"<Script (.*?) />", code)
    found = dict(re.findall(r'([\w-]+)="(.*?)"', filled(attributes, collector)))
    assert found.pop("strategy") == "afterInteractive"
    insert = f"""<script>addEventListener('load', () => {{
        const script = document.createElement('script')
        for (const [name, value] of Object.entries({json.dumps(found)})) script.setAttribute(name, value)
        document.body.append(script)
    }})</script>"""
    pages.visit(tag=insert)
    assert lines(collector.events) == ["pageview /"]


def test_nuxt(pages: Pages, collector: Collector, lines: Lines) -> None:
    (code,) = blocks(section(EMBEDDING, "## Applications"), "ts")
    (script,) = re.findall(r"script: \[\{ src: '(.*?)', defer: true, 'data-site': '(.*?)' \}\]", code)
    src, site = script
    pages.visit(tag=filled(f'<script src="{src}" defer data-site="{site}"></script>', collector))
    assert lines(collector.events) == ["pageview /"]


def test_the_module(pages: Pages, collector: Collector, lines: Lines) -> None:
    (code,) = blocks(section(EMBEDDING, "## Applications"), "js")
    loader = (TRACKER / "npm" / "index.js").read_text().replace("export const", "const")
    asked = re.sub(r"import .*\n", loader, filled(code, collector))
    pages.visit(tag=f"<script type=module>{asked}</script>")
    assert lines(collector.wait(2)) == ["pageview /", "Quote asked value=120 currency=EUR"]


def test_a_policy_that_allows_what_the_page_names(pages: Pages, collector: Collector, lines: Lines) -> None:
    policy = re.findall(r"^```\n(script-src .*?)\n```$", EMBEDDING, re.MULTILINE)[0]
    meta = f'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; {filled(policy, collector)}">'
    page = pages.visit(tag=meta + filled(blocks(EMBEDDING, "html")[0], collector))
    page.evaluate("leadpump('event', 'Still')")
    assert lines(collector.wait(2)) == ["pageview /", "Still"]


@pytest.fixture
def product(tmp_path: Path) -> Iterator[str]:
    """The product's own scripts over HTTP; its origin."""
    app = Flask(__name__)
    app.register_blueprint(create_tag(tmp_path))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://product.test:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("tampered", "counted"), [(False, ["pageview /"]), (True, [])])
def test_a_pinned_version(
    tampered: bool, counted: list[str], product: str, pages: Pages, collector: Collector, lines: Lines
) -> None:
    script = built_scripts()["leadpump.js"]
    snippet = blocks(section(EMBEDDING, "## Policies and hashes"), "html")[0]
    snippet = snippet.replace("https://HOST", product).replace("leadpump.0123456789abcdef.js", script.address)
    digest = built_scripts()["leadpump-consent-tcf.js"].integrity if tampered else script.integrity
    snippet = snippet.replace("sha384-…", digest)
    pages.visit(tag=snippet.replace("data-site", f'data-api="{collector.origin}/api/event" data-site'))
    assert lines(collector.settle()) == counted


def test_the_image_of_pages_without_javascript_says_where_it_stands(playwright: Playwright) -> None:
    (image,) = blocks(section(EMBEDDING, "## Without JavaScript"), "html")
    asked: list[dict[str, str]] = []

    def answer(route: Route) -> None:
        asked.append({"url": route.request.url, "page": route.request.header_value("referer") or ""})
        route.fulfill(status=200, content_type="image/gif", body="")

    browser = playwright.chromium.launch(executable_path=find_browser(), args=browser_arguments())
    page = browser.new_page(java_script_enabled=False)
    page.route("https://stats.test/**", answer)
    body = image.replace("HOST", "stats.test")
    page.route("https://example.fr/**", lambda route: route.fulfill(content_type="text/html", body=body))
    page.goto("https://example.fr/prix?utm_source=lettre")
    browser.close()
    assert asked == [
        {"url": "https://stats.test/api/pixel.gif?site=example.fr", "page": "https://example.fr/prix?utm_source=lettre"}
    ]


def test_proxied_under_a_path(pages: Pages, collector: Collector) -> None:
    line = blocks(section(EMBEDDING, "## From your own domain"), "html")[0]
    pages.visit(tag=line.replace('"/stats', f'"{collector.origin}/stats'))
    asked = [request.path for request in collector.requests]
    assert asked == ["/stats/api/event"]
    passed = re.findall(r"(\^/stats/\(.*?\)\$)", EMBEDDING)
    assert len(passed) == 2
    for pattern in passed:
        for path in (*asked, "/stats/leadpump.js", "/stats/leadpump.0123456789abcdef.js", "/stats/api/pixel.gif"):
            assert re.match(pattern, path), path
        for path in ("/stats/login", "/stats/api/import/events", "/stats/leadpump.js/x", "/leadpump.js"):
            assert not re.match(pattern, path), path


def test_every_adapter_is_on_the_page_with_its_options() -> None:
    named = set(re.findall(r"leadpump-consent-(\w+)\.js", CONSENT))
    assert named == set(ADAPTERS)
    for name in ADAPTERS:
        source = (TRACKER / "adapters" / f"{name}.js").read_text()
        options = {f"data-{option}" for option in re.findall(r"options\.(\w+)", source)}
        headings = {"tcf": "IAB TCF", "google": "Google Consent Mode"}
        text = section(CONSENT, f"## {headings.get(name, name if name == 'tarteaucitron' else name.title())}")
        assert set(re.findall(r"data-(?:purposes|signal|defaults|service|vendor)", text)) == options
