"""Shared links as people make them, and what whoever follows one can see: those reports, and nothing else."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from leadpump.records import Records
from leadpump.records.shared_link import NewLink
from reports.registry import REPORTS
from reports.segment import Segment
from reports.shared import SHAREABLE, UNNARROWED
from tests.pages.conftest import Browser

PAGE = "/sites/fleurs.fr/shared-links"
LINK = re.compile(r"http://localhost(/shared/[\w-]{43}/)")
SECRET = "trois lapins"


def visitor(app: Flask) -> Browser:
    return Browser(app.test_client())


def share(
    records: Records,
    *filters: str,
    report: str = "",
    password: str = "",
    label: str = "For the agency",
    ends: datetime | None = None,
) -> str:
    token = records.people.share("owner", "fleurs.fr", NewLink(label, report, filters, password, ends))
    return f"/shared/{token}/"


def test_a_link_says_who_made_it_as_the_log_does(owner: Browser, records: Records) -> None:
    share(records)
    records.people.share("command leadpump", "fleurs.fr", NewLink("For nobody", "", (), "", None))
    page = owner.get("/sites/fleurs.fr/shared-links").text
    assert page.count("made by owner") == 1
    assert page.count("made by Command line") == 1


def links_of(page: str) -> set[str]:
    """Every address that the page loads, leads to or sends a form to."""
    return set(re.findall(r'(?:href|src|action)="([^"]+)"', page))


def test_sharing_takes_two_clicks_from_a_report(owner: Browser, app: Flask) -> None:
    report = owner.get("/sites/fleurs.fr/bounce_rate?filter=device:is:mobile&filter=channel:is:Email").text
    (address,) = re.findall(r'href="([^"]+)"[^>]*>Share …', report)
    form = owner.get(address.replace("&amp;", "&")).text
    assert re.findall(r'name="filter" value="([^"]+)"', form) == ["device:is:mobile", "channel:is:Email"]
    assert '<option value="bounce_rate" selected>' in form
    made = owner.client.post(
        PAGE,
        data={
            "csrf_token": owner.form_token,
            "report": "bounce_rate",
            "lasts": "90",
            "filter": ["device:is:mobile", "channel:is:Email"],
        },
        headers={"Accept-Language": "en"},
    )
    (link,) = set(LINK.findall(made.text))
    assert link not in owner.get(PAGE).text
    assert visitor(app).get(link).location == f"{link}bounce_rate"
    page = visitor(app).get(f"{link}bounce_rate")
    assert page.status_code == 200
    assert "Device is Phone" in page.text


def test_a_segment_goes_with_the_link_as_its_filters(owner: Browser, records: Records) -> None:
    segment = records.add_segment("fleurs.fr", "Phones", ["device:is:mobile"])
    assert isinstance(segment, Segment)
    form = owner.get(f"{PAGE}?segment=phones&filter=country:is:FR").text
    assert re.findall(r'name="filter" value="([^"]+)"', form) == ["device:is:mobile", "country:is:FR"]


def test_a_visitor_gets_reports_and_no_way_to_anything_else(
    owner: Browser,  # noqa: ARG001
    records: Records,
    app: Flask,
) -> None:
    home = share(records, "device:is:mobile")
    guest = visitor(app)
    for kind in SHAREABLE:
        answer = guest.get(home if kind.name == "overview" else f"{home}{kind.name}")
        if kind.name in UNNARROWED:
            assert answer.status_code == 404, kind.name
            continue
        assert answer.status_code == 200, kind.name
        own = (home, "/assets/", "/language/", "#", "?")
        assert [link for link in links_of(answer.text) if not link.startswith(own)] == [], kind.name
        assert "For the agency" not in answer.text
        assert "Pains" not in answer.text
        assert 'method="post"' not in answer.text
        headers = answer.headers
        assert (headers["Referrer-Policy"], headers["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")
        assert '<meta name="referrer" content="no-referrer">' in answer.text
        assert headers["Cache-Control"] == "no-store"


def test_a_link_to_one_report_shows_no_other(owner: Browser, records: Records, app: Flask) -> None:  # noqa: ARG001
    home = share(records, report="bounce_rate")
    guest = visitor(app)
    assert guest.get(home).location == f"{home}bounce_rate"
    assert guest.get(f"{home}bounce_rate").status_code == 200
    assert 'class="rooms' not in guest.get(f"{home}bounce_rate").text
    for kind in REPORTS:
        for ending in (".json", ".csv", ""):
            if kind.name not in ("bounce_rate", "overview"):
                answer = guest.get(f"{home}{kind.name}{ending}")
                assert answer.status_code == 404, kind.name
                assert "/sites/" not in answer.text
    assert guest.get(f"{home}overview.json").status_code == 404
    for other in ("leads", "leads.csv", "costs", "install", "members", "data_quality"):
        assert guest.get(f"{home}{other}").status_code == 404


def test_the_filters_of_a_link_cannot_be_taken_away(owner: Browser, records: Records, app: Flask) -> None:  # noqa: ARG001
    records.add_segment("fleurs.fr", "Everybody", ["device:is_not:tv"])
    home = share(records, "channel:is:Email")
    guest = visitor(app)
    for query in ("", "?filter=channel:is:Direct", "?segment=everybody", "?period=7d&compare=year&filter=device:is:tv"):
        answer = guest.get(f"{home}bounce_rate.json{query}")
        assert answer.json is not None
        assert answer.json["segment"] is None
        asked = [one.split(":")[-1] for one in parse_qs(urlsplit(query).query).get("filter", [])]
        assert [one["values"] for one in answer.json["filters"]] == [["Email"], *([one] for one in asked)]
    page = guest.get(f"{home}bounce_rate?filter=device:is:tv").text
    assert page.count('class="chip chip-fixed"') == 1
    assert page.count("Remove the filter") == 1
    assert guest.get(f"{home}bounce_rate?filter=nonsense").status_code == 400
    added = guest.get(f"{home}bounce_rate?dimension=device&operator=is&value=tv")
    assert (added.status_code, added.location) == (303, f"{home}bounce_rate?filter=device:is:tv")


def test_period_and_language_can_be_changed(owner: Browser, records: Records, app: Flask) -> None:  # noqa: ARG001
    home = share(records)
    guest = visitor(app)
    page = guest.get(f"{home}bounce_rate?period=7d").text
    assert f"{home}bounce_rate?period=90d" in page
    (switch,) = re.findall(r'href="(/language/fr[^"]+)"', page)
    answer = guest.get(switch)
    assert answer.location == f"{home}bounce_rate?period=7d"
    assert '<html lang="fr">' in guest.get(answer.location).text


def test_a_link_ends(owner: Browser, records: Records, app: Flask) -> None:
    soon = datetime.now(UTC) + timedelta(hours=1)
    home, removed = share(records, ends=soon), share(records)
    assert visitor(app).get(home).status_code == 200
    number = records.people.shared_links_of("fleurs.fr")[0].id
    owner.get(PAGE)
    assert owner.submit(f"/sites/pains.fr/shared-links/{number}/remove").status_code == 404
    assert owner.submit(f"{PAGE}/{number}/remove").location == PAGE
    assert visitor(app).get(removed).status_code == 404
    assert visitor(app).get(f"{removed}bounce_rate.csv").status_code == 404
    records.people._clock = lambda: soon
    assert visitor(app).get(home).status_code == 404
    assert visitor(app).get(f"{home}password").status_code == 404
    assert records.people.shared_links_of("fleurs.fr") == []


def test_a_password_is_asked_for_and_guesses_are_few(owner: Browser, records: Records, app: Flask) -> None:  # noqa: ARG001
    home = share(records, password=SECRET)
    guest = visitor(app)
    door = guest.get(f"{home}bounce_rate?period=7d").location
    assert door.startswith(f"{home}password?next=")
    form = guest.get(door)
    assert "Fleurs" not in form.text
    assert guest.get(f"{home}bounce_rate.json").status_code == 303
    wanted = f"{home}bounce_rate?period=7d"
    assert guest.submit(f"{home}password", password="wrong", next=wanted).status_code == 401
    assert guest.submit(f"{home}password", password=SECRET, next=wanted).location == wanted
    assert guest.get(wanted).status_code == 200
    assert guest.get(f"{home}bounce_rate.json").status_code == 200
    other = share(records, password=SECRET)
    assert guest.get(other).location.startswith(f"{other}password")
    guest.get(f"{other}password")
    for address in ("//evil.example", "/sites/", "https://evil.example"):
        assert guest.submit(f"{home}password", password=SECRET, next=address).location == home
    guesser = visitor(app)
    guesser.get(f"{other}password")
    answers = [guesser.submit(f"{other}password", password="wrong").status_code for _ in range(6)]
    assert answers == [401, 401, 401, 401, 401, 429]
    late = guesser.submit(f"{other}password", password=SECRET)
    assert late.status_code == 429
    assert int(late.headers["Retry-After"]) > 600


def test_whoever_is_logged_in_sees_of_a_link_what_everybody_does(owner: Browser, records: Records) -> None:
    home = share(records, report="bounce_rate")
    page = owner.get(f"{home}bounce_rate").text
    assert "owner" not in page
    assert "Share …" not in page
    assert "/sites/" not in page


@pytest.mark.parametrize(
    "fields",
    [{"label": "x" * 61}, {"label": "a\x07b"}, {"password": "court"}, {"password": "x" * 129}],
    ids=["long label", "bell", "short password", "long password"],
)
def test_a_link_that_cannot_be_is_not_made(owner: Browser, records: Records, fields: dict[str, str]) -> None:
    owner.get(PAGE)
    assert owner.submit(PAGE, **{"lasts": "7", **fields}).status_code == 422
    assert records.people.shared_links_of("fleurs.fr") == []


@pytest.mark.parametrize(
    "fields", [{"lasts": "8"}, {"lasts": "7", "report": "data_quality"}, {"lasts": "7", "filter": "planet:is:Mars"}]
)
def test_what_the_form_does_not_offer_is_refused(owner: Browser, fields: dict[str, str]) -> None:
    owner.get(PAGE)
    assert owner.submit(PAGE, **fields).status_code == 400


def test_viewers_share_nothing_and_editors_do(member: Browser, records: Records, app: Flask) -> None:
    home = share(records)
    assert member.get(PAGE).status_code == 403
    member.get("/account")
    assert member.submit(PAGE, lasts="7").status_code == 403
    assert member.submit(f"{PAGE}/1/remove").status_code == 403
    assert "Share …" not in member.get("/sites/fleurs.fr/bounce_rate").text
    assert visitor(app).get(home).status_code == 200
    records.add_member("claire", "fleurs.fr", "editor")
    member.get(PAGE)
    assert LINK.search(member.submit(PAGE, lasts="", label="<b>Hop</b>").text)
    assert "&lt;b&gt;Hop" in member.get(PAGE).text


def test_what_is_taken_by_a_link_is_in_the_log(owner: Browser, records: Records, app: Flask) -> None:
    home = share(records)
    guest = visitor(app)
    guest.get(f"{home}bounce_rate.csv")
    guest.get(f"{home}bounce_rate")
    (deed,), _ = records.people.deeds_of("fleurs.fr", 0, 9)
    assert (deed.who, deed.what, deed.about) == ("link For the agency", "shared.as_csv_page", "bounce_rate")
    assert "Shared link For the agency" in owner.get("/sites/fleurs.fr/log").text


def test_who_has_not_given_the_password_has_taken_nothing(owner: Browser, records: Records, app: Flask) -> None:  # noqa: ARG001
    home = share(records, password=SECRET)
    assert visitor(app).get(f"{home}bounce_rate.csv").status_code == 303
    assert records.people.deeds_of(None, 0, 9) == ([], 0)
