"""Figures in words: changes agree with the numbers beside them, and noise is not news."""

import pytest

from reports.display import breakdown
from reports.figure import Column, Figure, Number, Report, Table, Unit, figure
from reports.period import read_period
from reports.question import Question
from reports.session_time import session_time
from reports.statement import Counted
from reports.words import Change, Words
from tests.reports.conftest import NOW, SITE

FRENCH, ENGLISH = Words("fr", "EUR"), Words("en", "EUR")
PERIOD = read_period({}, SITE.timezone, NOW)


def moved(key: str, unit: Unit, value: Number | None, previous: Number | None) -> Figure:
    return Figure(key, unit, value, value, None, previous, (key,), "select 1", {})


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(
    ("key", "unit", "value", "previous", "direction", "verdict", "amount"),
    [
        # what is subtracted is what is printed: 60,0 % after 58,6 %; 2 min 27 s after 2 min 31 s; 1,70 after 1,80
        ("bounce_rate", "percent", 60.04, 58.56, "up", "bad", "+1,4 pt"),
        ("bounce_rate", "percent", 40.0, 42.0, "down", "good", "−2 pts"),
        ("session_time", "seconds", 146.6, 151.4, "down", "bad", "−2,6 %"),
        ("pages_per_session", "decimal", 1.704, 1.796, "down", "bad", "−5,6 %"),
        ("visitors", "count", 150, 100, "up", "good", "+50 %"),
        ("visitors", "count", 3, 0, "up", "good", "+3"),
        # noise: less than half a point and a tenth of the rate, or less than 2 %
        ("scroll_depth", "percent", 57.2, 57.3, "same", "", ""),
        ("scroll_depth", "percent", 57.2, 57.7, "down", "bad", "−0,5 pt"),
        ("conversion_rate", "percent", 1.6, 1.2, "up", "good", "+0,4 pt"),  # a third more is not noise
        ("visitors", "count", 1019, 1000, "same", "", ""),
        ("visitors", "count", 1020, 1000, "up", "good", "+2,0 %"),
        ("session_time", "seconds", 60.3, 60.1, "same", "", ""),
        # recent leads are not customers yet: a change without a verdict
        ("customers", "count", 4, 12, "down", "", "−67 %"),
        ("customer_rate", "percent", 4.0, 12.0, "down", "", "−8 pts"),
        ("revenue", "money", 4000.0, 12000.0, "down", "", "−67 %"),
        # on a scale, in points of it: 46 after 35
        ("nps", "score", 45.8, 35.3, "up", "good", "+11 pts"),
        ("follower_growth", "growth", 5.7, 6.2, "down", "bad", "−0,5 pt"),
        # of a rank the first is the best: a lower number is a higher place
        ("seo_positions", "decimal", 4.5, 7.0, "up", "good", "2,5 places gagnées"),
        ("seo_positions", "decimal", 7.0, 6.0, "down", "bad", "1 place perdue"),
    ],
)
def test_changes(
    key: str, unit: Unit, value: Number, previous: Number, direction: str, verdict: str, amount: str
) -> None:
    change = FRENCH.change(moved(key, unit, value, previous))
    assert change is not None
    assert (change.direction, change.verdict, plain(change.amount)) == (direction, verdict, amount)


@pytest.mark.parametrize(("value", "previous"), [(None, 3), (3, None), (0, 0)])
def test_no_change_without_two_sides(value: Number | None, previous: Number | None) -> None:
    assert FRENCH.change(moved("visitors", "count", value, previous)) is None


def test_a_small_change_is_said_to_be_stable() -> None:
    assert FRENCH.change(moved("scroll_depth", "percent", 57.2, 57.3)) == Change("same", "", "", "stable")


