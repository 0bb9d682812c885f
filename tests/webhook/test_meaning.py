"""What each sender's messages come to, worked out by hand from the files beside."""

from __future__ import annotations

import json
from decimal import Decimal

from tests.webhook.conftest import EXEMPT, FORM, JAPANESE, Hooks, all_messages, form_of, message


def money(hooks: Hooks, site: str) -> list[tuple[str, int, Decimal | int]]:
    """Stage, orders and revenue of each lead."""
    return [(row["stage"], row["orders"], row["revenue"]) for row in hooks.leads(site)]


def test_a_paid_checkout_is_a_sale_of_the_lead_that_the_page_named(hooks: Hooks) -> None:
    site = hooks.new_site()
    hooks.tell(site, FORM)
    assert hooks.tell(site, "stripe/checkout_paid") == {"accepted": 2}
    hooks.load()
    (lead,) = hooks.leads(site)
    assert (str(lead["lead_id"]), lead["via"], lead["form"]) == (form_of(site), "form", "devis")
    assert (lead["stage"], lead["orders"], lead["revenue"]) == ("customer", 1, 499)
    assert lead["person"] != 0


def test_a_buyer_who_was_no_lead_becomes_one_and_a_lead_of_long_ago_stays_one(hooks: Hooks) -> None:
    site = hooks.new_site()
    # Paul asked for a quote 300 days before he bought: more than the 90 days of grace.
    asked = (1_773_144_060 - 300 * 86_400) * 1000
    hooks.deliver(site, "generic", b'{"id": "1", "type": "lead", "email": "paul.martin@exemple.fr", "ts": %d}' % asked)
    hooks.load()
    hooks.tell(site, "stripe/checkout_unknown_buyer")
    hooks.load()
    (paul,) = hooks.leads(site)
    assert (paul["stage"], paul["orders"], paul["revenue"], paul["submissions"]) == ("customer", 1, Decimal("120.5"), 2)


def test_5000_of_the_smallest_unit_are_5000_yen(hooks: Hooks) -> None:
    hooks.tell(JAPANESE, "stripe/checkout_yen")
    hooks.load()
    (yuki,) = hooks.leads(JAPANESE)
    assert (yuki["stage"], yuki["via"], yuki["revenue"]) == ("customer", "webhook", 5000)


def test_money_in_another_currency_than_the_sites_is_left_aside(hooks: Hooks) -> None:
    """Its amount would be added up as euros. What else a message says of the lead is taken."""
    site = hooks.new_site()
    assert hooks.tell(site, "stripe/checkout_yen")["ignored"] == "other_currency"
    hooks.load()
    assert hooks.leads(site) == []
    hooks.tell(site, "pipedrive/person_created")
    won = in_dollars("pipedrive", "deal_won")
    assert hooks.deliver(site, "pipedrive", won).get_json()["accepted"] == 1
    told = in_dollars("hubspot", "won_told_by_workflow")
    assert hooks.deliver(site, "hubspot", told).get_json()["accepted"] == 2
    sale = {"id": "s", "type": "sale", "email": "marie@exemple.fr", "value": 9, "currency": "USD"}
    (refused,) = hooks.deliver(site, "generic", json.dumps([sale]).encode()).get_json()["refused"]
    assert (refused["index"], refused["detail"]) == (0, "the amount is in USD, the site counts in EUR")
    hooks.load()
    # A stage is reached whatever was paid.
    assert money(hooks, site) == [("customer", 0, 0), ("customer", 0, 0)]
    assert {(row["kind"], row["detail"]) for row in hooks.deliveries(site) if row["reason"] == "other_currency"} == {
        ("checkout.session.completed", "the amount is in JPY, the site counts in EUR"),
        ("change.deal", "the amount is in USD, the site counts in EUR"),
        ("workflow.deal", "the amount is in USD, the site counts in EUR"),
        ("sale", "the amount is in USD, the site counts in EUR"),
    }


def test_a_debit_counts_once_it_is_paid_and_not_before(hooks: Hooks) -> None:
    site = hooks.new_site()
    assert hooks.tell(site, "stripe/checkout_debit_pending") == {"accepted": 0, "ignored": "not_paid"}
    assert hooks.tell(site, "stripe/checkout_debit_failed")["ignored"] == "other_kind"
    assert hooks.tell(site, "stripe/checkout_free")["ignored"] == "not_paid"
    hooks.load()
    assert hooks.leads(site) == []
    hooks.tell(site, "stripe/checkout_debit_succeeded")
    hooks.load()
    assert money(hooks, site) == [("customer", 1, 300)]


