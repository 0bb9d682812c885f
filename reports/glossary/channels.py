"""Channels, campaigns and what gets the credit for a conversion."""

from reports.glossary.term import NO_SESSION, Term
from reports.language import N_

_NO_CONVERSION = N_("No conversion in this period.")

TERMS: dict[str, Term] = {
    "leads_first": Term(
        N_("Leads, first touch"),
        N_(
            "Leads for which this was the first known way to the site, as far back as is asked before they were "
            "created: 90 days, if nothing is. Direct visits count, unless they are left out. Leads told from elsewhere "
            "stand under the channel they were told with."
        ),
        "up",
    ),
    "leads_last": Term(
        N_("Leads, last touch"),
        N_(
            "Leads for which this was the last way to the site before they were created. Direct visits count, unless "
            "they are left out. Leads told from elsewhere stand under the channel they were told with."
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
        missing=NO_SESSION,
        short=N_("Leads / session"),
    ),
    "channel": Term(N_("Channel"), N_("The kind of way by which the visitor came: search, social, e-mail …")),
    "utm_source": Term(N_("Written as"), N_("utm_source, as it stands in the address of the page.")),
    "utm_campaign": Term(N_("Written as"), N_("utm_campaign as it stands in the address, or the campaign of a cost.")),
    "finding": Term(N_("What is missing"), N_("Whether visits lack a cost, or a cost lacks visits.")),
    "source": Term(N_("Source"), N_("The site, network or list the visitor came from.")),
    "medium": Term(N_("Medium"), N_("The kind of link, as its address or its channel says.")),
    "campaign": Term(N_("Campaign"), N_("The campaign named in the link’s address (utm_campaign).")),
    "content": Term(N_("Content"), N_("What the link’s address says of the link itself (utm_content).")),
    "term": Term(N_("Term"), N_("The search term in the link’s address (utm_term).")),
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
}
