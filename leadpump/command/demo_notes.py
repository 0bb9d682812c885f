"""Notes the turning points of the demo's story on their days, as its people would have."""

from __future__ import annotations

from leadpump.command.opened import DataFolder, note, opened_records
from leadpump.demo import SITE
from leadpump.demo.story import Story
from reports.annotation import Annotation


def note_turning_points(settings: DataFolder, story: Story) -> None:
    """Add the notes, unless the site has some."""
    with opened_records(settings) as records:
        if records.annotations_of(SITE.name):
            return
        for annotation in (
            Annotation(story.campaign_starts, "Campagne Google Ads (isolation des combles)"),
            Annotation(story.page_changes, "Formulaire de la checklist raccourci"),
            Annotation(story.fair_opens, "Salon de l’habitat à Nantes"),
        ):
            records.add_annotation(SITE.name, annotation)
            note(records, "annotations.add", annotation.text, SITE.name)
