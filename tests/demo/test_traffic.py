"""The simulated traffic is the same for the same seed, decodes as an import, and has the patterns it promises."""

from __future__ import annotations

import html
import re
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from flask import Flask

from collector.event import ImportedEvent, SentChange, SentCost, SentEmail, SentLead, SentMetric
from collector.lead_spam import find_spam
from collector.metric import METRICS
from collector.score import DEFAULT_RULES, Behaviour
from leadpump.demo import SITE
from leadpump.demo.cost import SPENDINGS
from leadpump.demo.fault import COST_FAULTS, EVENT_FAULTS, STAGE_FAULTS
from leadpump.demo.machine import CRAWLERS
from leadpump.demo.outside import DAYS_BEFORE
from leadpump.demo.page import CHECKLIST, HOME, PRICES, QUOTE, STAND
from leadpump.demo.pages import create_demo
from leadpump.demo.question import BUDGET, BUDGETS, NOT_ASKED, SCORE_RULES
from leadpump.demo.story import Story, local_time
from leadpump.demo.traffic import Timed, Traffic, simulate
from leadpump.demo.walk import Item
from reports.pages import install_language
from tests.demo.conftest import STORY, UNTIL, Made

SHORT = Story(STORY.start, 12)
SHORT_END = datetime(2026, 9, 4, 20, 0, tzinfo=UTC)
ORDER = ("contacted", "mql", "sql", "opportunity", "customer")


def parts(traffic: Traffic) -> list[list[Timed]]:
    return [traffic.events, traffic.leads, traffic.stages, traffic.costs, traffic.metrics, traffic.emails]


def written(traffic: Traffic) -> bytes:
    return msgspec.json.encode(
        [traffic.events, traffic.leads, traffic.stages, traffic.costs, traffic.metrics, traffic.emails]
    )


def sound(timed: list[Timed]) -> list[Item]:
    return [one.item for one in timed if one.sound]


def people(traffic: Traffic) -> list[Item]:
    return [event for event in sound(traffic.events) if event["user_agent"] not in CRAWLERS]


def leads(traffic: Traffic, magnet: str) -> dict[str, Item]:
    return {
        event["id"]: event for event in people(traffic) if event["name"] == "form_submit" and event["magnet"] == magnet
    }


def stages_of(traffic: Traffic, magnet: str) -> Counter[str]:
    made = leads(traffic, magnet)
    return Counter(stage["stage"] for stage in stages(traffic) if stage["lead"] in made)


def stages(traffic: Traffic) -> list[Item]:
    """Changes that are a stage reached."""
    return [item for item in sound(traffic.stages) if "stage" in item]


@pytest.fixture(scope="module")
def short() -> Traffic:
    return simulate(7, SHORT, SHORT_END)


def test_the_same_seed_and_story_give_the_same_bytes(short: Traffic) -> None:
    assert written(simulate(7, SHORT, SHORT_END)) == written(short)


def test_another_seed_gives_other_traffic(short: Traffic) -> None:
    assert written(simulate(8, SHORT, SHORT_END)) != written(short)


def test_a_story_told_in_two_parts_is_the_story_told_at_once(short: Traffic) -> None:
    middle = SHORT_END - timedelta(days=3, hours=5)
    first = simulate(7, SHORT, middle)
    second = simulate(7, SHORT, SHORT_END, since=middle)
    assert first.events + second.events == short.events
    assert first.stages + second.stages == short.stages
    assert first.costs + second.costs == short.costs
    assert first.metrics + second.metrics == short.metrics
    assert first.emails + second.emails == short.emails
    assert first.leads + second.leads == short.leads


def test_ninety_days_are_made_in_seconds(several: list[Made]) -> None:
    assert sum(made.seconds for made in several) < 3 * 15, "5 s of the processor, whatever else it does"


def test_every_sound_item_decodes_as_an_import(traffic: Traffic) -> None:
    msgspec.json.decode(msgspec.json.encode(sound(traffic.events)), type=list[ImportedEvent])
    msgspec.json.decode(msgspec.json.encode(sound(traffic.stages)), type=list[SentChange])
    msgspec.json.decode(msgspec.json.encode(sound(traffic.costs)), type=list[SentCost])
    msgspec.json.decode(msgspec.json.encode(sound(traffic.leads)), type=list[SentLead])
    msgspec.json.decode(msgspec.json.encode(sound(traffic.metrics)), type=list[SentMetric])
    msgspec.json.decode(msgspec.json.encode(sound(traffic.emails)), type=list[SentEmail])


