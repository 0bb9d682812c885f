"""Every command, and whether the log tells of it. A new one fails here until that is decided."""

from __future__ import annotations

import json
import re
import shlex
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import click
from click.testing import CliRunner

from collector.own_rule import Condition, OwnRule
from collector.rejected import Rejected, SetAside, now_text
from leadpump.cli import cli
from leadpump.command.opened import COMMAND
from leadpump.demo import SITE
from leadpump.pages.deed import BY_COMMAND, CHANGES, EXPORTS
from leadpump.records import open_records
from leadpump.records.deed import Deed
from tests.conftest import wait_until
from tests.product.conftest import Product

TESTS = Path(__file__).parents[1]
EMAIL = "marie@exemple.fr"
LINES: list[tuple[str, str]] = [
    ("site add fleurs.fr", "sites.new"),
    ("site hosts fleurs.fr autre.fr", "site.hosts"),
    ("site mode fleurs.fr exempt", "privacy.change_mode"),
    ("site merge-days fleurs.fr 30", "sites.change_merge_days"),
    ("site key fleurs.fr", "keys.add"),
    ("user add claire --site fleurs.fr", "user.add"),
    ("user password claire", "user.password"),
    ("user sign-out claire", "user.sign-out"),
    ("user remove claire", "user.remove"),
    (f"magnet add {SITE.name} guide", "magnets.new"),
    (f"magnet remove {SITE.name} guide", "magnets.remove"),
    (f"import leads FOLDER/leads.csv --site {SITE.name}", "lead_import.bring_in"),
    (f"import changes FOLDER/changes.csv --site {SITE.name}", "lead_import.bring_in"),
    (f"import undo MOMENT --site {SITE.name}", "lead_import.undo"),
    (f"import emails {TESTS}/emails/exports/sequence_fr.csv --site {SITE.name}", "email_import.bring_in"),
    (f"import costs {TESTS}/costs/exports/google_fr_utf16.csv --site {SITE.name}", "cost_import.bring_in"),
    (f"import history {TESTS}/outside/files/umami_export.zip --site {SITE.name}", "outside.bring_in"),
    (f"import undo-metrics NUMBER --site {SITE.name}", "outside.undo"),
    (f"import metrics {TESTS}/outside/files/plausible_visitors.csv --site {SITE.name}", "outside.bring_in"),
    ("import events FOLDER/events.jsonl", "import.events"),
    ("channels rederive", "channels.rederive"),
    (f"export {SITE.name} bounce_rate --to FOLDER/reports", "export"),
    ("sql select(1)", "sql"),
    ("sql --connection", "sql.connection"),
    ("rejected show DAMAGED", "rejected.show"),
    ("rejected drop DAMAGED --yes", "rejected.drop"),
    ("rejected retry UNKNOWN", "rejected.retry"),
    (f"person export --email {EMAIL}", "person.export"),
    (f"person erase --email {EMAIL} --yes", "person.erase"),
    ("replay", "replay"),
    ("backup FOLDER/backup.zip", "backup"),
    ("demo --days 1", "demo"),
]
"""Every command that changes or takes out something, in the order in which they are given, and its line in the log."""
ELSEWHERE = {"restore"}
"""Given in test_backup, to an empty folder."""
SILENT = [
    "user list",
    "site list",
    f"magnet list {SITE.name}",
    "channels list",
    "channels test https://fleurs.fr/?utm_medium=cpc",
    "rejected list",
    "check",
    f"import leads FOLDER/leads.csv --site {SITE.name} --dry-run",
    f"import costs {TESTS}/costs/exports/google_fr_utf16.csv --site {SITE.name} --dry-run",
    f"import undo --site {SITE.name}",
    f"site mode {SITE.name}",
    "backup --list",
    "person export --email nobody@exemple.fr",
]
"""Lines that change and take out nothing, of commands that never do, and of some that may."""
NEVER = {"serve", "check", "user list", "site list", "magnet list", "channels list", "channels test", "rejected list"}


