"""From an exported table to days of cost: what Google Ads, Meta Ads, Microsoft Advertising and people write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from collector.event import PURPOSES
from leadpump.costs.entry import MOST, MOST_DAYS, Labels, spread
from leadpump.sheet import day as days
from leadpump.sheet import number
from leadpump.sheet.column import cell_of, cells, find_way, too_many_cells
from leadpump.sheet.day import Days
from leadpump.sheet.header import fold, guess, in_brackets
from leadpump.sheet.named import channel_named
from leadpump.sheet.problem import Fault, Problem, shortened
from leadpump.sheet.read import Line, Sheet
from reports.language import N_
from reports.magnet import Magnet, named

IMPORTED = UUID("0b8f5d0e-6f0c-5a55-9d3e-6a1f2c7b9e10")
"""Namespace of the ids of imported entries: the same cost gets the same id in whichever file it comes."""
MOST_PROBLEMS = 20
MOST_SPREAD = 100_000
"""Days of costs in a file."""
LONGEST = 200
NAMES: Mapping[str, tuple[str, ...]] = {
    "day": ("jour", "day", "date", "gregorian date"),
    "week": ("semaine", "week"),
    "month": ("mois", "month"),
    "first": ("debut des rapports", "reporting starts", "date de debut", "start date", "debut", "du"),
    "last": ("fin des rapports", "reporting ends", "date de fin", "end date", "fin", "au"),
    "campaign": ("campagne", "campaign", "nom de la campagne", "campaign name", "campaignname"),
    "amount": (
        "cout", "cost", "montant depense", "amount spent", "depense", "depenses", "spend", "cout total", "total cost",
        "montant", "amount", "montant ht", "montant ttc", "prix",
    ),
    "currency": ("code de devise", "code devise", "devise", "currency code", "currency"),
    "account": ("compte", "account", "nom du compte", "account name", "numero client", "customer id", "account number"),
    "channel": ("canal", "channel"),
    "source": ("source", "regie"),
    "magnet": ("aimant", "magnet", "lead magnet"),
    "purpose": ("nature", "purpose", "type de cout"),
    "note": ("note", "libelle", "description", "commentaire", "objet"),
}  # fmt: skip
KNOWN = frozenset(name for names in NAMES.values() for name in names) | {
    "clics", "clicks", "impr", "impressions", "ctr", "cpc moy", "avg cpc", "conversions", "etat de la campagne",
    "campaign status", "campaign state", "type de campagne", "campaign type", "couverture", "reach", "resultats",
    "results",
}  # fmt: skip
FIELDS = {
    "day": N_("Day"),
    "week": N_("Week"),
    "month": N_("Month"),
    "first": N_("First day"),
    "last": N_("Last day"),
    "campaign": N_("Campaign"),
    "amount": N_("Amount"),
    "currency": N_("Currency"),
    "account": N_("Account"),
    "channel": N_("Channel"),
    "source": N_("Source"),
    "magnet": N_("Lead magnet"),
    "purpose": N_("Purpose"),
    "note": N_("Note"),
}
DATES = ("day", "week", "month", "first", "last")
NEEDED = ("amount",)


@dataclass(frozen=True, slots=True)
class Platform:
    """Where an export comes from, and what its rows are spent on."""

    name: str
    channel: str = ""
    source: str = ""


PLATFORMS = {
    "google": Platform("Google Ads", "Paid Search", "Google"),
    "meta": Platform("Meta Ads", "Paid Social", "Facebook"),
    "microsoft": Platform("Microsoft Advertising", "Paid Search", "Bing"),
    "other": Platform(""),
}
_GOOGLE = frozenset({
    "code de devise", "currency code", "type de campagne", "campaign type", "etat de la campagne",
    "statut de la campagne", "campaign status", "campaign state", "cpc moy", "avg cpc", "impr",
})  # fmt: skip
_TOTAL = re.compile(r"total(?: general)?|total \S.*|grand total|sous total.*")
_FOOTNOTE = re.compile(r"[@©]\d{4} Microsoft Corporation.*")


@dataclass(frozen=True, slots=True)
class Choice:
    """How a sheet is to be read, guessed and then corrected by whoever sends it.

    columns: of each field the place of its column. order: of day and month, "" to find out. mark: before the cents, ""
    to find out. period: of rows that carry no date. labels: for rows that say nothing themselves.
    """

    platform: str
    columns: Mapping[str, int]
    order: str = ""
    mark: str = ""
    period: Days | None = None
    labels: Labels = field(default_factory=Labels)


@dataclass(frozen=True, slots=True)
class ImportedDay:
    """What one entry cost on its day."""

    entry: UUID
    day: date
    amount: Decimal
    labels: Labels


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sheet says. totals, empty: lines left out, as totals or without a cost. assumed: no currency was named."""

    days: tuple[ImportedDay, ...]
    problems: tuple[Problem, ...]
    totals: tuple[int, ...] = ()
    empty: int = 0
    rows: int = 0
    assumed: bool = False

    @property
    def spent(self) -> Decimal:
        """All of it."""
        return sum((item.amount for item in self.days), Decimal(0))


