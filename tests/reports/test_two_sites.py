"""What another site counts is in no report of this one, though visitors, sessions and pages have the same numbers."""

from typing import Any
from uuid import UUID, uuid4

from flask.testing import FlaskClient

from reports.registry import REPORTS
from tests.reports.conftest import (
    NOW,
    SITE,
    THREE_DAYS,
    Database,
    Story,
    application,
    tell_emails,
    tell_refusals,
    tell_three_days,
)

OTHER = "other.example"
ASKED: dict[str, dict[str, str]] = {"paths": {"page1": "/"}, "attribution": {"by": "magnet"}, "roi": {"by": "magnet"}}


def told(reader: FlaskClient) -> dict[str, Any]:
    """What each report says, without the statements."""
    answers = {}
    for kind in REPORTS:
        query = THREE_DAYS | ASKED.get(kind.name, {})
        answer = reader.get(f"/sites/{SITE.name}/{kind.name}.json", query_string=query).get_json()
        answers[kind.name] = {
            "figures": {key: (figure["value"], figure["previous"]) for key, figure in answer["figures"].items()},
            "series": {key: series["points"] for key, series in answer["series"].items()},
            "tables": {key: table["rows"] for key, table in answer["tables"].items()},
        }
    return answers


def another(identifier: UUID) -> UUID:
    return UUID(int=identifier.int + (1 << 120))


def tell_of_the_other(database: Database) -> None:
    """The same under the name of another site, where the machine is a person, every visitor agreed to a lasting number
    and downloaded the guide. Events, and so leads, have identifiers of their own, for those are counted once whosever.
    """
    story = Story()
    stages = tell_three_days(story)
    there = {"site": OTHER, "bot": ""}
    plain = [event | there | {"id": another(event["id"])} for event in story.events if event.get("site") != OTHER]
    agreed = [event | {"id": uuid4(), "lasting_id": 77, "name": "download", "magnet": "guide"} for event in plain]
    database.insert_events([*plain, *agreed])
    database.insert_lead_events([stage | {"site": OTHER, "lead_id": another(stage["lead_id"])} for stage in stages])
    database.insert_refusals([refusal | {"site": OTHER} for refusal in tell_refusals()])
    database.insert_emails([email | {"site": OTHER, "entry": UUID(int=9)} for email in tell_emails()])
    database.insert_costs([{"day": "2026-11-11", "campaign": "promo", "amount": 99, "site": OTHER}])
    metric = {"site": OTHER, "day": "2026-11-11", "received": NOW, "adds_up": True}
    database.insert_metrics(
        [
            metric | {"id": uuid4(), "metric": name, "dimension": "Instagram", "value": 1000}
            for name in ("social_followers", "likes", "reviews", "history_visitors")
        ]
    )


def test_reports_of_one_site_know_nothing_of_another(three_days: Database) -> None:
    def read() -> dict[str, Any]:
        reader = application(three_days.query, {SITE.name: SITE}, lambda: NOW).test_client()
        return told(reader)

    before = read()
    tell_of_the_other(three_days)
    for name, answer in read().items():
        assert answer == before[name], name
