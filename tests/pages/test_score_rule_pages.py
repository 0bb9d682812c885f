"""Score rules as people write them, what they make of leads, and who may change them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from collector.lead import make_leads
from collector.score import DEFAULT_RULES, ScoreRule
from collector.spool import Spool
from leadpump.clickhouse import ClickHouse
from leadpump.facts import Facts
from leadpump.pages.given import give_facts
from leadpump.records import Records
from tests.pages.conftest import Browser, build_app
from tests.reports.conftest import Database

PAGE = "/sites/fleurs.fr/score-rules"
HOSTILE = '"><img src=x onerror=alert(1)>{{ 7*7 }}'
RULE = {"field": "answer", "how": "is", "question": "region", "value": "Loire", "points": "12"}


@pytest.fixture
def database(clickhouse_http: ClickHouse) -> Database:
    return Database(clickhouse_http)


@pytest.fixture
def app(records: Records, data: Path, database: Database) -> Iterator[Flask]:
    app = build_app(records)
    spool = Spool(data / "spool", limit_bytes=10**9, min_free_bytes=0)
    give_facts(app, Facts(spool, database.query))
    yield app
    spool.close()


@pytest.fixture
def editor(records: Records, member: Browser) -> Browser:
    records.add_member("claire", "fleurs.fr", "editor")
    return member


def lead(database: Database, visitor: int, pages: int, answers: dict[str, str], **more: Any) -> UUID:
    """A visitor who looks at so many pages and sends a form, yesterday."""
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(days=more.pop("days_ago", 1))
    plain = {"site": "fleurs.fr", "hostname": "fleurs.fr", "session_id": (int(at.timestamp()) << 32) + visitor}
    plain |= {"visitor_id": visitor, "page_id": uuid4(), "ts": at}
    id_ = uuid4()
    seen = [plain | {"id": uuid4(), "name": "pageview"} | more for _ in range(pages)]
    sent = {"id": id_, "name": "form_submit", "form": "devis", "props": {f"answer.{k}": v for k, v in answers.items()}}
    database.insert_events([*seen, plain | sent | more])
    make_leads(database.store, int(datetime.now(UTC).timestamp() * 1000))
    return id_


def plain(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<main")[2])))


def rules(records: Records) -> list[ScoreRule]:
    return [one.rule for one in records.score_rules_of("fleurs.fr")]


def test_a_rule_is_added_moved_changed_and_removed(editor: Browser, records: Records) -> None:
    page = plain(editor.get(PAGE).text)
    assert "+15 “Budget” is at least 5,000" in page
    assert "+15 Visits: at least 2" in page
    editor.get(f"{PAGE}/new?field=answer")
    assert editor.submit(f"{PAGE}/new", **RULE).location == PAGE
    assert "+12 “Region” is “Loire”" in plain(editor.get(PAGE).text)
    number = records.score_rules_of("fleurs.fr")[-1].id
    assert editor.submit(f"{PAGE}/{number}/move", to="up").status_code == 303
    means = [rule for rule in rules(records) if rule.axis == "interesting"]
    assert means[-2] == ScoreRule("answer", "is", "region", "Loire", 12)
    assert editor.submit(f"{PAGE}/{number}/move", to="sideways").status_code == 400
    form = editor.get(f"{PAGE}/{number}").text
    assert 'value="Loire"' in form
    # The field has its name in the page; the other pages say it as people read it.
    assert 'name="question" value="region"' in form
    assert "On the other pages: “Region”." in plain(form)
    assert "On the other pages" not in editor.get(f"{PAGE}/new?field=answer").text
    assert editor.submit(f"{PAGE}/{number}", **(RULE | {"points": "−7"})).status_code == 303
    assert "−7 “Region” is “Loire”" in plain(editor.get(PAGE).text)
    editor.get(f"{PAGE}/{number}")
    assert editor.submit(f"{PAGE}/{number}/remove").status_code == 303
    for axis in ("interesting", "interested"):
        assert [one for one in rules(records) if one.axis == axis] == [one for one in DEFAULT_RULES if one.axis == axis]
    for gone in (f"{PAGE}/{number}", f"{PAGE}/{number}/remove", f"{PAGE}/{number}/move"):
        assert editor.submit(gone, **RULE, to="up").status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"question": " "}, "Say which question"),
        ({"value": ""}, "Say what it is to be compared with."),
        ({"how": "at_least"}, "Write a number to compare with"),
        ({"field": "page", "value": "prix"}, "such as /prix or /prix*."),
        ({"points": "0"}, "from −100 to 100, and not 0."),
        ({"field": "shoe"}, "Choose one of the list."),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(
    editor: Browser, records: Records, changed: dict[str, str], said: str
) -> None:
    editor.get(f"{PAGE}/new")
    given = RULE | changed
    answer = editor.submit(f"{PAGE}/new", **given)
    assert answer.status_code == 422
    assert said in plain(answer.text)
    assert f'value="{given["value"]}"' in answer.text
    assert rules(records) == list(DEFAULT_RULES)


def test_thresholds_are_kept_or_refused(editor: Browser, records: Records) -> None:
    editor.get(PAGE)
    assert editor.submit(f"{PAGE}/thresholds", interesting="40", interested="25", qualifies="yes").status_code == 303
    kept = records.scoring_of("fleurs.fr")
    assert (kept.interesting_from, kept.interested_from, kept.qualifies) == (40, 25, True)
    refused = editor.submit(f"{PAGE}/thresholds", interesting="0", interested="many")
    assert refused.status_code == 422
    assert "from 1 to 1000" in plain(refused.text)
    assert 'value="many"' in refused.text
    assert records.scoring_of("fleurs.fr") == kept


def test_leads_are_tried_by_the_rules_as_they_are(editor: Browser, records: Records, database: Database) -> None:
    records.set_score_thresholds("fleurs.fr", (30, 10), qualifies=False)
    # 15 for the answer, 15 for 8000; 10 for three pages. Then means alone, interest alone, neither.
    both = lead(database, 1, 3, {"budget": "8000"})
    lead(database, 2, 1, {"budget": "6 000 €"})
    lead(database, 3, 4, {"budget": "moins de 3000"})
    lead(database, 4, 1, {})
    lead(database, 5, 9, {"budget": "9000"}, days_ago=95)
    lead(database, 6, 9, {"budget": "9000"}, site="pains.fr")
    page = editor.get(f"{PAGE}?lead=http://localhost/sites/fleurs.fr/leads/{both}").text
    words = plain(page)
    assert "By these rules, 1 of the leads of the last 90 days is interesting and interested." in words
    quadrants = words.partition("What these rules make of your leads")[2].partition("Why does")[0]
    assert re.findall(r"\b\d+\b", quadrants.partition("left out.")[2]) == ["1", "1", "1", "1"]
    assert "30 for means, 10 for interest" in words
    assert page.count("rule-decides") == 3
    assert "Budget a rule about it" in words
    assert "8000 (1)" in words
    assert "9000" not in words.partition("Answers that were given")[2]
    # A rule counts here at once, before the leads are scored again.
    records.add_score_rule("fleurs.fr", ScoreRule("page_views", "at_least", "", "1", 10))
    assert "By these rules, 2 of the leads" in plain(editor.get(PAGE).text)
    assert 'value="8000"' in editor.get(f"{PAGE}/new?field=answer").text


def test_a_rule_that_no_given_answer_meets_says_so(editor: Browser, records: Records, database: Database) -> None:
    unmet = "No answer of the last 90 days meets it."
    assert unmet not in plain(editor.get(PAGE).text), "where nobody answered anything, nothing is known"
    lead(database, 1, 1, {"Budget": "De 8 000 à 15 000 €", "surface": "sous-cent-metres"})
    records.add_score_rule("fleurs.fr", ScoreRule("answer", "is", "surface", "sous-cent-metres", 5))
    records.add_score_rule("fleurs.fr", ScoreRule("answer", "at_least", "budget", "20000", 5))
    words = plain(editor.get(PAGE).text)
    means = words.partition("they have the means")[2].partition("Interested: they behave so")[0]
    told = {rule.partition(" ↑")[0].strip() for rule in means.split("Change") if "“" in rule}
    assert [one for one in told if unmet not in one and "Surface" in one] == ["+5 “Surface” is “Sous cent metres”"]
    assert sorted(one.removesuffix(unmet).strip() for one in told if unmet in one) == [
        "+10 “Date” is answered",
        "+10 “Region” is answered",
        "+5 “Budget” is at least 20,000",
    ]
    assert "Sous cent metres (1)" in words


def test_a_lead_of_another_site_or_none_is_not_tried(editor: Browser, database: Database) -> None:
    other = lead(database, 6, 9, {"budget": "9000"}, site="pains.fr")
    for asked in (str(other), str(uuid4()), "nonsense"):
        assert "the address of no lead" in plain(editor.get(f"{PAGE}?lead={asked}").text)


def test_a_viewer_looks_and_changes_nothing(member: Browser, records: Records) -> None:
    page = member.get(PAGE).text
    assert "+15 Visits: at least 2" in plain(page)
    assert "The owner and the editors of the site can change rules and thresholds." in plain(page)
    assert f"{PAGE}/" not in page
    member.get("/account/password")
    number = records.score_rules_of("fleurs.fr")[0].id
    for address in (f"{PAGE}/new", f"{PAGE}/{number}"):
        assert member.get(address).status_code == 403
        assert member.submit(address, **RULE).status_code == 403
    for address in (f"{PAGE}/{number}/remove", f"{PAGE}/{number}/move", f"{PAGE}/thresholds"):
        assert member.submit(address, to="up", interesting="1", interested="1").status_code == 403
    assert rules(records) == list(DEFAULT_RULES)


def test_the_rules_of_another_site_are_not_there(owner: Browser, member: Browser, records: Records) -> None:
    there = f"/sites/pains.fr/score-rules/{records.score_rules_of('fleurs.fr')[0].id}"
    owner.get(f"{PAGE}/new")
    assert owner.get(there).status_code == 404
    for address in (there, f"{there}/remove", f"{there}/move"):
        assert owner.submit(address, **RULE, to="up").status_code == 404
    assert member.get("/sites/pains.fr/score-rules").status_code == 404
    assert rules(records) == list(DEFAULT_RULES)


def test_a_form_without_its_token_is_refused(editor: Browser, records: Records) -> None:
    editor.form_token = "forged"
    assert editor.submit(f"{PAGE}/new", **RULE).status_code == 400
    assert rules(records) == list(DEFAULT_RULES)


def test_hostile_rules_and_answers_are_only_text(editor: Browser, records: Records, database: Database) -> None:
    records.add_score_rule("fleurs.fr", ScoreRule("answer", "is", HOSTILE, HOSTILE, 5))
    lead(database, 1, 1, {HOSTILE: HOSTILE})
    number = records.score_rules_of("fleurs.fr")[-1].id
    for address in (PAGE, f"{PAGE}/{number}", f"{PAGE}/new?field=answer"):
        page = editor.get(address).text
        assert "<img src=x" not in page
        assert "{{ 7*7 }}" in page
