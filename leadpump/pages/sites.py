"""Your sites, a new one, and the tag to paste into its pages."""

from __future__ import annotations

from zoneinfo import available_timezones

from babel.numbers import get_currency_name
from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from collector.mode import Mode
from leadpump.pages import signed_in
from leadpump.pages.tag import built_scripts
from leadpump.records import NameTaken
from leadpump.records.new_site import NewSite, Problems, SiteProblem, check_merge_days, check_site
from reports.language import N_
from reports.pages import current_language
from reports.words import Words

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

MODES: dict[Mode, tuple[str, str]] = {
    Mode.TAG: (N_("As the tag says"), N_("Whatever the tag’s data-mode lets through is kept.")),
    Mode.COOKIELESS: (
        N_("Without a lasting name"),
        N_("Campaigns and leads are kept. Nobody is recognised the next day, even with their consent."),
    ),
    Mode.CONSENT: (
        N_("Only with consent"),
        N_(
            "Until a visitor agrees, their campaign, the page they came from and what they write in forms are not "
            "kept, nor can a lead be joined to the visit."
        ),
    ),
    Mode.EXEMPT: (
        N_("Audience only"),
        N_("No campaign, no click identifier and no lead joined to a visit is kept, whatever a page sends."),
    ),
}
"""What each mode is called, and what it does, in the reader's words."""


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
    return show_install(str(g.site.merge_days), refused=False)


def show_install(merge_days: str, *, refused: bool) -> str:
    """The page. merge_days: as they were typed; refused: they cannot be kept."""
    return render_template(
        "sites/install.html",
        site=g.site,
        room="install",
        public_url=signed_in.doors().public_url,
        tag=built_scripts()["leadpump.js"],
        modes=[(str(mode), words_of().say(name), words_of().say(says)) for mode, (name, says) in MODES.items()],
        may_edit=signed_in.may_edit(),
        merge_days=merge_days,
        refused=refused,
    )


def words_of() -> Words:
    """The words of the reader's language."""
    return Words(current_language(), g.site.currency)


@pages.post("/sites/<site>/mode")
def change_mode(site: str) -> AnyResponse:
    """Say how much of the site's visits may be kept from now on."""
    signed_in.require_editor()
    try:
        mode = Mode(request.form.get("mode", ""))
    except ValueError:
        abort(400)
    signed_in.records().set_mode(g.site.name, mode)
    flash(words_of().say(N_("Kept. It holds for visits from now on; what is stored already stays as it is.")))
    return redirect(url_for(".install", site=site, _anchor="mode"), 303)


@pages.post("/sites/<site>/merge-days")
def change_merge_days(site: str) -> AnyResponse | tuple[str, int]:
    """Say within how many days the same person is one lead."""
    signed_in.require_editor()
    given = request.form.get("days", "")
    days = check_merge_days(given)
    if isinstance(days, SiteProblem):
        return show_install(given, refused=True), 422
    signed_in.records().set_merge_days(g.site.name, days)
    flash(
        words_of().say(N_("Kept. It holds for what is sent from now on; leads that are made already stay as they are."))
    )
    return redirect(url_for(".install", site=site, _anchor="merge-days"), 303)
