"""docs/operations.md lists what there is, and its examples are what the programs they are for accept."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from dataclasses import fields
from pathlib import Path

import pytest

from leadpump.condition import DEGRADED, find_condition
from leadpump.exposition import metrics
from leadpump.settings import Settings, variable
from leadpump.setup import set_up
from tests.conftest import free_port
from tests.docs.page import DOCS, ROOT, read_page, section, table

PAGE = read_page("operations.md")
EXAMPLES = DOCS / "examples"
PROXIES = (EXAMPLES / "nginx.conf", ROOT / "docker" / "nginx" / "leadpump.inc")


def test_every_metric_is_listed_with_its_kind(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", engine_port=free_port())
    set_up(settings)
    there = {f"leadpump_{metric.name}": metric.kind for metric in metrics(find_condition(settings, time.time()), "1")}
    listed = table(section(PAGE, "### Prometheus"))
    assert {name: cells[0] for name, cells in listed.items()} == there


def test_every_word_of_readyz_is_explained() -> None:
    assert set(table(section(PAGE, "## Monitoring").partition("`/readyz` answers")[2])) == set(DEGRADED)


@pytest.mark.parametrize("name", ["leadpump.rules.yml"])
def test_the_alarms_ask_for_metrics_that_exist(name: str) -> None:
    listed = set(table(section(PAGE, "### Prometheus")))
    asked = set(re.findall(r"\bleadpump_[a-z_]+", (EXAMPLES / name).read_text()))
    assert asked
    assert asked <= listed


@pytest.mark.parametrize("name", ["leadpump.service", "leadpump-backup.service"])
def test_the_units_set_what_exists_and_call_what_install_md_installs(name: str) -> None:
    text = (EXAMPLES / name).read_text()
    known = {variable(item.name) for item in fields(Settings)}
    assert set(re.findall(r"\b(LEADPUMP_[A-Z_]+)=", text)) <= known
    assert "ExecStart=/opt/leadpump/.venv/bin/leadpump " in text
    assert "User=leadpump\n" in text
    assert "UMask=0077\n" in text


def test_no_example_keeps_visitors_addresses_or_lets_the_metrics_out() -> None:
    for proxy in PROXIES:
        text = proxy.read_text()
        assert "access_log off;" in text
        assert re.search(r"location = /metrics \{[^}]*return 404;", text), proxy
        assert "X-Forwarded-For   $remote_addr;" in text
    caddy = (EXAMPLES / "Caddyfile").read_text()
    assert "respond /metrics 404" in caddy
    assert not re.search(r"^\s*log\b", caddy, re.MULTILINE)


@pytest.mark.skipif(shutil.which("nginx") is None or shutil.which("openssl") is None, reason="nginx is not installed")
def test_nginx_takes_its_example(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=stats.example.fr"]
    subprocess.run([*make, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    site = (EXAMPLES / "nginx.conf").read_text()
    site = re.sub(r"(ssl_certificate_key +)\S+;", rf"\g<1>{key};", site)
    site = re.sub(r"(ssl_certificate +)\S+;", rf"\g<1>{certificate};", site)
    (tmp_path / "site.conf").write_text(site)
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{ include {tmp_path}/site.conf; }}\n"
    )
    done = subprocess.run(["nginx", "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(shutil.which("caddy") is None, reason="Caddy is not installed")
def test_caddy_takes_its_example(tmp_path: Path) -> None:
    done = subprocess.run(
        ["caddy", "validate", "--adapter", "caddyfile", "--config", EXAMPLES / "Caddyfile"],
        capture_output=True,
        text=True,
        check=False,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin:/usr/sbin:/sbin:/usr/local/bin"},
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize("name", ["leadpump.service", "leadpump-backup.service", "leadpump-backup.timer"])
def test_systemd_takes_the_units(tmp_path: Path, name: str) -> None:
    for unit in EXAMPLES.glob("leadpump*.*"):
        if unit.suffix in (".service", ".timer"):
            text = unit.read_text().replace("/opt/leadpump/.venv/bin/leadpump", shutil.which("true") or "/bin/true")
            (tmp_path / unit.name).write_text(text)
    done = subprocess.run(["systemd-analyze", "verify", tmp_path / name], capture_output=True, text=True, check=False)
    own = [line for line in done.stderr.splitlines() if "leadpump" in line and "man page" not in line]
    assert own == []
