"""Visits, visitors, pages and ways: what is read."""

from reports.glossary.term import NO_SESSION, Term
from reports.language import N_

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
        NO_SESSION,
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
        NO_SESSION,
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
        NO_SESSION,
        N_("Duration"),
    ),
    "engaged_time": Term(
        N_("Time spent per session"),
        N_("Time during which a page was visible and in use, divided by the number of sessions."),
        "up",
        N_("Far below the duration, it means that the page stays open without being read."),
        NO_SESSION,
        N_("Time spent"),
    ),
    "median_session_time": Term(
        N_("Median session duration"),
        N_("Half of the sessions lasted longer, half less long. A few very long sessions do not move it."),
        "up",
        "",
        NO_SESSION,
    ),
    "median_engaged_time": Term(
        N_("Median time spent"),
        N_("Half of the sessions spent more time on the pages, half less."),
        "up",
        "",
        NO_SESSION,
    ),
    "pages_per_session": Term(
        N_("Pages per session"),
        N_("Page views of the sessions that started in the period / these sessions."),
        "up",
        "",
        NO_SESSION,
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
    "returning_rate": Term(
        N_("Returns"),
        N_(
            "Sessions of a visitor who had an earlier session in the 90 days before the period or in it / sessions. "
            "Without a cookie a visitor is known for a day, so only returns of the same day are seen."
        ),
        "",
        "",
        NO_SESSION,
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
    "times": Term(N_("Times"), N_("How often it was done in the period, whoever did it.")),
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
        N_("Share of all sessions"), N_("Sessions on this way / sessions with a page view."), "", "", NO_SESSION
    ),
    "ended_share": Term(
        N_("Ended here"),
        N_("Of the sessions on this way, those that opened no other page after it."),
        "",
        "",
        NO_SESSION,
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
    "tagged_sessions": Term(N_("Sessions"), N_("Sessions of the period that carry this name.")),
    "weekday": Term(N_("Day of the week"), N_("In the site’s time zone.")),
    "hour": Term(N_("Hour"), N_("By the clock of the site’s time zone, summer time included.")),
    "hour_visitors": Term(
        N_("Visitors by hour of the week"),
        N_("Distinct visitors of the sessions that started in the period on that day of the week, in that hour."),
        short=N_("Visitors"),
    ),
}
