"""What a site offers against contact details, as its people have declared it."""

from __future__ import annotations

from dataclasses import dataclass

from reports.language import N_

KINDS = {
    "ebook": N_("E-book"),
    "checklist": N_("Checklist"),
    "quote": N_("Quote"),
    "consultation": N_("Consultation"),
    "newsletter": N_("Newsletter"),
    "webinar": N_("Webinar"),
    "simulator": N_("Simulator"),
    "sample": N_("Sample"),
    "other": N_("Other magnet"),
}
COMPLETIONS = {
    "form": N_("Its form is sent"),
    "download": N_("Its file is downloaded"),
    "attended": N_("It is attended"),
}


@dataclass(frozen=True, slots=True)
class Magnet:
    """name: as in data-leadpump-magnet. title: as people know it. path: of the page it is on; may be empty."""

    name: str
    title: str
    kind: str
    path: str
    completes: str
