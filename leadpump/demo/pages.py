"""The demo site's pages: a fictional roofer with the real tag, for trying the product on a site that is nobody's."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from leadpump.demo import SITE
from leadpump.demo.page import HERE

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "script-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def create_demo(tag_address: str = "/leadpump.js", reports_address: str = f"/sites/{SITE.name}/") -> Blueprint:
    """The blueprint of the demo site, to be registered as it is; its pages are under /demo/.

    tag_address: where the product serves its tag. reports_address: where the demo site's reports are.
    The forms keep nothing, so a guard against forged requests has nothing to guard: exempt the blueprint from it.
    """
    demo = Blueprint(
        "demo",
        __name__,
        url_prefix=HERE,
        template_folder="site/templates",
        static_folder="site/static",
        static_url_path="/static",
    )
    _add_pages(demo)
    _add_trials(demo)
    _add_forms(demo)

    @demo.context_processor
    def addresses() -> dict[str, str]:
        return {"site_name": SITE.name, "tag_address": tag_address, "reports_address": reports_address}

    @demo.after_request
    def set_policy(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return demo


def _add_pages(demo: Blueprint) -> None:
    @demo.get("/")
    def home() -> str:
        return render_template("demo/home.html", here="home")

    @demo.get("/tarifs")
    def prices() -> str:
        return render_template("demo/prices.html", here="prices")

    @demo.get("/article/isoler-ses-combles")
    def article() -> str:
        return render_template("demo/article.html", here="article")

    @demo.get("/merci")
    def checklist_received() -> str:
        return render_template("demo/checklist_received.html")

    @demo.get("/devis-recu")
    def quote_received() -> str:
        return render_template("demo/quote_received.html")

    @demo.get("/mentions-legales")
    def legal() -> str:
        return render_template("demo/legal.html")


def _add_trials(demo: Blueprint) -> None:
    """The pages on which every signal of the tag can be tried. They need the application's languages."""

    @demo.get("/essais")
    def try_signals() -> str:
        return render_template("demo/try/signals.html", here="signals")

    @demo.get("/essais/application")
    def try_application() -> str:
        return render_template("demo/try/application.html", here="application")

    @demo.get("/essais/application/<any(toit, combles, facade):view>")
    def try_application_view(view: str) -> str:  # noqa: ARG001 - one document, several addresses
        return try_application()

    @demo.get("/essais/consentement")
    def try_consent() -> str:
        return render_template("demo/try/consent.html", here="consent")


def _add_forms(demo: Blueprint) -> None:
    @demo.post("/checklist")
    def ask_checklist() -> AnyResponse:
        return redirect(url_for("demo.checklist_received"), 303)

    @demo.post("/devis")
    def ask_quote() -> AnyResponse:
        return redirect(url_for("demo.quote_received"), 303)
