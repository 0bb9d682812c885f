"""The edge of the reports: the only module here that knows Flask."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from jinja2 import BaseLoader, FileSystemLoader
from werkzeug.wrappers import Response as AnyResponse

from reports import display
from reports.asking import ask
from reports.dimension import NAMES, VISITOR, VISITORS
from reports.explanation import explained, scope
from reports.export import FIGURES, as_csv, as_json, as_sheet, file_name
from reports.figure import Report
from reports.filter import OPERATORS, PARAMETER, Filter, read_filters
from reports.format import long_day, unbroken
from reports.language import COOKIE, LANGUAGES, N_, choose_language, translations
from reports.lexicon import lexicon
from reports.order import SORT, read_order
from reports.parameter import BadParameter
from reports.period import COMPARISONS, PARAMETERS, PERIODS, BadOrder
from reports.query import DatabaseAskedTooMuch, DatabaseShortOfMemory, DatabaseUnavailable, Query
from reports.registry import BY_NAME, Kind
from reports.room import Room, by_group, groups
from reports.segment import SEGMENT, Segment, choose_segment
from reports.shared import Shared
from reports.site import Site
from reports.specimen import nothing, sample
from reports.steady import drawn_first, steady_interval
from reports.stopwatch import Stopwatch
from reports.together import Together
from reports.words import Words, words_of

_HERE = Path(__file__).parent
_ONE_YEAR = 365 * 24 * 60 * 60
_RETRY_SECONDS = 10
SHEET = "excel"
_KEPT = (*PARAMETERS, SEGMENT, "chart", SORT)


class _ReportsBlueprint(Blueprint):
    """Finds shared templates in templates/ and a report's own template in the report's folder."""

    @property
    def jinja_loader(self) -> BaseLoader:
        return FileSystemLoader([_HERE / "templates", _HERE])


@dataclass(frozen=True, slots=True)
class _Asked:
    """A report read for one request.

    charted: the figure that is drawn. interval: the one asked for, or the one that figure needs; or empty.
    """

    kind: Kind
    report: Report
    words: Words
    answer: str
    segments: Sequence[Segment]
    charted: str
    interval: str


def create_reports(
    query: Query,
    find_site: Callable[[str], Site | None],
    segments_of: Callable[[str], Sequence[Segment]],
    clock: Callable[[], datetime],
    waiting_since: Callable[[], datetime | None] = lambda: None,
    *,
    shared: bool = False,
) -> Blueprint:
    """The reports under /sites/<site>/, each as page, .json and .csv, and the static files of every page.

    find_site: None makes a 404; who may see a site is checked before. segments_of: the segments a site keeps.
    clock: an aware now. waiting_since: since when events wait to be counted, None if they do not. shared: the same
    under /shared/<token>/, for whoever has a link; the site and what the link shows are in g.site and g.shared before.
    """
    if shared:
        reports, under = _ReportsBlueprint("shared", __name__), "/shared/<token>"
    else:
        reports = _ReportsBlueprint("reports", __name__, static_folder="static", static_url_path="/assets")
        under = "/sites/<site>"
    named = f"<any({','.join(BY_NAME)}):name>"

    other = ThreadPoolExecutor(1, "statements")

    def read(name: str, where: Mapping[str, str], *, steady: bool = False) -> _Asked:
        """steady: by longer intervals than the period's own, where the figure that is drawn needs them."""
        site_name = where.get("site") or g.site.name
        site = find_site(site_name) or abort(404)
        g.site = site
        kind = BY_NAME[name]
        link = _shared()
        filters = (*(link.filters if link else ()), *read_filters(request.args.getlist(PARAMETER)))
        segments = () if link else segments_of(site_name)
        segment = None if link else choose_segment(segments, request.args.get(SEGMENT, ""))
        words = words_of(site, current_language())
        now = clock()
        g.stopwatch = Stopwatch()
        with Together(partial(g.stopwatch.ask, query), other) as together:
            report = ask(kind, site, request.args, filters, segment, together, now)
            charted = _charted(report)
            interval = request.args.get("interval", "")
            if steady and not interval and (longer := steady_interval(report, charted)) != report.period.interval:
                interval = longer
                report = ask(kind, site, request.args.to_dict() | {"interval": longer}, filters, segment, together, now)
        report = _with_waiting(report, waiting_since())
        return _Asked(kind, report, words, kind.answer(report, words), segments, charted, interval)

    @reports.get(f"{under}/", defaults={"name": "overview"})
    @reports.get(f"{under}/{named}")
    def page(name: str, **where: str) -> AnyResponse | str:
        if "dimension" in request.args:
            return redirect(_with_filter(name), 303)
        asked = read(name, where, steady=True)
        return render_template(f"{name}/{name}.html", **_page_values(asked))

    @reports.get(f"{under}/{named}.json")
    def as_json_page(name: str, **where: str) -> Response:
        asked = read(name, where)
        text = json.dumps(as_json(asked.report, asked.answer, asked.words), ensure_ascii=False, indent=1)
        return Response(text, content_type="application/json")

    @reports.get(f"{under}/{named}.csv")
    def as_csv_page(name: str, **where: str) -> Response:
        asked = read(name, where)
        part = request.args.get("part", FIGURES)
        text = (as_sheet if _wants_sheet() else as_csv)(asked.report, part, asked.words)
        file = file_name(asked.report, part, "csv")
        return Response(
            text,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{file}"'},
        )

    if not shared:
        _add_reference(reports, find_site, clock)
    reports.register_error_handler(BadParameter, _refuse)
    reports.register_error_handler(DatabaseUnavailable, _unavailable)
    reports.register_error_handler(DatabaseAskedTooMuch, _too_much)
    return reports


