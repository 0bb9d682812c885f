"""The scripts of the container, on this machine: no engine of Docker is needed for what they do."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import fields
from pathlib import Path
from xml.etree import ElementTree

import pytest

from leadpump.settings import Settings, read_settings, variable
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


def test_visitors_over_ipv6_reach_the_bundled_proxy_under_their_own_address() -> None:
    """A network without IPv6 would have Docker pass them on under one address of its own."""
    assert re.search(
        r"^networks:\n  default:\n(?:    #.*\n)*    enable_ipv6: true$", (DOCKER / "tls.yml").read_text(), re.M
    )
    listens = re.findall(r"listen (.+);", (DOCKER / "nginx" / "https.conf").read_text())
    ports = [listen for listen in listens if not listen.startswith("[::]:")]
    assert ports
    assert sorted(listens) == sorted([*ports, *(f"[::]:{port}" for port in ports)])
