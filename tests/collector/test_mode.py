"""What a site's mode forbids never reaches the disk, whatever is sent: the server's side of the tag's modes."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote
from uuid import UUID, uuid4

import pytest

from collector.enrich import milliseconds
from collector.mode import CLOCK_MS, LASTS_MS, Mode
from collector.record import EventRecord
from collector.replay import hand_over, kept_segments
from collector.site import KnownSite, hash_key, publish_sites
from tests.collector.conftest import KEY, NOON, Intaker, Pipeline
from tests.collector.test_receive import stored

NOW = milliseconds(NOON)
SECRET = "spring26"
"""Stands wherever a campaign, a click, a person or a path of another site could be told."""
FULL: dict[str, Any] = {
    "name": "form_submit",
    "url": f"https://example.fr/devis?utm_source={SECRET}&utm_medium={SECRET}&utm_campaign={SECRET}&utm_content={SECRET}"
    f"&utm_term={SECRET}&ref={SECRET}&gclid={SECRET}#{SECRET}",
    "referrer": f"https://blog.example.org/{SECRET}?q={SECRET}",
    "title": "Devis",
    "form": "devis",
    "props": {"utm_campaign": SECRET, "seconds": 3, "field": SECRET, SECRET: 1},
    "fields": {"email": f"{SECRET}@example.org"},
    "answers": {"budget": SECRET},
    "visitor": SECRET,
}
FORBIDDEN = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term", "named_source", "click_id", "props")


def id_given(age_ms: int) -> str:
    """A first-party id as the tag makes it, given so long ago."""
    return f"{uuid4()}{NOW - age_ms}"


def only(intaker: Intaker) -> EventRecord:
    (event,) = stored(intaker)
    assert isinstance(event, EventRecord)
    return event


def on_disk(intaker: Intaker) -> bytes:
    intaker.spool.seal()
    return b"".join(path.read_bytes() for path in intaker.folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("site", "said", "headers"),
    [
        ("exempt.fr", {}, {}),
        ("exempt.fr", {"consent": "granted"}, {}),
        ("exempt.fr", {"consent": "denied"}, {}),
        ("consent.fr", {}, {}),
        ("consent.fr", {"consent": "denied"}, {}),
        ("consent.fr", {"consent": "granted", "visitor": id_given(LASTS_MS)}, {}),
        ("consent.fr", {"consent": "granted", "visitor": f"a{'1' * 31}{NOW - LASTS_MS}"}, {}),
        ("cookieless.fr", {"consent": "denied"}, {}),
        ("example.fr", {"consent": "denied"}, {}),
        *(
            (site, {"consent": "granted"}, {"Sec_GPC": "1"})
            for site in ("example.fr", "cookieless.fr", "consent.fr", "exempt.fr")
        ),
    ],
)
def test_no_campaign_and_no_person_reach_the_disk(
    site: str, said: dict[str, str], headers: dict[str, str], intaker: Intaker
) -> None:
    sent_id = str(uuid4())
    answer = intaker.post(FULL | {"site": site, "id": sent_id} | said, **headers)
    assert answer.status_code == 202
    assert SECRET.encode() not in on_disk(intaker)
    event = only(intaker)
    assert not any(getattr(event, column) for column in FORBIDDEN)
    assert (event.path, event.form, event.referrer) == ("/devis", "devis", "blog.example.org")
    assert (event.source, event.channel) == ("blog.example.org", "Referral")
    assert event.id != UUID(sent_id)


@pytest.mark.parametrize(
    ("site", "said"),
    [
        ("example.fr", {}),
        ("cookieless.fr", {}),
        ("example.fr", {"consent": "granted", "visitor": id_given(0)}),
        ("consent.fr", {"consent": "granted"}),
        ("consent.fr", {"consent": "granted", "visitor": id_given(LASTS_MS - 1)}),
    ],
)
def test_otherwise_the_campaign_is_kept(site: str, said: dict[str, str], intaker: Intaker) -> None:
    intaker.post(FULL | {"site": site} | said)
    event = only(intaker)
    assert (event.utm_campaign, event.click_id, event.referrer) == (SECRET, "gclid", f"blog.example.org/{SECRET}")
    assert event.props["answer.budget"] == SECRET


@pytest.mark.parametrize(
    "url",
    [
        "https://example.fr/a#utm_campaign=spring26",
        "https://example.fr/a&utm_campaign=spring26",
        "https://example.fr/a;utm_campaign=spring26",
        "https://example.fr/a%3Futm_campaign=spring26",
        "https://example.fr/a%\t3futm_campaign=spring26",
        "https://example.fr/a%23spring26",
        "https://example.fr/a%253Futm_campaign%253Dspring26",
        "https://example.fr/a%26utm_campaign%3Dspring26",
        "https://example.fr/a%3Butm-campaign=spring26",
        "https://example.fr/a&%75tm_campaign=spring26",
        "https://example.fr/a,utm_campaign=spring26",
        "https://example.fr/a/gclid=spring26",
        "https://spring26@example.fr/a",
        "\thttps://example.fr/a\n?spring26",
    ],
)
def test_a_campaign_hides_in_no_part_of_an_address(url: str, intaker: Intaker) -> None:
    intaker.send("outbound", site="exempt.fr", url=url, target=url)
    assert SECRET.encode() not in on_disk(intaker)
    assert (only(intaker).path, only(intaker).target) == ("/a", "https://example.fr/a")


@pytest.mark.parametrize("path", ["/r&d/x=y", "/a;b/c=d", "/b%26b", "/utm_campaign", "/page/a=b"])
def test_a_path_that_only_looks_like_parameters_is_kept(path: str, intaker: Intaker) -> None:
    intaker.send(site="exempt.fr", url=f"https://example.fr{path}")
    assert only(intaker).path == unquote(path)


@pytest.mark.parametrize(
    ("referrer", "kept"),
    [
        ("https://blog.example.org:/spring26", "blog.example.org"),
        ("https://blog.example.org:8080/spring26/x", "blog.example.org"),
        ("https://blog.example.org?spring26", "blog.example.org"),
        ("https:/\t/blog.example.org/spring26", ""),
        ("android-app://com.google.android.gm/spring26", "android-app://com.google.android.gm"),
        ("https://blog.example.org\\\\spring26", "blog.example.org"),
        ("spring26", ""),
    ],
)
def test_of_a_referrer_only_the_host_is_left(referrer: str, kept: str, intaker: Intaker) -> None:
    intaker.send(site="exempt.fr", referrer=referrer)
    assert only(intaker).referrer == kept


def test_what_the_tag_measures_is_kept(intaker: Intaker) -> None:
    intaker.send("section", site="exempt.fr", section="prices", props={"seconds": 3, "plan": SECRET})
    assert (only(intaker).section, only(intaker).props) == ("prices", {"seconds": "3"})


def test_a_submission_sent_twice_counts_once_and_no_stage_finds_it(pipeline: Pipeline) -> None:
    pipeline.now = datetime.now(UTC)  # known ids are forgotten after 40 days
    lead, page = str(uuid4()), str(uuid4())
    for _ in range(2):
        pipeline.send(site="exempt.fr", id=page, page=page)
        pipeline.send("form_submit", site="exempt.fr", id=lead, page=page, form="devis")
        pipeline.load()
    stage = {"site": "exempt.fr", "lead": lead, "stage": "customer", "ts": NOW, "id": str(uuid4())}
    answer = pipeline.import_("stages", [stage])
    assert (answer.status_code, answer.json["reason"]) == (403, "exempt_site")  # type: ignore[index]
    assert pipeline.import_("stages", [stage | {"site": "consent.fr"}]).status_code == 202
    pipeline.load()
    assert pipeline.rows("select count() as n from events where name = 'form_submit'") == [{"n": 1}]
    assert pipeline.rows("select count() as n from leads where site = 'exempt.fr'") == [{"n": 1}]
    assert pipeline.rows(f"select count() as n from events where id = '{lead}'") == [{"n": 0}]
    assert pipeline.rows("select page_views as n from sessions") == [{"n": 1}]


@pytest.mark.parametrize("loaded_between", [True, False])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Mode.TAG, Mode.EXEMPT),
        (Mode.EXEMPT, Mode.TAG),
        (Mode.TAG, Mode.CONSENT),
        (Mode.CONSENT, Mode.COOKIELESS),
        (Mode.COOKIELESS, Mode.EXEMPT),
    ],
)
def test_what_is_sent_again_after_the_mode_has_changed_counts_once(
    pipeline: Pipeline, before: Mode, after: Mode, loaded_between: bool
) -> None:
    pipeline.now = datetime.now(UTC)
    view, form = str(uuid4()), str(uuid4())
    past = FULL | {"site": "example.fr", "ts": milliseconds(pipeline.now) - 1000, "id": str(uuid4())}
    for mode in (before, after):
        change_mode(pipeline, mode)
        pipeline.send(id=view, page=view)
        pipeline.post([FULL | {"site": "example.fr", "id": form, "page": view}])
        assert pipeline.import_("events", [past]).status_code == 202
        if loaded_between:
            pipeline.load()
    pipeline.load()
    assert pipeline.rows("select name, count() as n from events group by name order by name") == [
        {"name": "form_submit", "n": 2},
        {"name": "pageview", "n": 1},
    ]
    kept = [{UUID(form), UUID(past["id"])} == {row["id"] for row in pipeline.rows(FORMS)}]
    assert kept == [before in (Mode.TAG, Mode.COOKIELESS)]
    hand_over_all(pipeline)
    assert pipeline.rows("select count() as n from events where name = 'form_submit'") == [{"n": 2}]


FORMS = "select id from events where name = 'form_submit'"


def change_mode(pipeline: Pipeline, mode: Mode) -> None:
    """Publish the site in another mode, and wait until the collector looks."""
    publish_sites(
        pipeline.folder / "sites.json",
        [KnownSite(name="example.fr", hosts=("example.fr",), key_hashes=(hash_key(KEY),), mode=mode)],
    )
    time.sleep(1.1)


def hand_over_all(pipeline: Pipeline) -> None:
    """Replay every segment that is kept."""
    for kept in kept_segments(pipeline.folder / "spool"):
        hand_over(kept.path, pipeline.folder / "spool")
    while pipeline.loader.load_waiting():
        pass


def test_an_import_is_held_to_the_mode_too(intaker: Intaker) -> None:
    past = FULL | {"site": "exempt.fr", "ts": NOW - 1000, "id": str(uuid4())}
    answer = intaker.import_("events", [past, past | {"visitor": "other", "id": str(uuid4())}])
    assert answer.json == {"accepted": 2, "refused": []}
    first, second = stored(intaker)
    assert isinstance(first, EventRecord)
    assert isinstance(second, EventRecord)
    assert SECRET.encode() not in on_disk(intaker)
    assert first.visitor_id != second.visitor_id


def test_a_pixel_is_held_to_the_mode_too(intaker: Intaker) -> None:
    address = "/api/pixel.gif?site=exempt.fr&url=https%3A%2F%2Fexample.fr%2F%3Futm_campaign%3Dspring26"
    assert intaker.client.get(address).status_code == 200
    assert SECRET.encode() not in on_disk(intaker)


@pytest.mark.parametrize(
    ("age_ms", "known"),
    [(0, True), (LASTS_MS - 1, True), (LASTS_MS, False), (-CLOCK_MS, True), (-CLOCK_MS - 1, False)],
)
def test_a_first_party_id_lasts_13_months_from_the_first_visit(age_ms: int, known: bool, intaker: Intaker) -> None:
    given = id_given(age_ms)
    for agent in ("one", "two"):
        intaker.post(FULL | {"site": "example.fr", "visitor": given, "consent": "granted"}, User_Agent=agent)
    first, second = stored(intaker)
    assert isinstance(first, EventRecord)
    assert isinstance(second, EventRecord)
    assert (first.visitor_id == second.visitor_id) == known
    assert first.consent == ("granted" if known else "")
    assert 12.9 < LASTS_MS / 86_400_000 / 30.44 < 13


def test_its_age_is_that_at_the_time_of_the_event(intaker: Intaker) -> None:
    """An event of yesterday, when the id still held, is delivered today."""
    given = id_given(LASTS_MS + 3_600_000)
    intaker.post(FULL | {"site": "consent.fr", "visitor": given, "consent": "granted", "age": 86_400_000})
    assert only(intaker).utm_campaign == SECRET


def test_a_cookieless_site_takes_no_lasting_name(intaker: Intaker) -> None:
    for visitor in (id_given(0), id_given(5)):
        intaker.post(FULL | {"site": "cookieless.fr", "visitor": visitor, "consent": "granted"})
    first, second = stored(intaker)
    assert isinstance(first, EventRecord)
    assert isinstance(second, EventRecord)
    assert first.visitor_id == second.visitor_id


def test_the_modes_are_those_of_the_tag_and_the_tags_own() -> None:
    assert {str(mode) for mode in Mode} == {"tag", "cookieless", "consent", "exempt"}
