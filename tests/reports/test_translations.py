"""Every sentence that a reader can see exists in French."""

import re
from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from reports.language import TRANSLATIONS, choose_language, translate, translate_count

ROOT = Path(__file__).parents[2]
ROOMS = (
    "reports",
    "leadpump/pages",
    "leadpump/costs",
    "leadpump/leads",
    "leadpump/outside",
    "leadpump/emails",
    "leadpump/sheet",
    "leadpump/webhooks",
    "leadpump/receivers",
    "leadpump/digests",
    "leadpump/outbox",
    "leadpump/demo",
    "collector",
)
METHODS = [
    ("**.py", "python"),
    ("**.html", "jinja2.ext:babel_extract"),
    ("**/templates/*.txt", "jinja2.ext:babel_extract"),
]
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "say": None,
    "say_count": (1, 2),
    "translate": (2,),
    "translate_count": (2, 3),
    "Rule": (2,),
}


def messages_in(room: str) -> Iterator[tuple[str, object]]:
    options = {"**.html": {"extensions": "jinja2.ext.i18n", "trimmed": "false", "silent": "false"}}
    found = extract_from_dir(
        ROOT / room, METHODS, options, keywords=KEYWORDS, directory_filter=lambda name: "translations" not in str(name)
    )
    for filename, line, message, _comments, _context in found:
        yield f"{room}/{filename}:{line}", message


def french() -> Catalog:
    with (TRANSLATIONS / "fr.po").open("rb") as file:
        return read_po(file, locale="fr", abort_invalid=True)


def stub(message: object) -> str:
    if isinstance(message, tuple):
        return f'msgid "{message[0]}"\nmsgid_plural "{message[1]}"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    escaped = str(message).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'msgid "{escaped}"\nmsgstr ""\n'


def is_translated(entry: Message | None) -> bool:
    if entry is None or entry.fuzzy:
        return False
    return all(entry.string) if isinstance(entry.string, tuple | list) else bool(entry.string)


@pytest.mark.parametrize("room", ROOMS)
def test_every_message_is_translated_into_french(room: str) -> None:
    catalogue = french()
    missing = {
        stub(message): place
        for place, message in messages_in(room)
        if not is_translated(catalogue.get(message[0] if isinstance(message, tuple) else str(message)))
    }
    assert not missing, "add to reports/translations/fr.po:\n\n" + "\n".join(
        f"#: {place}\n{text}" for text, place in missing.items()
    )


def test_every_place_of_a_message_is_in_its_translation() -> None:
    catalogue = french()
    for entry in catalogue:
        if entry.id and entry.python_format:
            assert not list(entry.check(catalogue)), entry.id


def test_no_message_is_given_twice() -> None:
    text = (TRANSLATIONS / "fr.po").read_text(encoding="utf-8")
    identifiers = [line for line in text.splitlines() if line.startswith("msgid ") and line != 'msgid ""']
    assert sorted({one for one in identifiers if identifiers.count(one) > 1}) == []


def test_french_punctuation_has_its_narrow_spaces() -> None:
    """Before ; ? ! and inside « » a space does not break: U+202F, or U+00A0 before a colon."""
    wrong = []
    for entry in french():
        for text in entry.string if isinstance(entry.string, tuple | list) else [entry.string]:
            if entry.id and text and any(mark in text for mark in (" ;", " ?", " !", " :", "« ", " »")):
                wrong.append(text)
    assert not wrong


@pytest.mark.parametrize("room", ROOMS)
def test_english_has_the_marks_of_print(room: str) -> None:
    """An apostrophe is ’, a minus is −, and what is left out is …; a hyphen by itself is what is to be typed."""
    wrong = [
        place
        for place, message in messages_in(room)
        for text in (message if isinstance(message, tuple) else (str(message),))
        if re.search(r"\w'|\.\.\.|[\w)] - (?!for a step)", str(text))
    ]
    assert wrong == []


def test_templates_have_no_text_outside_the_catalogue() -> None:
    """Every template parses; what it prints goes through _ or trans (checked by eye, kept parseable here)."""
    environment = jinja2.Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    for template in (ROOT / "reports").rglob("*.html"):
        environment.parse(template.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("cookie", "accept_language", "chosen"),
    [
        (None, None, "fr"),  # nothing known
        (None, "en-GB,en;q=0.9,fr;q=0.8", "en"),  # the best we speak
        (None, "de,fr;q=0.5,en;q=0.4", "fr"),  # German is not spoken
        (None, "en;q=0.2,fr;q=0.7", "fr"),  # by weight, not by order
        (None, "en;q=0,de", "fr"),  # q=0 refuses English
        (None, "en;q=much", "fr"),  # an unreadable weight counts for nothing
        ("en", "fr", "en"),  # the reader's own choice first
        ("xx", "en", "en"),  # an unknown choice is not one
    ],
)
def test_the_language_is_chosen(cookie: str | None, accept_language: str | None, chosen: str) -> None:
    assert choose_language(cookie, accept_language) == chosen


def test_counts_agree_in_both_languages() -> None:
    assert translate_count("en", "%(n)s lead", "%(n)s leads", 0) == "0 leads"
    assert translate_count("fr", "%(n)s lead", "%(n)s leads", 0) == "0 prospect"
    assert translate_count("fr", "%(n)s lead", "%(n)s leads", 2, n="2") == "2 prospects"


def test_an_unknown_message_is_shown_as_it_is() -> None:
    assert translate("fr", "No such message %(x)s", x=1) == "No such message 1"


@pytest.mark.parametrize("room", ROOMS)
def test_a_message_of_a_template_has_no_bare_per_cent_sign(room: str) -> None:
    """Templates fill messages in with %, also those that have nothing to fill in: "1% of" would be shown as "1{}f"."""
    catalogue = french()
    bare = [
        place
        for place, message in messages_in(room)
        if ".html:" in place and any(has_bare_per_cent(text) for text in (str(message), in_french(message, catalogue)))
    ]
    assert bare == []


def has_bare_per_cent(text: str) -> bool:
    return "%" in re.sub(r"%\(\w+\)[sd]|%%", "", text)


def in_french(message: object, catalogue: Catalog) -> str:
    entry = catalogue.get(message[0] if isinstance(message, tuple) else str(message))
    return str(entry.string) if entry else ""
