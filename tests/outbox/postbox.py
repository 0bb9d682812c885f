"""A mail server that listens, and what it was handed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from leadpump.outbox.address import MailServer
from tests.conftest import free_port


@dataclass
class Postbox:
    """A server on this machine. refusals: answers to recipients, one each, before it takes any."""

    port: int
    refusals: list[str] = field(default_factory=list)
    messages: list[EmailMessage] = field(default_factory=list)

    @property
    def server(self) -> MailServer:
        return MailServer("127.0.0.1", self.port, "", "", secure=False, sender="Leadpump <stats@exemple.fr>")

    async def handle_RCPT(self, *given: Any) -> str:
        envelope, address = given[2:4]
        if self.refusals:
            return self.refusals.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, *given: Any) -> str:
        envelope = given[2]
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        assert envelope.rcpt_tos == [message["To"]]
        self.messages.append(message)
        return "250 OK"


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with listening() as box:
        yield box


@contextmanager
def listening() -> Iterator[Postbox]:
    """A server for as long as it is needed."""
    box = Postbox(free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()
