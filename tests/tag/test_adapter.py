"""Consent adapters in a real page: what they tell the tag, whoever arrives first.

TCF is driven through the IAB's own library and tarteaucitron through its published script. Google Consent Mode is the
page's own gtag function. Axeptio and Didomi are services without a script to install: their parts of a page are played
here as their documentation describes them, and no more can be claimed for these two.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.tag.conftest import Pages, Server, serve, stop
from tests.tag.node_packages import bundle_cmp, install_packages, needs_node

DIST = Path(__file__).parents[2] / "tracker_js" / "dist"
CALLS = "JSON.stringify((window.leadpump?.q ?? []).map(call => [...call]))"


class Files(SimpleHTTPRequestHandler):
    """The built adapters, and tarteaucitron as published."""

    def translate_path(self, path: str) -> str:
        name = path.partition("?")[0]
        folder = install_packages() if name.startswith("/tarteaucitronjs/") else DIST
        return str(folder / name.lstrip("/"))

    def end_headers(self) -> None:
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Tests print nothing."""


@pytest.fixture(scope="module")
def scripts() -> Iterator[str]:
    """The origin that the scripts come from."""
    server: Server = serve(Files)  # type: ignore[arg-type]
    yield f"http://scripts.test:{server.server_port}"
    stop(server)


@dataclass(frozen=True)
class Manager:
    """A consent manager on a page. markup: what a site embeds; the rest: what its visitor does, as JavaScript.

    first: markup that the manager's documentation wants first of all, wherever the rest stands.
    """

    adapter: str
    markup: str
    agree: str
    refuse: str
    attributes: str = ""
    first: str = ""

    @property
    def ready(self) -> str:
        """Whether the visitor can answer yet, as JavaScript."""
        if self.markup.find("tarteaucitron.init") >= 0:
            return "!!document.querySelector('li[id$=Line] [id$=Allowed]')"
        return "typeof choose == 'function' || typeof manager == 'object'"


TARTEAUCITRON = """
<script src="SCRIPTS/tarteaucitronjs/tarteaucitron.js"></script>
<script>
  tarteaucitron.init({privacyUrl: '', hashtag: '#cookies', cookieName: 'choices', orientation: 'bottom',
    highPrivacy: true, DenyAllCta: true, AcceptAllCta: true, removeCredit: true, googleConsentMode: false,
    bingConsentMode: false, pianoConsentMode: false})
  tarteaucitron.services.leadpump = {key: 'leadpump', type: 'analytic', name: 'Leadpump', needConsent: true,
    cookies: [], js() {}, fallback() {}};
  (tarteaucitron.job = tarteaucitron.job || []).push('leadpump')
</script>"""

GTAG = """<script>
  window.dataLayer = window.dataLayer || []
  function gtag() { dataLayer.push(arguments) }
  gtag('consent', 'default', {analytics_storage: 'denied', ad_storage: 'denied'})
  const kept = localStorage.getItem('choice')
  if (kept) gtag('consent', 'update', {analytics_storage: kept})
  function choose(value) {
    localStorage.setItem('choice', value)
    gtag('consent', 'update', {analytics_storage: value, ad_storage: 'denied'})
  }
</script>"""

# As documented: _axcb is replaced by an object whose push calls at once; `cookies:complete` comes after each choice,
# and on a page whose visitor has chosen before; `replay` repeats what was said before the listener was there.
AXEPTIO = """<script>
  setTimeout(() => {
    const said = {}, heard = {}
    const sdk = {
      on(name, listener, {replay} = {}) {
        (heard[name] = heard[name] || []).push(listener)
        if (replay && said[name]) listener(said[name])
      },
      say(name, payload) { said[name] = payload; (heard[name] || []).forEach(listener => listener(payload)) }
    }
    const waiting = window._axcb || []
    window._axcb = {push: callback => callback(sdk)}
    waiting.forEach(callback => callback(sdk))
    const kept = localStorage.getItem('axeptio')
    if (kept) sdk.say('cookies:complete', JSON.parse(kept))
    window.choose = choices => {
      localStorage.setItem('axeptio', JSON.stringify(choices))
      sdk.say('cookies:complete', choices)
    }
  }, 20)
</script>"""

