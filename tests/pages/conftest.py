"""The pages in an application like the real one, and a browser that fills forms as a person does."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf.csrf import CSRFProtect
from werkzeug.test import TestResponse

from leadpump.app import find_site, segments_of
from leadpump.pages import (
    account,
    annotation,
    board,
    channels,
    conversions,
    cost_import,
    costs,
    digests,
    email_import,
    installation,
    invitation,
    keys,
    lead,
    lead_import,
    lead_mails,
    leads,
    log,
    magnets,
    members,
    outside,
    privacy,
    receivers,
    score_rules,
    segments,
    share,
    shared,
    sites,
    stop,
    waiting,
    webhooks,
)
from leadpump.pages.mishap import explain_mishaps
from leadpump.pages.protection import protect
from leadpump.records import Records, open_records
from leadpump.records.new_site import NewSite
from reports.pages import create_reports, install_language

PASSWORD = "quatre chevaux agrafés"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


HASHER = PasswordHasher(memory_cost=8, time_cost=1, parallelism=1)


@pytest.fixture(scope="session")
def owners_records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of records with an owner, who has chosen a password, and two sites: to be copied."""
    folder = tmp_path_factory.mktemp("owners_records") / "data"
    with open_records(folder, hasher=HASHER) as records:
        let_in_owner(records)
    return folder


@pytest.fixture
def records(data: Path, request: pytest.FixtureRequest) -> Iterator[Records]:
    """Empty ones, or those with the owner for a test that asks for one: to make them takes a fifth of a second."""
    of = "owners_records" if "owner" in request.fixturenames else "empty_records"
    shutil.copytree(request.getfixturevalue(of), data, dirs_exist_ok=True)
    with open_records(data, up_to_date=True, hasher=HASHER) as opened:
        yield opened


def build_app(records: Records, public_url: str = "http://localhost", command: str = "leadpump") -> Flask:
    """The pages, the reports' frame, and stand-ins for a report, its data and the health address."""
    app = Flask("leadpump_under_test", static_folder=None)
    app.request_class = waiting.InMemory
    app.config.update(SECRET_KEY="a test's secret", TESTING=True)
    install_language(app)
    protect(
        app,
        records,
        public_url=public_url,
        anonymous=["reports.static", "health", "stop.ask", "stop.stop"],
        command=command,
    )
    CSRFProtect(app).exempt(stop.pages)
    explain_mishaps(app)
    for shared_ones in (False, True):
        app.register_blueprint(
            create_reports(
                lambda _sql, _params: [], find_site, segments_of, lambda: datetime.now(UTC), shared=shared_ones
            )
        )
    app.register_blueprint(account.pages)
    app.register_blueprint(sites.pages)
    app.register_blueprint(installation.pages)
    app.register_blueprint(privacy.pages)
    app.register_blueprint(channels.pages)
    app.register_blueprint(costs.pages)
    app.register_blueprint(cost_import.pages)
    app.register_blueprint(outside.pages)
    app.register_blueprint(email_import.pages)
    app.register_blueprint(segments.pages)
    app.register_blueprint(leads.pages)
    app.register_blueprint(lead.pages)
    app.register_blueprint(lead_import.pages)
    app.register_blueprint(magnets.pages)
    app.register_blueprint(conversions.pages)
    app.register_blueprint(score_rules.pages)
    app.register_blueprint(receivers.pages)
    app.register_blueprint(digests.pages)
    app.register_blueprint(lead_mails.pages)
    app.register_blueprint(stop.pages)
    app.register_blueprint(webhooks.pages)
    app.register_blueprint(board.pages)
    app.register_blueprint(annotation.pages)
    for blueprint in (keys.pages, members.pages, invitation.pages, log.pages, share.pages, shared.pages):
        app.register_blueprint(blueprint)
    app.add_url_rule("/healthz", "health", lambda: "ok")
    app.add_url_rule("/sites/<site>/stand-in", "stand_in", lambda site: f"report of {site}")
    app.add_url_rule("/sites/<site>/stand-in.json", "stand_in_json", lambda site: {"site": site})
    app.add_url_rule("/sites/<site>/stand-in.csv", "stand_in_csv", lambda site: site)
    return app


@pytest.fixture
def app(records: Records) -> Flask:
    return build_app(records)


@dataclass
class Browser:
    """Follows no redirect by itself; sends the form token of the page it looked at last."""

    client: FlaskClient
    origin: str = "http://localhost"
    form_token: str = field(default="")

    def get(self, address: str) -> TestResponse:
        response = self.client.get(address, base_url=self.origin, headers={"Accept-Language": "en"})
        self._look_at(response)
        return response

    def submit(self, address: str, /, **fields: str) -> TestResponse:
        response = self.client.post(
            address,
            base_url=self.origin,
            data={"csrf_token": self.form_token, **fields},
            headers={"Accept-Language": "en"},
        )
        self._look_at(response)
        return response

    def _look_at(self, response: TestResponse) -> None:
        found = TOKEN.search(response.get_data(as_text=True))
        if found:
            self.form_token = found[1]

    def log_in(self, login: str, password: str, **fields: str) -> TestResponse:
        self.get("/login")
        return self.submit("/login", login=login, password=password, **fields)

    def cookie(self, name: str = "leadpump_sign_in") -> str | None:
        found = self.client.get_cookie(name)
        return None if found is None else found.value


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app.test_client())


def choose_password(records: Records, login: str, one_time: str) -> None:
    """As the person does after the first log-in."""
    account = records.authenticate(login, one_time, "192.0.2.1")
    assert not hasattr(account, "wait")
    changed = records.change_password(account, one_time, PASSWORD, "192.0.2.1")
    assert len(changed) == 43


def let_in_owner(records: Records) -> None:
    """The owner with a password, and two sites."""
    one_time = records.create_owner()
    assert one_time is not None
    choose_password(records, "owner", one_time)
    records.add_site(NewSite("fleurs.fr", "Fleurs & Co", "Europe/Paris", "EUR", ("fleurs.fr",)))
    records.add_site(NewSite("pains.fr", "Pains", "Europe/Paris", "EUR", ("pains.fr",)))


@pytest.fixture
def owner(records: Records, browser: Browser) -> Browser:
    """A browser in which the owner is logged in; two sites are there."""
    if not records.list_accounts():
        let_in_owner(records)  # asked for after the records
    assert browser.log_in("owner", PASSWORD).status_code == 303
    return browser


@pytest.fixture
def member(records: Records, app: Flask, owner: Browser) -> Browser:  # noqa: ARG001 - the owner's sites
    """A browser in which somebody is logged in who may see fleurs.fr alone."""
    choose_password(records, "claire", records.add_account("claire"))
    records.add_member("claire", "fleurs.fr")
    visitor = Browser(app.test_client())
    assert visitor.log_in("claire", PASSWORD).status_code == 303
    return visitor
