"""Which language a reader gets, and the catalogue of its words; English sentences are the keys, no file is compiled."""

import gettext
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = {"fr": "Français", "en": "English"}
DEFAULT_LANGUAGE = "fr"
SOURCE_LANGUAGE = "en"
COOKIE = "leadpump_language"

TRANSLATIONS = Path(__file__).parent / "translations"


def N_(message: str) -> str:
    """Mark a message for the catalogue where it is written; it is translated where it is shown."""
    return message


def choose_language(cookie: str | None, accept_language: str | None) -> str:
    """The reader's own choice, else the best of Accept-Language that we speak, else French."""
    if cookie in LANGUAGES:
        return cookie
    for asked in _by_preference(accept_language or ""):
        if asked in LANGUAGES:
            return asked
    return DEFAULT_LANGUAGE


def _by_preference(accept_language: str) -> Iterator[str]:
    weighed = []
    for position, part in enumerate(accept_language.split(",")):
        tag, _, quality = part.strip().partition(";q=")
        weight = _weight(quality)
        if weight > 0:
            weighed.append((-weight, position, tag.strip().lower().split("-")[0]))
    for _, _, language in sorted(weighed):
        yield language


def _weight(quality: str) -> float:
    if not quality:
        return 1.0
    try:
        return float(quality)
    except ValueError:
        return 0.0


@cache
def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of a language, read once from its .po file; the source language needs none."""
    if language == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    with (TRANSLATIONS / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def translate(language: str, message: str, **values: object) -> str:
    """The message in that language, its %(name)s places filled."""
    translated = translations(language).gettext(message)
    return translated % values if values else translated


def translate_count(language: str, one: str, many: str, count: int, /, **values: object) -> str:
    """The message in that language in the form that count asks for; %(n)s is the count unless given otherwise."""
    return translations(language).ngettext(one, many, count) % {"n": count, **values}
