"""The four quadrants of a lead's score: interesting (it has the means) × interested (it behaves so)."""

from reports.language import N_

QUADRANTS = {
    "both": N_("Interesting and interested"),
    "interesting": N_("Interesting, not interested"),
    "interested": N_("Interested, not interesting"),
    "neither": N_("Neither interesting nor interested"),
}
OF_ONE = {
    "both": N_("Means and interest"),
    "interesting": N_("Means, without interest"),
    "interested": N_("Interest, without means"),
    "neither": N_("Neither means nor interest"),
}
"""Where one lead stands: the others are what many are called."""
