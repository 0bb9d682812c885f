"""Who leads are: their contact details, opened for those who may read them and masked for the others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from collector.person import Key, person_of, plain_email, plain_phone, unseal
from leadpump.leads.statement import statement
from leadpump.leads.wanted import Sought
from reports.query import Query

MOST_LOOKED_THROUGH = 20_000
FEWEST_LETTERS = 2
HIDDEN = "…"
CONTACT = ("name", "first_name", "last_name", "email", "phone", "company", "postcode", "city")
"""Who somebody is, in the order in which it is shown."""
TEXTS = ("message", "note")
"""What people wrote at length: it belongs to its moment, not to who they are."""

Contact = dict[str, str]


@dataclass(frozen=True, slots=True)
class Contacts:
    """The contact details of a site's leads. clear: the reader may see them as they are."""

    query: Query
    key: Key
    site: str
    clear: bool

    def of(self, leads: Sequence[str]) -> dict[str, Contact]:
        """What is known of each lead, by its id; later submissions tell more than earlier ones."""
        found: dict[str, Contact] = {}
        if leads:
            for row in self.query(statement("contacts"), {"site": self.site, "leads": list(leads)}):
                told = unseal(row["sealed"], self.key)
                found.setdefault(row["lead"], {}).update({k: v for k, v in told.items() if k not in TEXTS})
        return found if self.clear else {lead: mask(contact) for lead, contact in found.items()}

    def notes(self, ids: Sequence[str]) -> dict[str, str]:
        """What was written at length, by the id of its fact; nothing for those who may not read it."""
        if not ids or not self.clear:
            return {}
        rows = self.query(statement("notes"), {"site": self.site, "ids": list(ids)})
        told = {row["fact"]: unseal(row["sealed"], self.key) for row in rows}
        return {
            id_: "\n".join(contact[name] for name in TEXTS if name in contact)
            for id_, contact in told.items()
            if contact.keys() & set(TEXTS)
        }

    def search(self, text: str) -> Sought:
        """Whom a search means: a whole e-mail address or telephone number, or for those who may read them a part of
        any contact detail of the latest submissions.
        """
        persons = [
            person
            for contact in ({"email": text}, {"phone": text})
            if (person := person_of(contact, self.site, self.key))
        ]
        return Sought(persons, self._parts_with(text) if self.clear else [])

    def _parts_with(self, text: str) -> list[str]:
        wanted = text.casefold()
        if len(wanted) < FEWEST_LETTERS:
            return []
        number = "" if plain_email(text) else plain_phone(text)
        rows = self.query(statement("sealed"), {"site": self.site, "most": MOST_LOOKED_THROUGH})
        return sorted({row["part"] for row in rows if says(unseal(row["sealed"], self.key), wanted, number)})


def says(contact: Mapping[str, str], wanted: str, number: str) -> bool:
    """Whether a contact detail holds the text, or is that telephone number."""
    if number and plain_phone(contact.get("phone", "")) == number:
        return True
    told = " ".join((full_name(contact), *(value for name, value in contact.items() if name not in TEXTS)))
    return wanted in told.casefold()


def full_name(contact: Mapping[str, str]) -> str:
    """First and last name, or the name as it was given."""
    parts = (contact.get("first_name", ""), contact.get("last_name", ""))
    return " ".join(filter(None, parts)) or contact.get("name", "")


def title_of(contact: Mapping[str, str]) -> str:
    """What the lead is called: by name, else by what is known; "" of an anonymous one."""
    return full_name(contact) or next((contact[name] for name in ("email", "phone", "company") if name in contact), "")


def link_of(name: str, value: str) -> str:
    """The address that calls or writes to somebody; "" where that is not to be read from what is there."""
    if HIDDEN in value:
        return ""
    if name == "phone":
        number = plain_phone(value)
        return f"tel:+{number}" if number else ""
    return f"mailto:{quote(value, safe='@')}" if name == "email" and plain_email(value) else ""


def mask(contact: Mapping[str, str]) -> Contact:
    """The same, so that one lead can be told from another but nobody reached or named."""
    return {name: MASKS.get(name, mask_words)(value) for name, value in contact.items() if name not in TEXTS}


def mask_email(value: str) -> str:
    """m…@exemple.fr."""
    who, _, domain = value.rpartition("@")
    return f"{who[:1]}{HIDDEN}@{domain}" if who else mask_words(value)


def mask_phone(value: str) -> str:
    """…78."""
    digits = re.sub(r"\D", "", value)
    return f"{HIDDEN}{digits[-2:]}"


def mask_words(value: str) -> str:
    """M… D…"""
    return " ".join(f"{word[:1]}{HIDDEN}" for word in value.split())


MASKS = {"email": mask_email, "phone": mask_phone}
