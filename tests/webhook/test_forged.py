"""Ids of facts can be foreseen, and anybody may send events: none of these may stand in the way of a fact."""

from __future__ import annotations

import pytest

from collector.store import StoreRefused
from collector.webhook.message import Hearing
from tests.conftest import EmbeddedClickHouse
from tests.webhook.conftest import IMPORT_KEY, Hooks


@pytest.mark.parametrize("name", ["pageview", "form_submit"])
def test_an_event_under_the_id_of_a_lead_does_not_keep_the_lead_out(hooks: Hooks, name: str) -> None:
    site = hooks.new_site()
    foreseen = Hearing(site, "pipedrive", 0).id("person", 3)
    forged = {"site": site, "url": f"https://{site}/", "id": str(foreseen)}
    assert hooks.send(name, **forged).status_code == 202
    hooks.load()
    hooks.tell(site, "pipedrive/person_created")
    # A copy in the same batch is one still.
    hooks.tell(site, "pipedrive/person_created")
    hooks.load()
    hooks.send(name, **forged)
    hooks.tell(site, "pipedrive/person_created")
    hooks.load()
    (lead,) = hooks.leads(site)
    assert (lead["lead_id"], lead["person"] != 0) == (foreseen, True)
    bounds = {"site": site, "id": str(foreseen)}
    assert hooks.clickhouse.query(
        "select kind, count() as n from lead_events where site = {site:String} and id = {id:UUID} group by kind",
        bounds,
    ) == [{"kind": "reported", "n": 1}]
    assert hooks.clickhouse.query(
        "select count() as n from contacts where site = {site:String} and lead_id = {id:UUID}", bounds
    ) == [{"n": 1}]
    assert hooks.clickhouse.query(
        "select count() as n from events where site = {site:String} and id = {id:UUID}", bounds
    ) == [{"n": 1}]


def test_an_event_beside_a_lead_of_its_id_in_the_same_batch_does_not_keep_it_out(hooks: Hooks) -> None:
    site = hooks.new_site()
    foreseen = Hearing(site, "pipedrive", 0).id("person", 3)
    hooks.send(site=site, url=f"https://{site}/", id=str(foreseen))
    hooks.tell(site, "pipedrive/person_created")
    hooks.load()
    assert [lead["lead_id"] for lead in hooks.leads(site)] == [foreseen]


@pytest.mark.parametrize("is_damaged", [False, True])
def test_contact_details_under_the_id_of_a_lead_do_not_keep_its_own_out_when_an_insert_is_repeated(
    hooks: Hooks, monkeypatch: pytest.MonkeyPatch, is_damaged: bool
) -> None:
    site = hooks.new_site()
    foreseen = Hearing(site, "pipedrive", 0).id("person", 3)
    strangers = {"email": "nobody@exemple.fr"}
    hooks.send("form_submit", site=site, url=f"https://{site}/", id=str(foreseen), form="devis", fields=strangers)
    hooks.load()
    hooks.tell(site, "pipedrive/person_created")
    hooks.spool.seal()

    def refuse(*_: object) -> None:
        raise StoreRefused(241, "memory limit")

    monkeypatch.setattr(EmbeddedClickHouse, "insert_lines", refuse)
    with pytest.raises(StoreRefused):
        hooks.loader.load_waiting()
    monkeypatch.undo()
    if is_damaged:
        (path,) = (hooks.folder / "spool" / "prepared").glob("*/contacts.jsonl")
        path.unlink()
    hooks.load()
    hooks.load()
    assert hooks.clickhouse.query(
        "select uniqExact(person) as people, count() as n from contacts where site = {site:String}", {"site": site}
    ) == [{"people": 2, "n": 2}]


@pytest.mark.parametrize("together", [False, True])
def test_a_fact_of_another_site_under_the_id_of_a_lead_does_not_keep_the_lead_out(hooks: Hooks, together: bool) -> None:
    site, other = hooks.new_site(), hooks.new_site()
    foreseen = Hearing(site, "pipedrive", 0).id("person", 3)
    forged = {"site": other, "id": str(foreseen), "email": "paul@exemple.fr"}
    answer = hooks.client.post("/api/leads", json=forged, headers={"Authorization": f"Bearer {IMPORT_KEY} {other}"})
    assert answer.status_code == 202
    if not together:
        hooks.load()
    for _ in range(2):
        hooks.tell(site, "pipedrive/person_created")
        hooks.load()
    for each in (site, other):
        (lead,) = hooks.leads(each)
        assert (lead["lead_id"], lead["person"] != 0) == (foreseen, True)
        bounds = {"site": each, "id": str(foreseen)}
        assert hooks.clickhouse.query(
            "select count() as n from lead_events where site = {site:String} and id = {id:UUID}", bounds
        ) == [{"n": 1}]
        assert hooks.clickhouse.query(
            "select count() as n from contacts where site = {site:String} and lead_id = {id:UUID}", bounds
        ) == [{"n": 1}]
