"""Your sites, a new one, what is said of each, and the tag to paste into its pages."""

from __future__ import annotations

from zoneinfo import available_timezones

from babel.numbers import get_currency_name
from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from leadpump.pages import signed_in
from leadpump.pages.given import words
from leadpump.pages.snippet import BUILDS, ROUTES, TAG_MODES, read_snippet
from leadpump.pages.tag import built_scripts
from leadpump.records import NameTaken
from leadpump.records.new_site import NewSite, Problems, SiteProblem, check_merge_days, check_site
from reports.language import N_
from reports.pages import current_language

pages = Blueprint("sites", __name__, template_folder="templates")

TIMEZONE = "Europe/Paris"
CURRENCY = "EUR"
FRENCH_TIMEZONES = (
    "Europe/Paris",
    "America/Guadeloupe",
    "America/Martinique",
    "America/Cayenne",
    "America/Miquelon",
    "Indian/Reunion",
    "Indian/Mayotte",
    "Pacific/Noumea",
    "Pacific/Tahiti",
    "Pacific/Wallis",
)
AREAS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
CURRENCIES = (
    "EUR", "CHF", "GBP", "USD", "CAD", "XPF", "MAD", "TND", "DZD", "XOF", "XAF", "MUR", "MGA",
    "DKK", "SEK", "NOK", "PLN", "CZK", "HUF", "RON", "AUD", "NZD", "JPY", "BRL", "INR",
)  # fmt: skip


@pages.get("/")
def home() -> AnyResponse:
    """The first page is the list of sites."""
    return redirect(url_for(".index"), 303)


@pages.get("/sites/")
def index() -> str:
    """The sites that the account may see."""
    account = signed_in.account()
    return render_template("sites/index.html", sites=signed_in.records().sites_of(account))


@pages.route("/new-site", methods=["GET", "POST"])
def new() -> AnyResponse | str | tuple[str, int]:
    """The form and what it sends; for the owner, whose all sites are."""
    if not signed_in.account().is_owner:
        abort(403)
    if request.method == "POST":
        return _add()
    return _show_form({"timezone": TIMEZONE, "currency": CURRENCY}, {})


def _add() -> AnyResponse | tuple[str, int]:
    site = _read_form(request.form.get("name", ""))
    if isinstance(site, dict):
        return _show_form(request.form.to_dict(), site), 422
    try:
        signed_in.records().add_site(site)
    except NameTaken:
        return _show_form(request.form.to_dict(), {"name": SiteProblem.NAME_TAKEN}), 422
    return redirect(url_for(".install", site=site.name), 303)


def _read_form(name: str) -> NewSite | Problems:
    form = request.form
    return check_site(
        name=name,
        title=form.get("title", ""),
        timezone=form.get("timezone", ""),
        currency=form.get("currency", ""),
        hosts=form.get("hosts", "").replace(",", " ").split(),
    )


def _show_form(values: dict[str, str], problems: Problems) -> str:
    return render_template("sites/new.html", **_form(values, problems))


def _form(values: dict[str, str], problems: Problems) -> dict[str, object]:
    """What the fields of a site show and offer."""
    language = current_language()
    return {
        "values": values,
        "problems": problems,
        "french_timezones": FRENCH_TIMEZONES,
        "other_timezones": _other_timezones(),
        "currencies": [(code, get_currency_name(code, locale=language)) for code in CURRENCIES],
    }


def _other_timezones() -> list[str]:
    zones = {zone for zone in available_timezones() if zone.partition("/")[0] in AREAS and "/" in zone}
    return ["UTC", *sorted(zones - set(FRENCH_TIMEZONES))]


@pages.get("/sites/<site>/install")
def install(site: str) -> str:  # noqa: ARG001 - `protect` has looked it up
    """The tag to paste as it is wanted, where, and how to see that it works."""
    snippet = read_snippet(request.args, g.site.mode)
    return render_template(
        "sites/install.html",
        site=g.site,
        room="install",
        public_url=signed_in.doors().public_url,
        snippet=snippet,
        script=built_scripts()[snippet.build],
        builds=[(build, words().say(does)) for build, does in BUILDS.items()],
        routes=[(route, words().say(does)) for route, does in ROUTES.items()],
        modes=TAG_MODES,
    )


@pages.route("/sites/<site>/settings", methods=["GET", "POST"])
def settings(site: str) -> AnyResponse | str | tuple[str, int]:
    """What the site is called, where its pages live, in which days and in which money it counts."""
    if request.method == "GET":
        return show_settings(_kept(), {}, str(g.site.merge_days))
    signed_in.require_owner()
    checked = _read_form(g.site.name)
    if isinstance(checked, dict):
        return show_settings(request.form.to_dict(), checked, str(g.site.merge_days)), 422
    signed_in.records().change_site(checked)
    flash(words().say(N_("Kept.")))
    return redirect(url_for(".settings", site=site), 303)


def _kept() -> dict[str, str]:
    kept = {"title": g.site.title, "timezone": g.site.timezone, "currency": g.site.currency}
    return kept | {"hosts": "\n".join(g.site.hosts)}


def show_settings(values: dict[str, str], problems: Problems, merge_days: str) -> str:
    """The page. values, merge_days: as they were typed."""
    return render_template(
        "sites/settings.html",
        site=g.site,
        room="site",
        may_edit=signed_in.may_edit(),
        may_manage=signed_in.may_manage(),
        merge_days=merge_days,
        **_form(values, problems),
    )


@pages.post("/sites/<site>/merge-days")
def change_merge_days(site: str) -> AnyResponse | tuple[str, int]:
    """Say within how many days the same person is one lead."""
    signed_in.require_editor()
    given = request.form.get("days", "")
    days = check_merge_days(given)
    if isinstance(days, SiteProblem):
        return show_settings(_kept(), {"days": days}, given), 422
    signed_in.records().set_merge_days(g.site.name, days)
    flash(words().say(N_("Kept. It holds for what is sent from now on; leads that are made already stay as they are.")))
    return redirect(url_for(".settings", site=site, _anchor="merge-days"), 303)
