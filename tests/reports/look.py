"""Fill a database with 90 plausible days and take pictures of every report, to be looked at by a person.

Run it as `python tests/reports/look.py FOLDER`; it needs playwright and a Chromium (CHROMIUM names another one).
"""

import os
import random
import sys
import tempfile
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parents[2]))

from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from reports.registry import REPORTS
from reports.site import Site
from tests.conftest import EmbeddedClickHouse
from tests.reports.conftest import NOW, SITE, Database, Story, application, opened

EMPTY = Site("vide.example.com", "Cabinet de conseil Lefèvre-Montaigne & Associés", "Europe/Paris", "EUR")

ORIGINS: list[tuple[float, dict[str, Any]]] = [
    (30, {"channel": "Organic Search", "source": "Google", "medium": "organic"}),
    (4, {"channel": "Organic Search", "source": "Qwant", "medium": "organic"}),
    (22, {"channel": "Direct"}),
    (12, {"channel": "Paid Search", "source": "Google", "medium": "cpc", "utm_campaign": "devis-cuisine-automne"}),
    (8, {"channel": "Paid Social", "source": "Facebook", "medium": "paid_social", "utm_campaign": "retargeting"}),
    (6, {"channel": "Organic Social", "source": "Instagram", "medium": "social"}),
    (7, {"channel": "Email", "source": "Brevo", "medium": "email", "utm_campaign": "newsletter-novembre"}),
    (4, {"channel": "Referral", "source": "leboncoin.fr", "medium": "referral"}),
    (5, {"channel": "AI Assistants", "source": "ChatGPT", "medium": "ai-assistant"}),
    (1, {"channel": "Display", "source": "Criteo", "medium": "display"}),
]
PAGES = [
    (28, "/", "Accueil"),
    (20, "/cuisines-sur-mesure", "Cuisines sur mesure"),
    (16, "/blog/combien-coute-une-cuisine-equipee-sur-mesure-en-2026-guide-complet", "Combien coûte une cuisine ?"),
    (12, "/realisations", "Réalisations"),
    (9, "/guide-gratuit", "Le guide gratuit"),
    (8, "/contact", "Contact"),
    (7, "/a-propos", "À propos"),
    (4, "/mentions-legales", "Mentions légales"),
    (3, "/blog/bois-massif", "Bois massif"),
    (3, "/blog/plan-de-travail", "Plan de travail"),
    (2, "/tarifs", "Tarifs"),
    (1, "/recrutement", "Recrutement"),
]
MACHINES = [
    ("crawler", "Googlebot", 14.0),
    ("crawler", "bingbot", 6.0),
    ("crawler", "AhrefsBot", 5.0),
    ("headless", "HeadlessChrome", 3.0),
    ("automation", "Chrome", 2.0),
    ("prerender", "Chrome", 2.0),
    ("spam", "Firefox", 1.5),
]
REFUSALS: list[tuple[dict[str, Any], float]] = [
    (
        {
            "reason": "unknown_site",
            "detail": "no site of that name here; data-site must be written as in the sites' list",
            "unknown": "ateleir.fr",
            "hostname": "atelier.fr",
            "name": "pageview",
            "browser": "Chrome",
        },
        1.2,
    ),
    (
        {
            "reason": "foreign_origin",
            "detail": "the page's host is not among the site's hosts",
            "hostname": "recette-2026.hebergeur-de-l-agence.example",
            "name": "engagement",
            "browser": "Mobile Safari UI/WKWebView",
        },
        2.0,
    ),
    ({"reason": "too_old", "detail": "age is over 72 hours", "hostname": "atelier.fr", "name": "download"}, 0.6),
    ({"reason": "method_not_allowed", "detail": "this address takes POST"}, 0.8),
    (
        {
            "reason": "bad_field",
            "detail": 'Expected `str` matching regex "^([A-Z]{3})?\\\\Z" - at `$.currency`',
            "hostname": "boutique.atelier.fr",
            "name": "Devis demandé",
        },
        0.5,
    ),
    ({"reason": "bad_field"}, 0.4),
]
MAGNETS = ["Guide « Réussir sa cuisine »", "Devis en 48 h", "Checklist du chantier (PDF)"]


def fill(database: Database, days: int = 200) -> None:
    chance = random.Random(1)
    story, stages = Story(), []
    visitor = 0
    for back in range(days, -1, -1):
        day = (NOW - timedelta(days=back)).replace(hour=0, minute=0)
        busy = (0.55 if day.weekday() >= 5 else 1.0) * (1.25 - back / days * 0.6)
        for _ in range(int(chance.gauss(58, 9) * busy)):
            start = day + timedelta(hours=min(22.9, max(5, chance.gauss(14, 4))), seconds=chance.random() * 60)
            if start > NOW:
                continue
            visitor += 1
            stages += visit(story, visitor, start, chance)
        machines(story, day, chance)
    database.insert_events(story.events)
    database.insert_lead_events([stage for stage in stages if stage["ts"] < NOW])
    database.insert_refusals(refusals(days, chance))


