"""Scores from forms and visits, through the public addresses, in both backends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import permutations
from uuid import uuid4

import pytest
from msgspec.structs import replace

from collector.score import ScoreRule, Scoring
from collector.store import StoreRefused
from tests.collector.conftest import Pipeline
from tests.collector.test_lead import change, post, send_form

SITE = "example.fr"
RULES = (
    ScoreRule("answer", "given", "budget", "", 10),
    ScoreRule("answer", "at_least", "budget", "5000", 20),
    ScoreRule("answer", "contains", "region", "loire", 5),
    ScoreRule("magnet", "is", "", "devis", 3),
    ScoreRule("page_views", "at_least", "", "3", 10),
    ScoreRule("engaged_seconds", "at_least", "", "60", 7),
    ScoreRule("sessions", "at_least", "", "2", 15),
    ScoreRule("magnets", "at_least", "", "2", 4),
    ScoreRule("page", "is", "", "/prix*", 2),
)
SCORES = "select interesting, interested, via, author from lead_events where kind = 'score' order by ts"
NOW = "select interesting, interested, stage from leads"
UNLIKE = "select * from lead_summing except select * from lead_summaries final"


@pytest.fixture(autouse=True)
def scoring(pipeline: Pipeline) -> None:
    """example.fr scores by the rules above; the loader's clock is the test's."""
    use(pipeline, Scoring(RULES, interesting_from=30, interested_from=20))


def use(pipeline: Pipeline, scoring: Scoring) -> None:
    pipeline.loader._clock = lambda: pipeline.now.timestamp()
    pipeline.loader._scorings = lambda: {SITE: scoring}


def again(pipeline: Pipeline) -> None:
    """Ten minutes have passed for the loader."""
    pipeline.loader._next_scores = float("-inf")
    pipeline.loader._score_all(0)


def scores(pipeline: Pipeline) -> list[tuple[int, int]]:
    return [(row["interesting"], row["interested"]) for row in pipeline.rows(SCORES)]


def test_a_form_with_answers_is_scored_as_soon_as_it_is_a_lead(pipeline: Pipeline) -> None:
    page = str(uuid4())
    pipeline.send(id=page, url="https://example.fr/Prix/toiture")
    pipeline.send("engagement", page=page, engaged=60_000, scroll=50)
    send_form(pipeline, magnet="devis", answers={"Budget": "5 000 €", "region": "Pays de la Loire"})
    pipeline.load()
    # budget given 10 + at least 5 000 20 + region 5 + magnet 3; 60 s 7 + prices 2, one page, one visit, one magnet.
    assert pipeline.rows(SCORES) == [{"interesting": 38, "interested": 9, "via": "rule", "author": "score"}]
    assert pipeline.rows(NOW) == [{"interesting": 38, "interested": 9, "stage": "new"}]


def test_who_comes_back_is_more_interested_within_ten_minutes(pipeline: Pipeline) -> None:
    pipeline.send()
    send_form(pipeline, magnet="checklist", answers={"budget": "moins de 5 000"})
    pipeline.load()
    assert scores(pipeline) == [(10, 0)]
    pipeline.now += timedelta(hours=1)
    pipeline.send()
    pipeline.send()
    pipeline.send("download", magnet="plan", target="https://example.fr/plan.pdf")
    pipeline.load()
    assert scores(pipeline) == [(10, 0)]
    again(pipeline)
    # 3 pages 10 + a second visit 15 + two magnets 4
    assert scores(pipeline) == [(10, 0), (10, 29)]


def test_nothing_is_appended_while_the_points_stay(pipeline: Pipeline) -> None:
    send_form(pipeline, answers={"budget": "800"})
    send_form(pipeline, "autre@exemple.fr")
    pipeline.load()
    before = pipeline.rows("select count() from lead_events")
    again(pipeline)
    again(pipeline)
    assert pipeline.rows("select count() from lead_events") == before
    assert scores(pipeline) == [(10, 0)]


def test_a_score_that_was_stored_and_not_summed_is_summed_before_the_next_hour(pipeline: Pipeline) -> None:
    send_form(pipeline, answers={"budget": "800"})
    pipeline.load()
    again(pipeline)
    use(pipeline, Scoring((ScoreRule("answer", "given", "budget", "", 6),)))
    pipeline.clickhouse.command("alter table lead_summaries add constraint no_six check interesting != 6")
    try:
        with pytest.raises(StoreRefused):
            again(pipeline)
    finally:
        pipeline.clickhouse.command("alter table lead_summaries drop constraint no_six")
    assert scores(pipeline) == [(10, 0), (6, 0)]
    assert pipeline.rows("select interesting from leads") == [{"interesting": 10}]
    again(pipeline)
    assert pipeline.rows("select interesting from leads") == [{"interesting": 6}]


def test_points_can_be_lost_and_the_last_score_holds_even_if_the_clock_stands(pipeline: Pipeline) -> None:
    send_form(pipeline, answers={"budget": "800"})
    pipeline.load()
    use(pipeline, Scoring((ScoreRule("answer", "given", "budget", "", -4),)))
    again(pipeline)
    pipeline.now -= timedelta(minutes=3)
    use(pipeline, Scoring((ScoreRule("answer", "given", "budget", "", 6),)))
    again(pipeline)
    assert scores(pipeline) == [(10, 0), (-4, 0), (6, 0)]
    assert pipeline.rows("select interesting from leads") == [{"interesting": 6}]


def test_a_scored_lead_is_still_all_that_its_facts_say(pipeline: Pipeline) -> None:
    pipeline.send(url="https://example.fr/prix")
    first = send_form(pipeline, "marie@exemple.fr", magnet="devis", answers={"budget": "8000"})
    change(pipeline, lead=first, kind="sale", value=1200.5)
    pipeline.now += timedelta(days=120)
    pipeline.send(url="https://example.fr/prix")
    send_form(pipeline, "marie@exemple.fr", answers={"region": "Loire"})
    send_form(pipeline, "autre@exemple.fr", answers={"budget": "9000"})
    pipeline.load()
    held = "select count() as n, countIf(interesting > 0 and interested > 0) as scored from leads"
    assert pipeline.rows(held) == [{"n": 3, "scored": 3}]
    assert pipeline.rows(UNLIKE) == []
    use(pipeline, Scoring(tuple(replace(rule, points=rule.points + 1) for rule in RULES)))
    again(pipeline)
    assert pipeline.rows(UNLIKE) == []
    # Another stage comes with the score: that is more than points.
    use(pipeline, Scoring(RULES, interesting_from=30, interested_from=2, qualifies=True))
    again(pipeline)
    assert mqls(pipeline) > 0
    assert pipeline.rows(UNLIKE) == []


def test_a_lead_from_elsewhere_has_means_and_no_behaviour(pipeline: Pipeline) -> None:
    post(pipeline, "/api/leads", {"email": "a@exemple.fr", "answers": {"budget": "20k"}, "magnet": "devis"})
    pipeline.load()
    assert scores(pipeline) == [(33, 0)]


def test_spam_and_other_sites_are_not_scored(pipeline: Pipeline) -> None:
    send_form(pipeline, "a@mailinator.com", answers={"budget": "20000"})
    pipeline.send("form_submit", site="other.fr", url="https://other.fr/", form="x", answers={"budget": "20000"})
    pipeline.load()
    again(pipeline)
    assert scores(pipeline) == []


def test_customers_lost_leads_and_old_ones_keep_the_score_they_had(pipeline: Pipeline) -> None:
    for name, stage in (("a", "customer"), ("b", "lost"), ("c", "sql")):
        change(pipeline, lead=send_form(pipeline, f"{name}@exemple.fr", answers={"budget": name}), stage=stage)
    pipeline.load()
    assert scores(pipeline) == [(10, 0)] * 3
    pipeline.now += timedelta(hours=2)
    use(pipeline, Scoring((ScoreRule("answer", "given", "budget", "", 6),)))
    again(pipeline)
    assert scores(pipeline) == [(10, 0)] * 3 + [(6, 0)]
    pipeline.now += timedelta(days=181)
    use(pipeline, Scoring(RULES))
    again(pipeline)
    assert len(scores(pipeline)) == 4


def qualify(pipeline: Pipeline, interested_from: int = 2) -> None:
    use(pipeline, Scoring(RULES, interesting_from=30, interested_from=interested_from, qualifies=True))


def mqls(pipeline: Pipeline) -> int:
    (row,) = pipeline.rows("select count() as n from lead_events where stage = 'mql' and via = 'rule'")
    return int(row["n"])


def test_whoever_passes_both_thresholds_becomes_qualified_once(pipeline: Pipeline) -> None:
    qualify(pipeline)
    pipeline.send(url="https://example.fr/prix")
    send_form(pipeline, answers={"budget": "9000"})
    pipeline.load()
    again(pipeline)
    assert pipeline.rows(NOW) == [{"interesting": 30, "interested": 2, "stage": "mql"}]
    assert mqls(pipeline) == 1


def test_one_axis_is_not_enough_and_the_option_is_off_unless_chosen(pipeline: Pipeline) -> None:
    pipeline.send(url="https://example.fr/prix")
    send_form(pipeline, answers={"budget": "9000"})
    pipeline.load()
    qualify(pipeline, interested_from=3)
    again(pipeline)
    assert mqls(pipeline) == 0
    qualify(pipeline)
    again(pipeline)
    assert mqls(pipeline) == 1


def test_who_is_further_or_lost_stays_there(pipeline: Pipeline) -> None:
    qualify(pipeline)
    pipeline.send(url="https://example.fr/prix")
    for name, stage in (("a", "opportunity"), ("b", "lost")):
        id_ = send_form(pipeline, f"{name}@exemple.fr", answers={"budget": "9000"})
        change(pipeline, lead=id_, stage=stage)
    pipeline.load()
    again(pipeline)
    assert mqls(pipeline) == 0
    assert sorted(row["stage"] for row in pipeline.rows(NOW)) == ["lost", "opportunity"]


def test_a_person_who_takes_the_stage_back_has_the_last_word(pipeline: Pipeline) -> None:
    qualify(pipeline)
    pipeline.send(url="https://example.fr/prix")
    send_form(pipeline, answers={"budget": "9000"})
    pipeline.load()
    (row,) = pipeline.rows("select id from lead_events where stage = 'mql'")
    change(pipeline, kind="retracted", retracts=str(row["id"]))
    pipeline.load()
    again(pipeline)
    assert mqls(pipeline) == 1
    assert [row["stage"] for row in pipeline.rows(NOW)] == ["new"]


def test_the_last_score_does_not_depend_on_the_order_of_arrival(pipeline: Pipeline) -> None:
    # Two visits an hour apart of one browser, each with a form of the same person; told in every order.
    def visit(number: int) -> None:
        pipeline.send(url="https://example.fr/prix", age=number * 3_600_000)

    def form(number: int, budget: str) -> None:
        send_form(pipeline, "marie@exemple.fr", magnet=f"m{number}", answers={"budget": budget}, age=number * 3_600_000)

    steps: list[Callable[[], None]] = [
        partial(visit, 2),
        partial(visit, 1),
        partial(form, 2, "800"),
        partial(form, 1, "8000"),
    ]
    for number, order in enumerate(permutations(steps)):
        if number % 5:  # five of the 24
            continue
        for table in ("lead_events", "lead_summaries", "events", "session_summaries"):
            pipeline.clickhouse.command(f"truncate table {table}")
        for step in order:
            step()
            pipeline.load()
        again(pipeline)
        # The later answer, 8 000: 10 + 20. Two visits 15 + two magnets 4 + prices 2; two pages only.
        assert pipeline.rows(NOW) == [{"interesting": 30, "interested": 21, "stage": "new"}], number
