"""Why something was refused or left out, in words for the owner of a site: what it means, and what to do."""

from dataclasses import dataclass

from reports.language import N_


@dataclass(frozen=True, slots=True)
class Reason:
    """label, meaning and action are messages of the catalogue."""

    label: str
    meaning: str
    action: str


_NOTHING_TO_DO = N_("Nothing to do for single ones.")
_SMALLER = N_("Send smaller batches: up to 100 events, or 5,000 objects of an import.")

REASONS: dict[str, Reason] = {
    "unknown_site": Reason(
        N_("Unknown site"),
        N_("A page of yours carries a tag that names a site which is not measured here."),
        N_("Write data-site in that page’s tag as in the list of sites; the samples show what it says now."),
    ),
    "foreign_origin": Reason(
        N_("Foreign host"),
        N_("Your tag stands on a host that is not one of the site’s: a test server, a copied page, a translator."),
        N_("If the host is yours, add it to the site’s domains. If it is not, there is nothing to do."),
    ),
    "bad_field": Reason(
        N_("Wrong field"),
        N_("A field is of another kind than it should be, or beyond its limit; the samples name it."),
        N_("Compare what your page or your program sends with the list of fields."),
    ),
    "missing_field": Reason(
        N_("Missing field"),
        N_("A field that every event needs was not there; the samples name it."),
        N_("Add it to what your program sends. The tag sends all of them."),
    ),
    "not_an_event": Reason(
        N_("No event"),
        N_("What arrived could be read, but was no event: an empty list, for example."),
        N_("Look at the program that sends it; the tag never does."),
    ),
    "not_json": Reason(
        N_("Unreadable"),
        N_("What arrived was not JSON in UTF-8."),
        N_("Look at the program that sends it, and let a JSON library write it; the tag never does this."),
    ),
    "too_old": Reason(
        N_("Too late"),
        N_("The event had waited more than 72 hours when it was sent, on a device without a connection."),
        _NOTHING_TO_DO,
    ),
    "rate_limited": Reason(
        N_("Too many at once"),
        N_("One network, or the whole site, sent more events a second than are taken. The tag sends them again later."),
        N_("If ordinary visits are concerned, ask whoever runs the server to raise the limit."),
    ),
    "too_many_events": Reason(N_("Batch too long"), N_("A request held more events than one may hold."), _SMALLER),
    "too_large": Reason(N_("Request too large"), N_("A request was larger than one may be."), _SMALLER),
    "length_required": Reason(
        N_("Without a length"),
        N_("A request did not say how long it is, so that a cut would go unnoticed."),
        N_("Let the program that sends it give Content-Length."),
    ),
    "unsupported_type": Reason(
        N_("Wrong type"),
        N_("A request did not call itself JSON, or was compressed."),
        N_("Let the program that sends it say Content-Type: application/json, and not compress."),
    ),
    "method_not_allowed": Reason(
        N_("Opened as a page"),
        N_("Somebody opened the address that events are sent to, often a robot."),
        _NOTHING_TO_DO,
    ),
    "timeout": Reason(
        N_("Broken off"),
        N_("A request had not arrived whole after 15 seconds: a bad connection, or somebody who means harm."),
        _NOTHING_TO_DO,
    ),
    "unauthorized": Reason(
        N_("Wrong key"),
        N_("An import came without a key of this site, or with one that holds no longer."),
        N_("Make a new key and give it to the program that imports."),
    ),
    "exempt_site": Reason(
        N_("Not for this site"),
        N_("A stage of a lead came for a site of which only the audience is measured."),
        N_("Stop sending stages for this site, or choose on its installation page that more may be kept."),
    ),
    "storage_full": Reason(
        N_("No room"),
        N_("The server could not promise to keep anything more. The tag sends such events again later."),
        N_("Tell whoever runs the server at once: its disk is nearly full, or its database does not answer."),
    ),
    "failed": Reason(
        N_("Fault of Leadpump"),
        N_("A tool delivered something that Leadpump failed on. Its body is kept."),
        N_("Ask whoever runs the server to upgrade, then replay the delivery from the site’s webhooks page."),
    ),
}
"""Every reason of docs/events.md; a test compares."""

KINDS: dict[str, str] = {
    "crawler": N_("Crawler"),
    "headless": N_("Browser without a screen"),
    "automation": N_("Scripted browser"),
    "prerender": N_("Preloaded page"),
    "spam": N_("Referrer spam"),
}
"""What the column bot of the events may say."""

SPAM_FORMS: dict[str, str] = {
    "honeypot": N_("filled in a field that people do not see"),
    "disposable_domain": N_("throw-away e-mail address"),
    "links": N_("full of links"),
    "too_fast": N_("sent faster than people can"),
    "by_hand": N_("marked by hand"),
    "undone": N_("its import was undone"),
}
"""What the column spam of events and leads may say of a form that was sent. A program may give reasons of its own."""

FINDINGS: dict[str, Reason] = {
    "source_spellings": Reason(
        N_("One source, several spellings"),
        N_("Your links write the same source in different ways. The reports join the spellings they know, not all."),
        N_("Choose one spelling, in small letters and without spaces, and use it in every new link."),
    ),
    "campaign_spellings": Reason(
        N_("One campaign, several spellings"),
        N_("The reports count each spelling as a campaign of its own, and a cost meets only the visits spelt like it."),
        N_("Choose one spelling for the links, and correct the costs that are written otherwise."),
    ),
    "cost_without_visits": Reason(
        N_("Cost without visits"),
        N_("Money was spent on this campaign, and no visit of the period carries its name."),
        N_("Check that the links of its advertisements carry utm_campaign, spelt as in the cost."),
    ),
    "visits_without_cost": Reason(
        N_("Paid visits without a cost"),
        N_("Visits came by paid advertisements of this campaign, and no cost of the period carries its name."),
        N_("Write its cost down or import it, spelt as in utm_campaign; or correct utm_medium if it was not paid for."),
    ),
}
"""What may be wrong with how links and costs are named."""
