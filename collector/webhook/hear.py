"""From a delivery to its facts and its line in the log: proven, read, enriched. Pure but for the time.

The same for what comes over HTTP and for what is replayed from the log, so that both make the same ids.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import msgspec
from msgspec import UNSET

from collector.address import clean
from collector.enrich import Identity, enrich_change, enrich_email, enrich_lead
from collector.event import SentChange, SentEmail, SentLead
from collector.mode import Mode
from collector.person import unseal
from collector.record import NOBODY, ChangeRecord, DeliveryRecord, EmailRecord, LeadRecord, Record
from collector.site import KnownHook, KnownSite
from collector.webhook.body import people_in, seal_body
from collector.webhook.message import Fact, Heard, Hearing, Post, Unreadable, Verdict, Why
from collector.webhook.sender import SENDERS, Secret, Sender

log = logging.getLogger(__name__)

VIA = "webhook"
OF_PEOPLE = (LeadRecord, ChangeRecord, EmailRecord)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a delivery: its facts, its line of the log, and what each message was not taken for."""

    facts: list[Record]
    line: DeliveryRecord
    heard: Sequence[Heard] = ()

    @property
    def records(self) -> list[Record]:
        """All that goes to the spool, facts first."""
        return [*self.facts, self.line]


def hear(post: Post, site: KnownSite, hook: KnownHook, identity: Identity) -> Delivery:
    """A delivery to an address that is right. What is not proven is noted without its body."""
    sender = SENDERS[hook.sender]
    wrong = unproven(post, hook, sender, identity)
    if wrong is not None:
        return Delivery([], line_of(site.name, sender.name, post.at, Verdict.REFUSED, wrong))
    return understand(post.body, post.at, site, hook, identity, received=milliseconds(post.at))


def unproven(post: Post, hook: KnownHook, sender: Sender, identity: Identity) -> Why | None:
    """What is wrong with the proof that it comes from its sender."""
    if sender.secret == Secret.NONE:
        return None
    secret = unseal(hook.secret, identity.person).get(SECRET, "")
    if not secret:
        return None if sender.secret == Secret.OPTIONAL else Why.NO_SECRET
    return sender.verify(post, secret)


SECRET = "secret"  # noqa: S105 - the name of a field


def understand(
    body: bytes,
    at: datetime,
    site: KnownSite,
    hook: KnownHook,
    identity: Identity,
    *,
    received: int,
    replay_of: UUID = NOBODY,
) -> Delivery:
    """What a proven body says. received: Unix milliseconds at which it came first; a replay tells the same as then."""
    sender = SENDERS[hook.sender]
    hearing = Hearing(site.name, sender.name, received, hook.stages)
    # A replay leaves the body where it is.
    sealed = seal_body(body, identity.person) if replay_of == NOBODY else ""
    people = people_in(body, site.name, identity.person)
    try:
        heard = [in_own_currency(one, site) for one in sender.read(body, hearing)]
        found = [record_of(fact, one, site, identity, received) for one in heard for fact in one.facts]
        facts = [item for item in found if item is not None]
    except Unreadable as error:
        line = line_of(site.name, sender.name, at, Verdict.REFUSED, Why.UNREADABLE, str(error))
        return Delivery([], msgspec.structs.replace(line, persons=sorted(people), sealed=sealed, replay_of=replay_of))
    except Exception:
        # Whatever it is, it must not be lost: the body is kept, and can be replayed with the version that knows it.
        log.exception("a delivery of %s cannot be worked with; its body is kept", sender.name)
        line = line_of(site.name, sender.name, at, Verdict.FAILED, Why.FAILED)
        return Delivery([], msgspec.structs.replace(line, persons=sorted(people), sealed=sealed, replay_of=replay_of))
    kinds = list(dict.fromkeys(clean(one.kind, 64) for one in heard))
    first = next((one for one in heard if one.why is not None), None)
    verdict = verdict_of(heard, facts)
    line = DeliveryRecord(
        site=site.name,
        received=milliseconds(at),
        id=uuid4(),
        sender=sender.name,
        what=", ".join(kinds[:3]) + (" …" if len(kinds) > 3 else ""),
        event=hearing.id("event", *sorted({one.event for one in heard})),
        verdict=verdict,
        reason=reason_of(first, facts),
        detail=clean(first.detail, 300) if first is not None else "",
        messages=len(heard),
        facts=len(facts),
        replay_of=replay_of,
        persons=sorted(people | {item.person for item in facts if isinstance(item, OF_PEOPLE)} - {0}),
        leads=sorted(leads_of(heard, facts)),
        sealed=sealed,
    )
    return Delivery(list(facts), line, heard)


