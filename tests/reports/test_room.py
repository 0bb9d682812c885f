"""What the navigation lists, and for whom."""

import pytest

from reports.registry import REPORTS
from reports.room import AFTER, BEFORE, groups

NAMES = {room.name for room in (*BEFORE, *AFTER)} | {kind.name for kind in REPORTS}


@pytest.mark.parametrize(
    ("role", "unlisted"),
    [
        ("owner", set()),
        ("editor", {"keys", "members", "log"}),
        ("viewer", {"keys", "members", "log", "share", "digests", "lead_mails"}),
    ],
)
def test_each_room_is_listed_once_for_those_who_may_enter_it(role: str, unlisted: set[str]) -> None:
    listed = [one.name for _, ones in groups(role) for one in ones]
    assert sorted(listed) == sorted(NAMES - unlisted)


def test_no_group_is_longer_than_can_be_seen_at_once() -> None:
    """Seven: the eighth thing of a list is looked for."""
    for group, ones in groups("owner"):
        assert len(ones) <= 7, group
