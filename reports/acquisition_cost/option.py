"""What the reader may ask of the reports on money: what a lead belongs to, what dates a customer, the margin on one."""

from reports.language import N_
from reports.lead_sources.lead_sources import TOUCH, TOUCHES, under
from reports.option import AMOUNT, Option

DATED = Option("dated", ("sale", "lead"))
MARGIN = Option("margin", ("",), AMOUNT, "an amount in the site's currency, as 2000 or 1999.50")
OPTIONS = (TOUCH, DATED, MARGIN)

DATES = {"sale": N_("by when they became customers"), "lead": N_("by when the lead was created")}

__all__ = ["DATED", "DATES", "MARGIN", "OPTIONS", "TOUCH", "TOUCHES", "under"]
