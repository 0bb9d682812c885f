"""What is said of a lead, in the reader's language."""

import pytest

from leadpump.leads.name import exact_delay, stage_name
from reports.words import Words

ENGLISH, FRENCH = Words("en", "EUR"), Words("fr", "EUR")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, "–"),
        (59, "0 min"),
        (25 * 60, "25 min"),
        (3 * 3600, "3 h"),
        (3 * 3600 + 54 * 60 + 59, "3 h 54 min"),
        (47 * 3600 + 60, "47 h 1 min"),
        (48 * 3600 + 60, "2 days"),
    ],
)
def test_hours_come_with_their_minutes(seconds: float | None, said: str) -> None:
    assert exact_delay(seconds, ENGLISH) == said


def test_one_person_is_lost_in_the_singular() -> None:
    assert (stage_name("lost", FRENCH), stage_name("lost", ENGLISH)) == ("Perdu", "Lost")
