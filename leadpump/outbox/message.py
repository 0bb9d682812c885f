"""What every e-mail of ours has: who sends it, what stops it, a part of text and one of HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from leadpump.outbox.address import STOP
from reports.language import translations

LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class Envelope:
    """From whom an e-mail is, for whom, in which language. public: the product's own address, without a slash at the
    end. key: what stops e-mails of its kind. mark: of its Message-ID, the same if it is sent again after a crash.
    reply_to: whom an answer reaches, if not the sender.
    """

    sender: str
    address: str
    language: str
    public: str
    key: str
    mark: str
    now: datetime
    reply_to: str = ""


def write(envelope: Envelope, subject: str, template: str, values: Mapping[str, Any]) -> EmailMessage:
    """The e-mail. template: the name of its two, without their ends. values: what they print, nothing but texts."""
    stop = f"{envelope.public}{STOP}{envelope.key}"
    message = EmailMessage(policy=SMTP)
    message["From"] = envelope.sender
    message["To"] = envelope.address
    if envelope.reply_to:
        message["Reply-To"] = envelope.reply_to
    message["Subject"] = subject
    message["Date"] = format_datetime(envelope.now)
    message["Message-ID"] = f"<{envelope.mark}@{urlsplit(envelope.public).hostname or 'leadpump'}>"
    message["Content-Language"] = envelope.language
    message["Auto-Submitted"] = "auto-generated"
    message["List-Unsubscribe"] = f"<{stop}>"
    if envelope.public.startswith("https://"):
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    printed = {**values, "language": envelope.language, "stop": stop}
    message.set_content(render(f"{template}.txt", envelope.language, printed))
    message.add_alternative(render(f"{template}.html", envelope.language, printed), subtype="html")
    return message


@cache
def environment(language: str) -> Environment:
    """The templates in a language. What one of HTML prints is escaped."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        extensions=["jinja2.ext.i18n"],
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    known = translations(language)
    made.install_gettext_callables(known.gettext, known.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.filters["line"] = in_a_line
    return made


def render(name: str, language: str, values: Mapping[str, Any]) -> str:
    """A part of the e-mail."""
    return environment(language).get_template(name).render(values)


def in_a_line(text: str) -> str:
    """What a visitor wrote, without what would begin a line of its own."""
    return " ".join(text.split())


def in_subject(title: str) -> str:
    """A site's title as a subject has room for it."""
    return in_a_line(title)[:LONGEST_TITLE]
