"""What is read of pages, where the tag could not tell all of it."""

from datetime import timedelta

from flask.testing import FlaskClient

from tests.reports.conftest import IN_BOTH, NOW, SITE, Database, Story

pytestmark = IN_BOTH


def test_a_section_of_which_no_seconds_were_told_has_no_time(
    database: Database, story: Story, reader: FlaskClient
) -> None:
    visit = story.session(1, NOW - timedelta(hours=5))
    visit(0, "pageview")
    visit(2, "section", section="avis-clients")
    visit(3, "section", section="prix", props={"seconds": "2.5"})
    visit(6, "section", section="prix")
    database.insert_events(story.events)
    page = f"/sites/{SITE.name}/content"
    answer = reader.get(f"{page}.json").get_json()
    rows = answer["tables"]["sections"]["rows"]
    assert [(row["section"], row["section_time"]) for row in rows] == [("avis-clients", None), ("prix", 2.5)]
    sheet = reader.get(f"{page}.csv?part=sections").text
    assert [line.split(",")[-1] for line in sheet.splitlines()[1:]] == ["", "2.5"]
    assert ">Avis clients<" in reader.get(page).text, "a code is made readable; JSON has it as it was sent"
