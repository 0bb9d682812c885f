"""Hands messages to the mail server, and says what it makes of them."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage

from leadpump.outbox.address import MailServer

SECONDS = 20.0
HERE = ("localhost", "127.0.0.1", "::1")
LONGEST_ANSWER = 200
UNREACHABLE, NOT_TRUSTED, NO_TLS, NO_SERVER = "unreachable", "not_trusted", "no_tls", "no_server"
FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a message. said: the server's own words, or one of this module's; empty if it took the message.

    is_final: it will say the same tomorrow.
    """

    said: str = ""
    is_final: bool = False


class NoTls(Exception):
    """A password would go over the network in the clear."""


@contextmanager
def connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    """A connection that may send. With a password never without TLS, but to this machine itself.

    Errors: NoTls, OSError, smtplib.SMTPException.
    """
    context = ssl.create_default_context()
    if server.secure:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    with smtp:
        smtp.ehlo_or_helo_if_needed()
        if not server.secure and server.host not in HERE:
            if smtp.has_extn("starttls"):
                smtp.starttls(context=context)
                smtp.ehlo()
            elif server.user:
                raise NoTls
        if server.user:
            smtp.login(server.user, server.password)
        yield smtp


def send(server: MailServer, message: EmailMessage) -> Answer:
    """Hand a message over. What only the settings can mend is not final: somebody may be mending them."""
    try:
        with connected(server) as smtp:
            smtp.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        return Answer(told(code, said), is_final=code >= 500)
    except smtplib.SMTPDataError as error:
        return Answer(told(error.smtp_code, error.smtp_error), is_final=error.smtp_code >= 500)
    except (NoTls, OSError) as error:
        return Answer(why_not(error))
    return Answer()


def why_not(error: Exception) -> str:
    """Why a server does not take messages: its own words, or one of this module's."""
    if isinstance(error, NoTls):
        return NO_TLS
    if isinstance(error, smtplib.SMTPResponseException):
        return told(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return " ".join(str(error).split())[:LONGEST_ANSWER]
    if isinstance(error, ssl.SSLCertVerificationError):
        return NOT_TRUSTED
    return UNREACHABLE


def told(code: int, said: bytes | str) -> str:
    """An answer of the server in a line."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(f"{code} {text}".split())[:LONGEST_ANSWER]
