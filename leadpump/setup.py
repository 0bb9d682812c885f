"""What must be there before anything starts: folders, secrets, the owner's account and the demo site."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from leadpump.demo import SITE
from leadpump.demo.page import MAGNETS
from leadpump.demo.question import NOT_ASKED, SCORE_RULES
from leadpump.first_run import FirstRun
from leadpump.records import Records, open_records
from leadpump.records.new_site import NewSite
from leadpump.settings import BadSetting, Settings

DEMO_KEY = "demo.key"
METRICS_TOKEN = "metrics.token"  # noqa: S105 - the name of the file
VISITOR_KEY = "visitor.key"
CONTACT_KEY = "contact.key"
SHORTEST_SECRET = 16
UNFINISHED = ".restoring"
"""The folder inside the data folder in which a restore works."""
FOLDERS = ("clickhouse", "spool", "salts", "tmp", "run")


def set_up(settings: Settings) -> FirstRun:
    """Make what is missing; harmless to repeat. Raises BadSetting for a folder or a secret that cannot be used."""
    refuse_unfinished(settings.data)
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in FOLDERS:
        (settings.data / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    write_secret(settings.data / "sql.token", secrets.token_urlsafe(24))
    write_secret(settings.data / "session.key", secrets.token_urlsafe(32))
    write_secret(settings.data / VISITOR_KEY, secrets.token_hex(32))
    write_secret(settings.data / CONTACT_KEY, secrets.token_hex(32))
    write_secret(settings.data / METRICS_TOKEN, secrets.token_urlsafe(24))
    for name in ("sql.token", "session.key", VISITOR_KEY, CONTACT_KEY, METRICS_TOKEN):
        read_secret(settings.data / name)
    with open_records(settings.data) as records:
        if settings.demo:
            add_demo_site(records, settings)
        return FirstRun(records.create_owner())


def refuse_unfinished(data: Path) -> None:
    """A folder in which a restore ended in the middle is not one to start on."""
    if (data / UNFINISHED).exists():
        raise BadSetting(f"{data} holds half of a restored backup: empty it and run `leadpump restore` again.")


def add_demo_site(records: Records, settings: Settings) -> None:
    """The demo site, whose pages live under the product's own address, and the key that fills it."""
    own_host = urlsplit(settings.address).hostname or "localhost"
    hosts = tuple(dict.fromkeys((*SITE.hosts, own_host)))
    if all(site.name != SITE.name for site in records.all_sites()):
        records.add_site(NewSite(SITE.name, SITE.title, SITE.timezone, SITE.currency, hosts, SITE.count_automation))
        for magnet in MAGNETS:
            records.add_magnet(SITE.name, magnet)
        for kept in records.score_rules_of(SITE.name):
            if kept.rule.question in NOT_ASKED:
                records.remove_score_rule(SITE.name, kept.id)
        for rule in SCORE_RULES:
            records.add_score_rule(SITE.name, rule)
    else:
        records.set_hosts(SITE.name, hosts)
    if not (settings.data / DEMO_KEY).exists():
        write_secret(settings.data / DEMO_KEY, records.create_key(SITE.name, "demo"))


def write_secret(path: Path, secret: str) -> None:
    """Write a secret that only this account may read, unless there is one: whole and synced, or not at all."""
    if path.exists():
        return
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(beside, path)
    beside.unlink()


def read_secret(path: Path) -> str:
    """A secret that was written. Raises BadSetting for one that was emptied: it would protect nothing."""
    secret = path.read_text().strip()
    if len(secret) < SHORTEST_SECRET:
        raise BadSetting(
            f"{path} is empty or cut short. Restore it from a back-up, or delete it: the next start makes a new one."
        )
    return secret