def in_own_currency(heard: Heard, site: KnownSite) -> Heard:
    """The message without amounts that cannot be added to the site's. A stage is reached without its amount; a sale or
    refund is not told, nor a lead that was told for its sale alone.
    """
    changes = [fact for fact in heard.facts if isinstance(fact, SentChange)]
    foreign = [fact for fact in changes if fact.value is not None and not site.counts_in(fact.currency)]
    if not foreign:
        return heard
    kept: list[Fact] = []
    for fact in heard.facts:
        if fact not in foreign:
            kept.append(fact)
        elif isinstance(fact, SentChange) and fact.stage:
            kept.append(msgspec.structs.replace(fact, value=None, currency=""))
    if not any(isinstance(fact, SentChange) for fact in kept):
        kept = []
    return replace(
        heard,
        facts=tuple(kept),
        why=Why.OTHER_CURRENCY,
        detail=f"the amount is in {foreign[0].currency}, the site counts in {site.currency}",
        about=(*heard.about, *(fact.lead for fact in foreign if fact.lead is not UNSET)),
    )


def reason_of(first: Heard | None, facts: Sequence[Record]) -> str:
    """Why it, or the first message of it that means nothing, was not taken; "" if all of it was."""
    if first is not None and first.why is not None:
        return first.why
    return "" if facts else Why.NOBODY


def verdict_of(heard: Sequence[Heard], facts: Sequence[Record]) -> Verdict:
    """Taken, if any of it was; refused, if all that was not ignored could not be read."""
    if facts:
        return Verdict.TAKEN
    return Verdict.REFUSED if any(one.why == Why.UNREADABLE for one in heard) else Verdict.IGNORED


def leads_of(heard: Sequence[Heard], facts: Sequence[Record]) -> set[UUID]:
    """The ids by which leads may know what a body says."""
    found = {lead for one in heard for lead in one.about}
    for item in facts:
        if isinstance(item, LeadRecord | ChangeRecord):
            found |= {item.id, item.lead_id}
    return found - {NOBODY}


def record_of(fact: Fact, heard: Heard, site: KnownSite, identity: Identity, received: int) -> Record | None:
    """The record of a fact, or None of an e-mail to what is no address.

    Where the site may join no lead to a visit, a form that is named is left out.
    """
    now = datetime.fromtimestamp(received / 1000, UTC)
    if isinstance(fact, SentLead):
        if site.mode == Mode.EXEMPT and fact.lead is not UNSET:
            fact = msgspec.structs.replace(fact, lead=UNSET)
        lead = enrich_lead(fact, site, identity, now, via=VIA)
        return msgspec.structs.replace(lead, of_any_age=heard.of_any_age)
    if isinstance(fact, SentEmail):
        return enrich_email(fact, site, identity, now, via=VIA)
    return enrich_change(fact, site, identity, now, via=VIA)


def line_of(site: str, sender: str, at: datetime, verdict: Verdict, why: Why, detail: str = "") -> DeliveryRecord:
    """The line of the log of what could not be read, or whose sender was not proven."""
    return DeliveryRecord(
        site=site,
        received=milliseconds(at),
        id=uuid4(),
        sender=sender,
        verdict=verdict,
        reason=why,
        detail=clean(detail, 300),
    )


def milliseconds(moment: datetime) -> int:
    """Unix milliseconds."""
    return int(moment.timestamp() * 1000)
