"""What the server adds to an event: where the visitor came from, with what, from which country, person or machine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple, TypeVar
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from msgspec import UNSET

from collector import channel
from collector.address import MAX_LABEL, NO_UTM, Page, clean, read_page, read_referrer, read_target
from collector.country import country_of
from collector.event import ImportedEvent, SentChange, SentCost, SentEmail, SentEvent, SentLead, SentMetric
from collector.lead_spam import find_spam
from collector.metric import adds_up
from collector.mode import hold_back, unlinked
from collector.person import Key, person_of, read_contact, seal
from collector.record import NOBODY, ChangeRecord, CostRecord, EmailRecord, EventRecord, LeadRecord, MetricRecord
from collector.site import KnownSite
from collector.source import DIRECT, read_arrival
from collector.user_agent import MAX_LENGTH, read_user_agent
from collector.visitor import Numbers, Salts, cookieless_ids, lasting_id

PASSIVE = frozenset({"pageview", "engagement", "form_view", "form_field", "magnet_view", "section", "consent"})
"""Events that say what was seen, not what the visitor did: they never end a bounce."""

ARRIVALS = ("pageview", "consent")
"""Events that say where the visitor came from: consent tells the arrival of its page view once more, now whole."""

Id = TypeVar("Id")


@dataclass(frozen=True, slots=True)
class Sender:
    """What the request says of who sent it: IP address and headers.

    prerenders: nobody may have seen the page. asks_privacy: see docs/privacy.md.
    """

    address: str
    user_agent: str
    languages: str
    prerenders: bool = False
    asks_privacy: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """The keys that stand people in: the days' salts, the lasting key for those who go by a name, and that of
    contacts.
    """

    salts: Salts
    lasting_key: bytes
    contact_key: bytes

    @property
    def person(self) -> Key:
        """The keys of persons."""
        return Key(self.lasting_key, self.contact_key)


class Deed(NamedTuple):
    """What was done, as the columns of these names have it."""

    name: str
    title: str
    form: str
    magnet: str
    section: str
    target: str
    currency: str
    consent: str
    interaction: bool


def deed_of(sent: SentEvent, path: str) -> Deed:
    """What an event's own fields say was done. path: of its page, which may name a form."""
    return Deed(
        name=sent.name,
        title=clean(sent.title, 300),
        form=form_of(sent, path),
        magnet=clean(sent.magnet, 200),
        section=clean(sent.section, 200),
        target=read_target(sent.target),
        currency=sent.currency,
        consent=sent.consent,
        interaction=sent.interactive and sent.name not in PASSIVE,
    )