def _add_reference(reports: Blueprint, find_site: Callable[[str], Site | None], clock: Callable[[], datetime]) -> None:
    """What the reports' words mean, and what their components look like."""

    @reports.get("/sites/<site>/glossary")
    def glossary(site: str) -> str:
        g.site = find_site(site) or abort(404)
        return render_template("glossary.html", site=g.site, room="glossary", groups=_glossary(g.site))

    @reports.get("/sites/<site>/style", defaults={"name": "overview"})
    def style(site: str, name: str) -> str:
        g.site = find_site(site) or abort(404)
        words = Words(current_language(), g.site.currency)
        report = sample(g.site, clock())
        asked = _Asked(
            BY_NAME[name], report, words, words.say(N_("A sentence answers first.")), (), _charted(report), ""
        )
        since = long_day(report.period.current.first, words.language)
        shown = _page_values(asked) | {"room": "style", "since": since} | nothing(report, words)
        return render_template("style.html", **shown)


def install_language(app: Flask) -> None:
    """Give every template of the application the reader's language, and the address that changes it."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: translations(current_language()).gettext(message),
        lambda one, many, n: translations(current_language()).ngettext(one, many, n),
        newstyle=True,
    )
    app.jinja_env.globals["rooms"] = _rooms
    app.jinja_env.filters["unbroken"] = unbroken
    app.context_processor(
        lambda: {"language": current_language(), "languages": LANGUAGES, "here": _here, "shared": _shared()}
    )
    app.add_url_rule("/language/<code>", "language", _change_language)


def current_language() -> str:
    """The language of the reader whose request is being answered."""
    if "language" not in g:
        g.language = choose_language(request.cookies.get(_language_cookie()), request.headers.get("Accept-Language"))
    return str(g.language)


def _with_waiting(report: Report, since: datetime | None) -> Report:
    """The report, which says that what was received since then is not counted yet, if it is of its days."""
    if since is None or since >= report.period.current.end:
        return report
    return replace(report, question=replace(report.question, period=replace(report.period, uncounted_since=since)))


def _page_values(asked: _Asked) -> dict[str, Any]:
    report, words, charted = asked.report, asked.words, asked.charted
    whole = request.args.get("all", "")
    order = read_order(request.args.get(SORT, ""), report)
    link = _shared()
    fixed = link.filters if link else ()
    return {
        "site": report.site,
        "room": report.key,
        "kind": asked.kind,
        "report": report,
        "answer": asked.answer,
        "question": report.question,
        "period": report.period,
        "period_name": words.period_name(report.period.name),
        "period_days": words.days(report.period.current.first, report.period.current.last),
        "uncompared": words.uncompared(report.period),
        "uncounted": words.uncounted(report.period),
        "own": {"from": report.period.current.first, "to": report.period.current.last},
        "before_days": display.before_days(report, words),
        "periods": _choices("period", PERIODS, report.period.name, words.period_name),
        "comparisons": _choices("compare", COMPARISONS, report.period.compared, words.comparison_name),
        "intervals": _choices("interval", report.period.intervals, report.period.interval, words.interval_name),
        "tiles": display.tiles(report, words),
        "chart": display.chart(report, charted, words),
        "tables": {
            table.key: display.breakdown(table, words, whole=table.key == whole, order=order) for table in report.tables
        },
        "explanations": explained(report, request.args.get("explain", ""), charted, words),
        "scope": scope(report, words),
        "advice": display.advice(report, words),
        "naming_advice": display.naming_advice(report, words),
        "kept": _kept(report.key),
        "filters": _chips(report.question.filters[len(fixed) :], words),
        "segments": _segment_choices(asked.segments, report.question.segment),
        "fixed": [words.filter(item) for item in fixed],
        "keep_filters": "" if link else _keeping(report.site),
        "sharing": _sharing(report.key) if g.get("role") in ("owner", "editor") else "",
        "noting": _noting(report) if g.get("role") in ("owner", "editor") and not link else "",
        "dimensions": [(key, words.dimension(key)) for key in NAMES if key != VISITOR],
        "visitors": [(words.named(VISITOR, value), _filtered_by(VISITOR, value)) for value in VISITORS],
        "operators": [(key, words.operator(key)) for key in OPERATORS],
        "filtered_by": _filtered_by,
        "address": _address,
        "drawn": {"interval": asked.interval},
        "query": _query,
        "spent": _spent,
        "elsewhere": _elsewhere,
        **asked.kind.besides(report, words),
    }


def _charted(report: Report) -> str:
    """The figure that the reader wants drawn; unless asked otherwise, the first that says something."""
    followed = [series.key for series in report.series]
    asked = request.args.get("chart") or drawn_first(report)
    if asked and asked not in followed:
        raise BadParameter("chart", asked, ", ".join(followed))
    return asked


def _choices(
    parameter: str, values: tuple[str, ...], chosen: str, name_of: Callable[[str], str]
) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is chosen, of each value a parameter may take."""
    gone = dict.fromkeys(("from", "to", "interval")) if parameter == "period" else {}
    return [(name_of(value), _address("", {**gone, parameter: value}), value == chosen) for value in values]