def test_refunds_in_parts_lower_revenue_by_each_part_and_only_of_a_sale_that_was_told(hooks: Hooks) -> None:
    site = hooks.new_site()
    for name in ("checkout_unknown_buyer", "checkout_paid", "refund_second_part", "refund_first_part"):
        hooks.tell(site, f"stripe/{name}")
    hooks.tell(site, FORM)
    hooks.tell(site, "stripe/refund_of_another_till")
    hooks.load()
    # 499.00 less 50.00, less the 70.00 that brought the sum paid back to 120.00.
    assert money(hooks, site) == [("customer", 1, Decimal("120.5")), ("customer", 1, Decimal(379))]


def test_a_renewal_is_another_sale_and_the_first_bill_is_not(hooks: Hooks) -> None:
    site = hooks.new_site()
    for name in ("checkout_debit_succeeded", "invoice_first", "invoice_renewal", "invoice_renewal_said_again"):
        hooks.tell(site, f"stripe/{name}")
    hooks.load()
    assert money(hooks, site) == [("customer", 2, 600)]


def test_a_test_payment_and_other_events_are_noted_and_nothing_more(hooks: Hooks) -> None:
    site = hooks.new_site()
    assert hooks.tell(site, "stripe/checkout_test_mode")["ignored"] == "test"
    assert hooks.tell(site, "stripe/customer_updated")["ignored"] == "other_kind"
    hooks.load()
    assert hooks.leads(site) == []
    assert [(row["verdict"], row["reason"], row["facts"]) for row in hooks.deliveries(site)] == [
        ("ignored", "test", 0),
        ("ignored", "other_kind", 0),
    ]


def test_a_booking_is_a_lead_from_its_campaign_and_a_meeting_that_moves_with_it(hooks: Hooks) -> None:
    site = hooks.new_site()
    hooks.tell(site, "calendly/booked")
    hooks.load()
    (lead,) = hooks.leads(site)
    assert (lead["via"], lead["form"], lead["stage"]) == ("webhook", "Calendly: Devis toiture", "contacted")
    assert (lead["first_channel"], lead["first_source"], lead["first_campaign"]) == (
        "Paid Search", "Google", "toiture-printemps",
    )  # fmt: skip
    assert lead["answers"] == {"Quel est votre besoin ?": "Une fuite au grenier"}
    assert meetings(hooks, site) == ["2026-03-16 09:00:00.000"]
    hooks.tell(site, "calendly/moved")
    hooks.tell(site, "calendly/moved_from")
    hooks.load()
    assert len(hooks.leads(site)) == 1
    assert meetings(hooks, site) == ["2026-03-18 14:00:00.000"]


def test_a_meeting_called_off_or_not_kept_is_none(hooks: Hooks) -> None:
    site = hooks.new_site()
    hooks.tell(site, "calendly/booked_by_another")
    hooks.load()
    assert len(meetings(hooks, site)) == 1
    hooks.tell(site, "calendly/canceled")
    assert hooks.tell(site, "calendly/routing_form")["ignored"] == "other_kind"
    assert hooks.tell(site, "calendly/no_show") == {"accepted": 1}
    hooks.load()
    assert meetings(hooks, site) == []
    assert [lead["stage"] for lead in hooks.leads(site)] == ["new"]


def test_our_own_messages_say_all_that_may_happen_to_a_lead(hooks: Hooks) -> None:
    site = hooks.new_site()
    hooks.tell(site, "generic/lead")
    assert hooks.tell(site, "generic/several") == {"accepted": 4}
    hooks.tell(site, "generic/mistake")
    hooks.tell(site, "generic/mistake_withdrawn")
    half = hooks.tell(site, "generic/half_bad")
    assert half["accepted"] == 1
    assert [item["index"] for item in half["refused"]] == [1, 2, 3]
    hooks.load()
    (lead,) = hooks.leads(site)
    assert (lead["first_source"], lead["consent"], lead["stage"]) == ("salon-lyon", "granted", "customer")
    assert (lead["orders"], lead["revenue"]) == (1, Decimal("1300.5"))


def test_hubspot_tells_stages_by_object_and_a_workflow_whose_they_are_and_for_how_much(hooks: Hooks) -> None:
    site = hooks.new_site()
    for name in ("stages", "won_told_by_workflow", "deal_told_by_workflow", "contact_told_by_workflow"):
        hooks.tell(site, f"hubspot/{name}")
    assert hooks.tell(site, "hubspot/contact_stage") == {"accepted": 1, "ignored": "other_kind"}
    assert hooks.tell(site, "hubspot/own_stage")["ignored"] == "no_stage"
    hooks.load()
    assert money(hooks, site) == [("sql", 0, 0), ("customer", 1, Decimal("8400.5"))]
    (omar, ines) = hooks.leads(site)
    assert (str(omar["mql"])[:16], str(omar["sql"])[:16]) == ("2026-03-10 12:00", "2026-03-10 14:00")
    assert str(ines["opportunity"])[:16] == "2026-03-10 13:00"


