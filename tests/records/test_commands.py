"""`leadpump user` and `leadpump site`, as typed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from leadpump.cli import cli
from leadpump.command.export import export
from leadpump.command.site import site
from leadpump.command.user import user
from leadpump.records import Records, open_records
from leadpump.records.account import Account
from leadpump.records.receiver import NewReceiver
from leadpump.records.shared_link import NewLink
from leadpump.setup import VISITOR_KEY
from reports.query import DatabaseAskedTooMuch, Query, Rows

ADDRESS = "192.0.2.7"


@dataclass(frozen=True)
class Folder:
    data: Path


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "data")


def run(folder: Folder, group: click.Group, line: str) -> Result:
    return CliRunner().invoke(group, line.split(), obj=folder)


def said(folder: Folder, group: click.Group, line: str) -> str:
    result = run(folder, group, line)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize(
    "line",
    [
        "backup backup.zip",
        "channels rederive",
        "export fleurs.fr --to .",
        "import events visits.jsonl",
        f"import leads --site fleurs.fr {__file__}",
        "person erase --email a@example.fr --yes",
        "person export --email a@example.fr",
        "rejected list",
        "replay",
        "sql select",
    ],
)
def test_a_folder_that_holds_no_data_is_refused_and_left_alone(tmp_path: Path, line: str) -> None:
    result = CliRunner().invoke(cli, ["--data", str(tmp_path), *line.split()])
    assert result.exit_code == 1
    assert "holds no data yet: start Leadpump first" in result.output
    assert not list(tmp_path.iterdir())


def test_somebody_is_added_and_can_log_in(folder: Folder) -> None:
    said(folder, site, "add fleurs.fr")
    output = said(folder, user, "add claire@exemple.fr --site fleurs.fr")
    password = re.search(r"[a-z2-7]{4}(?:-[a-z2-7]{4}){5}", output)
    assert password is not None
    with open_records(folder.data) as records:
        account = records.authenticate("claire@exemple.fr", password[0], ADDRESS)
        assert isinstance(account, Account)
        assert [seen.name for seen in records.sites_of(account)] == ["fleurs.fr"]
    assert said(folder, user, "list") == "claire@exemple.fr  one-time password\n"


def test_somebody_who_would_see_an_unknown_site_is_not_added(folder: Folder) -> None:
    result = run(folder, user, "add claire --site nowhere.fr")
    assert result.exit_code == 1
    assert "no site 'nowhere.fr'" in result.stderr
    assert "Nobody can log in yet" in said(folder, user, "list")


def test_a_reset_prints_another_password_and_logs_out(folder: Folder) -> None:
    first = said(folder, user, "add claire --owner")
    with open_records(folder.data) as records:
        token = sign_in(records, "claire", first)
    second = said(folder, user, "password claire")
    with open_records(folder.data) as records:
        assert records.find_sign_in(token) is None
        sign_in(records, "claire", second)
    assert "1 sign-ins ended" in said(folder, user, "sign-out claire")


def sign_in(records: Records, login: str, output: str) -> str:
    password = re.search(r": (\S+)", output)
    assert password is not None
    account = records.authenticate(login, password[1], ADDRESS)
    assert isinstance(account, Account)
    return records.sign_in(account)


@pytest.mark.parametrize(
    ("group", "line", "reason"),
    [
        (user, "password nobody", "There is no account 'nobody'"),
        (user, "sign-out nobody", "leadpump user list"),
        (site, "key nowhere.fr", "There is no site 'nowhere.fr'"),
        (site, "hosts nowhere.fr", "leadpump site list"),
        (site, "hosts nowhere.fr a..b", "domains such as exemple.fr"),
        (site, "add x.fr --timezone Mars/Olympus --currency eur", "timezone: a name such as Europe/Paris"),
    ],
)
def test_a_refusal_says_what_to_do(folder: Folder, group: click.Group, line: str, reason: str) -> None:
    result = run(folder, group, line)
    assert result.exit_code == 1
    assert reason in result.stderr
    assert "Traceback" not in result.output


def test_a_name_is_given_once(folder: Folder) -> None:
    said(folder, user, "add claire")
    said(folder, site, "add fleurs.fr")
    assert "claire exists already" in run(folder, user, "add Claire").stderr
    assert "fleurs.fr exists already" in run(folder, site, "add fleurs.fr").stderr


def test_a_site_is_added_listed_and_published(folder: Folder) -> None:
    assert "No site yet" in said(folder, site, "list")
    said(folder, site, "add https://www.fleurs.fr/ --title Fleurs --host fleurs.fr --host boutique.fr")
    assert said(folder, site, "list") == "fleurs.fr  Fleurs  Europe/Paris  EUR  mode tag  fleurs.fr, boutique.fr\n"
    assert said(folder, site, "hosts fleurs.fr autre.fr") == "autre.fr\n"
    assert said(folder, site, "hosts fleurs.fr") == "autre.fr\n"
    (known,) = json.loads((folder.data / "sites.json").read_bytes())
    assert known["hosts"] == ["autre.fr"]


def test_a_key_is_printed_alone_and_can_be_refused(folder: Folder) -> None:
    said(folder, site, "add fleurs.fr")
    key = said(folder, site, "key fleurs.fr --label Matomo").strip()
    assert re.fullmatch(r"leadpump_[0-9a-f]{64}", key)
    assert f"…{key[-4:]}" in said(folder, site, "key fleurs.fr --list")
    with open_records(folder.data) as records:
        assert records.keys_of("fleurs.fr")[0].scopes == ("write",)
    said(folder, site, "key fleurs.fr --delete 1")
    assert "has no key" in said(folder, site, "key fleurs.fr --list")


def test_a_key_has_the_scopes_that_were_asked_for(folder: Folder) -> None:
    said(folder, site, "add fleurs.fr")
    said(folder, site, "key fleurs.fr --scope read")
    said(folder, site, "key fleurs.fr --scope read --scope write")
    assert re.findall(r"  (read|write|write\+read)\n", said(folder, site, "key fleurs.fr --list")) == [
        "read",
        "write+read",
    ]
    assert "not one of 'write', 'read'" in run(folder, site, "key fleurs.fr --scope all").stderr


def test_what_commands_change_is_in_the_log(folder: Folder) -> None:
    said(folder, site, "add fleurs.fr")
    said(folder, user, "add claire --site fleurs.fr --role owner")
    said(folder, site, "key fleurs.fr --scope read")
    said(folder, site, "mode fleurs.fr exempt")
    said(folder, site, "mode fleurs.fr")
    said(folder, user, "remove claire")
    with open_records(folder.data) as records:
        of_site, _ = records.people.deeds_of("fleurs.fr", 0, 9)
        everything, _ = records.people.deeds_of(None, 0, 9)
    assert [deed.what for deed in of_site] == ["privacy.change_mode", "keys.add", "user.add", "sites.new"]
    assert {deed.who for deed in everything} == {"command leadpump"}
    assert everything[0].what == "user.remove"


def test_what_ends_with_a_person_and_what_goes_on_is_named(folder: Folder) -> None:
    said(folder, site, "add fleurs.fr")
    said(folder, user, "add claire --site fleurs.fr --role owner")
    with open_records(folder.data) as records:
        claire = next(account for account in records.list_accounts() if account.login == "claire")
        records.people.invite(claire, "fleurs.fr", "paul", "viewer")
        end = records.create_key("fleurs.fr", "Tableur", made_by="claire")[-4:]
        records.people.share("claire", "fleurs.fr", NewLink("Agence", "", (), "", None))
        records.receivers.add("fleurs.fr", NewReceiver("sealed", "sealed", ("lead",), False), "claire")
    lines = said(folder, user, "remove claire").splitlines()
    assert lines[0] == "claire can no longer log in."
    assert lines[1:4] == [
        "  fleurs.fr, ended: invitation of paul",
        f"  fleurs.fr, ended: key 1, …{end} Tableur",
        "  fleurs.fr, goes on: shared link 1, Agence",
    ]
    assert lines[4].startswith("  fleurs.fr, goes on: outgoing webhook 1, of ")
    with open_records(folder.data) as records:
        deeds = {(deed.what, deed.about) for deed in records.people.deeds_of(None, 0, 4)[0]}
    assert deeds >= {("members.withdraw", "paul"), ("keys.remove", f"…{end}"), ("user.remove", "claire")}


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run(Folder(tmp_path / "file" / "data"), site, "list")
    assert result.exit_code == 1
    assert "cannot be used" in result.stderr


@pytest.mark.parametrize("group", [user, site])
def test_every_command_explains_itself(folder: Folder, group: click.Group) -> None:
    for name in ["", *group.commands]:
        assert "Usage:" in said(folder, group, f"{name} --help")


def test_a_sites_mode_is_said_and_published(folder: Folder) -> None:
    said(folder, site, "add fleurs.fr --mode consent")
    assert said(folder, site, "mode fleurs.fr") == "consent\n"
    assert said(folder, site, "mode fleurs.fr exempt") == "exempt\n"
    (known,) = json.loads((folder.data / "sites.json").read_bytes())
    assert known["mode"] == "exempt"
    assert "is not one of" in run(folder, site, "mode fleurs.fr lenient").stderr
    assert "no site 'nowhere.fr'" in run(folder, site, "mode nowhere.fr exempt").stderr


def test_the_days_of_one_lead_are_said_and_published(folder: Folder) -> None:
    said(folder, site, "add fleurs.fr")
    assert said(folder, site, "merge-days fleurs.fr") == "90\n"
    assert said(folder, site, "merge-days fleurs.fr 30") == "30\n"
    (known,) = json.loads((folder.data / "sites.json").read_bytes())
    assert known["merge_days"] == 30
    for wrong in ("3651", "1.5", "month"):
        assert "days from 0 to 3650" in run(folder, site, f"merge-days fleurs.fr {wrong}").stderr
    assert "no site 'nowhere.fr'" in run(folder, site, "merge-days nowhere.fr 30").stderr
    assert said(folder, site, "merge-days fleurs.fr") == "30\n"


def test_an_export_that_is_too_much_says_what_to_ask_for(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    said(folder, site, "add fleurs.fr")
    (folder.data / VISITOR_KEY).write_text("")

    def too_much(sql: str, params: Mapping[str, Any]) -> Rows:
        raise DatabaseAskedTooMuch(f"TIMEOUT_EXCEEDED: {len(sql)} {len(params)}")

    def query_of(_settings: object) -> Query:
        return too_much

    monkeypatch.setattr("leadpump.command.export.create_query", query_of)
    result = CliRunner().invoke(export, ["fleurs.fr", "overview", "--to", str(folder.data / "exports")], obj=folder)
    assert result.exit_code == 1
    assert "overview takes more memory or time than the database has for one report: ask for a shorter" in result.stderr
