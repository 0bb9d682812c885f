"""The terms of the reports: what each is called, how it is counted, and what a bad value may mean."""

from dataclasses import dataclass
from typing import Literal

from reports.language import N_


@dataclass(frozen=True, slots=True)
class Term:
    """label and definition are messages of the catalogue. better: which way is good. warning: what a bad value may
    mean, from the KPI catalogue. missing: why there is no value. short: the label at the head of a column.
    note: what to keep in mind beside the value."""

    label: str
    definition: str
    better: Literal["up", "down", ""] = ""
    warning: str = ""
    missing: str = ""
    short: str = ""
    note: str = ""


_CONTACTABLE = N_(
    "Leads that permitted to be contacted at the end of the period, by what each had told last until then. "
    "Whoever unsubscribes, or marks an e-mail as spam, takes it back."
)
_NO_SESSION = N_("No session in this period.")
_NO_VISITOR = N_("No visitor in this period.")
_NO_LEAD = N_("No lead in this period.")
_NO_CONVERSION = N_("No conversion in this period.")
_NO_COST = N_("No cost is entered for this period.")
_NO_COST_OR_LEAD = N_("No cost, or no lead, in this period.")
_NO_BASELINE = N_("Enter above what you sold in a month before you followed leads up.")
_NO_CUSTOMER = N_("No purchase is known until the end of this period.")
_NO_STARTING_CUSTOMER = N_("Nobody was a customer at the start of this period.")
_NO_EMAIL = N_("No e-mail is known to have been sent in this period.")
_NO_OPENED = N_("No e-mail of this period was opened.")
_NO_ANSWER = N_("Nobody answered how likely they are to recommend you in this period.")
_NOT_TOLD = N_("Nothing was told of it for this period.")
_NOT_IMPORTED = N_("No imported data for this period.")
_TOO_EARLY = N_("Recent leads have not had time to become customers yet.")
_TOO_EARLY_FOR_MQL = N_("Recent leads have not had time to be qualified yet.")
_ON_THEIR_WAY = N_("Recent leads are still on their way: the rates of the last days will rise.")

