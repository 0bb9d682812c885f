"""What a term is, and why a value may be missing where several kinds of terms say so."""

from dataclasses import dataclass
from typing import Literal

from reports.language import N_


@dataclass(frozen=True, slots=True)
class Term:
    """label and definition are messages of the catalogue. better: which way is good. warning: what a bad value may
    mean, from the KPI catalogue. missing: why there is no value. short: the label at the head of a column.
    note: what to keep in mind beside the value."""

    label: str
    definition: str
    better: Literal["up", "down", ""] = ""
    warning: str = ""
    missing: str = ""
    short: str = ""
    note: str = ""


CONTACTABLE = N_(
    "Leads that permitted to be contacted at the end of the period, by what each had told last until then. "
    "Whoever unsubscribes, or marks an e-mail as spam, takes it back."
)
NO_SESSION = N_("No session in this period.")
NO_LEAD = N_("No lead in this period.")
TOO_EARLY_FOR_MQL = N_("Recent leads have not had time to be qualified yet.")