@dataclass(frozen=True, slots=True)
class Row:
    """A line that was understood."""

    line: int
    days: Days
    amount: Decimal
    labels: Labels


def guess_choice(sheet: Sheet) -> Choice:
    """How the sheet is probably to be read."""
    platform = platform_of(sheet)
    columns = guess(sheet.header, NAMES)
    if platform == "google":
        # There they are the days on which the campaign was begun and will end.
        columns = {name: place for name, place in columns.items() if name not in ("first", "last")}
    known = PLATFORMS[platform]
    return Choice(
        platform, columns, period=period_above(sheet), labels=Labels(channel=known.channel, source=known.source)
    )


def platform_of(sheet: Sheet) -> str:
    """Where the sheet comes from, by what only that platform writes."""
    folded = {fold(re.sub(r"\([^)]*\)", " ", name)) for name in sheet.header}
    if any(text.startswith(("Report Name", '"Report Name')) for text in sheet.preamble):
        return "microsoft"
    if any(_FOOTNOTE.fullmatch(line.cells[0].strip()) for line in sheet.lines[-2:]):
        return "microsoft"
    if folded & {"montant depense", "amount spent"}:
        return "meta"
    if folded & {"campagne", "campaign"} and folded & {"cout", "cost"} and folded & _GOOGLE:
        return "google"
    return "other"


def period_above(sheet: Sheet) -> Days | None:
    """The period that the lines above the header name, if one does and nobody can read it in two ways."""
    for text in sheet.preamble:
        # Microsoft's line has a name first: "Report Time:","3/1/2026 - 3/14/2026".
        named = text.lstrip('"').startswith("Report Time")
        period = text.partition(":")[2].strip('",;\t ') if named else text
        if found := days.read_range(period):
            return found
    return None


@dataclass(frozen=True, slots=True)
class Target:
    """The site whose costs they are. digits: decimals of its currency. today: its day. magnets: those declared."""

    site: str
    currency: str
    digits: int
    today: date
    magnets: Sequence[Magnet] = ()


def read_costs(sheet: Sheet, choice: Choice, target: Target) -> Reading:
    """The days of cost that a sheet holds, and what is wrong with it: with a problem, nothing of it is to be kept."""
    whole = missing_columns(choice)
    if whole:
        return Reading((), tuple(whole))
    lines, totals = without_totals(sheet, choice)
    reader = reader_of(lines, choice, target)
    if isinstance(reader, Problem):
        return Reading((), (reader,), totals)
    silent = silent_total(lines, reader)
    lines = [line for line in lines if line.number not in silent]
    found = [reader.read(line, len(sheet.header)) for line in lines]
    rows = [one for one in found if isinstance(one, Row)]
    currencies = currencies_of(sheet, lines, choice)
    problems = [one for one in found if isinstance(one, Problem)] + wrong_currencies(currencies, target.currency)
    if not lines:
        problems.append(Problem(Fault.NO_LINES))
    totals = (*totals, *silent)
    if problems:
        return Reading((), tuple(sorted(problems, key=lambda one: one.line)[:MOST_PROBLEMS]), totals)
    joined = together(rows, choice.platform)
    if sum((row.days.last - row.days.first).days + 1 for row in joined) > MOST_SPREAD:
        return Reading((), (Problem(Fault.SPREAD, 0, {"most": f"{MOST_SPREAD}"}),), totals)
    imported = tuple(summed(joined, choice, target))
    return Reading(imported, (), totals, found.count(None), len(rows), assumed=not currencies)


def missing_columns(choice: Choice) -> list[Problem]:
    """The columns without which nothing can be read."""
    found = [Problem(Fault.NO_COLUMN, 0, {"column": FIELDS[name]}) for name in NEEDED if name not in choice.columns]
    if not found and choice.period is None and not any(name in choice.columns for name in DATES if name != "last"):
        found.append(Problem(Fault.NO_PERIOD))
    return found


def without_totals(sheet: Sheet, choice: Choice) -> tuple[list[Line], tuple[int, ...]]:
    """The lines that are costs, and the numbers of those that are totals or a footnote."""
    kept, totals = [], []
    for line in sheet.lines:
        filled = [cell.strip() for cell in line.cells if cell.strip()]
        campaign = cell_of(line, choice.columns, "campaign")
        is_total = _TOTAL.fullmatch(fold(filled[0])) is not None and (
            ":" in filled[0] or campaign in ("", filled[0]) or campaign in number.EMPTY
        )
        if is_total or (len(filled) == 1 and _FOOTNOTE.fullmatch(filled[0])):
            totals.append(line.number)
        else:
            kept.append(line)
    return kept, tuple(totals)