TERMS: dict[str, Term] = {
    "visitors": Term(
        N_("Visitors"),
        N_(
            "Distinct visitors of the sessions that started in the period. Without a cookie, a person who comes back "
            "on another day counts again."
        ),
        "up",
    ),
    "sessions": Term(
        N_("Sessions"),
        N_(
            "A session is one visitor’s activity without a gap of more than 30 minutes. It counts in the period in "
            "which it started."
        ),
        "up",
    ),
    "page_views": Term(N_("Page views"), N_("Pages opened in the period, each showing counted."), "up"),
    "bounce_rate": Term(
        N_("Bounce rate"),
        N_(
            "Bounces / sessions. A bounce is a session of exactly one page view without any interaction: no form "
            "begun or submitted, no download, no outbound click, no custom event."
        ),
        "down",
        N_(
            "A high rate may mean that the page does not keep what the advertisement or the search result promised, "
            "that it does not engage, or that its value proposition is unclear."
        ),
        _NO_SESSION,
        N_("Bounce"),
    ),
    "unengaged_rate": Term(
        N_("Unengaged bounce rate"),
        N_(
            "The same, but only the bounces with less than 10 seconds spent on the page, over all sessions: who read "
            "the page and left is not in it."
        ),
        "down",
        N_("A high rate means that people leave before they can have read anything: look at the top of the page."),
        _NO_SESSION,
        N_("Unengaged"),
    ),
    "session_time": Term(
        N_("Average session duration"),
        N_(
            "Time from the first to the last event of each session, the last page included, divided by the number of "
            "sessions."
        ),
        "up",
        N_("A short one may mean that people do not find what they came for; a long one, that they look for it."),
        _NO_SESSION,
        N_("Duration"),
    ),
    "engaged_time": Term(
        N_("Time spent per session"),
        N_("Time during which a page was visible and in use, divided by the number of sessions."),
        "up",
        N_("Far below the duration, it means that the page stays open without being read."),
        _NO_SESSION,
        N_("Time spent"),
    ),
    "median_session_time": Term(
        N_("Median session duration"),
        N_("Half of the sessions lasted longer, half less long. A few very long sessions do not move it."),
        "up",
        "",
        _NO_SESSION,
    ),
    "median_engaged_time": Term(
        N_("Median time spent"),
        N_("Half of the sessions spent more time on the pages, half less."),
        "up",
        "",
        _NO_SESSION,
    ),
    "pages_per_session": Term(
        N_("Pages per session"),
        N_("Page views of the sessions that started in the period / these sessions."),
        "up",
        "",
        _NO_SESSION,
    ),
    "page_time": Term(
        N_("Time spent"), N_("Time during which the page was visible and in use / its page views."), "up"
    ),
    "scroll_depth": Term(
        N_("Scroll depth"),
        N_("How far down the page was seen: the greatest depth of each page view, averaged over those measured."),
        "up",
        N_("A low one means that what lies further down is not seen: move the form or the promise up."),
        N_("No page view was measured in this period."),
        N_("Scroll"),
    ),
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
        _NO_LEAD,
        N_("MQL / leads"),
        _TOO_EARLY_FOR_MQL,
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
    "magnet_cost": Term(N_("Costs"), N_("What the ledger of costs names the magnet for, on the days of the period.")),
    "magnet_cpl": Term(
        N_("Cost per lead"),
        N_("Costs of the magnet / its leads created in the period. A dash where no cost names it, or without a lead."),
        "down",
        short=N_("Cost / lead"),
    ),
    "magnet_kind": Term(N_("Kind"), N_("What kind of magnet it is declared to be. A dash where it is not declared.")),
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
        _NO_LEAD,
        N_("Customers / leads"),
        _TOO_EARLY,
    ),
    "revenue": Term(
        N_("Revenue from these leads"),
        N_("Sales to the leads created in the period, until now."),
        short=N_("Their revenue"),
        note=_TOO_EARLY,
    ),
    "leads_first": Term(
        N_("Leads, first touch"),
        N_(
            "Leads for which this was the first known way to the site, in the 90 days before they were created. Leads "
            "told from elsewhere stand under the channel they were told with."
        ),
        "up",
    ),
    "leads_last": Term(
        N_("Leads, last touch"),
        N_(
            "Leads for which this was the last way to the site before they were created. Direct visits count. Leads "
            "told from elsewhere stand under the channel they were told with."
        ),
        "up",
    ),
    "customers_last": Term(
        N_("Customers among these leads"),
        N_("Leads of the last touch that have become customers since."),
        short=N_("Of these, customers"),
    ),
    "revenue_last": Term(
        N_("Revenue from these leads"),
        N_("Sales to the leads of the last touch, until now."),
        short=N_("Their revenue"),
    ),
    "session_conversion": Term(
        N_("Leads per session"),
        N_("Leads of the last touch / sessions of the channel."),
        "up",
        missing=_NO_SESSION,
        short=N_("Leads / session"),
    ),
    "returning_rate": Term(
        N_("Returns"),
        N_(
            "Sessions of a visitor who had an earlier session in the 90 days before the period or in it / sessions. "
            "Without a cookie a visitor is known for a day, so only returns of the same day are seen."
        ),
        "",
        "",
        _NO_SESSION,
    ),
    "entered_visitors": Term(
        N_("Entered"),
        N_("Visitors who took the first step in the period."),
        note=N_("Whoever had come just before the period and stayed on is among them."),
    ),
    "through_visitors": Term(
        N_("Completed"),
        N_("Of those who entered, visitors who took all steps in order within the time limit."),
        "up",
    ),
    "through_rate": Term(
        N_("Went through, of those who entered"),
        N_("Visitors who went through all steps / visitors who took the first."),
        "up",
        "",
        N_("Nobody took the first step in this period."),
    ),
    "step": Term(N_("Step"), N_("The steps in their order.")),
    "mark": Term(N_("What was done"), N_("A page opened, an event, a magnet completed or a form sent.")),
    "step_visitors": Term(N_("Visitors"), N_("Visitors who came as far as this step.")),
    "of_first": Term(
        N_("Share of the first"), N_("Visitors who came as far as this step / visitors of the first step.")
    ),
    "of_previous": Term(
        N_("Of the step before"), N_("Visitors who came as far as this step / visitors of the step before.")
    ),
    "trail_sessions": Term(
        N_("Sessions on this way"), N_("Sessions in which these pages were opened one right after the other.")
    ),
    "trail_share": Term(
        N_("Share of all sessions"), N_("Sessions on this way / sessions with a page view."), "", "", _NO_SESSION
    ),
    "ended_share": Term(
        N_("Ended here"),
        N_("Of the sessions on this way, those that opened no other page after it."),
        "",
        "",
        _NO_SESSION,
    ),
    "next_path": Term(N_("Next page"), N_("The page opened next; the same page opened again is no step.")),
    "path_sessions": Term(N_("Sessions"), N_("Sessions that went on this way.")),
    "next_share": Term(N_("Share"), N_("Sessions that went on this way / sessions on the way so far.")),
    "flow_step": Term(N_("Step"), N_("How many pages further; the same page opened again is no step.")),
    "flow_from": Term(
        N_("Page left"), N_("The page from which sessions went on; where none is given, the session began there.")
    ),
    "flow_to": Term(
        N_("Page reached"),
        N_("The page opened next. Of each step the five most frequent are named, the rest is together."),
    ),
    "flow_sessions": Term(N_("Sessions"), N_("Sessions that went from the one page to the other at this step.")),
    "flow_share": Term(N_("Share"), N_("Sessions that went this way / sessions on the page left.")),
    "current_visitors": Term(N_("Now on the site"), N_("Distinct visitors with an event in the last five minutes.")),
    "recent_visitors": Term(
        N_("Visitors, last 30 minutes"),
        N_(
            "Distinct visitors with an event in the last 30 minutes, also of visits that began before. Each counts "
            "once by channel (that of the latest visit) and by country, and by page on every page they were on."
        ),
        short=N_("Visitors"),
    ),
    "recent_page_views": Term(
        N_("Page views, last 30 minutes"),
        N_("Pages opened or still read in the last 30 minutes, each showing counted once."),
        short=N_("Page views"),
    ),
    "recent_leads": Term(
        N_("Leads, last 30 minutes"),
        N_("Leads made in the last 30 minutes, by a form of the site or told from elsewhere; spam is left out."),
    ),
    "entries": Term(N_("Entries"), N_("Sessions that began on the page.")),
    "exits": Term(N_("Exits"), N_("Sessions that ended on the page.")),
    "exit_rate": Term(N_("Exit rate"), N_("Sessions that ended on the page / its page views.")),
    "measured_page_views": Term(
        N_("Page views measured"),
        N_("Showings of the page of which the depth reached is known."),
        "",
        "",
        "",
        N_("Measured"),
    ),
    "reached_10": Term(
        N_("Reached 10%"),
        N_("Showings read down to 10%, or further / showings measured."),
        "",
        "",
        "",
        N_("10%"),
    ),
    "reached_20": Term(
        N_("Reached 20%"),
        N_("Showings read down to 20%, or further / showings measured."),
        "",
        "",
        "",
        N_("20%"),
    ),
    "reached_30": Term(
        N_("Reached 30%"),
        N_("Showings read down to 30%, or further / showings measured."),
        "",
        "",
        "",
        N_("30%"),
    ),
    "reached_40": Term(
        N_("Reached 40%"),
        N_("Showings read down to 40%, or further / showings measured."),
        "",
        "",
        "",
        N_("40%"),
    ),
    "reached_50": Term(
        N_("Reached 50%"),
        N_("Showings read down to 50%, or further / showings measured."),
        "",
        "",
        "",
        N_("50%"),
    ),
    "reached_60": Term(
        N_("Reached 60%"),
        N_("Showings read down to 60%, or further / showings measured."),
        "",
        "",
        "",
        N_("60%"),
    ),
    "reached_70": Term(
        N_("Reached 70%"),
        N_("Showings read down to 70%, or further / showings measured."),
        "",
        "",
        "",
        N_("70%"),
    ),
    "reached_80": Term(
        N_("Reached 80%"),
        N_("Showings read down to 80%, or further / showings measured."),
        "",
        "",
        "",
        N_("80%"),
    ),
    "reached_90": Term(
        N_("Reached 90%"),
        N_("Showings read down to 90%, or further / showings measured."),
        "",
        "",
        "",
        N_("90%"),
    ),
    "reached_100": Term(
        N_("Reached 100%"),
        N_("Showings read to the end of the page / showings measured."),
        "",
        "",
        "",
        N_("100%"),
    ),
    "section": Term(N_("Section"), N_("The part of the page that the site has marked with data-leadpump-section.")),
    "section_showings": Term(N_("Seen"), N_("Showings of the page on which the section came into view.")),
    "section_reach": Term(
        N_("Reach"), N_("Showings of the page on which the section came into view / all showings of the page.")
    ),
    "section_depth": Term(
        N_("Depth"),
        N_(
            "Where the section lies on the page, as far as can be told: the least depth to which those who saw it have "
            "read. A dash where no depth was measured."
        ),
    ),
    "section_time": Term(
        N_("Time in view"),
        N_("Seconds in view / showings on which it came into view. A dash where no seconds were told."),
    ),
    "visitor_kind": Term(
        N_("Visitor"),
        N_("New, or returning: with an earlier session in the 90 days before the period or in it."),
    ),
    "device": Term(N_("Device"), N_("Computer, phone or tablet, as the browser tells.")),
    "browser": Term(N_("Browser"), N_("Family of the browser.")),
    "os": Term(N_("System"), N_("Family of the operating system.")),
    "country": Term(N_("Country"), N_("Country of the browser’s time zone: no address is looked up or kept.")),
    "language": Term(N_("Language"), N_("The first language the browser asks for.")),
    "path": Term(N_("Page"), N_("Path of the page, without what follows a question mark.")),
    "entry_path": Term(N_("Entry page"), N_("The page on which the session began.")),
    "channel": Term(N_("Channel"), N_("The kind of way by which the visitor came: search, social, e-mail …")),
    "utm_source": Term(N_("Written as"), N_("utm_source, as it stands in the address of the page.")),
    "utm_campaign": Term(N_("Written as"), N_("utm_campaign as it stands in the address, or the campaign of a cost.")),
    "finding": Term(N_("What is missing"), N_("Whether visits lack a cost, or a cost lacks visits.")),
    "tagged_sessions": Term(N_("Sessions"), N_("Sessions of the period that carry this name.")),
    "spent": Term(N_("Spent"), N_("Costs of the period that carry this name, in the site’s currency.")),
    "source": Term(N_("Source"), N_("The site, network or list the visitor came from.")),
    "medium": Term(N_("Medium"), N_("The kind of link, as its address or its channel says.")),
    "campaign": Term(N_("Campaign"), N_("The campaign named in the link’s address (utm_campaign).")),
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
        N_("Submissions of the period that are taken for spam. They and their sessions are in no other figure here."),
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
    "content": Term(N_("Content"), N_("What the link’s address says of the link itself (utm_content).")),
    "term": Term(N_("Term"), N_("The search term in the link’s address (utm_term).")),
    "lead_to_sale": Term(
        N_("Lead-to-sale ratio"),
        N_("Customers / leads, of the leads created in the period. It still grows while they decide."),
        "",
        N_("A low rate: look at the follow-up of the leads, and at what the magnet attracts."),
        _NO_LEAD,
        N_("Lead-to-sale"),
        _TOO_EARLY,
    ),
    "site_conversion": Term(
        N_("Form leads per session"),
        N_("Leads that a form of the site made / sessions. Leads told from elsewhere and spam are not in it."),
        "up",
        N_("A good one lies between 1% and 3%. A low one: look at what you offer, and at how much your forms ask for."),
        _NO_SESSION,
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
        note=_TOO_EARLY_FOR_MQL,
    ),
    "sql": Term(
        N_("Sales-qualified among these leads (SQL)"),
        N_("Leads created in the period that sales has accepted since, or that went further."),
        short=N_("Of these, SQL"),
        note=_TOO_EARLY_FOR_MQL,
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
        _CONTACTABLE,
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
        _NO_LEAD,
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
    "weekday": Term(N_("Day of the week"), N_("In the site’s time zone.")),
    "hour": Term(N_("Hour"), N_("By the clock of the site’s time zone, summer time included.")),
    "hour_visitors": Term(
        N_("Visitors by hour of the week"),
        N_("Distinct visitors of the sessions that started in the period on that day of the week, in that hour."),
        short=N_("Visitors"),
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
        _NO_LEAD,
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
        _NO_LEAD,
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
        _NO_LEAD,
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
        _NO_LEAD,
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
    "cost": Term(
        N_("Costs"),
        N_("What was spent on the days of the period, advertising and other costs, in the site’s currency."),
        missing=_NO_COST,
    ),
    "cpl": Term(
        N_("Cost per lead (CPL)"),
        N_("Costs / leads created in the period."),
        "down",
        N_("A high one with a low conversion rate: review the messages and whom they are shown to."),
        _NO_COST_OR_LEAD,
        N_("CPL"),
    ),
    "cost_per_mql": Term(
        N_("Cost per MQL"),
        N_("Costs / MQL: of the leads created in the period, or those that became MQL in it, as chosen."),
        "down",
        "",
        N_("No cost, or no MQL, in this period."),
        N_("Per MQL"),
    ),
    "cost_per_sql": Term(
        N_("Cost per SQL"),
        N_("Costs / SQL: of the leads created in the period, or those that became SQL in it, as chosen."),
        "down",
        "",
        N_("No cost, or no SQL, in this period."),
        N_("Per SQL"),
    ),
    "new_customers": Term(
        N_("Customers won"),
        N_(
            "Customers, dated as chosen: leads created in the period that have become customers since, or leads that "
            "became customers in it."
        ),
        "up",
    ),
    "cac": Term(
        N_("Customer acquisition cost (CAC)"),
        N_("Costs / customers, dated as chosen: by when the lead was created, or by when they became customers."),
        "down",
        N_("Above the ceiling, a customer costs more than can be earned back: stop or change what is too dear."),
        N_("No cost, or no customer, in this period."),
        N_("CAC"),
    ),
    "cac_ceiling": Term(
        N_("CAC ceiling"),
        N_(
            "What may be spent on winning a customer: of the gross margin it brings, 15%. A campaign above it is too "
            "dear; one below it may be amplified."
        ),
        "",
        "",
        N_("Enter under “How to count” how much gross margin a customer brings."),
    ),
    "ceiling": Term(N_("Against the ceiling"), N_("Whether the CAC lies above or below its ceiling.")),
    "roi": Term(
        N_("Return on investment (ROI)"),
        N_("(Revenue − costs) / costs. 0% means that what was spent has come back, and no more."),
        "up",
        N_("Below 0%, more is spent than comes back. Recent leads may still buy: compare older periods first."),
        _NO_COST,
        N_("ROI"),
    ),
    "roas": Term(
        N_("Return on ad spend (ROAS)"),
        N_("Revenue / costs: how many euros come back of one."),
        "up",
        "",
        _NO_COST,
        N_("ROAS"),
    ),
    "revenue_won": Term(
        N_("Revenue of the period"),
        N_(
            "Sales less refunds, dated as chosen: of the leads created in the period, until now, or what was sold in "
            "it."
        ),
        "up",
    ),
    "average_order_value": Term(
        N_("Average order value"),
        N_("Revenue / orders. A customer whose value was told counts as one order."),
        "up",
        "",
        N_("No order in this period."),
    ),
    "revenue_per_customer": Term(
        N_("Revenue per customer"),
        N_("Revenue / customers, both dated as chosen."),
        "up",
        "",
        N_("Nobody became a customer in this period."),
    ),
    "credited_revenue": Term(
        N_("Credited revenue"),
        N_(
            "The part of the revenue that the chosen model credits. A dash beside costs that name none: what they "
            "brought stands in the other rows."
        ),
    ),
    "credited_customers": Term(
        N_("Credited customers"), N_("The part of the customers that the chosen model credits.")
    ),
    "followed_revenue": Term(
        N_("Revenue of the period, followed-up leads"),
        N_("Sales less refunds of the period, to leads that have been contacted (call, e-mail, meeting, or stage)."),
        "up",
    ),
    "sold_revenue": Term(
        N_("Revenue of the period, all leads"), N_("Sales less refunds of the period, to all leads."), "up"
    ),
    "monthly_followed_revenue": Term(
        N_("Revenue from followed-up leads, a month"),
        N_(
            "Revenue of the period from leads that have been contacted / its months. Periods of as many days count "
            "as as many months."
        ),
        "up",
    ),
    "follow_up_gain": Term(
        N_("Gain of the follow-up, a month"),
        N_(
            "(Revenue of the period from leads that have been contacted − what was sold before in as many months) / "
            "months."
        ),
        "up",
        "",
        _NO_BASELINE,
    ),
    "follow_up_year": Term(
        N_("Gain of the follow-up, a year"), N_("The gain of a month × 12."), "up", "", _NO_BASELINE
    ),
    "follow_up_increase": Term(
        N_("Increase by the follow-up"),
        N_(
            "(Revenue of the period from leads that have been contacted − what was sold before in as many months) / "
            "what was sold before in as many months."
        ),
        "up",
        "",
        _NO_BASELINE,
    ),
    "repurchase_rate": Term(
        N_("Repurchase rate"),
        N_(
            "Customers with at least two purchases / customers, until the end of the period. A purchase is a sale, or"
            " a stage “customer” with an amount; a refund does not undo it. Leads of one person are one customer."
        ),
        "up",
        N_("A low rate: nobody writes to customers after the sale, or what you sell is bought once."),
        _NO_CUSTOMER,
        N_("Bought again"),
    ),
    "retention_rate": Term(
        N_("Retention rate"),
        N_(
            "Customers at the start of the period who are still active / customers at its start. As long as nothing "
            "else is chosen under “How to count”, a customer at its start is whoever bought before, and active is who "
            "bought in the period. With a number of months, both are who bought in so many months before that moment."
        ),
        "",
        N_("A low rate over a period shorter than the time between two purchases says little: choose a longer one."),
        _NO_STARTING_CUSTOMER,
    ),
    "churn_rate": Term(
        N_("Churn rate"),
        N_(
            "Customers at the start of the period who are no longer active / customers at its start: 1 − retention "
            "rate."
        ),
        "",
        "",
        _NO_STARTING_CUSTOMER,
    ),
    "customer_lifetime": Term(
        N_("Customer lifetime"),
        N_(
            "Days from the first purchase of a customer to the last activity (purchase, call, e-mail, meeting, answer"
            " to the recommendation question) / customers, until the end of the period. Who bought once and was not "
            "heard of since counts 0 days."
        ),
        "",
        "",
        _NO_CUSTOMER,
    ),
    "median_lifetime": Term(
        N_("Median customer lifetime"),
        N_("Days from the first purchase to the last activity: half of the customers stayed longer, half less long."),
        "",
        "",
        _NO_CUSTOMER,
    ),
    "known_days": Term(
        N_("Purchases known for"),
        N_("Days from the first purchase of all to the end of the period."),
        missing=_NO_CUSTOMER,
    ),
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
        _CONTACTABLE,
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
        _NO_LEAD,
        N_("Opted out"),
        N_("Only leads count, of all time. Those who refused from the start are among them."),
    ),
    "email_campaign": Term(N_("Mailing"), N_("An e-mail sent to a list, by the name its sender gave it.")),
    "email_day": Term(N_("Sent on"), N_("The day on which it was first sent, in the site’s time zone.")),
    "email_step": Term(
        N_("E-mail"), N_("An e-mail of an automated sequence: its place in the order, and its subject.")
    ),
    "sequence": Term(N_("Sequence"), N_("E-mails that are sent one after the other, by themselves.")),
    "nps": Term(
        N_("Net promoter score (NPS)"),
        N_(
            "(Promoters − detractors) / answers of the period × 100: from −100, if all are detractors, to 100. “How "
            "likely are you to recommend us?” is answered from 0 to 10. In tables a dash for fewer than ten answers."
        ),
        "up",
        N_("Below 0, more customers would advise against you than for you: ask the detractors why."),
        _NO_ANSWER,
        N_("NPS"),
    ),
    "nps_answers": Term(
        N_("Answers"), N_("Answers to the recommendation question given in the period, each counted."), "up"
    ),
    "promoters": Term(N_("Promoters"), N_("Answers of 9 or 10."), "up"),
    "passives": Term(N_("Passives"), N_("Answers of 7 or 8.")),
    "detractors": Term(N_("Detractors"), N_("Answers of 0 to 6."), "down"),
    "cart_abandonment": Term(
        N_("Cart abandonment"),
        N_(
            "Visitors who started a cart in the period and bought nothing after it until the period’s end / visitors "
            "who started a cart: 1 − purchases / carts. Which events are meant is said under “How to count”. Without a "
            "cookie, who comes back to buy on another day is another visitor."
        ),
        "down",
        N_("A high rate: costs that show up late, an account that must be made first, or too few ways to pay."),
        N_("No event started a cart in this period."),
    ),
    "cohort": Term(N_("First purchase"), N_("Month of the customer’s first purchase.")),
    "all_customers": Term(N_("Customers"), N_("Customers whose first purchase was in this month.")),
    "repeat_customers": Term(
        N_("With a second purchase"), N_("Those of them with at least two purchases until the end of the period.")
    ),
    "purchases": Term(N_("Purchases"), N_("What they bought until the end of the period, first purchases included.")),
    "social_followers": Term(
        N_("Followers"),
        N_(
            "Followers of your networks at the end of the period: the last number told of each network in the 92 days "
            "until then, added up."
        ),
        "up",
        "",
        _NOT_TOLD,
    ),
    "follower_growth": Term(
        N_("Growth of followers"),
        N_(
            "(Followers at the end of the period − followers at its start) / followers at its start. A network of "
            "which nothing was told before counts from the first number told in the period."
        ),
        "up",
        "",
        _NOT_TOLD,
    ),
    "reach": Term(
        N_("Reach"), N_("People who were shown something of yours, added up over the days."), "up", "", _NOT_TOLD
    ),
    "impressions": Term(N_("Impressions"), N_("Times something of yours was shown."), "up", "", _NOT_TOLD),
    "likes": Term(N_("Likes"), N_("Likes and other reactions to what you published."), "up", "", _NOT_TOLD),
    "shares": Term(N_("Shares"), N_("Times something of yours was passed on."), "up", "", _NOT_TOLD),
    "comments": Term(N_("Comments"), N_("Comments on what you published."), "up", "", _NOT_TOLD),
    "mentions": Term(N_("Mentions"), N_("Times others named you."), "up", "", _NOT_TOLD),
    "direct_requests": Term(
        N_("Direct requests"), N_("Messages and calls from a network or a business profile."), "up", "", _NOT_TOLD
    ),
    "post_opens": Term(N_("Opens of posts"), N_("Times a post was opened."), "up", "", _NOT_TOLD),
    "reviews": Term(N_("Reviews"), N_("New reviews in the period."), "up", "", _NOT_TOLD),
    "review_rating": Term(
        N_("Mean rating"),
        N_(
            "Mean rating of the new reviews: that of each day and place weighed by the number of its reviews, or by "
            "one where that was not told."
        ),
        "up",
        N_("A rating that falls tells of something that customers meet: read what they wrote."),
        _NOT_TOLD,
    ),
    "support_tickets": Term(
        N_("Support tickets"),
        N_("Tickets opened in the period."),
        "down",
        N_("More tickets with as many customers: look for what they have in common, and say it on your pages."),
        _NOT_TOLD,
    ),
    "seo_positions": Term(
        N_("Mean position in search engines"),
        N_(
            "Mean over the keywords of the last position told of each in the 92 days until the end of the period. 1 is "
            "first."
        ),
        "down",
        N_("A position that slips takes visits with it: look at the pages that others show for that keyword."),
        _NOT_TOLD,
        N_("Position"),
    ),
    "direct_sessions": Term(
        N_("Direct sessions"),
        N_("Sessions of visitors who came without any link that tells from where: many of them know your address."),
        "up",
    ),
    "metric": Term(N_("What was measured"), N_("The metric, as it was told.")),
    "dimension": Term(N_("About"), N_("Network, keyword, page or place.")),
    "metric_value": Term(
        N_("Value"),
        N_(
            "Of what adds up, the sum over the period; of ratings, the mean of the period; of what else, the last "
            "value until its end."
        ),
    ),
    "metric_change": Term(
        N_("Difference"),
        N_("Against as many days before, of what adds up; against the last value before the period, of what does not."),
    ),
    "metric_growth": Term(
        N_("Growth"), N_("The difference / the value it is against; none of a rating or a position.")
    ),
    "told_days": Term(N_("Days recorded"), N_("Days of which a value is known.")),
    "imported_visitors": Term(
        N_("Imported visitors"),
        N_(
            "Visitors of each day as another counter told them, added up: somebody who came on two days counts twice. "
            "They are in no other figure."
        ),
        "",
        "",
        _NOT_IMPORTED,
    ),
    "imported_sessions": Term(
        N_("Imported sessions"),
        N_("Sessions or visits of each day as another counter told them, by its own definition."),
        "",
        "",
        _NOT_IMPORTED,
    ),
    "imported_page_views": Term(
        N_("Imported page views"), N_("Page views of each day as another counter told them."), "", "", _NOT_IMPORTED
    ),
    "imported_bounce_rate": Term(
        N_("Imported bounce rate"),
        N_(
            "Bounces / sessions of the days on which the other counter told both, by its own definition: it compares "
            "with no rate measured here."
        ),
        "",
        "",
        _NOT_IMPORTED,
    ),
    "counter": Term(N_("Counter"), N_("What the history was imported from.")),
    "first_told": Term(N_("From"), N_("First day that was imported.")),
    "last_told": Term(N_("Until"), N_("Last day that was imported.")),
    "told_visitors": Term(
        N_("Visitors of all days"), N_("Visitors of each imported day, added up, whatever the period.")
    ),
    "told_sessions": Term(
        N_("Sessions of all days"), N_("Sessions of each imported day, added up, whatever the period.")
    ),
    "told_page_views": Term(
        N_("Page views of all days"), N_("Page views of each imported day, added up, whatever the period.")
    ),
    "landing_page": Term(N_("Landing page"), N_("The page on which the visitor arrived at the touch.")),
    "conversions": Term(
        N_("Conversions"),
        N_(
            "What the credit is given for, as chosen: leads created in the period, those of them that have become "
            "qualified, sales-qualified or customers since, or the sessions in which a magnet was completed, an "
            "event happened or a page was seen."
        ),
        "up",
    ),
    "several_days": Term(
        N_("Seen over several days"),
        N_(
            "Conversions with touches on more than one calendar day / conversions. Without a cookie a visitor is known "
            "for a day, so what went before is not seen."
        ),
        "",
        "",
        _NO_CONVERSION,
    ),
    "touches": Term(
        N_("Touches per conversion"),
        N_(
            "Touches of the conversions / conversions. A touch is an arrival at the site: the start of a session, or "
            "in it another campaign or another site’s link. A lead told from elsewhere has one: where it was told to "
            "come from."
        ),
        "",
        "",
        _NO_CONVERSION,
    ),
    "conversion_share": Term(N_("Share"), N_("These conversions / all conversions."), "", "", _NO_CONVERSION),
    "first_touch": Term(N_("First touch"), N_("All the credit to the first touch.")),
    "last_touch": Term(N_("Last touch"), N_("All the credit to the last touch, a direct one included.")),
    "last_non_direct": Term(
        N_("Last non-direct"),
        N_("All the credit to the last touch that is not direct; to the last, where there are only direct ones."),
    ),
    "linear": Term(N_("Linear"), N_("The same part to each touch.")),
    "position_based": Term(
        N_("Position-based"),
        N_(
            "Two fifths to the first, two fifths to the last, the rest shared by those between. One touch gets all, "
            "two half each."
        ),
        short=N_("40/20/40"),
    ),
    "time_decay": Term(
        N_("Time decay"),
        N_("The nearer to the conversion, the more: each half-life further back, a touch weighs half as much."),
    ),
    "markov": Term(
        N_("Markov"),
        N_(
            "Data-driven. Shared in proportion to the conversions that would go missing without the channel, by the "
            "steps from touch to touch of all journeys, also of those without a conversion. Computed from the steps "
            "listed under “From one touch to the next”, whose SQL stands there."
        ),
    ),
    "shapley": Term(
        N_("Shapley"),
        N_(
            "Data-driven. The Shapley value, where a set of channels is worth the conversions that needed no other: "
            "each conversion in equal parts to the different channels that took part, however often."
        ),
    ),
    "journey_path": Term(
        N_("Journey"), N_("The touches in their order; the same several times in a row is written once.")
    ),
    "touches_from": Term(N_("Touches"), N_("How many touches led to the conversion, repeats included.")),
    "seconds_from": Term(N_("Time"), N_("Whole days from the first touch to the conversion.")),
    "from_value": Term(N_("From"), N_("The touch a journey was at.")),
    "to_value": Term(N_("To"), N_("The touch it went on to, or how it ended in the period.")),
    "journeys": Term(
        N_("Journeys"),
        N_(
            "Journeys that took this step: one for each conversion, and one for each visitor of the period without a "
            "conversion, with that visitor’s touches of the period."
        ),
    ),
    "conversion": Term(N_("Conversion"), N_("What was achieved in a session.")),
    "from_seconds": Term(N_("Duration"), N_("How long the session lasted.")),
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
    "lead_pump": Term(
        N_("Lead pump"),
        N_(
            "Everything that makes visitors into leads, and leads into customers, step by step: what brings them, "
            "what is offered to them, and what is done once they have written."
        ),
    ),
    "conversion_funnel": Term(
        N_("Conversion funnel"),
        N_(
            "The steps from the first visit to the purchase, each with those who go on to it. It narrows where "
            "many are lost: begin there."
        ),
    ),
    "qualified_lead": Term(
        N_("Qualified lead"),
        N_(
            "A lead who is interested, and fits: the need is one you meet, and the budget is there. "
            "Marketing-qualified (MQL) says that the interest shows; sales-qualified (SQL), that somebody has "
            "spoken to them and confirms it."
        ),
    ),
    "heat_map": Term(
        N_("Heat map"),
        N_(
            "A table or a picture whose cells are the stronger in colour the more happens there: here the hours "
            "of the week, and how far pages are read."
        ),
    ),
    "marketing_automation": Term(
        N_("Automated marketing"),
        N_(
            "Programs that do by themselves what would be repeated by hand: a series of e-mails after a form, a "
            "reminder to call, leads sorted by their answers."
        ),
    ),
}

