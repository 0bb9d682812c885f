"""Each figure against a number worked out by hand from the three days told in conftest.py."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.reports.conftest import IN_BOTH

pytestmark = [IN_BOTH, pytest.mark.usefixtures("three_days")]

FIGURES: list[tuple[str, str, float | None, float | None, float | None, float | None]] = [
    # report, figure, value, numerator, denominator, previous (7 to 9 Nov.: visitor 6 alone)
    # 8 sessions of 7 visitors: 1, 2, 3, 4, 5 twice, 6, 7
    ("overview", "visitors", 7, 7, None, 1),
    ("overview", "sessions", 8, 8, None, 1),
    # pages: 2 + 1 + 1 + 1 + (1 + 1) + 2 + 2
    ("overview", "page_views", 11, 11, None, 1),
    # bounces: 2, 3, 4 and the first of 5
    ("overview", "bounce_rate", 50, 4, 8, 100),
    # 120 + 5 + 30 + 0 + 20 + 60 + 16 + 130
    ("overview", "session_time", 47.625, 381, 8, 10),
    # 80 + 60 + 20 + 50 + 100 + 40 over the six pages measured
    ("overview", "scroll_depth", 350 / 6, 350, 6, 30),
    ("overview", "leads", 4, 4, None, 0),
    # 1, 5, 6 and 7 of the seven
    ("overview", "conversion_rate", 400 / 7, 4, 7, 0),
    # the customers were won after the period; 12.50 for four leads
    ("overview", "new_customers", 0, 0, None, 0),
    ("overview", "cpl", 3.125, 12.5, 4, None),
    ("bounce_rate", "bounce_rate", 50, 4, 8, 100),
    # of the bounces, 2 (4 s) and 4 (0 s) stayed less than 10 s
    ("bounce_rate", "unengaged_rate", 25, 2, 8, 100),
    ("bounce_rate", "sessions", 8, 8, None, 1),
    # the second session of 5, and the one of 6, who was there on 9 Nov.
    ("audience", "returning_rate", 25, 2, 8, 0),
    ("audience", "conversion_rate", 400 / 7, 4, 7, 0),
    ("session_time", "session_time", 47.625, 381, 8, 10),
    # 70 + 4 + 25 + 0 + 12 + 50 + 0 + 0
    ("session_time", "engaged_time", 20.125, 161, 8, 5),
    # 0 5 16 20 | 30 60 120 130
    ("session_time", "median_session_time", 25, 25, None, 10),
    # 0 0 0 4 | 12 25 50 70
    ("session_time", "median_engaged_time", 8, 8, None, 5),
    ("session_time", "pages_per_session", 1.375, 11, 8, 1),
    # shown: 1, 3 and 5; completed: 1 and 5
    ("magnet_conversion", "magnet_conversion", 200 / 3, 2, 3, None),
    ("magnet_conversion", "shown_visitors", 3, 3, None, 0),
    ("magnet_conversion", "completed_visitors", 2, 2, None, 0),
    ("magnet_conversion", "magnet_leads", 2, 2, None, 0),
    # lead 1 of leads 1 and 2
    ("magnet_conversion", "customers", 1, 1, None, 0),
    ("magnet_conversion", "customer_rate", 50, 1, 2, None),
    ("magnet_conversion", "revenue", 500, 500, None, 0),
    # 2 of its leads, one a customer since
    ("magnet_conversion", "magnet_quality", 50, 1, 2, None),
    # begun by 1, 3, 5, 6 and 7; sent by all of them but 3
    ("forms", "form_completion", 80, 4, 5, None),
    ("forms", "form_conversion", 80, 4, 5, None),
    ("forms", "form_abandonment", 20, 1, 5, None),
    ("forms", "viewed_visitors", 5, 5, None, 0),
    ("forms", "median_filling", None, None, None, None),
    ("forms", "spam_submissions", 1, 1, None, 0),  # the second one of visitor 7, in the same session
    # lead 1 is both, and has bought; lead 2 is interested alone, and has not
    ("interest_matrix", "leads", 4, 4, None, 0),
    ("interest_matrix", "best_leads", 1, 1, None, 0),
    ("interest_matrix", "leads_to_call", 0, 0, None, None),
    ("interest_matrix", "best_to_sale", 100, 1, 1, None),
    ("interest_matrix", "tire_kickers", 25, 1, 4, None),
    ("interest_matrix", "tire_kickers_to_sale", 0, 0, 1, None),
    ("lead_sources", "leads", 4, 4, None, 0),
    # the four leads of a form / eight sessions; 1, 5, 6 and 7 of the seven visitors
    ("lead_sources", "site_conversion", 50, 4, 8, 0),
    ("lead_sources", "visitor_to_lead", 400 / 7, 4, 7, 0),
    # leads 1 and 4, customers since, have passed the stages before; lead 2 was contacted, lead 3 lost
    ("lead_sources", "mql", 2, 2, None, 0),
    ("lead_sources", "sql", 2, 2, None, 0),
    ("lead_sources", "customers", 2, 2, None, 0),
    ("lead_sources", "lead_to_sale", 50, 2, 4, None),
    # they did so on the 15th and the 18th, after the period
    ("lead_sources", "reached_mql", 0, 0, None, 0),
    ("lead_sources", "reached_customer", 0, 0, None, 0),
    # nobody was asked for permission
    ("lead_sources", "database_size", 0, 0, None, 0),
    ("lead_sources", "opt_in_rate", None, 0, 0, None),
    ("lead_funnel", "visitor_to_lead", 400 / 7, 4, 7, 0),
    ("lead_funnel", "lead_to_mql", 50, 2, 4, None),
    ("lead_funnel", "opportunity_to_customer", 100, 2, 2, None),
    # lead 3, without a reason; the customers were never MQL before they were SQL; nobody was written to
    ("lead_funnel", "lost_leads", 1, 1, None, 0),
    ("lead_funnel", "lead_loss_no_answer", 0, 0, 4, None),
    ("lead_funnel", "qualified_first", 0, 0, 2, None),
    ("lead_funnel", "nurtured_share", 0, 0, 1, None),
    # lead 2 was contacted on the 13th at 9:00:00, 86,370 s after 9:00:30 on the 12th; 1 and 4 were sold to; 3 waits
    ("response_time", "median_response", 86370, 86370, None, None),
    ("response_time", "p90_response", 86370, 86370, None, None),
    ("response_time", "within_4h", 0, 0, 4, None),
    ("response_time", "never_contacted", 25, 1, 4, None),
    ("response_time", "sales_cycle", None, 0, 0, None),
    # lead 0 bought on the 2nd, and again on the 11th, nine days later
    ("loyalty", "repurchase_rate", 100, 1, 1, 0),
    ("loyalty", "retention_rate", 100, 1, 1, 0),
    ("loyalty", "churn_rate", 0, 0, 1, 100),
    ("loyalty", "customer_lifetime", 9, 9, 1, 0),
    ("loyalty", "median_lifetime", 9, 9, None, 0),
    # 10 and 9 less 2, of 10, 9, 8 and 2
    ("loyalty", "nps", 25, 1, 4, None),
    ("loyalty", "nps_answers", 4, 4, None, 0),
    ("loyalty", "promoters", 2, 2, None, 0),
    ("loyalty", "passives", 1, 1, None, 0),
    ("loyalty", "detractors", 1, 1, None, 0),
    ("loyalty", "cart_abandonment", None, 0, 0, None),
    # the letter 60, 3 and 2 of the sequence; 50, 3 and 1 arrived; the letter before to 40, all of which arrived
    ("email_follow_up", "delivery_rate", 5400 / 65, 54, 65, 100),
    # 20, the first of three, and the one who clicked; before 10 of 40
    ("email_follow_up", "open_rate", 2200 / 54, 22, 54, 25),
    ("email_follow_up", "machine_open_rate", 100 / 54, 1, 54, 0),
    # 8, 1 and 1; before 1 of 40, who is 1 of 10 who opened
    ("email_follow_up", "click_rate", 1000 / 54, 10, 54, 2.5),
    ("email_follow_up", "click_to_open", 1000 / 22, 10, 22, 10),
    ("email_follow_up", "unsubscribe_rate", 200 / 54, 2, 54, 0),
    ("email_follow_up", "complaint_rate", 100 / 54, 1, 54, 0),
    # visitor 7 came by an advertisement of the campaign's name, not by the letter
    ("email_follow_up", "email_conversion_rate", 0, 0, 54, 0),
    ("email_follow_up", "sent_emails", 65, 65, None, 40),
    # nobody was asked for permission: of 0 to 4, and of lead 0 before
    ("email_follow_up", "list_size", 0, 0, None, 0),
    ("email_follow_up", "opt_out_rate", 0, 0, 5, 0),
    ("channel_attribution", "leads", 4, 4, None, 0),
    ("channel_attribution", "customers", 2, 2, None, 0),
    ("channel_attribution", "customer_rate", 50, 2, 4, None),
    # 500 + 1 000 + 250.50
    ("channel_attribution", "revenue", 1750.5, 1750.5, None, 0),
]


@pytest.fixture
def read(reader: FlaskClient, days: dict[str, str]) -> Any:
    def of(report: str) -> Any:
        return reader.get(f"/sites/atelier.fr/{report}.json", query_string=days).get_json()

    return of


@pytest.mark.parametrize("report", sorted({row[0] for row in FIGURES}))
def test_figures(read: Any, report: str) -> None:
    answer = read(report)
    expected = {row[1]: pytest.approx(row[2:]) for row in FIGURES if row[0] == report}
    found = {
        key: tuple(answer["figures"][key][part] for part in ("value", "numerator", "denominator", "previous"))
        for key in expected
    }
    assert found == expected


def rows(answer: Any, table: str, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in answer["tables"][table]["rows"]]


def test_bounce_rate_by_entry_page_and_channel(read: Any) -> None:
    answer = read("bounce_rate")
    assert rows(answer, "entry_pages", "entry_path", "sessions", "bounces", "bounce_rate") == [
        ("/", 6, 3, 50),  # 1, 2, 4, 5, 6, 7; bounces 2, 4, 5
        ("/guide", 2, 1, 50),  # 3, 5; bounce 3
    ]
    assert rows(answer, "channels", "channel", "sessions", "bounces", "unengaged") == [
        ("Direct", 4, 1, 1),  # 2, 5, 6, 7
        ("Email", 1, 1, 1),
        ("Organic Search", 1, 0, 0),
        ("Organic Social", 1, 1, 0),
        ("Paid Search", 1, 1, 0),
    ]


def test_bounce_rate_over_time(read: Any) -> None:
    points = read("bounce_rate")["series"]["bounce_rate"]["points"]
    assert [(point["from"], point["value"], point["denominator"], point["previous"]) for point in points] == [
        ("2026-11-10", 50, 4, None),  # 1, 2, 3, 7
        ("2026-11-11", None, 0, None),  # the machine and the other site are nobody
        ("2026-11-12", 50, 4, 100),  # 4 (after midnight in Paris), 5 twice, 6; before: 9 Nov.
    ]


def test_session_time_by_entry_page_and_length(read: Any) -> None:
    answer = read("session_time")
    assert rows(answer, "entry_pages", "entry_path", "session_time", "engaged_time") == [
        ("/", pytest.approx(291 / 6), pytest.approx(86 / 6)),  # 120 + 5 + 0 + 20 + 16 + 130; 70 + 4 + 0 + 12 + 0 + 0
        ("/guide", 45, 37.5),  # 30 + 60; 25 + 50
    ]
    assert rows(answer, "lengths", "from_seconds", "sessions") == [(0, 2), (10, 2), (30, 1), (60, 3)]


def test_magnets(read: Any) -> None:
    answer = read("magnet_conversion")
    columns = ("magnet", "shown_visitors", "completed_visitors", "leads", "customers", "revenue")
    assert rows(answer, "magnets", *columns) == [
        ("guide", 2, 1, 1, 1, 500),  # shown to 1 and 3, completed by 1
        ("checklist", 1, 1, 1, 0, 0),  # 5 downloaded it and submitted its form: completed once
    ]
    assert rows(answer, "magnet_steps", "magnet", "magnet_conversion") == [("guide", 50), ("checklist", 100)]


def test_pages_and_their_sections(read: Any) -> None:
    answer = read("content")
    columns = ("path", "page_views", "entries", "exits", "page_time", "scroll_depth")
    assert rows(answer, "read_pages", *columns) == [
        # opened by 1, 2, 4, 5, 6, 7; begun there as often; left there by 2, 4, 5; 30 + 4 + 12 s; 80, 20, 100
        ("/", 6, 6, 3, pytest.approx(46 / 6), pytest.approx(200 / 3)),
        # opened by 1, 3, 5; entered by 3 and 5; left by all three; 40 + 25 + 50 s; 60, 50, 40
        ("/guide", 3, 2, 3, pytest.approx(115 / 3), 50),
        ("/merci", 1, 0, 1, 0, None),
        ("/promo", 1, 0, 1, 0, None),
    ]
    depths = ("path", "measured_page_views", *(f"reached_{depth}_views" for depth in range(10, 101, 10)))
    assert rows(answer, "scroll_map", *depths) == [
        # 80, 20, 100
        ("/", 3, 3, 3, 2, 2, 2, 2, 2, 2, 1, 1),
        # 60, 50, 40
        ("/guide", 3, 3, 3, 3, 3, 2, 1, 0, 0, 0, 0),
    ]
    assert rows(answer, "scroll_map", "path", "reached_50") == [
        ("/", pytest.approx(200 / 3)),
        ("/guide", pytest.approx(200 / 3)),
    ]
    # on one of the three showings of the guide
    assert rows(answer, "sections", "path", "section", "section_showings", "section_reach", "section_time") == [
        ("/guide", "prix", 1, pytest.approx(100 / 3), 16.5)
    ]


def test_first_and_last_touch_by_channel(read: Any) -> None:
    columns = ("channel", "sessions", "leads_first", "leads_last", "customers_last", "revenue_first", "revenue_last")
    assert rows(read("channel_attribution"), "channels", *columns) == [
        # lead 1: search, search. lead 2: Instagram, then direct. lead 3: referral of 9 Nov., then direct.
        # lead 4: direct, then the advertisement in the same session.
        ("Direct", 4, 1, 2, 0, 1250.5, 0),
        ("Organic Search", 1, 1, 1, 1, 500, 500),
        ("Paid Social", 0, 0, 1, 1, 0, 1250.5),
        ("Email", 1, 0, 0, 0, 0, 0),
        ("Organic Social", 1, 1, 0, 0, 0, 0),
        ("Paid Search", 1, 0, 0, 0, 0, 0),
        ("Referral", 0, 1, 0, 0, 0, 0),
    ]


def test_first_and_last_touch_by_campaign(read: Any) -> None:
    found = rows(read("channel_attribution"), "campaigns", "source", "medium", "campaign", "leads_first", "leads_last")
    assert ("Facebook", "paid_social", "promo", 0, 1) in found
    assert ("Google", "cpc", "devis", 0, 0) in found
    assert ("(direct)", "(none)", "", 1, 2) in found


@pytest.mark.parametrize(
    ("report", "table"), [("channel_attribution", "channels"), ("channel_attribution", "campaigns")]
)
def test_credits_sum_to_the_leads_and_the_revenue(read: Any, report: str, table: str) -> None:
    answer = read(report)
    for column, figure in (
        ("leads_first", "leads"),
        ("leads_last", "leads"),
        ("customers_first", "customers"),
        ("customers_last", "customers"),
        ("revenue_first", "revenue"),
        ("revenue_last", "revenue"),
        ("sessions", "sessions"),
    ):
        assert sum(row[column] for row in answer["tables"][table]["rows"]) == answer["figures"][figure]["value"]


def test_the_overview_gives_the_numbers_of_the_reports(read: Any) -> None:
    board = read("overview")["figures"]
    for report in ("bounce_rate", "session_time", "channel_attribution"):
        for key, figure in read(report)["figures"].items():
            if key in board:
                assert (figure["value"], figure["previous"]) == (board[key]["value"], board[key]["previous"]), key


def test_every_lead_stands_under_a_page_of_the_board(read: Any) -> None:
    answer = read("overview")
    assert sum(row["leads_last"] for row in answer["tables"]["pages"]["rows"]) == answer["figures"]["leads"]["value"]


def test_top_pages(read: Any) -> None:
    columns = ("path", "page_views", "scroll_depth", "page_time", "leads_last")
    assert rows(read("overview"), "pages", *columns) == [
        ("/", 6, pytest.approx(200 / 3), pytest.approx(46 / 6), 2),  # scroll 80, 20, 100; engaged 30 + 4 + 12
        ("/guide", 3, 50, pytest.approx(115 / 3), 1),  # scroll 60, 50, 40; engaged 40 + 25 + 50
        ("/promo", 1, None, 0, 1),
        ("/merci", 1, None, 0, 0),
    ]


def test_the_answers_in_words(reader: FlaskClient, days: dict[str, str]) -> None:
    def answer(report: str, language: str) -> str:
        headers = {"Accept-Language": language}
        text = reader.get(f"/sites/atelier.fr/{report}.json", query_string=days, headers=headers).get_json()["answer"]
        return str(text).replace("\u202f", " ").replace("\xa0", " ")

    assert answer("overview", "fr") == (
        "Du 10 au 12 novembre 2026, 4 prospects pour 7 visiteurs, soit 4 prospects de plus que sur la période "
        "précédente. Un prospect a coûté 3,12 €. "
        "Le canal qui vous en apporte le plus est Direct : 2, au dernier contact."
    )
    assert answer("bounce_rate", "en") == (
        "From 10 to 12 November 2026, 50.0% of the sessions ended after one page without any interaction, "
        "50 points lower than in the previous period."
    )
    assert answer("magnet_conversion", "fr") == (
        "Du 10 au 12 novembre 2026, 66,7 % des visiteurs qui ont vu un aimant l’ont obtenu. "
        "« guide » et « checklist » apportent le plus de prospects (1 chacun) ; "
        "« guide » apporte le plus de clients (1)."
    )
    # By first touch four channels brought one lead each: none is ahead.
    assert answer("channel_attribution", "en") == (
        "From 10 to 12 November 2026, 4 leads, 4 more leads than in the previous period."
    )
    # Eight sessions: too few to speak of half of them.
    assert answer("session_time", "en") == (
        "From 10 to 12 November 2026, a session lasted 48 s on average, 38 s more than in the previous period. "
        "Of that, 20 s was spent on the pages."
    )


def test_what_happens_now(reader: FlaskClient) -> None:
    """12 opened a page two minutes ago in a session that is older than 30; 13 has been silent for 19 minutes."""
    answer = reader.get("/sites/atelier.fr/realtime.json").get_json()
    figures = {key: figure["value"] for key, figure in answer["figures"].items()}
    assert figures == {"current_visitors": 1, "recent_visitors": 2, "recent_page_views": 2, "recent_leads": 0}
    assert rows(answer, "recent_pages", "path", "recent_visitors", "page_views") == [("/", 1, 1), ("/guide", 1, 1)]
    assert rows(answer, "recent_countries", "country", "recent_visitors") == [("BE", 1), ("FR", 1)]
    points = answer["series"]["recent_visitors"]["points"]
    assert len(points) == 30
    assert sum(point["value"] for point in points) == 3  # 13 in two minutes, 12 in one


def test_sessions_by_hour(reader: FlaskClient) -> None:
    """The hours of 12 November in Paris, and of the night in which the clock shows 2 twice."""
    asked = {"from": "2026-11-12", "to": "2026-11-12", "interval": "hour"}
    answer = reader.get("/sites/atelier.fr/overview.json", query_string=asked).get_json()
    points = answer["series"]["sessions"]["points"]
    assert [point["from"] for point in points[:2]] == ["2026-11-12T00:00", "2026-11-12T01:00"]
    assert sum(point["value"] for point in points) == answer["figures"]["sessions"]["value"] == 4


def funnel(reader: FlaskClient, days: dict[str, str], *steps: str, **options: str) -> list[int]:
    asked = {f"step{number}": step for number, step in enumerate(steps, start=1)}
    answer = reader.get("/sites/atelier.fr/funnel.json", query_string=days | asked | options).get_json()
    found = rows(answer, "steps", "step", "mark", "step_visitors", "first_visitors", "previous_visitors")
    reached = [row[2] for row in found]
    assert [row[1] for row in found] == list(steps)
    assert found == [
        (number, step, *counts)
        for number, (step, *counts) in enumerate(
            zip(steps, reached, [reached[0]] * len(reached), [reached[0], *reached], strict=False), start=1
        )
    ]
    assert answer["figures"]["through_rate"]["numerator"] == reached[-1]
    assert answer["figures"]["through_rate"]["denominator"] == reached[0]
    return reached


def test_funnels(reader: FlaskClient, days: dict[str, str]) -> None:
    # all seven opened a page; 1 and 5 opened the guide after another page, and sent a form after that. 3 opened the
    # guide first: one page view is not two steps.
    read_and_sent = ("event:pageview", "page:/guide", "event:form_submit")
    assert funnel(reader, days, *read_and_sent) == [7, 2, 2]
    # 5 opened the guide 3,600 s after its first page, which is within the hour, and sent the form 30 s later
    assert funnel(reader, days, *read_and_sent, within="3600") == [7, 2, 1]
    # / was opened by 1, 2, 4, 5, 6 and 7; of them 1, 5, 6 and 7 sent a form; in strict order the guide may not come
    # between, as it did for 1 and 5
    with_guide = ("page:/", "event:form_submit", "page:/guide")
    assert funnel(reader, days, *with_guide) == [6, 4, 0]
    assert funnel(reader, days, *with_guide, order="strict") == [6, 2, 0]
    assert funnel(reader, days, "page:/*", "magnet:guide") == [7, 1]
    assert funnel(reader, days, "page:/", "form:contact") == [6, 2]
    # who takes the second step without the first is nobody in it
    assert funnel(reader, days, "event:nothing", "page:/*") == [0, 0]


def test_one_step_is_no_funnel(reader: FlaskClient, days: dict[str, str]) -> None:
    assert reader.get("/sites/atelier.fr/funnel", query_string=days | {"step3": "page:/"}).status_code == 400
    assert reader.get("/sites/atelier.fr/funnel", query_string=days | {"step1": "nonsense"}).status_code == 400


def test_paths(reader: FlaskClient, days: dict[str, str]) -> None:
    def after(*pages: str) -> list[tuple[Any, ...]]:
        asked = {f"page{number}": page for number, page in enumerate(pages, start=1)}
        answer = reader.get("/sites/atelier.fr/paths.json", query_string=days | asked).get_json()
        return rows(answer, "next_pages", "next_path", "path_sessions", "trail_sessions")

    assert after() == [("/", 6, 8), ("/guide", 2, 8)]
    # 2, 4 and the first of 5 left; 1, 6 and 7 went on
    assert after("/") == [("", 3, 6), ("/guide", 1, 6), ("/merci", 1, 6), ("/promo", 1, 6)]
    assert after("/", "/guide") == [("", 1, 1)]
    assert after("/guide") == [("", 3, 3)]
    assert after("/nowhere") == []


def test_three_steps_on(reader: FlaskClient, days: dict[str, str]) -> None:
    def flows(**asked: str) -> list[tuple[Any, ...]]:
        answer = reader.get("/sites/atelier.fr/paths.json", query_string=days | asked).get_json()
        keys = ("flow_step", "flow_from", "to_kind", "flow_to", "flow_sessions", "from_sessions")
        return rows(answer, "flows", *keys)

    # 1, 6 and 7 went on from the home page, and then left; 2, 4 and the first of 5 left there, two left the guide
    assert flows() == [
        (1, "", "page", "/", 6, 8),
        (1, "", "page", "/guide", 2, 8),
        (2, "/", "left", "", 3, 6),
        (2, "/guide", "left", "", 2, 2),
        (2, "/", "page", "/guide", 1, 6),
        (2, "/", "page", "/merci", 1, 6),
        (2, "/", "page", "/promo", 1, 6),
        (3, "/guide", "left", "", 1, 1),
        (3, "/merci", "left", "", 1, 1),
        (3, "/promo", "left", "", 1, 1),
    ]
    assert flows(page1="/", page2="/guide") == [(1, "/guide", "left", "", 1, 1)]
    assert flows(page1="/nowhere") == []
    page = reader.get("/sites/atelier.fr/paths", query_string=days).text
    assert page.count('class="flow-band') == len(flows())


def test_the_quadrants_and_where_tire_kickers_come_from(read: Any) -> None:
    tables = read("interest_matrix")["tables"]
    rows = [(row["quadrant"], row["leads"], row["customers"], row["revenue"]) for row in tables["quadrants"]["rows"]]
    # leads 1, 3, 2 and 4; lead 4 was never scored, and bought for 1 000 and 250.50
    expected = [("both", 1, 1, 500), ("interesting", 1, 0, 0), ("interested", 1, 0, 0), ("neither", 1, 1, 1250.5)]
    assert rows == expected
    magnets = {
        row["magnet"]: (row["tire_kicker_leads"], row["leads"], row["tire_kickers"])
        for row in tables["kicker_magnets"]["rows"]
    }
    assert magnets == {"checklist": (1, 1, 100), "guide": (0, 1, 0), "": (0, 2, 0)}
    # visitor 5 came from Instagram first, and directly when the form was sent
    (first, *_) = tables["kicker_sources"]["rows"]
    assert (first["channel"], first["source"], first["tire_kicker_leads"]) == ("Direct", "(direct)", 1)
    assert sum(row["leads"] for row in tables["kicker_sources"]["rows"]) == 4


@pytest.mark.parametrize(
    ("dated", "reached"),
    [
        # Of the leads of the 10th to the 15th, 1 and 4 became customers, 4 on the 18th.
        ("lead", {"1": (1, 1, 1), "4": (1, 1, 1)}),
        # In those days 1 became one, on the 15th.
        ("sale", {"1": (1, 1, 1)}),
    ],
)
def test_what_leads_reached_stands_with_their_touch(
    reader: FlaskClient, dated: str, reached: dict[str, tuple[int, int, int]]
) -> None:
    """Lead 1 came by Google and the guide, 2 and 3 directly, 2 for the checklist, 4 by the campaign promo."""
    query = {"from": "2026-11-10", "to": "2026-11-15", "dated": dated}
    answer = reader.get("/sites/atelier.fr/acquisition_cost.json", query_string=query).get_json()
    one, four = reached["1"], reached.get("4", (0, 0, 0))
    names = {
        "cost_channels": {"Organic Search": (1, *one), "Direct": (2, 0, 0, 0), "Paid Social": (1, *four)},
        "cost_sources": {"Google": (1, *one), "(direct)": (2, 0, 0, 0), "Facebook": (1, *four)},
        "cost_campaigns": {"": (3, *one), "promo": (1, *four)},
        "cost_magnets": {"guide": (1, *one), "checklist": (1, 0, 0, 0), "": (2, *four)},
    }
    for table, expected in names.items():
        told = [row for row in answer["tables"][table]["rows"] if row["leads"]]
        label = answer["tables"][table]["columns"][0]["key"]
        counts = ("leads", "mql_leads", "sql_leads", "customers")
        assert {row[label]: tuple(row[count] for count in counts) for row in told} == expected, table
