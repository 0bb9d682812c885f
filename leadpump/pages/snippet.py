"""The tag's line as a page's author wants it: which build, which mode, and what makes a page of an application."""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from reports.language import N_

BUILDS: dict[str, str] = {
    "leadpump.js": N_("Everything: pages, reading, forms, lead magnets, links, sections, consent"),
    "leadpump-reading.js": N_("Pages and how far they are read; no form, no lead magnet"),
    "leadpump-pageviews.js": N_("Pages alone"),
}
"""The builds of tracker_js, and what each tells."""
TAG_MODES = ("", "exempt", "consent")
"""What data-mode may say; without it the tag is cookieless."""
ROUTES: dict[str, str] = {
    "hash": N_("the part after “#” is another page"),
    "search": N_("the part after “?” is another page"),
    "replaceState": N_("replaceState opens another page"),
}
"""Words of data-routes, which the whole tag knows."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """What the line says. mode: one of TAG_MODES. routes: words of ROUTES."""

    build: str
    mode: str
    routes: tuple[str, ...]

    @property
    def attributes(self) -> dict[str, str]:
        """Beside src and data-site. The smaller builds know none: they ask for no consent and store nothing."""
        if self.build != "leadpump.js":
            return {}
        said = {"data-mode": self.mode, "data-routes": " ".join(self.routes)}
        return {name: value for name, value in said.items() if value}


def read_snippet(given: MultiDict[str, str], mode: str) -> Snippet:
    """The line as the form asks for it; what it does not know is left out. mode: the site's, for a first look."""
    build, chosen = given.get("build", "leadpump.js"), given.get("mode", mode)
    return Snippet(
        build if build in BUILDS else "leadpump.js",
        chosen if chosen in TAG_MODES else "",
        tuple(word for word in ROUTES if word in given.getlist("routes")),
    )
