"""What a site offers against contact details, as its people have declared it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    "form": N_("Complete when its form is sent"),
    "download": N_("Complete when its file is downloaded"),
    "attended": N_("Complete when attended"),
}
COMPLETED_WHEN = {
    "form": N_("its form is sent"),
    "download": N_("its file is downloaded"),
    "attended": N_("somebody attends"),
}
"""The same after “It is completed when”."""

MAGNET_STEPS = {
    "started": N_("Seen → begun"),
    "submitted": N_("Begun → sent"),
    "downloaded": N_("Sent → downloaded"),
    "attended": N_("Lead → attended"),
    "mql": N_("Lead → MQL"),
    "customer": N_("MQL → customer"),
}
"""Each step by where it leads, in order. From a form sent to a lead nobody is left behind: that cannot block."""


@dataclass(frozen=True, slots=True)
class Magnet:
    """name: as in data-leadpump-magnet. title: as people know it. path: of the page it is on; may be empty."""

    name: str
    title: str
    kind: str
    path: str
    completes: str


def titles_of(magnets: Iterable[Magnet]) -> Mapping[str, str]:
    """What each is called, by its name in the page."""
    return {magnet.name: magnet.title for magnet in magnets if magnet.title}


def named(text: str, magnets: Sequence[Magnet]) -> str:
    """The name in the page of the magnet that somebody calls so, by that name or by its title; else what they wrote."""
    if any(magnet.name == text for magnet in magnets):
        return text
    return next((magnet.name for magnet in magnets if magnet.title.casefold() == text.casefold()), text)


def parameters_of(magnets: Sequence[Magnet]) -> dict[str, list[str]]:
    """What statements know of them: the names of all, and of those that are completed in one way.

    Nobody sees from a page whether something was attended: there, signing up for it is what completes it.
    """
    return {
        "magnets": [magnet.name for magnet in magnets],
        "form_magnets": [magnet.name for magnet in magnets if magnet.completes in ("form", "attended")],
        "file_magnets": [magnet.name for magnet in magnets if magnet.completes == "download"],
        "attended_magnets": [magnet.name for magnet in magnets if magnet.completes == "attended"],
    }
