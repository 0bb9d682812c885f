"""What is measured outside the site, and the histories of other counters: written in, imported from a file, undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, flash, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from collector.metric import HISTORY, METRICS, adds_up
from leadpump.costs.form import read_day
from leadpump.outside.book import Book, Plan, Writing, records_of
from leadpump.outside.names import FIELDS, HISTORY_LABELS, OWN, metric_of
from leadpump.outside.opened import MOST_BYTES_OF_A_PAGE, Opened, open_table
from leadpump.outside.told import FINEST, LONGEST, MOST, Choice, Reading, Value, guess_choice, read_values
from leadpump.pages import signed_in, waiting
from leadpump.pages.given import facts, words
from leadpump.pages.importing import Progress, is_through, write
from leadpump.sheet import number
from leadpump.sheet.column import asked_way, shown_columns
from leadpump.sheet.problem import Problem
from leadpump.sheet.upload import Upload
from reports import format as written
from reports.language import N_
from reports.metric import metric_name
from reports.words import Words

pages = Blueprint("outside", __name__, template_folder="templates")

ROOM = "outside"
ABOUT = "outside"
MOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class ShownImport:
    """An import in the reader's words."""

    number: str
    when: str
    writer: str
    file: str
    held: str
    undone: bool


@pages.get("/sites/<site>/metrics")
def index(site: str) -> Response:  # noqa: ARG001 - `protect` has looked it up
    """What is known, the form for a value, and the imports with their undoing."""
    return show_index({}, "")


@pages.post("/sites/<site>/metrics")
def add(site: str) -> AnyResponse | tuple[Response, int]:  # noqa: ARG001
    """Write one value in."""
    signed_in.require_editor()
    value = read_form(request.form)
    if isinstance(value, str):
        return show_index(request.form.to_dict(), value), 422
    keep(records_of([value], writing()), N_("The value is written down."))
    return redirect(url_for(".index", site=g.site.name), 303)


@pages.route("/sites/<site>/metrics/import", methods=["GET", "POST"])
def upload(site: str) -> AnyResponse | str | tuple[str, int]:  # noqa: ARG001
    """The form for a file, and what it sends."""
    signed_in.require_editor()
    if request.method == "GET":
        return show_upload("")
    sent = request.files.get("file")
    data = sent.read() if sent else b""
    opened = open_table(data, g.site.timezone, MOST_BYTES_OF_A_PAGE)
    if isinstance(opened, Problem):
        return show_upload(opened.say(words())), 422
    token = waiting.keep(ABOUT, waiting.name_of(sent, "metrics.csv"), data)
    return redirect(url_for(".preview", site=g.site.name, token=token), 303)


@pages.get("/sites/<site>/metrics/import/<token>")
def preview(site: str, token: str) -> AnyResponse | str:  # noqa: ARG001
    """What the file holds, and how it is read."""
    signed_in.require_editor()
    kept = waiting.find(ABOUT, token)
    if kept is None:
        return gone()
    opened = opened_of(kept)
    choice = asked_choice(opened, request.args)
    return show_preview(kept, opened, choice, read_values(opened.sheet, choice, today()))


@pages.post("/sites/<site>/metrics/import/<token>")
def bring_in(site: str, token: str) -> AnyResponse | str | tuple[str, int]:  # noqa: ARG001
    """Import what the preview showed."""
    signed_in.require_editor()
    kept = waiting.find(ABOUT, token)
    if kept is None:
        return gone()
    opened = opened_of(kept)
    choice = asked_choice(opened, request.form)
    reading = read_values(opened.sheet, choice, today())
    if reading.problems:
        return show_preview(kept, opened, choice, reading), 422
    plan = book().plan(reading.values)
    ours = writing(via="csv", origin=kept.label.name, import_id=uuid4())
    records = records_of(plan.writes, ours)
    told = write(records, token)
    if not told:
        return redirect(url_for(".index", site=g.site.name), 303)
    return redirect(url_for(".index", site=g.site.name, imported=f"{ours.import_id}", **told), 303)


@pages.post("/sites/<site>/metrics/imports/<uuid:number>/undo")
def undo(site: str, number: UUID) -> AnyResponse:  # noqa: ARG001
    """Take an import back."""
    signed_in.require_editor()
    records = book().undoing(number, writing(via="csv"))
    if records:
        keep(records, N_("The import is undone; what it replaced holds again."))
    return redirect(url_for(".index", site=g.site.name), 303)


def book() -> Book:
    """What the site knows."""
    return Book(facts().query, g.site.name)


def writing(**fields: Any) -> Writing:
    """For what the person who asks writes now."""
    return book().writing(signed_in.account().login, int(datetime.now(UTC).timestamp() * 1000), **fields)


