"""Why an e-mail was not taken, in words."""

from __future__ import annotations

from leadpump.outbox.server import FAULT, NO_SERVER, NO_TLS, NOT_TRUSTED, UNREACHABLE
from reports.language import N_

MAIL_ANSWERS = {
    NO_SERVER: N_("no mail server is set"),
    UNREACHABLE: N_("the mail server cannot be reached"),
    NOT_TRUSTED: N_("the certificate of the mail server is not valid"),
    NO_TLS: N_("the mail server offers no encryption, and a password is not sent without it"),
    FAULT: N_("a fault of Leadpump; its log says more"),
}
