"""Customers who stay, come back and recommend."""

from reports.glossary.term import Term
from reports.language import N_

_NO_CUSTOMER = N_("No purchase is known until the end of this period.")
_NO_STARTING_CUSTOMER = N_("Nobody was a customer at the start of this period.")
_NO_ANSWER = N_("Nobody answered how likely they are to recommend you in this period.")

TERMS: dict[str, Term] = {
    "repurchase_rate": Term(
        N_("Repurchase rate"),
        N_(
            "Customers with at least two purchases / customers, until the end of the period. A purchase is a sale, or"
            " a stage “customer” with an amount; a refund does not undo it. Leads of one person are one customer."
        ),
        "up",
        N_("A low rate: nobody writes to customers after the sale, or what you sell is bought once."),
        _NO_CUSTOMER,
        N_("Bought again"),
    ),
    "retention_rate": Term(
        N_("Retention rate"),
        N_(
            "Customers at the start of the period who are still active / customers at its start. As long as nothing "
            "else is chosen under “How to count”, a customer at its start is whoever bought before, and active is who "
            "bought in the period. With a number of months, both are who bought in so many months before that moment."
        ),
        "",
        N_("A low rate over a period shorter than the time between two purchases says little: choose a longer one."),
        _NO_STARTING_CUSTOMER,
    ),
    "churn_rate": Term(
        N_("Churn rate"),
        N_(
            "Customers at the start of the period who are no longer active / customers at its start: 1 − retention "
            "rate."
        ),
        "",
        "",
        _NO_STARTING_CUSTOMER,
    ),
    "customer_lifetime": Term(
        N_("Customer lifetime"),
        N_(
            "Days from the first purchase of a customer to the last activity (purchase, call, e-mail, meeting, answer"
            " to the recommendation question) / customers, until the end of the period. Who bought once and was not "
            "heard of since counts 0 days."
        ),
        "",
        "",
        _NO_CUSTOMER,
    ),
    "median_lifetime": Term(
        N_("Median customer lifetime"),
        N_("Days from the first purchase to the last activity: half of the customers stayed longer, half less long."),
        "",
        "",
        _NO_CUSTOMER,
    ),
    "known_days": Term(
        N_("Purchases known for"),
        N_("Days from the first purchase of all to the end of the period."),
        missing=_NO_CUSTOMER,
    ),
    "nps": Term(
        N_("Net promoter score (NPS)"),
        N_(
            "(Promoters − detractors) / answers of the period × 100: from −100, if all are detractors, to 100. “How "
            "likely are you to recommend us?” is answered from 0 to 10. In tables a dash for fewer than ten answers."
        ),
        "up",
        N_("Below 0, more customers would advise against you than for you: ask the detractors why."),
        _NO_ANSWER,
        N_("NPS"),
    ),
    "nps_answers": Term(
        N_("Answers"), N_("Answers to the recommendation question given in the period, each counted."), "up"
    ),
    "promoters": Term(N_("Promoters"), N_("Answers of 9 or 10."), "up"),
    "passives": Term(N_("Passives"), N_("Answers of 7 or 8.")),
    "detractors": Term(N_("Detractors"), N_("Answers of 0 to 6."), "down"),
    "cart_abandonment": Term(
        N_("Cart abandonment"),
        N_(
            "Visitors who started a cart in the period and bought nothing after it until the period’s end / visitors "
            "who started a cart: 1 − purchases / carts. Which events are meant is said under “How to count”. Without a "
            "cookie, who comes back to buy on another day is another visitor."
        ),
        "down",
        N_("A high rate: costs that show up late, an account that must be made first, or too few ways to pay."),
        N_("No event started a cart in this period."),
    ),
    "cohort": Term(N_("First purchase"), N_("Month of the customer’s first purchase.")),
    "all_customers": Term(N_("Customers"), N_("Customers whose first purchase was in this month.")),
    "repeat_customers": Term(
        N_("With a second purchase"), N_("Those of them with at least two purchases until the end of the period.")
    ),
    "purchases": Term(N_("Purchases"), N_("What they bought until the end of the period, first purchases included.")),
}
