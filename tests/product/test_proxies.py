"""The proxies of docs/examples and of docker-compose.yml, really before the product. Skipped where they are missing."""

from __future__ import annotations

import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path

import pytest

from tests.conftest import ROOT, answers, free_port, wait_until
from tests.product.conftest import Product

EXAMPLES = ROOT / "docs" / "examples"


@contextmanager
def running(command: list[str | Path], url: str, folder: Path) -> Iterator[None]:
    """A proxy, while it answers."""
    environment = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(folder)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: answers(f"{url}/healthz"), 20, "the proxy")
        yield
    finally:
        process.terminate()
        process.wait(20)


def ask(url: str, body: bytes | None = None) -> tuple[int, Message]:
    request = urllib.request.Request(url, body, {"Accept-Encoding": "gzip", "Content-Type": "text/plain"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.headers


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_nginx_compresses_no_page_that_holds_a_token(shared_product: Product, tmp_path: Path) -> None:
    """Debian's nginx.conf switches compression on for all sites."""
    port = free_port()
    site = (
        (EXAMPLES / "nginx.conf")
        .read_text()
        .replace("http://127.0.0.1:8800", f"http://127.0.0.1:{shared_product.port}")
    )
    server = site.rpartition("server {")[2]
    kept = [line for line in server.splitlines() if not line.strip().startswith(("ssl_", "listen", "server_name"))]
    server = "\n".join([f"server {{ listen 127.0.0.1:{port};", *kept])
    zone = next(line for line in site.splitlines() if line.startswith("limit_req_zone"))
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; pid {tmp_path}/pid; events {{}}\nhttp {{ gzip on;\n{zone}\n{server}\n}}\n"
    )
    with running(["nginx", "-c", tmp_path / "nginx.conf"], url := f"http://127.0.0.1:{port}", tmp_path):
        status, headers = ask(f"{url}/login")
        assert (status, headers["Content-Encoding"]) == (200, None)
        status, headers = ask(f"{url}/leadpump.js")
        assert (status, headers["Content-Encoding"]) == (200, "gzip")
        assert ask(f"{url}/metrics")[0] == 404


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_the_bundled_proxy_passes_on_what_the_product_answers(shared_product: Product, tmp_path: Path) -> None:
    port = free_port()
    folder = ROOT / "docker" / "nginx"
    inside = (folder / "leadpump.inc").read_text().replace("leadpump:8800", f"127.0.0.1:{shared_product.port}")
    (tmp_path / "leadpump.inc").write_text(inside)
    site = (folder / "http.conf").read_text().replace("/etc/nginx/leadpump.inc", f"{tmp_path}/leadpump.inc")
    site = site.replace("listen 80 default_server;", f"listen 127.0.0.1:{port};")
    (tmp_path / "nginx.conf").write_text(
        f"user root; daemon off; pid {tmp_path}/pid; events {{}}\n"
        f"http {{ client_body_temp_path {tmp_path}/bodies;\n{site}\n}}\n"
    )
    with running(["nginx", "-c", tmp_path / "nginx.conf"], url := f"http://127.0.0.1:{port}", tmp_path):
        said = {path: ask(url + path)[1]["Content-Encoding"] for path in ("/login", "/assets/leadpump.css")}
        assert said == {"/login": None, "/assets/leadpump.css": "gzip"}
        assert ask(f"{url}/leadpump.js")[1]["ETag"] == ask(f"{shared_product.url}/leadpump.js")[1]["ETag"]
        assert ask(f"{url}/api/import/events", b" " * 8_388_608)[0] == 401
        assert ask(f"{url}/metrics")[0] == 404


@pytest.mark.skipif(shutil.which("caddy") is None, reason="Caddy is not installed")
def test_what_is_too_large_is_refused_through_caddy_as_without_it(shared_product: Product, tmp_path: Path) -> None:
    """A limit of Caddy's own made it 502, after which senders try again."""
    port = free_port()
    text = (EXAMPLES / "Caddyfile").read_text().replace("127.0.0.1:8800", f"127.0.0.1:{shared_product.port}")
    text = "{\n\tadmin off\n}\n" + text.replace("stats.example.fr {", f"http://127.0.0.1:{port} {{")
    (tmp_path / "Caddyfile").write_text(text)
    command: list[str | Path] = ["caddy", "run", "--adapter", "caddyfile", "--config", tmp_path / "Caddyfile"]
    with running(command, url := f"http://127.0.0.1:{port}", tmp_path):
        assert ask(f"{url}/api/event", b" " * 9_500_000)[0] == 413
        said = {path: ask(url + path)[1]["Content-Encoding"] for path in ("/login", "/assets/leadpump.css")}
        assert said == {"/login": None, "/assets/leadpump.css": "gzip"}
        assert ask(f"{url}/metrics")[0] == 404
