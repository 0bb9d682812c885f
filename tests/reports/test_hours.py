"""When visitors come: the hours of the site's clock, also in the night when it is put back."""

from datetime import UTC, datetime

from flask.testing import FlaskClient

from tests.reports.conftest import Database, Story
from tests.reports.test_walk import squeezed, text_of


def test_the_hour_that_the_clock_shows_twice_is_one(database: Database, story: Story, reader: FlaskClient) -> None:
    """Paris, 25 October 2026: at 01:00 UTC the clock goes back from 3 h to 2 h. A Sunday.

    Visitor 1 comes at 00:30 UTC (2 h 30, summer time), visitor 2 at 01:30 UTC (2 h 30, winter time) and sends a form;
    visitor 3 on Monday at 22:30 UTC, which is 23 h 30; visitor 4 at 23:30 UTC, which is Tuesday, 0 h 30.
    """
    moments = [(25, 0), (25, 1), (26, 22), (26, 23)]
    for visitor, (day, hour) in enumerate(moments, start=1):
        visit = story.session(visitor, datetime(2026, 10, day, hour, 30, tzinfo=UTC))
        visit(0, "pageview")
        if visitor == 2:
            visit(20, "form_submit", form="contact", interaction=True)
    database.insert_events(story.events)
    query = {"from": "2026-10-24", "to": "2026-10-28"}
    answer = reader.get("/sites/atelier.fr/audience.json", query_string=query).get_json()
    rows = answer["tables"]["hours"]["rows"]
    assert [(row["weekday"], row["hour"], row["hour_visitors"], row["hour_leads"]) for row in rows] == [
        (1, 23, 1, 0),
        (2, 0, 1, 0),
        (7, 2, 2, 1),
    ]
    page = reader.get("/sites/atelier.fr/audience", query_string=query).text
    assert page.count('class="heat-5"') == 2
    assert page.count('class="heat-3"') == 2
    text = squeezed(text_of(page))
    for said in (
        "C’est le dimanche à 2 h que vous avez le plus de visiteurs.",
        "C’est le dimanche à 2 h que vous recevez le plus de prospects.",
    ):
        assert said in text