@pytest.mark.parametrize(
    ("unit", "value", "previous", "english"),
    [
        ("seconds", 146.6, 151.4, "4 s less than in the previous 30 days"),
        ("seconds", 40_020, 42_190, "36 min less than in the previous 30 days"),
        ("seconds", 40_020, 47_220, "2 h less than in the previous 30 days"),
        ("seconds", 40, 165, "2 min 05 s less than in the previous 30 days"),
        ("percent", 60.04, 58.56, "1.4 points higher than in the previous 30 days"),
        ("percent", 58.9, 59.0, "about the same as in the previous 30 days"),
        ("percent", 0.0, 0.0, "about the same as in the previous 30 days"),
        ("percent", 58.9, None, ""),
    ],
)
def test_differences_in_a_sentence(unit: Unit, value: Number, previous: Number | None, english: str) -> None:
    assert plain(ENGLISH.difference(moved("bounce_rate", unit, value, previous), PERIOD)) == english


@pytest.mark.parametrize(
    ("value", "previous", "french"),
    [
        (201, 114, "soit 87 prospects de plus que sur les 30 jours précédents"),
        (1, 0, "soit 1 prospect de plus que sur les 30 jours précédents"),
        (2, 4, "soit 2 prospects de moins que sur les 30 jours précédents"),
        (4, 4, "autant que sur les 30 jours précédents"),
        (4, None, ""),
    ],
)
def test_more_leads(value: int, previous: int | None, french: str) -> None:
    assert plain(FRENCH.more_leads(moved("leads", "count", value, previous), PERIOD)) == french


@pytest.mark.parametrize(("sessions", "is_said"), [(1, False), (19, False), (20, True)])
def test_the_median_is_said_of_enough_sessions(sessions: int, is_said: bool) -> None:
    row = {"total_seconds": 90.0, "total_engaged_seconds": 40.0, "sessions": sessions, "median_seconds": 60.0}
    counted = Counted([row], None, "select 1", {})
    measures = (session_time.SESSION_TIME, session_time.ENGAGED_TIME, session_time.MEDIAN, session_time.SESSIONS)
    figures = tuple(figure(measure, counted) for measure in measures)
    report = Report("session_time", Question(SITE, PERIOD), figures, (), ())
    assert ("half of the sessions" in session_time.answer(report, ENGLISH)) == is_said


def test_no_source_and_no_medium_are_dashes() -> None:
    for word in ("(none)", ""):
        assert FRENCH.cell({"source": word}, Column("source", "text")) == "–"


def test_steps_are_told_in_words() -> None:
    assert FRENCH.mark("event:form_start") == "formulaire commencé"
    assert FRENCH.cell({"mark": "event:form_start"}, Column("mark", "mark")) == "formulaire commencé"
    assert FRENCH.mark("event:visite_guidée") == "événement visite_guidée"


def test_a_sheet_gets_numbers_that_it_can_read() -> None:
    row = {"value": -1234.5}
    assert FRENCH.sheet_cell(row, Column("value", "measured")) == "-1234,5"
    assert plain(FRENCH.cell(row, Column("value", "measured"))) == "−1 234,5"


@pytest.mark.parametrize(
    ("value", "unit", "french", "english"),
    [
        (45.8, "score", "46", "46"),
        (-12.4, "score", "−12", "−12"),
        (5.7, "growth", "+5,7 %", "+5.7%"),
        (-5.7, "growth", "−5,7 %", "−5.7%"),
        (0.0, "growth", "0,0 %", "0.0%"),
    ],
)
def test_a_score_is_no_per_cent_and_a_growth_has_its_sign(value: Number, unit: Unit, french: str, english: str) -> None:
    assert (plain(FRENCH.value(value, unit)), plain(ENGLISH.value(value, unit))) == (french, english)


@pytest.mark.parametrize(
    ("values", "unit", "written"),
    [
        ([1243.2, 23.78, 0, None], "money", ["€1,243", "€24", "€0", "–"]),
        ([524.61, 7.93, 130], "money", ["€524.61", "€7.93", "€130.00"]),
        ([3, 4, 0.0], "decimal", ["3", "4", "0"]),
        ([3, 4.5], "decimal", ["3.00", "4.50"]),
        ([3, 4.5], "percent", ["3.0%", "4.5%"]),
    ],
)
def test_a_column_is_written_alike(values: list[Number | None], unit: Unit, written: list[str]) -> None:
    assert list(map(ENGLISH.alike(values, unit), values)) == written