def keep(records: list[Any], said: str) -> None:
    """Write the facts down, wait until they are counted, and say so, or that they will be."""
    kept = facts().keep(records)
    waits = N_("It is kept, and appears here as soon as the database has taken it in: look again in a moment.")
    flash(words().say(said if kept else waits), "good")


def today() -> date:
    """The site's day."""
    return datetime.now(ZoneInfo(g.site.timezone)).date()


def read_form(given: Mapping[str, str]) -> Value | str:
    """The value that the form describes, or what is wrong with it, as a message."""
    say = words()
    day = read_day(given.get("day", ""))
    if day is None or day.year < 2000 or day > today():
        return say.say(N_("Write a day that is not after today, such as 31/03/2026."))
    name = given.get("metric", "").strip()
    labels = {say.say(label).casefold(): key for key, label in labels_of_metrics().items()}
    metric = labels.get(name.casefold(), "") or metric_of(name)
    if not metric:
        return say.say(N_("Name what was measured, in letters."))
    dimension = " ".join(given.get("dimension", "").split())
    if len(dimension) > LONGEST:
        return say.say(N_("At most 200 characters."))
    amount = read_number(given.get("value", ""))
    if amount is None:
        return say.say(N_("Write a number from 0 on, such as 1234.5 or 1 234,5."))
    return Value(metric, dimension, day, amount, adds_up(metric, given.get("adds", "yes") == "yes"))


def read_number(text: str) -> Decimal | None:
    """A number as people write it in French or English; None if it is none, or may be two."""
    found = number.read_written(text)
    if found is None or found.currency or found.negative:
        return None
    mark = number.mark_of(found.digits)
    value = None if mark == number.AMBIGUOUS else number.value_of(found.digits, mark)
    return None if value is None or value >= MOST else value.quantize(FINEST)


def labels_of_metrics() -> dict[str, str]:
    """The known metrics as messages."""
    return {name: FIELDS[name] for name in METRICS}


def name_of(metric: str, say: Words) -> str:
    """A metric as the reader calls it."""
    return say.say(HISTORY_LABELS[metric]) if metric in HISTORY else metric_name(metric, say.say)


def show_index(values: dict[str, str], problem: str) -> Response:
    """The page with its form, as it was sent."""
    say, through = words(), is_through()
    rows = book().imports()
    expected = request.args.get("expected", 0, type=int)
    done = next((int(row["stored"]) for row in rows if row["import"] == request.args.get("imported", "")), 0)
    far = Progress(done, expected, through)
    finished = say.say_count("%(n)s value is imported and counted.", "%(n)s values are imported and counted.", done)
    answer = make_response(
        render_template(
            "outside/index.html",
            site=g.site,
            room=ROOM,
            may_edit=signed_in.may_edit(),
            held=sorted((show_held(row, say) for row in book().held()), key=itemgetter("name", "dimension")),
            imports=[show_import(row, say) for row in rows],
            progress=far.say(finished, say),
            names=[say.say(label) for label in labels_of_metrics().values()],
            values={"day": f"{today()}", "adds": "yes"} | values,
            latest=f"{today()}",
            problem=problem,
        )
    )
    return far.look_again(answer)


def show_held(row: Mapping[str, Any], say: Words) -> dict[str, Any]:
    """What is known of a metric, in the reader's words."""
    return {
        "name": name_of(row["metric"], say),
        "dimension": row["dimension"],
        "days": written.number(int(row["days"]), say.language),
        "span": written.span(row["first"], row["last"], say.language),
        "last": written.as_it_is(row["last_value"], say.language),
        "report": "history" if row["metric"] in HISTORY else "awareness",
        "from": f"{row['first']}",
        "to": f"{row['last']}",
    }


def show_import(row: Mapping[str, Any], say: Words) -> ShownImport:
    """An import in the reader's words."""
    names = ", ".join(name_of(name, say) for name in row["metrics"][:4]) + ("…" if len(row["metrics"]) > 4 else "")
    count = say.say_count("%(n)s value", "%(n)s values", int(row["stored"]))
    span = written.span(row["first"], row["last"], say.language)
    moment = datetime.fromtimestamp(int(row["received_ms"]) / 1000, ZoneInfo(g.site.timezone))
    return ShownImport(
        row["import"],
        f"{written.day(moment.date(), say.language)} {moment:%H:%M}",
        row["writer"],
        row["file"],
        f"{count} · {names} · {span}",
        bool(row["undone"]),
    )


def gone() -> AnyResponse:
    """Back to the form for a file that is no longer there."""
    waiting.say_gone(words())
    return redirect(url_for(".upload", site=g.site.name), 303)


