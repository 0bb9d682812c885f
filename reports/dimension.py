"""What sessions can be told apart by: the dimensions of filters and breakdowns, and how their values are written."""

from babel import Locale

from reports.language import N_

COLUMNS = {
    "channel": "channel",
    "source": "source",
    "medium": "medium",
    "campaign": "utm_campaign",
    "content": "utm_content",
    "term": "utm_term",
    "referrer": "referrer",
    "entry_page": "entry_path",
    "exit_page": "exit_path",
    "hostname": "hostname",
    "country": "country",
    "language": "language",
    "device": "device",
    "browser": "browser",
    "os": "os",
}
"""Each dimension that is a column of the view of sessions."""

PAGE = "page"
"""The pages seen in a session; it may have several."""
DONE = {
    "magnet": (
        "magnet",
        "magnet != '' and name in ('magnet_view', 'form_view', 'form_start', 'form_submit', 'download')",
    ),
    "form": ("form", "form != '' and name in ('form_view', 'form_start', 'form_field', 'form_submit')"),
    "event": (
        "name",
        "name not in ('pageview', 'engagement', 'form_view', 'form_field', 'form_submit', 'magnet_view', 'section',"
        " 'consent')",
    ),
}
"""What else a session may have several of: the column of its events, and which of them carry it."""

VISITOR = "visitor"
"""Whether a session is its visitor's first, or a return as the report on the audience counts it."""
VISITORS = {"new": N_("new"), "returning": N_("returning")}
DAYS_KNOWN = 90
"""How many days before the period an earlier session makes a return."""

NAMES = {
    "channel": N_("Channel"),
    "source": N_("Source"),
    "medium": N_("Medium"),
    "campaign": N_("Campaign"),
    "content": N_("Content (utm_content)"),
    "term": N_("Term (utm_term)"),
    "referrer": N_("Referrer"),
    "entry_page": N_("Entry page"),
    "exit_page": N_("Exit page"),
    PAGE: N_("Page seen"),
    "hostname": N_("Host"),
    "country": N_("Country"),
    "language": N_("Language"),
    "device": N_("Device"),
    "browser": N_("Browser"),
    "os": N_("System"),
    "magnet": N_("Lead magnet"),
    "form": N_("Form"),
    "event": N_("Event"),
    VISITOR: N_("Visitor"),
}

OF_LABEL = {
    "channel": "channel",
    "source": "source",
    "medium": "medium",
    "campaign": "campaign",
    "content": "content",
    "term": "term",
    "landing_page": "entry_page",
    "entry_path": "entry_page",
    "exit_path": "exit_page",
    "path": PAGE,
    "country": "country",
    "language": "language",
    "device": "device",
    "browser": "browser",
    "os": "os",
    "next_path": "next_page",
    "magnet": "magnet",
    "form": "form",
    "visitor_kind": VISITOR,
}
"""Which dimension the label column of a table is a value of: such a label is a link that filters by it."""

DEVICES = {"desktop": N_("Computer"), "mobile": N_("Phone"), "tablet": N_("Tablet")}


def country_name(code: str, language: str) -> str:
    """An ISO 3166 code in the reader's language; the code itself if it is unknown."""
    return str(Locale(language).territories.get(code, code))


def language_name(code: str, language: str) -> str:
    """A language's code in the reader's language; the code itself if it is unknown."""
    name = str(Locale(language).languages.get(code, code))
    return name[:1].upper() + name[1:]