# As documented: didomiOnReady and didomiEventListeners are gone through when the SDK is ready, and live from then on;
# a status not chosen yet is `enabled: false`, and shouldUserStatusBeCollected() is true.
DIDOMI = """<script>
  setTimeout(() => {
    const ids = ['cookies', 'measure_content_performance', 'create_ads_profile']
    const status = () => JSON.parse(localStorage.getItem('didomi') || '[]')
    const entry = id => [id, {id, enabled: status().includes(id)}]
    window.Didomi = {
      getCurrentUserStatus: () => ({
        purposes: Object.fromEntries(ids.map(entry)), vendors: Object.fromEntries(['c:leadpump-x1'].map(entry))}),
      shouldUserStatusBeCollected: () => localStorage.getItem('didomi') === null
    }
    const ready = window.didomiOnReady || []
    window.didomiOnReady = {push: callback => callback(Didomi)}
    ready.forEach(callback => callback(Didomi))
    const listeners = window.didomiEventListeners = window.didomiEventListeners || []
    window.choose = enabled => {
      localStorage.setItem('didomi', JSON.stringify(enabled))
      listeners.filter(one => one.event === 'consent.changed').forEach(one => one.listener())
    }
  }, 20)
</script>"""


@cache
def read_managers() -> dict[str, Manager]:
    """The managers by name. Those of npm are read when they are there."""
    stub = (install_packages() / "@iabtechlabtcf" / "stub" / "lib" / "stub.js").read_text()
    return {
        "tcf": Manager(
            "tcf",
            f"<script>{bundle_cmp()}</script>",
            "manager.choose([1, 8])",
            "manager.choose([1, 2, 3])",
            first=f"<script>{stub}</script>",
        ),
        "tcf-late-stub": Manager(
            "tcf", f"<script>{stub}\n{bundle_cmp()}</script>", "manager.choose([1, 7, 8])", "manager.choose([])"
        ),
        "tcf-own-purposes": Manager(
            "tcf",
            f"<script>{stub}\n{bundle_cmp()}</script>",
            "manager.choose([7, 9, 10])",
            "manager.choose([1, 8, 9])",
            'data-purposes="7, 9"',
        ),
        "tarteaucitron": Manager(
            "tarteaucitron",
            TARTEAUCITRON,
            "document.getElementById('leadpumpAllowed').click()",
            "document.getElementById('leadpumpDenied').click()",
        ),
        "google": Manager("google", GTAG, "choose('granted')", "choose('denied')"),
        "axeptio": Manager(
            "axeptio",
            AXEPTIO,
            "choose({leadpump: true, $$completed: true})",
            "choose({leadpump: false, other: true})",
        ),
        "didomi-purposes": Manager(
            "didomi", DIDOMI, "choose(['cookies', 'measure_content_performance'])", "choose(['cookies'])"
        ),
        "didomi-vendor": Manager(
            "didomi", DIDOMI, "choose(['c:leadpump-x1'])", "choose(['cookies'])", 'data-vendor="c:leadpump-x1"'
        ),
    }


MANAGERS = (
    "tcf",
    "tcf-late-stub",
    "tcf-own-purposes",
    "tarteaucitron",
    "google",
    "axeptio",
    "didomi-purposes",
    "didomi-vendor",
)
pytestmark = needs_node


def page_of(manager: Manager, scripts: str, order: str) -> str:
    """The head of a page that has the adapter before its manager, after it, or long after it."""
    adapter = f'<script src="{scripts}/leadpump-consent-{manager.adapter}.js" {manager.attributes}></script>'
    late = adapter.replace("<script src", "<script async id=late data-src")
    late += """<script>addEventListener('load', () => setTimeout(() => {
        const late = document.getElementById('late'), script = document.createElement('script')
        for (const {name, value} of late.attributes) if (name.startsWith('data-')) script.setAttribute(name, value)
        script.src = late.dataset.src
        document.head.append(script)
    }, 150))</script>"""
    markup = manager.markup.replace("SCRIPTS", scripts)
    parts = {"before": [adapter, markup], "after": [markup, adapter], "late": [markup, late]}[order]
    return manager.first + "".join(parts)


def calls(page: Page) -> list[list[str]]:
    """What the tag, which is not on this page, will find in its queue."""
    found: list[list[str]] = json.loads(page.evaluate(CALLS))
    return found


