"""What a mode forbids is nowhere: neither in a file of the data folder, copies included, nor in a row of the engine."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from tests.collector.conftest import Pipeline
from tests.traces import find_traces

CAMPAIGN, CLICK, PERSON, PATH = "campaign-xq7", "click-xq7", "person-xq7", "path-xq7"
PLACES = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term", "source", "ref")
QUERY = "&".join([*(f"{name}={CAMPAIGN}" for name in PLACES), f"gclid={CLICK}", f"fbclid={CLICK}", f"msclkid={CLICK}"])


def send_everything(pipeline: Pipeline, site: str, said: dict[str, str]) -> tuple[UUID, UUID]:
    """What anybody may send with curl: campaigns, click ids, a person and a lead's link; the page and the lead."""
    page, lead = uuid4(), uuid4()
    everything = {
        "site": site,
        "url": f"https://example.fr/devis?{QUERY}#{CAMPAIGN}",
        "referrer": f"https://blog.example.org/{PATH}?{QUERY}",
        "page": str(page),
        "props": {"utm_campaign": CAMPAIGN, "gclid": CLICK, "lead": str(lead)},
        "visitor": PERSON,
    } | said
    told = {"form": "devis", "fields": {"email": f"{PERSON}@example.org", "name": PERSON}, "answers": {"who": PERSON}}
    for event in (
        everything | {"name": "pageview", "id": str(page)},
        everything | {"name": "form_submit", "id": str(lead)} | told,
        everything | {"name": "consent", "id": str(uuid4())},
        everything | {"name": "rendezvous", "id": str(uuid4())},
    ):
        assert pipeline.post(event).status_code == 202
    stage = {"site": site, "lead": str(lead), "stage": "customer", "ts": 1, "id": str(uuid4()), "author": PERSON}
    pipeline.import_("stages", [stage])
    pipeline.load()
    return page, lead


@pytest.mark.parametrize(
    ("site", "said"),
    [
        ("exempt.fr", {}),
        ("exempt.fr", {"consent": "granted"}),
        ("consent.fr", {}),
        ("consent.fr", {"consent": "denied"}),
    ],
)
def test_no_campaign_click_or_lead_is_kept_whatever_is_sent(
    site: str, said: dict[str, str], pipeline: Pipeline
) -> None:
    pipeline.now = datetime.now(UTC)
    page, lead = send_everything(pipeline, site, said)
    for value in (CAMPAIGN, CLICK, PERSON, PATH):
        assert find_traces(value, pipeline.folder, pipeline.clickhouse) == [], value
    # A stage for a site in mode consent may come from elsewhere, of a lead that agreed; it finds no visit.
    linked = find_traces(lead, pipeline.folder, pipeline.clickhouse)
    assert not any("events" in place and "lead_events" not in place for place in linked), linked
    assert site == "consent.fr" or linked == []
    assert pipeline.rows(f"select count() as n from leads where lead_id = '{lead}'") == [{"n": 0}]
    # What is kept is found, so that nothing escapes the search: in ClickHouse and in the copies beside it.
    kept = find_traces(page, pipeline.folder, pipeline.clickhouse)
    assert any(place.endswith(".events") for place in kept)
    assert any(place.startswith("spool/done/") for place in kept)


def test_where_it_is_allowed_the_same_search_finds_it(pipeline: Pipeline) -> None:
    pipeline.now = datetime.now(UTC)
    _, lead = send_everything(pipeline, "example.fr", {"consent": "granted"})
    for value in (CAMPAIGN, PATH, lead):
        kept = find_traces(value, pipeline.folder, pipeline.clickhouse)
        assert any(place.endswith(".events") for place in kept), value
        assert any(place.startswith("spool/done/") and place.endswith(".ready") for place in kept), value
