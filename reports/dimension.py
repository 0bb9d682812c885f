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
"""Each dimension and its column in the view of sessions."""

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
    "hostname": N_("Host"),
    "country": N_("Country"),
    "language": N_("Language"),
    "device": N_("Device"),
    "browser": N_("Browser"),
    "os": N_("System"),
}

OF_LABEL = {
    "channel": "channel",
    "source": "source",
    "medium": "medium",
    "campaign": "campaign",
    "entry_path": "entry_page",
    "exit_path": "exit_page",
    "country": "country",
    "language": "language",
    "device": "device",
    "browser": "browser",
    "os": "os",
    "next_path": "next_page",
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
