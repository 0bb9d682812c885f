"""Words of the field that no report shows."""

from reports.glossary.term import Term
from reports.language import N_

TERMS: dict[str, Term] = {
    "lead_pump": Term(
        N_("Lead pump"),
        N_(
            "Everything that makes visitors into leads, and leads into customers, step by step: what brings them, "
            "what is offered to them, and what is done once they have written."
        ),
    ),
    "conversion_funnel": Term(
        N_("Conversion funnel"),
        N_(
            "The steps from the first visit to the purchase, each with those who go on to it. It narrows where "
            "many are lost: begin there."
        ),
    ),
    "qualified_lead": Term(
        N_("Qualified lead"),
        N_(
            "A lead who is interested, and fits: the need is one you meet, and the budget is there. "
            "Marketing-qualified (MQL) says that the interest shows; sales-qualified (SQL), that somebody has "
            "spoken to them and confirms it."
        ),
    ),
    "heat_map": Term(
        N_("Heat map"),
        N_(
            "A table or a picture whose cells are the stronger in colour the more happens there: here the hours "
            "of the week, and how far pages are read."
        ),
    ),
    "marketing_automation": Term(
        N_("Automated marketing"),
        N_(
            "Programs that do by themselves what would be repeated by hand: a series of e-mails after a form, a "
            "reminder to call, leads sorted by their answers."
        ),
    ),
}