@pytest.mark.parametrize(("part", "kind"), [("events", ImportedEvent), ("stages", SentChange), ("costs", SentCost)])
def test_every_bad_item_is_refused(traffic: Traffic, part: str, kind: type) -> None:
    bad = [one.item for one in getattr(traffic, part) if not one.sound]
    assert bad
    for item in bad:
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(msgspec.json.encode(item), type=kind)


def test_each_fault_alone_makes_a_sound_item_bad(traffic: Traffic) -> None:
    kinds = (
        (EVENT_FAULTS, traffic.events, ImportedEvent),
        (STAGE_FAULTS, traffic.stages, SentChange),
        (COST_FAULTS, traffic.costs, SentCost),
    )
    for faults, timed, kind in kinds:
        item = sound(timed)[0]
        for spoil in faults:
            with pytest.raises(msgspec.ValidationError):
                msgspec.convert(spoil(item), type=kind)


def test_ids_are_given_once(traffic: Traffic) -> None:
    ids = [item["id"] for timed in parts(traffic) for item in sound(timed)]
    assert len(ids) == len(set(ids))


def test_everything_lies_within_the_story_and_in_order_of_time(traffic: Traffic) -> None:
    for timed in parts(traffic):
        times = [one.ts for one in timed]
        assert times == sorted(times)
        assert local_time(times[0]).date() >= STORY.start
        assert times[-1] <= UNTIL.timestamp() * 1000


def test_a_page_view_is_its_own_page_and_every_other_event_names_one(traffic: Traffic) -> None:
    pages: set[str] = set()
    for event in sound(traffic.events):
        assert event["site"] == SITE.name
        assert event["url"].startswith("https://toits-de-loire.example/demo/")
        if event["name"] == "pageview":
            assert event["id"] == event["page"]
            pages.add(event["page"])
        else:
            # A page opened in the last minute before the story began is not part of it.
            assert event["page"] in pages or event["ts"] < traffic.events[0].ts + 3_600_000


def test_simulated_visits_read_the_pages_that_the_product_serves(traffic: Traffic) -> None:
    app = Flask(__name__)
    install_language(app)
    app.register_blueprint(create_demo())
    client = app.test_client()
    addresses = {event["url"].partition("?")[0] for event in people(traffic)}
    addresses |= {event["target"] for event in people(traffic) if event["name"] == "download"}
    assert len(addresses) == 7
    for address in addresses:
        with client.get(address.removeprefix("https://toits-de-loire.example")) as response:
            assert response.status_code == 200, address


def test_there_are_a_hundred_and_more_sessions_a_day_and_they_grow(traffic: Traffic) -> None:
    days = Counter(local_time(ts).date() for ts in session_starts(traffic))
    mean = sum(days.values()) / STORY.days
    assert 100 < mean < 160
    first, last = STORY.day(0.3), STORY.day(0.75)
    early = sum(count for day, count in days.items() if day < first) / 27
    late = sum(count for day, count in days.items() if day >= last) / 23
    assert late > early * 1.25


def session_starts(traffic: Traffic) -> list[int]:
    """Times of the first events of sessions, a gap of more than 30 minutes between two."""
    seen: dict[str, int] = {}
    starts = []
    for event in people(traffic):
        if event["ts"] - seen.get(event["visitor"], -(10**15)) > 1_800_000:
            starts.append(event["ts"])
        seen[event["visitor"]] = event["ts"]
    return starts


def test_evenings_and_week_ends_are_busy_and_the_bad_week_is_not(traffic: Traffic) -> None:
    moments = [local_time(ts) for ts in session_starts(traffic)]
    by_hour = Counter(moment.hour for moment in moments)
    assert by_hour[20] > by_hour[15] > by_hour[3] * 5
    by_weekday = Counter(moment.weekday() for moment in moments)
    assert by_weekday[6] > by_weekday[4]
    by_day = Counter(moment.date() for moment in moments)
    bad = [count for day, count in by_day.items() if STORY.in_bad_week(day)]
    assert len(bad) == 7
    assert sum(bad) / 7 < 0.8 * len(moments) / STORY.days


def test_a_short_story_has_no_bad_week() -> None:
    short = Story(STORY.start, 14)
    assert not any(short.in_bad_week(short.day(part / 14)) for part in range(14))


def test_campaigns_begin_when_the_story_says(traffic: Traffic) -> None:
    first: dict[str, int] = {}
    for event in people(traffic):
        for campaign in ("isolation-combles", "checklist-combles"):
            if f"utm_campaign={campaign}" in event["url"]:
                first.setdefault(campaign, event["ts"])
    assert local_time(first["isolation-combles"]).date() == STORY.campaign_starts
    assert local_time(first["checklist-combles"]).date() == STORY.facebook_starts