def enrich_event(
    sent: SentEvent, sender: Sender, site: KnownSite, identity: Identity, now: datetime
) -> EventRecord | None:
    """The record of an event, or None if its url is no page's address. A step a line; each step is a function."""
    imported = isinstance(sent, ImportedEvent)
    if isinstance(sent, ImportedEvent):
        sender = Sender("", sent.user_agent, sent.languages)
    received = milliseconds(now)
    ts = sent.ts if isinstance(sent, ImportedEvent) else received - sent.age
    given = sent.id
    sent = hold_back(sent, site.mode, privacy_asked=sender.asks_privacy, ts=ts, key=identity.lasting_key)
    page = read_page(sent.url)
    if page is None:
        return None
    visitor = identify(sent, sender, identity, ts, now)
    agent = read_user_agent(sender.user_agent[:MAX_LENGTH])
    referrer = read_referrer(sent.referrer)
    arrived = channel.derive(read_arrival(page, referrer), site.hosts, site.channel_rules)
    deed = deed_of(sent, page.path)
    event_id = uuid4() if sent.id is UNSET else sent.id
    is_form = sent.name == "form_submit"
    is_whole = is_form and sent.id == given
    told = tell_of(sent.fields, sent.answers, site.name, identity) if is_form else NOTHING_TOLD
    utm_source, utm_medium, utm_campaign, utm_content, utm_term = page.utm
    return EventRecord(
        site=site.name,
        ts=ts,
        received=received,
        id=event_id,
        name=deed.name,
        page_id=page_of(sent, event_id),
        visitor_id=visitor.own,
        visitor_before=visitor.before,
        visitor_after=visitor.after,
        person=told.person,
        sealed=told.sealed,
        apart=unlinked(given, identity.lasting_key) if is_whole and isinstance(given, UUID) else None,
        lasting_id=visitor.own if sent.visitor and sent.consent == "granted" and not imported else 0,
        hostname=page.hostname,
        path=page.path,
        title=deed.title,
        referrer="" if arrived.internal else str(referrer),
        utm_source=utm_source,
        utm_medium=utm_medium,
        utm_campaign=utm_campaign,
        utm_content=utm_content,
        utm_term=utm_term,
        named_source=page.named_source,
        click_id=page.click_id,
        internal=arrived.internal,
        source=arrived.source,
        medium=arrived.medium,
        channel=arrived.channel,
        channel_rules=channel.VERSION,
        opens_touch=sent.name in ARRIVALS and arrived.opens_touch,
        scroll=sent.scroll,
        engaged_ms=sent.engaged,
        interaction=deed.interaction,
        form=deed.form,
        magnet=deed.magnet,
        section=deed.section,
        target=deed.target,
        props=read_properties(sent.props) | read_answers(sent.answers) | told.permission,
        value=money(sent.value),
        currency=deed.currency,
        country=country_of(sent.timezone),
        language=first_language(sender.languages),
        browser=agent.browser,
        os=agent.os,
        device=agent.device,
        bot=bot_of(sent, sender, site, seen=agent.bot, spam=referrer.is_spam),
        spam=told.spam,
        consent=deed.consent,
        via="import" if imported else "tag",
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What a submission tells of its sender. consent: permission to be contacted, granted, denied or ""."""

    person: int = 0
    sealed: str = ""
    spam: str = ""
    consent: str = ""

    @property
    def permission(self) -> dict[str, str]:
        """The consent as a property of the event."""
        return {PERMISSION: self.consent} if self.consent else {}


PERMISSION = "contact.consent"
NOTHING_TOLD = Told()


def tell_of(fields: Mapping[str, str], answers: Mapping[str, str], site: str, identity: Identity) -> Told:
    """Who sent it, in a sealed box, and whether it is spam. Fields that are neither contact nor consent are dropped."""
    if not fields and not answers:
        return NOTHING_TOLD
    contact = read_contact(fields)
    return Told(
        person=person_of(contact, site, identity.person),
        sealed=seal(contact, identity.person),
        spam=find_spam(fields, contact, answers),
        consent=read_consent(fields),
    )


def read_consent(fields: Mapping[str, str]) -> str:
    """granted, where a declared box was ticked: the tag sends no box that is not."""
    return "granted" if any(fields.get(name) for name in CONSENT_FIELDS) else ""


CONSENT_FIELDS = ("consent", "optin", "opt_in", "newsletter")


OF_A_LEAD = ("email", "phone", "name", "first_name", "last_name", "company", "postcode", "city", "message")


def enrich_lead(sent: SentLead, site: KnownSite, identity: Identity, now: datetime, via: str = "api") -> LeadRecord:
    """The record of a lead told from elsewhere: who it is, and where it came from by the rules of channels."""
    received = milliseconds(now)
    own = {name: text for name in OF_A_LEAD if (text := getattr(sent, name))}
    told = tell_of({**sent.fields, **own}, sent.answers, site.name, identity)
    own_id = uuid4() if sent.id is UNSET else sent.id
    came = origin_of(sent, site)
    return LeadRecord(
        site=site.name,
        lead_id=own_id if sent.lead is UNSET else sent.lead,
        ts=received if sent.ts is UNSET else sent.ts,
        received=received,
        id=own_id,
        person=told.person,
        sealed=told.sealed,
        via=via,
        form=clean(sent.form, 200),
        magnet=clean(sent.magnet, 200),
        answers={clean(name, 64): clean(value, 500) for name, value in sent.answers.items() if value},
        consent=sent.consent or told.consent,
        spam=told.spam,
        channel=came.channel,
        source=came.source,
        medium=came.medium,
        campaign=came.campaign,
        landing_path=came.landing_path,
        author=clean(sent.author, 200),
    )


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a lead from elsewhere came from; empty where that is not known."""

    channel: str = ""
    source: str = ""
    medium: str = ""
    campaign: str = ""
    landing_path: str = ""


def origin_of(sent: SentLead, site: KnownSite) -> Origin:
    """What was said of it: the channel in words counts as said; else the rules derive it from source, medium,
    campaign, url and referrer. An address that cannot be read takes nothing from what is said beside it.
    """
    page = read_page(sent.url) or NO_PAGE
    referrer = read_referrer(sent.referrer)
    source, medium, campaign, content, term = page.utm
    named = clean(sent.campaign, MAX_LABEL) or campaign
    if not (sent.source or sent.medium or any(page.utm) or page.click_id or referrer.hostname):
        return Origin(clean(sent.channel, 200), campaign=named, landing_path=page.path)
    utm = (
        source or clean(sent.source, MAX_LABEL),
        medium or clean(sent.medium, MAX_LABEL),
        campaign or clean(sent.campaign, MAX_LABEL),
        content,
        term,
    )
    arrival = read_arrival(replace(page, utm=utm), referrer)
    found = channel.derive(arrival, site.hosts, site.channel_rules)
    return Origin(
        channel=clean(sent.channel, 200) or found.channel,
        source=found.source if found.source != DIRECT else "",
        medium=found.medium,
        campaign=named,
        landing_path=page.path,
    )


NO_PAGE = Page("", "", NO_UTM, "", "")
"""In place of an address that was not told, or cannot be read."""


def enrich_change(
    sent: SentChange, site: KnownSite, identity: Identity, now: datetime, via: str = "api"
) -> ChangeRecord:
    """The record of what happened to a lead."""
    contact = read_contact({"email": sent.email, "phone": sent.phone})
    note = {"note": sent.note} if sent.note else {}
    return ChangeRecord(
        site=site.name,
        lead_id=NOBODY if sent.lead is UNSET else sent.lead,
        ts=sent.ts,
        received=milliseconds(now),
        id=sent.id,
        what=sent.kind,
        subject_id=NOBODY if sent.retracts is UNSET else sent.retracts,
        person=person_of(contact, site.name, identity.person),
        sealed=seal(read_contact(note), identity.person),
        via=via,
        stage=sent.stage,
        reason=clean(sent.reason, 200),
        value=money(sent.value),
        currency=sent.currency,
        order_id=clean(sent.order, 200),
        consent=sent.consent,
        author=clean(sent.author, 200),
    )


def enrich_email(
    sent: SentEmail, site: KnownSite, identity: Identity, now: datetime, via: str = "api"
) -> EmailRecord | None:
    """The record of what became of an e-mail, or None if email is no address.

    A recipient's row is the same however often it is told, and so is its id. Totals are told again as they grow: their
    entry is the same, each telling has an id of its own, and the one received last holds.
    """
    person = person_of(read_contact({"email": sent.email}), site.name, identity.person)
    if sent.email and not person:
        return None
    about = (site.name, sent.provider, sent.kind, sent.campaign, sent.sequence, str(sent.step), sent.message, sent.list)
    if person:
        own_id = made_of("email", *about, str(person), str(sent.ts))
        entry = own_id
    else:
        own_id = uuid4()
        entry = made_of("emails", *about, str(datetime.fromtimestamp(sent.ts / 1000, UTC).date()))
    return EmailRecord(
        site=site.name,
        ts=sent.ts,
        received=milliseconds(now),
        id=own_id if sent.id is UNSET else sent.id,
        entry=entry if sent.entry is UNSET else sent.entry,
        what=sent.kind,
        person=person,
        recipients=1 if sent.recipients is None else sent.recipients,
        campaign=clean(sent.campaign, 200),
        subject=clean(sent.subject, 300),
        sequence=clean(sent.sequence, 200),
        step=sent.step,
        message=number_of(sent.message),
        list=clean(sent.list, 200),
        utm_campaign=clean(sent.utm_campaign, 200),
        provider=clean(sent.provider, 200),
        via=via,
        author=clean(sent.author, 200),
        removed=sent.removed,
    )


def number_of(message: str) -> str:
    """The number of a message. One that looks like an address, as Message-ID does, is replaced: clean would make them
    all the same.
    """
    plain = clean(message, 200)
    return plain if plain == message.strip() else str(made_of("message", message))


def made_of(*said: str) -> UUID:
    """An identity made of what is said: whoever says the same means the same."""
    return uuid5(NAMESPACE_OID, "\0".join(said))


def enrich_cost(sent: SentCost, now: datetime) -> CostRecord:
    """The record of money spent."""
    return CostRecord(
        site=sent.site,
        day=sent.day.isoformat(),
        received=milliseconds(now),
        id=sent.id,
        channel=clean(sent.channel, 200),
        source=clean(sent.source, 200),
        campaign=clean(sent.campaign, 200),
        magnet=clean(sent.magnet, 200),
        purpose=sent.purpose,
        amount=money(sent.amount) or "0",
        currency=sent.currency,
        note=clean(sent.note, 200),
        author=clean(sent.author, 200),
        entry=sent.id if sent.entry is UNSET else sent.entry,
        removed=sent.removed,
    )


def enrich_metric(sent: SentMetric, now: datetime) -> MetricRecord:
    """The record of what was measured outside the site."""
    return MetricRecord(
        site=sent.site,
        day=sent.day.isoformat(),
        received=milliseconds(now),
        id=sent.id,
        metric=sent.metric,
        dimension=clean(sent.dimension, 200),
        adds_up=adds_up(sent.metric, None if sent.adds_up is UNSET else sent.adds_up),
        value=money(sent.value) or "0",
        author=clean(sent.author, 200),
        removed=sent.removed,
    )


def identify(sent: SentEvent, sender: Sender, identity: Identity, ts: int, now: datetime) -> Numbers:
    """The visitor's number and those of the days beside. A lasting name counts once its bearer agreed to it."""
    if sent.visitor and (isinstance(sent, ImportedEvent) or sent.consent == "granted"):
        return Numbers(lasting_id(identity.lasting_key, site=sent.site, name=sent.visitor))
    return cookieless_ids(
        identity.salts,
        site=sent.site,
        address=sender.address,
        user_agent=sender.user_agent[:MAX_LENGTH],
        happened=datetime.fromtimestamp(ts / 1000, UTC),
        now=now,
    )


def page_of(sent: SentEvent, event_id: Id) -> Id | UUID:
    """The page view an event belongs to: a page view's own, else the one it names, else one of its own."""
    if sent.name == "pageview" or sent.page is UNSET:
        return event_id
    return sent.page


def bot_of(sent: SentEvent, sender: Sender, site: KnownSite, *, seen: str, spam: bool) -> str:
    """Why it is not counted as a person's, or "". Scripted browsers count as people where the site says so."""
    if seen and not (site.count_automation and seen == "headless"):
        return seen
    if sent.automation and not site.count_automation:
        return "automation"
    if sender.prerenders:
        return "prerender"
    return "spam" if spam else ""


def read_properties(props: Mapping[str, str | int | float | bool | None]) -> dict[str, str]:
    """Properties as text; null ones are left out."""
    return {
        clean(key, 64): clean(str(value).lower() if isinstance(value, bool) else str(value), 500)
        for key, value in props.items()
        if value is not None
    }


def read_answers(answers: Mapping[str, str]) -> dict[str, str]:
    """Answers to a form's qualifying questions, as properties called "answer." and the name of the question."""
    return {clean(f"answer.{name}", 64): clean(value, 500) for name, value in answers.items() if value}


def form_of(sent: SentEvent, path: str) -> str:
    """The form's name. The address it is sent to stands in for one, without its query; else the page's path does."""
    name = re.sub(r"^https?://[^/?#]*", "", sent.form)
    if name.startswith("/") or "=" in name:
        name = re.split("[?#]", name, maxsplit=1)[0]
    if not name and sent.name.startswith("form_"):
        name = path
    return clean(name, 200)


def money(value: float | None) -> str | None:
    """An amount with four decimals, as text: no rounding of binary fractions on the way."""
    return None if value is None else str(Decimal(repr(float(value))).quantize(Decimal("0.0001")))


def first_language(header: str) -> str:
    """The first language of an Accept-Language header, without its region."""
    tag = header.split(",", 1)[0].split(";", 1)[0].split("-", 1)[0].strip().lower()
    return tag if tag.isascii() and tag.isalpha() and 2 <= len(tag) <= 3 else ""


def milliseconds(moment: datetime) -> int:
    """Unix milliseconds."""
    return int(moment.timestamp() * 1000)
