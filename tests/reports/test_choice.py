"""A report's own options: what their folded form says, how amounts are entered, how long a value may be."""

from datetime import UTC, datetime

from flask.testing import FlaskClient

from collector.address import MAX_PATH
from tests.reports.conftest import SITE, Database, Story

ADDRESS = f"/sites/{SITE.name}/acquisition_cost"


def test_an_amount_is_said_as_amounts_are_written(reader: FlaskClient) -> None:
    for given, language, said, field in (
        ("1999.50", "en", "Gross margin on a customer: €1,999.50<", "1999.50"),
        ("2000", "en", "Gross margin on a customer: €2,000<", "2000"),
        ("1999.50", "fr", "1\u202f999,50\u202f€<", "1999,50"),
        ("1999,50", "fr", "1\u202f999,50\u202f€<", "1999,50"),
    ):
        page = reader.get(ADDRESS, query_string={"margin": given}, headers={"Accept-Language": language}).text
        assert said in page
        assert f'value="{field}"' in page


def test_an_amount_may_have_a_comma_and_nothing_else(reader: FlaskClient) -> None:
    assert reader.get(f"{ADDRESS}.json?margin=1999,50").get_json()["options"]["margin"] == "1999.50"
    for wrong in ("1,999.50", "1.999,50", "12,345", ",5", "x"):
        assert reader.get(f"{ADDRESS}.json?margin={wrong}").status_code == 400


def test_how_far_back_is_said_in_days(reader: FlaskClient) -> None:
    page = reader.get(
        f"/sites/{SITE.name}/roi", query_string={"lookback": "30"}, headers={"Accept-Language": "en"}
    ).text
    assert "Looking back: 30 days" in page
    assert "%(" not in page


def test_the_longest_path_that_is_kept_can_be_asked_for(database: Database, story: Story, reader: FlaskClient) -> None:
    path = "/é" + "a" * (MAX_PATH - 2)
    story.session(1, datetime(2026, 11, 10, 9, tzinfo=UTC))(0, "pageview", path=path)
    database.insert_events(story.events)
    for report, asked, figure in (
        ("paths", {"page1": path}, "trail_sessions"),
        ("content", {"page": path}, "page_views"),
        ("attribution", {"conversion": f"page:{path}"}, "conversions"),
        ("funnel", {"step1": f"page:{path}*", "step2": "event:download"}, "entered_visitors"),
    ):
        days = {"from": "2026-11-10", "to": "2026-11-10"}
        answer = reader.get(f"/sites/{SITE.name}/{report}.json", query_string=days | asked)
        assert answer.status_code == 200, report
        assert answer.get_json()["figures"][figure]["value"] == 1
    names = "|".join(f"{number}" * 64 for number in range(10))
    assert reader.get(f"/sites/{SITE.name}/loyalty.json", query_string={"cart": names}).status_code == 200
