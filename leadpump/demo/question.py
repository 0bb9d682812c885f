"""What the forms of the demo site ask, the answers they offer, and what a roofer makes of them."""

from collector.score import ScoreRule

BUDGET = "Budget"
BUDGETS = (
    "Moins de 3\u202f000\u202f€",
    "De 3\u202f000 à 8\u202f000\u202f€",
    "De 8\u202f000 à 15\u202f000\u202f€",
    "Plus de 15\u202f000\u202f€",
)
UNKNOWN = "Je ne sais pas encore"
DATE = "Date des travaux"
DATES = ("Dans les trois mois", "Dans les six mois", "Dans l’année", "Dans plus d’un an")
WORK = "Travaux"
WORKS = ("Isolation de combles", "Rénovation de toiture", "Les deux", "Entretien")

NOT_ASKED = ("date", "region")
"""Questions of the rules that every site begins with; its forms call the first by another name, and ask no region."""
SCORE_RULES = (
    ScoreRule("answer", "is", BUDGET, UNKNOWN, -15),
    ScoreRule("answer", "is", DATE, DATES[0], 10),
)
"""What a roofer adds to the rules of every site: an unknown budget is no answer, a near date is a good one."""
