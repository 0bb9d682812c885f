"""The terms of the reports: what each is called, how it is counted, and what a bad value may mean."""

from reports.glossary import channels, emails, field, leads, loyalty, magnets, money, outside, quality, traffic
from reports.glossary.tables import CHANNELS, TABLES
from reports.glossary.term import Term

__all__ = ["CHANNELS", "TABLES", "TERMS", "Term"]

TERMS: dict[str, Term] = {
    **traffic.TERMS,
    **channels.TERMS,
    **magnets.TERMS,
    **leads.TERMS,
    **money.TERMS,
    **loyalty.TERMS,
    **emails.TERMS,
    **outside.TERMS,
    **quality.TERMS,
    **field.TERMS,
}
