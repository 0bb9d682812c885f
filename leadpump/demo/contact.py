"""What the invented people write of themselves: names out of lists, addresses and numbers that nobody has."""

from __future__ import annotations

import unicodedata
from random import Random

from leadpump.demo.page import QUOTE

FIRST_NAMES = (
    "Aline", "Baptiste", "Camille", "Denis", "Élodie", "Fabrice", "Gaëlle", "Hugo", "Inès", "Jean-Marc", "Karine",
    "Lucie", "Mathilde", "Nadia", "Olivier", "Pascal", "Quentin", "Romane", "Sylvie",
    "Thierry", "Ursule", "Valérie", "Yann", "Zoé",
)  # fmt: skip
LAST_NAMES = (
    "Aubin", "Bellanger", "Chauvet", "Delorme", "Esnault", "Fouquet", "Gaudin", "Hérault", "Imbert", "Jouannet",
    "Launay", "Marchais", "Noblet", "Ouvrard", "Pineau", "Quillet", "Rabouin", "Sellier", "Tessier", "Vasseur",
)  # fmt: skip
TOWNS = (
    ("44000", "Nantes"),
    ("44150", "Ancenis"),
    ("44600", "Saint-Nazaire"),
    ("44800", "Saint-Herblain"),
    ("44190", "Clisson"),
)
MAIL_HOSTS = ("maison.example", "courriel.example", "loire.example")
MESSAGES = (
    "Il manque des tuiles depuis la dernière tempête.",
    "Nous venons d’acheter, la toiture a quarante ans.",
    "Pouvez-vous passer un samedi\u202f?",
    "Je voudrais isoler les combles avant l’hiver.",
)


def contact_of(key: str, form: str) -> dict[str, str]:
    """The declared fields of a form as this person fills them in: the same person writes the same."""
    rng = Random(f"{key}/contact")  # noqa: S311
    first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
    email = f"{plain(first)}.{plain(last)}{rng.randrange(2, 99)}@{rng.choice(MAIL_HOSTS)}"
    if form != QUOTE:
        return {"first_name": first, "email": email}
    postcode, city = rng.choice(TOWNS)
    fields = {"first_name": first, "last_name": last, "email": email, "phone": number(rng)}
    fields |= {"postcode": postcode, "city": city}
    return fields | ({"message": rng.choice(MESSAGES)} if rng.random() < 0.4 else {})


def permission_of(key: str, form: str) -> dict[str, str]:
    """The box beside a form's button, where they ticked it: more do who are promised something by e-mail."""
    ticked = Random(f"{key}/permission").random() < (0.45 if form == QUOTE else 0.72)  # noqa: S311
    return {"consent": "on"} if ticked else {}


def number(rng: Random) -> str:
    """A telephone number of the range that is kept free for fiction."""
    return f"01 99 00 {rng.randrange(100):02} {rng.randrange(100):02}"


def plain(name: str) -> str:
    """A name as an address writes it."""
    letters = unicodedata.normalize("NFD", name.lower())
    return "".join(letter for letter in letters if letter.isascii() and letter.isalpha())