def _chips(filters: Sequence[Filter], words: Words) -> list[tuple[str, str]]:
    """Each filter in words, and the address of this report without it."""
    return [
        (words.filter(item), _address("", {PARAMETER: _parameters(other for other in filters if other != item)}))
        for item in filters
    ]


def _segment_choices(segments: Sequence[Segment], chosen: Segment | None) -> list[tuple[str, str, bool]]:
    """Name, address and whether it is chosen, of each segment of the site."""
    return [(segment.name, _address("", {SEGMENT: segment.slug}), segment == chosen) for segment in segments]


def _keeping(site: Site) -> str:
    """The address of the page that keeps the filters of this one as a segment."""
    narrowed: dict[str, Any] = {SEGMENT: request.args.get(SEGMENT) or None, PARAMETER: request.args.getlist(PARAMETER)}
    return url_for("segments.index", site=site.name, **narrowed)


def _parameters(filters: Iterable[Filter]) -> list[str]:
    return [parameter for item in filters for parameter in item.parameters]


def _filtered_by(dimension: str, value: str) -> str:
    """The address of this report for the sessions of that value only, beside the filters there are."""
    others = [text for text in request.args.getlist(PARAMETER) if not text.startswith(f"{dimension}:is:")]
    return _address("", {PARAMETER: [*others, f"{dimension}:is:{value}"]})


