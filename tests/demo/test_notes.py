"""What the demo notes on the days of its story, and what it names as a conversion."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from leadpump.command.demo_notes import name_conversion, note_turning_points
from leadpump.demo import SITE
from leadpump.demo.elsewhere import at_fair
from leadpump.demo.fill import story_until
from leadpump.records import open_records
from leadpump.records.annotation import check_annotation
from leadpump.records.conversion import check_conversion
from leadpump.records.new_site import NewSite


@dataclass(frozen=True)
class Folder:
    data: Path


def test_the_turning_points_are_noted_once_within_the_story(tmp_path: Path) -> None:
    story = story_until(datetime(2026, 11, 29, 12, tzinfo=UTC), 90)
    with open_records(tmp_path) as records:
        records.add_site(NewSite(SITE.name, SITE.title, SITE.timezone, SITE.currency, SITE.hosts))
        for _ in range(2):
            note_turning_points(Folder(tmp_path), story)
        (site,) = records.all_sites()
        campaign, form, fair = site.annotations
        assert story.start < campaign.day < form.day < fair.day < date(2026, 11, 29)
        assert at_fair(story, fair.day)
        assert all(check_annotation(one.day.isoformat(), one.text) == one for one in site.annotations)
        found, _ = records.people.deeds_of(SITE.name, 0, 10)
        assert [(deed.what, deed.about) for deed in reversed(found)] == [
            ("annotations.add", one.text) for one in (campaign, form, fair)
        ]


def test_the_page_after_a_quote_is_named_once(tmp_path: Path) -> None:
    with open_records(tmp_path) as records:
        records.add_site(NewSite(SITE.name, SITE.title, SITE.timezone, SITE.currency, SITE.hosts))
        for _ in range(2):
            name_conversion(Folder(tmp_path))
        (kept,) = records.conversions_of(SITE.name)
        assert check_conversion("page", "/demo/devis-recu", kept.conversion.title) == kept.conversion
        found, _ = records.people.deeds_of(SITE.name, 0, 10)
        assert [(deed.what, deed.about) for deed in found] == [("conversions.add", kept.conversion.title)]
