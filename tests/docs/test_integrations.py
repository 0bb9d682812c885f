"""docs/integrations.md: short where it promises to be, complete where it lists, and its command works as it stands."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import get_args

import pytest

from collector.event import ChangeKind
from collector.person import seal
from collector.site import KnownHook, hash_key, publish_sites
from collector.webhook.generic import HEADER
from collector.webhook.message import Why
from collector.webhook.sender import SENDERS
from leadpump.webhooks.name import REASONS, SENDER_NAMES
from tests.collector.conftest import Intaker
from tests.docs.page import blocks, read_page, section, table

PAGE = read_page("integrations.md")


@pytest.mark.parametrize("tool", ["Brevo", "Stripe", "Calendly"])
def test_connecting_takes_fewer_than_ten_lines(tool: str) -> None:
    steps = re.findall(r"^(?:\d\.|   \S).*$", section(PAGE, f"## {tool}"), re.MULTILINE)
    assert 3 <= len(steps) < 10
    assert "Connect" in steps[0]


def test_every_sender_has_a_section_and_words() -> None:
    titles = re.findall(r"^## (.+)$", PAGE, re.MULTILINE)
    assert {named.title for named in SENDER_NAMES.values()} <= set(titles)
    assert SENDER_NAMES.keys() == SENDERS.keys()


def test_every_reason_is_explained_here_and_on_the_page() -> None:
    assert set(table(section(PAGE, "## What is refused, and what is left aside"))) == set(Why) == set(REASONS)


def test_every_kind_of_message_is_named() -> None:
    fields = table(section(PAGE, "## Anything else"))
    assert set(re.findall(r"`(\w+)`", " ".join(fields["type"]))) == {"lead", *get_args(ChangeKind)}


def test_the_command_works_as_it_stands(tmp_path: Path) -> None:
    """The shell signs, and what it would send is taken in."""
    intaker = Intaker(tmp_path)
    (script,) = blocks(section(PAGE, "## Anything else"), "sh")
    sealed = seal({"secret": "leadpump_hook_…"}, intaker.edge._intake.identity.person)
    site = intaker.edge._intake.sites.find("example.fr")
    assert site is not None
    hook = KnownHook(sender="generic", key_hash=hash_key("KEY"), secret=sealed)
    publish_sites(tmp_path / "sites.json", [type(site)(name="example.fr", hosts=("example.fr",), hooks=(hook,))])
    intaker.edge._intake.sites._next_look = 0
    shown = script.replace("curl -i", "printf '%s\\n'")
    ran = subprocess.run(["sh", "-c", shown], capture_output=True, text=True, check=True)
    address, *rest = ran.stdout.split("\n")
    signature = next(line for line in rest if line.lower().startswith(HEADER)).partition(": ")[2]
    body = rest[rest.index("-d") + 1]
    at = int(re.findall(r"t=(\d+)", signature)[0])
    intaker.now = type(intaker.now).fromtimestamp(at, intaker.now.tzinfo)
    path = "/" + address.partition("//")[2].partition("/")[2]
    answer = intaker.client.post(path, data=body.encode(), headers={"Leadpump-Signature": signature})
    assert (answer.status_code, answer.get_json()) == (200, {"accepted": 1})
    intaker.spool.close()
