"""Notes what the demo's people would have: the turning points of their story, and what they count as a success."""

from __future__ import annotations

from leadpump.command.opened import DataFolder, note, opened_records
from leadpump.demo import SITE
from leadpump.demo.page import QUOTE_RECEIVED
from leadpump.demo.story import Story
from reports.annotation import Annotation
from reports.conversion import Conversion


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


def name_conversion(settings: DataFolder) -> None:
    """Name the page that follows a quote that was asked for, unless it has a name."""
    named = Conversion(f"page:{QUOTE_RECEIVED.path}", "Demande de devis reçue")
    with opened_records(settings) as records:
        if records.add_conversion(SITE.name, named) is None:
            note(records, "conversions.add", named.title, SITE.name)
