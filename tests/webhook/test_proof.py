"""Who may tell: addresses, signatures, passwords and clocks, and what is written down of a delivery that is refused."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from collector import record
from collector.record import Record
from collector.spool import SpoolFull, read_frames
from tests.webhook.conftest import HOOK_KEY, HOOK_SECRET, PUBLIC, Hooks, message, proof

SIGNED = {
    "stripe": ("customer_updated", 300),
    "calendly": ("routing_form", 180),
    "generic": ("lead", 300),
    "hubspot": ("contact_stage", 300),
}
PASSWORDS = {"brevo": "contact_updated", "pipedrive": "activity"}


@pytest.fixture(scope="module")
def told(hooks: Hooks) -> Iterator[str]:
    """A site that only these tests write to."""
    yield hooks.new_site()


@pytest.mark.parametrize("sender", SIGNED)
def test_a_signature_holds_for_its_body_its_secret_and_some_minutes(hooks: Hooks, told: str, sender: str) -> None:
    name, tolerance = SIGNED[sender]
    body, path = message(sender, name), f"/hooks/{told}/{sender}/{HOOK_KEY}"
    cases = {
        "as it is": (body, proof(sender, body, hooks.now, path), 200, ""),
        "another secret": (body, proof(sender, body, hooks.now, path, "another"), 401, "the signature is not"),
        "another body": (body + b" ", proof(sender, body, hooks.now, path), 401, "the signature is not"),
        "none": (body, {"X-Nothing": "1"}, 401, "the signature is missing"),
        "in time": (body, proof(sender, body, hooks.now - timedelta(seconds=tolerance - 5), path), 200, ""),
        "too late": (
            body,
            proof(sender, body, hooks.now - timedelta(seconds=tolerance + 5), path),
            401,
            "too long ago",
        ),
        "from tomorrow": (body, proof(sender, body, hooks.now + timedelta(days=1), path), 401, "too long ago"),
    }
    for case, (sent, headers, status, said) in cases.items():
        answer = hooks.deliver(told, sender, sent, **headers)
        assert answer.status_code == status, (case, answer.get_json())
        assert said in answer.get_json().get("detail", ""), case


def test_of_several_signatures_one_has_to_be_right_and_odd_ones_are_wrong(hooks: Hooks, told: str) -> None:
    body = message("stripe", "customer_updated")
    right = proof("stripe", body, hooks.now)["Stripe-Signature"]
    time, _, v1 = right.partition(",")
    for header, status in {
        f"{time},v1={'0' * 64},{v1},v0=abc": 200,
        f"{time},v1={'0' * 64}": 401,
        f"{time},{v1[:-1]}": 401,
        f"{v1}": 401,
        f"t=,{v1}": 401,
        f"t=９,{v1}": 401,
        f"t=1,{time},{v1}": 401,
        "é" * 500: 401,
    }.items():
        headers = {"Stripe-Signature": header.encode("utf-8").decode("latin-1")}
        assert hooks.deliver(told, "stripe", body, **headers).status_code == status, header


def test_hubspot_signs_the_address_that_visitors_use_or_the_one_a_proxy_passes_on(hooks: Hooks, told: str) -> None:
    body = message("hubspot", "contact_stage")
    path = f"/hooks/{told}/hubspot/{HOOK_KEY}"
    signed = proof("hubspot", body, hooks.now, path)
    assert hooks.client.post(path, data=body, headers=signed).status_code == 200
    elsewhere = {**signed, "Host": "evil.example"}
    assert hooks.client.post(path, data=body, headers=elsewhere).status_code == 200, "the public address holds"
    other = f"/hooks/{told}/hubspot/{HOOK_KEY}?a=1"
    assert hooks.client.post(other, data=body, headers=signed).status_code == 401
    query = proof("hubspot", body, hooks.now, other)
    assert hooks.client.post(other, data=body, headers=query).status_code == 200
    assert PUBLIC.startswith("https://")


@pytest.mark.parametrize("sender", PASSWORDS)
def test_a_password_may_come_as_bearer_or_basic(hooks: Hooks, told: str, sender: str) -> None:
    body = message(sender, PASSWORDS[sender])
    basic = base64.b64encode(f"anybody:{HOOK_SECRET}".encode()).decode()
    for header, status in {
        f"Bearer {HOOK_SECRET}": 200,
        f"Basic {basic}": 200,
        "Bearer another": 401,
        "Basic !!!": 401,
        f"Digest {HOOK_SECRET}": 401,
        "": 401,
    }.items():
        headers = {"Authorization": header} if header else {"X-Nothing": "1"}
        assert hooks.deliver(told, sender, body, **headers).status_code == status, header


def test_an_address_answers_a_trial_and_says_of_a_wrong_one_no_more_than_that(hooks: Hooks, told: str) -> None:
    right = f"/hooks/{told}/mailchimp/{HOOK_KEY}"
    assert hooks.client.get(right).status_code == 200
    assert hooks.client.post(right, data=b"").get_json() == {"accepted": 0, "ignored": "test"}
    assert hooks.client.put(right, data=b"").status_code == 405
    wrong = [
        f"/hooks/{told}/mailchimp/{HOOK_KEY}x",
        f"/hooks/{told}/mailchimp/",
        f"/hooks/{told}/nobody/{HOOK_KEY}",
        f"/hooks/nowhere.fr/mailchimp/{HOOK_KEY}",
        f"/hooks/{told}/mailchimp/{HOOK_KEY}/more",
        "/hooks/",
    ]
    answers = {(answer.status_code, answer.get_data()) for answer in map(hooks.client.post, wrong)}
    assert len(answers) == 1
    assert hooks.client.get(wrong[0]).status_code == 401
    hooks.load()
    counted = hooks.clickhouse.query(
        "select sum(refused) as n from refusals where site = {site:String} and reason = 'unauthorized'", {"site": told}
    )
    assert counted == [{"n": 5}], "its owner sees that somebody still uses an old address"


def test_a_sender_that_signs_is_refused_until_its_secret_is_pasted(hooks: Hooks) -> None:
    answer = hooks.deliver("unready.fr", "stripe", message("stripe", "checkout_paid"))
    assert answer.status_code == 401
    assert "has not been pasted" in answer.get_json()["detail"]


@pytest.mark.parametrize(
    ("sender", "body"),
    [
        ("stripe", b"{"),
        ("stripe", b"[" * 100_000),
        ("stripe", b'{"id": "evt", "type": "checkout.session.completed", "created": 1, "data": {"object": {"id": 7}}}'),
        ("stripe", b'{"id": "\\ud800"'),
        ("generic", b"[]"),
        ("generic", b'{"type": "lead"}'),
        ("hubspot", b'{"email": "a@exemple.fr"}'),
        ("pipedrive", b"null"),
        (
            "pipedrive",
            b'{"meta": {"action": "change", "entity": "deal"}, "previous": {"status": "open"}, '
            b'"data": {"id": 1, "person_id": 1, "status": "won", "value": 1e300}}',
        ),
        ("mailchimp", b"\xff\xfe"),
        ("calendly", b'{"event": "invitee.created", "payload": []}'),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_and_kept_sealed(hooks: Hooks, told: str, sender: str, body: bytes) -> None:
    answer = hooks.deliver(told, sender, body)
    assert answer.status_code == 400, answer.get_json()
    assert answer.get_json()["reason"] == "bad_field"


def spooled(hooks: Hooks) -> list[Record]:
    """What waits on disk, in order: nothing was sealed or loaded since."""
    parts = [
        part for path in sorted(Path(hooks.folder / "spool").glob("*.open*")) for part in read_frames(path.read_bytes())
    ]
    return [record.decode(part) for part in parts if isinstance(part, bytes)]


def test_bodies_are_bounded_and_what_is_not_proven_leaves_no_body(hooks: Hooks) -> None:
    site = hooks.new_site()
    assert hooks.deliver(site, "brevo", b"x" * (512 * 1024 + 1)).status_code == 413
    body = message("stripe", "checkout_paid")
    hooks.deliver(site, "stripe", body, X_Nothing="1")
    hooks.deliver(site, "stripe", body)
    on_disk = [item for item in spooled(hooks) if item.site == site]
    kinds = [type(item).__name__ for item in on_disk]
    assert kinds == ["DeliveryRecord", "LeadRecord", "ChangeRecord", "DeliveryRecord"], (
        "before the answer, in one write"
    )
    hooks.load()
    forged, taken = sorted(hooks.deliveries(site), key=lambda row: row["verdict"])
    assert (forged["verdict"], forged["reason"], forged["sealed"], forged["facts"]) == (
        "refused",
        "no_signature",
        "",
        0,
    )
    assert (taken["verdict"], taken["facts"]) == ("taken", 2)
    kept = b"".join(path.read_bytes() for path in Path(hooks.folder / "spool").rglob("*") if path.is_file())
    assert b"exemple.fr" not in kept
    assert b"Dupont" not in kept


def test_a_full_disk_promises_nothing(hooks: Hooks, monkeypatch: pytest.MonkeyPatch) -> None:
    site = hooks.new_site()

    def full(_: object) -> None:
        raise SpoolFull("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(hooks.spool, "append", full)
        answer = hooks.deliver(site, "stripe", message("stripe", "checkout_paid"))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
