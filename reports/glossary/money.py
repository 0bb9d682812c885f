"""Costs, revenue and what they come to."""

from reports.glossary.term import Term
from reports.language import N_

_NO_COST = N_("No cost is entered for this period.")
_NO_COST_OR_LEAD = N_("No cost, or no lead, in this period.")
_NO_BASELINE = N_("Enter above what you sold in a month before you followed leads up.")

TERMS: dict[str, Term] = {
    "spent": Term(N_("Spent"), N_("Costs of the period that carry this name, in the site’s currency.")),
    "cost": Term(
        N_("Costs"),
        N_("What was spent on the days of the period, advertising and other costs, in the site’s currency."),
        missing=_NO_COST,
    ),
    "cpl": Term(
        N_("Cost per lead (CPL)"),
        N_("Costs / leads created in the period."),
        "down",
        N_("A high one with a low conversion rate: review the messages and whom they are shown to."),
        _NO_COST_OR_LEAD,
        N_("CPL"),
    ),
    "cost_per_mql": Term(
        N_("Cost per MQL"),
        N_("Costs / MQL: of the leads created in the period, or those that became MQL in it, as chosen."),
        "down",
        "",
        N_("No cost, or no MQL, in this period."),
        N_("Per MQL"),
    ),
    "cost_per_sql": Term(
        N_("Cost per SQL"),
        N_("Costs / SQL: of the leads created in the period, or those that became SQL in it, as chosen."),
        "down",
        "",
        N_("No cost, or no SQL, in this period."),
        N_("Per SQL"),
    ),
    "new_customers": Term(
        N_("Customers won"),
        N_(
            "Customers, dated as chosen: leads created in the period that have become customers since, or leads that "
            "became customers in it."
        ),
        "up",
    ),
    "cac": Term(
        N_("Customer acquisition cost (CAC)"),
        N_("Costs / customers, dated as chosen: by when the lead was created, or by when they became customers."),
        "down",
        N_("Above the ceiling, a customer costs more than can be earned back: stop or change what is too dear."),
        N_("No cost, or no customer, in this period."),
        N_("CAC"),
    ),
    "cac_ceiling": Term(
        N_("CAC ceiling"),
        N_(
            "What may be spent on winning a customer: of the gross margin it brings, 15%. A campaign above it is too "
            "dear; one below it may be amplified."
        ),
        "",
        "",
        N_("Enter under “How to count” how much gross margin a customer brings."),
    ),
    "ceiling": Term(N_("Against the ceiling"), N_("Whether the CAC lies above or below its ceiling.")),
    "roi": Term(
        N_("Return on investment (ROI)"),
        N_("(Revenue − costs) / costs. 0% means that what was spent has come back, and no more."),
        "up",
        N_("Below 0%, more is spent than comes back. Recent leads may still buy: compare older periods first."),
        _NO_COST,
        N_("ROI"),
    ),
    "roas": Term(
        N_("Return on ad spend (ROAS)"),
        N_("Revenue / costs: how many euros come back of one."),
        "up",
        "",
        _NO_COST,
        N_("ROAS"),
    ),
    "revenue_won": Term(
        N_("Revenue of the period"),
        N_(
            "Sales less refunds, dated as chosen: of the leads created in the period, until now, or what was sold in "
            "it."
        ),
        "up",
    ),
    "average_order_value": Term(
        N_("Average order value"),
        N_("Revenue / orders. A customer whose value was told counts as one order."),
        "up",
        "",
        N_("No order in this period."),
    ),
    "revenue_per_customer": Term(
        N_("Revenue per customer"),
        N_("Revenue / customers, both dated as chosen."),
        "up",
        "",
        N_("Nobody became a customer in this period."),
    ),
    "credited_revenue": Term(
        N_("Credited revenue"),
        N_(
            "The part of the revenue that the chosen model credits. A dash beside costs that name none: what they "
            "brought stands in the other rows."
        ),
    ),
    "credited_customers": Term(
        N_("Credited customers"), N_("The part of the customers that the chosen model credits.")
    ),
    "followed_revenue": Term(
        N_("Revenue of the period, followed-up leads"),
        N_("Sales less refunds of the period, to leads that have been contacted (call, e-mail, meeting, or stage)."),
        "up",
    ),
    "sold_revenue": Term(
        N_("Revenue of the period, all leads"), N_("Sales less refunds of the period, to all leads."), "up"
    ),
    "monthly_followed_revenue": Term(
        N_("Revenue from followed-up leads, a month"),
        N_(
            "Revenue of the period from leads that have been contacted / its months. Periods of as many days count "
            "as as many months."
        ),
        "up",
    ),
    "follow_up_gain": Term(
        N_("Gain of the follow-up, a month"),
        N_(
            "(Revenue of the period from leads that have been contacted − what was sold before in as many months) / "
            "months."
        ),
        "up",
        "",
        _NO_BASELINE,
    ),
    "follow_up_year": Term(
        N_("Gain of the follow-up, a year"), N_("The gain of a month × 12."), "up", "", _NO_BASELINE
    ),
    "follow_up_increase": Term(
        N_("Increase by the follow-up"),
        N_(
            "(Revenue of the period from leads that have been contacted − what was sold before in as many months) / "
            "what was sold before in as many months."
        ),
        "up",
        "",
        _NO_BASELINE,
    ),
}
