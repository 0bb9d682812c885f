"""Filters narrow the sessions counted, in every report alike, and the SQL shown is the SQL that was run."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from reports.dimension import COLUMNS
from reports.filter import NARROWED, Filter, narrow, read_filters
from reports.parameter import BadParameter
from reports.period import read_period
from reports.question import Question
from reports.registry import REPORTS
from reports.segment import Segment
from reports.statement import count, statement
from tests.reports.conftest import NOW, SITE, Database, Story, application
from tests.reports.test_statement import FILES

HOSTILE = ["'", '"><script>alert(1)</script>', "%", "\\", "a:b:c", "{site:String}", "é\u202ex", "\n"]


def test_values_of_one_dimension_are_alternatives_and_colons_may_be_in_them() -> None:
    given = ["channel:is:Email", "source:contains:a:b", "channel:is:Direct", "channel:is_not:SMS", "channel:is:Email"]
    assert read_filters(given) == (
        Filter("channel", "is", ("Email", "Direct")),
        Filter("source", "contains", ("a:b",)),
        Filter("channel", "is_not", ("SMS",)),
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "channel",
        "channel:is",
        "nothing:is:x",
        "channel:like:x",
        "channel:contains:",
        "source:is:" + "x" * 1301,
        "visitor:is:old",
        "visitor:is:",
        "visitor:contains:new",
        "magnet:contains:",
    ],
)
def test_what_is_no_filter_is_refused(text: str) -> None:
    with pytest.raises(BadParameter):
        read_filters([text])
    with pytest.raises(BadParameter):
        read_filters(["channel:is:x"] * 21)


def read(reader: FlaskClient, name: str, days: dict[str, str], *filters: str) -> dict[str, Any]:
    answer = reader.get(f"/sites/atelier.fr/{name}.json", query_string={**days, "filter": filters})
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


def counted(answer: dict[str, Any], key: str) -> Any:
    return answer["figures"][key]["value"]


@pytest.mark.parametrize(
    ("filters", "sessions", "bounces"),
    [
        # by hand, from the table of tests/reports/test_by_hand.py: sessions by channel and their bounces
        ([], 8, 4),
        (["channel:is:Direct"], 4, 1),
        (["channel:is:Direct", "channel:is:Email"], 5, 2),
        (["channel:is_not:Direct"], 4, 3),
        (["channel:is_not:Direct", "channel:is_not:Email"], 3, 2),
        (["channel:contains:organic"], 2, 1),
        (["channel:contains_not:organic"], 6, 3),
        (["entry_page:is:/guide"], 2, 1),
        (["entry_page:is:/", "channel:is:Direct"], 3, 1),
        (["channel:is:Nowhere"], 0, 0),
        # visitors 1 and 3 were shown the guide, 5 the checklist on the second visit; 6 and 7 sent the form "contact"
        (["magnet:is:guide"], 2, 1),
        (["magnet:is:guide", "magnet:is:checklist"], 3, 1),
        (["magnet:is_not:guide"], 6, 3),
        (["magnet:contains:LIST"], 1, 0),
        (["magnet:contains_not:LIST"], 7, 4),
        (["magnet:is:"], 5, 3),
        (["magnet:is:", "magnet:is:guide"], 7, 4),
        (["magnet:is_not:"], 3, 1),
        (["form:is:contact"], 2, 0),
        (["form:is_not:contact", "magnet:is:"], 3, 3),
        (["form:is:contact", "magnet:is:guide"], 0, 0),
        # visitors 1, 3 and 5, on the second visit, saw the page /guide; 7 saw /promo; everybody saw some page
        (["page:is:/guide"], 3, 1),
        (["page:is:/guide", "page:is:/promo"], 4, 1),
        (["page:is_not:/guide"], 5, 3),
        (["page:contains:GUI"], 3, 1),
        (["page:contains_not:GUI", "page:is_not:/promo"], 4, 3),
        (["page:is:/", "page:contains:guide"], 1, 0),
        (["page:is:"], 0, 0),
        (["page:is:", "page:is:/guide"], 3, 1),
        (["page:is_not:"], 8, 4),
        # visitor 5 downloaded the checklist; forms that were sent are asked for by their names
        (["event:is:download"], 1, 0),
        (["event:contains:LOAD"], 1, 0),
        (["event:is_not:download"], 7, 4),
        (["event:is:"], 7, 4),
        (["event:is:form_submit"], 0, 0),
        # visitor 5 came back within the period, visitor 6 after one before it
        (["visitor:is:returning"], 2, 0),
        (["visitor:is:new"], 6, 4),
        (["visitor:is_not:returning"], 6, 4),
        (["visitor:is:new", "visitor:is:returning"], 8, 4),
        (["visitor:is:returning", "magnet:is:checklist"], 1, 0),
    ],
)
def test_sessions_and_bounces_are_those_of_the_filter(
    three_days: Database, days: dict[str, str], filters: list[str], sessions: int, bounces: int
) -> None:
    question = Question(SITE, read_period(days, SITE.timezone, NOW), filters=read_filters(filters))
    row = count(three_days.query, "bounce_rate/bounce_rate", question, compare=False).row
    assert (row["sessions"], row["bounces"]) == (sessions, bounces)


@pytest.mark.parametrize("kind", REPORTS, ids=lambda kind: kind.name)
def test_the_sql_shown_is_the_filtered_one(
    kind: Any, three_days: Database, reader: FlaskClient, days: dict[str, str]
) -> None:
    more = ("magnet:is_not:x", "magnet:is_not:", "form:contains_not:'", "visitor:is_not:returning")
    seen = ("page:is_not:x", "page:is_not:", "page:contains:/", "event:is_not:x")
    answer = read(reader, kind.name, days, "channel:is:Direct", "source:contains_not:goo'gle", *more, *seen)
    assert answer["filters"][0] == {"dimension": "channel", "operator": "is", "values": ["Direct"]}
    for figure in answer["figures"].values():
        row = three_days.query(figure["sql"])[0]
        told = [number for number in (figure["numerator"], figure["denominator"]) if number is not None]
        assert [float(row[column]) for column in figure["columns"] if row[column] is not None] == told
    for table in answer["tables"].values():
        assert len(three_days.query(table["sql"])) == len(table["rows"])


@pytest.mark.parametrize("dimension", COLUMNS)
def test_the_parts_of_a_dimension_sum_to_the_whole(three_days: Database, days: dict[str, str], dimension: str) -> None:
    whole = Question(SITE, read_period(days, SITE.timezone, NOW))
    values = [row["value"] for row in three_days.query(f"select distinct {COLUMNS[dimension]} as value from sessions")]
    parts = [replace(whole, filters=read_filters([f"{dimension}:is:{value}"])) for value in values]

    def total(name: str, column: str, question: Question) -> Any:
        return count(three_days.query, name, question, compare=False).rows[0][column]

    counts = (("overview/sessions", "sessions"), ("content/content", "page_views"), ("overview/leads", "leads"))
    for name, column in counts:
        assert sum(total(name, column, part) for part in parts) == total(name, column, whole)


@pytest.mark.usefixtures("three_days")
def test_new_and_returning_are_the_whole_as_the_audience_counts_them(reader: FlaskClient, days: dict[str, str]) -> None:
    whole, parts = read(reader, "overview", days), []
    for row in read(reader, "audience", days)["tables"]["visitor_kinds"]["rows"]:
        parts.append(read(reader, "overview", days, f"visitor:is:{row['visitor_kind']}"))
        assert counted(parts[-1], "sessions") == row["sessions"]
    for key in ("sessions", "page_views", "leads"):
        assert sum(counted(part, key) for part in parts) == counted(whole, key)


OF_LEADS = (
    "overview",
    "channel_attribution",
    "interest_matrix",
    "lead_sources",
    "lead_funnel",
    "response_time",
    "acquisition_cost",
)


def test_new_and_returning_are_told_apart_alike_by_what_reads_far_back(
    database: Database, story: Story, reader: FlaskClient, days: dict[str, str]
) -> None:
    # Visitor 1 came 200 days ago and not again until the form; visitor 2 was here in September as well. Visitor 3 sent
    # a form 200 days ago, on the first visit, and buys on the 11th. The site is measured for more than a year.
    long_ago, inside = datetime(2026, 4, 25, 9, tzinfo=UTC), datetime(2026, 11, 11, 9, tzinfo=UTC)
    story.session(4, datetime(2025, 10, 1, 9, tzinfo=UTC))(0, "pageview")
    story.session(1, long_ago)(0, "pageview")
    story.session(2, datetime(2026, 9, 20, 9, tzinfo=UTC))(0, "pageview")
    first = story.session(3, long_ago)
    first(0, "pageview")
    sold = first(60, "form_submit", form="contact", interaction=True)
    for visitor in (1, 2):
        visit = story.session(visitor, inside)
        visit(0, "pageview")
        visit(60, "form_submit", form="contact", interaction=True)
    database.insert_events(story.events)
    sale = {"lead_id": sold, "ts": inside, "id": UUID(int=1), "stage": "customer", "value": 500}
    database.insert_lead_events([sale])

    for kind, older_customers in (("new", 1), ("returning", 0)):
        answers = {name: read(reader, name, days, f"visitor:is:{kind}") for name in OF_LEADS}
        assert {name: counted(answer, "leads") for name, answer in answers.items()} == dict.fromkeys(OF_LEADS, 1)
        # Before those 90 days, new is the first visit that is known.
        assert counted(answers["lead_sources"], "reached_customer") == older_customers
        # What is compared with changes nothing, however far back it lies.
        for compare in ("none", "previous", "year"):
            attribution = read(reader, "attribution", days | {"compare": compare}, f"visitor:is:{kind}")
            assert counted(attribution, "conversions") == 1, (kind, compare)


@pytest.mark.usefixtures("three_days")
def test_a_lead_keeps_its_journey_whatever_is_filtered(reader: FlaskClient, days: dict[str, str]) -> None:
    answer = read(reader, "channel_attribution", days, "channel:is:Direct")
    assert counted(answer, "leads") == sum(row["leads_first"] for row in answer["tables"]["channels"]["rows"])
    assert {row["channel"] for row in answer["tables"]["channels"]["rows"]} > {"Direct"}


SEGMENT = Segment("guide", "Le guide", read_filters(["magnet:is:guide", "channel:is_not:Email"]))


@pytest.mark.parametrize("name", ["overview", "bounce_rate", "channel_attribution", "lead_sources", "data_quality"])
def test_a_segment_and_a_filter_count_as_all_their_filters(
    name: str, three_days: Database, days: dict[str, str]
) -> None:
    reader = application(three_days.query, {SITE.name: SITE}, lambda: NOW, lambda _site: [SEGMENT]).test_client()
    chosen = read(reader, name, days | {"segment": "guide"}, "channel:is:Paid Search")
    spelt_out = read(reader, name, days, "magnet:is:guide", "channel:is_not:Email", "channel:is:Paid Search")
    assert chosen.pop("segment") == {
        "slug": "guide",
        "name": "Le guide",
        "filters": [
            {"dimension": "magnet", "operator": "is", "values": ["guide"]},
            {"dimension": "channel", "operator": "is_not", "values": ["Email"]},
        ],
    }
    assert spelt_out.pop("segment") is None
    assert chosen.pop("filters") == [{"dimension": "channel", "operator": "is", "values": ["Paid Search"]}]
    del spelt_out["filters"]
    assert chosen == spelt_out
    address, query = f"/sites/atelier.fr/{name}", {**days, "segment": "guide"}
    assert reader.get(f"{address}.csv", query_string=query).status_code == 200
    page = reader.get(address, query_string=query, follow_redirects=True).text
    assert "Segment\xa0: Le guide" in page or name == "data_quality"
    assert re.search(r'href="/sites/atelier.fr/paths\?[^"]*segment=guide', page)
    assert reader.get(f"{address}.json", query_string={**days, "segment": "x"}).status_code == 400


@pytest.mark.usefixtures("three_days")
def test_hostile_values_stay_text(reader: FlaskClient, days: dict[str, str]) -> None:
    for value in HOSTILE:
        page = reader.get("/sites/atelier.fr/bounce_rate", query_string={**days, "filter": [f"source:is:{value}"]})
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert read(reader, "bounce_rate", days, f"source:is:{value}")["figures"]["sessions"]["value"] == 0


@pytest.mark.usefixtures("three_days")
def test_a_filter_is_added_by_the_form_kept_in_links_and_taken_away(reader: FlaskClient, days: dict[str, str]) -> None:
    asked = {**days, "filter": "channel:is:Direct", "dimension": "entry_page", "operator": "contains", "value": "guide"}
    added = reader.get("/sites/atelier.fr/bounce_rate", query_string=asked)
    assert added.status_code == 303
    page = reader.get(added.headers["Location"]).text
    assert "Page d’entrée contient guide" in page
    assert "Canal est Direct" in page
    for kept in ("/sites/atelier.fr/session_time?", "/sites/atelier.fr/bounce_rate.csv?", "interval=week"):
        (link, *_) = [href for href in re.findall(r'href="([^"]+)"', page) if kept in href]
        assert "filter=channel:is:Direct" in link
        assert "filter=entry_page:contains:guide" in link
    (without,) = re.findall(r'href="([^"]+)"[^>]*aria-label="Retirer le filtre : Canal est Direct"', page)
    assert "channel:is" not in without
    assert "entry_page:contains:guide" in without


@pytest.mark.usefixtures("three_days")
def test_a_row_is_a_link_that_filters_by_it(reader: FlaskClient, days: dict[str, str]) -> None:
    page = reader.get("/sites/atelier.fr/bounce_rate", query_string=days).text
    assert re.search(r'href="[^"]*filter=entry_page:is:/guide"', page)
    assert re.search(r'href="[^"]*filter=channel:is:Organic\+Search"', page)
    assert re.search(r'href="[^"]*filter=visitor:is:returning"', page)
    magnets = reader.get("/sites/atelier.fr/magnet_conversion", query_string=days).text
    assert re.search(r'href="[^"]*filter=magnet:is:guide"', magnets)


def test_a_row_of_whatever_was_sent_leads_to_its_sessions(
    database: Database, story: Story, reader: FlaskClient
) -> None:
    """A path is up to 1000 characters long; other values are shorter."""
    values = ["/" + 999 * "x", "/'\\'\\", '/"%_😀\t', "/a:b:c", "/{site:String}", "/+ &=#?;", "/<b>"]
    for visitor, value in enumerate(values):
        said = dict.fromkeys(("source", "medium", "utm_campaign", "utm_content", "utm_term"), value[:200])
        visit = story.session(visitor, NOW - timedelta(hours=3), opens_touch=True, **said)
        visit(0, "pageview", path=value)
        visit(5, "form_submit", path=value, form="contact", interaction=True)
    story.session(99, NOW - timedelta(hours=3))(0, "pageview")
    database.insert_events(story.events)
    followed = set()
    by = (f"attribution?by={by}" for by in ("content", "term", "landing_page"))
    for address in ("content", "channel_attribution", *by):
        page = reader.get(f"/sites/atelier.fr/{address}").text
        for link in map(unescape, re.findall(r'href="([^"]+)"', page)):
            filters = read_filters(parse_qs(urlsplit(link).query).get("filter", []))
            if not filters or filters[0] in followed or filters[0].values[0] not in (*values, values[0][:200]):
                continue
            followed.add(filters[0])
            question = Question(SITE, read_period({}, SITE.timezone, NOW), filters=filters)
            assert count(database.query, "overview/sessions", question, compare=False).row["sessions"] == 1, link
    assert len(followed) == 7 * len(values)
    assert reader.get(f"/sites/atelier.fr/content?filter=page:is:{values[0]}").status_code == 200


@pytest.mark.usefixtures("three_days")
@pytest.mark.parametrize("name", ["overview", "content", "realtime"])
def test_a_page_is_a_link_to_the_sessions_in_which_it_was_seen(
    reader: FlaskClient, days: dict[str, str], name: str
) -> None:
    asked = {} if name == "realtime" else days
    page = reader.get(f"/sites/atelier.fr/{name}", query_string=asked, follow_redirects=True).text
    link = re.search(r'href="[^"]*filter=page:is:/guide"', page)
    assert link
    filtered = reader.get(unescape(link[0].removeprefix('href="').removesuffix('"'))).text
    assert "Page vue est /guide" in filtered


@pytest.mark.usefixtures("three_days")
def test_leads_by_a_page_are_those_of_the_visits_that_saw_it(reader: FlaskClient, days: dict[str, str]) -> None:
    # visitors 1 and 5 saw the guide in the visit of their lead; 6 saw /merci after sending the form, 7 /promo
    for page, leads in (("/guide", 2), ("/merci", 1), ("/promo", 1), ("/", 3)):
        assert counted(read(reader, "lead_sources", days, f"page:is:{page}"), "leads") == leads


@pytest.mark.usefixtures("three_days")
def test_an_empty_answer_says_that_it_is_the_filters(reader: FlaskClient, days: dict[str, str]) -> None:
    page = reader.get(
        "/sites/atelier.fr/overview", query_string={**days, "filter": "channel:is:x"}, follow_redirects=True
    )
    assert "Aucune session de cette période ne passe les filtres" in page.text
    assert "/sites/atelier.fr/install" not in page.text.split('id="content"')[1]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_statement_is_narrowed_wherever_it_reads(file: Any) -> None:
    if file.stem == "first_event":
        return
    text = statement(f"{file.parent.name}/{file.stem}")
    # A view under another name, or in the middle of a line, would not be found, and so not narrowed.
    named = rf"^(?!\s*--).*\b(from|join) ({'|'.join(NARROWED)})\b.*$"
    told = {found[0].strip() for found in re.finditer(named, text, re.MULTILINE)}
    assert told <= {f"from {view}" for view in NARROWED}
    narrowed = narrow(text, [Filter("channel", "is", ("x",))])
    parts = re.split(r"^\s*from (?=\w+$)", text, flags=re.MULTILINE)[1:]
    of_the_period = re.compile(r"session_id >= .* - interval 1 day\)\), 32\)$", re.MULTILINE)
    reads = [part for part in parts if part.startswith("leads\n") or of_the_period.search(part)]
    costs = [part for part in parts if part.startswith("spend\n") and "and currency = " in part]
    assert narrowed.count("{filter_0:Array(String)}") == len(reads) + len(costs)
