"""A visit under way: its clock, the open page, and the events so far in the shape of an import."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import Any
from uuid import UUID

from leadpump.demo import SITE
from leadpump.demo.contact import contact_of, permission_of
from leadpump.demo.page import CHECKLIST, LAST_FIELDS, Page
from leadpump.demo.person import Person

Item = dict[str, Any]
"""One object of an import: an ImportedEvent, a SentLead, a SentChange, a SentCost … as JSON would hold it."""


def draw_id(rng: Random) -> str:
    """A UUID that the seed decides, so that sending it all again counts nothing twice."""
    return str(UUID(int=rng.getrandbits(128), version=4))


class Walk:
    """Records what the tag would report. now: Unix milliseconds."""

    def __init__(self, rng: Random, person: Person, now: int) -> None:
        self.rng = rng
        self.person = person
        self.now = now
        self.events: list[Item] = []
        self._view: Item = {}
        self._scroll = 0

    def open(self, page: Page, url: str, referrer: str) -> None:
        """Begin a page view."""
        view = draw_id(self.rng)
        self._view = {"page": view, "url": url, "referrer": referrer}
        self._scroll = 0
        self._record("pageview", id=view, title=page.title)

    def go_to(self, page: Page) -> None:
        """Follow a link of the site itself."""
        self.wait(0.4, 1.6)
        self.open(page, page.url, self._view["url"])

    def wait(self, least: float, most: float) -> None:
        """Let some seconds pass."""
        self.now += int(self.rng.uniform(least, most) * 1000)

    def read(self, page: Page, depth: int, seconds: float) -> None:
        """Scroll to this depth (per cent) in so many seconds, and meet what lies above it."""
        opened = self.now
        met = [mark for mark in page.marks if mark.depth <= depth]
        times = [opened + 300 + int(seconds * 940 * mark.depth / max(depth, 1)) for mark in met]
        # A section is read until the next one; a magnet lies within one.
        begun = [at for mark, at in zip(met, times, strict=True) if mark.section]
        ends = dict(pairwise([*begun, opened + int(seconds * 1000)]))
        for mark, at in zip(met, times, strict=True):
            self._meet(page, mark.section, mark.magnet, max(at, self.now), max(0, ends.get(at, at) - at) / 1000)
        self.now = max(self.now, opened + int(seconds * 1000))
        self._scroll = max(self._scroll, depth)

    def _meet(self, page: Page, section: str, magnet: str, at: int, seconds: float) -> None:
        self.now = at
        if section:
            self._record("section", section=section, props={"seconds": seconds})
        if magnet:
            self._record("magnet_view", magnet=magnet)
        if magnet and page.form:
            self._record("form_view", form=page.form, magnet=magnet)

    def report(self, engaged: float) -> None:
        """Say how deep and how long (seconds) the page was read since the last report."""
        self._record("engagement", scroll=self._scroll, engaged=int(engaged * 1000))

    def start_form(self, form: str) -> None:
        """First touch of a form."""
        self._record("form_start", form=form, magnet=form)

    def leave_form(self, form: str) -> None:
        """Give a form up: the field touched last, which hangs on the page view alone, not on what else was drawn."""
        rng = Random(f"{self._view['page']}/{form}")  # noqa: S311
        fields, weights = zip(*LAST_FIELDS[form], strict=True)
        props = {"field": rng.choices(fields, weights)[0]}
        self._record("form_field", id=draw_id(rng), form=form, magnet=form, props=props)

    def submit_form(self, form: str, answers: dict[str, str]) -> str:
        """Send the form. Returns the lead: the event's id."""
        lead = draw_id(self.rng)
        fields = contact_of(self.person.key, form) | permission_of(self.person.key, form)
        self._record("form_submit", id=lead, form=form, magnet=form, fields=fields, answers=answers)
        return lead

    def download(self, target: str) -> None:
        """Take the checklist's file."""
        self._record("download", target=target, magnet=CHECKLIST)

    def leave_for(self, target: str) -> None:
        """Click on a link to another site."""
        self._record("outbound", target=target)

    def act(self, name: str, props: Item) -> None:
        """An event of the site's own."""
        self._record(name, props=props)

    def _record(self, name: str, **fields: Any) -> None:
        person = self.person
        event: Item = {
            "site": SITE.name,
            "name": name,
            "id": "",
            **self._view,
            "ts": self.now,
            "visitor": person.visitor(self.now),
            "user_agent": person.device.user_agent,
            "languages": person.languages,
            "timezone": person.timezone,
            "consent": person.consent,
            **fields,
        }
        event["id"] = event["id"] or draw_id(self.rng)
        self.events.append(event)