def silent_total(lines: list[Line], reader: RowReader) -> tuple[int, ...]:
    """Meta's total has no name: the one line without a campaign, whose amount is the sum of all others."""
    if not reader.names_campaigns:
        return ()
    unnamed = [line for line in lines if not cell_of(line, reader.choice.columns, "campaign")]
    if len(unnamed) != 1 or len(lines) == 1:
        return ()
    amounts = [found for line in lines if isinstance(found := reader.amount(line), Decimal)]
    whole = reader.amount(unnamed[0])
    return (unnamed[0].number,) if isinstance(whole, Decimal) and 2 * whole == sum(amounts) else ()


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads lines whose way to write dates and amounts is known."""

    choice: Choice
    order: str
    mark: str
    today: date
    magnets: Sequence[Magnet]

    @property
    def names_campaigns(self) -> bool:
        """Whether every row is to name one: those of an advertising platform do."""
        return self.choice.platform != "other" and "campaign" in self.choice.columns

    def read(self, line: Line, width: int) -> Row | Problem | None:
        """The row; None if it has no cost."""
        if beyond := too_many_cells(line, width):
            return beyond
        amount = self.amount(line)
        if amount is None or isinstance(amount, Problem):
            return amount
        if self.names_campaigns and cell_of(line, self.choice.columns, "campaign") in number.EMPTY:
            return Problem(Fault.NO_CAMPAIGN, line.number)
        when = self._days(line)
        if isinstance(when, Problem):
            return when
        labels = self._labels(line)
        if isinstance(labels, Problem):
            return labels
        return Row(line.number, when, amount, labels)

    def amount(self, line: Line) -> Decimal | Problem | None:
        """The cost; None if the cell is empty or a dash."""
        text = cell_of(line, self.choice.columns, "amount")
        if text in number.EMPTY:
            return None
        said = {"text": shortened(text)}
        written = number.read_written(text)
        if written is None:
            return Problem(Fault.NO_AMOUNT, line.number, said)
        found = number.value_of(written.digits, self.mark)
        if found is None:
            fault = Fault.AMOUNTS_MIXED if number.mark_of(written.digits) else Fault.NO_AMOUNT
            return Problem(fault, line.number, said)
        if written.negative and found:
            return Problem(Fault.NEGATIVE, line.number)
        if found >= MOST:
            return Problem(Fault.TOO_MUCH, line.number)
        return found

    def _days(self, line: Line) -> Days | Problem:
        """The days of a row: its own, else those of the whole sheet."""
        for name in ("day", "week", "month", "first"):
            if name in self.choice.columns:
                return self._own_days(line, name)
        assert self.choice.period is not None  # noqa: S101 - missing_columns has seen to it
        return self.choice.period

    def _own_days(self, line: Line, name: str) -> Days | Problem:
        first = self._day(line, name)
        if isinstance(first, Problem):
            return first
        if name == "week":
            first = days.whole_week(first)
        if name == "month":
            first = days.whole_month(first.first.year, first.first.month) or first
        if name != "first" or "last" not in self.choice.columns:
            return first
        last = self._day(line, "last")
        if isinstance(last, Problem):
            return last
        if last.last < first.first:
            return Problem(Fault.DAY_RANGE, line.number)
        if (last.last - first.first).days >= MOST_DAYS:
            return Problem(Fault.SPAN, line.number, {"days": f"{(last.last - first.first).days + 1}"})
        return Days(first.first, last.last)

    def _day(self, line: Line, name: str) -> Days | Problem:
        text = cell_of(line, self.choice.columns, name)
        if text in number.EMPTY:
            return Problem(Fault.DAY_EMPTY, line.number)
        found = days.read_days(text, self.order)
        if found is None:
            return Problem(Fault.NO_DAY, line.number, {"text": shortened(text)})
        if not 2000 <= found.first.year <= 2100 or found.last > self.today + timedelta(days=MOST_DAYS):
            return Problem(Fault.DAY_FAR, line.number, {"text": shortened(text)})
        return found

    def _labels(self, line: Line) -> Labels | Problem:
        """What the row says of itself, else what holds for all."""
        own: dict[str, str] = {}
        for name in ("channel", "source", "campaign", "magnet", "note", "account"):
            text = " ".join(cell_of(line, self.choice.columns, name).split())
            if len(text) > LONGEST:
                return Problem(Fault.LABEL, line.number, {"text": text[:20], "most": str(LONGEST)})
            if text not in number.EMPTY:
                own[name] = text
        if "channel" in own:
            own["channel"] = channel_named(own["channel"])
        if "magnet" in own:
            own["magnet"] = named(own["magnet"], self.magnets)
        purpose = fold(cell_of(line, self.choice.columns, "purpose"))
        if purpose:
            if purpose not in PURPOSE_NAMES:
                return Problem(Fault.PURPOSE, line.number, {"text": shortened(purpose)})
            own["purpose"] = PURPOSE_NAMES[purpose]
        return replace(self.choice.labels, **own)


PURPOSE_NAMES = {name: name for name in PURPOSES} | {
    "publicite": "media", "pub": "media", "medias": "media", "ads": "media", "advertising": "media", "agence": "agency",
    "honoraires": "agency", "outil": "tools", "outils": "tools", "logiciel": "tools", "tool": "tools",
    "software": "tools", "salaire": "salary", "salaires": "salary", "autre": "other", "autres": "other",
}  # fmt: skip


def reader_of(lines: list[Line], choice: Choice, target: Target) -> RowReader | Problem:
    """A reader for the columns' way to write dates and amounts, or why nobody can tell it."""
    way = find_way(
        cells(lines, choice.columns, DATES), cells(lines, choice.columns, ("amount",)), choice.order, choice.mark
    )
    return way if isinstance(way, Problem) else RowReader(choice, way.order, way.mark, target.today, target.magnets)