def test_some_named_visitors_come_back_and_the_others_have_another_name_each_day(traffic: Traffic) -> None:
    days: dict[str, set[object]] = defaultdict(set)
    for event in people(traffic):
        days[event["visitor"]].add(local_time(event["ts"]).date())
    named = [seen for visitor, seen in days.items() if "-" not in visitor]
    others = [seen for visitor, seen in days.items() if "-" in visitor]
    assert 0.3 < len(named) / len(days) < 0.5
    assert 0.1 < sum(len(seen) > 1 for seen in named) / len(named) < 0.3
    assert all(len(seen) == 1 for seen in others)


def test_the_checklist_brings_more_leads_and_the_quote_more_customers(traffic: Traffic) -> None:
    checklist, quote = stages_of(traffic, CHECKLIST), stages_of(traffic, QUOTE)
    many, few = len(leads(traffic, CHECKLIST)), len(leads(traffic, QUOTE))
    assert many > 1.5 * few
    assert quote["customer"] / few > 4 * checklist["customer"] / many
    assert checklist["customer"] > 0


def test_the_funnel_narrows_and_each_lead_walks_it_in_order(traffic: Traffic) -> None:
    counts = [stages_of(traffic, CHECKLIST) + stages_of(traffic, QUOTE)]
    reached = [counts[0][name] for name in ORDER]
    assert all(before > after > 0 for before, after in pairwise(reached))
    made = leads(traffic, CHECKLIST) | leads(traffic, QUOTE) | {item["id"]: item for item in sound(traffic.leads)}
    walked: dict[str, list[Item]] = defaultdict(list)
    for stage in stages(traffic):
        walked[stage["lead"]].append(stage)
    assert walked.keys() <= made.keys()
    for lead, steps in walked.items():
        names = [stage["stage"] for stage in steps if stage["stage"] != "lost"]
        assert tuple(names) == ORDER[: len(names)]
        assert all(stage["ts"] > made[lead]["ts"] for stage in steps)


def test_sales_have_revenue_and_losses_a_reason(traffic: Traffic) -> None:
    told = stages(traffic)
    assert all(stage["value"] > 0 and stage["currency"] == "EUR" for stage in told if stage["stage"] == "customer")
    reasons = Counter(stage["reason"] for stage in told if stage["stage"] == "lost")
    assert reasons["no_answer"] > 0
    assert all(reasons)
    assert len(reasons) > 4


def test_costs_are_daily_and_advertisements_pause_in_the_bad_week(traffic: Traffic) -> None:
    by_day: dict[str, set[str]] = defaultdict(set)
    for cost in sound(traffic.costs):
        by_day[cost["day"]].add(cost["channel"])
    assert len(by_day) == STORY.days - 1, "today is not over"
    assert by_day[STORY.day(0.57).isoformat()] == {"", "Organic Search", "Email"}
    assert by_day[STORY.day(0.9).isoformat()] == {spending.channel for spending in SPENDINGS} - {"Salons"}
    assert sum("Salons" in channels for channels in by_day.values()) == 3, "the days of the fair"


def test_magnets_sections_links_and_own_events_are_all_there(traffic: Traffic) -> None:
    names = Counter(event["name"] for event in people(traffic))
    for name in (
        "section",
        "magnet_view",
        "form_view",
        "form_start",
        "form_field",
        "form_submit",
        "download",
        "outbound",
    ):
        assert names[name] > 50, name
    assert names["Clic sur le téléphone"] > 20
    assert names["Question ouverte"] > 20
    assert names["form_view"] > names["form_start"] > names["form_submit"]


def test_who_begins_a_form_sends_it_or_gives_it_up_at_one_of_its_fields(traffic: Traffic) -> None:
    names = Counter(event["name"] for event in people(traffic))
    # What was begun in the last minutes before the end is neither yet.
    assert 0 <= names["form_start"] - names["form_submit"] - names["form_field"] < 5
    app = Flask(__name__)
    install_language(app)
    app.register_blueprint(create_demo())
    client = app.test_client()
    pages = {CHECKLIST: client.get(HOME.path).text, QUOTE: client.get(PRICES.path).text}
    given_up = Counter(
        (event["form"], event["props"]["field"]) for event in people(traffic) if event["name"] == "form_field"
    )
    assert all(f'name="{field}"' in pages[form] for form, field in given_up)
    at_the_quote = {field: count for (form, field), count in given_up.items() if form == QUOTE}
    assert max(at_the_quote, key=lambda field: at_the_quote[field]) == "phone"


