"""What senders, verdicts and reasons are called, and where an owner pastes an address."""

from __future__ import annotations

from dataclasses import dataclass

from reports.language import N_


@dataclass(frozen=True, slots=True)
class SenderName:
    """A sender in the reader's words. tells: what comes of it. steps: what to do there. secret: what its secret is
    called; hint: where it is found.
    """

    title: str
    tells: str
    steps: tuple[str, ...]
    secret: str = ""
    hint: str = ""


SENDER_NAMES: dict[str, SenderName] = {
    "brevo": SenderName(
        "Brevo",
        N_("What became of your e-mails: delivered, opened, clicked, unsubscribed."),
        (
            N_(
                "In Brevo, open the menu of your account, Integrations, Webhooks, and add an outbound webhook for "
                "marketing e-mails; another for transactional ones."
            ),
            N_("Paste the address of this page as the URL to call."),
            N_("Tick every event of e-mails, and “contact added to list”. Save."),
        ),
        N_("Token or password"),
        N_("Not needed: the address is secret enough. If you gave Brevo a token or a password, write the same here."),
    ),
    "mailchimp": SenderName(
        "Mailchimp",
        N_("Everyone who joins your audience becomes a lead who agreed to your e-mails; whoever leaves it is noted."),
        (
            N_("In Mailchimp, open Audience, Audience settings, Webhooks, and create one."),
            N_("Paste the address of this page as the callback URL."),
            N_("Tick subscribes, unsubscribes and cleaned e-mails, and only changes made by subscribers. Save."),
        ),
    ),
    "stripe": SenderName(
        "Stripe",
        N_("Sales once they are paid, and refunds. A buyer who was no lead becomes one."),
        (
            N_("In Stripe, open Developers, Webhooks, and add an endpoint with the address of this page."),
            N_(
                "Choose the events checkout.session.completed, checkout.session.async_payment_succeeded, "
                "charge.refunded and, for subscriptions, invoice.paid."
            ),
            N_(
                "Copy the endpoint’s signing secret, which begins with whsec_, and paste it here once the address is "
                "made, under “Signing secret”."
            ),
        ),
        N_("Signing secret"),
        N_("Stripe shows it on the endpoint’s page, under “Signing secret”."),
    ),
    "calendly": SenderName(
        "Calendly",
        N_(
            "Everyone who books a meeting becomes a lead, with the campaign they came from. A meeting that is moved "
            "counts once."
        ),
        (
            N_(
                "Calendly makes webhooks by its API: create a personal access token under Integrations, API and "
                "webhooks."
            ),
            N_(
                "Create a webhook subscription with the address of this page, the events invitee.created and "
                "invitee.canceled, and a signing key of your choice."
            ),
            N_("Paste the same signing key here once the address is made, under “Signing key”."),
        ),
        N_("Signing key"),
        N_("The signing_key that the subscription was created with."),
    ),
    "hubspot": SenderName(
        "HubSpot",
        N_("How far your contacts and deals have come, and what deals were won for."),
        (
            N_(
                "In a workflow of contacts or deals, add the action “Send a webhook”, by POST, to the address of this "
                "page, with a request signature."
            ),
            N_(
                "Choose the properties to send: hs_object_id, email, and dealstage, amount, closedate or "
                "lifecyclestage."
            ),
            N_("An app may also subscribe to changes of dealstage and lifecyclestage with the same address."),
            N_("Paste the app’s client secret here once the address is made, under “Client secret of the app”."),
        ),
        N_("Client secret of the app"),
        N_("On the app’s page in HubSpot, under “Auth”."),
    ),
    "pipedrive": SenderName(
        "Pipedrive",
        N_("People with an e-mail address as leads, how far their deals have come, and what they were won for."),
        (
            N_(
                "In Pipedrive, open Tools and apps, Webhooks, and create one, version 2, with the address of this page."
            ),
            N_("Choose the events create and change of person and of deal: one webhook for each."),
        ),
        N_("HTTP password"),
        N_("Not needed: the address is secret enough. If you gave the webhook a password, write the same here."),
    ),
    "generic": SenderName(
        N_("Anything else"),
        N_("Leads and what happened to them, from whatever can sign a request: a shop, an invoicing tool, a script."),
        (N_("Send JSON by POST to the address of this page, signed with the secret that is shown once, here."),),
        N_("Secret"),
        N_("Made here, and shown once. Make another if it got lost."),
    ),
}
VERDICTS = {
    "taken": N_("taken in"),
    "ignored": N_("left aside"),
    "refused": N_("rejected"),
    "failed": N_("failed"),
}
REASONS = {
    "no_secret": N_("its signing secret has not been pasted here yet"),
    "no_signature": N_("it was not signed"),
    "bad_signature": N_("it was not signed with the secret that is kept here"),
    "stale": N_("it was signed too long ago, or the clocks differ"),
    "unreadable": N_("it is not what this sender sends"),
    "failed": N_("a fault of Leadpump; replay it after an upgrade"),
    "other_kind": N_("nothing is counted of this kind of event"),
    "test": N_("a trial of the sender, not real money or people"),
    "not_paid": N_("not paid, or not yet"),
    "nobody": N_("it names nobody"),
    "no_stage": N_("no stage is known for this step: name it on the sender’s page, then replay"),
    "other_currency": N_("its amount is in another currency than the site’s"),
    "nothing_new": N_("it changes nothing that is counted"),
}