def currencies_of(sheet: Sheet, lines: list[Line], choice: Choice) -> list[tuple[int, str]]:
    """Every currency that is named, with its line: in the column, beside an amount, or in the header (line 0)."""
    found = [(line, text.upper()) for line, text in cells(lines, choice.columns, ("currency",))]
    for line, text in cells(lines, choice.columns, ("amount",)):
        written = number.read_written(text)
        if written and written.currency:
            found.append((line, written.currency))
    named = number.currency_of(in_brackets(sheet.header[choice.columns["amount"]]))
    return [*([(0, named)] if named else []), *found]


def wrong_currencies(found: list[tuple[int, str]], currency: str) -> list[Problem]:
    """What is wrong with the currencies: the first of each kind, for one is as bad as all."""
    unknown = [(line, text) for line, text in found if not number.currency_of(text)]
    if unknown:
        return [Problem(Fault.NO_CURRENCY, unknown[0][0], {"text": shortened(unknown[0][1])})]
    names = [(line, number.currency_of(text)) for line, text in found]
    other = [(line, name) for line, name in names if not number.is_currency(name, currency)]
    if not other:
        return []
    values = {"found": other[0][1], "expected": currency}
    if len({name for _, name in names}) == 1:
        return [Problem(Fault.CURRENCY_FOREIGN, 0, values)]
    return [Problem(Fault.CURRENCIES_MIXED, other[0][0], values)]


def together(rows: Iterable[Row], platform: str) -> list[Row]:
    """Rows about one cost and the same days as one: exports have thousands of advertisements, each about a year."""
    found: dict[tuple[object, ...], Row] = {}
    for row in rows:
        key = (row.days, *told_apart(platform, row.labels))
        before = found.get(key)
        if before is not None:
            labels = with_note(before.labels, row.labels.note)
            row = Row(before.line, row.days, before.amount + row.amount, labels)
        found[key] = row
    return list(found.values())


def summed(rows: Iterable[Row], choice: Choice, target: Target) -> list[ImportedDay]:
    """The days of all rows, those of the same entry added up, in order."""
    found: dict[UUID, ImportedDay] = {}
    for row in rows:
        for day, amount in spread(row.amount, row.days.first, row.days.last, target.digits):
            entry = entry_id(target.site, choice.platform, row.labels, day)
            before = found.get(entry)
            labels = row.labels
            if before is not None:
                amount += before.amount
                labels = with_note(before.labels, row.labels.note)
            found[entry] = ImportedDay(entry, day, amount, labels)
    return sorted(
        found.values(), key=lambda item: (item.day, item.labels.source, item.labels.campaign, str(item.entry))
    )


def with_note(labels: Labels, note: str) -> Labels:
    """The same, with that note too."""
    if not note or note in labels.note:
        return labels
    return replace(labels, note=f"{labels.note}; {note}".removeprefix("; ")[:LONGEST])


def told_apart(platform: str, labels: Labels) -> list[str]:
    """What costs are known by, beside their day.

    Of a platform: its source, account and campaign. Of a table of one's own: all that tells its rows apart.
    """
    own = [labels.channel, labels.magnet, labels.purpose] if platform == "other" else []
    return [labels.source, labels.account, labels.campaign, *own]


def entry_id(site: str, platform: str, labels: Labels, day: date) -> UUID:
    """The same for the same cost, in whichever export it comes: then it is replaced, and not added."""
    source, account, campaign, *own = told_apart(platform, labels)
    return uuid5(IMPORTED, "\x1f".join([site, platform, source, account, campaign, day.isoformat(), *own]))