def commands(group: click.Command, name: str = "") -> Iterator[str]:
    """Every command by what is typed for it."""
    if not isinstance(group, click.Group):
        yield name
        return
    context = click.Context(group)
    for word in group.list_commands(context):
        found = group.get_command(context, word)
        assert found is not None
        yield from commands(found, f"{name} {word}".strip())


def test_every_command_is_listed() -> None:
    told = set(commands(cli))
    given = {name for name in told for line, _ in LINES if f"{line} ".startswith(f"{name} ")}
    assert told == given | ELSEWHERE | NEVER
    assert not given & NEVER


def test_every_deed_of_a_command_has_its_words() -> None:
    told = {what for _, what in LINES} | ELSEWHERE
    assert BY_COMMAND.keys() <= told <= BY_COMMAND.keys() | CHANGES.keys() | EXPORTS.keys()


def logged(product: Product) -> list[Deed]:
    with open_records(product.data) as records:
        return records.people.deeds_of(None, 0, 100)[0]


def give(product: Product, line: str) -> str:
    """Give the command, in this process where that will do: another takes a second to start."""
    if line.startswith("import events"):
        done = product.command(*shlex.split(line))
        assert done.returncode == 0, done.stderr
        return done.stdout
    result = CliRunner(env={"LEADPUMP_DATA": str(product.data)}).invoke(cli, shlex.split(line))
    assert result.exit_code == 0, (line, result.output)
    return result.output


def prepare(product: Product, folder: Path) -> None:
    """A visit that another rule gives another channel, two things that were set aside, and files to import."""
    with open_records(product.data) as records:
        visit = {"site": SITE.name, "name": "pageview", "url": f"{product.url}/demo/?utm_source=mur&utm_medium=qr"}
        assert product.post(visit)[0] == 202
        wait_until(lambda: product.sql("select count() as n from sessions")[0]["n"] == 1, 30, "the visit")
        records.add_channel_rule(SITE.name, OwnRule("Affiches", (Condition("medium", "is", "qr"),)))
    (folder / "leads.csv").write_text(f"nom;courriel;date\nMarie;{EMAIL};2026-03-02\n")
    (folder / "changes.csv").write_text(f"date;courriel;type;note\n2026-03-03;{EMAIL};note;rappeler\n")
    event = {
        "site": SITE.name,
        "id": str(uuid4()),
        "ts": int(time.time() * 1000) - 60_000,
        "visitor": "somebody",
    } | visit
    (folder / "events.jsonl").write_text(json.dumps(event))


def set_aside(product: Product) -> dict[str, str]:
    """The names of damaged bytes and of a record that no version knows."""
    folder = Rejected(product.data / "spool" / "rejected")
    folder.add([SetAside(kind="bytes", at=now_text(), segment="1", reason="cut", data=b"x")])
    folder.add([SetAside(kind="record", at=now_text(), segment="1", reason="unknown", data=b"[]")])
    return {("DAMAGED" if name.startswith("bytes") else "UNKNOWN"): name for name in folder.names()}


def test_whatever_a_command_changes_or_takes_out_is_in_the_log(product: Product, tmp_path: Path) -> None:
    prepare(product, tmp_path)
    names = set_aside(product) | {"FOLDER": str(tmp_path)}

    def typed(line: str) -> str:
        return re.sub("|".join(names), lambda found: names[found[0]], line)

    before = logged(product)
    for line in SILENT:
        give(product, typed(line))
    assert logged(product) == before
    for line, what in LINES:
        known = len(logged(product))
        said = give(product, typed(line))
        fresh = logged(product)[: -known or None]
        assert (COMMAND, what) in [(deed.who, deed.what) for deed in fresh], line
        if line.startswith("import changes"):
            listed = give(product, f"import undo --site {SITE.name}")
            names["MOMENT"] = listed.split()[0]
        if found := re.search(r"undo-metrics (\S+) --site", said):
            names["NUMBER"] = found[1]
    # Nobody who was erased is left in what tells of it.
    assert EMAIL not in str(logged(product))
