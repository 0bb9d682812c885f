"""Every route of the real application, and who may pass. A new one fails here until it is listed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.routing import Rule

from leadpump.app import create_pages, open_spool
from leadpump.settings import Settings
from leadpump.setup import set_up

FOR_ALL = {
    "account.login",
    "language",
    "invitation.open_link",
    "reports.static",
    "health.readyz",
    "tag.script",
    "tag.versioned",
    "demo.home",
    "demo.article",
    "demo.prices",
    "demo.legal",
    "demo.ask_checklist",
    "demo.checklist_received",
    "demo.ask_quote",
    "demo.quote_received",
    "demo.static",
    "demo.try_signals",
    "demo.try_application",
    "demo.try_application_view",
    "demo.try_consent",
}
WITH_A_TOKEN = {"metrics.show"}
LOGGED_IN = {f"account.{name}" for name in ("index", "logout", "password", "end_sign_in", "end_other_sign_ins")}
LOGGED_IN |= {"log.of_all", "sites.home", "sites.index", "sites.new"}
WHO_SEES_THE_SITE = {
    "reports.page",
    "reports.as_json_page",
    "reports.as_csv_page",
    "sites.install",
    "sites.change_mode",
    "sites.change_merge_days",
    "board.choose",
} | {f"channels.{name}" for name in ("index", "new", "change", "remove", "move")}
WHO_SEES_THE_SITE |= {f"costs.{name}" for name in ("index", "add", "change", "remove", "entries", "remove_line")}
WHO_SEES_THE_SITE |= {f"leads.{name}" for name in ("index", "as_csv", "mark", "new")}
WHO_SEES_THE_SITE |= {f"lead.{name}" for name in ("show", "add", "mark_spam", "withdraw")}
WHO_SEES_THE_SITE |= {f"cost_import.{name}" for name in ("upload", "preview", "bring_in")}
WHO_SEES_THE_SITE |= {f"segments.{name}" for name in ("index", "add", "change", "remove")}
WHO_SEES_THE_SITE |= {f"magnets.{name}" for name in ("index", "new", "change", "remove")}
WHO_SEES_THE_SITE |= {f"score_rules.{name}" for name in ("index", "new", "change", "remove", "move", "thresholds")}
WHO_SEES_THE_SITE |= {f"lead_import.{name}" for name in ("upload", "preview", "bring_in", "imports", "undo")}
WHO_SEES_THE_SITE |= {f"email_import.{name}" for name in ("upload", "preview", "bring_in", "imports", "undo")}
WHO_SEES_THE_SITE |= {f"keys.{name}" for name in ("index", "add", "remove")}
WHO_SEES_THE_SITE |= {f"members.{name}" for name in ("index", "invite", "change_role", "remove", "reset", "withdraw")}
WHO_SEES_THE_SITE |= {f"outside.{name}" for name in ("index", "add", "upload", "preview", "bring_in", "undo")}
WHO_SEES_THE_SITE |= {"log.of_site"}
WHO_SEES_THE_SITE |= {
    f"webhooks.{name}" for name in ("index", "one", "open_", "close", "secret", "stages", "deliveries", "replay_some")
}
WHO_SEES_THE_SITE |= {f"share.{name}" for name in ("index", "add", "remove")}
WITH_A_LINK = {"shared.page", "shared.as_json_page", "shared.as_csv_page", "shared_door.password"}
SITE = "toits-de-loire.example"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    settings = Settings(data=tmp_path / "data")
    set_up(settings)
    spool = open_spool(settings)
    yield create_pages(settings, spool)
    spool.close()


def address_of(rule: Rule) -> str:
    listed = re.sub(r"<any\((?:[^)]*,)? ?'?([^,)']+)'?\):[^>]+>", r"\1", rule.rule)
    return re.sub(r"<[^>]+>", SITE, re.sub(r"<int:[^>]+>", "1", re.sub(r"<uuid:[^>]+>", str(UUID(int=1)), listed)))


def methods_of(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"})


def test_every_route_is_listed(app: Flask) -> None:
    assert {
        rule.endpoint for rule in app.url_map.iter_rules()
    } == FOR_ALL | WITH_A_TOKEN | WITH_A_LINK | LOGGED_IN | WHO_SEES_THE_SITE


def test_a_stranger_passes_only_where_everybody_may(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        for method in methods_of(rule):
            answer = app.test_client().open(address_of(rule), method=method, data="[]", content_type="application/json")
            sent_to_login = answer.status_code == 303 and answer.location.startswith("/login")
            refused = answer.status_code in ((404, 400) if rule.endpoint in WITH_A_LINK else (401,))
            assert (sent_to_login or refused) == (rule.endpoint not in FOR_ALL), (rule.endpoint, method, answer.status)


def test_no_answer_of_the_application_lets_a_page_load_from_elsewhere_or_be_framed(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        answer = app.test_client().open(address_of(rule), method=methods_of(rule)[0])
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
