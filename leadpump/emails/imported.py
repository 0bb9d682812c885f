"""From a table that an e-mail tool exports to what became of e-mails: each line its facts, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from collector.enrich import enrich_email
from collector.event import OF_AN_EMAIL, SentEmail
from collector.person import plain_email
from collector.record import EmailRecord
from leadpump.emails.import_names import COUNTS, FIELDS, KINDS, NAMES, NOTHING
from leadpump.leads.form import Writer
from leadpump.sheet import day, number
from leadpump.sheet.column import Columns, Way, cell_of, cells, find_way, too_many_cells
from leadpump.sheet.header import bare, fold, guess
from leadpump.sheet.problem import Fault, Problem, shortened
from leadpump.sheet.read import Line, Sheet

LONGEST = 200
LONGEST_SUBJECT = 300
MOST = 100_000_000
MOST_STEPS = 1000
FIRST_YEAR = 2000
_WHOLE = re.compile(r"\d{1,3}(?:[ .,’'\u00a0\u202f]\d{3})+|\d+")
"""A whole number, whatever stands between its thousands."""
_OF_MAILCHIMP = frozenset({"successful deliveries", "abuse complaints"})
_OF_BREVO = frozenset({"st_text", "mid", "frm"})


@dataclass(frozen=True, slots=True)
class Choice:
    """How a sheet is to be read, guessed and then corrected by whoever sends it.

    order: of day and month, "" to find out. what: all lines are about that, "" where a column says it. campaign: all
    lines are about that mailing, "" where a column names it.
    """

    columns: Columns
    order: str = ""
    what: str = ""
    campaign: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A fact of a line that was understood."""

    line: int
    record: EmailRecord


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sheet says. refused: lines that are wrong. wrong: why nothing of the whole can be read. same: how many
    facts say what another one says. empty: how many lines say nothing, such as an e-mail that is still on its way.
    """

    told: tuple[Told, ...] = ()
    refused: tuple[Problem, ...] = ()
    wrong: tuple[Problem, ...] = ()
    same: int = 0
    empty: int = 0


def guess_choice(sheet: Sheet) -> Choice:
    """How the sheet is probably to be read. A column of a recipient's e-mail holds no number of recipients."""
    columns = guess(sheet.header, NAMES)
    if "email" in columns:
        columns = {field: place for field, place in columns.items() if field not in COUNTS}
    return Choice(columns)


def read_emails(sheet: Sheet, choice: Choice, writer: Writer) -> Reading:
    """The facts that a sheet holds."""
    whole = missing_columns(choice)
    if whole:
        return Reading(wrong=(whole,))
    way = find_way(cells(sheet.lines, choice.columns, ("day",)), (), choice.order)
    if isinstance(way, Problem):
        return Reading(wrong=(way,))
    reader = LineReader(choice, way, writer, provider_of(sheet), len(sheet.header))
    told: dict[object, Told] = {}
    refused: list[Problem] = []
    lines: set[tuple[str, ...]] = set()
    same = empty = 0
    for line in sheet.lines:
        found = reader.read(line)
        if isinstance(found, Problem):
            refused.append(found)
            continue
        empty += not found
        is_repeated = line.cells in lines
        lines.add(line.cells)
        for record in found:
            before = told.setdefault(record.entry, Told(line.number, record))
            if before.record is record:
                continue
            if record.person or is_repeated:
                same += 1
            else:
                # Two mailings of one name and day, to two lists for instance.
                recipients = before.record.recipients + record.recipients
                told[record.entry] = Told(before.line, msgspec.structs.replace(before.record, recipients=recipients))
    return Reading(tuple(told.values()), tuple(refused), same=same, empty=empty)


def missing_columns(choice: Choice) -> Problem | None:
    """The column without which nothing can be read."""
    if "email" not in choice.columns and not any(name in choice.columns for name in COUNTS):
        return Problem(Fault.NO_RECIPIENTS)
    if "day" not in choice.columns:
        return Problem(Fault.NO_COLUMN, 0, {"column": FIELDS["day"]})
    if "email" in choice.columns and not choice.what and "what" not in choice.columns:
        return Problem(Fault.NO_WHAT)
    return None


def provider_of(sheet: Sheet) -> str:
    """Whose export it is, as far as its header tells."""
    header = {bare(name) for name in sheet.header}
    if header >= _OF_MAILCHIMP:
        return "mailchimp"
    return "brevo" if header >= _OF_BREVO else ""