def opened_of(kept: Upload) -> Opened:
    """The table in a file that was looked at when it was sent."""
    opened = open_table(kept.data, g.site.timezone, MOST_BYTES_OF_A_PAGE)
    if isinstance(opened, Problem):
        abort(404)
    return opened


def show_upload(problem: str) -> str:
    """The form for a file."""
    return render_template("outside/upload.html", site=g.site, room=ROOM, problem=problem)


def asked_choice(opened: Opened, given: Mapping[str, str]) -> Choice:
    """How the file is to be read: as somebody corrected it, else as it is guessed."""
    guessed = guess_choice(opened.sheet, opened.counter)
    if "order" not in given:
        return guessed
    columns = {place: given.get(f"column_{place}", "") for place in range(len(opened.sheet.header))}
    order, mark = asked_way(given)
    return Choice(
        {place: field for place, field in columns.items() if field in FIELDS},
        guessed.networks,
        order,
        mark,
        " ".join(given.get("metric", "").split())[:60],
        " ".join(given.get("dimension", "").split())[:LONGEST],
        given.get("adds", "yes") == "yes",
    )


def as_asked(choice: Choice) -> dict[str, str]:
    """A choice as the fields of the form."""
    columns = {f"column_{place}": field for place, field in choice.columns.items()}
    plain = {"order": choice.order, "mark": choice.mark, "metric": choice.metric, "dimension": choice.dimension}
    return {**plain, "adds": "yes" if choice.adds else "no", **columns}


def show_preview(kept: Upload, opened: Opened, choice: Choice, reading: Reading) -> str:
    """The preview."""
    say = words()
    plan = book().plan(reading.values)
    return render_template(
        "outside/preview.html",
        site=g.site,
        room=ROOM,
        name=kept.label.name,
        answer=answer(reading, say),
        problems=[problem.say(say) for problem in reading.problems],
        said_of=said_of(reading, plan, choice, say),
        lines=lines_of(reading, say),
        writes=bool(plan.writes),
        of_history=any(one.metric in HISTORY for one in reading.values),
        has_own=any(field in (OWN, "metric", "value") for field in choice.columns.values()),
        asked=as_asked(choice),
        fields=[(key, say.say(label)) for key, label in FIELDS.items()],
        columns=shown_columns(opened.sheet, choice.columns),
    )


def answer(reading: Reading, say: Words) -> str:
    """What the file holds, in a sentence."""
    if reading.problems:
        return say.say(N_("Nothing can be imported yet: see what is to be put right."))
    if not reading.values:
        return say.say(N_("There is no value in this file."))
    first, last = min(one.day for one in reading.values), max(one.day for one in reading.values)
    return say.say_count(
        "%(n)s value, %(days)s.",
        "%(n)s values, %(days)s.",
        len(reading.values),
        days=written.span(first, last, say.language),
    )


def said_of(reading: Reading, plan: Plan, choice: Choice, say: Words) -> list[str]:
    """What would be done with it, and what was left out."""
    found = []
    if n := len(plan.fresh):
        found.append(say.say_count("%(n)s new value", "%(n)s new values", n))
    if n := len(plan.changed):
        found.append(say.say_count("%(n)s value replaced", "%(n)s values replaced", n))
    if n := plan.same:
        found.append(
            say.say_count("%(n)s value is here already as it is", "%(n)s values are here already as they are", n)
        )
    if n := reading.empty:
        found.append(say.say_count("%(n)s empty cell left out", "%(n)s empty cells left out", n))
    if n := len(reading.totals):
        listed = ", ".join(str(line) for line in reading.totals[:10])
        found.append(
            say.say_count("Left out as a total: line %(lines)s", "Left out as totals: lines %(lines)s", n, lines=listed)
        )
    if n := len(reading.running):
        listed = ", ".join(str(line) for line in reading.running[:10])
        found.append(
            say.say_count(
                "Left out, for its week or month is not over: line %(lines)s",
                "Left out, for their week or month is not over: lines %(lines)s",
                n,
                lines=listed,
            )
        )
    if choice.dimension:
        found.append(say.say(N_("Where the file says nothing else, of: %(dimension)s"), dimension=choice.dimension))
    return found


def lines_of(reading: Reading, say: Words) -> list[dict[str, str]]:
    """What each metric and dimension comes to."""
    groups: dict[tuple[str, str], list[Value]] = {}
    for one in reading.values:
        groups.setdefault((one.metric, one.dimension), []).append(one)
    return [
        {
            "name": name_of(metric, say),
            "dimension": dimension,
            "days": written.span(values[0].day, values[-1].day, say.language),
            "count": written.number(len(values), say.language),
            "first": written.as_it_is(float(values[0].value), say.language),
            "last": written.as_it_is(float(values[-1].value), say.language),
        }
        for (metric, dimension), values in list(groups.items())[:MOST_SHOWN]
    ]
