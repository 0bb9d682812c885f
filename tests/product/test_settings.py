"""Settings say what is wrong with them, by name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from leadpump.cli import cli
from leadpump.settings import BadSetting, Settings, read_settings


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"LEADPUMP_PORT": "eighty"}, "LEADPUMP_PORT is 'eighty': it takes a whole number"),
        ({"LEADPUMP_PORT": "99999"}, "LEADPUMP_PORT is 99999: it lies between 1 and 65535"),
        ({"LEADPUMP_DEMO": "maybe"}, "LEADPUMP_DEMO is 'maybe': it takes on or off"),
        ({"LEADPUMP_PROT": "80"}, "LEADPUMP_PROT is no setting: did you mean LEADPUMP_PORT?"),
        ({"LEADPUMP_PORT": "9000", "LEADPUMP_ENGINE_PORT": "9000"}, "are both 9000"),
        ({"LEADPUMP_PUBLIC_URL": "stats.example.fr"}, "LEADPUMP_PUBLIC_URL must begin with https://"),
        ({"LEADPUMP_PUBLIC_URL": "https://example.fr/stats/"}, "LEADPUMP_PUBLIC_URL has a path"),
        ({"LEADPUMP_CLICKHOUSE": "http://secret-word@host"}, "LEADPUMP_CLICKHOUSE cannot be used"),
        ({"LEADPUMP_CLICKHOUSE": "clickhouse://"}, "names no host"),
        (
            {"LEADPUMP_CLICKHOUSE": "clickhouse://me:secret-word/more@db.example.fr/stats"},
            "write %2F for / in a password",
        ),
    ],
)
def test_a_bad_setting_is_named_with_what_it_takes(environment: dict[str, str], said: str) -> None:
    with pytest.raises(BadSetting) as raised:
        read_settings(environment)
    assert said in str(raised.value)
    assert "secret-word" not in str(raised.value)


def test_the_command_line_goes_before_the_environment_and_children_get_the_same_settings() -> None:
    settings = read_settings({"LEADPUMP_PORT": "9000", "LEADPUMP_WORKERS": "3", "PATH": "x"}, port=9001, host=None)
    assert (settings.port, settings.workers, settings.host) == (9001, 3, "127.0.0.1")
    assert read_settings(settings.environment()) == settings


def test_the_address_of_a_server_is_read_and_its_password_is_never_shown() -> None:
    settings = read_settings({"LEADPUMP_CLICKHOUSE": "clickhouses://me:p%40ss@db.example.fr/stats"})
    address = settings.clickhouse_address()
    assert (address.host, address.port, address.user, address.password, address.database, address.secure) == (
        "db.example.fr",
        8443,
        "me",
        "p@ss",
        "stats",
        True,
    )
    assert "p@ss" not in repr(address)
    assert not settings.embedded


def test_defaults_listen_on_this_machine_only() -> None:
    settings = Settings()
    assert (settings.host, settings.address, settings.data) == ("127.0.0.1", "http://localhost:8800", Path("data"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a folder to another account")
def test_root_writes_nothing_into_the_folder_of_another_account(tmp_path: Path) -> None:
    """A list of sites that only root may read had the collector answer 500 to every event."""
    os.chown(tmp_path, 10001, 10001)
    result = CliRunner().invoke(cli, ["--data", str(tmp_path), "site", "add", "example.fr"])
    assert result.exit_code == 1
    assert "belongs to another account; run this as that one: sudo -u '#10001' leadpump" in result.output
    assert list(tmp_path.iterdir()) == []