def test_the_answers_are_those_that_the_forms_offer(traffic: Traffic) -> None:
    app = Flask(__name__)
    install_language(app)
    app.register_blueprint(create_demo())
    client = app.test_client()
    for form, page in ((CHECKLIST, HOME), (QUOTE, PRICES)):
        asked = re.findall(r'data-leadpump-answer="(.*?)">(.*?)</select>', client.get(page.path).text, re.S)
        offered = {
            name: {html.unescape(text) for text in re.findall(r"<option>(.*?)</option>", options)}
            for name, options in asked
        }
        given: dict[str, set[str]] = defaultdict(set)
        for event in leads(traffic, form).values():
            for question, answer in event["answers"].items():
                given[question].add(answer)
        assert given == offered


def test_the_rules_of_the_demo_are_met_by_its_leads(traffic: Traffic) -> None:
    sent = [event["answers"] for form in (CHECKLIST, QUOTE) for event in leads(traffic, form).values()]
    rules = [
        rule for rule in (*DEFAULT_RULES, *SCORE_RULES) if rule.field == "answer" and rule.question not in NOT_ASKED
    ]
    assert len(rules) == 4
    for rule in rules:
        met = [rule.holds(answers, (), Behaviour()) for answers in sent]
        assert any(met), rule
    assert not all(SCORE_RULES[0].holds(answers, (), Behaviour()) for answers in sent)


def test_most_of_those_at_the_fair_sat_down(traffic: Traffic) -> None:
    came = {item["id"]: item["ts"] for item in sound(traffic.leads) if item.get("magnet") == STAND}
    met = [item for item in sound(traffic.stages) if item.get("kind") == "meeting" and item["lead"] in came]
    assert len(came) / 3 < len(met) < len(came)
    assert all(item["ts"] > came[item["lead"]] for item in met)


def test_machines_come_every_day(traffic: Traffic) -> None:
    agents = Counter(event["user_agent"] for event in sound(traffic.events))
    assert all(agents[crawler] > 50 for crawler in CRAWLERS)


def test_forms_and_leads_from_elsewhere_say_who_nobody_is(traffic: Traffic) -> None:
    told = [item["fields"] for item in (*leads(traffic, CHECKLIST).values(), *leads(traffic, QUOTE).values())]
    told += [item["fields"] for item in sound(traffic.leads)]
    assert all(fields["email"].endswith(".example") for fields in told if "email" in fields)
    assert all(fields["phone"].startswith("01 99 00 ") for fields in told if "phone" in fields)
    assert {"Salons", "Téléphone", "Bouche-à-oreille"} == {
        item["channel"] for item in sound(traffic.leads) if "channel" in item
    }


def test_leads_from_elsewhere_are_followed_up(traffic: Traffic) -> None:
    made = {item["id"]: item["ts"] for item in sound(traffic.leads)}
    reached = [stage for stage in stages(traffic) if stage["lead"] in made]
    assert {"contacted", "customer", "lost"} <= {stage["stage"] for stage in reached}
    assert all(stage["ts"] > made[stage["lead"]] for stage in reached)


def test_customers_buy_again_are_paid_back_and_answer_after_their_first_sale(traffic: Traffic) -> None:
    sold = {item["lead"]: item["ts"] for item in stages(traffic) if item["stage"] == "customer"}
    told = [item for item in sound(traffic.stages) if item.get("kind") in ("nps", "sale", "refund")]
    after = [item for item in told if item["lead"] in sold]
    # Whom a customer sent may sign at once, without a call.
    at_once = [item for item in told if item["lead"] not in sold]
    assert {item["kind"] for item in at_once} == {"sale"}
    called = {item["lead"] for item in sound(traffic.stages) if item.get("kind") in ("call", "email", "meeting")}
    assert not called & {item["lead"] for item in at_once}
    kinds = Counter(item["kind"] for item in after)
    assert kinds["nps"] > kinds["sale"] > kinds["refund"] > 0
    assert all(item["ts"] > sold[item["lead"]] for item in after)
    points = [item["value"] for item in after if item["kind"] == "nps"]
    assert min(points) <= 6 < 9 <= max(points)


def test_leads_are_called_and_written_to_once_they_are_there(traffic: Traffic) -> None:
    said = [item for item in sound(traffic.stages) if item.get("kind") in ("call", "email", "meeting", "note")]
    kinds = Counter(item["kind"] for item in said)
    assert kinds["call"] > kinds["email"] > kinds["meeting"] > 0
    assert kinds["note"] > 10
    assert sum("note" in item for item in said) > 50
    contacted = {item["lead"]: item["ts"] for item in stages(traffic) if item["stage"] == "contacted"}
    assert all(item["ts"] >= contacted[item["lead"]] for item in said if item["kind"] != "meeting")