def wait_for_calls(page: Page, *wanted: str) -> None:
    """Wait until the tag was told these, and a little longer for what should not be told."""
    expected = [["consent", word] for word in wanted]
    page.wait_for_function(f"({CALLS}) === {json.dumps(json.dumps(expected, separators=(',', ':')))}", timeout=10_000)
    page.wait_for_timeout(60)
    assert calls(page) == expected


def open_page(pages: Pages, head: str, ready: str = "true") -> Page:
    """A page that its visitor has never seen, once they can answer; the adapter has had its time as well."""
    page = pages.blank()
    page.goto(pages.write(tag=head))
    page.evaluate("localStorage.clear(), document.cookie = 'choices=; max-age=0'")
    page.reload(wait_until="load")
    page.wait_for_function(ready)
    page.wait_for_timeout(300)
    return page


@pytest.mark.parametrize("order", ["before", "after", "late"])
@pytest.mark.parametrize("name", MANAGERS)
def test_a_choice_its_withdrawal_and_the_next_page(name: str, order: str, pages: Pages, scripts: str) -> None:
    manager = read_managers()[name]
    page = open_page(pages, page_of(manager, scripts, order), manager.ready)
    assert calls(page) == []
    page.evaluate(manager.agree)
    wait_for_calls(page, "granted")
    page.evaluate(manager.agree)
    wait_for_calls(page, "granted")
    page.evaluate(manager.refuse)
    wait_for_calls(page, "granted", "denied")
    page.evaluate(manager.agree)
    wait_for_calls(page, "granted", "denied", "granted")
    page.reload()
    wait_for_calls(page, "granted")


@pytest.mark.parametrize("name", MANAGERS)
def test_a_refusal_is_told_on_the_next_page_as_well(name: str, pages: Pages, scripts: str) -> None:
    manager = read_managers()[name]
    page = open_page(pages, page_of(manager, scripts, "before"), manager.ready)
    page.evaluate(manager.refuse)
    wait_for_calls(page, "denied")
    page.reload()
    wait_for_calls(page, "denied")


def test_tcf_asking_again_changes_nothing_until_it_is_answered(pages: Pages, scripts: str) -> None:
    manager = read_managers()["tcf"]
    page = open_page(pages, page_of(manager, scripts, "after"), manager.ready)
    page.evaluate("manager.choose([1, 8]); manager.reopen()")
    wait_for_calls(page, "granted")


def test_tcf_where_the_gdpr_does_not_apply_nobody_was_asked(pages: Pages, scripts: str) -> None:
    manager = read_managers()["tcf"]
    page = open_page(pages, page_of(manager, scripts, "after"), manager.ready)
    page.evaluate("manager.elsewhere()")
    wait_for_calls(page)


def test_google_defaults_are_no_choice_unless_the_page_says_so(pages: Pages, scripts: str) -> None:
    granted = GTAG.replace("analytics_storage: 'denied'", "analytics_storage: 'granted'")
    plain = Manager("google", granted, "", "")
    wait_for_calls(open_page(pages, page_of(plain, scripts, "after"), plain.ready))
    counted = Manager("google", granted, "", "", "data-defaults")
    wait_for_calls(open_page(pages, page_of(counted, scripts, "after"), counted.ready), "granted")
    elsewhere = Manager("google", granted.replace("{ana", "{region: ['US'], ana"), "", "", "data-defaults")
    wait_for_calls(open_page(pages, page_of(elsewhere, scripts, "after"), elsewhere.ready))


def test_google_another_signal(pages: Pages, scripts: str) -> None:
    manager = Manager("google", GTAG, "", "", 'data-signal="ad_storage"')
    page = open_page(pages, page_of(manager, scripts, "before"), manager.ready)
    page.evaluate("choose('granted')")
    wait_for_calls(page, "denied")


def test_google_the_layer_works_as_before(pages: Pages, scripts: str) -> None:
    """Google's container wraps push once more, and counts on what push returns."""
    wrapped = """<script>addEventListener('load', () => {
        const push = dataLayer.push
        dataLayer.push = function () { window.length_ = push.apply(dataLayer, arguments); return length_ }
    })</script>"""
    page = open_page(pages, page_of(Manager("google", GTAG, "", ""), scripts, "after") + wrapped)
    page.evaluate("dataLayer.push({event: 'one'}, {event: 'two'}, null); choose('granted')")
    assert page.evaluate("length_") == page.evaluate("dataLayer.length") == 5
    wait_for_calls(page, "granted")


