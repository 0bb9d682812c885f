"""How a figure is put into words: one reader's language and one site's currency, given to every sentence and page."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from reports import format as written
from reports import journey
from reports.conversion import names_of
from reports.data_quality.reason import FINDINGS, KINDS, REASONS, SPAM_FORMS
from reports.delay import delay_name
from reports.dimension import DEVICES, NAMES, VISITOR, VISITORS, country_name, language_name
from reports.figure import Column, Figure, Number, Row, Series, Unit, is_unit
from reports.filter import Filter
from reports.glossary import CHANNELS, TABLES, TERMS, Term
from reports.language import N_, translate, translate_count
from reports.magnet import KINDS as MAGNET_KINDS
from reports.magnet import MAGNET_STEPS, titles_of
from reports.metric import ON_A_SCALE, RANKS, metric_name
from reports.period import Period
from reports.quadrant import QUADRANTS
from reports.site import Site
from reports.stage import reason_name, step_name

_STABLE_POINTS, _STABLE_PART = 0.5, 10
"""A rate is stable if it moved by less than half a point and by less than a tenth of itself."""
_STABLE_SHARE = 2
"""Anything else is stable if it moved by less than 2 per cent."""

_PERIOD_NAMES = {
    "today": N_("Today"),
    "7d": N_("Last 7 days"),
    "30d": N_("Last 30 days"),
    "month": N_("This month"),
    "last_month": N_("Last month"),
    "90d": N_("Last 90 days"),
    "12m": N_("Last 12 months"),
    "custom": N_("Own dates"),
    "realtime": N_("Last 30 minutes"),
}
_INTERVAL_NAMES = {
    "minute": N_("By minute"),
    "hour": N_("By hour"),
    "day": N_("By day"),
    "week": N_("By week"),
    "month": N_("By month"),
}
_COMPARISON_NAMES = {
    "previous": N_("Compare with the period before"),
    "weekdays": N_("Compare with the same weekdays before"),
    "year": N_("Compare with a year before"),
    "none": N_("Do not compare"),
}
_OPERATORS = {
    "is": N_("is"),
    "is_not": N_("is not"),
    "contains": N_("contains"),
    "contains_not": N_("does not contain"),
}
_NO_PAGE = {
    "start": N_("Session start"),
    "other": N_("(other pages)"),
    "left": N_("(left the site)"),
}
_MARKS = {
    "page": N_("page %(name)s"),
    "event": N_("event %(name)s"),
    "magnet": N_("magnet %(name)s completed"),
    "form": N_("form %(name)s sent"),
}
_ACTS = {
    "pageview": N_("page seen"),
    "engagement": N_("time spent on a page"),
    "section": N_("section seen"),
    "magnet_view": N_("magnet seen"),
    "form_view": N_("form seen"),
    "form_start": N_("form begun"),
    "form_field": N_("field filled in"),
    "form_submit": N_("form sent"),
    "download": N_("file downloaded"),
    "outbound": N_("link to another site followed"),
}
_NAMELESS = {
    ("channel", ""): N_("(no channel known)"),
    ("source", ""): N_("(no source known)"),
    ("source", "(direct)"): N_("(direct)"),
    ("campaign", ""): N_("(no campaign)"),
    ("entry_page", ""): N_("(no page known)"),
    ("landing_page", ""): N_("(no page known)"),
    ("path", ""): N_("(no page known)"),
    ("page", ""): N_("(no page)"),
    ("magnet", ""): N_("(no magnet)"),
    ("form", ""): N_("(no form)"),
    ("event", ""): N_("(no event)"),
}
FIELDS = {
    "name": N_("Name"),
    "first_name": N_("First name"),
    "last_name": N_("Last name"),
    "email": N_("E-mail"),
    "phone": N_("Phone"),
    "company": N_("Company"),
    "postcode": N_("Postcode"),
    "city": N_("Town"),
    "message": N_("Message"),
}
_OF_A_TOOL = ("Calendly: ",)
"""How the forms begin that the receiver of a tool names: whose, and what they are called there."""
_SUMS_OF_MONEY = ("cost", "baseline_revenue")
_CEILING = {"above": N_("too dear"), "below": N_("may be amplified")}
_NOT_NAMED = ("", "(direct)", "(none)")
_SHEET_DIGITS: dict[Unit, int] = {
    "count": 0,
    "change": 0,
    "percent": 1,
    "growth": 1,
    "score": 0,
    "seconds": 0,
    "days": 1,
    "decimal": 2,
    "money": 2,
}
MOST_NAMED = 3
"""Of more that are level none stands out, and a sentence names none."""
_IN_POINTS = ("percent", "growth", "score")
_DAYS = {"7d": 7, "30d": 30, "90d": 90}


@dataclass(frozen=True, slots=True)
class Change:
    """Against the period before. amount: signed and with its unit, or all in words; verdict: whether that is good."""

    direction: Literal["up", "down", "same"]
    verdict: Literal["good", "bad", ""]
    amount: str
    phrase: str


@dataclass(frozen=True, slots=True)
class Words:
    """language: of the reader. currency: ISO 4217, of the site. titles: of its declared magnets, by name.

    conversions: what its people call pages and events, by their marks.
    """

    language: str
    currency: str
    titles: Mapping[str, str] = field(default_factory=dict)
    conversions: Mapping[str, str] = field(default_factory=dict)

    def say(self, message: str, **values: object) -> str:
        """A message of the catalogue with its places filled."""
        return translate(self.language, message, **values)

    def say_count(self, one: str, many: str, n: Number, *, digits: int = 1, **values: object) -> str:
        """A message that depends on a count; %(n)s is it, in the language; a mean has so many digits."""
        form = 1 if written.is_one(n, self.language) else 2
        digits = 0 if isinstance(n, int) else digits
        return translate_count(
            self.language, one, many, form, **{"n": written.number(n, self.language, digits), **values}
        )

    def leads(self, n: object) -> str:
        """That many leads."""
        return self.say_count("%(n)s lead", "%(n)s leads", _number(n) or 0)

    def emails(self, n: object) -> str:
        """That many e-mails."""
        return self.say_count("%(n)s e-mail", "%(n)s e-mails", _number(n) or 0)

    def together(self, names: Sequence[str]) -> str:
        """Names as a sentence has them: A, B and C."""
        return self.say(N_(" and ")).join(filter(None, (", ".join(names[:-1]), *names[-1:])))

    def customers(self, n: object) -> str:
        """That many customers."""
        return self.say_count("%(n)s customer", "%(n)s customers", _number(n) or 0)

    # ── values ──

    def value(self, value: Number | None, unit: Unit) -> str:
        """A value in its unit, or a dash."""
        if unit == "percent":
            return written.percent(value, self.language)
        if unit == "growth":
            return ("+" if value and value > 0 else "") + written.percent(value, self.language)
        if unit == "seconds":
            return written.duration(value)
        if unit == "days":
            return written.NO_DATA if value is None else self.say_count("%(n)s day", "%(n)s days", float(value))
        if unit == "money":
            return written.money(value, self.currency, self.language)
        if unit == "change":
            return written.signed(value, self.language)
        if unit == "decimal":
            return written.decimal(value, self.language)
        return written.number(value, self.language)

    def alike(self, values: Iterable[Number | None], unit: Unit) -> Callable[[Number | None], str]:
        """How the values of one column are written: all with as many decimals."""
        known = [value for value in values if value is not None]
        if unit == "money":
            cents = written.need_cents(known)
            return lambda value: written.money(value, self.currency, self.language, cents)
        if unit == "decimal" and all(float(value).is_integer() for value in known):
            return lambda value: self.value(value, "count")
        return lambda value: self.value(value, unit)

    def amount(self, value: float) -> str:
        """An amount of the site's currency as somebody entered it: with its cents, if it has any."""
        return written.money(value, self.currency, self.language, cents=not value.is_integer())

    def axis(self, values: Sequence[Number], unit: Unit) -> tuple[str, ...]:
        """The values beside the grid lines, as short as they can be, and alike."""
        short = written.are_long(values)
        if unit in ("count", "decimal", "days", "score"):
            return tuple(written.compact(value, self.language, short=short) for value in values)
        if unit == "money" and short:
            return tuple(written.compact_money(value, self.currency, self.language) for value in values)
        if unit == "percent":
            sign = written.percent(0, self.language, 0)[1:]
            return tuple(written.number(value, self.language, 2) + sign for value in values)
        if unit == "seconds":
            return tuple(map(written.short_duration, values))
        return tuple(map(self.alike(values, unit), values))

    def nameless(self, column: str, value: str) -> str:
        """What stands at the head of a row where the column has no name for it."""
        return self.say(_NAMELESS.get((column, value), N_("(unknown)")))

    def head(self, row: Row, column: Column) -> str:
        """What a row is called: in words where it has no name, for a dash says nothing of a row."""
        name = self.cell(row, column)
        return self.nameless(column.key, str(row[column.key])) if name == written.NO_DATA else name

    def cell(self, row: Row, column: Column) -> str:
        """A cell of a table."""
        value = row[column.key]
        if is_unit(column.kind):
            return self.value(_number(value), column.kind)
        if column.kind == "ceiling":
            return self.say(_CEILING[str(value)]) if value else written.NO_DATA
        if row.get("unassigned") and not value:
            return self.say(N_("(costs that name none)"))
        if column.kind == "channel":
            return self.channel(str(value))
        if column.kind == "range":
            return self.range_of_seconds(value)
        if column.kind in ("country", "language", "device", "visitor"):
            return self.named(column.kind, str(value))
        if column.kind == "day":
            return self.day(date.fromisoformat(str(value)))
        if column.kind == "month":
            return written.month(date.fromisoformat(str(value)), self.language)
        if column.kind == "reason" or column.kind == "bot":
            return self.reason(str(value))
        if column.kind == "metric":
            return metric_name(str(value), self.say)
        if column.kind == "measured_change" and row.get("metric") in RANKS and _number(value):
            return self._places(_number(value) or 0)
        if column.kind in ("measured", "measured_change"):
            sign = "+" if column.kind == "measured_change" and (_number(value) or 0) > 0 else ""
            if row.get("metric") in ON_A_SCALE:
                return sign + written.decimal(_number(value), self.language, ON_A_SCALE[str(row["metric"])])
            return sign + written.as_it_is(_number(value), self.language)
        if column.kind == "magnet":
            return self.magnet(str(value))
        if column.kind == "form":
            return self.form(str(value)) or written.NO_DATA
        if column.kind == "magnet_kind":
            return self.say(MAGNET_KINDS[str(value)]) if value else written.NO_DATA
        if column.kind == "magnet_step":
            return self.say(MAGNET_STEPS[str(value)]) if value else written.NO_DATA
        if column.kind == "field":
            return self.field_name(str(value)) or self.nameless(column.key, "")
        if column.kind == "section":
            return written.readable(str(value)) or written.NO_DATA
        if column.kind == "mark":
            return self.mark(str(value))
        if column.kind in journey.KINDS:
            return journey.write(row, column, self)
        if column.kind == "lead_step":
            return step_name(str(value), bool(row.get("is_blocking")), self.say)
        if column.kind == "email_step":
            return self.email_step(row)
        if column.kind == "lost_reason":
            return reason_name(str(value), self.say)
        if column.kind == "weekday":
            return written.weekday(int(_number(value) or 1), self.language)
        if column.kind == "hour":
            return written.clock_hour(int(_number(value) or 0), self.language)
        if column.kind == "part_kind":
            return self.dimension(str(value))
        if column.kind == "part":
            return self.named(str(row["part_kind"]), str(value))
        if column.kind == "quadrant":
            return self.say(QUADRANTS[str(value)])
        if column.kind == "response":
            return delay_name(int(_number(value) or 0), self.say)
        if column.kind == "way":
            return self.way(str(row["from_kind" if column.key == "flow_from" else "to_kind"]), str(value))
        if column.kind == "next_path":
            return str(value) or self.say(N_("(left the site)"))
        if value and (column.key, str(value)) in _NAMELESS:
            return self.nameless(column.key, str(value))
        return written.NO_DATA if value in _NOT_NAMED else str(value)

    def plain(self, value: Number | None, unit: Unit) -> str:
        """A value for a spreadsheet: rounded as on the page, without unit, with the language's decimal mark."""
        if value is None:
            return ""
        mark = "," if self.language == "fr" else "."
        text = f"{written.rounded(value, _SHEET_DIGITS[unit]):f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", mark)

    def unit_name(self, unit: str) -> str:
        """The unit at the head of a spreadsheet's column; empty for counts and texts."""
        days = self.say(N_("days")) if unit == "days" else ""
        return {"percent": "%", "growth": "%", "seconds": "s", "days": days, "money": self.currency}.get(unit, "")

    def sheet_cell(self, row: Row, column: Column) -> str:
        """A cell of a table for a spreadsheet."""
        value = row[column.key]
        if is_unit(column.kind):
            return self.plain(_number(value), column.kind)
        if column.kind in ("measured", "measured_change"):
            return self.plain(_number(value), "decimal")
        if column.kind in ("day", "month"):
            return str(value)
        return "" if value in _NOT_NAMED and column.kind != "way" else self.cell(row, column)

    def way(self, kind: str, page: str) -> str:
        """A page on the way of sessions, or what stands in for one: start, other or left."""
        return self.say(_NO_PAGE[kind]) if kind in _NO_PAGE and not page else page

    def mark(self, mark: str) -> str:
        """A step of a funnel: page /prices, form begun, magnet guide completed, form contact sent, event tour."""
        if mark in self.conversions:
            return self.conversions[mark]
        kind, _, name = mark.partition(":")
        if kind == "event" and name in _ACTS:
            return self.act(name)
        if kind == "magnet":
            name = self.titles.get(name, name)
        return self.say(_MARKS[kind], name=name) if kind in _MARKS else mark

    def act(self, name: str) -> str:
        """What was done, by the name of its event; that name where it is none of ours."""
        return self.say(_ACTS[name]) if name in _ACTS else name

    def form(self, name: str) -> str:
        """A form: as the magnet of the same name is called, which it is the form of; else its name in the page."""
        if name in self.titles or not name.startswith(_OF_A_TOOL):
            return self.titles.get(name, name)
        tool, own = name.split(": ", 1)
        return self.say(N_("%(tool)s: %(name)s"), tool=tool, name=own)

    def field_name(self, name: str) -> str:
        """A field of a form: as people call what is asked for; else its name in the page, made readable."""
        return self.say(FIELDS[name]) if name in FIELDS else written.readable(name)

    def email_step(self, row: Row) -> str:
        """An e-mail of a sequence: its number and subject, marked if it is the weak one."""
        number, subject = row["email_step"], str(row["email_subject"])
        name = self.say(N_("%(n)s. %(subject)s"), n=number, subject=subject) if subject else str(number)
        return self.say(N_("%(step)s (weak)"), step=name) if row.get("is_weak") else name

    def magnet(self, name: str) -> str:
        """A lead magnet as the site's people call it; its name in the page where they have not said."""
        return self.titles.get(name, name) or written.NO_DATA

    def channel(self, name: str) -> str:
        """A channel's name in the language; a site's own channels are shown as they are called."""
        return self.say(CHANNELS[name]) if name in CHANNELS else name or written.NO_DATA

    def named(self, dimension: str, value: str) -> str:
        """A value of a dimension as the reader calls it; "unknown" where there is none."""
        if dimension == "channel":
            return self.channel(value)
        if dimension == VISITOR:
            return self.say(VISITORS[value])
        if not value:
            return self.nameless(dimension, "")
        if dimension in ("magnet", "form"):
            return self.form(value)
        if dimension == "event":
            return self.act(value)
        if dimension == "country":
            return country_name(value, self.language)
        if dimension == "language":
            return language_name(value, self.language)
        return self.say(DEVICES[value]) if dimension == "device" and value in DEVICES else value

    def reason(self, key: str) -> str:
        """Why something was refused or left out, in a few words."""
        known = {**REASONS, **FINDINGS}
        return self.say(known[key].label if key in known else {**KINDS, **SPAM_FORMS}.get(key, key))

    def dimension(self, key: str) -> str:
        """What a dimension is called."""
        return self.say(NAMES[key])

    def operator(self, key: str) -> str:
        """What an operator of filters is called."""
        return self.say(_OPERATORS[key])

    def filter(self, item: Filter) -> str:
        """A filter in words: Channel is Organic Search or Direct."""
        negative = item.operator in ("is_not", "contains_not")
        between = self.say(N_(" and ")) if negative else self.say(N_(" or "))
        values = between.join(self.named(item.dimension, value) for value in item.values)
        return self.say(
            N_("%(dimension)s %(operator)s %(values)s"),
            dimension=self.dimension(item.dimension),
            operator=self.operator(item.operator),
            values=values,
        )

    def range_of_seconds(self, start: object) -> str:
        """The range of durations that begins there."""
        starts = [0, 10, 30, 60, 180, 600]
        index = starts.index(int(_number(start) or 0))
        if index == 0:
            return self.say(N_("less than %(end)s"), end=written.duration(starts[1]))
        if index == len(starts) - 1:
            return self.say(N_("%(start)s or more"), start=written.short_duration(starts[-1]))
        return self.say(
            N_("%(start)s to %(end)s"),
            start=written.short_duration(starts[index]),
            end=written.short_duration(starts[index + 1]),
        )

    # ── terms ──

    def term(self, key: str) -> Term:
        """The term of that key, in the language."""
        term = TERMS[key]
        return Term(
            self.say(term.label),
            self.say(term.definition),
            term.better,
            self.say(term.warning) if term.warning else "",
            self.say(term.missing) if term.missing else "",
            self.say(term.short or term.label),
            self.say(term.note) if term.note else "",
        )

    def table_name(self, key: str) -> str:
        """What a table is called."""
        return self.say(TABLES[key])

    def basis(self, figure: Figure) -> str:
        """What a ratio is made of: 1 234 / 5 678 sessions."""
        if figure.denominator is None:
            return ""
        if figure.columns[1] in _SUMS_OF_MONEY:
            return f"{self.value(figure.numerator, 'money')} / {self.value(figure.denominator, 'money')}"
        whole = self._things(figure.columns[1], figure.denominator)
        if figure.unit in ("percent", "decimal") and figure.columns[0].startswith("total_"):
            return self.say(N_("over %(whole)s"), whole=whole)
        unit = figure.unit if figure.unit in ("seconds", "days", "money") else "count"
        return f"{self.value(figure.numerator, unit)} / {whole}"

    def _things(self, column: str, n: Number) -> str:
        if column.endswith("visitors"):
            return self.say_count("%(n)s visitor", "%(n)s visitors", n)
        if column in ("page_views", "measured_page_views"):
            return self.say_count("%(n)s page view", "%(n)s page views", n)
        if column.endswith("emails"):
            return self.emails(n)
        if column == "mql_leads":
            return self.say_count("%(n)s MQL", "%(n)s MQLs", n)
        if column == "sql_leads":
            return self.say_count("%(n)s SQL", "%(n)s SQLs", n)
        if column.endswith("leads"):
            return self.leads(n)
        if column == "customers" or column.endswith("_customers"):
            return self.customers(n)
        if column == "answers":
            return self.say_count("%(n)s answer", "%(n)s answers", n)
        if column == "followers_before":
            return self.say_count("%(n)s follower", "%(n)s followers", n)
        if column == "rated_reviews":
            return self.say_count("%(n)s review", "%(n)s reviews", n)
        if column == "keywords":
            return self.say_count("%(n)s keyword", "%(n)s keywords", n)
        if column == "orders":
            return self.say_count("%(n)s order", "%(n)s orders", n)
        if column == "months":
            return self.say_count("%(n)s month", "%(n)s months", n, digits=2)
        if column == "opportunities":
            return self.say_count("%(n)s opportunity", "%(n)s opportunities", n)
        if column in ("conversions", "all_conversions"):
            return self.say_count("%(n)s conversion", "%(n)s conversions", n)
        if column == "sent":
            return self.say_count("%(n)s event", "%(n)s events", n)
        return self.say_count("%(n)s session", "%(n)s sessions", n)

    # ── changes ──

    def change(self, figure: Figure) -> Change | None:
        """How the figure moved; None where a side has no data, both are 0 or there is no comparison."""
        if figure.value is None or figure.previous is None or not (figure.value or figure.previous):
            return None
        now, before = _printed(figure.value, figure.unit), _printed(figure.previous, figure.unit)
        if _is_stable(now, before, figure.unit):
            return Change("same", "", "", self.say(N_("stable")))
        if figure.key in RANKS:
            is_better = now < before
            said = self._places(float(now - before))
            return Change("up" if is_better else "down", "good" if is_better else "bad", said, "")
        better, amount = TERMS[figure.key].better, self._amount(now, before, figure)
        if now > before:
            return Change("up", "good" if better == "up" else "bad" if better else "", amount, self.say(N_("up")))
        return Change("down", "good" if better == "down" else "bad" if better else "", amount, self.say(N_("down")))

    def _places(self, move: Number) -> str:
        """The move of a rank: towards the first, which is a lower number, places are gained."""
        if move < 0:
            return self.say_count("%(n)s place gained", "%(n)s places gained", float(-move))
        return self.say_count("%(n)s place lost", "%(n)s places lost", float(move))

    def _amount(self, now: Decimal, before: Decimal, figure: Figure) -> str:
        """The move with its sign, between the numbers as they are printed.

        In points for a rate, in places of a scale, else in per cent.
        """
        difference = abs(now - before)
        sign = "+" if now > before else "−"
        if figure.unit in _IN_POINTS:
            return self.say_count("%(sign)s%(n)s pt", "%(sign)s%(n)s pts", float(difference), sign=sign)
        if not before or figure.key in ON_A_SCALE:
            return sign + self.value(float(difference), figure.unit)
        share = float(100 * difference / before)
        return sign + written.percent(share, self.language, 0 if share >= 10 else 1)

    def more_leads(self, figure: Figure, period: Period) -> str:
        """A clause to put after a number of leads: "12 more leads than in the previous 30 days"; may be empty."""
        if figure.value is None or figure.previous is None:
            return ""
        difference, before = figure.value - figure.previous, self.before(period)
        if not difference:
            return self.say(N_("as many as %(before)s"), before=before)
        if difference > 0:
            return self.say_count(
                "%(n)s more lead than %(before)s", "%(n)s more leads than %(before)s", difference, before=before
            )
        return self.say_count(
            "%(n)s fewer lead than %(before)s", "%(n)s fewer leads than %(before)s", -difference, before=before
        )

    def difference(self, figure: Figure, period: Period) -> str:
        """A clause to put after a rate or a time: "5 points lower than in the previous 30 days"; may be empty."""
        if figure.value is None or figure.previous is None:
            return ""
        now, was = _printed(figure.value, figure.unit), _printed(figure.previous, figure.unit)
        before = self.before(period)
        if _is_stable(now, was, figure.unit):
            return self.say(N_("about the same as %(before)s"), before=before)
        if figure.unit == "seconds":
            message = N_("%(n)s more than %(before)s") if now > was else N_("%(n)s less than %(before)s")
            seconds = int(abs(now - was))
            # Beside hours, seconds are not written: what is left of them in a difference would always be 00.
            length = written.duration(seconds) if seconds % 60 else written.short_duration(seconds)
            return self.say(message, n=length, before=before)
        points = float(abs(now - was))
        if now > was:
            return self.say_count(
                "%(n)s point higher than %(before)s", "%(n)s points higher than %(before)s", points, before=before
            )
        return self.say_count(
            "%(n)s point lower than %(before)s", "%(n)s points lower than %(before)s", points, before=before
        )

    def uncompared(self, period: Period) -> str:
        """Why there is no comparison although one was asked for; empty if there is one, or nothing to compare."""
        if not period.incomparable or period.measured_from is None:
            return ""
        return self.say(
            N_("No comparison: measured since %(day)s."), day=written.long_day(period.measured_from, self.language)
        )

    def uncounted(self, period: Period) -> str:
        """What the figures leave out because the loader is late; empty while it is not."""
        if period.uncounted_since is None:
            return ""
        since = period.uncounted_since.astimezone(ZoneInfo(period.timezone))
        return self.say(
            N_("What was received since %(time)s on %(day)s is not counted yet; it will be, by itself."),
            time=written.clock(since, self.language),
            day=written.short_day(since, self.language),
        )

    # ── time ──

    def over(self, period: Period) -> str:
        """The period as the opening of a sentence: "Over the last 30 days"."""
        if period.name in _DAYS:
            return self.say(N_("Over the last %(days)s days"), days=_DAYS[period.name])
        if period.name == "12m":
            return self.say(N_("Over the last 12 months"))
        if period.name == "today":
            return self.say(N_("Today"))
        if period.name in ("month", "last_month"):
            return self.say(N_("In %(month)s"), month=written.month(period.current.first, self.language))
        if period.current.first == period.current.last:
            return self.say(N_("On %(day)s"), day=written.long_day(period.current.first, self.language))
        first, last = written.long_span(period.current.first, period.current.last, self.language)
        return self.say(N_("From %(first)s to %(last)s"), first=first, last=last)

    def before(self, period: Period) -> str:
        """The period before, after "more than": "in the previous 30 days"."""
        if period.previous is None:
            return ""
        if period.compared == "year":
            return self.say(N_("in the same period a year before"))
        if period.compared == "weekdays":
            return self.say(N_("on the same weekdays before"))
        if period.name in _DAYS:
            return self.say(N_("in the previous %(days)s days"), days=_DAYS[period.name])
        if period.name == "12m":
            return self.say(N_("in the previous 12 months"))
        if period.name == "today":
            return self.say(N_("yesterday at the same time"))
        month = written.month(period.previous.first, self.language)
        if period.name == "month":
            return self.say(N_("on the same days of %(month)s"), month=month)
        if period.name == "last_month":
            return self.say(N_("in %(month)s"), month=month)
        return self.say(N_("in the previous period"))

    def period_name(self, name: str) -> str:
        """A period as the reader chooses it."""
        return self.say(_PERIOD_NAMES[name])

    def interval_name(self, name: str) -> str:
        """An interval as the reader chooses it."""
        return self.say(_INTERVAL_NAMES[name])

    def comparison_name(self, name: str) -> str:
        """A comparison as the reader chooses it."""
        return self.say(_COMPARISON_NAMES[name])

    def day(self, day: date) -> str:
        """A day."""
        return written.day(day, self.language)

    def days(self, first: date, last: date) -> str:
        """A range of days."""
        return written.span(first, last, self.language)

    def bucket(self, first: date, last: date, interval: str) -> str:
        """An interval of a series in full."""
        if isinstance(first, datetime):
            return written.hour(first, self.language) if interval == "hour" else written.minute(first)
        if interval == "month":
            return written.month(first, self.language)
        return written.span(first, last, self.language)

    def bucket_label(self, first: date, interval: str) -> str:
        """An interval of a series under the axis."""
        if isinstance(first, datetime):
            return written.short_hour(first, self.language) if interval == "hour" else written.minute(first)
        if interval == "month":
            return written.short_month(first, self.language)
        return written.short_day(first, self.language)

    def summary(self, series: Series) -> str:
        """What a chart shows, for who does not see it."""
        known = [point for point in series.points if point.value is not None and not point.unfinished]
        if not known:
            return self.say(N_("No data."))
        lowest = min(known, key=lambda point: point.value or 0)
        highest = max(known, key=lambda point: point.value or 0)
        return self.say(
            N_("Lowest %(low)s (%(low_when)s), highest %(high)s (%(high_when)s)."),
            low=self.value(lowest.value, series.unit),
            low_when=self.bucket(lowest.first, lowest.last, series.interval),
            high=self.value(highest.value, series.unit),
            high_when=self.bucket(highest.first, highest.last, series.interval),
        )


