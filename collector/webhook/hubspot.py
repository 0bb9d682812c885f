"""HubSpot: an app's subscriptions to changes of properties, and the action "Send a webhook" of its workflows.

developers.hubspot.com/docs/api-reference/latest/webhooks, knowledge.hubspot.com/workflows/how-do-i-use-webhooks
"""

from __future__ import annotations

from typing import Any

import msgspec

from collector.webhook.message import Heard, Hearing, Post, Unreadable, Why, read_json, read_moment, short
from collector.webhook.signature import check_addressed
from collector.webhook.stage import stage_of

TOLERANCE = 300
STAGES = {
    "marketingqualifiedlead": "mql",
    "salesqualifiedlead": "sql",
    "opportunity": "opportunity",
    "customer": "customer",
    "appointmentscheduled": "sql",
    "qualifiedtobuy": "opportunity",
    "presentationscheduled": "opportunity",
    "decisionmakerboughtin": "opportunity",
    "contractsent": "opportunity",
    "closedwon": "customer",
    "closedlost": "lost",
}
"""Of the lifecycle of contacts, and of the pipeline that every account begins with."""
TELLING = ("lifecyclestage", "dealstage")
OBJECTS = {"0-1": "contact", "0-3": "deal"}
Scalar = str | int | float | bool | None


class Change(msgspec.Struct, frozen=True, rename="camel"):
    """A change of a property. occurred_at: Unix milliseconds."""

    object_id: int | str
    occurred_at: int = 0
    subscription_type: str = ""
    object_type_id: str = ""
    property_name: str = ""
    property_value: Scalar = None


def verify(post: Post, secret: str) -> Why | None:
    """X-HubSpot-Signature-v3."""
    return check_addressed(post, secret, TOLERANCE)


def read(body: bytes, hearing: Hearing) -> list[Heard]:
    """An array of changes, or what a workflow sends. Raises Unreadable."""
    if body.lstrip().startswith(b"["):
        return [read_change(change, hearing) for change in read_json(body, list[Change])]
    return [read_workflow(read_json(body, dict[str, Any]), hearing)]


def read_change(change: Change, hearing: Hearing) -> Heard:
    """A stage, of the object under whose id a workflow has told who it is. Neither name nor amount is told."""
    kind = change.subscription_type or change.property_name
    value = str(change.property_value or "")
    what = OBJECTS.get(change.object_type_id) or change.subscription_type.partition(".")[0]
    lead_id = hearing.id(what, change.object_id)
    event = f"{what} {change.object_id} {change.property_name} {value} {change.occurred_at}"
    if change.property_name not in TELLING:
        return Heard(kind, event, why=Why.OTHER_KIND, about=(lead_id,))
    stage = stage_of(value, hearing.stages, STAGES)
    if not stage:
        return Heard(kind, event, why=Why.NO_STAGE, detail=short(value, 100), about=(lead_id,))
    at = hearing.moment(change.occurred_at)
    fact = hearing.change(hearing.id("change", event), at, lead=lead_id, stage=stage)
    return Heard(kind, event, facts=(fact,))


def read_workflow(sent: dict[str, Any], hearing: Hearing) -> Heard:
    """Who an object is, and what of it was chosen in the workflow: its stage and, of one that was won, the amount.

    Properties stand under their names, alone or as {"value": …}, at the top or under "properties".
    """
    told = properties_of(sent)
    object_id = told.get("hs_object_id") or told.get("objectid") or told.get("vid")
    if not object_id:
        raise Unreadable("hs_object_id is missing: add it to the properties of the workflow's action")
    what = "deal" if "dealstage" in told or "amount" in told or "dealname" in told else "contact"
    named = f"{told.get('firstname', '')} {told.get('lastname', '')}".strip()
    person = {"email": short(told.get("email")), "phone": short(told.get("phone")), "name": short(named)}
    step = told.get("dealstage") or told.get("lifecyclestage") or ""
    stage = stage_of(step, hearing.stages, STAGES)
    since = told.get("closedate", "") if stage in ("customer", "lost") else ""
    at = first_moment((since, told.get("hs_lastmodifieddate"), told.get("lastmodifieddate")), hearing.received)
    lead_id = hearing.id(what, object_id)
    event = f"workflow {what} {object_id} {step} {since} {told.get('amount', '')}"
    known = {name: value for name, value in person.items() if value}
    if not known:
        return Heard(f"workflow.{what}", event, why=Why.NOBODY, about=(lead_id,))
    facts: list[Any] = [hearing.lead(lead_id, at, **known)]
    if stage:
        # The amount counts once for a deal that is won: the fact goes by the deal and the day it was won.
        won = stage == "customer" and what == "deal"
        money = read_amount(told) if won else {}
        facts.append(
            hearing.change(hearing.id("step", what, object_id, stage, since), at, lead=lead_id, stage=stage, **money)
        )
    why = Why.NO_STAGE if step and not stage else None
    return Heard(f"workflow.{what}", event, facts=tuple(facts), why=why, of_any_age=True)


def properties_of(sent: dict[str, Any]) -> dict[str, str]:
    """The properties as texts, by their names in lower case; nothing of what is empty."""
    inner = sent.get("properties")
    found: dict[str, str] = {}
    for name, value in [*sent.items(), *(inner.items() if isinstance(inner, dict) else ())]:
        plain = value.get("value") if isinstance(value, dict) else value
        if isinstance(plain, str | int | float) and not isinstance(plain, bool) and plain != "":
            found[name.lower()] = str(plain)
    return found


def read_amount(told: dict[str, str]) -> dict[str, Any]:
    """The amount of a deal, if it has one that can be read."""
    try:
        value = float(told.get("amount", ""))
    except ValueError:
        return {}
    currency = told.get("deal_currency_code", "").upper()
    return (
        {"value": value, "currency": currency if currency.isalpha() and len(currency) == 3 else ""}
        if 0 <= value < 1e12
        else {}
    )


def first_moment(told: tuple[str | None, ...], otherwise: int) -> int:
    """The first of several times that is one: ISO 8601, or Unix milliseconds as text."""
    return next((found for found in map(read_moment, told) if found is not None), otherwise)