def _with_filter(name: str) -> str:
    """The address that the form for a new filter means."""
    added = ":".join(request.args.get(key, "") for key in ("dimension", "operator", "value"))
    kept: dict[str, Any] = {key: request.args[key] for key in _kept(name) if request.args.get(key)}
    kept[PARAMETER] = [*request.args.getlist(PARAMETER), added]
    return _report_address("page", name, kept)


def _kept(name: str) -> tuple[str, ...]:
    """The parameters that stay in the links of a report, filters aside."""
    return (*_KEPT, *(option.name for option in BY_NAME[name].options))


def _address(form: str = "", changes: Mapping[str, str | list[str] | None] = MappingProxyType({})) -> str:
    """This report with some parameters changed (None takes one away). form: "json" or "csv" for these."""
    arguments = request.view_args or {}
    values: dict[str, Any] = {key: request.args[key] for key in _kept(arguments["name"]) if request.args.get(key)}
    values[PARAMETER] = request.args.getlist(PARAMETER)
    values = {key: value for key, value in {**values, **changes}.items() if value}
    view = {"": "page", "json": "as_json_page", "csv": "as_csv_page"}[form]
    if form:
        for name in ("chart", SORT):
            values.pop(name, None)
    if form == "csv" and current_language() == "fr":
        values["format"] = SHEET
    return _report_address(view, arguments["name"], values)


def _query(changes: Mapping[str, str | list[str] | None]) -> str:
    """The same as a link from this page, by its query alone: short, for it stands at every head of a table."""
    return "?" + _address(changes=changes).partition("?")[2]


def _shared() -> Shared | None:
    """What the link shows by which the reader came, if they came by one."""
    link: Shared | None = g.get("shared")
    return link


def _report_address(view: str, name: str, values: Mapping[str, Any]) -> str:
    """A report, where the reader is: at the site they ask about, or behind their link."""
    link = _shared()
    if link:
        return url_for(f"shared.{view}", token=link.token, name=name, **values)
    site = (request.view_args or {}).get("site") or g.site.name
    return url_for(f"reports.{view}", site=site, name=name, **values)


def _sharing(name: str) -> str:
    """The address of the page that shares what this one shows."""
    narrowed: dict[str, Any] = {SEGMENT: request.args.get(SEGMENT) or None, PARAMETER: request.args.getlist(PARAMETER)}
    return url_for("share.index", site=g.site.name, report=name, **narrowed)


def _noting(report: Report) -> str:
    """The address of the form that notes something on a day; empty where the last minutes are drawn."""
    return (
        "" if report.period.interval == "minute" else url_for("annotations.index", site=report.site.name, _anchor="add")
    )


def _wants_sheet() -> bool:
    """Whether the CSV is for the reader's own spreadsheet rather than for a program."""
    form = request.args.get("format", "")
    if form not in ("", SHEET):
        raise BadParameter("format", form, SHEET)
    return form == SHEET


def _refuse(error: BadParameter) -> tuple[Response | str, int]:
    if not _wants_page():
        return jsonify(error=str(error), parameter=error.parameter, given=error.given, allowed=error.allowed), 400
    # Its links must not lead to the same mistake.
    g.is_refused = True
    words = Words(current_language(), g.site.currency)
    own = {key: request.args.get(key, "") for key in ("from", "to")} if error.parameter in ("from", "to") else None
    return render_template("bad_parameter.html", site=g.site, error=error, own=own, problem=_problem(error, words)), 400


def _problem(error: BadParameter, words: Words) -> str:
    """What is wrong with an address, for who did not write it by hand."""
    if isinstance(error, BadOrder):
        return words.say(
            N_("The last day (%(last)s) comes before the first (%(first)s)."),
            first=words.day(error.first),
            last=words.day(error.last),
        )
    if error.parameter in ("from", "to"):
        return words.say(N_("Choose a first and a last day, both until today."))
    if error.parameter == SEGMENT:
        return words.say(N_("This site keeps no segment of that name. It may have been removed."))
    if error.parameter == "step2" and not error.given:
        return words.say(N_("A funnel has two steps at least."))
    return words.say(N_("A part of this address is not one we know. It may have been cut or mistyped."))


