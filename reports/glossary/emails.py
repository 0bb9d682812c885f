"""E-mails."""

from reports.glossary.term import CONTACTABLE, NO_LEAD, Term
from reports.language import N_

_NO_EMAIL = N_("No e-mail is known to have been sent in this period.")
_NO_OPENED = N_("No e-mail of this period was opened.")

TERMS: dict[str, Term] = {
    "sent_emails": Term(
        N_("E-mails sent"),
        N_(
            "E-mails sent in the period, one a recipient; what became of them counts with them, however late. Those of "
            "whose sending nobody tells are left out."
        ),
    ),
    "delivered_emails": Term(
        N_("Delivered"),
        N_(
            "E-mails sent in the period that arrived: told as delivered, or opened, clicked or unsubscribed by. Where "
            "deliveries are not told, those that did not bounce."
        ),
        "up",
    ),
    "delivery_rate": Term(
        N_("Delivery rate"),
        N_("E-mails that arrived / e-mails sent in the period."),
        "up",
        N_(
            "A low rate: addresses on the list no longer exist, or mail servers do not trust the sender. Remove who "
            "bounces."
        ),
        _NO_EMAIL,
        N_("Delivery"),
    ),
    "open_rate": Term(
        N_("Open rate"),
        N_(
            "Recipients who opened the e-mail, each once, or clicked in it / e-mails that arrived. Opened by machines "
            "alone does not count where the sender can tell; others count it unseen, so compare with yourself, and "
            "trust clicks more."
        ),
        "up",
        N_(
            "A low rate: the subject does not promise enough, the sender is not recognised, or it arrives at a bad "
            "hour."
        ),
        _NO_EMAIL,
        N_("Opened"),
    ),
    "machine_open_rate": Term(
        N_("Opened by machines alone"),
        N_(
            "E-mails that only a mail program’s proxy opened, as Apple’s privacy protection does whether or not "
            "anybody looks / e-mails that arrived. They are not in the open rate."
        ),
        "",
        "",
        _NO_EMAIL,
        N_("By machines"),
    ),
    "click_rate": Term(
        N_("Click rate"),
        N_("Recipients who clicked a link in the e-mail, each once / e-mails that arrived."),
        "up",
        N_("A low rate: the e-mail asks for nothing clear, or for too many things."),
        _NO_EMAIL,
        N_("Clicked"),
    ),
    "click_to_open": Term(
        N_("Click-to-open rate"),
        N_("Recipients who clicked / recipients who opened."),
        "up",
        N_("A low rate under a good open rate: the content does not keep what the subject promises."),
        _NO_OPENED,
        N_("Clicks / opens"),
    ),
    "unsubscribe_rate": Term(
        N_("Unsubscribe rate"),
        N_("Recipients who unsubscribed by the e-mail / e-mails that arrived."),
        "down",
        N_("A high rate: you write too often, or to people who expected something else."),
        _NO_EMAIL,
        N_("Unsubscribed"),
        N_("Everyone to whom the e-mails of this period were sent counts, leads or not."),
    ),
    "complaint_rate": Term(
        N_("Complaint rate"),
        N_("Recipients who marked the e-mail as spam / e-mails that arrived."),
        "down",
        N_("From one complaint in a thousand on, mail servers begin to turn your e-mails away."),
        _NO_EMAIL,
        N_("Complaints"),
    ),
    "email_conversion_rate": Term(
        N_("Converted, of those the e-mail reached"),
        N_(
            "Recipients who did what is chosen under “How to count” within 30 days of their click / e-mails that "
            "arrived. A click is known of the recipient, or by a visit with the e-mail’s utm_campaign; of several, the "
            "last has brought it."
        ),
        "up",
        N_("A low rate under a good click rate: the page behind the link does not go on where the e-mail stopped."),
        _NO_EMAIL,
        N_("Converted"),
    ),
    "hard_bounces": Term(
        N_("Hard bounces"), N_("E-mails to addresses that cannot be reached."), "down", short=N_("Hard bounces")
    ),
    "list_size": Term(
        N_("Contactable leads"),
        CONTACTABLE,
        "up",
    ),
    "opt_out_rate": Term(
        N_("Opt-out rate"),
        N_(
            "Leads that, at the end of the period, had refused or taken back the permission to be contacted, whenever "
            "that was / leads created until then."
        ),
        "down",
        N_("A high rate: what you send is not what people signed up for."),
        NO_LEAD,
        N_("Opted out"),
        N_("Only leads count, of all time. Those who refused from the start are among them."),
    ),
    "email_campaign": Term(N_("Mailing"), N_("An e-mail sent to a list, by the name its sender gave it.")),
    "email_day": Term(N_("Sent on"), N_("The day on which it was first sent, in the site’s time zone.")),
    "email_step": Term(
        N_("E-mail"), N_("An e-mail of an automated sequence: its place in the order, and its subject.")
    ),
    "sequence": Term(N_("Sequence"), N_("E-mails that are sent one after the other, by themselves.")),
}