TABLES: dict[str, str] = {
    "entry_pages": N_("By entry page"),
    "channels": N_("By channel"),
    "campaigns": N_("By source, medium and campaign"),
    "lead_channels": N_("By channel"),
    "lead_campaigns": N_("By source, medium and campaign"),
    "lead_landing_pages": N_("By landing page"),
    "lead_forms": N_("By magnet and form"),
    "hours": N_("By hour of the week"),
    "changes": N_("What changed most"),
    "lead_steps": N_("From visitor to customer"),
    "losses": N_("Why leads were lost"),
    "quadrants": N_("What becomes of each quadrant"),
    "kicker_sources": N_("Tire-kickers by source"),
    "kicker_magnets": N_("Tire-kickers by magnet"),
    "response_buckets": N_("Does it pay to be quick?"),
    "cost_channels": N_("By channel"),
    "cost_sources": N_("By source and channel"),
    "cost_campaigns": N_("By campaign"),
    "cost_magnets": N_("By lead magnet"),
    "returns": N_("What comes back"),
    "returns_by_model": N_("ROI under each model"),
    "outside_series": N_("What was measured outside the site"),
    "counters": N_("What was imported"),
    "email_campaigns": N_("By mailing"),
    "email_steps": N_("Step by step, in each automated sequence"),
    "cohorts": N_("Customers by month of first purchase"),
    "nps_channels": N_("NPS by channel of the last touch"),
    "nps_magnets": N_("NPS by lead magnet"),
    "pages": N_("Most viewed pages"),
    "magnets": N_("By lead magnet"),
    "forms": N_("By form"),
    "last_fields": N_("Where forms are given up"),
    "magnet_steps": N_("From one step to the next, by lead magnet"),
    "magnet_worth": N_("What the leads of each magnet are worth"),
    "magnet_channels": N_("By channel"),
    "magnet_channel_steps": N_("From one step to the next, by channel"),
    "lengths": N_("How long sessions last"),
    "models": N_("Who gets the credit"),
    "journey_paths": N_("Journeys to a conversion"),
    "journey_lengths": N_("How many touches it takes"),
    "journey_lags": N_("How long it takes"),
    "journey_steps": N_("From one touch to the next"),
    "conversion_kinds": N_("What credit can be given for"),
    "reasons": N_("Why events were refused"),
    "samples": N_("Samples of what was refused"),
    "kinds": N_("Kept, but not counted"),
    "days": N_("Day by day"),
    "reasons_by_day": N_("Refused, by day and reason"),
    "kinds_by_day": N_("Kept, but not counted, by day"),
    "spam_forms": N_("Forms taken for spam"),
    "source_spellings": N_("One source, several spellings"),
    "campaign_spellings": N_("One campaign, several spellings"),
    "campaign_costs": N_("Campaigns with costs and no visits, or paid visits and no costs"),
    "steps": N_("Step by step"),
    "suggestions": N_("What a step can be"),
    "next_pages": N_("Where they go next"),
    "flows": N_("Three steps ahead"),
    "recent_pages": N_("By page"),
    "recent_channels": N_("By channel"),
    "recent_countries": N_("By country"),
    "read_pages": N_("By page"),
    "scroll_map": N_("How far pages are read"),
    "sections": N_("By section"),
    "visitor_kinds": N_("New and returning"),
    "devices": N_("By device"),
    "browsers": N_("By browser"),
    "systems": N_("By system"),
    "countries": N_("By country"),
    "languages": N_("By language"),
}

CHANNELS: dict[str, str] = {
    "Direct": N_("Direct"),
    "Cross-network": N_("Cross-network"),
    "Paid Shopping": N_("Paid shopping"),
    "Paid Search": N_("Paid search (SEA)"),
    "Paid Social": N_("Paid social"),
    "Paid Video": N_("Paid video"),
    "Display": N_("Display"),
    "Paid Other": N_("Other paid"),
    "Organic Shopping": N_("Organic shopping"),
    "Organic Social": N_("Organic social"),
    "Organic Video": N_("Organic video"),
    "AI Assistants": N_("AI assistants"),
    "Organic Search": N_("Organic search (SEO)"),
    "Email": N_("E-mail"),
    "Affiliates": N_("Affiliates"),
    "Audio": N_("Audio"),
    "SMS": N_("SMS"),
    "Mobile Push": N_("Push notifications"),
    "Referral": N_("Referral"),
}
