"""What a page says of the tag, fetched from a real server, whatever it answers."""

from __future__ import annotations

import gzip

import pytest

from collector.site import KnownSite
from leadpump.installation.page import MOST_BYTES, MOVED, NO_PAGE, REFUSED, Finding, Look, judge, look_at
from leadpump.internet.asking import BAD_ADDRESS, NO_NAME, PRIVATE, UNREACHABLE, Asker
from tests.conftest import free_port
from tests.installation.conftest import Web

SERVER = "https://leads.example"
TAG = f'<script defer src="{SERVER}/leadpump.js" data-site="fleurs.fr"></script>'
PAGE = f"<!doctype html><html><head><title>Fleurs</title>{TAG}</head><body>Bonjour</body></html>"
HOME = KnownSite(name="fleurs.fr", hosts=("fleurs.fr",))
THERE = (Finding("there", f"{SERVER}/leadpump.js"),)


def look(web: Web, path: str = "/", host: str = "fleurs.fr") -> Look:
    """As the page does, but that it may reach this machine."""
    asker = Asker(plain=True, allowed=lambda _: True, resolve=lambda _host, _port: ["127.0.0.1"], seconds=5)
    return look_at(asker, f"http://{host}:{web.port}{path}", HOME.owns, HOME.name, SERVER)


def test_a_page_with_the_tag(web: Web) -> None:
    web.give(PAGE)
    assert look(web).findings == THERE
    web.give(gzip.compress(PAGE.encode()), ("Content-Encoding", "gzip"))
    assert look(web).findings == THERE
    web.give("<p>Bonjour</p>")
    assert look(web).findings == (Finding("not_there"),)


def test_redirects_are_followed_within_the_site_alone(web: Web) -> None:
    web.give(PAGE, path="/accueil")
    web.give("", ("Location", f"http://www.fleurs.fr:{web.port}/accueil"), path="/", status=301)
    found = look(web)
    assert (found.url, found.findings) == (f"http://www.fleurs.fr:{web.port}/accueil", THERE)
    web.heard.clear()
    web.give("", ("Location", f"http://autre.example:{web.port}/accueil"), path="/", status=302)
    assert (look(web).problem, look(web).detail) == (MOVED, "autre.example")
    web.give("", ("Location", "http://127.0.0.1:1/"), path="/", status=302)
    assert (look(web).problem, look(web).detail) == (MOVED, "127.0.0.1")
    assert set(web.heard) == {"/"}, "nothing of another host was asked for"
    web.give("", ("Location", "http://[oops"), path="/", status=302)
    assert look(web).problem == BAD_ADDRESS
    web.give("", ("Location", "/"), path="/", status=307)
    assert look(web).problem == MOVED
    assert look(web, host="fleurs.fr.evil.example").problem == MOVED


def test_what_is_no_page_of_the_site(web: Web) -> None:
    web.give("non", status=403)
    assert (look(web).problem, look(web).detail) == (REFUSED, "403")
    web.give("{}", ("Content-Type", "application/json"))
    assert look(web).problem == NO_PAGE
    web.give(b"\x0b\x02\x80", ("Content-Encoding", "br"))
    assert look(web).problem == NO_PAGE
    web.give(b"no gzip", ("Content-Encoding", "gzip"))
    assert look(web).problem == NO_PAGE


def test_servers_that_cannot_be_asked() -> None:
    def problem(url: str, asker: Asker) -> str:
        return look_at(asker, url, lambda _: True, "fleurs.fr", SERVER).problem

    assert problem("http://fleurs.fr/", Asker()) == BAD_ADDRESS
    assert problem("javascript:alert(1)", Asker()) == BAD_ADDRESS
    assert problem("https://[oops", Asker()) == BAD_ADDRESS
    assert problem("https://fleurs.fr:x/", Asker()) == BAD_ADDRESS
    assert problem(f"https://localhost:{free_port()}/", Asker()) == PRIVATE
    assert problem("https://fleurs.invalid/", Asker()) == NO_NAME
    here = Asker(plain=True, allowed=lambda _: True)
    assert problem(f"http://127.0.0.1:{free_port()}/", here) == UNREACHABLE


def test_a_page_without_end_is_read_to_its_beginning(web: Web) -> None:
    """The head is at the beginning; a bomb that unpacks to a thousand times its size is not unpacked whole."""
    web.give(gzip.compress(PAGE.encode() + b" " * (40 * MOST_BYTES)), ("Content-Encoding", "gzip"))
    assert look(web).findings == THERE
    web.give(PAGE.encode() + b"<div>" * MOST_BYTES)
    assert look(web).findings == THERE


@pytest.mark.parametrize(
    ("html", "found"),
    [
        (PAGE, ["there"]),
        (PAGE.replace("leadpump.js", "leadpump.0123456789abcdef.js"), ["there"]),
        (PAGE.replace("leadpump.js", "leadpump-reading.js"), ["there"]),
        (PAGE.replace(f"{SERVER}/leadpump.js", "/stats/f.js"), ["there"]),
        (TAG.replace("script", "SCRIPT").replace("src", "SRC").replace("data-site", "Data-Site"), ["there"]),
        (f"<html><head><!-- {TAG} --></head></html>", ["not_there"]),
        (f"<html><body><pre>{TAG.replace('<', '&lt;')}</pre></body></html>", ["not_there"]),
        ("<script src='https://cdn.example/script.js' data-site='ABCDEF'></script>", ["not_there"]),
        ("<script src='https://www.googletagmanager.com/gtm.js?id=GTM-1'></script>", ["by_manager"]),
        ("<script>j.src='https://www.googletagmanager.com/gtm.js?id='+i;</script>", ["by_manager"]),
        ("<script>j.src='https://www.googletagmanager.com/gtm.js?id='+i;</script>" + TAG, ["there"]),
        (PAGE.replace("defer", 'type="text/plain" data-category="analytics"'), ["held"]),
        (PAGE.replace("src=", "data-src="), ["held"]),
        (PAGE.replace("defer", 'type="module"'), ["there"]),
        (PAGE.replace('"fleurs.fr"', '"flers.fr"'), ["other_site"]),
        (PAGE.replace('data-site="fleurs.fr"', ""), ["other_site"]),
        (PAGE.replace(SERVER, "https://old.example"), ["other_host"]),
        (PAGE.replace("https://leads", "http://leads"), ["insecure"]),
        (PAGE.replace(SERVER, "https://[oops"), ["not_there"]),
        (PAGE.replace("defer", 'data-api="https://[oops"'), ["there"]),
        (PAGE.replace(TAG, TAG.replace("fleurs.fr", "pains.fr") + TAG), ["there"]),
        ('<meta http-equiv="Content-Security-Policy" content="script-src \'self\'">' + TAG, ["policy_script"]),
        ("", ["not_there"]),
    ],
)
def test_what_a_page_says(html: str, found: list[str]) -> None:
    assert [one.found for one in judge(html, "https://fleurs.fr/", [], "fleurs.fr", SERVER)] == found
