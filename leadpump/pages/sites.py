"""Your sites, a new one, and the tag to paste into its pages."""

from __future__ import annotations

from zoneinfo import available_timezones

from babel.numbers import get_currency_name
from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from leadpump.pages import signed_in
from leadpump.pages.tag import built_scripts
from leadpump.records import NameTaken
from leadpump.records.new_site import NewSite, Problems, SiteProblem, check_site
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
    site = _read_form()
    if isinstance(site, dict):
        return _show_form(request.form.to_dict(), site), 422
    try:
        signed_in.records().add_site(site)
    except NameTaken:
        return _show_form(request.form.to_dict(), {"name": SiteProblem.NAME_TAKEN}), 422
    return redirect(url_for(".install", site=site.name), 303)


def _read_form() -> NewSite | Problems:
    form = request.form
    return check_site(
        name=form.get("name", ""),
        title=form.get("title", ""),
        timezone=form.get("timezone", ""),
        currency=form.get("currency", ""),
        hosts=form.get("hosts", "").replace(",", " ").split(),
    )


def _show_form(values: dict[str, str], problems: Problems) -> str:
    language = current_language()
    return render_template(
        "sites/new.html",
        values=values,
        problems=problems,
        french_timezones=FRENCH_TIMEZONES,
        other_timezones=_other_timezones(),
        currencies=[(code, get_currency_name(code, locale=language)) for code in CURRENCIES],
    )


def _other_timezones() -> list[str]:
    zones = {zone for zone in available_timezones() if zone.partition("/")[0] in AREAS and "/" in zone}
    return ["UTC", *sorted(zones - set(FRENCH_TIMEZONES))]


@pages.get("/sites/<site>/install")
def install(site: str) -> str:  # noqa: ARG001 - `protect` has looked it up
    """The tag to paste, where, and how to see that it works."""
    return render_template(
        "sites/install.html",
        site=g.site,
        room="install",
        public_url=signed_in.doors().public_url,
        tag=built_scripts()["leadpump.js"],
    )
