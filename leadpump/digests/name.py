"""What rhythms are called, and what becomes of digests, in words."""

from __future__ import annotations

from leadpump.digests.postman import TOO_MUCH
from leadpump.digests.rhythm import MONTH, WEEK
from leadpump.outbox.name import MAIL_ANSWERS
from reports.language import N_

RHYTHM_NAMES = {WEEK: N_("Every Monday, the week before"), MONTH: N_("On the 1st, the month before")}
ANSWERS = MAIL_ANSWERS | {
    TOO_MUCH: N_("the dashboard of these days takes more memory or time than the database has"),
}
