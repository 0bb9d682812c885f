"""The application: wires the collector, the reports and the pages together, and does nothing else.

The collector answers on the event loop (collector/edge.py); every other address is Flask's, in threads.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask, g
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from collector.commit import Commit
from collector.edge import Edge
from collector.limit import create_limits
from collector.receive import Intake
from collector.refusal import HandOver, Refusals
from collector.site import SITES, KnownSites
from collector.spool import Spool
from collector.tally import Tally
from collector.variety import Variety
from leadpump.calling import how_to_call
from leadpump.condition import TALLIES, Observer
from leadpump.counted import count_answers
from leadpump.demo.pages import create_demo
from leadpump.facts import Facts
from leadpump.front import Front
from leadpump.identity import open_identity
from leadpump.internet.asking import Asker
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
    signed_in,
    sites,
    stop,
    waiting,
    webhooks,
)
from leadpump.pages.given import give_asker, give_facts, give_identity, give_mail, give_retention
from leadpump.pages.health import create_health
from leadpump.pages.metrics import create_metrics
from leadpump.pages.mishap import explain_mishaps
from leadpump.pages.openapi import create_openapi
from leadpump.pages.protection import protect
from leadpump.pages.set_aside import tell_what_was_set_aside
from leadpump.pages.tag import create_tag
from leadpump.reading import create_query
from leadpump.records import open_records
from leadpump.settings import Settings
from leadpump.setup import METRICS_TOKEN, read_secret
from leadpump.sheet.upload import UPLOADS
from reports.pages import create_reports, install_language
from reports.segment import Segment
from reports.site import Site

WITHOUT_COOKIES = {"tag", "health", "metrics", "openapi", "demo", "stop"}
"""Blueprints that know nobody: no log-in, no cookie, so nothing a forged request could use."""
PAGE_SECONDS = 5
"""How long a page of a site is waited for that somebody wants looked at."""


def utc_now() -> datetime:
    """The clock of production."""
    return datetime.now(UTC)


def create_front(settings: Settings, clock: Callable[[], datetime] = utc_now) -> Front:
    """The whole product behind the public port, for one worker."""
    spool = open_spool(settings)
    intake = create_intake(settings, Commit(spool), clock)
    tally = Tally(settings.data / TALLIES, "web")
    edge = Edge(intake, settings.trusted_proxies, count_answers(tally))
    hand_over = HandOver(intake.refusals, spool)

    def close() -> None:
        hand_over.close()
        spool.close()
        tally.close()

    return Front(edge, create_pages(settings, spool, clock), settings.threads, when_closed=close)


def create_pages(settings: Settings, spool: Spool, clock: Callable[[], datetime] = utc_now) -> Flask:
    """Everything but the collector. spool: for the facts that people write on a page."""
    app = Flask("leadpump", static_folder=None)
    app.request_class = waiting.InMemory
    app.config["SECRET_KEY"] = (settings.data / "session.key").read_text()
    app.config["MAX_FORM_MEMORY_SIZE"] = 1_000_000
    app.config[waiting.FOLDER] = settings.data / UPLOADS
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]

    install_language(app)
    observer = Observer(settings)
    query = create_query(settings)
    give_facts(app, Facts(spool, query))
    give_identity(app, open_identity(settings))
    give_retention(app, settings.retention)
    give_mail(app, sends=settings.mail() is not None)
    give_asker(app, lambda: Asker(seconds=PAGE_SECONDS))
    for blueprint in (
        create_tag(settings.data / "tags"),
        create_health(observer.condition, settings.data),
        create_metrics(observer.look, read_secret(settings.data / METRICS_TOKEN)),
        create_openapi(settings.address, clock),
        account.pages,
        board.pages,
        keys.pages,
        members.pages,
        invitation.pages,
        log.pages,
        share.pages,
        shared.pages,
        sites.pages,
        installation.pages,
        privacy.pages,
        channels.pages,
        costs.pages,
        cost_import.pages,
        outside.pages,
        email_import.pages,
        segments.pages,
        leads.pages,
        lead.pages,
        lead_import.pages,
        magnets.pages,
        conversions.pages,
        annotation.pages,
        score_rules.pages,
        receivers.pages,
        digests.pages,
        lead_mails.pages,
        stop.pages,
        webhooks.pages,
        create_reports(query, find_site, segments_of, clock, observer.waiting_since),
        create_reports(query, find_site, segments_of, clock, observer.waiting_since, shared=True),
    ):
        app.register_blueprint(blueprint)
    if settings.demo:
        app.register_blueprint(create_demo())
    protect(
        app,
        open_records(settings.data, up_to_date=True),
        public_url=settings.address,
        anonymous=open_doors(app),
        command=how_to_call(settings),
    )
    tell_what_was_set_aside(app, settings.data / "spool" / "rejected")
    csrf = CSRFProtect(app)
    for name in WITHOUT_COOKIES & app.blueprints.keys():
        csrf.exempt(app.blueprints[name])
    explain_mishaps(app)
    return app


def open_doors(app: Flask) -> list[str]:
    """The endpoints that need no log-in: what a visitor's browser, a monitor or an importer asks."""
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    return [name for name in endpoints if name == "reports.static" or name.split(".")[0] in WITHOUT_COOKIES]


def open_spool(settings: Settings) -> Spool:
    """This worker's way to the disk."""
    return Spool(
        settings.data / "spool",
        limit_bytes=settings.spool_limit_mb * 1_000_000,
        min_free_bytes=settings.min_free_mb * 1_000_000,
    )


def create_intake(settings: Settings, commit: Commit, clock: Callable[[], datetime]) -> Intake:
    """What the collector needs to take events in."""
    sites = KnownSites(settings.data / SITES)
    return Intake(
        sites=sites,
        commit=commit,
        identity=open_identity(settings),
        limits=create_limits(settings.rate_per_address, settings.rate_per_site),
        variety=Variety(),
        refusals=Refusals(sites, clock),
        clock=clock,
        address=settings.address,
    )


def find_site(name: str) -> Site | None:
    """The site of that name, if the person who asks may see it."""
    site: Site | None = g.get("site")
    return site if site is not None and site.name == name else None


def segments_of(site: str) -> list[Segment]:
    """What the site keeps of filters, for the request that is being answered."""
    return signed_in.records().segments_of(site)
