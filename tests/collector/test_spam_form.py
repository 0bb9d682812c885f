"""A form taken for spam when it arrives converts nobody, whichever report counts conversions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from reports.pages import create_reports, install_language
from reports.site import Site
from tests.collector.conftest import CHROME, Pipeline

SENDERS = {
    "person": {"email": "me@example.org"},
    "trapped": {"email": "me@example.net", "honeypot": "x"},
    "reader": None,
}
"""What each writes into the form of the magnet; the last sends none."""
FIGURES = [
    # report, figure, parameters: one of three visitors sent the form, to whom all three had the magnet shown
    ("overview", "conversion_rate", "", 1, 3),
    ("audience", "conversion_rate", "", 1, 3),
    ("lead_sources", "visitor_to_lead", "", 1, 3),
    ("magnet_conversion", "magnet_conversion", "", 1, 3),
    ("funnel", "through_rate", "&step1=event:pageview&step2=magnet:guide", 1, 3),
    ("funnel", "through_rate", "&step1=event:pageview&step2=event:form_submit", 1, 3),
    ("channel_attribution", "conversions", "&conversion=magnet:guide", 1, None),
    ("realtime", "recent_leads", "", 1, None),
]


@pytest.fixture
def figures(pipeline: Pipeline) -> Any:
    """The figure of a report, as numerator and denominator."""
    pipeline.now = datetime.now(UTC)
    for name, fields in SENDERS.items():
        page = str(uuid4())
        own: dict[str, Any] = {"site": "example.fr", "url": "https://example.fr/", "page": page, "magnet": "guide"}
        sent = [
            own | {"name": "pageview", "id": page, "magnet": "", "age": 9000},
            own | {"name": "magnet_view", "id": str(uuid4()), "age": 6000},
        ]
        if fields:
            sent.append(own | {"name": "form_submit", "id": str(uuid4()), "form": "devis", "fields": fields})
        assert pipeline.post(sent, User_Agent=f"{CHROME} {name}/1").status_code == 202
    pipeline.load()
    app = Flask("reports")
    install_language(app)
    site = Site("example.fr", "Exemple", "Europe/Paris", "EUR")
    app.register_blueprint(
        create_reports(pipeline.clickhouse.query, lambda _: site, lambda _: (), lambda: datetime.now(UTC))
    )

    def read(report: str, figure: str, parameters: str) -> tuple[float, float | None]:
        answer = app.test_client().get(f"/sites/example.fr/{report}.json?period=7d{parameters}").get_json()
        found = answer["figures"][figure]
        return found["numerator"], found["denominator"]

    return read


def test_spam_is_no_conversion_in_any_report(figures: Any, pipeline: Pipeline) -> None:
    found = {(report, figure, asked): figures(report, figure, asked) for report, figure, asked, *_ in FIGURES}
    assert found == {(report, figure, asked): (some, all_) for report, figure, asked, some, all_ in FIGURES}
    assert pipeline.rows("select sum(form_submissions) as n from sessions") == [{"n": 1}]
    assert pipeline.rows("select count() as n from leads") == [{"n": 1}]