class Wrong(Exception):
    """A line cannot be read."""

    def __init__(self, fault: Fault, text: str = "", **values: str) -> None:
        super().__init__(fault)
        self.fault = fault
        self.values = {"text": shortened(text), **values} if text else {}


@dataclass(frozen=True, slots=True)
class LineReader:
    """Reads lines whose way to write dates is known."""

    choice: Choice
    way: Way
    writer: Writer
    provider: str
    width: int

    def read(self, line: Line) -> list[EmailRecord] | Problem:
        """What the line tells; nothing, if that is nothing."""
        if beyond := too_many_cells(line, self.width):
            return beyond
        try:
            return list(self._one(line) if "email" in self.choice.columns else self._totals(line))
        except Wrong as wrong:
            return Problem(wrong.fault, line.number, wrong.values)

    def _one(self, line: Line) -> Iterable[EmailRecord]:
        """What became of one recipient's e-mail."""
        kind = self._kind(line)
        if kind == NOTHING:
            return []
        email = self._text(line, "email")
        if not plain_email(email):
            raise Wrong(Fault.BAD_EMAIL)
        return [self._record(line, kind, {"email": email})]

    def _totals(self, line: Line) -> Iterable[EmailRecord]:
        """What became of a mailing, one fact for each column that has a number."""
        numbers = {kind: count for kind in COUNTS if (count := self._count(line, kind)) is not None}
        return [self._record(line, kind, {"recipients": count}) for kind, count in numbers.items()]

    def _record(self, line: Line, kind: str, who: dict[str, object]) -> EmailRecord:
        names = ("campaign", "sequence", "list", "message", "utm_campaign")
        texts = {name: text for name in names if (text := self._text(line, name))}
        if self.choice.campaign:
            texts["campaign"] = self.choice.campaign
        step = self._step(line) if "sequence" in texts else 0
        if not step:
            texts.pop("sequence", None)
        if kind in OF_AN_EMAIL and not (texts.get("campaign") or step):
            raise Wrong(Fault.NO_MAILING)
        told = who | texts | {
            "site": self.writer.site.name,
            "kind": kind,
            "ts": int(self._moment(line).timestamp() * 1000),
            "step": step,
            "subject": self._text(line, "subject", LONGEST_SUBJECT),
            "provider": self.provider,
            "author": self.writer.author,
        }  # fmt: skip
        writer = self.writer
        record = enrich_email(msgspec.convert(told, SentEmail), writer.known, writer.identity, writer.now, via="csv")
        if record is None:
            raise Wrong(Fault.BAD_EMAIL)
        # Noon of this very day may be to come. Its ids are made of the time as it is written, so that the same file
        # sent again within the day tells nothing new.
        return msgspec.structs.replace(record, ts=min(record.ts, record.received))

    def _text(self, line: Line, name: str, longest: int = LONGEST) -> str:
        text = " ".join(cell_of(line, self.choice.columns, name).split())
        if text in number.EMPTY:
            return ""
        if len(text) > longest:
            raise Wrong(Fault.LABEL, text[:20], most=str(longest))
        return text

    def _kind(self, line: Line) -> str:
        text = self._text(line, "what")
        if self.choice.what or not text:
            return self.choice.what or NOTHING
        if fold(text) not in KINDS:
            raise Wrong(Fault.UNKNOWN_KIND, text)
        return KINDS[fold(text)]

    def _moment(self, line: Line) -> datetime:
        text = cell_of(line, self.choice.columns, "day")
        if text in number.EMPTY:
            raise Wrong(Fault.DAY_EMPTY)
        found = day.read_moment(text, self.way.order, ZoneInfo(self.writer.site.timezone))
        if found is None:
            raise Wrong(Fault.NO_DAY, text)
        if found > self.writer.now + timedelta(days=1):
            raise Wrong(Fault.FUTURE, text)
        if found.year < FIRST_YEAR:
            raise Wrong(Fault.DAY_FAR, text)
        return found

    def _count(self, line: Line, name: str) -> int | None:
        text = self._text(line, name)
        if not text:
            return None
        if not _WHOLE.fullmatch(text):
            raise Wrong(Fault.NO_COUNT, text)
        found = int(re.sub(r"\D", "", text))
        if found > MOST:
            raise Wrong(Fault.NO_COUNT, text)
        return found

    def _step(self, line: Line) -> int:
        text = self._text(line, "step")
        if not text:
            return 0
        found = re.search(r"\d+", text)
        if found is None or not 0 < int(found[0]) <= MOST_STEPS:
            raise Wrong(Fault.NO_STEP, text)
        return int(found[0])
