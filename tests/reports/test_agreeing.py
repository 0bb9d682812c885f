"""The visit in which somebody agrees to a lasting number is theirs, as later ones are: in all that follows visitors."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient

from tests.reports.conftest import IN_BOTH, Database, Story

pytestmark = IN_BOTH

START = datetime(2026, 11, 10, 9, tzinfo=UTC)
LASTING = 77
DAYS = {"from": "2026-11-10", "to": "2026-11-12"}


def tell(story: Story) -> None:
    """Somebody sees an offer, agrees, and comes back for it on the next day; somebody else never agrees."""
    first = story.session(1, START)
    first(0, "pageview", path="/offre")
    first(5, "magnet_view", magnet="guide")
    first(6, "form_view", form="guide", magnet="guide")
    first(7, "form_start", form="guide", magnet="guide")
    first(20, "consent", consent="granted", lasting_id=LASTING)
    first(30, "add_to_cart", lasting_id=LASTING)
    again = story.session(LASTING, START + timedelta(days=1), lasting_id=LASTING)
    again(0, "pageview", path="/offre")
    again(10, "form_submit", form="guide", magnet="guide")
    again(20, "purchase")
    other = story.session(2, START)
    other(0, "pageview", path="/offre")
    other(5, "form_view", form="guide", magnet="guide")


def test_two_visits_are_one_persons(database: Database, story: Story, reader: FlaskClient) -> None:
    tell(story)
    database.insert_events(story.events)

    def read(report: str, **asked: str) -> Any:
        return reader.get(f"/sites/atelier.fr/{report}.json", query_string=DAYS | asked).get_json()

    steps = {"step1": "event:add_to_cart", "step2": "magnet:guide", "step3": "event:purchase"}
    reached = [row["step_visitors"] for row in read("funnel", **steps)["tables"]["steps"]["rows"]]
    assert reached == [1, 1, 1]

    told = read("magnet_conversion")
    (guide,) = told["tables"]["magnets"]["rows"]
    assert (guide["shown_visitors"], guide["started_visitors"], guide["completed_visitors"]) == (2, 1, 1)
    (channel,) = told["tables"]["magnet_channels"]["rows"]
    assert channel["shown_visitors"] == 2
    (board,) = read("overview")["tables"]["magnets"]["rows"]
    assert board["shown_visitors"] == 2

    (form,) = read("forms")["tables"]["forms"]["rows"]
    assert (form["viewed_visitors"], form["begun_visitors"], form["sent_visitors"]) == (2, 1, 1)

    carts = read("loyalty", cart="add_to_cart", purchase="purchase")["figures"]["cart_abandonment"]
    assert (carts["numerator"], carts["denominator"]) == (0, 1)


def test_sessions_of_the_same_number_are_each_sites_own(database: Database, story: Story) -> None:
    for site, lasting in (("atelier.fr", 0), ("other.example", 88), ("third.example", 0), ("fourth.example", 99)):
        event = story.session(1, START, site=site)
        event(0, "pageview")
        event(5, "consent", lasting_id=lasting)
    database.insert_events(story.events)
    told = database.query("select site, groupUniqArray(visitor_id) as who from visitor_events group by site", {})
    assert {row["site"]: row["who"] for row in told} == {
        "atelier.fr": [1],
        "other.example": [88],
        "third.example": [1],
        "fourth.example": [99],
    }


def test_bounds_hold_for_whom_an_event_is_of_too(database: Database, story: Story) -> None:
    """Or a report of a day would look through all the years for those who agreed."""
    tell(story)
    database.insert_events(story.events)
    plan = database.query(
        "explain indexes = 1 select uniqExact(visitor_id) from visitor_events"
        " where site = 'atelier.fr' and session_id >= 7702599502607155200 and session_id < 7714474228187136000",
        {},
    )
    read = " ".join(str(next(iter(row.values()))) for row in plan)
    keys = read.split("PrimaryKey")[1:]
    assert len(keys) == 2
    for key in keys:
        assert "session_id in [7702599502607155200" in key