@pytest.mark.parametrize(
    ("values", "unit", "french", "english"),
    [
        ([0, 5000, 10000], "money", ["0 €", "5 k €", "10 k €"], ["€0", "€5K", "€10K"]),
        ([0, 2.5, 5], "money", ["0,00 €", "2,50 €", "5,00 €"], ["€0.00", "€2.50", "€5.00"]),
        ([0, 2500, 5000], "count", ["0", "2 500", "5 000"], ["0", "2,500", "5,000"]),
        ([0, 20000, 40000], "percent", ["0 %", "20 000 %", "40 000 %"], ["0%", "20,000%", "40,000%"]),
        ([-50, 0, 50], "score", ["−50", "0", "50"], ["−50", "0", "50"]),
    ],
)
def test_an_axis_is_written_alike(values: list[Number], unit: Unit, french: list[str], english: list[str]) -> None:
    assert list(map(plain, FRENCH.axis(values, unit))) == french
    assert list(map(plain, ENGLISH.axis(values, unit))) == english


@pytest.mark.parametrize(
    ("unit", "columns", "denominator", "english"),
    [
        ("money", ("cost", "mql_leads"), 113, "€4,109 / 113 MQLs"),
        ("money", ("cost", "sql_leads"), 1, "€4,109 / 1 SQL"),
        ("money", ("followed_revenue", "months"), 0.9863, "€4,109 / 0.99 months"),
        ("money", ("followed_revenue", "months"), 1.0, "€4,109 / 1 month"),
    ],
)
def test_what_a_ratio_is_made_of(unit: Unit, columns: tuple[str, str], denominator: Number, english: str) -> None:
    made = Figure("cost_per_mql", unit, 1.0, 4109.32, denominator, None, columns, "select 1", {})
    assert ENGLISH.basis(made) == english


def test_only_the_head_of_a_row_says_that_costs_name_none() -> None:
    row = {"source": "", "channel": "", "unassigned": 1, "cost": 90}
    columns = (Column("source", "text"), Column("channel", "channel")), (Column("cost", "money"),)
    table = Table("cost_sources", *columns, "cost", (row, {**row, "channel": "Email"}), False, "select 1", {})
    lines = breakdown(table, ENGLISH).lines
    assert [[label.text for label in line.labels] for line in lines] == [
        ["(costs that name none)", "–"],
        ["(costs that name none)", "E-mail"],
    ]


def test_a_form_of_a_tool_is_written_as_the_language_does() -> None:
    assert ENGLISH.form("Calendly: Visite") == "Calendly: Visite"
    assert plain(FRENCH.form("Calendly: Visite")) == "Calendly : Visite"
    # What the site's people write themselves stays as they wrote it.
    assert FRENCH.form("Devis: toiture") == "Devis: toiture"
    assert Words("fr", "EUR", {"Calendly: Visite": "Visite: chez vous"}).form("Calendly: Visite") == "Visite: chez vous"


def test_the_direct_source_has_one_name_wherever_it_stands() -> None:
    row, column = {"source": "(direct)"}, Column("source", "text")
    assert FRENCH.cell(row, column) == FRENCH.head(row, column) == "(accès direct)"


def test_a_page_that_nobody_knows_is_named_and_filters_by_nothing() -> None:
    rows = ({"path": "/guide", "leads_last": 2}, {"path": "", "leads_last": 1})
    columns = (Column("path", "path"),), (Column("leads_last", "count"),)
    table = Table("pages", *columns, "leads_last", rows, False, "select 1", {})
    known, unknown = (line.labels[0] for line in breakdown(table, ENGLISH).lines)
    assert (known.text, known.dimension) == ("/guide", "page")
    assert (unknown.text, unknown.dimension) == ("(no page known)", "")
