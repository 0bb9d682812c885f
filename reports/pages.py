"""The edge of the reports: the only module here that knows Flask."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask import Blueprint, Flask, Response, g, redirect, request, url_for
from jinja2 import BaseLoader, FileSystemLoader

from reports.language import COOKIE, LANGUAGES, choose_language, translations
from reports.query import Query
from reports.site import Site

_HERE = Path(__file__).parent
_ONE_YEAR = 365 * 24 * 60 * 60


class _ReportsBlueprint(Blueprint):
    """Finds shared templates in templates/ and a report's own template in the report's folder."""

    @property
    def jinja_loader(self) -> BaseLoader:  # type: ignore[override]
        return FileSystemLoader([_HERE / "templates", _HERE])


def create_reports(query: Query, find_site: Callable[[str], Site | None], clock: Callable[[], datetime]) -> Blueprint:
    """The pages under /sites/<site>/ with their .json and .csv, and the static files of every page."""
    blueprint = _ReportsBlueprint("reports", __name__, static_folder="static", static_url_path="/assets")
    return blueprint


def install_language(app: Flask) -> None:
    """Give every template of the application the reader's language, and the address that changes it."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: translations(current_language()).gettext(message),
        lambda one, many, n: translations(current_language()).ngettext(one, many, n),
        newstyle=True,
    )
    app.context_processor(lambda: {"language": current_language(), "languages": LANGUAGES, "here": _here})
    app.jinja_env.globals["rooms"] = _rooms
    app.add_url_rule("/language/<code>", "language", _change_language)


def current_language() -> str:
    """The language of the reader whose request is being answered."""
    if "language" not in g:
        g.language = choose_language(request.cookies.get(COOKIE), request.headers.get("Accept-Language"))
    return str(g.language)


def _here() -> str:
    return request.full_path.removesuffix("?")


def _change_language(code: str) -> Response:
    asked = request.args.get("next", "/")
    inside = asked.startswith("/") and not asked.startswith(("//", "/\\"))
    response = redirect(asked if inside else "/")
    if code in LANGUAGES:
        response.set_cookie(COOKIE, code, max_age=_ONE_YEAR, httponly=True, samesite="Lax", secure=request.is_secure)
    return response  # type: ignore[return-value]


def _rooms(site: Site) -> list[dict[str, object]]:
    return [{"label": "", "links": [("install", "Installation", url_for("sites.install", site=site.name))]}]
