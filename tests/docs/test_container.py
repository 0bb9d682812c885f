"""The scripts of the container, on this machine: no engine of Docker is needed for what they do."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from xml.etree import ElementTree

import pytest

from leadpump.clickhouse import ClickHouse
from leadpump.settings import Settings, read_settings, variable
from tests.conftest import EngineProcess
from tests.docs.page import ROOT

DOCKER = ROOT / "docker"


def make_secrets(folder: Path) -> str:
    """Run make-secrets over a folder; the password it left."""
    (folder / "data").mkdir(exist_ok=True)
    owner = f"{os.getuid()}:{os.getgid()}"
    subprocess.run([DOCKER / "make-secrets", folder, folder / "data", owner], check=True)
    return (folder / "clickhouse_password").read_text()


def test_a_password_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    password = make_secrets(tmp_path)
    assert re.fullmatch(r"[0-9a-f]{64}", password)
    assert (tmp_path / "clickhouse_password").stat().st_mode & 0o777 == 0o400
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert make_secrets(tmp_path) == password


def test_two_installations_have_two_passwords(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    assert make_secrets(tmp_path / "one") != make_secrets(tmp_path / "two")


@pytest.fixture
def entry(tmp_path: Path) -> Path:
    """The container's `leadpump`, over a program that prints its arguments and the address it was given."""
    program = tmp_path / "program"
    program.write_text('#!/bin/sh\necho "$@"\necho "${LEADPUMP_CLICKHOUSE:-}"\n')
    program.chmod(0o755)
    entry = tmp_path / "leadpump"
    entry.write_text((DOCKER / "leadpump").read_text().replace("/opt/leadpump/bin/leadpump", str(program)))
    entry.chmod(0o755)
    return entry


def run(entry: Path, **environment: str) -> list[str]:
    """What the program behind the entry was called with: its arguments, and the address of ClickHouse."""
    command = [str(entry), "sql", "select 1"]
    return subprocess.check_output(command, text=True, env={"PATH": os.defpath} | environment).splitlines()


def test_the_password_reaches_leadpump_as_an_address_it_takes(entry: Path, tmp_path: Path) -> None:
    password = make_secrets(tmp_path)
    arguments, address = run(entry, CLICKHOUSE_PASSWORD_FILE=str(tmp_path / "clickhouse_password"))
    assert arguments == "sql select 1"
    found = read_settings({"LEADPUMP_CLICKHOUSE": address}).clickhouse_address()
    assert (found.host, found.port, found.user, found.password) == ("clickhouse", 8123, "leadpump", password)


def test_an_address_that_was_given_is_left_alone(entry: Path, tmp_path: Path) -> None:
    given = "clickhouse://me:secret@elsewhere:8123/leadpump"
    assert run(entry, CLICKHOUSE_PASSWORD_FILE=str(tmp_path / "none"), LEADPUMP_CLICKHOUSE=given)[1] == given


def test_without_a_password_file_the_embedded_engine_is_used(entry: Path) -> None:
    assert run(entry)[1] == ""


@pytest.mark.parametrize("name", ["Dockerfile", "docker-compose.yml"])
def test_the_settings_that_are_set_exist(name: str) -> None:
    known = {variable(item.name) for item in fields(Settings)}
    shown = re.findall(r"\b(LEADPUMP_[A-Z_]+)(?:=|: )", (ROOT / name).read_text())
    assert set(shown) <= known


@pytest.mark.parametrize("name", ["server.xml", "profile.xml"])
def test_the_configuration_of_clickhouse_is_well_formed(name: str) -> None:
    assert ElementTree.parse(DOCKER / "clickhouse" / name).getroot().tag == "clickhouse"


def test_clickhouse_knows_what_its_files_set(engine: EngineProcess) -> None:
    """It does not start with an unknown setting of a profile or of merge_tree, and reads past one of the server."""
    store = ClickHouse(engine.address("default"))
    tables = ("server_settings", "settings", "merge_tree_settings")
    known = {name: {row["name"] for row in store.query(f"select name from system.{name}")} for name in tables}
    server = ElementTree.parse(DOCKER / "clickhouse" / "server.xml").getroot()
    profile = ElementTree.parse(DOCKER / "clickhouse" / "profile.xml").find("profiles/default")
    assert profile is not None
    set_here = {item.tag for item in server if not len(item) and "remove" not in item.attrib}
    assert set_here <= known["server_settings"]
    assert {item.tag for item in server.iterfind("merge_tree/*")} <= known["merge_tree_settings"]
    assert {item.tag for item in profile} <= known["settings"]


def test_the_engine_works_without_what_the_image_leaves_out(tmp_path: Path) -> None:
    removed = re.search(r"pip uninstall --yes (.+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert removed
    program = f"""
import sys
sys.modules |= dict.fromkeys({removed[1].split()!r})
import chdb
asked = "select count() as n, uniq(number) as m from numbers(1000)"
chdb.query(f"insert into function file('{{sys.argv[1]}}', 'Parquet') {{asked}}")
from leadpump.engine.convert import main
raise SystemExit(main("rows", sys.argv[1], "Parquet"))
"""
    command = [sys.executable, "-c", program, str(tmp_path / "rows.parquet")]
    assert json.loads(subprocess.check_output(command)) == {"n": 1000, "m": 1000}


@pytest.mark.skipif(shutil.which("nginx") is None or shutil.which("openssl") is None, reason="nginx is not installed")
@pytest.mark.parametrize("name", ["http.conf", "https.conf"])
def test_nginx_takes_the_files_of_the_bundled_proxy(tmp_path: Path, name: str) -> None:
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=stats.example.fr"]
    files = ["-keyout", f"{tmp_path}/privkey.pem", "-out", f"{tmp_path}/fullchain.pem"]
    subprocess.run([*make, *files], check=True, capture_output=True)
    text = (DOCKER / "nginx" / name).read_text().replace("/etc/nginx/tls", str(tmp_path))
    # Older ones than the image's, before 1.25, know another word for it.
    text = text.replace("http2 on;", "").replace("/etc/nginx/leadpump.inc", str(DOCKER / "nginx" / "leadpump.inc"))
    (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{text}\n}}\n")
    done = subprocess.run(["nginx", "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_visitors_over_ipv6_reach_the_bundled_proxy_under_their_own_address() -> None:
    """A network without IPv6 would have Docker pass them on under one address of its own."""
    assert re.search(
        r"^networks:\n  default:\n(?:    #.*\n)*    enable_ipv6: true$", (DOCKER / "tls.yml").read_text(), re.M
    )
    listens = re.findall(r"listen (.+);", (DOCKER / "nginx" / "https.conf").read_text())
    ports = [listen for listen in listens if not listen.startswith("[::]:")]
    assert ports
    assert sorted(listens) == sorted([*ports, *(f"[::]:{port}" for port in ports)])