def test_a_few_leads_are_spam(traffic: Traffic) -> None:
    spam = {
        find_spam(item["fields"], item["fields"], {})
        for item in sound(traffic.leads)
        if item["fields"].get("email", "").endswith("@robots.example")
    }
    assert spam == {"honeypot", "links"}


def test_others_count_the_business_every_day_and_another_counter_counted_before(traffic: Traffic) -> None:
    told: dict[str, list[dict[str, Any]]] = {}
    for metric in sound(traffic.metrics):
        told.setdefault(metric["metric"], []).append(metric)
    assert {name for name in told if not name.startswith("history_")} == set(METRICS)
    followers = [one["value"] for one in told["social_followers"] if one["dimension"] == "Instagram"]
    assert len(followers) >= STORY.days - 1
    assert followers == sorted(followers)
    days = [str(one["day"]) for one in told["history_visitors"]]
    assert (len(days), max(days)) == (DAYS_BEFORE, f"{STORY.start - timedelta(days=1)}")


def test_newsletters_and_a_sequence_with_a_weak_step_are_sent(traffic: Traffic) -> None:
    mails = sound(traffic.emails)
    letters = {mail["campaign"] for mail in mails if "campaign" in mail}
    assert 5 <= len(letters) <= 7
    steps: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for mail in mails:
        steps[mail.get("step", 0)][mail["kind"]] += 1
    rates = {step: told["clicked"] / told["delivered"] for step, told in steps.items()}
    assert set(rates) == {0, 1, 2, 3}
    assert rates[2] < 0.4 * min(rates[1], rates[3])
    assert min(told["delivered"] for told in steps.values()) >= 50
    assert steps[0].keys() >= {"delivered", "opened", "machine_opened", "clicked", "bounced_hard", "unsubscribed"}


def test_every_click_in_an_email_is_a_visit_with_its_campaign(traffic: Traffic) -> None:
    arrived = {event["ts"]: event["url"] for event in people(traffic) if event["name"] == "pageview"}
    clicks = [mail for mail in sound(traffic.emails) if mail["kind"] == "clicked"]
    assert len(clicks) > 100
    for mail in clicks:
        assert f"utm_campaign={mail.get('utm_campaign') or mail['campaign']}" in arrived[mail["ts"] + 1000]


def test_prompt_calls_and_leads_with_means_who_read_sell_more(several: list[Made]) -> None:
    """What the reports on response times and on the matrix are to show; of several stories, for customers are few."""
    delays: defaultdict[str, list[bool]] = defaultdict(list)
    kinds: defaultdict[str, list[bool]] = defaultdict(list)
    for traffic in [made.traffic for made in several]:
        sent = {event["id"]: event for event in people(traffic) if event["name"] == "form_submit"}
        views = Counter(event["visitor"] for event in people(traffic) if event["name"] == "pageview")
        contacted = {item["lead"]: item["ts"] for item in stages(traffic) if item["stage"] == "contacted"}
        won = {item["lead"] for item in stages(traffic) if item["stage"] == "customer"}
        for lead, event in sent.items():
            has_means = event["answers"][BUDGET] in BUDGETS[2:]
            kinds[f"{'means' if has_means else 'none'}, {'read' if views[event['visitor']] >= 3 else 'passed'}"].append(
                lead in won
            )
            if lead in contacted:
                hours = (contacted[lead] - event["ts"]) / 3_600_000
                delays["prompt" if hours <= 4 else "next day" if hours <= 24 else "late"].append(lead in won)
    rates = {name: sum(found) / len(found) for name, found in (delays | kinds).items()}
    assert rates["prompt"] > 1.5 * rates["next day"] > 2 * rates["late"]
    assert rates["means, read"] > 1.5 * max(rates["none, read"], rates["none, passed"])
    assert rates["means, read"] > rates["means, passed"]


def test_a_section_is_read_until_the_next_one(traffic: Traffic) -> None:
    told: defaultdict[str, list[float]] = defaultdict(list)
    for event in people(traffic):
        if event["name"] == "section":
            told[event["section"]].append(event["props"]["seconds"])
    means = {section: sum(times) / len(times) for section, times in told.items()}
    # The magnet that lies within it does not end it.
    assert means["Checklist"] > 4
    assert means["Demande de devis"] > 8