def _unavailable(error: DatabaseUnavailable) -> tuple[Response | str, int, Mapping[str, str]]:
    headers = {"Retry-After": str(_RETRY_SECONDS)}
    is_short = isinstance(error, DatabaseShortOfMemory)
    if not _wants_page():
        what = "lacks the memory for this report; try again in a moment, or ask for a shorter period"
        said = f"the database {what if is_short else 'does not answer; try again in a moment'}"
        return jsonify(error=said), 503, headers
    return render_template("unavailable.html", site=g.site, is_short=is_short), 503, headers


def _too_much(_error: DatabaseAskedTooMuch) -> tuple[Response | str, int]:
    """Without a time to try again after: it would be refused again."""
    kind = BY_NAME[(request.view_args or {})["name"]]
    if not _wants_page():
        said = "It takes more memory or time than the database has for one report. Ask for a shorter period."
        return jsonify(error=f"{said} {kind.lighter}".strip()), 503
    return render_template("too_much.html", site=g.site, lighter=kind.lighter, is_report=True), 503


def _wants_page() -> bool:
    return request.endpoint in ("reports.page", "shared.page")


def _here() -> str:
    return request.full_path.removesuffix("?")


def _change_language(code: str) -> Response:
    asked = request.args.get("next", "/")
    response = redirect(asked if re.fullmatch(r"/(?![/\\])[^\x00-\x20\\]*", asked) else "/")
    if code in LANGUAGES:
        secure = _is_served_over_tls() or request.is_secure
        response.set_cookie(_language_cookie(), code, max_age=_ONE_YEAR, httponly=True, samesite="Lax", secure=secure)
    return response  # type: ignore[return-value]


def _glossary(site: Site) -> list[dict[str, Any]]:
    """The terms of the reports, group by group, each with the address of its report."""
    words = Words(current_language(), site.currency)
    return [
        {
            "key": kind.name if kind else "others",
            "label": words.say(kind.label if kind else N_("Other words")),
            "question": words.say(kind.question) if kind else "",
            "address": url_for("reports.page", site=site.name, name=kind.name) if kind else "",
            "count": words.say_count("%(n)s word", "%(n)s words", len(keys)),
            "terms": [(key, words.term(key)) for key in keys],
        }
        for kind, keys in lexicon()
    ]


def _spent() -> str:
    """What the answer has cost until now; for the site's owners, and empty for others."""
    watch: Stopwatch | None = g.get("stopwatch")
    if watch is None or g.get("role") != "owner":
        return ""
    return watch.said(Words(current_language(), g.site.currency))


def _elsewhere(name: str) -> str:
    """The address of another report of the site, over the same days and with the same filters."""
    return _report_address("page", name, _kept_everywhere())


def _kept_everywhere() -> dict[str, Any]:
    if g.get("is_refused"):
        return {}
    kept: dict[str, Any] = {key: request.args[key] for key in (*PARAMETERS, SEGMENT) if request.args.get(key)}
    return {**kept, PARAMETER: request.args.getlist(PARAMETER)}


def _language_cookie() -> str:
    """The prefix makes browsers refuse a cookie of that name from another host or without TLS."""
    return f"__Host-{COOKIE}" if _is_served_over_tls() else COOKIE


def _is_served_over_tls() -> bool:
    """Whether visitors come over TLS, as the application was told."""
    return bool(current_app.config["SESSION_COOKIE_SECURE"])


def _rooms(site: Site) -> list[dict[str, Any]]:
    """The navigation: groups of (key, label, address), in the reader's language; the period is kept."""
    kept = _kept_everywhere()
    say = Words(current_language(), site.currency).say
    link = _shared()

    def address(one: Kind | Room) -> str:
        if isinstance(one, Room):
            return url_for(one.page, site=site.name)
        return (
            _report_address("page", one.name, kept)
            if link
            else url_for("reports.page", site=site.name, name=one.name, **kept)
        )

    listed = by_group(link.kinds) if link else groups(g.get("role", ""))
    return [
        {
            "label": say(group) if group else "",
            "links": [(one.name, say(one.label), address(one)) for one in rooms],
        }
        for group, rooms in listed
    ]
