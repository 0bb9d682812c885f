"""Everything that happened to one lead, on one line of time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from leadpump.leads.name import consent_name, lost_reason, spam_reason, stage_name, way
from leadpump.leads.statement import statement
from reports.dimension import DEVICES
from reports.format import exact_money, percent
from reports.language import N_
from reports.query import Query, Rows
from reports.site import Site
from reports.words import Words, slug

SINCE_DAYS = 365
DAY_MS = 86_400_000
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead and all its rows. row: of one.sql; notes are looked up by the id of their change."""

    row: Row
    submissions: Rows
    changes: Rows
    visits: Rows
    pages: Rows
    acts: Rows

    @property
    def id(self) -> str:
        """The lead's id."""
        return str(self.row["lead"])


@dataclass(frozen=True, slots=True)
class Step:
    """A page seen or a thing done within a visit."""

    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A place on the line of time. change: the id of a fact that may be withdrawn, or "": a score
    that rules gave, they would give again. mark: the class of the
    channel's colour. tone: good, bad or "".
    """

    ms: int
    kind: str
    title: str
    details: tuple[str, ...] = ()
    author: str = ""
    note: str = ""
    change: str = ""
    mark: str = ""
    tone: str = ""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Touch:
    """First, last or converting touch. when: a day; "" where nothing is known."""

    name: str
    channel: str
    mark: str
    details: tuple[str, ...]
    when: str


def find_lead(query: Query, site: Site, lead: UUID) -> Lead | None:
    """The lead of that id, or of the submission of that id; None if there is none."""
    rows = query(statement("one"), {"site": site.name, "lead": str(lead)})
    if not rows:
        return None
    asked = {"site": site.name, "lead": rows[0]["lead"]}
    submissions = query(statement("submissions"), asked)
    changes = query(statement("changes"), asked)
    visitors = sorted({row["visitor_id"] for row in submissions if row["via"] == "form" and row["visitor_id"]})
    visits, pages, acts = find_visits(query, site, visitors, rows[0]["created_ms"] - SINCE_DAYS * DAY_MS)
    return Lead(rows[0], submissions, changes, visits, pages, acts)


def was_just_told(query: Query, site: Site, lead: UUID) -> bool:
    """Whether a lead was written down under this id in the last minute, and may not be made yet."""
    return bool(query(statement("just_told"), {"site": site.name, "lead": str(lead)}))


def find_visits(query: Query, site: Site, visitors: Sequence[int], since_ms: int) -> tuple[Rows, Rows, Rows]:
    """The visits of these visitors, with their pages and acts."""
    if not visitors:
        return [], [], []
    since = max(0, since_ms // 1000) << 32
    visits = query(statement("visits"), {"site": site.name, "visitors": visitors, "since": since})
    asked = {"site": site.name, "sessions": [row["session_id"] for row in visits]}
    if not visits:
        return [], [], []
    return visits, query(statement("pages"), asked), query(statement("acts"), asked)


def line_of_time(lead: Lead, notes: Mapping[str, str], words: Words) -> list[Entry]:
    """Everything, the latest first. notes: by the id of their change or submission."""
    entries = [
        *(visit_entry(row, lead.pages, lead.acts, words) for row in lead.visits),
        *(submission_entry(row, number, notes, words) for number, row in enumerate(lead.submissions)),
        *(change_entry(row, notes, words) for row in lead.changes),
    ]
    return sorted(entries, key=lambda entry: entry.ms, reverse=True)


def visit_entry(row: Row, pages: Rows, acts: Rows, words: Words) -> Entry:
    """A visit with what was read and done in it."""
    steps = [(page["ms"], page_step(page, words)) for page in pages if page["session_id"] == row["session_id"]]
    steps += [(act["ms"], act_step(act, words)) for act in acts if act["session_id"] == row["session_id"]]
    steps.sort(key=lambda step: step[0])
    seen = words.say_count("%(n)s page seen", "%(n)s pages seen", int(row["page_views"]))
    device = words.named("device", row["device"]) if row["device"] in DEVICES else ""
    engaged = words.value(row["engaged_seconds"], "seconds")
    details = (
        source_of(row["source"], row["campaign"]),
        seen,
        words.say(N_("%(time)s of reading"), time=engaged),
        device,
    )
    return Entry(
        ms=row["ms"],
        kind="visit",
        title=words.say(N_("Visit: %(channel)s"), channel=words.channel(row["channel"])),
        details=tuple(filter(None, details)),
        mark=f"channel-{slug(row['channel'])}",
        steps=tuple(step for _, step in steps),
    )


def source_of(source: str, campaign: str) -> str:
    """Source and campaign in a line; a direct visit has neither."""
    return " · ".join(text for text in (source, campaign) if text and not text.startswith("("))


def page_step(row: Row, words: Words) -> Step:
    """A page that was seen."""
    engaged = words.value(row["engaged_seconds"], "seconds")
    share = percent(row["scroll"], words.language, 0)
    read = "" if row["scroll"] is None else words.say(N_("read to %(share)s"), share=share)
    return Step(row["path"], " · ".join(filter(None, (engaged, read))))


def act_step(row: Row, words: Words) -> Step:
    """What was done beside looking."""
    act = words.act(row["name"])
    title = act[:1].upper() + act[1:]
    return Step(title, row["target"] or words.form(row["magnet"] or row["form"]))


def submission_entry(row: Row, number: int, notes: Mapping[str, str], words: Words) -> Entry:
    """What was submitted or reported; the first makes the lead."""
    if row["via"] == "form":
        title = words.say(N_("Form sent: %(form)s"), form=words.form(row["magnet"] or row["form"]) or row["path"])
    elif number == 0:
        title = words.say(N_("Lead added"))
    else:
        title = words.say(N_("More was told"))
    details = (row["path"] if row["via"] == "form" else words.form(row["magnet"]), way(row["via"], words))
    return Entry(
        ms=row["ms"],
        kind="submission",
        title=title,
        details=tuple(filter(None, details)),
        author=row["author"],
        note=notes.get(row["submission"], ""),
    )


def change_entry(row: Row, notes: Mapping[str, str], words: Words) -> Entry:
    """A fact about the lead in words."""
    title, detail, tone = CHANGES[row["kind"]](row, words) if row["kind"] in CHANGES else (row["kind"], "", "")
    return Entry(
        ms=row["ms"],
        kind=row["kind"],
        title=title,
        details=tuple(filter(None, (detail, "" if row["via"] == "page" else way(row["via"], words)))),
        author="" if row["via"] == "rule" else row["author"],
        note=notes.get(row["id"], ""),
        change="" if row["via"] == "rule" and row["kind"] == "score" else row["id"],
        tone=tone,
    )


Told = tuple[str, str, str]
"""Title, detail and tone."""


def tell_stage(row: Row, words: Words) -> Told:
    """A stage that was reached."""
    title = words.say(N_("Stage: %(stage)s"), stage=stage_name(row["stage"], words))
    if row["stage"] == "lost":
        return title, lost_reason(row["reason"], words), "bad"
    amount = "" if row["value"] is None else money(row, words)
    return title, amount, "good" if row["stage"] == "customer" else ""


def money(row: Row, words: Words) -> str:
    """The amount of a fact, to the cent."""
    return exact_money(row["value"], row["currency"] or words.currency, words.language)


def tell_money(row: Row, words: Words) -> Told:
    """A sale or a refund."""
    amount = money(row, words)
    order = words.say(N_("order %(order)s"), order=row["order_id"]) if row["order_id"] else ""
    if row["kind"] == "refund":
        return words.say(N_("Refund of %(amount)s"), amount=amount), order, "bad"
    return words.say(N_("Sale of %(amount)s"), amount=amount), order, "good"


def tell_consent(row: Row, words: Words) -> Told:
    """Permission to be contacted."""
    return consent_name(row["consent"], words), "", ""


def tell_spam(row: Row, words: Words) -> Told:
    """A mark of spam, or its end."""
    if row["reason"]:
        return words.say(N_("Marked as spam")), spam_reason(row["reason"], words), "bad"
    return words.say(N_("Marked as not spam")), "", ""


def tell_score(row: Row, words: Words) -> Told:
    """A score."""
    said = N_("Score: %(interesting)s for means, %(interested)s for interest")
    return words.say(said, interesting=row["interesting"], interested=row["interested"]), "", ""


def tell_nps(row: Row, words: Words) -> Told:
    """The answer to a survey."""
    return words.say(N_("Would recommend you: %(points)s of 10"), points=int(row["value"] or 0)), "", ""


def tell_contact(said: str) -> Callable[[Row, Words], Told]:
    """A call, an e-mail, a meeting or a note; a reason says how it went."""
    return lambda row, words: (words.say(said), lost_reason(row["reason"], words), "")


CHANGES: dict[str, Callable[[Row, Words], Told]] = {
    "stage": tell_stage,
    "sale": tell_money,
    "refund": tell_money,
    "call": tell_contact(N_("Call")),
    "email": tell_contact(N_("E-mail sent")),
    "meeting": tell_contact(N_("Meeting")),
    "note": tell_contact(N_("Note")),
    "consent": tell_consent,
    "spam": tell_spam,
    "score": tell_score,
    "nps": tell_nps,
}


TOUCHES = ("first", "last", "converting")
TOUCH_PARTS = ("ms", "channel", "source", "medium", "campaign", "landing_path")
TOUCH_NAMES = {
    ("first",): N_("First touch"),
    ("last",): N_("Last touch that is not direct"),
    ("converting",): N_("Converting touch"),
    ("first", "last"): N_("First touch, and last that is not direct"),
    ("first", "converting"): N_("First and converting touch"),
    ("last", "converting"): N_("Last touch that is not direct, and converting touch"),
    ("first", "last", "converting"): N_("First, last and converting touch"),
}


def touches_of(row: Row, timezone: str, words: Words) -> list[Touch]:
    """First, last non-direct and converting touch of when the lead was made; said once where they are the same."""
    same: dict[tuple[object, ...], list[str]] = {}
    for name in TOUCHES:
        same.setdefault(tuple(row[f"{name}_{part}"] for part in TOUCH_PARTS), []).append(name)
    return [touch_of(row, names[0], words.say(TOUCH_NAMES[tuple(names)]), timezone, words) for names in same.values()]


def touch_of(row: Row, name: str, label: str, timezone: str, words: Words) -> Touch:
    """One of them."""
    channel = row[f"{name}_channel"]
    details: Iterable[str] = (
        source_of(row[f"{name}_source"], row[f"{name}_campaign"]),
        row[f"{name}_landing_path"],
    )
    when = words.day(local(row[f"{name}_ms"], timezone).date()) if channel else ""
    return Touch(
        label,
        words.channel(channel) if channel else words.say(N_("Not known")),
        f"channel-{slug(channel)}" if channel else "",
        tuple(filter(None, details)),
        when,
    )


def local(ms: int, timezone: str) -> datetime:
    """A moment by the site's clock."""
    return datetime.fromtimestamp(ms / 1000, ZoneInfo(timezone))
