"""No message goes anywhere but to the public internet, whatever its address is written like or leads to."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from leadpump.internet.address import is_public, read_address
from leadpump.internet.asking import NOT_TRUSTED, PRIVATE, TIMEOUT, Asker
from tests.receivers.conftest import Listener

PRIVATE_ADDRESSES = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "192.88.99.1",
    "::1",
    "::",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "::10.0.0.1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd12::1",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "2001:0:1::1",
    "2002:a00:1::1",
    "2002:7f00:1::",
    "64:ff9b::10.0.0.1",
    "64:ff9b::169.254.169.254",
    "64:ff9b:1::8.8.8.8",
    "nonsense",
]
PUBLIC_ADDRESSES = ["8.8.8.8", "1.1.1.1", "2606:4700::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"]
REFUSED = (
    "http://exemple.fr/",
    "ftp://exemple.fr/",
    "https://",
    "https:///in",
    "https://me:word@exemple.fr/",
    "https://me@exemple.fr/",
    "https://exemple.fr:25/",
    "https://exemple.fr:80/",
    "https://exemple.fr:0/",
    "https://exemple.fr:99999/",
    "https://[fe80::1%25eth0]/",
    "https://exemple.fr/a b",
    "https://exemple.fr/\r\nX: y",
    "https://exemple.fr\\@10.0.0.1/",
    "https://exémple.fr/",
    f"https://exemple.fr/{'a' * 2000}",
)


@pytest.mark.parametrize("address", PRIVATE_ADDRESSES)
def test_what_is_not_public_is_refused(address: str) -> None:
    assert not is_public(address)
    asked: list[str] = []
    asker = Asker(resolve=lambda host, _port: [asked.append(host) or "8.8.8.8", address])  # type: ignore[func-returns-value]
    assert asker.post("https://looks-public.example/in", b"{}", {}) == PRIVATE
    assert asked == ["looks-public.example"], "one private address among a name's addresses is enough"


@pytest.mark.parametrize("address", PUBLIC_ADDRESSES)
def test_what_is_public_is_not(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("text", REFUSED)
def test_addresses_that_are_not_written_to(text: str) -> None:
    assert read_address(text) is None


def test_addresses_that_are() -> None:
    found = read_address("https://exemple.fr:8443/in?key=7#part")
    assert found is not None
    assert (found.host, found.port, found.target, found.host_header) == (
        "exemple.fr",
        8443,
        "/in?key=7",
        "exemple.fr:8443",
    )
    found = read_address("https://[2606:4700::1]")
    assert found is not None
    assert (found.target, found.host_header) == ("/", "[2606:4700::1]")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "127.1"])
def test_this_machine_is_refused_under_its_many_names(host: str, listener: Listener) -> None:
    """With the real resolver and the real check; the same address is heard where a test allows it."""
    url = listener.url.replace("127.0.0.1", host)
    assert Asker(plain=True).post(url, b"{}", {}) == PRIVATE
    assert listener.heard == []
    assert Asker(plain=True, allowed=lambda _: True).post(url, b"{}", {}) == "200"
    assert [one.body for one in listener.heard] == [b"{}"]


def test_redirects_and_proxies_are_not_followed(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    listener.answers, listener.location = [302], listener.url + "&followed"
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert Asker(plain=True, allowed=lambda _: True).post(listener.url, b"{}", {}) == "302"
    assert [one.path for one in listener.heard] == ["/in?key=7"]


def test_the_address_that_was_checked_is_the_one_reached(listener: Listener) -> None:
    """A name that leads elsewhere the second time it is asked for changes nothing: it is asked once."""
    answers = iter([["127.0.0.1"]])
    checked: list[str] = []

    def allowed(one: str) -> bool:
        checked.append(one)
        return True

    asker = Asker(plain=True, resolve=lambda _host, _port: next(answers), allowed=allowed)
    url = listener.url.replace("127.0.0.1", "moves.example")
    assert asker.post(url, b"{}", {}) == "200"
    assert checked == ["127.0.0.1"]
    assert listener.heard[0].headers["Host"] == url.partition("//")[2].partition("/")[0]


@contextmanager
def tls_server(folder: Path, name: str) -> Iterator[tuple[int, ssl.SSLContext, list[str | None]]]:
    """A server with a certificate of that name: its port, what trusts it, and the names it was asked for."""
    command = f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN={name}"
    command += f" -addext subjectAltName=DNS:{name} -keyout key.pem -out cert.pem"
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    asked: list[str | None] = []

    def note_name(_socket: ssl.SSLObject, asked_name: str | None, _context: ssl.SSLContext) -> None:
        asked.append(asked_name)

    context.sni_callback = note_name
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)

        def serve() -> None:
            for _ in range(2):
                try:
                    with context.wrap_socket(server.accept()[0], server_side=True) as client:
                        heard = b""
                        while not heard.endswith(b"{}"):
                            heard += client.recv(4096)
                        client.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
                except OSError:
                    continue

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1], ssl.create_default_context(cafile=str(folder / "cert.pem")), asked
        thread.join()


def test_the_certificate_is_that_of_the_name(tmp_path: Path) -> None:
    with tls_server(tmp_path, "hooks.example") as (port, trusting, asked):
        asker = Asker(allowed=lambda _: True, resolve=lambda _host, _port: ["127.0.0.1"], context=trusting)
        assert asker.post(f"https://hooks.example:{port}/", b"{}", {}) == "204"
        assert asker.post(f"https://other.example:{port}/", b"{}", {}) == NOT_TRUSTED
        assert asked == ["hooks.example", "other.example"]


def test_who_answers_a_byte_at_a_time_is_cut_off() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            with server.accept()[0] as client:
                try:
                    while True:
                        client.sendall(b"H")
                        time.sleep(0.05)
                except OSError:
                    return

        thread = threading.Thread(target=drip)
        thread.start()
        began = time.monotonic()
        asker = Asker(plain=True, allowed=lambda _: True, seconds=0.4)
        assert asker.post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {}) == TIMEOUT
        assert time.monotonic() - began < 5
        thread.join()