def words_of(site: Site, language: str) -> Words:
    """The words of a language for what a site's reports say: with its currency, and the names that its people gave."""
    return Words(language, site.currency, titles_of(site.magnets), names_of(site.conversions))


def sentence(*clauses: str) -> str:
    """Clauses joined into one sentence; empty ones are left out."""
    joined = ", ".join(clause for clause in clauses if clause)
    return joined if joined.endswith((".", "?", "!")) else f"{joined}."


def slug(name: str) -> str:
    """A name as the end of a class: letters, digits and hyphens only."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def top_rows(rows: Iterable[Row], amount: Callable[[Row], float]) -> tuple[Row, ...]:
    """The row with the greatest amount, or all that share it; none where there is nothing of it.

    >>> rows = [{"leads": 2}, {"leads": 5}, {"leads": 5}]
    >>> len(top_rows(rows, lambda row: row["leads"])), top_rows(rows[:1], lambda row: 0)
    (2, ())
    """
    held = [(amount(row), row) for row in rows]
    most = max((number for number, _ in held), default=0)
    return tuple(row for number, row in held if number == most > 0)


def leader(rows: Iterable[Row], amount: Callable[[Row], float]) -> Row | None:
    """The row that alone has the greatest amount: of several that share it none is first."""
    found = top_rows(rows, amount)
    return found[0] if len(found) == 1 else None


def of_column(column: str) -> Callable[[Row], float]:
    """What a row has of a column; nothing where it is unknown."""
    return lambda row: _number(row[column]) or 0


def _printed(value: Number, unit: Unit) -> Decimal:
    """The value as the page prints it, so that a change agrees with the two numbers beside it."""
    if unit == "seconds":
        return Decimal(written.rounded_duration(value))
    if unit == "money" and abs(value) >= 1000:
        return written.rounded(value, 0)
    return written.rounded(value, {"count": 0, "percent": 1, "growth": 1, "score": 0, "days": 1}.get(unit, 2))


def _is_stable(now: Decimal, before: Decimal, unit: Unit) -> bool:
    difference = abs(now - before)
    if unit in _IN_POINTS:
        is_small = difference < Decimal(str(_STABLE_POINTS)) and difference * _STABLE_PART < max(now, before)
    else:
        is_small = difference * 100 < _STABLE_SHARE * before
    return is_small or not difference


def _number(value: object) -> Number | None:
    return value if isinstance(value, int | float) else None
