"""What was refused or left out, and why."""

from reports.glossary.term import Term
from reports.language import N_

TERMS: dict[str, Term] = {
    "counted_events": Term(
        N_("Counted events"),
        N_("Events of people, in every figure: page views, reading, forms, downloads. One visit has several."),
    ),
    "refused_events": Term(
        N_("Refused"),
        N_("Events sent for this site that were not taken. A request refused whole counts as one."),
        "down",
    ),
    "refused_share": Term(
        N_("Share refused"),
        N_("Refused / everything that was sent: counted, left out and refused."),
        "down",
        N_("A high share may mean that visits are missing from every figure: begin with the commonest reason."),
        N_("Nothing was sent in this period."),
    ),
    "machine_events": Term(
        N_("From machines"),
        N_("Events of crawlers, of browsers without a screen and of scripted browsers: kept, and in no figure."),
        short=N_("Machines"),
    ),
    "prepared_events": Term(
        N_("Preloaded pages"),
        N_("Events of pages that a browser loaded in advance and may never have shown: kept, and in no figure."),
        short=N_("Preloaded"),
    ),
    "spam_events": Term(
        N_("Referrer spam"),
        N_("Visits made up so that you look where they claim to come from: kept, and in no figure."),
        short=N_("Spam"),
    ),
    "left_out_events": Term(N_("Left out"), N_("Events that are kept, and in no figure.")),
    "spam_forms": Term(
        N_("Forms taken for spam"),
        N_("Forms that were sent and look like spam: kept, and no lead is made of them."),
        short=N_("Forms"),
    ),
    "spam_reason": Term(N_("Taken for spam because"), N_("What gave it away.")),
    "referrer_host": Term(
        N_("Claims to come from"),
        N_("The host that a made-up visit wants you to look at. Better not."),
    ),
    "reason": Term(N_("Reason"), N_("Why it was refused.")),
    "mistake": Term(
        N_("Where the mistake is"),
        N_("The field or the name that was wrong; never what was sent in it."),
        short=N_("Field or name"),
    ),
    "hostname": Term(N_("Host"), N_("The host of the page that sent it.")),
    "event": Term(N_("Event"), N_("Name of the event.")),
    "agent": Term(N_("Browser or program"), N_("What the sender calls itself.")),
    "kind": Term(N_("Kind"), N_("Why it is not counted as a person’s.")),
    "day": Term(N_("Day"), N_("A day in the site’s time zone.")),
    "last_day": Term(N_("Last seen"), N_("The last day of the period on which it happened.")),
}
