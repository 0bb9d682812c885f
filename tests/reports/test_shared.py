"""What whoever has a link sees of each report, once there is something to see: figures, and ways to other figures."""

from __future__ import annotations

import re

import pytest
from flask import Flask, g

from reports.filter import Filter
from reports.pages import create_reports
from reports.registry import Kind
from reports.shared import SHAREABLE, Shared
from tests.reports.conftest import NOW, SITE, Database, application

TOKEN = "t" * 43
HOME = f"/shared/{TOKEN}/"
BY_EMAIL = Filter("channel", "is", ("Email",))


def shared_application(database: Database, *filters: Filter) -> Flask:
    app = application(database.query, {SITE.name: SITE}, lambda: NOW)
    app.register_blueprint(
        create_reports(database.query, {SITE.name: SITE}.get, lambda _: (), lambda: NOW, shared=True)
    )

    @app.before_request
    def follow_the_link() -> None:
        g.site, g.shared = SITE, Shared(TOKEN, "", filters)

    return app


@pytest.mark.parametrize("kind", SHAREABLE, ids=lambda kind: kind.name)
def test_a_shared_report_leads_to_shared_reports_only(kind: Kind, three_days: Database, days: dict[str, str]) -> None:
    reader = shared_application(three_days).test_client()
    answer = reader.get(f"{HOME}{kind.name}", query_string=days, follow_redirects=True)
    assert answer.status_code == 200
    addresses = re.findall(r'(?:href|src|action)="([^"]*)"', answer.text)
    assert {one for one in addresses if not one.startswith((HOME, "?", "/assets/", "/language/", "#"))} == set()
    assert len([one for one in addresses if one.startswith(HOME)]) > len(SHAREABLE)
    assert 'method="post"' not in answer.text


def test_a_link_to_a_part_of_the_visits_leaves_out_what_filters_do_not_narrow() -> None:
    names = {kind.name for kind in SHAREABLE}
    narrowed = {kind.name for kind in Shared(TOKEN, "", (BY_EMAIL,)).kinds}
    assert names - narrowed == {"awareness", "history", "email_follow_up"}
    assert {kind.name for kind in Shared(TOKEN, "", ()).kinds} == names
    assert [kind.name for kind in Shared(TOKEN, "awareness", (BY_EMAIL,)).kinds] == ["awareness"]


def test_the_filters_of_the_link_narrow_the_figures(three_days: Database, days: dict[str, str]) -> None:
    own = application(three_days.query, {SITE.name: SITE}, lambda: NOW).test_client()
    reader = shared_application(three_days, BY_EMAIL).test_client()

    def sessions(answer: object) -> int:
        return int(answer["figures"]["sessions"]["value"])  # type: ignore[index]

    everybody = sessions(own.get(f"/sites/{SITE.name}/bounce_rate.json", query_string=days).get_json())
    by_email = sessions(
        own.get(f"/sites/{SITE.name}/bounce_rate.json", query_string=days | {"filter": "channel:is:Email"}).get_json()
    )
    assert 0 < by_email < everybody
    assert sessions(reader.get(f"{HOME}bounce_rate.json", query_string=days).get_json()) == by_email
    other = days | {"filter": "channel:is:Referral"}
    assert sessions(reader.get(f"{HOME}bounce_rate.json", query_string=other).get_json()) == 0