def test_google_hears_a_real_manager(pages: Pages, scripts: str) -> None:
    """tarteaucitron's own Google Consent Mode, on returning visits too."""
    markup = TARTEAUCITRON.replace("googleConsentMode: false", "googleConsentMode: true").replace("leadpump", "gtag")
    manager = Manager("google", markup, "", "")
    page = open_page(pages, page_of(manager, scripts, "before"), manager.ready)
    wait_for_calls(page)
    page.evaluate("tarteaucitron.userInterface.respondAll(true)")
    wait_for_calls(page, "granted")
    page.evaluate("tarteaucitron.userInterface.respondAll(false)")
    wait_for_calls(page, "granted", "denied")


def test_tarteaucitron_under_another_name(pages: Pages, scripts: str) -> None:
    markup = TARTEAUCITRON.replace("leadpump", "audience")
    manager = Manager("tarteaucitron", markup, "", "", 'data-service="audience"')
    page = open_page(pages, page_of(manager, scripts, "before"), manager.ready)
    page.evaluate("document.getElementById('audienceAllowed').click()")
    wait_for_calls(page, "granted")


@pytest.mark.parametrize("name", ["tcf", "google", "tarteaucitron", "axeptio", "didomi"])
def test_without_its_manager_it_says_nothing_and_breaks_nothing(name: str, pages: Pages, scripts: str) -> None:
    page = open_page(pages, f'<script src="{scripts}/leadpump-consent-{name}.js"></script>')
    wait_for_calls(page)
    assert page.evaluate("typeof leadpump") == "undefined"
    assert pages.errors == []


def test_as_a_module_it_finds_its_attributes_all_the_same(pages: Pages, scripts: str) -> None:
    manager = read_managers()["tcf-own-purposes"]
    head = page_of(manager, scripts, "after").replace('<script src="', '<script type=module crossorigin src="')
    page = open_page(pages, head, manager.ready)
    page.evaluate(manager.agree)
    wait_for_calls(page, "granted")


@pytest.mark.parametrize("name", ["tcf", "google", "tarteaucitron", "axeptio", "didomi"])
def test_a_strict_policy_is_no_obstacle(name: str, pages: Pages, scripts: str) -> None:
    policy = "default-src 'none'; script-src 'nonce-n'; require-trusted-types-for 'script'; trusted-types 'none'"
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    said: list[str] = []
    page = pages.blank()
    page.on("console", lambda message: said.append(message.text))
    page.goto(pages.write(tag=f'{meta}<script nonce=n src="{scripts}/leadpump-consent-{name}.js"></script>'))
    page.wait_for_timeout(200)
    assert [text for text in said if "favicon" not in text and "404" not in text] == []


@pytest.mark.parametrize("order", ["tag first", "tag last"])
@pytest.mark.parametrize("name", ["tcf", "google", "tarteaucitron", "axeptio", "didomi-vendor"])
def test_the_tag_learns_of_it(name: str, order: str, pages: Pages, scripts: str) -> None:
    manager = read_managers()[name]
    tag = pages.tag.replace("data-site", "data-mode=consent data-site")
    rest = page_of(manager, scripts, "after")
    page = pages.blank()
    page.goto(pages.write(tag=tag + rest if order == "tag first" else rest + tag) + "?utm_campaign=lettre")
    page.wait_for_function(manager.ready)
    pages.collector.wait(1)
    page.evaluate(manager.agree)
    landing, agreed = pages.collector.wait(2)
    assert (landing["name"], agreed["name"]) == ("pageview", "consent")
    assert "utm_campaign" not in landing["url"]
    assert agreed["url"].endswith("?utm_campaign=lettre")
    assert (agreed["page"], agreed["consent"]) == (landing["page"], "granted")
    assert len(agreed["visitor"]) >= 36
    page.evaluate(manager.refuse)
    page.evaluate("leadpump('event', 'After')")
    after = pages.collector.wait(3)[-1]
    assert (after["name"], after["consent"], after.get("visitor", "")) == ("After", "denied", "")
    assert page.evaluate("'leadpump' in localStorage") is False
