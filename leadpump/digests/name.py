"""What rhythms are called, and what becomes of digests, in words."""

from __future__ import annotations

from leadpump.digests.postman import FAULT, TOO_MUCH
from leadpump.digests.rhythm import MONTH, WEEK
from leadpump.digests.server import NO_TLS, NOT_TRUSTED, UNREACHABLE
from reports.language import N_

RHYTHM_NAMES = {WEEK: N_("Every Monday, the week before"), MONTH: N_("On the 1st, the month before")}
ANSWERS = {
    UNREACHABLE: N_("the mail server cannot be reached"),
    NOT_TRUSTED: N_("the certificate of the mail server is not valid"),
    NO_TLS: N_("the mail server offers no encryption, and a password is not sent without it"),
    TOO_MUCH: N_("the dashboard of these days takes more memory or time than the database has"),
    FAULT: N_("a fault of Leadpump; its log says more"),
}
