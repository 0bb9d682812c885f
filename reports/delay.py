"""How the time until a first contact is put into words."""

from collections.abc import Callable

from reports.language import N_

WAITING, UNKNOWN = -1, -2
_HOUR = 3600
_STARTS = (0, 1, 4, 24, 72)
"""Where the ranges of response_buckets.sql begin, in hours."""


def delay_name(seconds: int, say: Callable[..., str]) -> str:
    """The range that begins there; WAITING and UNKNOWN are none."""
    if seconds == WAITING:
        return say(N_("not contacted"))
    if seconds == UNKNOWN:
        return say(N_("contact not recorded"))
    start = seconds // _HOUR
    following = next((begin for begin in _STARTS if begin > start), None)
    if following is None:
        return say(N_("%(start)s h or more"), start=start)
    if not start:
        return say(N_("less than %(end)s h"), end=following)
    return say(N_("%(start)s to %(end)s h"), start=start, end=following)
