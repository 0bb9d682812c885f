"""Leads, their stages and their score."""

from reports.glossary.term import CONTACTABLE, NO_LEAD, NO_SESSION, TOO_EARLY_FOR_MQL, Term
from reports.language import N_

_NO_VISITOR = N_("No visitor in this period.")
_TOO_EARLY = N_("Recent leads have not had time to become customers yet.")
_ON_THEIR_WAY = N_("Recent leads are still on their way: the rates of the last days will rise.")

TERMS: dict[str, Term] = {
    "leads": Term(
        N_("Leads"),
        N_(
            "Leads created in the period, told by a form of the site or from elsewhere. Submissions of one person are "
            "one lead; spam is left out."
        ),
        "up",
    ),
    "conversion_rate": Term(
        N_("Conversion rate"),
        N_("Visitors who submitted a form that is not spam / visitors, over the sessions that started in the period."),
        "up",
        N_("A low rate: look at the magnet first. What is offered, is it seen, and is the form short enough?"),
        _NO_VISITOR,
    ),
    "mql_to_customer": Term(
        N_("MQL → customer"),
        N_("Customers / qualified leads (MQL, or further), of the leads created in the period."),
        short=N_("Customers / MQL"),
        note=_TOO_EARLY,
    ),
    "mean_score": Term(
        N_("Mean score"),
        N_("Points of the leads, of both axes together / leads. A dash as long as no lead has any."),
        short=N_("Score"),
    ),
    "blocking_step": Term(
        N_("Where it blocks"),
        N_(
            "The step that fewest pass, of those that at least 10 have come to; the one from seen to begun only where "
            "fewer than one visitor in a hundred pass it, the one from MQL to customer once there is a customer. A "
            "dash where there are too few to say."
        ),
    ),
    "customers": Term(
        N_("Customers among these leads"),
        N_("Leads created in the period that have become customers since."),
        short=N_("Of these, customers"),
        note=_TOO_EARLY,
    ),
    "customer_rate": Term(
        N_("Leads that became customers"),
        N_("Customers / leads, of the leads created in the period. It still grows while they decide."),
        "",
        N_("A low rate: look at the follow-up of the leads, and at what the magnet attracts."),
        NO_LEAD,
        N_("Customers / leads"),
        _TOO_EARLY,
    ),
    "revenue": Term(
        N_("Revenue from these leads"),
        N_("Sales to the leads created in the period, until now."),
        short=N_("Their revenue"),
        note=_TOO_EARLY,
    ),
    "recent_leads": Term(
        N_("Leads, last 30 minutes"),
        N_("Leads made in the last 30 minutes, by a form of the site or told from elsewhere; spam is left out."),
    ),
    "lead_to_sale": Term(
        N_("Lead-to-sale ratio"),
        N_("Customers / leads, of the leads created in the period. It still grows while they decide."),
        "",
        N_("A low rate: look at the follow-up of the leads, and at what the magnet attracts."),
        NO_LEAD,
        N_("Lead-to-sale"),
        _TOO_EARLY,
    ),
    "site_conversion": Term(
        N_("Form leads per session"),
        N_("Leads that a form of the site made / sessions. Leads told from elsewhere and spam are not in it."),
        "up",
        N_("A good one lies between 1% and 3%. A low one: look at what you offer, and at how much your forms ask for."),
        NO_SESSION,
        N_("Leads / session"),
    ),
    "visitor_to_lead": Term(
        N_("Visitors who became leads"),
        N_(
            "Visitors of whom a session that started in the period made a lead / visitors. Leads told from elsewhere "
            "and spam are not in it."
        ),
        "up",
        N_("A low rate: look at the magnet, at its promise and at what its form asks for."),
        _NO_VISITOR,
        N_("Visitor → lead"),
    ),
    "mql": Term(
        N_("Qualified among these leads (MQL)"),
        N_("Leads created in the period that marketing has found to be qualified since, or that went further."),
        short=N_("Of these, MQL"),
        note=TOO_EARLY_FOR_MQL,
    ),
    "sql": Term(
        N_("Sales-qualified among these leads (SQL)"),
        N_("Leads created in the period that sales has accepted since, or that went further."),
        short=N_("Of these, SQL"),
        note=TOO_EARLY_FOR_MQL,
    ),
    "reached_mql": Term(
        N_("Became MQL in the period"),
        N_("Leads that reached the stage MQL in the period, whenever they were created. Who went further passed it."),
        "up",
    ),
    "reached_sql": Term(
        N_("Became SQL in the period"),
        N_("Leads that reached the stage SQL in the period, whenever they were created. Who went further passed it."),
        "up",
    ),
    "reached_customer": Term(
        N_("Customers won"),
        N_(
            "Leads that became customers in the period, by their stage or their first sale, whenever they were created."
        ),
        "up",
    ),
    "database_size": Term(
        N_("Contactable leads"),
        CONTACTABLE,
        "up",
    ),
    "opt_in_rate": Term(
        N_("Opt-in rate"),
        N_(
            "Leads created in the period that, as last told, permit to be contacted / leads created in the period. "
            "Unknown while none of them was asked."
        ),
        "up",
        "",
        N_("No lead of this period was asked for permission."),
    ),
    "newsletter_signups": Term(
        N_("Newsletter sign-ups"),
        N_(
            "Leads that sent the form of the newsletter in the period, each once; which form it is, is chosen under "
            "“How to count”."
        ),
        "up",
    ),
    "opt_outs": Term(
        N_("Opt-outs"),
        N_(
            "Leads that withdrew their permission in the period, each once. The opt-out rate counts the leads of all "
            "time, and those who refused from the start. “Unsubscribed” counts recipients who are no leads, too."
        ),
        "down",
        note=N_("Only leads who took back their permission in this period count."),
    ),
    "lead_to_mql": Term(
        N_("Leads that became MQL"),
        N_("Leads that are MQL or went further / leads, of the leads created in the period."),
        "",
        N_("A low rate: the magnet or the campaign attracts people who are no customers for you."),
        NO_LEAD,
        N_("Lead → MQL"),
        _ON_THEIR_WAY,
    ),
    "mql_to_sql": Term(
        N_("MQL that became SQL"),
        N_("Leads that are SQL or went further / MQL, of the leads created in the period."),
        "",
        N_("A low rate: marketing and sales do not mean the same by a qualified lead, or leads wait too long."),
        N_("No MQL among the leads of this period."),
        N_("MQL → SQL"),
        _ON_THEIR_WAY,
    ),
    "sql_to_opportunity": Term(
        N_("SQL that became opportunities"),
        N_("Opportunities, or customers / SQL, of the leads created in the period."),
        "",
        "",
        N_("No SQL among the leads of this period."),
        N_("SQL → opportunity"),
        _ON_THEIR_WAY,
    ),
    "opportunity_to_customer": Term(
        N_("Opportunities that became customers"),
        N_("Customers / opportunities, of the leads created in the period."),
        "",
        N_("A low rate: look at the offer, its price, and the follow-up of quotes."),
        N_("No opportunity among the leads of this period."),
        N_("Opportunity → customer"),
        _ON_THEIR_WAY,
    ),
    "hour_leads": Term(
        N_("Leads by hour of the week"),
        N_("Leads created in the period on that day of the week, in that hour."),
        short=N_("Leads"),
    ),
    "part": Term(N_("What moved"), N_("A channel, the page on which a session began, or a lead magnet.")),
    "part_kind": Term(N_("Which it is"), N_("What the sessions and leads are told apart by.")),
    "part_leads": Term(
        N_("Leads by part"),
        N_("Leads created in the period, under the channel and the page of their converting touch, or their magnet."),
        short=N_("Leads"),
    ),
    "leads_before": Term(
        N_("Leads by part, before"), N_("The same in the period compared with."), short=N_("Leads before")
    ),
    "leads_change": Term(
        N_("Change of leads"),
        N_("Leads less those before. The changes of all channels add up to that of all leads; so do those of pages."),
        short=N_("± leads"),
    ),
    "part_sessions": Term(
        N_("Sessions by part"),
        N_("Sessions that started in the period from the channel, or on the page."),
        short=N_("Sessions"),
    ),
    "sessions_before": Term(
        N_("Sessions by part, before"), N_("The same in the period compared with."), short=N_("Sessions before")
    ),
    "sessions_change": Term(
        N_("Change of sessions"), N_("Sessions less those before; it adds up in the same way."), short=N_("± sessions")
    ),
    "lost_leads": Term(
        N_("Lost leads"), N_("Leads created in the period whose last stage is “lost”."), "down", short=N_("Leads lost")
    ),
    "lead_loss_no_answer": Term(
        N_("Lost without an answer"),
        N_("Leads lost for the reason “no answer” / leads, of the leads created in the period."),
        "down",
        N_("A high rate: leads are answered too late, or not at all."),
        NO_LEAD,
    ),
    "qualified_first": Term(
        N_("Qualified before hand-over"),
        N_("SQL that had become MQL before / SQL, of the leads created in the period."),
        "up",
        N_("A low rate: sales gets leads that nobody has sorted."),
        N_("No SQL among the leads of this period."),
    ),
    "nurtured_share": Term(
        N_("Unqualified leads followed by e-mail"),
        N_("Of the leads created in the period that are neither qualified nor lost, those an e-mail was sent to."),
        "up",
        "",
        N_("No unqualified lead in this period."),
        note=N_("Only those still open count: neither qualified nor lost."),
    ),
    "lead_step": Term(N_("Step"), N_("From one stage to the next.")),
    "step_reached": Term(N_("Reached"), N_("Visitors or leads that passed the step.")),
    "step_rate": Term(N_("Rate"), N_("Those that passed the step / those that had come to it.")),
    "dropped": Term(N_("Left behind"), N_("Those that had come to the step and have not passed it.")),
    "drop_off": Term(N_("Drop-off"), N_("Left behind / those that had come to the step.")),
    "lost_reason": Term(N_("Reason"), N_("Why the lead was lost, as it was told.")),
    "loss_share": Term(N_("Share"), N_("Leads lost for this reason / lost leads.")),
    "best_leads": Term(
        N_("Interesting and interested"),
        N_(
            "Leads created in the period that, as last scored, have at least the site’s points for means and at least "
            "its points for interest."
        ),
        "up",
    ),
    "leads_to_call": Term(
        N_("To call first"),
        N_(
            "Leads created in the period that are interesting and interested, whom nobody has contacted, and that are "
            "neither customers nor lost."
        ),
        "down",
    ),
    "best_to_sale": Term(
        N_("Interesting and interested who bought"),
        N_("Customers / leads, of the leads created in the period that are interesting and interested."),
        "",
        "",
        N_("No lead of this period is both interesting and interested."),
        "",
        _TOO_EARLY,
    ),
    "tire_kickers": Term(
        N_("Share of tire-kickers"),
        N_(
            "Leads created in the period that are interested and not interesting: they read, come back and take what "
            "is offered, without the means to buy / leads created in the period."
        ),
        "down",
        N_("Many: ask for budget, date and region in the form of the magnet that brings them."),
        NO_LEAD,
    ),
    "tire_kicker_leads": Term(
        N_("Tire-kickers"),
        N_("Leads created in the period that are interested and not interesting."),
        "down",
    ),
    "tire_kickers_to_sale": Term(
        N_("Tire-kickers who bought"),
        N_("Customers / leads, of the tire-kickers created in the period. If they buy, the rules judge means wrongly."),
        "",
        "",
        N_("No tire-kicker in this period."),
        "",
        _TOO_EARLY,
    ),
    "quadrant": Term(
        N_("Quadrant"),
        N_(
            "Interesting (it has the means) or not, interested (it behaves so) or not, each from the site’s points on. "
            "Tire-kickers are interested and not interesting."
        ),
    ),
    "median_response": Term(
        N_("Median response time"),
        N_(
            "From the creation of a lead to its first contact (a call, an e-mail, a meeting, or a stage that takes "
            "one): half of those contacted waited less long. Leads created in the period."
        ),
        "down",
        N_("A long one: leads go cold, or go to who answers first. Contact them within four hours."),
        N_("No lead of this period has been contacted."),
    ),
    "p90_response": Term(
        N_("Response time, 9 of 10"),
        N_("Nine of ten leads contacted waited less long for their first contact. Leads created in the period."),
        "down",
        "",
        N_("No lead of this period has been contacted."),
    ),
    "within_4h": Term(
        N_("Contacted within 4 h"),
        N_("Leads contacted in less than four hours / leads created in the period."),
        "up",
        N_("A low share: decide who answers, and have new leads announced at once."),
        NO_LEAD,
    ),
    "customers_within_4h": Term(
        N_("Customers contacted within 4 h"),
        N_(
            "Customers contacted in less than four hours / customers of whom a contact is recorded. Leads of the "
            "period."
        ),
        "",
        "",
        N_("No customer with a recorded contact among the leads of this period."),
    ),
    "never_contacted": Term(
        N_("Never contacted"),
        N_(
            "Leads created in the period that have neither been contacted nor become customers, lost ones too / leads "
            "created in it."
        ),
        "down",
        N_("Each of them asked, and had no answer: call them today."),
        NO_LEAD,
    ),
    "waiting_leads": Term(
        N_("Waiting for a first contact"),
        N_(
            "Leads created in the period whom nobody has contacted, and that are neither customers nor lost: those "
            "still to be called."
        ),
        "down",
        short=N_("Waiting"),
    ),
    "sales_cycle": Term(
        N_("Average sales cycle"),
        N_(
            "Days from the creation of a lead to its becoming a customer / customers, of the customers of the period "
            "who were leads first."
        ),
        "down",
        "",
        N_("No lead became a customer in this period."),
    ),
    "median_sales_cycle": Term(
        N_("Median sales cycle"),
        N_(
            "Days from the creation of a lead to its becoming a customer: half of the period’s customers took less. "
            "Who had bought before is left out."
        ),
        "down",
        "",
        N_("No lead became a customer in this period."),
    ),
    "response_from": Term(N_("Response time"), N_("From the creation of the lead to its first contact.")),
}
