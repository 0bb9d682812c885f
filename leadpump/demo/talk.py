"""What is said with a lead: the first call with its note, further calls, letters and meetings."""

from __future__ import annotations

from random import Random

from leadpump.demo.loyalty import DAY, fact
from leadpump.demo.visit import Lead
from leadpump.demo.walk import Item

CALLED, NOTED, AGAIN = 0.8, 0.45, 0.35
NOTES = (
    "Maison des années 1930, combles non isolés. Préfère être rappelé le soir.",
    "Demande les aides possibles avant de décider.",
    "Visite à prévoir, accès par la cour.",
    "Compare avec deux autres devis.",
    "Locataire : le propriétaire doit donner son accord.",
    "Veut commencer après les vacances.",
)


def talk_of(lead: Lead, contact: int) -> list[Item]:
    """In order of time, from the first contact on; the same for a lead whatever else was drawn in the story."""
    rng = Random(f"{lead.id}/talk")  # noqa: S311
    kind = "call" if rng.random() < CALLED else "email"
    told = [fact(rng, lead, kind, contact, **({"note": rng.choice(NOTES)} if rng.random() < NOTED else {}))]
    now = contact
    while rng.random() < AGAIN:
        now += int(rng.uniform(1, 6) * DAY)
        told.append(fact(rng, lead, rng.choice(("call", "email", "meeting", "note")), now, note=rng.choice(NOTES)))
    return told
