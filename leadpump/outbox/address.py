"""Where the mail server is, what is an address, and where a link stops e-mails, as settings and pages have them."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from leadpump.service_address import ESCAPED, split_address, user_of

STOP = "/stop/"
"""Before the key that stops e-mails to one address."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where it listens, and who sends. secure: TLS from the first byte. sender: the From header. Its repr hides the
    password.
    """

    host: str
    port: int
    user: str
    password: str
    secure: bool
    sender: str = ""

    def __repr__(self) -> str:
        return f"{'smtps' if self.secure else 'smtp'}://{self.user and f'{self.user}:***@'}{self.host}:{self.port}"


def read_server(text: str) -> MailServer:
    """A MailServer from smtp://user:password@host:587, or smtps:// for TLS from the first byte.

    Raises ValueError saying which part is wrong; the message never holds the password.
    """
    parts = split_address(text, "smtp", "smtps", "smtp://user:password@host:587")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(f"it goes on after the port: {ESCAPED}")
    user, password = user_of(parts)
    if not (user + password).isascii():
        raise ValueError("its user or password holds more than ASCII, which logging in to a mail server does not know")
    secure = parts.scheme == "smtps"
    return MailServer(
        host=parts.hostname or "",
        port=parts.port or (465 if secure else 587),
        user=user,
        password=password,
        secure=secure,
    )


def read_sender(text: str) -> None:
    """Check a From header: an address, or a name and an address in angle brackets. Raises ValueError."""
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = text
        (found,) = message["From"].addresses
    except (ValueError, IndexError):
        raise ValueError("it is no address: Leadpump <stats@example.fr>") from None
    if message["From"].defects or not is_address(found.addr_spec):
        raise ValueError("it is no address: Leadpump <stats@example.fr>")


def is_address(text: str) -> bool:
    """Whether a message can be sent there: one address, in ASCII, with a domain."""
    if not text.isascii() or len(text) > 254 or any(letter.isspace() for letter in text):
        return False
    try:
        found = Address(addr_spec=text)
    except (ValueError, IndexError):
        return False
    return bool(found.username) and bool(found.domain) and found.addr_spec == text
