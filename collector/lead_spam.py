"""Whether a submitted form is spam, by what robots do and people do not. The first sign that is seen names the
reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from disposable_email_domains import blocklist

HONEYPOTS = ("honeypot", "website_url", "leadpump_trap")
"""Names of declared fields that people never see: whoever fills one is a robot."""
MOST_LINKS = 2
LINK = re.compile(r"https?://|www\.|\[url|<a\s", re.IGNORECASE)
FASTEST_MS = 1000
"""From the first touch of a form to its submission: people take longer, even where the browser fills it in for them."""


def find_spam(fields: Mapping[str, str], contact: Mapping[str, str], answers: Mapping[str, str]) -> str:
    """Why the submission is spam, or "": honeypot, disposable_domain or links. How fast it was filled, the loader sees.

    fields: all declared fields as sent. contact: those of them that are kept.
    """
    if any(fields.get(name, "").strip() for name in HONEYPOTS):
        return "honeypot"
    if contact.get("email", "").rpartition("@")[2].lower() in blocklist:
        return "disposable_domain"
    texts = (*contact.values(), *answers.values())
    return "links" if sum(len(LINK.findall(text)) for text in texts) > MOST_LINKS else ""