def machines(story: Story, day: datetime, chance: random.Random) -> None:
    """What is kept and not counted, on one day."""
    for bot, browser, most in MACHINES:
        for number in range(int(chance.expovariate(1 / most))):
            start = day + timedelta(minutes=chance.uniform(0, 600))
            if start < NOW:
                story.session(1_000_000 + number, start, bot=bot, browser=browser)(0, "pageview", path="/")


def refusals(days: int, chance: random.Random) -> list[dict[str, Any]]:
    """What was refused: now and then a little, and a page with a wrong tag for some days."""
    found = []
    for back in range(min(days, 60)):
        for refusal, most in REFUSALS:
            count = int(chance.expovariate(1 / most)) * (12 if "unknown" in refusal and 6 < back < 11 else 1)
            if count:
                found.append(refusal | {"received": NOW - timedelta(days=back, hours=1), "refused": count})
    return found


def visit(story: Story, visitor: int, start: Any, chance: random.Random) -> list[dict[str, Any]]:
    origin = chance.choices([o for _, o in ORIGINS], [w for w, _ in ORIGINS])[0]
    event = story.session(visitor, start, **origin)
    at = 0.0
    stages: list[dict[str, Any]] = []
    for number in range(1, 2 + int(chance.expovariate(0.75))):
        _, path, title = chance.choices(PAGES, [page[0] for page in PAGES])[0]
        event(at, "pageview", number, path=path, title=title, opens_touch=number == 1)
        engaged = chance.expovariate(1 / 38)
        at += engaged * 1.4
        event(
            at,
            "engagement",
            number,
            path=path,
            scroll=min(100, max(5, int(chance.gauss(58, 24)))) if engaged > 4 else 20,
            engaged_ms=int(engaged * 1000),
        )
        if path in ("/guide-gratuit", "/contact", "/cuisines-sur-mesure"):
            magnet = chance.choice(MAGNETS)
            event(at, "magnet_view", number, path=path, magnet=magnet)
            if chance.random() < 0.16:
                lead = event(at + 9, "form_submit", number, path=path, magnet=magnet, form="contact", interaction=True)
                stages += stages_of(lead, start, chance, visitor)
    return stages


def stages_of(lead: UUID, start: Any, chance: random.Random, visitor: int) -> list[dict[str, Any]]:
    if chance.random() > 0.22:
        return []
    ts = start + timedelta(days=chance.uniform(1, 20))
    return [
        {
            "lead_id": lead,
            "ts": ts,
            "id": UUID(int=(visitor << 70) | 7),
            "stage": "customer",
            "value": round(chance.gauss(4200, 1500)),
            "currency": "EUR",
        }
    ]


def pictures(address: str, folder: Path, only: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        for name, site, path, width, scheme, language in shots():
            if only and not any(word in name for word in only):
                continue
            context = chromium.new_context(
                viewport={"width": width, "height": 900},
                color_scheme=scheme,
                locale=language,
                extra_http_headers={"Accept-Language": language},
            )
            page = context.new_page()
            page.goto(f"{address}/sites/{site}/{path}")
            overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if overflow > 0:
                print(f"{name}: {overflow} px too wide")
            page.screenshot(path=folder / f"{name}.png", full_page=True)
            context.close()
        chromium.close()


def shots() -> list[tuple[str, str, str, int, Any, str]]:
    made: list[tuple[str, str, str, int, Any, str]] = []
    for kind in REPORTS:
        for width in (1280, 390):
            for scheme in ("light", "dark"):
                for language in ("fr", "en"):
                    for state, site in (("full", SITE.name), ("empty", EMPTY.name)):
                        made.append(
                            (
                                f"{kind.name}-{state}-{language}-{scheme}-{width}",
                                site,
                                kind.name,
                                width,
                                scheme,
                                language,
                            )
                        )
    return made


def main() -> None:
    with tempfile.TemporaryDirectory() as path:
        database = opened(EmbeddedClickHouse(Path(path), "leadpump"))
        fill(database)
        app = application(database.query, {SITE.name: SITE, EMPTY.name: EMPTY}, lambda: NOW)
        server = make_server("127.0.0.1", int(os.environ.get("PORT", "0")), app, threaded=False)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        if "--serve" in sys.argv:
            print(address, flush=True)
            threading.Event().wait()
        pictures(address, Path(sys.argv[1]), sys.argv[2:])
        server.shutdown()


if __name__ == "__main__":
    main()
