"""What the spool holds: a fact that was checked and enriched, on its way to ClickHouse."""

from __future__ import annotations

from uuid import UUID

import msgspec

NOBODY = UUID(int=0)
"""In the place of an id that is not known."""


class EventRecord(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="event"):
    """A row of events that lacks only its session. Fields are the columns of the same name.

    ts, received: Unix milliseconds. visitor_id: the visitor's number; visitor_before, visitor_after: what the
    same person's number was the day before and will be the day after (0 if there is none), for a session that crosses
    midnight; no table has them. lasting_id: visitor_id again, where it
    lasts because the visitor agreed to it; else 0. sealed: contact details of a submitted form, encrypted, for a row of
    contacts. apart: the id that a form kept whole has where nothing may tie it to its visit (collector/mode.py): a copy
    that comes once the site's mode has changed is known by it. No table has it but that of ids.
    """

    site: str
    ts: int
    received: int
    id: UUID
    name: str
    page_id: UUID
    visitor_id: int
    visitor_before: int = 0
    visitor_after: int = 0
    person: int = 0
    sealed: str = ""
    apart: UUID | None = None
    lasting_id: int = 0
    hostname: str = ""
    path: str = ""
    title: str = ""
    referrer: str = ""
    utm_source: str = ""
    utm_medium: str = ""
    utm_campaign: str = ""
    utm_content: str = ""
    utm_term: str = ""
    named_source: str = ""
    click_id: str = ""
    internal: bool = False
    source: str = ""
    medium: str = ""
    channel: str = ""
    channel_rules: int = 0
    opens_touch: bool = False
    scroll: int | None = None
    engaged_ms: int = 0
    interaction: bool = False
    form: str = ""
    magnet: str = ""
    section: str = ""
    target: str = ""
    props: dict[str, str] = {}
    value: str | None = None
    currency: str = ""
    country: str = ""
    language: str = ""
    browser: str = ""
    os: str = ""
    device: str = ""
    bot: str = ""
    spam: str = ""
    consent: str = ""
    via: str = "tag"


class LeadRecord(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="lead"):
    """A row of lead_events that reports a lead, and a row of contacts. ts, received: Unix milliseconds.

    lead_id: the form_submit event that it is about, or its own id. sealed: contact details, encrypted. The channel
    and what follows it say where the lead came from. of_any_age: it is told of somebody who may have been a lead long
    ago, and still is.
    """

    site: str
    lead_id: UUID
    ts: int
    received: int
    id: UUID
    person: int = 0
    sealed: str = ""
    via: str = "api"
    form: str = ""
    magnet: str = ""
    answers: dict[str, str] = {}
    consent: str = ""
    spam: str = ""
    channel: str = ""
    source: str = ""
    medium: str = ""
    campaign: str = ""
    landing_path: str = ""
    author: str = ""
    of_any_age: bool = False


class ChangeRecord(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="change"):
    """A row of lead_events: what happened to a lead. ts, received: Unix milliseconds.

    what: the column kind. sealed: a note, encrypted, for a row of contacts.
    """

    site: str
    lead_id: UUID
    ts: int
    received: int
    id: UUID
    what: str = "stage"
    subject_id: UUID = NOBODY
    person: int = 0
    sealed: str = ""
    via: str = "api"
    stage: str = ""
    reason: str = ""
    value: str | None = None
    currency: str = ""
    order_id: str = ""
    consent: str = ""
    author: str = ""


class EmailRecord(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="email"):
    """A row of email_events: what became of an e-mail. ts, received: Unix milliseconds.

    what: the column kind. recipients: how many it stands for; 1 where person says whose e-mail it was.
    """

    site: str
    ts: int
    received: int
    id: UUID
    entry: UUID
    what: str
    person: int = 0
    recipients: int = 1
    campaign: str = ""
    subject: str = ""
    sequence: str = ""
    step: int = 0
    message: str = ""
    list: str = ""
    utm_campaign: str = ""
    provider: str = ""
    via: str = "api"
    author: str = ""
    removed: bool = False


class CostRecord(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="cost"):
    """A row of costs. received: Unix milliseconds; day: YYYY-MM-DD.

    entry: what the row belongs to; None in a record of a version that knew no entries, whose id stands for it.
    """

    site: str
    day: str
    received: int
    id: UUID
    entry: UUID | None = None
    channel: str = ""
    source: str = ""
    campaign: str = ""
    magnet: str = ""
    purpose: str = "media"
    amount: str = "0"
    currency: str = ""
    note: str = ""
    author: str = ""
    origin: str = ""
    account: str = ""
    removed: bool = False


class MetricRecord(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="metric"):
    """A row of metrics. received: Unix milliseconds; day: YYYY-MM-DD."""

    site: str
    day: str
    received: int
    id: UUID
    metric: str
    dimension: str = ""
    adds_up: bool = True
    value: str = "0"
    via: str = "api"
    author: str = ""
    origin: str = ""
    import_id: UUID = NOBODY
    removed: bool = False


class RefusalRecord(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="refusal"):
    """A row of refusals: what was refused for one reason within some seconds. received: Unix milliseconds."""

    site: str
    received: int
    id: UUID
    reason: str
    detail: str = ""
    name: str = ""
    hostname: str = ""
    unknown: str = ""
    browser: str = ""
    refused: int = 1


class DeliveryRecord(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="delivery"):
    """A row of deliveries: what a webhook received. received: Unix milliseconds. sealed: the body, encrypted.

    what: the column kind. persons, leads: whom the body speaks of.
    """

    site: str
    received: int
    id: UUID
    sender: str
    what: str = ""
    event: UUID = NOBODY
    verdict: str = ""
    reason: str = ""
    detail: str = ""
    messages: int = 0
    facts: int = 0
    replay_of: UUID = NOBODY
    persons: list[int] = []
    leads: list[UUID] = []
    sealed: str = ""


Record = (
    EventRecord | LeadRecord | ChangeRecord | EmailRecord | CostRecord | MetricRecord | RefusalRecord | DeliveryRecord
)

encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(Record).decode
