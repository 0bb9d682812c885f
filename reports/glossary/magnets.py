"""Lead magnets and forms."""

from reports.glossary.term import NO_LEAD, TOO_EARLY_FOR_MQL, Term
from reports.language import N_

TERMS: dict[str, Term] = {
    "shown_visitors": Term(
        N_("Saw a magnet"),
        N_("Distinct visitors for whom a magnet or its form came into view, or who did one of the steps that follow."),
        "up",
        short=N_("Seen by"),
    ),
    "completed_visitors": Term(
        N_("Completed it"),
        N_(
            "Distinct visitors who did what completes the magnet, as declared: sent its form, or downloaded its file; "
            "either, where nothing is declared. To sign up for what is attended completes it."
        ),
        "up",
        short=N_("Completed by"),
    ),
    "magnet_conversion": Term(
        N_("Completed by those who saw the magnet"),
        N_("Visitors who completed the magnet / visitors to whom it was shown."),
        "up",
        N_("A low rate: the magnet does not answer a need, its promise is not clear, or its form asks for too much."),
        N_("Nobody was shown a magnet in this period."),
        N_("Completed / seen"),
    ),
    "magnet_leads": Term(
        N_("Leads from magnets"),
        N_("Leads created in the period whose first form carried a magnet."),
        "up",
        short=N_("Leads"),
    ),
    "started_visitors": Term(
        N_("Began a magnet’s form"),
        N_("Distinct visitors who began to fill a magnet’s form, or sent it."),
        "up",
        short=N_("Begun by"),
    ),
    "submitted_visitors": Term(
        N_("Sent a magnet’s form"), N_("Distinct visitors who sent a magnet’s form."), "up", short=N_("Sent by")
    ),
    "downloaded_visitors": Term(
        N_("Downloaded its file"),
        N_("Distinct visitors who downloaded a magnet’s file. A dash where it has none that is known."),
        "up",
        short=N_("Downloaded by"),
    ),
    "attended_leads": Term(
        N_("Attended"),
        N_(
            "Leads of a magnet that is declared to be attended with whom a meeting is noted. A dash where it is not "
            "declared so, and as long as none is noted: no page sees who comes."
        ),
        "up",
    ),
    "magnet_quality": Term(
        N_("Quality of the leads"),
        N_("Qualified leads (MQL, or further) / leads from magnets, created in the period."),
        "",
        N_("A low one: the magnet attracts people who are no customers for you, however many they are."),
        NO_LEAD,
        N_("MQL / leads"),
        TOO_EARLY_FOR_MQL,
    ),
    "start_rate": Term(
        N_("Seen → begun"), N_("Visitors who began the form / visitors who saw the magnet."), short=N_("Begun / seen")
    ),
    "submit_rate": Term(
        N_("Begun → sent"), N_("Visitors who sent the form / visitors who began it."), short=N_("Sent / begun")
    ),
    "download_rate": Term(
        N_("Sent → downloaded"),
        N_(
            "Visitors who downloaded the file / visitors who sent the form; where there is no form, who saw the magnet."
            " Over several magnets, of those that have a file."
        ),
        short=N_("Downloaded"),
    ),
    "made_lead_rate": Term(
        N_("Sent → lead"),
        N_(
            "Leads that the magnet’s form made / visitors who sent it. Spam makes none; forms of one person are one "
            "lead. Leads told from elsewhere are not in it."
        ),
        short=N_("Leads / sent"),
    ),
    "attendance_rate": Term(
        N_("Lead → attended"), N_("Leads with whom a meeting is noted / leads."), short=N_("Attended")
    ),
    "magnet_cost": Term(N_("Costs"), N_("What the ledger of costs names the magnet for, on the days of the period.")),
    "magnet_cpl": Term(
        N_("Cost per lead"),
        N_("Costs of the magnet / its leads created in the period. A dash where no cost names it, or without a lead."),
        "down",
        short=N_("Cost / lead"),
    ),
    "magnet_kind": Term(N_("Kind"), N_("What kind of magnet it is declared to be. A dash where it is not declared.")),
    "magnet": Term(
        N_("Magnet"), N_("A lead magnet is what you offer in exchange for contact details: a guide, a quote, a trial …")
    ),
    "form": Term(N_("Form"), N_("The form, by its name in the page; by the page’s path where it has none.")),
    "form_completion": Term(
        N_("Completion rate"),
        N_("Visitors who sent the form / visitors who began it. Submissions taken for spam are not in it."),
        "up",
        N_(
            "A low rate: the form asks for too much, or one of its fields stops people. Look at the field touched last."
        ),
        N_("Nobody began a form in this period."),
        N_("Completion"),
    ),
    "form_conversion": Term(
        N_("Sent by those who saw the form"),
        N_("Visitors who sent the form / visitors who saw it. Submissions taken for spam are not in it."),
        "up",
        N_("Low with a good completion rate: few begin. Look at what is offered beside the form, and at its place."),
        N_("Nobody saw a form in this period."),
        N_("Sent / seen"),
    ),
    "form_abandonment": Term(
        N_("Abandonment rate"),
        N_("Visitors who began the form and did not send it in the period / visitors who began it."),
        "down",
        "",
        N_("Nobody began a form in this period."),
        N_("Given up"),
    ),
    "viewed_visitors": Term(
        N_("Saw a form"),
        N_("Distinct visitors for whom the form came into view, or who began or sent it."),
        "up",
        short=N_("Seen by"),
    ),
    "begun_visitors": Term(
        N_("Began a form"),
        N_("Distinct visitors who touched a field of the form, or sent it."),
        "up",
        short=N_("Begun by"),
    ),
    "sent_visitors": Term(
        N_("Sent a form"),
        N_("Distinct visitors who sent the form; submissions taken for spam are left out."),
        "up",
        short=N_("Sent by"),
    ),
    "median_filling": Term(
        N_("Median time to fill it"),
        N_(
            "From the first touch of the form to its sending in the same session: half of the sessions took longer, "
            "half less long."
        ),
        "down",
        "",
        N_("No form was begun and sent in one session of this period."),
        N_("Time to fill"),
    ),
    "spam_submissions": Term(
        N_("Spam, kept apart"),
        N_(
            "Submissions of the period that are taken for spam. They are in no other figure here, nor is what "
            "else was done with the form in sessions whose submissions of it are all spam."
        ),
        short=N_("Spam"),
        note=N_("Sent with the forms of your pages. The spam in the list of leads is of all time, from programs too."),
    ),
    "last_field": Term(
        N_("Field touched last"),
        N_("Name of the field that was touched last before the page was left; never what was typed in it."),
    ),
    "stopped_visitors": Term(
        N_("Gave up there"),
        N_("Distinct visitors who began the form, did not send it in the period, and touched this field last."),
        "down",
    ),
    "stopped_share": Term(N_("Share"), N_("Visitors who gave up there / all visitors who gave up this form.")),
}
