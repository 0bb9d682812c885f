"""Who a lead is: told apart by a keyed hash, named only in a sealed box.

Contact details are encrypted before anything is written, so no file of ours ever holds an e-mail address in the
clear: not the spool, not what was set aside, not ClickHouse, not a backup.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from collector.visitor import keyed_number

CONTACT_FIELDS = ("email", "phone", "name", "first_name", "last_name", "company", "postcode", "city", "message", "note")
"""What is kept of a person; declared fields of other names are dropped."""
SAME_FIELD = {
    "e-mail": "email",
    "mail": "email",
    "courriel": "email",
    "tel": "phone",
    "telephone": "phone",
    "téléphone": "phone",
    "mobile": "phone",
    "nom": "last_name",
    "lastname": "last_name",
    "prenom": "first_name",
    "prénom": "first_name",
    "firstname": "first_name",
    "societe": "company",
    "société": "company",
    "entreprise": "company",
    "organization": "company",
    "code_postal": "postcode",
    "zip": "postcode",
    "ville": "city",
}
LONGEST = {"message": 2000, "note": 2000}
EMAIL = re.compile(r"[^@\s,;<>()\"]{1,64}@[^@\s,;<>()\"]+\.[^@\s,;<>()\".]{2,}")
FEWEST_DIGITS, MOST_DIGITS = 6, 15


@dataclass(frozen=True, slots=True)
class Key:
    """The two keys of a person: one makes the number, one seals the box. 32 bytes each."""

    number: bytes
    box: bytes


def read_contact(fields: Mapping[str, str]) -> dict[str, str]:
    """The contact fields among the fields given, cleaned; names in other spellings count for ours."""
    contact: dict[str, str] = {}
    for name, value in fields.items():
        plain = name.strip().lower()
        field = SAME_FIELD.get(plain, plain)
        text = "".join(char if char.isprintable() else " " for char in value).strip()
        if field in CONTACT_FIELDS and text:
            contact[field] = text.encode("utf-8", "replace").decode()[: LONGEST.get(field, 200)]
    return contact


def person_of(contact: Mapping[str, str], site: str, key: Key) -> int:
    """The number of the person: of the e-mail address, else of the telephone number; 0 if neither can be read."""
    for kind, text in (
        ("email", plain_email(contact.get("email", ""))),
        ("phone", plain_phone(contact.get("phone", ""))),
    ):
        if text:
            return keyed_number(key.number, site, f"person\0{kind}\0{text}")
    return 0


def plain_email(text: str) -> str:
    """An address as it is compared: lower case. "" if it is none."""
    plain = text.strip().removeprefix("mailto:").lower()
    return plain if len(plain) <= 254 and EMAIL.fullmatch(plain) else ""


def plain_phone(text: str) -> str:
    """A telephone number as it is compared: digits, French ones with their country's. "" if it is none."""
    digits = re.sub(r"\D", "", text.replace("(0)", ""))
    if digits.startswith("00"):
        digits = digits[2:]
    elif len(digits) == 10 and digits.startswith("0"):
        digits = f"33{digits[1:]}"
    return digits if FEWEST_DIGITS <= len(digits) <= MOST_DIGITS else ""


def seal(contact: Mapping[str, str], key: Key) -> str:
    """The contact fields, encrypted; "" of none."""
    if not contact:
        return ""
    return base64.b64encode(SecretBox(key.box).encrypt(json.dumps(dict(contact), ensure_ascii=False).encode())).decode()


def unseal(sealed: str, key: Key) -> dict[str, str]:
    """The contact fields of a sealed box; none of an empty one, or of one that this key does not open."""
    if not sealed:
        return {}
    try:
        contact = json.loads(SecretBox(key.box).decrypt(base64.b64decode(sealed)))
    except (CryptoError, ValueError):
        return {}
    return contact if isinstance(contact, dict) else {}
