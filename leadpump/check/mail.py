"""Whether the mail server takes e-mails from this machine: it is called, and sent nothing."""

from __future__ import annotations

from collections.abc import Iterator

from leadpump.check.finding import Finding, fail, ok
from leadpump.outbox.server import NO_TLS, NOT_TRUSTED, UNREACHABLE, NoTls, connected, why_not
from leadpump.settings import Settings

SAID = {
    UNREACHABLE: "it does not answer: check its host and port, and that this machine may reach them",
    NOT_TRUSTED: "its certificate is not valid: use the name that its provider tells",
    NO_TLS: "it offers no encryption, and a password is not sent without it: use smtps:// or another port",
}


def check_mail(settings: Settings) -> Iterator[Finding]:
    """Whether it lets this account in; nothing where none is set."""
    server = settings.mail()
    if server is None:
        return
    try:
        with connected(server):
            pass
    except (NoTls, OSError) as error:
        said = why_not(error)
        yield fail("mail server", f"{server.host}:{server.port} takes no e-mail: {SAID.get(said, said)}.")
    else:
        yield ok("mail server", f"{server.host}:{server.port} lets this account in.")
