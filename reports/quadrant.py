"""The four quadrants of a lead's score: interesting (it has the means) × interested (it behaves so)."""

from reports.language import N_

QUADRANTS = {
    "both": N_("Interesting and interested"),
    "interesting": N_("Interesting, not interested"),
    "interested": N_("Tire-kickers"),
    "neither": N_("Neither interesting nor interested"),
}
OF_ONE = {
    "both": N_("An interesting and interested lead"),
    "interesting": N_("An interesting lead, not interested"),
    "interested": N_("A tire-kicker"),
    "neither": N_("A lead neither interesting nor interested"),
}
"""The same of one lead."""
