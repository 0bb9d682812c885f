"""What happens now: visitors and the pages they are on, in tables that agree with the figures above them."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests.reports.conftest import IN_BOTH, NOW, SITE, Database, Story

pytestmark = IN_BOTH


@pytest.fixture
def now_told(database: Database, story: Story) -> None:
    """Three visitors: 1 still reads what it opened long ago, 2 went from page to page, 3 came a second time."""
    one = story.session(1, NOW - timedelta(minutes=45), channel="Organic Search", country="FR")
    one(0, "pageview", path="/guide")
    one(43 * 60, "engagement", path="/guide", channel="Direct", scroll=90, engaged_ms=60_000)
    two = story.session(2, NOW - timedelta(minutes=20), channel="Paid Search", country="FR")
    two(0, "pageview")
    # The next page knows only the site's own address.
    two(60, "pageview", 2, path="/prix", channel="Direct")
    two(90, "form_submit", 2, path="/prix", channel="Direct", form="devis", interaction=True)
    three = story.session(3, NOW - timedelta(minutes=70), channel="Email", country="BE")
    three(41 * 60, "pageview")
    again = story.session(3, NOW - timedelta(minutes=8), channel="Organic Social", country="CH")
    again(0, "pageview")
    database.insert_events(story.events)


@pytest.mark.usefixtures("now_told")
def test_each_visitor_counts_once_by_channel_and_no_more_than_pages_were_on_screen(reader: FlaskClient) -> None:
    answer = reader.get(f"/sites/{SITE.name}/realtime.json").get_json()
    figures = {key: figure["value"] for key, figure in answer["figures"].items()}
    # Pages: 1's guide, 2's two, 3's one of each visit.
    assert figures == {"current_visitors": 1, "recent_visitors": 3, "recent_page_views": 5, "recent_leads": 1}
    rows = answer["tables"]
    found = [(row["channel"], row["recent_visitors"], row["page_views"]) for row in rows["recent_channels"]["rows"]]
    assert sorted(found) == [("Organic Search", 1, 1), ("Organic Social", 1, 2), ("Paid Search", 1, 2)]
    found = [(row["country"], row["recent_visitors"], row["page_views"]) for row in rows["recent_countries"]["rows"]]
    assert found == [("FR", 2, 3), ("CH", 1, 2)]
    found = [(row["path"], row["recent_visitors"], row["page_views"]) for row in rows["recent_pages"]["rows"]]
    assert found == [("/", 2, 3), ("/guide", 1, 1), ("/prix", 1, 1)]
