"""What becomes of messages to receivers, in words."""

from __future__ import annotations

from leadpump.internet.asking import BAD_ADDRESS, NO_HTTP, NO_NAME, NOT_TRUSTED, PRIVATE, TIMEOUT, UNREACHABLE
from leadpump.receivers.message import GONE, TOO_LONG
from leadpump.records.receiver import TEST, State
from reports.language import N_

KIND_NAMES = {"lead": N_("New lead"), "stage": N_("Stage reached"), TEST: N_("Test")}
STATES = {
    State.WAITING: N_("waiting"),
    State.TOLD: N_("delivered"),
    State.GIVEN_UP: N_("given up"),
    State.GONE: N_("withdrawn"),
}
ANSWERS = {
    BAD_ADDRESS: N_("the address is not one that may be written to"),
    NO_NAME: N_("the name of its host is not known"),
    PRIVATE: N_("its host is on a private network, where nothing is sent"),
    UNREACHABLE: N_("it cannot be reached"),
    NOT_TRUSTED: N_("its certificate is not valid"),
    TIMEOUT: N_("it did not answer within 10 seconds"),
    NO_HTTP: N_("its answer is not one of HTTP"),
    TOO_LONG: N_("the message is longer than 64 KiB"),
    GONE: N_("there is nothing to tell any more: it was withdrawn, or taken for spam"),
}
