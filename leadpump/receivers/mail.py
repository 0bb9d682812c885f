"""What a receiver is told by e-mail: all that is due, in one message of text and of HTML."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from email.message import EmailMessage
from typing import Any, NamedTuple
from urllib.parse import quote
from zoneinfo import ZoneInfo

from leadpump.leads.contact import CONTACT, Contact, link_of
from leadpump.leads.import_names import FIELDS, LEADS
from leadpump.leads.name import lost_reason, stage_name, way
from leadpump.outbox.address import is_address
from leadpump.outbox.message import Envelope, in_subject, write
from leadpump.receivers.name import KIND_NAMES
from leadpump.records.receiver import TEST, Receiver, Telling
from reports import format as written
from reports.language import N_
from reports.site import Site
from reports.words import Words, words_of

ORIGIN = ("channel", "source", "medium", "campaign")


class Line(NamedTuple):
    """A label, and what it labels. link: what calls or writes to somebody."""

    label: str
    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class ToldLead:
    """A fact in the reader's words. link: to the lead; empty for a test."""

    heading: str
    when: str
    lines: Sequence[Line]
    link: str


def write_mail(
    receiver: Receiver,
    site: Site,
    told: Sequence[Telling],
    rows: Mapping[str, Mapping[str, Any]],
    contacts: Mapping[str, Contact],
    *,
    public: str,
    sender: str,
    now: datetime,
) -> EmailMessage:
    """The e-mail. rows: of facts.sql, by their fact; a test has none. contacts: who the leads are, by lead.

    Its id is that of the facts, also if it is sent again after a crash.
    """
    words = words_of(site, receiver.language)
    facts = [rows[one.fact] for one in told if one.fact in rows]
    people = {row["lead"]: contacts.get(row["lead"], {}) if receiver.with_contact else None for row in facts}
    said = subject(site, facts, words)
    values = {
        "title": site.title,
        "subject": said,
        "leads": [
            told_lead(site, row, people[row["lead"]], public, words)
            if (row := rows.get(one.fact))
            else ToldLead(words.say(KIND_NAMES[TEST]), when(site, one.happened, words), (), "")
            for one in told
        ],
        "is_test": not facts,
    }
    mark = hashlib.sha256("\n".join(sorted(one.fact for one in told)).encode()).hexdigest()[:32]
    envelope = Envelope(
        sender,
        receiver.mail,
        receiver.language,
        public,
        receiver.key,
        mark,
        now,
        reply_to=only_address(people.values()),
    )
    return write(envelope, said, "leads", values)


def only_address(people: Iterable[Contact | None]) -> str:
    """Whom an answer to the e-mail reaches: the lead, where it tells who that is, and of no other."""
    known = [(contact or {}).get("email", "") for contact in people]
    return known[0] if len(known) == 1 and is_address(known[0]) else ""


def subject(site: Site, facts: Sequence[Mapping[str, Any]], words: Words) -> str:
    """Nothing that a visitor wrote: it is read before anybody knows from whom it is."""
    title, leads = in_subject(site.title), len({row["lead"] for row in facts})
    if not facts:
        return words.say(N_("%(title)s: a test of Leadpump’s e-mails"), title=title)
    if all(row["type"] == "lead" for row in facts):
        return words.say_count("%(title)s: %(n)s new lead", "%(title)s: %(n)s new leads", leads, title=title)
    return words.say_count("%(title)s: news of %(n)s lead", "%(title)s: news of %(n)s leads", leads, title=title)


def told_lead(site: Site, row: Mapping[str, Any], contact: Contact | None, public: str, words: Words) -> ToldLead:
    """A row of facts.sql, with who it is about; contact: None where that is not told."""
    happened = datetime.fromtimestamp(row["ms"] / 1000, ZoneInfo(site.timezone))
    link = f"{public}/sites/{quote(site.name, safe='')}/leads/{row['lead']}"
    known = contact or {}
    who = [Line(words.field_name(name), known[name], link_of(name, known[name])) for name in CONTACT if name in known]
    if (kind := row["type"]) == "lead":
        answers = answer_lines(row["answers"], words) if contact is not None else []
        lines = [*who, *answers, *origin_lines(row, words)]
        return ToldLead(words.say(KIND_NAMES[kind]), when(site, happened, words), lines, link)
    return ToldLead(
        stage_name(row["stage"], words), when(site, happened, words), [*who, *step_lines(site, row, words)], link
    )


def when(site: Site, happened: datetime, words: Words) -> str:
    """A day and time by the site's clock."""
    moment = happened.astimezone(ZoneInfo(site.timezone))
    return f"{words.day(moment.date())}, {written.minute(moment)}"


def step_lines(site: Site, row: Mapping[str, Any], words: Words) -> list[Line]:
    """Why a stage was reached, and what was paid."""
    lines = [Line(words.say(N_("Reason")), lost_reason(row["reason"], words))] if row["reason"] else []
    if row["value"] is not None:
        amount = written.exact_money(Decimal(str(row["value"])), row["currency"] or site.currency, words.language)
        lines.append(Line(words.say(N_("Amount")), amount))
    return lines


def answer_lines(answers: Mapping[str, str], words: Words) -> list[Line]:
    """What they answered."""
    return [Line(words.field_name(question), written.readable(answer)) for question, answer in sorted(answers.items())]


def origin_lines(row: Mapping[str, Any], words: Words) -> list[Line]:
    """How the lead came in, and from where."""
    lines = [Line(words.say(N_("Came in")), way(row["via"], words))]
    lines += [Line(label("form", words), words.form(row["form"]))] if row["form"] else []
    lines += [Line(label("magnet", words), words.magnet(row["magnet"]))] if row["magnet"] else []
    lines += [Line(words.say(N_("Page")), row["path"])] if row["path"] else []
    return lines + [
        Line(label(name, words), words.channel(row[name]) if name == "channel" else row[name])
        for name in ORIGIN
        if row[name]
    ]


def label(name: str, words: Words) -> str:
    """What a field of a lead is called where leads are imported and exported."""
    return words.say(FIELDS[LEADS][name])