def test_pipedrive_deals_are_worth_what_they_were_won_for_and_a_deal_won_by_mistake_nothing(hooks: Hooks) -> None:
    site = hooks.new_site()
    for name in ("deal_created", "person_created", "deal_won", "deal_worth_less", "deal_worth_more", "deal_renamed"):
        hooks.tell(site, f"pipedrive/{name}")
    for name in ("other_person", "other_deal_won_by_mistake", "other_deal_lost"):
        hooks.tell(site, f"pipedrive/{name}")
    assert hooks.tell(site, "pipedrive/activity")["ignored"] == "other_kind"
    hooks.load()
    # Won for 2400, worth 2100 a day later and 2600 the day after.
    assert money(hooks, site) == [("customer", 1, 2600), ("lost", 0, 0)]
    assert [str(lead["opportunity"])[:16] for lead in hooks.leads(site)] == ["2026-03-10 12:05", "None"]
    assert hooks.leads(site)[1]["lost_reason"] == "Trop cher"


def emails(hooks: Hooks, site: str) -> list[tuple[str, str, int]]:
    """What became of e-mails: kind, e-mail, recipients."""
    rows = hooks.clickhouse.query(
        "select kind, campaign, uniqExact(person) as people from email_events where site = {site:String} "
        "group by kind, campaign order by kind, campaign",
        {"site": site},
    )
    return [(row["kind"], row["campaign"], row["people"]) for row in rows]


def test_brevo_tells_of_e_mails_apart_from_machines_and_makes_no_leads(hooks: Hooks) -> None:
    site = hooks.new_site()
    hooks.deliver(site, "generic", b'{"id": "1", "type": "lead", "email": "marie@exemple.fr", "consent": "granted"}')
    for name in all_messages("brevo")[1:]:
        hooks.tell(site, name)
    hooks.load()
    assert emails(hooks, site) == [
        ("added", "", 2),
        ("bounced_hard", "Lettre de mars", 1),
        ("clicked", "Lettre de mars", 1),
        ("delivered", "Lettre de mars", 1),
        ("delivered", "devis", 1),
        ("machine_opened", "Lettre de mars", 1),
        ("opened", "Lettre de mars", 1),
        ("opened", "devis", 1),
        ("sent", "devis", 1),
        ("unsubscribed", "Lettre de mars", 1),
    ]
    rows = hooks.clickhouse.query(
        "select toString(ts) as at from email_events where site = {site:String} and kind = 'opened' order by ts",
        {"site": site},
    )
    # ts_event is UTC; ts would be an hour later.
    assert [row["at"] for row in rows] == ["2026-03-10 12:05:00.000", "2026-03-10 12:10:00.000"]
    assert len(hooks.leads(site)) == 1


def test_a_reader_who_joins_by_mailchimp_is_a_lead_and_one_who_leaves_may_be_written_to_no_more(hooks: Hooks) -> None:
    site = hooks.new_site()
    hooks.tell(site, "mailchimp/subscribe")
    hooks.load()
    assert [(lead["form"], lead["via"], lead["consent"]) for lead in hooks.leads(site)] == [
        ("Mailchimp", "webhook", "granted")
    ]
    hooks.tell(site, "mailchimp/unsubscribe")
    hooks.tell(site, "mailchimp/cleaned")
    assert hooks.tell(site, "mailchimp/campaign")["ignored"] == "other_kind"
    hooks.load()
    assert [lead["consent"] for lead in hooks.leads(site)] == ["denied"]
    assert emails(hooks, site) == [
        ("bounced_hard", "4fjk2ma9xd", 1),
        ("subscribed", "", 1),
        ("unsubscribed", "cb398d21d2", 1),
    ]


def test_a_site_that_joins_no_lead_to_a_visit_knows_a_buyer_by_their_address_alone(hooks: Hooks) -> None:
    hooks.tell(EXEMPT, "stripe/checkout_paid")
    hooks.load()
    (lead,) = hooks.leads(EXEMPT)
    assert str(lead["lead_id"]) != form_of(EXEMPT)
    assert lead["revenue"] == 499


def in_dollars(sender: str, name: str) -> bytes:
    """A message whose money is in dollars."""
    return message(sender, name).replace(b'"EUR"', b'"USD"')


def meetings(hooks: Hooks, site: str) -> list[str]:
    """When the site's meetings take place."""
    rows = hooks.clickhouse.query(
        "select toString(ts) as at from lead_changes where site = {site:String} and kind = 'meeting' order by ts",
        {"site": site},
    )
    return [row["at"] for row in rows]
